package rsa

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"gonum.org/v1/gonum/floats"
)

// SearchlightOptions say what a searchlight's spheres are and what is done with them.
type SearchlightOptions struct {
	Radius    float64    // of the spheres: in voxels, or in the unit of VoxelSize
	VoxelSize [3]float64 // the lengths of a voxel's edges; zero: each is 1
	Strict    bool       // a voxel belongs to the sphere if its distance is < Radius; otherwise also at Radius itself
	MaskOnly  bool       // a sphere is its voxels in the mask alone
	Threshold float64    // a mask voxel is a centre if at least this share of its sphere lies in the mask: 0 to 1

	Compare      Comparator // "": Spearman
	Permutations int        // of the pictures' labels, for SearchlightMaps.Maxima; 0: none
	Seed         uint64     // decides them
	Progress     func(done, total int)
	// Watch, if set, is given what is known so far, now and then: a copy, NaN where no sphere has been. It is called from one
	// goroutine at a time.
	Watch func(part *SearchlightMaps)
}

// SearchlightMaps is how alike models and the brain are, place by place.
type SearchlightMaps struct {
	Grid    Grid
	Centres []int       // voxels, ascending
	Values  [][]float64 // per model and centre; NaN where the comparison is not defined, as it is nowhere of a model that is not Comparable
	Sphere  int         // voxels of a sphere that no face of the grid clips; one that is longer than the grid ends at its length

	// Incomplete counts centres where some pictures' patterns held NaN or were the same in all voxels; LeftOut counts those
	// patterns. Their pairs are left out at that centre.
	Incomplete, LeftOut int

	// Maxima are, for each permutation of the pictures' labels, the largest value of all models and all centres that are
	// not incomplete; ascending. A value above the share 1 − p of them is significant at p, corrected for all places and
	// models.
	Maxima []float64
}

// Searchlight compares models with the patterns in a sphere around every centre: the sphere's RDM, 1 − r over its voxels,
// against every model's.
//
// patterns is pictures × voxels, each picture's x fastest, then y, then z; a centre is a voxel of the mask. Spheres are
// clipped at the grid's faces. Nothing is kept of a centre but its values. It returns an error for a mask or models of
// other sizes, where no model is Comparable or there is no centre, and ctx's where stopped.
//
// Kriegeskorte, Goebel and Bandettini 2006, "Information-based functional brain mapping"; the threshold: Nichols and
// Holmes 2002, "Nonparametric permutation tests for functional neuroimaging".
func Searchlight(ctx context.Context, grid Grid, patterns []float64, mask []bool, models []RDM, o SearchlightOptions) (*SearchlightMaps, error) {
	if o.Compare == "" {
		o.Compare = Spearman
	}
	pictures, err := checkSearchlight(grid, patterns, mask, models, o)
	if err != nil {
		return nil, err
	}
	l := newLight(grid, mask, o)
	if len(l.centres) == 0 {
		return nil, fmt.Errorf("rsa: no voxel of the mask has %g of its sphere in the mask", o.Threshold)
	}
	l.load(patterns, pictures)
	s := newSearch(l, models, o.Compare)
	if o.Permutations > 0 {
		if !s.models.together {
			return nil, fmt.Errorf("rsa: a corrected threshold takes models that know every pair, and a comparison other than %s", o.Compare)
		}
		s.permuted = newPermutedRows(s.models, pictures, o)
	}
	for i := range pictures {
		for j := i + 1; j < pictures; j++ {
			s.pairs = append(s.pairs, [2]int32{int32(i), int32(j)})
		}
	}
	if err := s.run(ctx, o.Progress, o.Watch); err != nil {
		return nil, err
	}
	if s.permuted != nil {
		s.maps.Maxima = s.permuted.sorted()
	}
	return s.maps, nil
}

// checkSearchlight returns how many pictures there are, or what does not fit.
func checkSearchlight(grid Grid, patterns []float64, mask []bool, models []RDM, o SearchlightOptions) (pictures int, err error) {
	voxels := grid.Voxels()
	if err := o.Compare.Check(); err != nil {
		return 0, err
	}
	if !(o.Radius > 0) || math.IsInf(o.Radius, 0) {
		return 0, fmt.Errorf("rsa: a radius of %g", o.Radius)
	}
	for _, edge := range o.VoxelSize {
		if o.VoxelSize != [3]float64{} && !(edge > 0 && !math.IsInf(edge, 0)) {
			return 0, fmt.Errorf("rsa: voxels of %v mm", o.VoxelSize)
		}
	}
	if len(mask) != voxels {
		return 0, fmt.Errorf("rsa: a mask of %d voxels on a grid of %d", len(mask), voxels)
	}
	if pictures, err = checkSame("models", models); err != nil {
		return 0, err
	}
	if pictures < 3 {
		return 0, errors.New("rsa: two pictures make one pair, which nothing can be compared by")
	}
	if len(patterns) != pictures*voxels {
		return 0, fmt.Errorf("rsa: the models are of %d pictures, the patterns of %g", pictures, float64(len(patterns))/float64(voxels))
	}
	if !slices.ContainsFunc(models, func(m RDM) bool { return m.Comparable(o.Compare) }) {
		return 0, errors.New("rsa: all pictures are alike, or nothing is known of them, in everything that the patterns would be compared with")
	}
	return pictures, nil
}

