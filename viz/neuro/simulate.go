package neuro

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"unitscope/cnn/data"
	"unitscope/viz/rsa"
)

// SimulateOptions are the settings of Simulate; the zero value is four people with as much noise as signal.
type SimulateOptions struct {
	People int     // 0: 4
	Noise  float64 // of a voxel or sensor, in deviations of what pictures change; 0: 1; negative: none
	Seed   uint64
}

// The simulated recordings: a volume of voxels, and sensors over time.
const (
	simulatedPeople  = 4
	simulatedSensors = 306
	simulatedMM      = 8    // a voxel's edge
	firstMoment      = -100 // ms
	lastMoment       = 700
	betweenMoments   = 20
)

var simulatedGrid = [3]int{13, 17, 11}

// simulatedStages are how deep the stages lie of which sensors see the sum: 0 is the back, 1 the front.
var simulatedStages = []float64{0, 0.25, 0.5, 0.75, 1}

// A Stage is a step from what a picture looks like to what it shows, whose answers the simulated recordings are made of.
type Stage struct {
	Name    string
	Depth   float64 // 0 (the back: orientation energy) to 1 (the front: category)
	Latency float64 // ms after the picture, when it is most active
	RDM     rsa.RDM // of its features
}

// Simulated is a recording of people who do not exist, and whose answers to pictures are therefore known. Whatever is drawn
// or written from it must say so: Origin does.
type Simulated struct {
	Origin  string // "simulated, seed 1"
	Names   []string
	Mask    *Volume
	Volumes []*Volume // a person's, a volume a picture
	Movie   rsa.Movie // every person's sensors: the dissimilarities of each moment
	Stages  []Stage
}

// Simulate shows some pictures of a set, by their indexes, to simulated people.
//
// A voxel's answer is a random mixture of a stage's features, plus noise. Stages follow each other from the back of the
// volume (small y), where features are the energy of local orientations, to the front, where they are categories, in
// proportions that change evenly in between. A sensor sees a random mixture of all stages, of which deeper ones are active
// later. Mixtures and noise differ from person to person; all depends on the seed and the pictures alone. It returns an error
// for fewer than three pictures, for sets without labels, and ctx's if stopped.
func Simulate(ctx context.Context, set data.Set, pictures []int, o SimulateOptions) (*Simulated, error) {
	if o.People == 0 {
		o.People = simulatedPeople
	}
	if o.Noise == 0 {
		o.Noise = 1
	}
	if len(pictures) < 3 {
		return nil, errors.New("neuro: simulated people look at three pictures at least")
	}
	energy, err := orientationEnergy(ctx, set, pictures)
	if err != nil {
		return nil, err
	}
	category, err := categories(set, pictures)
	if err != nil {
		return nil, err
	}
	brain := &simulation{energy: energy, category: category, energyContrast: energy.contrast(), categoryContrast: category.contrast(), o: o}
	s := &Simulated{Origin: fmt.Sprintf("simulated, seed %d", o.Seed), Mask: simulatedMask()}
	s.Mask.Origin = s.Origin
	for _, i := range pictures {
		s.Names = append(s.Names, set.PictureName(i))
	}
	s.Movie.Times = moments()
	if err := brain.record(ctx, s); err != nil {
		return nil, err
	}
	return s, nil
}

// record fills in the stages, and what people answer inside the mask and at the movie's times.
func (s *simulation) record(ctx context.Context, to *Simulated) (err error) {
	if to.Stages, err = s.stages(ctx); err != nil {
		return err
	}
	for person := range s.o.People {
		to.Volumes = append(to.Volumes, s.volume(person, to.Mask))
		rdms, err := s.sensors(ctx, person, to.Movie.Times, to.Stages)
		if err != nil {
			return err
		}
		to.Movie.Subjects = append(to.Movie.Subjects, rdms)
	}
	return nil
}

// moments are the times of the sensors' samples.
func moments() (times []float64) {
	for t := firstMoment; t <= lastMoment; t += betweenMoments {
		times = append(times, float64(t))
	}
	return times
}

// simulatedMask is an ellipsoid of voxels with its middle at the origin.
func simulatedMask() *Volume {
	g := simulatedGrid
	m := &Volume{Shape: g[:], Data: make([]float64, g[0]*g[1]*g[2]), Space: Aligned, Affine: [4][4]float64{3: {3: 1}}}
	for axis, n := range g {
		m.Affine[axis][axis] = simulatedMM
		m.Affine[axis][3] = -float64(n-1) / 2 * simulatedMM
	}
	for v := range m.Data {
		sum := 0.0
		for axis, at := range [3]int{v % g[0], v / g[0] % g[1], v / (g[0] * g[1])} {
			n := float64(g[axis])
			d := (float64(at) - (n-1)/2) / (n / 2)
			sum += d * d
		}
		if sum <= 1 {
			m.Data[v] = 1
		}
	}
	return m
}

// features are numbers of every picture, as rows of equally many; a column's mean is 0, a row's mean square sum 1.
type features [][]float64

