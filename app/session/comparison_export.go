package session

import (
	"errors"
	"fmt"
	"image"
	"slices"

	"unitscope/cnn/data"
	"unitscope/viz/colormap"
	"unitscope/viz/figure"
	"unitscope/viz/plasticity"
	"unitscope/viz/plasticity/report"
)

// exhibit makes what is known of both networks ready to be written, as the Relearn room shows it; what takes its time is left to
// the function returned, which any goroutine may call. The error says what is missing.
func (c *Comparison) exhibit(kind Exhibit, shown RelearnView) (func() (*exhibit, error), error) {
	b := c.bench()
	if kind == ExhibitTasks {
		return tasksExhibit(b.shown.Run.relearning)
	}
	if kind == ExhibitLesions {
		return lesionsExhibit(c.LesionCosts().Value)
	}
	f := c.Fates().Value
	if f == nil {
		return nil, errors.New("not known yet: wait until both networks have answered the same pictures")
	}
	if kind == ExhibitFates {
		e := fatesExhibit(f, c.Likeness().Value)
		return func() (*exhibit, error) { return e, nil }, nil
	}
	layer := f.Layer(b.row.Name)
	if layer < 0 {
		return nil, fmt.Errorf("%s is no hidden layer with weights: select a unit of another", b.row.Name)
	}
	switch kind {
	case ExhibitDriving:
		return func() (*exhibit, error) { return drivingExhibit(f, layer, b.unit()) }, nil
	case ExhibitClasses:
		e := classesExhibit(f, layer, b.unit(), min(shown.Task, len(f.Tasks)-1))
		return func() (*exhibit, error) { return e, nil }, nil
	}
	return c.changesExhibit(f, layer, shown.Tiles)
}

func tasksExhibit(l *Relearning) (func() (*exhibit, error), error) {
	if l == nil || len(l.Checks()) == 0 {
		return nil, errors.New("not known yet: have the network relearn first")
	}
	checks := l.Checks()
	of := func(value func(c plasticity.Check) float64) []float64 {
		var values []float64
		for _, c := range checks {
			values = append(values, value(c))
		}
		return values
	}
	e := &exhibit{width: 2 * exhibitSide, height: exhibitSide, figure: report.Curves(l.Old, l.New, checks), arrays: []array{
		numbers("step", of(func(c plasticity.Check) float64 { return float64(c.Step) })...),
		numbers("new", of(func(c plasticity.Check) float64 { return c.New })...),
		numbers("old", of(func(c plasticity.Check) float64 { return c.Old })...),
		numbers("refit", of(func(c plasticity.Check) float64 { return c.Refit })...)}}
	return func() (*exhibit, error) { return e, nil }, nil
}

func lesionsExhibit(l *LesionCosts) (func() (*exhibit, error), error) {
	if l == nil {
		return nil, errors.New("not known yet: measure what each unit is for first")
	}
	e := &exhibit{width: exhibitSide + 60, height: exhibitSide, figure: report.Lesions(l.Tasks[0], l.Tasks[len(l.Tasks)-1], l.Before, l.After)}
	for side, layers := range [][]plasticity.LayerLesions{l.Before, l.After} {
		for _, layer := range layers {
			var correct, cost []float64
			for _, unit := range layer.Of {
				correct, cost = append(correct, unit.Correct), append(cost, unit.Cost)
			}
			e.arrays = append(e.arrays, numbers(layer.Name+"/correct_"+sideNames[side], correct...), numbers(layer.Name+"/cost_"+sideNames[side], cost...))
		}
	}
	return func() (*exhibit, error) { return e, nil }, nil
}

// sideNames are what the two networks are called in names of arrays.
var sideNames = [2]string{"before", "after"}

