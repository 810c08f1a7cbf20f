package widget

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"
	"unitscope/viz/colormap"
)

type blank struct{ fynewidget.BaseWidget }

func (b *blank) CreateRenderer() fyne.WidgetRenderer {
	return fynewidget.NewSimpleRenderer(fynewidget.NewLabel(""))
}

// MapView shows one map large.
type MapView struct {
	blank
	OnHover func(row, col int, inside bool)
	OnCell  func(row, col int)
}

func NewMapView(paint func(dst *image.RGBA, r image.Rectangle)) *MapView { return &MapView{} }
func (m *MapView) SetCells(height, width int)                            {}
func (m *MapView) SetPinned(row, col int)                                {} // -1: none
func (m *MapView) SetWindow(cells image.Rectangle)                       {} // empty: none
func (m *MapView) SetMinEdge(length float32)                             {}

// ColorBar shows a map's colours with numbers beside them.
type ColorBar struct{ blank }

func NewColorBar() *ColorBar                                    { return &ColorBar{} }
func (c *ColorBar) SetRange(rng colormap.Range, m colormap.Map) {}

// Answers shows the network's answers as bars.
type Answers struct {
	blank
	OnPick  func(class int)
	OnHover func(class int, inside bool)
}

func NewAnswers(rows int) *Answers                                 { return &Answers{} }
func (a *Answers) SetValues(names []string, now, before []float64) {} // before nil: none
func (a *Answers) SetSorted(sorted bool)                           {}
func (a *Answers) SetWanted(class int)                             {} // marks the true class; -1: none

// Strip shows thumbnails in rows.
type Strip struct {
	blank
	OnPick  func(i int)
	OnHover func(i int, inside bool)
	OnOpen  func(i int)
}

func NewStrip(thumb func(i int) *image.RGBA) *Strip  { return &Strip{} }
func (s *Strip) SetCount(n int)                      {}
func (s *Strip) SetSelected(i int)                   {}
func (s *Strip) SetThumb(width, height float32)      {}
func (s *Strip) SetCaptions(text func(i int) string) {}
func (s *Strip) SetMinRows(rows int)                 {}
func (s *Strip) ScrollTo(i int)                      {}
func (s *Strip) RefreshThumb(i int)                  {}

// SliderSpec is what a SliderRow needs to know of its number.
type SliderSpec struct {
	Label, Unit     string
	Low, High, Step float64
	Log             bool
	Format          func(v float64) string
	Tip             string
}

// SliderRow is a label, a slider and the value as text.
type SliderRow struct {
	blank
	OnChanged     func(v float64)
	OnChangeEnded func(v float64)
}

func NewSliderRow(spec SliderSpec, value float64) *SliderRow { return &SliderRow{} }
func (s *SliderRow) SetValue(v float64)                      {}
func (s *SliderRow) Value() float64                          { return 0 }
func (s *SliderRow) SetSpec(spec SliderSpec)                 {}

// Stepper is a label and a number that can be typed.
type Stepper struct {
	blank
	OnChanged func(v float64)
}

func NewStepper(spec SliderSpec, value float64) *Stepper { return &Stepper{} }
func (s *Stepper) SetValue(v float64)                    {}
func (s *Stepper) Value() float64                        { return 0 }

// Series is one line of a Curve; NaN leaves a gap.
type Series struct {
	Name  string
	Color color.Color
	X, Y  []float64
}

// Curve draws live lines.
type Curve struct {
	blank
	OnHover func(x float64, y []float64, inside bool)
}

func NewCurve(title string) *Curve                  { return &Curve{} }
func (c *Curve) SetSeries(series ...Series)         {}
func (c *Curve) SetRange(low, high float64)         {} // equal: follows the data
func (c *Curve) SetLogY(log bool)                   {}
func (c *Curve) SetFormat(y func(v float64) string) {}
func (c *Curve) SetEndLabels(on bool)               {} // names beside the lines' ends instead of at the top
func (c *Curve) SetCursor(x float64)                {} // a vertical mark, e.g. the timeline's step; NaN: none
func (c *Curve) SetMinSize(width, height float32)   {}

// Timeline scrubs through snapshots.
type Timeline struct {
	blank
	OnScrub    func(step int)
	OnScrubEnd func(step int)
}

func NewTimeline() *Timeline                                    { return &Timeline{} }
func (t *Timeline) SetSteps(current, live int, snapshots []int) {}

// Matrix shows counts of wanted × answered.
type Matrix struct {
	blank
	OnHover func(row, col int, inside bool)
	OnPick  func(row, col int)
}

func NewMatrix(m colormap.Map) *Matrix                     { return &Matrix{} }
func (m *Matrix) SetCounts(names []string, counts [][]int) {} // [wanted][answered]

// ClassBars are horizontal bars with percentages.
type ClassBars struct {
	blank
	OnHover func(class int, inside bool)
	OnPick  func(class int)
}

func NewClassBars() *ClassBars                                  { return &ClassBars{} }
func (c *ClassBars) SetShares(names []string, shares []float64) {}
func (c *ClassBars) SetFormat(format func(v float64) string)    {}
func (c *ClassBars) SetHigh(high float64)                       {} // full bar; 0: the largest value
func (c *ClassBars) SetColor(c2 color.Color)                    {}

// Arithmetic is one cell's computation.
type Arithmetic struct {
	Patch, Kernel, Products                      *image.RGBA
	PatchCaption, KernelCaption, ProductsCaption string
	Sum                                          string // beside the products: "0.418"
	Line                                         string // "Σ over maps 2.203 + bias 0.111 → relu → 2.314"
}

// ArithmeticView shows patch × kernel = products.
type ArithmeticView struct{ blank }

func NewArithmeticView() *ArithmeticView   { return &ArithmeticView{} }
func (a *ArithmeticView) Set(v Arithmetic) {}
