package data

import (
	"slices"
	"testing"
)

// A joined set reads as its parts do, the second one after the first.
func TestJoin(t *testing.T) {
	s := ToyWorld(Options{Seed: 3, Pictures: 5})
	joined := Join(s.Train, s.HeldOut)
	if joined.Len() != 5+2000 {
		t.Fatalf("%d pictures", joined.Len())
	}
	got, want := make([]float32, joined.Shape().Size()), make([]float32, joined.Shape().Size())
	for i, part := range map[int]struct {
		Set
		index int
	}{0: {s.Train, 0}, 4: {s.Train, 4}, 5: {s.HeldOut, 0}, 2004: {s.HeldOut, 1999}} {
		if err := joined.Read(i, got); err != nil {
			t.Fatal(err)
		}
		if err := part.Read(part.index, want); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) || joined.PictureName(i) != part.PictureName(part.index) || joined.Label(i, SceneTask) != part.Label(part.index, SceneTask) {
			t.Errorf("picture %d is %s", i, joined.PictureName(i))
		}
	}
}
