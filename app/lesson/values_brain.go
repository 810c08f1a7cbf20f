package lesson

import (
	"cmp"
	"math"
	"slices"

	"unitscope/app/session"
	"unitscope/viz/rsa"
)

// Values of the comparison with a brain.
func init() {
	register("brain-people", "of how many people there are recordings", func(b *bench, _ arguments) reading {
		r := b.Brain.Recording()
		if r.Value == nil {
			return unknownOf(r.Err)
		}
		return whole(r.Value.People())
	})
	register("brain-pictures", "how many pictures they looked at", func(b *bench, _ arguments) reading {
		s := b.Brain.Stimuli()
		if s.Value == nil {
			return unknownOf(s.Err)
		}
		return whole(len(s.Value.Names))
	})
	registerDissimilarities()
	registerLikeness()
	registerPeaks()
	registerPlaces()
}

// registerDissimilarities adds values of the matrices.
func registerDissimilarities() {
	mean := func(name, doc string, matrix func(b *bench, name string) (*session.BrainMatrix, reading), same bool) {
		register(name, doc, func(b *bench, given arguments) reading {
			m, none := matrix(b, given[0])
			stimuli := b.Brain.Stimuli().Value
			if m == nil || stimuli == nil {
				return none
			}
			if len(stimuli.Category) != m.RDM.Pictures() {
				return unknown // of pictures that have just left
			}
			return decimal(meanOfPairs(m, func(i, j int) bool { return (stimuli.Category[i] == stimuli.Category[j]) == same }), 2)
		})
	}
	mean("same-category LAYER", "how dissimilar two pictures of one category are to the layer: 1 − correlation of its units' answers, averaged over all such pairs of the brain's pictures", (*bench).layerMatrix, true)
	mean("other-category LAYER", "how dissimilar two pictures of different categories are to the layer, as in same-category", (*bench).layerMatrix, false)
	mean("same-category-region NAME", "how dissimilar two pictures of one category are to the brain's region, averaged over pairs and people", (*bench).regionMatrix, true)
	mean("other-category-region NAME", "how dissimilar two pictures of different categories are to the brain's region, averaged over pairs and people", (*bench).regionMatrix, false)
}

// meanOfPairs is the mean dissimilarity of some pairs of pictures, of as many as are known.
func meanOfPairs(m *session.BrainMatrix, is func(i, j int) bool) float64 {
	sum, n := 0.0, 0
	for j := range m.RDM.Pictures() {
		for i := range j {
			if v, _ := m.At(i, j); is(i, j) && !math.IsNaN(v) {
				sum, n = sum+v, n+1
			}
		}
	}
	return sum / float64(n)
}

// registerLikeness adds values of how alike layers are to regions.
func registerLikeness() {
	register("likeness LAYER NAME", "how alike the layer is to the brain's region, a mean over people: Spearman's correlation of their dissimilarities, unless another comparison is chosen", func(b *bench, given arguments) reading {
		bars, region, none := b.bars(given[1])
		if bars == nil {
			return none
		}
		return likeness(bars, region, given[0])
	})
	register("likeness-before LAYER NAME", "the same before painting; else without what is silenced; else of the network that was shown before", func(b *bench, given arguments) reading {
		bars, region, none := b.bars(given[1])
		if bars == nil {
			return none
		}
		if bars.Old == nil {
			return unknown
		}
		return likeness(bars.Old, region, given[0])
	})
	registerWord("most-like NAME", "the layer that is most like the brain's region", func(b *bench, given arguments) reading {
		bars, region, none := b.bars(given[0])
		if bars == nil {
			return none
		}
		return word(slices.MaxFunc(bars.Regions[region].Results, func(a, b rsa.Result) int { return cmp.Compare(a.Mean, b.Mean) }).Name)
	})
	bound := func(name, doc string, of func(bar session.BrainBar) float64) {
		register(name, doc, func(b *bench, given arguments) reading {
			bars, region, none := b.bars(given[0])
			if bars == nil {
				return none
			}
			return decimal(of(bars.Regions[region]), 2)
		})
	}
	bound("ceiling-low NAME", "the lower end of the region's noise ceiling: how alike a person is to the others", func(bar session.BrainBar) float64 { return bar.Lower })
	bound("ceiling-high NAME", "the upper end of the region's noise ceiling: how alike a person is to the mean of all", func(bar session.BrainBar) float64 { return bar.Upper })
}

