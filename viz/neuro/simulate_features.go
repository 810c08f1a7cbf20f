package neuro

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"unitscope/cnn/data"
)

// Orientation energy is measured in so many orientations and, along each side of a picture, so many places.
const (
	energyOrientations = 4
	energyPlaces       = 6
)

// orientationEnergy returns, of every picture, the root of the mean squared change of luminance along each orientation, in
// each of the places of a grid: what complex cells of early visual cortex answer to.
func orientationEnergy(ctx context.Context, set data.Set, pictures []int) (features, error) {
	shape := set.Shape()
	c, h, w := shape[0], shape[1], shape[2]
	picture := make([]float32, shape.Size())
	var all features
	for _, i := range pictures {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := set.Read(i, picture); err != nil {
			return nil, fmt.Errorf("neuro: %s: %w", set.PictureName(i), err)
		}
		grey := make([]float64, h*w)
		for k, v := range picture {
			grey[k%(h*w)] += float64(v) / float64(c)
		}
		all = append(all, energyOf(grey, h, w))
	}
	return all.normalised(), nil
}

// energyOf is one picture's orientation energy.
func energyOf(grey []float64, h, w int) []float64 {
	sums := make([]float64, energyPlaces*energyPlaces*energyOrientations)
	for y := 1; y < h-1; y++ {
		for x := 1; x < w-1; x++ {
			dx, dy := grey[y*w+x+1]-grey[y*w+x-1], grey[(y+1)*w+x]-grey[(y-1)*w+x]
			place := (y*energyPlaces/h*energyPlaces + x*energyPlaces/w) * energyOrientations
			for k := range energyOrientations {
				sin, cos := math.Sincos(math.Pi * float64(k) / energyOrientations)
				along := cos*dx + sin*dy
				sums[place+k] += along * along
			}
		}
	}
	for k, s := range sums {
		sums[k] = math.Sqrt(s)
	}
	return sums
}

// categories returns, of every picture, which object it shows and whether that is alive; of a set without these tasks, its
// first one's class.
func categories(set data.Set, pictures []int) (features, error) {
	tasks := slices.DeleteFunc([]string{data.ObjectTask, data.LivingTask}, func(task string) bool { return !slices.Contains(set.Tasks(), task) })
	if len(tasks) == 0 {
		if len(set.Tasks()) == 0 {
			return nil, errors.New("neuro: simulated people need to know what pictures show: they have no labels")
		}
		tasks = set.Tasks()[:1]
	}
	all := make(features, len(pictures))
	for k, i := range pictures {
		for _, task := range tasks {
			is := make([]float64, len(set.Classes(task)))
			if label := set.Label(i, task); label >= 0 {
				is[label] = 1
			}
			all[k] = append(all[k], is...)
		}
	}
	return all.normalised(), nil
}
