package session

import (
	"context"
	"errors"
	"fmt"
	"image"
	"slices"
	"strings"

	"golang.org/x/image/draw"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/render"
)

const (
	// simulatedPictures of the Toy World, or as many less as makes equally many of each object, are what the simulated subject
	// looks at: as many as in the field's best known recordings.
	simulatedPictures = 92
	// mostBrainPictures bounds the pairs of pictures: half a million.
	mostBrainPictures = 1000
	// brainThumb is the longer side of the pictures as they are drawn among many.
	brainThumb = 96
)

// A stimuliKey is all that the brain's pictures depend on, as a network sees them.
type stimuliKey struct {
	ref   string // "": the simulated subject's
	input string // the network's input shape
	fit   cnn.Fit
}

func stimuliKeyOf(ref string, net *cnn.Network) stimuliKey {
	return stimuliKey{ref, fmt.Sprint(net.Input), net.Meta.Prep.Fit}
}

// errNoBrainPictures says that nobody has said what the recorded people looked at.
var errNoBrainPictures = errors.New("choose the pictures that the people of the recordings looked at (brain pictures)")

// Stimuli returns the pictures that the recorded people looked at, and has them opened.
func (b *Brain) Stimuli() Answer[BrainStimuli] {
	n := b.bench()
	return b.stimuli(&n)
}

func (b *Brain) stimuli(n *brainBench) Answer[BrainStimuli] {
	if n.plan.Files && n.plan.Pictures == "" {
		return Answer[BrainStimuli]{Err: errNoBrainPictures}
	}
	net, ref := n.shown.Net, n.plan.Pictures
	key := stimuliKeyOf(ref, net)
	if s, found := b.pictures.find(key); found {
		return Answer[BrainStimuli]{Value: s}
	}
	rest := n.bench // pictures are opened while the network learns, too
	rest.running = false
	return ask[BrainStimuli](b.probe, &rest, asked{question: question{topic: stimuliTopic, node: -1, unit: -1, source: key}}, "the brain's pictures", func(ctx context.Context, t *task) error {
		_, err := b.open(ctx, ref, net) // and lays it on the shelf
		return err
	})
}

// open opens the brain's pictures for a network, if that was not done yet.
func (b *Brain) open(ctx context.Context, ref string, net *cnn.Network) (*BrainStimuli, error) {
	return b.pictures.get(stimuliKeyOf(ref, net), func() (*BrainStimuli, error) {
		s, err := openStimuli(ref, net)
		if err != nil {
			return nil, err
		}
		s.Set = data.Keep(s.Set)
		return s, s.draw(ctx)
	})
}

// openStimuli opens pictures in the order of their names; those of the simulated subject where ref is "".
func openStimuli(ref string, net *cnn.Network) (*BrainStimuli, error) {
	if err := data.CheckInput(net.Input); err != nil {
		return nil, err
	}
	o := data.Options{Input: net.Input, Prep: net.Meta.Prep}
	if ref == "" {
		source := data.ToyWorld(o)
		s := &BrainStimuli{heldOut: simulatedChoice(source.HeldOut)}
		s.choose(source.HeldOut, s.heldOut)
		return s, nil
	}
	source, err := openSource(ref, o)
	if err != nil {
		return nil, err
	}
	all := source.Train
	if len(all.Tasks()) > 0 { // otherwise both parts are all pictures
		all = data.Join(source.Train, source.HeldOut)
	}
	if n := all.Len(); n < 3 || n > mostBrainPictures {
		return nil, fmt.Errorf("%s: %d pictures; a brain is compared by 3 to %d", ref, n, mostBrainPictures)
	}
	indexes := make([]int, all.Len())
	for i := range indexes {
		indexes[i] = i
	}
	if len(all.Tasks()) > 0 {
		slices.SortStableFunc(indexes, func(i, j int) int { return strings.Compare(all.PictureName(i), all.PictureName(j)) })
	}
	s := &BrainStimuli{}
	s.choose(all, indexes)
	return s, nil
}

// simulatedChoice are the first held-out pictures of each object, equally many, object by object.
func simulatedChoice(set data.Set) []int {
	objects := len(set.Classes(data.ObjectTask))
	of := make([][]int, objects)
	for i := range set.Len() {
		if object := set.Label(i, data.ObjectTask); len(of[object]) < simulatedPictures/objects {
			of[object] = append(of[object], i)
		}
	}
	return slices.Concat(of...)
}

// choose takes some pictures of a set.
func (s *BrainStimuli) choose(set data.Set, indexes []int) {
	s.Name, s.Set = set.Name(), chosenSet{set, indexes}
	if tasks := set.Tasks(); len(tasks) > 0 {
		s.Categories = set.Classes(tasks[0])
	}
	for i := range indexes {
		s.Names = append(s.Names, s.Set.PictureName(i))
		category := 0
		if len(s.Categories) > 0 {
			category = s.Set.Label(i, set.Tasks()[0])
		}
		s.Category = append(s.Category, category)
	}
}

// A chosenSet is some pictures of a set, in an order.
type chosenSet struct {
	data.Set
	indexes []int
}