// registerPeaks adds values of when layers are most like the brain.
func registerPeaks() {
	register("peak LAYER", "when the layer is most like the brain, in ms after the picture came", func(b *bench, given arguments) reading {
		courses := b.Brain.Courses()
		if courses.Value == nil || courses.Stale {
			return unknownOf(courses.Err)
		}
		for _, course := range courses.Value.Layers {
			if course.Name == given[0] && course.Peak != nil {
				return decimal(course.Peak.MS, 0)
			}
		}
		return impossible("%s has no peak", given[0])
	})
	register("peaks-by-depth", "whether later layers peak later: Spearman's correlation of depth and peak, −1 to 1", func(b *bench, _ arguments) reading {
		courses := b.Brain.Courses()
		if courses.Value == nil || courses.Stale {
			return unknownOf(courses.Err)
		}
		return decimal(courses.Value.Depth.Rho, 2)
	})
}

// registerPlaces adds values of where layers are like the brain.
func registerPlaces() {
	third := func(name, doc string, in func(y, length int) bool) {
		registerWord(name, doc, func(b *bench, _ arguments) reading {
			maps := b.Brain.Maps()
			if maps.Value == nil || maps.Stale || maps.Growing {
				return unknownOf(maps.Err)
			}
			of, places := maps.Value.Of, make([]int, len(maps.Value.Layers))
			for c, voxel := range of.Centres {
				if y := voxel / of.Grid[0] % of.Grid[1]; maps.Value.Best[c] >= 0 && in(y, of.Grid[1]) {
					places[maps.Value.Best[c]]++
				}
			}
			return word(maps.Value.Layers[slices.Index(places, slices.Max(places))])
		})
	}
	third("best-back", "the layer that fits best in most places of the back third of the brain", func(y, length int) bool { return 3*y < length })
	third("best-front", "the layer that fits best in most places of the front third of the brain", func(y, length int) bool { return 3*y >= 2*length })
}

// layerMatrix are the dissimilarities of a layer.
func (b *bench) layerMatrix(name string) (*session.BrainMatrix, reading) {
	m := b.Brain.Matrices()
	if m.Value == nil || m.Stale {
		return nil, unknownOf(m.Err)
	}
	for k := range m.Value.Layers {
		if m.Value.Layers[k].Name == name {
			return &m.Value.Layers[k], reading{}
		}
	}
	return nil, impossible("this network has no layer of units %s", name)
}

// regionMatrix are the dissimilarities of a region, a mean over people.
func (b *bench) regionMatrix(name string) (*session.BrainMatrix, reading) {
	r := b.Brain.Recording()
	if r.Value == nil {
		return nil, unknownOf(r.Err)
	}
	for i := range r.Value.Regions {
		if r.Value.Regions[i].Name == name {
			return &r.Value.Regions[i].Mean, reading{}
		}
	}
	return nil, impossible("this brain has no region %s", name)
}

// bars are how alike all layers are to all regions, with the number of one; nil where that is not known.
func (b *bench) bars(region string) (bars *session.BrainBars, at int, none reading) {
	answer := b.Brain.Bars()
	if answer.Value == nil || answer.Stale {
		return nil, 0, unknownOf(answer.Err)
	}
	at = slices.IndexFunc(answer.Value.Regions, func(r session.BrainBar) bool { return r.Name == region })
	if at < 0 {
		return nil, 0, impossible("this brain has no region %s", region)
	}
	return answer.Value, at, reading{}
}

// likeness is one bar.
func likeness(bars *session.BrainBars, region int, layer string) reading {
	if k := slices.Index(bars.Layers, layer); k >= 0 && region < len(bars.Regions) {
		return decimal(bars.Regions[region].Results[k].Mean, 2)
	}
	return impossible("this network has no layer of units %s", layer)
}

// unknownOf is the reading of what is on its way; why there is none, where it failed.
func unknownOf(err error) reading {
	if err != nil {
		return impossible("%v", err)
	}
	return unknown
}