// normalised takes the mean out of every column and scales all alike.
func (f features) normalised() features {
	squares := 0.0
	for column := range f[0] {
		mean := 0.0
		for _, row := range f {
			mean += row[column] / float64(len(f))
		}
		for _, row := range f {
			row[column] -= mean
			squares += row[column] * row[column]
		}
	}
	if squares == 0 {
		return f // all pictures are alike
	}
	scale := math.Sqrt(float64(len(f)) / squares)
	for _, row := range f {
		for column := range row {
			row[column] *= scale
		}
	}
	return f
}

// contrast is how much the products of different pictures' features differ, as a deviation.
func (f features) contrast() float64 {
	sum, squares, n := 0.0, 0.0, 0.0
	for i := range f {
		for j := range i {
			p := dot(f[i], f[j])
			sum, squares, n = sum+p, squares+p*p, n+1
		}
	}
	return math.Sqrt(max(squares/n-sum/n*(sum/n), 0))
}

// simulation is what simulated brains are made of.
type simulation struct {
	energy, category                 features
	energyContrast, categoryContrast float64
	o                                SimulateOptions
}

// at returns the features of a stage, of which so much is category and the rest orientation energy: as much as each adds to the
// differences between dissimilarities, or few categories would outweigh many orientations.
func (s *simulation) at(depth float64) features {
	mixed := make(features, len(s.energy))
	category := depth
	if both := (1-depth)*s.categoryContrast + depth*s.energyContrast; both > 0 {
		category = depth * s.energyContrast / both
	}
	near, far := math.Sqrt(1-category), math.Sqrt(category)
	for i := range mixed {
		for _, v := range s.energy[i] {
			mixed[i] = append(mixed[i], near*v)
		}
		for _, v := range s.category[i] {
			mixed[i] = append(mixed[i], far*v)
		}
	}
	return mixed
}

// stages are those that sensors see.
func (s *simulation) stages(ctx context.Context) (stages []Stage, err error) {
	const first, last = 90, 330 // ms
	for _, depth := range simulatedStages {
		stage := Stage{Name: fmt.Sprintf("%.0f %% category", 100*depth), Depth: depth, Latency: first + depth*(last-first)}
		f := s.at(depth)
		stage.RDM, err = rsa.OfPatterns(ctx, slices.Concat(f...), len(f), len(f[0]), rsa.CosineDistance)
		if err != nil {
			return nil, err
		}
		stages = append(stages, stage)
	}
	return stages, nil
}

// generator is a person's chance, for one kind of recording.
func (s *simulation) generator(person, recording int) *rand.Rand {
	return rand.New(rand.NewPCG(s.o.Seed, uint64(person)<<8|uint64(recording)))
}

// noise is as many deviations of a response's noise.
func (s *simulation) noise(rng *rand.Rand) float64 { return max(s.o.Noise, 0) * rng.NormFloat64() }

// volume is a person's answer to all pictures.
func (s *simulation) volume(person int, mask *Volume) *Volume {
	v := mask.series(len(s.energy))
	rng := s.generator(person, 0)
	n, grid := mask.Voxels(), mask.Grid()
	byRow := make([]features, grid[1])
	for y := range byRow {
		byRow[y] = s.at(float64(y) / float64(grid[1]-1))
	}
	for voxel, in := range mask.Data {
		if in == 0 {
			continue
		}
		f := byRow[voxel/grid[0]%grid[1]]
		weights := normals(rng, len(f[0]))
		for picture, row := range f {
			v.Data[picture*n+voxel] = dot(row, weights) + s.noise(rng)
		}
	}
	return v
}

// sensors are the dissimilarities of a person's sensors at each of some moments.
func (s *simulation) sensors(ctx context.Context, person int, times []float64, stages []Stage) (rdms []rsa.RDM, err error) {
	rng := s.generator(person, 1)
	pictures := len(s.energy)
	answers := make([][]float64, len(stages)) // pictures × sensors
	for k, stage := range stages {
		f := s.at(stage.Depth)
		answers[k] = make([]float64, pictures*simulatedSensors)
		for sensor := range simulatedSensors {
			weights := normals(rng, len(f[0]))
			for picture, row := range f {
				answers[k][picture*simulatedSensors+sensor] = dot(row, weights)
			}
		}
	}
	for _, t := range times {
		pattern := make([]float64, pictures*simulatedSensors)
		for i := range pattern {
			pattern[i] = s.noise(rng)
		}
		for k, stage := range stages {
			active := stage.active(t)
			for i, v := range answers[k] {
				pattern[i] += active * v
			}
		}
		if s.o.Noise < 0 && t <= 0 {
			pattern = normals(rng, len(pattern)) // a sensor that is silent has no pattern to compare
		}
		r, err := rsa.OfPatterns(ctx, pattern, pictures, simulatedSensors, rsa.PearsonDistance)
		if err != nil {
			return nil, err
		}
		rdms = append(rdms, r)
	}
	return rdms, nil
}

// active is how active a stage is at a time in ms: most at its latency, none before the picture.
func (s Stage) active(t float64) float64 {
	if t <= 0 {
		return 0
	}
	const width = 30
	d := (t - s.Latency) / width
	return math.Exp(-d * d / 2)
}

func normals(rng *rand.Rand, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = rng.NormFloat64()
	}
	return v
}

func dot(a, b []float64) (sum float64) {
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}
