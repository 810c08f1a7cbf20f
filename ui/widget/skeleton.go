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
