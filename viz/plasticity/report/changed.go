package report

import (
	"context"
	"fmt"
	"image"

	"unitscope/cnn/data"
	"unitscope/viz/chart"
	"unitscope/viz/colormap"
	"unitscope/viz/figure"
	"unitscope/viz/plasticity"
	"unitscope/viz/render"
)

// How the most changed units are shown: so many of every layer, with so many strongest pictures before and as many after.
const (
	changedUnitsShown = 6
	changedPictures   = 5
	sheetWidth        = 640
	sheetRow          = 76 // points a unit
	sheetHead         = 32
	fieldSheetRow     = 118
)

// order lists the units of a layer that are shown, the most changed first.
func order(l plasticity.LayerFate) []int {
	return l.MostChanged()[:min(changedUnitsShown, l.Units)]
}

// changedUnits adds, of every layer, the most changed units' strongest pictures before and after, and their fields.
func changedUnits(ctx context.Context, r *rendering, o *plasticity.Outcome) ([]shown, error) {
	var all []shown
	files := chart.FileNames(layerNames(o))
	for k, l := range o.Fates {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		sheet, err := topSheet(o, k)
		if err != nil {
			return nil, err
		}
		e := exhibit{name: "changed-" + files[k], title: l.Name + ", most changed first", figure: sheet, pictures: true,
			words: "Up to five pictures of the probe that drove each unit most before, at the left, and that drive it most now, at the right. A picture drives a unit that answers it with at least half of its strongest answer.",
			width: sheetWidth, height: sheetHead + sheetRow*len(order(l))}
		s, err := r.exhibit(e)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
		if o.Fields[k][0] == nil {
			continue
		}
		e = exhibit{name: "fields-" + files[k], title: l.Name + ", receptive fields", figure: fieldSheet(o, k), pictures: true,
			words: "Measured by occlusion: before at the left, after at the right, in one range of colours for both.",
			width: sheetWidth, height: sheetHead + fieldSheetRow*((len(order(l))+2)/3)}
		if s, err = r.exhibit(e); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

func layerNames(o *plasticity.Outcome) []string {
	names := make([]string, len(o.Fates))
	for k, l := range o.Fates {
		names[k] = l.Name
	}
	return names
}

// topSheet is a line a unit: the strongest pictures that drove it before, a gap, and that drive it after.
func topSheet(o *plasticity.Outcome, layer int) (figure.Figure, error) {
	l := o.Fates[layer]
	sheet := figure.Sheet{Columns: 2*changedPictures + 1}
	for _, u := range order(l) {
		for side, r := range o.Responses {
			top := r.Driving(layer, u, changedPictures)
			for i := range changedPictures {
				var cell figure.Cell
				if i < len(top) {
					img, err := picture(o.Probe, top[i])
					if err != nil {
						return nil, err
					}
					cell.Image = img
				}
				if side == 0 && i == 0 {
					cell.Caption = caption(o, layer, u, top)
				}
				sheet.Cells = append(sheet.Cells, cell)
			}
			if side == 0 {
				sheet.Cells = append(sheet.Cells, figure.Cell{})
			}
		}
	}
	return sheet, nil
}

// caption says what became of a unit, and how many of the pictures that drove it do not any more.
func caption(o *plasticity.Outcome, layer, unit int, top []int) string {
	l := o.Fates[layer]
	forgotten := 0
	for _, drives := range o.Responses[1].Drives(layer, unit, top) {
		if !drives {
			forgotten++
		}
	}
	words := fmt.Sprintf("%s:%d · r %.2f · %s", l.Name, unit, l.Of[unit].Correlation, l.Of[unit].Fate)
	if forgotten > 0 {
		words += fmt.Sprintf(" · %d of these %d no longer drive it", forgotten, len(top))
	}
	return words
}

// fieldSheet is the units' fields, before and after side by side.
func fieldSheet(o *plasticity.Outcome, layer int) figure.Figure {
	l, pair := o.Fates[layer], o.Fields[layer]
	sheet := figure.Sheet{Columns: 6}
	for _, u := range order(l) {
		var fields [2][]float32
		for side, a := range pair {
			mean, _ := a.Unit(u)
			for _, v := range mean {
				fields[side] = append(fields[side], v*a.Peak[u])
			}
		}
		spans := colormap.RangeOf(fields[:]...)
		for side, a := range pair {
			img := image.NewRGBA(image.Rect(0, 0, a.Width, a.Height))
			render.Map(img, img.Rect, fields[side], a.Height, a.Width, spans, colormap.Activation)
			cell := figure.Cell{Image: img}
			if side == 0 {
				cell.Caption = fmt.Sprintf(":%d · %s", u, l.Of[u].Fate)
			}
			sheet.Cells = append(sheet.Cells, cell)
		}
	}
	return sheet
}

// picture is a picture of a set, a pixel a value.
func picture(set data.Set, i int) (*image.RGBA, error) {
	shape := set.Shape()
	values := make([]float32, shape.Size())
	if err := set.Read(i, values); err != nil {
		return nil, err
	}
	img := image.NewRGBA(image.Rect(0, 0, shape[2], shape[1]))
	render.Picture(img, img.Rect, values, shape[0], shape[1], shape[2])
	return img, nil
}
