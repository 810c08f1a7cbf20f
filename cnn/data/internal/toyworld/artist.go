package toyworld

import "math/rand/v2"

// An artist is a canvas with the random numbers of the picture that is being painted on it.
type artist struct {
	*canvas
	random    *rand.Rand
	generator rand.PCG
}

func newArtist(pixels int) *artist {
	a := &artist{canvas: newCanvas(pixels)}
	a.random = rand.New(&a.generator)
	return a
}

// begin takes a clean canvas and the random numbers of a seed and a picture's number.
func (a *artist) begin(seed, number uint64) {
	a.generator.Seed(seed, number)
	a.reset()
	for i := range a.lattice {
		a.lattice[i] = a.between(-1, 1)
	}
}

// between returns a number from low to high.
func (a *artist) between(low, high float32) float32 { return low + (high-low)*a.random.Float32() }

// about returns a number within spread of value.
func (a *artist) about(value, spread float32) float32 { return a.between(value-spread, value+spread) }

// chance is true with a probability.
func (a *artist) chance(probability float32) bool { return a.random.Float32() < probability }

// pick returns one of some values.
func pick[T any](a *artist, values ...T) T { return values[a.random.IntN(len(values))] }

// tone returns a colour near the given lightness, chroma and hue.
func (a *artist) tone(lightness, chroma, hue float32) colour {
	return oklch(a.about(lightness, 0.03), chroma*a.between(0.85, 1.15), a.about(hue, 8))
}

// on runs f with the origin at (x, y), turned and enlarged, and takes the brush back afterwards.
func (a *artist) on(x, y, degrees, across, down float32, f func()) {
	place := a.place
	a.move(x, y, degrees, across, down)
	f()
	a.place = place
}
