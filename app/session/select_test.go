package session

import (
	"errors"
	"testing"

	"unitscope/cnn"
)

// A fixed range is that of the moment it was fixed at, also where nothing was to be seen then:
// after a start, or in another network.
func TestFixedRange(t *testing.T) {
	s := open(t, Options{})
	layer := func() (of, fixed float64) {
		v := s.Analysis.View()
		return v.Range(1, 0, RangeLayer).High, s.Range(v, 1, 0).High
	}
	perform(t, s, "range fixed")
	was, _ := layer()
	perform(t, s, "picture 9")
	if now, fixed := layer(); fixed != was || now == was {
		t.Errorf("fixed at %g, then %g; picture 9 has %g", was, fixed, now)
	}
	s.fixed = nil // as after a start
	was, _ = layer()
	if _, fixed := layer(); fixed != was {
		t.Errorf("after a start %g is fixed, the view has %g", fixed, was)
	}
	perform(t, s, "picture 3")
	if now, fixed := layer(); fixed != was || now == was {
		t.Errorf("fixed at %g after a start, then %g; picture 3 has %g", was, fixed, now)
	}
}

func TestSlide(t *testing.T) {
	s := open(t, Options{})
	perform(t, s, "select conv3:1", "part conv3 pool3", "slide play", "slide step")
	if got := s.Selection(); got.Cell != [2]int{0, 1} || got.Slide != SlidePlaying {
		t.Errorf("after a step: %v, %s", got.Cell, got.Slide)
	}
	perform(t, s, "cell 2 2", "slide step") // the last of 3×3
	if got := s.Selection(); got.Cell != [2]int{2, 2} || got.Slide != SlidePaused {
		t.Errorf("at the end: %v, %s", got.Cell, got.Slide)
	}
	perform(t, s, "slide play")
	if got := s.Selection(); got.Cell != [2]int{0, 0} || got.Slide != SlidePlaying {
		t.Errorf("played again: %v, %s", got.Cell, got.Slide)
	}
}

func TestNoKernelsToShow(t *testing.T) {
	s := open(t, Options{})
	net := cnn.NewNetwork(cnn.Shape{3, 48, 48})
	if err := errors.Join(net.Append("conv", cnn.NewConv2D(3, 3, [2]int{1, 1}, cnn.ConvOptions{})), net.Append("both", &cnn.Concat{}, "conv", "input")); err != nil {
		t.Fatal(err)
	}
	perform(t, s, "open "+networkFile(t, net), "show conv kernels", "show both change")
	if err := s.Do(ShowRow{"both", Kernels}); err == nil || s.Selection().Mode("both") != Change {
		t.Errorf("error %v; maps side by side show %s", err, s.Selection().Mode("both"))
	}
}
