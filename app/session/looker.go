package session

import (
	"context"
	"image"
	"slices"
	"time"

	"unitscope/cnn"
	"unitscope/viz/colormap"
)

// A looker shows pictures to networks: all of a picture where it or the network is new, and of one that is
// painted on, what the paint reaches.
type looker struct {
	of   Shown     // whose network is looked at where it is, since nobody changes it
	pass *cnn.Pass // over it, switched from one network of a run to the next, which needs no new activations
	x    *cnn.Tensor

	last  *View            // nil before the first
	brush *cnn.Incremental // of a painted picture; nil before there is one on this network
	under *cnn.Tensor      // the painted picture that brush holds; nil while it holds none of last's network and picture
}

// look returns what the units answer to the picture and to the painted picture. Without a new network or a
// new picture below the paint, the answers to the latter are within float rounding those of a full pass;
// otherwise they are one, and the view is nil if ctx ended meanwhile.
func (l *looker) look(ctx context.Context, shown Shown, stimulus Stimulus) *View {
	began := time.Now()
	v := &View{Shown: shown, Stimulus: stimulus}
	if last := l.last; last != nil && last.Shown.Net == shown.Net && last.Shown.Run == shown.Run && last.Stimulus.Original == stimulus.Original {
		v.Rows, v.Titles = last.Rows, last.Titles
		l.repaint(v)
	} else {
		v.Rows, v.Titles = Rows(shown.Net), Titles(shown.Net)
		if l.pose(ctx, v) != nil {
			return nil
		}
	}
	v.Took = time.Since(began)
	l.last = v
	return v
}

// pose runs the picture, and the painted one if it differs, through the network, as one batch. It returns ctx's
// error if that ends.
func (l *looker) pose(ctx context.Context, v *View) error {
	l.adopt(v.Shown)
	l.under = nil
	batch := []*cnn.Tensor{v.Stimulus.Original, v.Stimulus.Painted}
	if v.Stimulus.Painted == v.Stimulus.Original {
		batch = batch[:1]
	}
	for i, picture := range batch {
		l.prepare(i, picture)
	}
	input := v.Shown.Net.Input
	x := &cnn.Tensor{Shape: append(cnn.Shape{len(batch)}, input...), Data: l.x.Data[:len(batch)*input.Size()]}
	if err := l.pass.ForwardContext(ctx, x); err != nil {
		return err
	}
	for i := range v.Shown.Net.Nodes {
		v.nodes = append(v.nodes, newAnswers(l.pass.Activation(i), v.Stimulus))
	}
	v.input = newAnswers(l.pass.Activation(-1), v.Stimulus)
	return nil
}

// prepare sets example i to a picture as the network reads it.
func (l *looker) prepare(i int, picture *cnn.Tensor) {
	size := l.of.Net.Input.Size()
	l.of.Net.Meta.Prep.Apply(l.x.Data[i*size:(i+1)*size], picture.Data, l.of.Net.Input)
}

// adopt turns to a network; a new pass is made where another run is shown, or an old network of a relearning.
func (l *looker) adopt(shown Shown) {
	if l.of.Net == shown.Net {
		return
	}
	if l.of.Run == shown.Run && l.pass != nil && l.of.Net.SameArchitecture(shown.Net) {
		l.pass.Switch(shown.Net)
	} else {
		l.pass = shown.Net.NewPass(2)
		l.x = cnn.NewTensor(append([]int{2}, shown.Net.Input...)...)
	}
	l.of, l.brush = shown, nil
}

// repaint fills in a view of which only the paint is new.
func (l *looker) repaint(v *View) {
	last, painted := l.last, v.Stimulus.Painted
	if l.under == nil {
		l.takeBrush(last.Stimulus.Painted)
	}
	changed := difference(l.under, painted)
	l.brush.Change(changed, l.cutOut(painted, changed))
	l.under = painted
	now := func(node int, a answers) answers {
		switch {
		case painted == v.Stimulus.Original:
			a.now = a.before
		case !l.brush.Changed(node).Empty():
			a.now = &cnn.Tensor{Shape: a.before.Shape, Data: slices.Clone(l.brush.Activation(node).Data)}
		}
		if v.Stimulus.Picture.Drawing() {
			a.whole = colormap.AnswersOf(a.now.Data)
		}
		return a
	}
	for i, a := range last.nodes {
		v.nodes = append(v.nodes, now(i, a))
	}
	v.input = now(-1, last.input)
}

// takeBrush has brush hold a picture.
func (l *looker) takeBrush(picture *cnn.Tensor) {
	l.prepare(0, picture)
	x := &cnn.Tensor{Shape: l.of.Net.Input, Data: l.x.Data[:l.of.Net.Input.Size()]}
	if l.brush == nil {
		l.brush = l.of.Net.NewIncremental(x, len(l.of.Net.Nodes)-1)
	} else {
		l.brush.Reset(x)
	}
	l.under = picture
}

// cutOut is a rectangle of a picture as the network reads it.
func (l *looker) cutOut(picture *cnn.Tensor, r image.Rectangle) []float32 {
	height, width := picture.Shape[1], picture.Shape[2]
	pixels := make([]float32, 0, picture.Shape[0]*r.Dx()*r.Dy())
	for row := range picture.Shape[0] * r.Dy() {
		channel, y := row/r.Dy(), r.Min.Y+row%r.Dy()
		pixels = append(pixels, picture.Data[(channel*height+y)*width+r.Min.X:][:r.Dx()]...)
	}
	if len(pixels) > 0 {
		l.of.Net.Meta.Prep.Apply(pixels, pixels, cnn.Shape{picture.Shape[0], r.Dy(), r.Dx()})
	}
	return pixels
}

// difference is the smallest rectangle outside which two pictures of one shape, C×H×W, are equal.
func difference(a, b *cnn.Tensor) image.Rectangle {
	var r image.Rectangle
	height, width := a.Shape[1], a.Shape[2]
	for row := range a.Shape[0] * height {
		p, q := a.Data[row*width:][:width], b.Data[row*width:][:width]
		if slices.Equal(p, q) {
			continue
		}
		first, last := 0, width
		for p[first] == q[first] {
			first++
		}
		for p[last-1] == q[last-1] {
			last--
		}
		y := row % height
		r = r.Union(image.Rect(first, y, last, y+1))
	}
	return r
}
