package tuning

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"

	"unitscope/cnn"
	"unitscope/viz/stimulus"
)

// An ascent is the pictures of one batch of units on their way up a slope.
type ascent struct {
	*slope
	options  PreferredOptions
	climbers []*climber
	pass     *cnn.Pass
	input    *cnn.Tensor // N×the network's input
	wanted   *cnn.Tensor // gradient of the driven node: one at each unit's cell
}

// A climber is one unit's picture.
type climber struct {
	unit     int
	window   image.Rectangle // of the picture: what the unit sees
	picture  *cnn.Tensor
	random   *rand.Rand
	moved    image.Point // at this step
	response float32
}

// firstContrast is how far the values of a picture are from grey to begin with, at most.
const firstContrast = 0.05

func newAscent(s *slope, units []int, o PreferredOptions) *ascent {
	a := &ascent{slope: s, options: o, pass: s.net.NewPass(len(units))}
	a.input = cnn.NewTensor(append(cnn.Shape{len(units)}, s.net.Input...)...)
	drive := s.net.Nodes[s.drive].Shape
	a.wanted = cnn.NewTensor(append(cnn.Shape{len(units)}, drive...)...)
	height, width := mapSize(drive)
	for i, unit := range units {
		c := &climber{unit: unit, window: s.window(unit).Sub(s.corner), picture: greyPicture(s.picture())}
		c.random = rand.New(rand.NewPCG(o.Seed, uint64(unit)))
		c.stir(firstContrast)
		a.climbers = append(a.climbers, c)
		a.wanted.Data[(i*drive[0]+unit)*height*width+height/2*width+width/2] = 1
	}
	return a
}

// greyPicture is a picture of middle grey.
func greyPicture(shape cnn.Shape) *cnn.Tensor {
	t := cnn.NewTensor(shape...)
	for i := range t.Data {
		t.Data[i] = grey
	}
	return t
}

// step moves every picture one step up.
func (a *ascent) step(k int) error {
	size := a.net.Input.Size()
	a.each(func(i int, c *climber) {
		if j := a.options.Jitter; j > 0 {
			c.moved = image.Pt(c.random.IntN(2*j+1)-j, c.random.IntN(2*j+1)-j)
		}
		x := a.input.Data[i*size:][:size]
		copy(x, move(c.picture, c.moved, grey).Data)
		prepare(a.net, false, x)
	})
	a.pass.Forward(a.input)
	for i, c := range a.climbers {
		var err error
		if c.response, err = a.read(a.pass.Activation(a.node), i, c.unit); err != nil {
			return err
		}
	}
	a.pass.Backward(a.drive, a.wanted)
	gradient := a.pass.Gradient(-1)
	left := 1 - float64(k)/float64(a.options.Steps)
	a.each(func(i int, c *climber) {
		up := cnn.NewTensor(a.picture()...)
		if gradient != nil {
			a.net.Meta.Prep.Gradient(up.Data, gradient.Data[i*size:][:size], up.Shape)
		}
		c.climb(up, a.options, left)
	})
	return nil
}

// each calls f for every climber, several at once.
func (a *ascent) each(f func(i int, c *climber)) {
	var workers sync.WaitGroup
	n := runtime.GOMAXPROCS(0)
	for w := range n {
		workers.Go(func() {
			for i := w; i < len(a.climbers); i += n {
				f(i, a.climbers[i])
			}
		})
	}
	workers.Wait()
}

// climb adds the gradient up, of the moved picture, to the picture; left is the share of the steps that are left.
func (c *climber) climb(up *cnn.Tensor, o PreferredOptions, left float64) {
	up = move(up, image.Point{}.Sub(c.moved), 0)
	if o.Blur > 0 {
		up = stimulus.Blurred(up, o.Blur*(0.7+0.3*left))
	}
	steepness := contrast(up, c.window, 0)
	if steepness == 0 || steepness-steepness != 0 { // nothing leads on from here
		c.stir(o.Rate)
		c.bound(o.Norm)
		return
	}
	step := float32(o.Rate * (0.1 + 0.9*left) / steepness)
	within(c.picture, c.window, func(i int, v float32) float32 { return v + step*up.Data[i] })
	c.bound(o.Norm)
}

// stir adds noise to what the unit sees.
func (c *climber) stir(most float64) {
	within(c.picture, c.window, func(_ int, v float32) float32 { return v + float32(most)*(2*c.random.Float32()-1) })
}

// bound brings the values back to 0..1, and then the contrast to norm.
func (c *climber) bound(norm float64) {
	within(c.picture, c.window, func(_ int, v float32) float32 { return min(max(v, 0), 1) })
	if strength := contrast(c.picture, c.window, grey); strength > norm {
		keep := float32(norm / strength)
		within(c.picture, c.window, func(_ int, v float32) float32 { return grey + keep*(v-grey) })
	}
}

