package session

import (
	"errors"
	"fmt"
	"image"
	"math"

	"unitscope/cnn"
	"unitscope/viz/chart"
	"unitscope/viz/colormap"
	"unitscope/viz/field"
	"unitscope/viz/figure"
	"unitscope/viz/render"
)

// exhibit makes what is known ready to be written; what takes its time is left to the function
// returned, which any goroutine may call. The error says what is missing.
func (p *Probe) exhibit(kind Exhibit) (func() (*exhibit, error), error) {
	b := p.bench()
	var e *exhibit
	switch kind {
	case ExhibitTop:
		return p.topExhibit(&b)
	case ExhibitField:
		e = fieldExhibit(&b, p.Field().whole())
	case ExhibitFields:
		e = fieldsExhibit(&b, p.Fields(b.node).Value)
	case ExhibitSizes:
		e = sizesExhibit(p.Sizes())
	case ExhibitOcclusion:
		e = occlusionExhibit(&b, p.Occlusion().whole())
	case ExhibitTuning:
		e = tuningExhibit(&b, p.Gratings().Value)
	case ExhibitGratings:
		e = gratingsExhibit(&b, p.Gratings().Value)
	case ExhibitCurves:
		e = curvesExhibit(&b, p.Curves().whole())
	case ExhibitShift:
		e = shiftExhibit(p.Shift().Value)
	case ExhibitPreferred:
		e = preferredExhibit(&b, p.Preferred(b.node, b.unit()).Value)
	case ExhibitCorrelation:
		e = correlationExhibit(&b, p.anyCorrelation())
	}
	if e == nil {
		return nil, errors.New("not known yet: " + missingWords[kind])
	}
	return func() (*exhibit, error) { return e, nil }, nil
}

// missingWords say what leads to a result that is not there.
var missingWords = map[Exhibit]string{
	ExhibitField: "wait until the unit's field is measured", ExhibitTop: "wait until the unit's strongest pictures are found",
	ExhibitFields: "measure the layer first", ExhibitSizes: "measure all layers first", ExhibitOcclusion: "wait until the picture is swept",
	ExhibitTuning: "wait until the gratings are shown, or measure the tuning", ExhibitGratings: "wait until the gratings are shown, or measure the tuning",
	ExhibitCurves: "wait until the unit's tuning is known", ExhibitShift: "wait until pictures have been moved",
	ExhibitPreferred: "grow the unit's preferred stimulus first", ExhibitCorrelation: "correlate the unit with noise first",
}

// Figures of one map or plane are square, others twice as wide, in points.
const exhibitSide = 360

func (b *bench) name() string { return fmt.Sprintf("%s:%d", b.row.Name, b.unit()) }

func fieldExhibit(b *bench, f *UnitField) *exhibit {
	if f == nil {
		return nil
	}
	mean, count := f.Field()
	e := &exhibit{width: exhibitSide + 60, height: exhibitSide + 20, figure: chart.Field(b.name(), f.Averages, f.K)}
	counts, top := make([]float32, len(count)), make([]float64, len(f.Pictures))
	for i, n := range count {
		counts[i] = float32(n)
	}
	for i, o := range f.Pictures {
		top[i] = float64(o.Picture)
	}
	shape := []int{f.Height, f.Width}
	e.arrays = []array{{"mean", shape, mean}, {"count", shape, counts}, numbers("size", f.Size), numbers("theory", f.Theory[:]...), numbers("top", top...)}
	if maps := f.maps(); len(maps) > 0 {
		h, w := MapSize(b.shown.Net.Input)
		e.arrays = append(e.arrays, array{"maps", []int{len(maps) / (h * w), h, w}, maps})
	}
	return e
}

// maps are the discrepancy maps of the strongest pictures, one after another, as far as they are
// kept.
func (f *UnitField) maps() []float32 {
	var maps []float32
	for _, o := range f.Pictures {
		if o.Map == nil {
			break
		}
		maps = append(maps, o.Map...)
	}
	return maps
}