func (c chosenSet) Len() int                        { return len(c.indexes) }
func (c chosenSet) Label(i int, task string) int    { return c.Set.Label(c.indexes[i], task) }
func (c chosenSet) Read(i int, dst []float32) error { return c.Set.Read(c.indexes[i], dst) }
func (c chosenSet) PictureName(i int) string        { return c.Set.PictureName(c.indexes[i]) }

// draw draws all pictures small.
func (s *BrainStimuli) draw(ctx context.Context) error {
	shape := s.Set.Shape()
	pixels := make([]float32, shape.Size())
	whole := image.NewRGBA(image.Rect(0, 0, shape[2], shape[1]))
	for i := range s.Set.Len() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.Set.Read(i, pixels); err != nil {
			return fmt.Errorf("%s: %w", s.Names[i], err)
		}
		render.Picture(whole, whole.Rect, pixels, shape[0], shape[1], shape[2])
		small := min(1, brainThumb/float64(max(shape[1], shape[2])))
		img := image.NewRGBA(image.Rect(0, 0, max(1, int(small*float64(shape[2]))), max(1, int(small*float64(shape[1])))))
		draw.ApproxBiLinear.Scale(img, img.Rect, whole, whole.Rect, draw.Src, nil)
		s.thumbs = append(s.thumbs, img)
	}
	return nil
}

// Thumb is one of the brain's pictures, drawn small; nil while it is not known.
func (b *Brain) Thumb(index int) *image.RGBA {
	if s := b.Stimuli().Value; s != nil && index >= 0 && index < len(s.thumbs) {
		return s.thumbs[index]
	}
	return nil
}

// A shownSet is pictures as a network reads them.
type shownSet struct {
	data.Set
	net *cnn.Network
}

func (x shownSet) Read(i int, dst []float32) error {
	err := x.Set.Read(i, dst)
	x.net.Meta.Prep.Apply(dst, dst, x.net.Input)
	return err
}

// A BrainPicture is a picture of the brain's set under the microscope.
type BrainPicture struct {
	Of     string `json:"of,omitempty"`     // where the set comes from; "": the simulated subject's
	Number int    `json:"number,omitempty"` // from 1; 0: it is none of them
}

// Looked is which of the brain's pictures lies under the microscope; −1: none.
func (b *Brain) Looked() int {
	n := b.bench()
	return b.looked(&n, b.stimuli(&n).Value)
}

func (b *Brain) looked(n *brainBench, s *BrainStimuli) int {
	p := n.stimulus.Picture
	switch {
	case s == nil:
		return -1
	case p.Brain.Number > 0 && p.Brain.Of == n.plan.Pictures && p.Brain.Number <= len(s.Names):
		return p.Brain.Number - 1
	case p.chosen() && b.session.desk.ref == toyWorld:
		return slices.Index(s.heldOut, p.Index)
	}
	return -1
}

// LookAtBrain lays one of the brain's pictures under the microscope: "brain look 12".
type LookAtBrain struct{ Picture int }

func (a LookAtBrain) String() string { return fmt.Sprintf("brain look %d", a.Picture) }
func (a LookAtBrain) perform(s *Session) error {
	s.alter(a, func(now desk) (func(*desk), error) {
		plan := now.brain
		if plan.Files && plan.Pictures == "" {
			return nil, errNoBrainPictures
		}
		stimuli, err := s.Brain.open(s.ctx, plan.Pictures, now.run.net)
		if err != nil {
			return nil, err
		}
		if a.Picture < 0 || a.Picture >= len(stimuli.Names) {
			return nil, fmt.Errorf("the brain's pictures are 0 to %d, not %d", len(stimuli.Names)-1, a.Picture)
		}
		if stimuli.heldOut != nil && now.ref == toyWorld {
			return func(d *desk) { d.lay(Picture{Index: stimuli.heldOut[a.Picture]}) }, nil
		}
		picture, err := stimuli.picture(BrainPicture{plan.Pictures, a.Picture + 1})
		return func(d *desk) { d.lay(picture) }, err
	})
	return nil
}

// readBrainPicture reads one of a brain's pictures for a network of another size.
func readBrainPicture(p BrainPicture, shape cnn.Shape, prep cnn.Preprocessing) (Picture, error) {
	stimuli, err := openStimuli(p.Of, &cnn.Network{Input: shape, Meta: cnn.Meta{Prep: prep}})
	if err != nil {
		return Picture{}, err
	}
	return stimuli.picture(p)
}

// picture reads a picture that is to be laid under the microscope.
func (s *BrainStimuli) picture(p BrainPicture) (Picture, error) {
	if p.Number > len(s.Names) {
		return Picture{}, fmt.Errorf("%s has only %d pictures by now", s.Name, len(s.Names))
	}
	pixels := cnn.NewTensor(s.Set.Shape()...)
	if err := s.Set.Read(p.Number-1, pixels.Data); err != nil {
		return Picture{}, fmt.Errorf("%s: %w", s.Names[p.Number-1], err)
	}
	return Picture{Index: -1, Brain: p, Name: s.Names[p.Number-1], Pixels: pixels}, nil
}
