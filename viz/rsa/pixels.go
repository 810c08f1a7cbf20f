package rsa

import (
	"math"

	"unitscope/cnn/data"
)

// Pixels are pictures' own values as patterns, 0 to 255: what an RDM of layers is to be told from.
func Pixels(set data.Set) Rows {
	return &pixels{set, make([]float32, set.Shape().Size())}
}

type pixels struct {
	set    data.Set
	values []float32
}

func (p *pixels) Len() int      { return p.set.Len() }
func (p *pixels) Features() int { return len(p.values) }

// Read gives the whole numbers of which the set's values are 255ths, rounded.
func (p *pixels) Read(i int, dst []float64) error {
	if err := p.set.Read(i, p.values); err != nil {
		return err
	}
	for k, v := range p.values {
		dst[k] = math.Round(float64(v) * 255)
	}
	return nil
}