// within changes the values of a picture in a window.
func within(picture *cnn.Tensor, window image.Rectangle, change func(i int, v float32) float32) {
	height, width := picture.Shape[1], picture.Shape[2]
	for channel := range picture.Shape[0] {
		for y := window.Min.Y; y < window.Max.Y; y++ {
			for x := window.Min.X; x < window.Max.X; x++ {
				i := (channel*height+y)*width + x
				picture.Data[i] = change(i, picture.Data[i])
			}
		}
	}
}

// contrast is the root mean square distance of a picture's values in a window from one value.
func contrast(picture *cnn.Tensor, window image.Rectangle, from float32) float64 {
	sum, n := 0.0, 0
	within(picture, window, func(_ int, v float32) float32 {
		sum += float64(v-from) * float64(v-from)
		n++
		return v
	})
	return math.Sqrt(sum / float64(max(n, 1)))
}

// move returns the picture moved by a number of pixels; what comes in is of one value. Moved back with 0 coming in, a
// gradient with respect to the moved picture becomes that with respect to the picture.
func move(picture *cnn.Tensor, by image.Point, comesIn float32) *cnn.Tensor {
	if by == (image.Point{}) {
		return picture
	}
	height, width := picture.Shape[1], picture.Shape[2]
	moved := cnn.NewTensor(picture.Shape...)
	for row := range picture.Shape[0] * height {
		y := row%height - by.Y
		for x := range width {
			v := comesIn
			if y >= 0 && y < height && x-by.X >= 0 && x-by.X < width {
				v = picture.Data[(row-by.Y)*width+x-by.X]
			}
			moved.Data[row*width+x] = v
		}
	}
	return moved
}

// stimuli notes what there is. greys are the units' answers to grey.
func (a *ascent) stimuli(dst []*PreferredStimulus, greys []float32) {
	whole := pictureShape(a.whole)
	for i, c := range a.climbers {
		picture := greyPicture(whole)
		height, width := c.picture.Shape[1], c.picture.Shape[2]
		for row := range whole[0] * height {
			channel, y := row/height, row%height+a.corner.Y
			copy(picture.Data[(channel*whole[1]+y)*whole[2]+a.corner.X:][:width], c.picture.Data[row*width:][:width])
		}
		dst[i] = &PreferredStimulus{Unit: c.unit, Picture: picture, Window: c.window.Add(a.corner), Cell: a.cell(),
			Response: c.response, Grey: greys[i]}
	}
}

// finish replaces responses by those of the whole network to the pictures as they have become. Nobody has the stimuli yet.
func (a *ascent) finish(stimuli []*PreferredStimulus) error {
	var pictures []*cnn.Tensor
	for _, s := range stimuli {
		pictures = append(pictures, s.Picture)
	}
	activation := a.show(pictures)
	for i, s := range stimuli {
		answer, err := a.read(activation, i, s.Unit)
		if err != nil {
			return err
		}
		s.Response, s.Silent = answer, !(answer > s.Grey)
	}
	return nil
}

// greys returns what units answer to a grey picture.
func (s *slope) greys(units []int) ([]float32, error) {
	activation := s.show([]*cnn.Tensor{greyPicture(pictureShape(s.whole))})
	var answers []float32
	for _, unit := range units {
		answer, err := s.read(activation, 0, unit)
		if err != nil {
			return nil, err
		}
		answers = append(answers, answer)
	}
	return answers, nil
}

// show returns the asked node's activation for some pictures.
func (s *slope) show(pictures []*cnn.Tensor) *cnn.Tensor {
	size := s.whole.Input.Size()
	x := cnn.NewTensor(append(cnn.Shape{len(pictures)}, s.whole.Input...)...)
	for i, picture := range pictures {
		copy(x.Data[i*size:], picture.Data)
		prepare(s.whole, false, x.Data[i*size:][:size])
	}
	pass := s.whole.NewPass(len(pictures))
	pass.Forward(x)
	return pass.Activation(s.asked)
}

// read returns what a unit's centre cell answers to the i-th of some pictures.
func (s *slope) read(activation *cnn.Tensor, i, unit int) (float32, error) {
	node := s.whole.Nodes[s.asked]
	answer := centre(activation, activation.Shape[1:], i, unit)
	if !isFinite(answer) {
		return 0, fmt.Errorf("tuning: %s:%d answers %v to the picture grown for it", node.Name, unit, answer)
	}
	return answer, nil
}