// Map is a model's values on the whole grid, NaN where no centre is.
func (s *SearchlightMaps) Map(model int) []float64 { return s.spread(s.Values[model]) }

// Maps are those of all models, as Map has them.
func (s *SearchlightMaps) Maps() [][]float64 {
	maps := make([][]float64, len(s.Values))
	for m := range maps {
		maps[m] = s.Map(m)
	}
	return maps
}

// Best is the number of the model with the largest value at each voxel, counted from 1 (the first of several that are
// equal); NaN where no centre is, or no model has a value.
func (s *SearchlightMaps) Best() []float64 {
	best := make([]float64, len(s.Centres))
	for k := range best {
		best[k] = math.NaN()
		highest := math.Inf(-1)
		for m, values := range s.Values {
			if values[k] > highest {
				best[k], highest = float64(m+1), values[k]
			}
		}
	}
	return s.spread(best)
}

// spread puts a value of every centre on the grid.
func (s *SearchlightMaps) spread(values []float64) []float64 {
	voxels := make([]float64, s.Grid.Voxels())
	for v := range voxels {
		voxels[v] = math.NaN()
	}
	for k, v := range s.Centres {
		voxels[v] = values[k]
	}
	return voxels
}

// Corrected is the value that at most the share p of the permutations' maxima reach; NaN where too few were made to say.
func (s *SearchlightMaps) Corrected(p float64) float64 {
	reach := int(p * float64(len(s.Maxima)+1)) // of permutations and the order that was seen, which is one of them
	if reach < 1 {
		return math.NaN()
	}
	return s.Maxima[len(s.Maxima)-reach]
}

// A search is a searchlight at work.
type search struct {
	*light
	compare  Comparator
	pairs    [][2]int32    // the pictures of each pair
	models   *modelRows    // that are comparable
	values   [][]float64   // of these: rows of maps
	permuted *permutedRows // nil: none
	maps     *SearchlightMaps

	mu      sync.Mutex // over what chunks add up
	done    int
	been    [][2]int // chunks of centres that are done
	watched time.Time
}

// newSearch gets a search ready. Of models that are not comparable all values are NaN from the start.
func newSearch(l *light, models []RDM, c Comparator) *search {
	s := &search{light: l, compare: c, maps: &SearchlightMaps{Grid: l.grid, Centres: l.centres, Sphere: sphereVoxels(l.rods)}}
	var comparable []RDM
	for _, m := range models {
		row := make([]float64, len(l.centres))
		if m.Comparable(c) {
			comparable, s.values = append(comparable, m), append(s.values, row)
		} else {
			floats.AddConst(math.NaN(), row)
		}
		s.maps.Values = append(s.maps.Values, row)
	}
	s.models = newModelRows(comparable, c)
	return s
}

// watchEvery is how much time lies at least between two calls of Watch.
const watchEvery = 400 * time.Millisecond

// How many centres are compared with the models at once: as few as make an efficient product, or, with permutations, enough
// to be worth the making of permuted models.
const (
	chunk         = 32
	chunkPermuted = 256
)

// run goes to all centres.
func (s *search) run(ctx context.Context, progress func(done, total int), watch func(*SearchlightMaps)) error {
	s.watched = time.Now()
	size := chunk
	if s.permuted != nil {
		size = chunkPermuted
	}
	n := len(s.centres)
	return each(ctx, (n+size-1)/size, func() func(int) {
		w := newSphereWorker(s, size)
		return func(i int) {
			first, last := i*size, min((i+1)*size, n)
			w.do(ctx, first, last)
			s.mu.Lock()
			defer s.mu.Unlock()
			s.maps.Incomplete += w.incomplete
			s.maps.LeftOut += w.leftOut
			w.incomplete, w.leftOut = 0, 0
			if s.done += last - first; progress != nil {
				progress(s.done, n)
			}
			if s.been = append(s.been, [2]int{first, last}); watch != nil && ctx.Err() == nil && time.Since(s.watched) >= watchEvery && s.done < n {
				watch(s.part())
				s.watched = time.Now()
			}
		}
	})
}

// part copies the values of the chunks that are done. The lock is held.
func (s *search) part() *SearchlightMaps {
	part := &SearchlightMaps{Grid: s.maps.Grid, Centres: s.maps.Centres, Sphere: s.maps.Sphere, Incomplete: s.maps.Incomplete, LeftOut: s.maps.LeftOut}
	for _, values := range s.maps.Values {
		known := make([]float64, len(values))
		for c := range known {
			known[c] = math.NaN()
		}
		for _, b := range s.been {
			copy(known[b[0]:b[1]], values[b[0]:b[1]])
		}
		part.Values = append(part.Values, known)
	}
	return part
}

// modelRows are models made ready for products with many spheres.
type modelRows struct {
	sides []*side
	z     []float32 // models × pairs: what side.standardise gives
	// together says that every model knows every pair and that the comparison is a product: z holds them.
	together bool
}

func newModelRows(models []RDM, c Comparator) *modelRows {
	rows := &modelRows{sides: newSides(models, c), together: c.linear()}
	rows.together = rows.together && !slices.ContainsFunc(rows.sides, func(s *side) bool { return !s.complete })
	if !rows.together {
		return rows
	}
	for _, s := range rows.sides {
		for _, v := range s.z {
			rows.z = append(rows.z, float32(v))
		}
	}
	return rows
}