// fatesExhibit is what became of all units; of each layer an array of fates, by their places among plasticity.FateNames, and one of
// correlations; and, where that is known, how alike both networks are.
func fatesExhibit(f *UnitFates, alike *Likeness) *exhibit {
	e := &exhibit{width: 2 * exhibitSide, height: 64 + 36*len(f.Layers), figure: report.Fates(f.Layers)}
	for k, layer := range f.Layers {
		var fates, correlations, kernels []float64
		for _, unit := range layer.Of {
			fates = append(fates, float64(slices.Index(plasticity.FateNames(), unit.Fate)))
			correlations, kernels = append(correlations, unit.Correlation), append(kernels, unit.Kernel)
		}
		e.arrays = append(e.arrays, numbers(layer.Name+"/fate", fates...), numbers(layer.Name+"/correlation", correlations...), numbers(layer.Name+"/kernel_cosine", kernels...))
		if alike != nil && alike.Same(f.Sides) {
			m, s := alike.Matchings[k], alike.Similarities[k]
			e.arrays = append(e.arrays, numbers(layer.Name+"/matched_share", m.Share()), numbers(layer.Name+"/cka", s.CKA), numbers(layer.Name+"/rdm_spearman", s.Spearman))
		}
	}
	return e
}

// drivingCount is how many pictures of each network are shown, drivingColumns how many of them in a line.
const (
	drivingCount   = 10
	drivingColumns = 5
)

// drivingExhibit is the pictures that drove a unit most, at the left, and those that drive it most now.
func drivingExhibit(f *UnitFates, layer, unit int) (*exhibit, error) {
	d, of := f.Driving(layer, unit, drivingCount), f.Layers[layer]
	lines, across := drivingCount/drivingColumns, 2*drivingColumns+1
	sheet := figure.Sheet{Columns: across, Cells: make([]figure.Cell, lines*across),
		Title: fmt.Sprintf("%s:%d, %s (r %.2f): what drove it before, at the left, and drives it now; answers before → after", of.Name, unit, of.Of[unit].Fate, of.Of[unit].Correlation)}
	e := &exhibit{width: 3 * exhibitSide, height: 40 + lines*(3*exhibitSide/across+16)}
	for side, drives := range [2][]Drive{d.Before, d.After} {
		var index []float64
		for i, drive := range drives {
			img, err := probePicture(f.Pictures, drive.Picture)
			if err != nil {
				return nil, err
			}
			at := i/drivingColumns*across + i%drivingColumns + side*(drivingColumns+1)
			sheet.Cells[at] = figure.Cell{Image: img, Caption: fmt.Sprintf("%.3g → %.3g", drive.Before, drive.After)}
			index = append(index, float64(drive.Picture))
		}
		e.arrays = append(e.arrays, numbers("index_"+sideNames[side], index...))
	}
	before, after := f.Answers(layer, unit)
	e.arrays = append(e.arrays, array{"answers_before", []int{len(before)}, before}, array{"answers_after", []int{len(after)}, after})
	e.figure = sheet
	return e, nil
}

// classesExhibit is a unit's mean answers to each class of a task, before and after.
func classesExhibit(f *UnitFates, layer, unit, task int) *exhibit {
	mean, of := f.Layers[layer].Of[unit].Classes[task].Mean, fmt.Sprintf("%s:%d", f.Layers[layer].Name, unit)
	bars := figure.Bars{Title: fmt.Sprintf("%s: mean answer to each %s, before (blue) and after", of, f.Tasks[task])}
	for class, name := range f.Classes[task] {
		bars.Items = append(bars.Items, figure.Bar{Name: name, Value: mean[0][class], Color: colormap.OkabeIto[0]},
			figure.Bar{Value: mean[1][class], Color: colormap.OkabeIto[2]})
	}
	return &exhibit{width: exhibitSide + 60, height: 40 + 18*len(bars.Items), figure: bars, arrays: []array{numbers("before", mean[0]...), numbers("after", mean[1]...)}}
}

// probePicture reads and draws a picture of the probe.
func probePicture(pictures data.Set, index int) (*image.RGBA, error) {
	shape := pictures.Shape()
	pixels := make([]float32, shape.Size())
	if err := pictures.Read(index, pixels); err != nil {
		return nil, fmt.Errorf("%s: %w", pictures.PictureName(index), err)
	}
	return pictureImage(pixels, shape), nil
}
