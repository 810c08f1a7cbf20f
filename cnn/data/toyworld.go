package data

import (
	"fmt"
	"slices"
	"sync"

	"unitscope/cnn"
	"unitscope/cnn/data/internal/toyworld"
)

// The Toy World's tasks: which label of a picture is learnt.
const (
	ObjectTask   = "object"
	SceneTask    = "scene"
	ColourTask   = "colour"
	PositionTask = "position"
	LivingTask   = "living"
)

// How many pictures the Toy World has unless Options say otherwise. The held-out ones are drawn with
// other random numbers, so that none of them is ever learnt from.
const (
	toyTraining = 10_000
	toyHeldOut  = 2_000
)

// toySet is Toy World pictures, drawn when they are read.
type toySet struct {
	sound
	seed     uint64
	stream   toyworld.Stream
	size     int // pixels a side
	pictures []toyworld.Picture
	painters *sync.Pool // of *toyworld.Painter
}

// ToyWorld returns the built-in source: scenes drawn by the program in which every label is
// independent of the others (but living, which the object decides) and balanced. A picture depends
// on the seed and its index only. It is drawn when it is first read and kept from then on, so that
// training sees the same pictures every epoch.
//
// Pictures are drawn at the size that o.Input asks for if that is square, otherwise at 48×48 and
// fitted. An input that is no picture's is left to NewFeed and Evaluate to refuse.
func ToyWorld(o Options) *Source {
	training, heldOut := o.Pictures, o.HeldOut
	if training <= 0 {
		training = toyTraining
	}
	if heldOut <= 0 {
		heldOut = toyHeldOut
	}
	if CheckInput(o.Input) != nil {
		o.Input = nil
	}
	size := toyworld.Size
	if o.Input != nil && o.Input[1] == o.Input[2] {
		size = o.Input[1]
	}
	painters := &sync.Pool{New: func() any { return toyworld.NewPainter(size) }}
	room := newMemory(keepLimit)
	draw := func(stream toyworld.Stream, n int) Set {
		s := &toySet{sound{}, o.Seed, stream, size, toyworld.Plan(o.Seed, stream, n), painters}
		if o.Input == nil || o.Input.Equal(s.Shape()) {
			return keepIn(room, s)
		}
		return keepIn(room, reshaped{s, o.Input, o.Prep.Fit})
	}
	source := &Source{Name: "toyworld", Train: draw(toyworld.Training, training), HeldOut: draw(toyworld.HeldOut, heldOut)}
	source.Split = ownSplit(source.Train, source.HeldOut)
	own := cnn.Shape{3, size, size}
	if o.Input != nil && !o.Input.Equal(own) {
		source.Note = reshapeNote(own, o.Input, o.Prep.Fit)
	}
	return source
}

func (s *toySet) Name() string             { return "toyworld" }
func (s *toySet) Len() int                 { return len(s.pictures) }
func (s *toySet) Shape() cnn.Shape         { return cnn.Shape{3, s.size, s.size} }
func (s *toySet) PictureName(i int) string { return fmt.Sprintf("toyworld %d", i) }

func (s *toySet) Tasks() []string {
	return []string{ObjectTask, SceneTask, ColourTask, PositionTask, LivingTask}
}

func (s *toySet) Classes(task string) []string {
	switch task {
	case ObjectTask:
		return slices.Clone(toyworld.Objects)
	case SceneTask:
		return slices.Clone(toyworld.Scenes)
	case ColourTask:
		return slices.Clone(toyworld.Colours)
	case PositionTask:
		return slices.Clone(toyworld.Positions)
	case LivingTask:
		return []string{"not living", "living"}
	}
	return nil
}

func (s *toySet) Label(i int, task string) int {
	p := s.pictures[i]
	switch task {
	case ObjectTask:
		return p.Object
	case SceneTask:
		return p.Scene
	case ColourTask:
		return p.Colour
	case PositionTask:
		return p.Position
	case LivingTask:
		if p.Living() {
			return 1
		}
		return 0
	}
	return -1
}

func (s *toySet) Read(i int, dst []float32) error {
	painter := s.painters.Get().(*toyworld.Painter)
	defer s.painters.Put(painter)
	planes(dst, painter.Paint(s.pictures[i], s.seed, s.stream, i), s.Shape())
	return nil
}
