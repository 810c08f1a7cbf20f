// Package toyworld draws the Toy World: small scenes, each with one object in it, as good to look at
// as a picture book's and varied enough to learn seeing from.
//
// Start at Plan, which decides what the pictures of a world show, and at Painter, which paints one of
// them. scene.go and its neighbours paint the four places, object.go and its neighbours the ten
// things; canvas.go and path.go are the brush. Lengths are in units of a 48th of the picture's side,
// so that a picture can be painted at any size; y points down.
//
// A picture depends on its seed, stream and index only, never on what was painted before it.
package toyworld

import "math/rand/v2"

// Size is the side of a picture in units, and in pixels unless another is asked for.
const Size = 48

// What there is to show. Living things come first among the objects.
var (
	Objects   = []string{"face", "bird", "fish", "cat", "tree", "flower", "house", "car", "cup", "key"}
	Scenes    = []string{"beach", "forest", "street", "room"}
	Colours   = []string{"red", "orange", "yellow", "green", "blue", "purple"}
	Positions = []string{
		"top left", "top", "top right",
		"left", "middle", "right",
		"bottom left", "bottom", "bottom right",
	}
)

// living is how many of Objects, from the first, are alive.
const living = 6

// A Picture says what is to be seen, as indexes into Objects, Scenes, Colours and Positions.
type Picture struct{ Object, Scene, Colour, Position int }

// Living says whether the object is a living thing.
func (p Picture) Living() bool { return p.Object < living }

// A Stream is a sequence of pictures that shares no random numbers with the others of its seed.
type Stream uint64

// The streams: pictures to learn from, and others to be tested on.
const (
	Training Stream = iota
	HeldOut
)

// planIndex is an index that no picture has.
const planIndex = 1 << 40

// Plan decides what n pictures show: every combination of object, scene, colour and position once in
// each 2160 pictures, shuffled, so that all labels are balanced and independent of each other.
func Plan(seed uint64, stream Stream, n int) []Picture {
	combinations := len(Objects) * len(Scenes) * len(Colours) * len(Positions)
	random := rand.New(rand.NewPCG(seed, uint64(stream)<<48|planIndex))
	pictures := make([]Picture, 0, n)
	for len(pictures) < n {
		for _, c := range random.Perm(combinations)[:min(combinations, n-len(pictures))] {
			var p Picture
			p.Object, c = c%len(Objects), c/len(Objects)
			p.Scene, c = c%len(Scenes), c/len(Scenes)
			p.Colour, p.Position = c%len(Colours), c/len(Colours)
			pictures = append(pictures, p)
		}
	}
	return pictures
}
