package widget

import (
	"image"
	"image/draw"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/ui/theme"
)

// A sheet is the base of widgets that are painted into one picture at the screen's resolution, text included.
//
// A widget embeds it and calls start from its constructor. Painting happens when Fyne next draws the window, so any
// number of refreshes between two frames costs one painting.
type sheet struct {
	fynewidget.BaseWidget

	raster  *canvas.Raster
	pixels  *image.RGBA
	ratio   float32 // device pixels per unit at the last painting
	stale   bool    // something changed since the last painting
	redo    bool    // everything did
	paint   func(p *page)
	minimum func() fyne.Size
	layers  []fyne.CanvasObject  // drawn over the picture
	arrange func(size fyne.Size) // places the layers
}

// page is what a sheet's paint function draws on.
type page struct {
	*image.RGBA
	ratio float32 // device pixels per unit, the theme's scale not included
	fresh bool    // all of it must be painted; otherwise what was painted last is still there
}

// start makes self, which embeds s, a widget.
func (s *sheet) start(self fyne.Widget, minimum func() fyne.Size, paint func(p *page)) {
	s.paint, s.minimum, s.stale = paint, minimum, true
	s.raster = canvas.NewRaster(s.generate)
	s.raster.ScaleMode = canvas.ImageScalePixels
	s.ExtendBaseWidget(self)
}

// generate paints at w×h device pixels, if anything changed since the last time.
func (s *sheet) generate(w, h int) image.Image {
	fresh := s.redo
	if s.pixels == nil || s.pixels.Rect.Dx() != w || s.pixels.Rect.Dy() != h {
		s.pixels = image.NewRGBA(image.Rect(0, 0, w, h))
		fresh = true
	} else if !s.stale && !fresh {
		return s.pixels
	}
	ratio := pixelRatio(s.raster)
	if width := s.raster.Size().Width; width > 0 && math.Abs(float64(ratio*width)-float64(w)) > 1.5 {
		ratio = float32(w) / width // drawn for another canvas than the one that holds the widget
	}
	if ratio != s.ratio {
		s.ratio, fresh = ratio, true
	}
	s.stale, s.redo = false, false
	s.paint(&page{RGBA: s.pixels, ratio: ratio, fresh: fresh})
	return s.pixels
}

// repaint asks for another painting of what changed; the page is not fresh then.
func (s *sheet) repaint() {
	s.stale = true
	s.raster.Refresh()
}

// Refresh asks for a painting of everything. Fyne calls it when the theme changed.
func (s *sheet) Refresh() {
	s.redo = true
	s.raster.Refresh()
	if s.arrange != nil {
		s.arrange(s.raster.Size())
	}
	for _, o := range s.layers {
		o.Refresh()
	}
}

// drawnOn is the canvas, which no screen shows, that a window is being drawn on; nil: none is.
var drawnOn fyne.Canvas

// DrawOn has whatever draw makes and draws look as on a canvas that no screen shows. It is for the window's goroutine.
func DrawOn(c fyne.Canvas, draw func()) {
	drawnOn = c
	defer func() { drawnOn = nil }()
	draw()
}

// pixelRatio tells how many device pixels a unit of length is where the object is shown; 1 before it is shown.
func pixelRatio(o fyne.CanvasObject) float32 {
	c := drawnOn
	if c == nil {
		c = fyne.CurrentApp().Driver().CanvasForObject(o)
	}
	if c == nil {
		return 1
	}
	const length = 1 << 12
	x, _ := c.PixelCoordinateForPosition(fyne.NewPos(length, 0))
	if x <= 0 {
		return 1
	}
	return float32(x) / length
}

// DevicePixels tells how many whole pixels of the screen fit into a length where the object is shown.
func DevicePixels(o fyne.CanvasObject, length float32) int {
	return int(length*pixelRatio(o) + 1e-3)
}

// CreateRenderer implements fyne.Widget.
func (s *sheet) CreateRenderer() fyne.WidgetRenderer {
	return &sheetRenderer{sheet: s, objects: append([]fyne.CanvasObject{s.raster}, s.layers...)}
}

type sheetRenderer struct {
	sheet   *sheet
	objects []fyne.CanvasObject
}

func (r *sheetRenderer) Destroy()                     {}
func (r *sheetRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *sheetRenderer) MinSize() fyne.Size           { return r.sheet.minimum() }

func (r *sheetRenderer) Layout(size fyne.Size) {
	r.sheet.raster.Resize(size)
	if r.sheet.arrange != nil {
		r.sheet.arrange(size)
	}
}

func (r *sheetRenderer) Refresh() { r.sheet.Refresh() }

// px turns a length at theme scale 1 into device pixels.
func (p *page) px(length float32) int { return int(math.Round(float64(p.exact(length)))) }

func (p *page) exact(length float32) float32 { return theme.Px(length) * p.ratio }

// clear makes the page transparent, for widgets that always paint all of it.
func (p *page) clear() { draw.Draw(p.RGBA, p.Rect, image.Transparent, image.Point{}, draw.Src) }