// fieldsExhibit lays a layer's fields out as tiles, in the order of their index.
func fieldsExhibit(b *bench, l *LayerFields) *exhibit {
	if l == nil || l.Measured == 0 {
		return nil
	}
	sheet := figure.Sheet{Title: "fields of " + b.row.Name, Columns: 8}
	for u, f := range l.Units {
		cell := figure.Cell{Caption: fmt.Sprintf("%d: not measured", u)}
		switch {
		case f != nil && f.Active:
			values, _ := f.Field()
			cell = figure.Cell{Image: mapImage(values, f.Height, f.Width, chart.FieldRange(f.Averages.Signed)), Caption: fmt.Sprintf("%d: %.1f px", u, f.Size)}
		case f != nil:
			cell.Caption = fmt.Sprintf("%d: never active", u)
		}
		sheet.Cells = append(sheet.Cells, cell)
	}
	lines := (len(l.Units) + sheet.Columns - 1) / sheet.Columns
	return &exhibit{figure: sheet, width: 2 * exhibitSide, height: 40 + lines*(2*exhibitSide/sheet.Columns+16), arrays: layerArrays(l, b.settings.Strongest)}
}

// layerArrays are a layer's fields under the names that the command line writes; NaN where a
// unit was not measured, and −1 where it has fewer strongest pictures than strongest.
func layerArrays(l *LayerFields, strongest int) []array {
	units := len(l.Units)
	sizes, top := nan(units), make([]float32, units*strongest)
	for i := range top {
		top[i] = -1
	}
	var mean, count, theory array
	for u, f := range l.Units {
		if f == nil {
			continue
		}
		if mean.shape == nil {
			shape := []int{units, f.Height, f.Width}
			mean, count = array{"mean", shape, nan(units * f.Height * f.Width)}, array{"count", shape, make([]float32, units*f.Height*f.Width)}
			theory = numbers("theory", f.Theory[:]...)
		}
		values, counts := f.Field()
		at := u * f.Height * f.Width
		copy(mean.data[at:], values)
		for i, n := range counts {
			count.data[at+i] = float32(n)
		}
		sizes[u] = float32(f.Size)
		for i, o := range f.Pictures {
			top[u*strongest+i] = float32(o.Picture)
		}
	}
	return []array{mean, count, {"size", []int{units}, sizes}, {"top", []int{units, strongest}, top}, theory}
}

// mapImage draws a map, a pixel a value.
func mapImage(values []float32, h, w int, rng colormap.Range) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	colours := colormap.Activation
	if rng.Signed {
		colours = colormap.Signed
	}
	render.Map(img, img.Rect, values, h, w, rng, colours)
	return img
}

func sizesExhibit(rows []LayerSizes) *exhibit {
	e := &exhibit{width: 2 * exhibitSide, height: exhibitSide}
	var sizes []field.Sizes
	measured := 0
	for _, l := range rows {
		measured += l.Measured
		sizes = append(sizes, field.Sizes{Layer: l.Row.Name, Theory: math.Sqrt(l.Theory[0] * l.Theory[1]), Units: l.Sizes})
		e.arrays = append(e.arrays, numbers(l.Row.Name, l.Sizes...), numbers(l.Row.Name+"/theory", l.Theory[:]...))
	}
	if measured == 0 {
		return nil
	}
	e.figure = chart.Sizes(sizes)
	return e
}

func occlusionExhibit(b *bench, d *Discrepancy) *exhibit {
	if d == nil {
		return nil
	}
	h, w := MapSize(b.shown.Net.Input)
	return &exhibit{width: exhibitSide, height: exhibitSide + 40,
		figure: figure.Matrix{Title: fmt.Sprintf("%s · answer %.3g, less where a patch of %d px hides it", b.name(), d.Original, d.Patch),
			Values: d.Map, Width: w, Range: colormap.SignedOf(d.Map)},
		arrays: []array{{"map", []int{h, w}, d.Map}, numbers("original", float64(d.Original)), numbers("cell", float64(d.Cell))}}
}

// pictureImage draws a picture, C×H×W of 0 to 1, a pixel a pixel.
func pictureImage(pixels []float32, shape cnn.Shape) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, shape[2], shape[1]))
	render.Picture(img, img.Rect, pixels, shape[0], shape[1], shape[2])
	return img
}
