package session

import (
	"errors"
	"fmt"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/colormap"
	"unitscope/viz/figure"
)

// topColumns is how many pictures stand side by side.
const topColumns = 8

// topExhibit is the unit's strongest pictures, in lines, and below each line what hiding parts of them takes.
func (p *Probe) topExhibit(b *bench) (func() (*exhibit, error), error) {
	f := p.Field().whole()
	if f == nil {
		return nil, errors.New("not known yet: " + missingWords[ExhibitTop])
	}
	if len(f.Pictures) == 0 {
		return nil, fmt.Errorf("%s is never active: no picture drives it", b.name())
	}
	set, shape, name := survey{training: f.Training}.set(b.source), b.shown.Net.Input, b.name()
	return func() (*exhibit, error) { return sheetOfTop(f, set, shape, name) }, nil
}

func sheetOfTop(f *UnitField, set data.Set, shape cnn.Shape, name string) (*exhibit, error) {
	k, h, w := len(f.Pictures), shape[1], shape[2]
	lines := (k + topColumns - 1) / topColumns
	pictures := make([]float32, k*shape.Size())
	cells := make([]figure.Cell, 2*lines*topColumns)
	var index, strength []float64
	for i, o := range f.Pictures {
		pixels := pictures[i*shape.Size():][:shape.Size()]
		if err := set.Read(o.Picture, pixels); err != nil {
			return nil, fmt.Errorf("%s: %w", set.PictureName(o.Picture), err)
		}
		at := i/topColumns*2*topColumns + i%topColumns
		cells[at] = figure.Cell{Image: pictureImage(pixels, shape), Caption: fmt.Sprintf("%.3g · %d", o.Original, o.Picture)}
		cells[at+topColumns].Caption = fmt.Sprintf("row %d, col %d", o.Row, o.Col)
		if o.Map != nil {
			cells[at+topColumns].Image = mapImage(o.Map, h, w, colormap.Range{Low: -float64(f.Largest), High: float64(f.Largest), Signed: true})
		}
		index, strength = append(index, float64(o.Picture)), append(strength, float64(o.Original))
	}
	title := name + ": answers to its strongest pictures, their numbers, and what hiding a patch takes"
	e := &exhibit{figure: figure.Sheet{Title: title, Columns: topColumns, Cells: cells}, width: 2 * exhibitSide, height: 40 + 2*lines*(2*exhibitSide/topColumns+16),
		arrays: []array{{"pictures", append([]int{k}, shape...), pictures}, numbers("index", index...), numbers("strength", strength...)}}
	if maps := f.maps(); len(maps) == k*h*w {
		e.arrays = append(e.arrays, array{"maps", []int{k, h, w}, maps})
	}
	return e, nil
}
