package field

import (
	"fmt"
	"strconv"
	"strings"

	"unitscope/cnn"
	"unitscope/viz/stimulus"
)

// A Fill says what a patch is hidden with.
//
// Noise and Grey are pictures, 0..1, brought to what the network reads by the network's own preprocessing
// (Meta.Prep): with none, noise is uniform over 0..1; with one that makes 0..1 into −1..1, over −1..1. Mean,
// Zero and Value are in what the network reads.
type Fill string

// The fills. The zero value hides with noise.
const (
	Noise Fill = "noise" // uniform over the input's range; one seed's patch is the same at all positions
	Grey  Fill = "grey"  // 0.5 of a picture's 0..1
	Mean  Fill = "mean"  // the mean colour of the picture at hand
	Zero  Fill = "zero"  // 0
	Value Fill = "value" // Options.Value in every channel
)

// ParseFill reads a fill as people write it: noise, grey, mean, zero or value=V, whose number it returns too.
func ParseFill(text string) (Fill, float32, error) {
	switch f := Fill(text); f {
	case Noise, Grey, Mean, Zero:
		return f, 0, nil
	}
	if number, ok := strings.CutPrefix(text, string(Value)+"="); ok {
		v, err := strconv.ParseFloat(number, 32)
		if err != nil || v-v != 0 { // neither infinite nor NaN
			return "", 0, fmt.Errorf("field: fill %q: %q is not a number", text, number)
		}
		return Value, float32(v), nil
	}
	return "", 0, fmt.Errorf("field: unknown fill %q: noise, grey, mean, zero or value=V", text)
}

// patch makes the values that hide, C×patch×patch.
func (o Options) patch(image *cnn.Tensor, prep cnn.Preprocessing) ([]float32, error) {
	channels, area := image.Shape[0], o.Patch*o.Patch
	p := cnn.NewTensor(channels, o.Patch, o.Patch)
	for channel := range channels {
		plane := p.Data[channel*area:][:area]
		switch o.Fill {
		case Noise, "":
			for i := range plane {
				plane[i] = stimulus.NoiseAt(o.Seed, channel, i/o.Patch, i%o.Patch)
			}
		case Grey:
			flood(plane, 0.5)
		case Mean:
			below := len(image.Data) / channels
			flood(plane, mean(image.Data[channel*below:][:below]))
		case Zero:
			flood(plane, 0)
		case Value:
			flood(plane, o.Value)
		default:
			return nil, fmt.Errorf("field: unknown fill %q", o.Fill)
		}
	}
	if o.Fill == Noise || o.Fill == Grey || o.Fill == "" {
		prep.Apply(p.Data, p.Data, p.Shape)
	}
	return p.Data, nil
}

func flood(values []float32, v float32) {
	for i := range values {
		values[i] = v
	}
}

func mean(values []float32) float32 {
	sum := 0.0
	for _, v := range values {
		sum += float64(v)
	}
	return float32(sum / float64(len(values)))
}
