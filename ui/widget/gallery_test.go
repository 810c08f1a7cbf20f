package widget

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/assets"
	"unitscope/ui/theme"
	"unitscope/viz/colormap"
	"unitscope/viz/render"
)

var classes = []string{"face", "bird", "fish", "cat", "tree", "flower", "house", "car", "cup", "key"}

// TestGallery draws every widget, dark and light, at 1× and 2×, into the folder UNITSCOPE_GALLERY, to be looked at.
func TestGallery(t *testing.T) {
	folder := os.Getenv("UNITSCOPE_GALLERY")
	if folder == "" {
		t.Skip("UNITSCOPE_GALLERY names no folder for the pictures")
	}
	app := test.NewTempApp(t)
	for _, variant := range []theme.Variant{theme.Dark, theme.Light} {
		for _, scale := range []float32{1, 2} {
			theme.Apply(app, variant, 1)
			for page, middle := range map[string]fyne.CanvasObject{"inspect": rows(), "train": numbers(), "states": states()} {
				w := test.NewWindow(gallery(middle))
				w.Canvas().(software.WindowlessCanvas).SetScale(scale)
				w.SetPadded(false)
				w.Resize(fyne.NewSize(1440, 900))
				shot := w.Canvas().Capture()
				w.Close()
				if got := shot.Bounds().Dx(); got != int(1440*scale) {
					t.Errorf("%s at %v×: %d pixels wide", variant, scale, got)
				}
				save(t, filepath.Join(folder, fmt.Sprintf("%s-%s-%gx.png", page, variant, scale)), shot)
			}
		}
	}
}

func save(t *testing.T, path string, picture image.Image) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, picture); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	t.Log(path)
}

func gallery(content fyne.CanvasObject) fyne.CanvasObject {
	rail := NewRail([]RailItem{
		{ID: "inspect", Label: "Inspect", Icon: icon(assets.Inspect)},
		{ID: "train", Label: "Train", Icon: icon(assets.Train)},
	}, nil)
	rail.SetSelected("inspect")
	bar := NewTopBar("Unitscope", []fyne.CanvasObject{
		NewDropdown("Network", "toy48 · 3 conv", nil), NewDropdown("Images", "Toy World", nil),
		NewDropdown("Task", "object", nil)}, []fyne.CanvasObject{NewButton("Export…", nil, nil)})
	status := NewStatusBar()
	status.SetLeft("conv2:17 · row 9, col 11 · 2.314", "sees 20 × 20 px of the image (15% of it)")
	status.SetRight("seed 1", "saved 12 s ago")
	middle := NewSplit(Right, padded(inspector()), padded(content), SplitSpec{Size: 340, Least: 240})
	all := NewSplit(Left, padded(stimulusPanel()), middle, SplitSpec{Size: 276, Least: 200})
	whole := NewSplit(Bottom, padded(footer()), all, SplitSpec{Size: 132, Least: 80})
	return container.NewBorder(bar, status, rail, nil, whole)
}

func padded(o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(pad{}, o)
}

type pad struct{}

func (pad) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 12, 10, size.Width-24, size.Height-20)
}
func (pad) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(24, 20)
}

func column(objects ...fyne.CanvasObject) fyne.CanvasObject { return container.NewVBox(objects...) }

func stimulusPanel() fyne.CanvasObject {
	c := NewCanvas()
	c.SetPicture(scene(48, 48))
	c.SetBrush(7)
	c.SetOverlays(Overlay{Rect: image.Rect(12, 9, 32, 29)},
		Overlay{Rect: image.Rect(20, 17, 25, 22), Dashed: true, Color: color.White, Label: ""})
	c.hoverPixel(image.Pt(31, 28), true)
	tools := NewSegmented([]Option{{Value: "paint", Label: "Paint"}, {Value: "erase", Label: "Erase"},
		{Value: "slide", Label: "Slide window"}}, "paint", nil)
	fill := NewSegmented([]Option{{Value: "noise", Label: "noise"}, {Value: "grey", Label: "grey"},
		{Value: "mean", Label: "mean"}, {Value: "blur", Label: "blur"}}, "noise", nil)
	brush := NewSliderRow(SliderSpec{Label: "Brush", Unit: "px", Low: 1, High: 21, Step: 1}, 7)
	answers := NewAnswers(5)
	answers.SetValues(classes, []float64{.01, .01, .01, .02, .18, .01, .41, .08, .27, 0}, []float64{0, 0, 0, 0, .03, 0, .93, .02, .02, 0})
	answers.SetWanted(6)
	strip := NewStrip(func(i int) *image.RGBA {
		if i == 7 {
			return nil
		}
		return scene(48, i*20)
	})
	strip.SetCount(400)
	strip.SetSelected(0)
	return column(NewSectionHead("Stimulus"), c, tools, fill, brush, NewSectionHead("Answer"), answers,
		NewSectionHead("Images", NewDropdown("", "class: all", nil)), strip)
}

func rows() fyne.CanvasObject {
	objects := []fyne.CanvasObject{}
	rows := []TileRow{{Count: 16, Height: 44, Width: 44}, {Count: 32, Height: 18, Width: 18},
		{Count: 48, Height: 7, Width: 7}, {Count: 10, Height: 1, Width: 1, Fixed: image.Pt(62, 20), Caption: true}}
	sizes := FitTiles(rows, 700, 420, FitOptions{Gap: 4, Overhead: 36})
	for i, row := range rows {
		name := NewText([]string{"conv1", "conv2", "conv3", "output"}[i], TextStyle{Size: theme.Subtitle, Bold: true})
		note := NewText(fmt.Sprintf("%d units · map %d×%d", row.Count, row.Height, row.Width), TextStyle{Color: theme.Quiet})
		show := NewSegmented([]Option{{Value: "maps", Label: "maps"}, {Value: "kernels", Label: "kernels"}, {Value: "change", Label: "change"}}, "maps", nil)
		tiles := NewTiles(row, func(dst *image.RGBA, unit int, r image.Rectangle) {
			if row.Height == 1 {
				render.Fill(dst, r, colormap.Activation.At(float64(unit)/10))
				return
			}
			render.Map(dst, r, blobs(row.Height, row.Width, unit), row.Height, row.Width, colormap.Range{High: 1}, colormap.Activation)
		})
		tiles.SetTileSize(sizes[i])
		tiles.SetCaptions(func(u int) string { return classes[u%10] })
		if i == 1 {
			tiles.SetSelected(17)
			tiles.hoverCell(cellOf{3, 1, 2})
			tiles.SetMarker(17, 9, 11)
			tiles.SetWindow(17, image.Rect(2, 2, 7, 7))
		}
		objects = append(objects, NewSectionHead("", name, note, show), tiles)
	}
	return column(objects...)
}

func icon(name assets.Name) fyne.Resource {
	return fyne.NewStaticResource(string(name)+".svg", assets.Icon(name))
}

func numbers() fyne.CanvasObject {
	matrix := NewMatrix(colormap.Activation)
	matrix.SetCounts(classes, confusion())
	matrix.hover(image.Pt(7, 6))
	shares := NewClassBars()
	shares.SetShares(classes, []float64{.95, .96, .94, .81, .9, .93, .84, .84, .8, math.NaN()})
	grad := NewCurve("Gradient by layer")
	grad.SetLogY(true)
	grad.SetEndLabels(true)
	var lines []Series
	for i, name := range []string{"conv1", "conv2", "conv3", "dense"} {
		lines = append(lines, decay(name, colormap.OkabeIto[i+1], 400, 0.05*math.Pow(2.5, float64(i)), 0.3, uint64(i)))
	}
	grad.SetSeries(lines...)
	banner := NewBanner()
	banner.Say(Notice{Problem: true, Message: "photo.png is a text file, not a picture", Detail: "The picture that was shown is unchanged.", Action: "Open another…"})
	news := NewBanner()
	news.Say(Notice{Message: "Recovered the experiment of 12:04"})
	progress := NewProgress()
	progress.Set("Looking for top pictures", 1200, 5000)
	return column(container.NewGridWithColumns(3, column(NewSectionHead("Confusion, held out"), matrix),
		column(NewSectionHead("Correct by class"), shares), grad), banner, news, progress)
}

// states shows what a mouse or a keyboard makes of controls.
func states() fyne.CanvasObject {
	row := func(o ...fyne.CanvasObject) fyne.CanvasObject { return container.NewHBox(o...) }
	var objects []fyne.CanvasObject
	for _, state := range []string{"at rest", "under the mouse", "focused", "disabled"} {
		primary, plain, undo := NewPrimaryButton("Train", icon(assets.Play), nil), NewButton("Step", nil, nil), NewIconButton(icon(assets.Undo), "", nil)
		pill := NewDropdown("Task", "object", nil)
		chips := NewSegmented(options("maps", "kernels"), "maps", nil)
		for _, b := range []*pressable{&primary.pressable, &plain.pressable, &undo.pressable, &pill.pressable,
			&chips.chips[0].pressable, &chips.chips[1].pressable} {
			switch state {
			case "under the mouse":
				b.hovered = true
				b.look()
			case "focused":
				b.ring.Show()
			case "disabled":
				b.Disable()
			}
		}
		slider := NewSliderRow(SliderSpec{Label: state, Low: 0, High: 1}, 0.3)
		slider.hovered = state == "under the mouse"
		slider.ring.Hidden = state != "focused"
		answers := NewAnswers(2)
		answers.SetValues(classes[:2], []float64{0.7, 0.2}, nil)
		answers.hovered = map[bool]int{true: 0, false: -1}[state == "under the mouse"]
		answers.ring.Hidden = state != "focused"
		objects = append(objects, NewSectionHead(state), row(primary, plain, undo, pill, container.NewGridWrap(fyne.NewSize(140, 20), chips)), slider, answers)
	}
	entry := fynewidget.NewEntry()
	entry.SetPlaceHolder("jump to a unit, like conv2:17")
	wrong := NewStepper(SliderSpec{Label: "Batch", Low: 1, High: 512, Step: 1}, 64)
	wrong.entry.SetText("600")
	menu := fynewidget.NewMenu(fyne.NewMenu("", fyne.NewMenuItem("toy48", nil), fyne.NewMenuItem("lenet28", nil), fyne.NewMenuItemSeparator(), fyne.NewMenuItem("Open…", nil)))
	return column(append(objects, entry, wrong, row(menu))...)
}

func inspector() fyne.CanvasObject {
	tabs := NewSegmented([]Option{{Value: "map", Label: "Map"}, {Value: "kernel", Label: "Kernel"}, {Value: "field", Label: "Field"},
		{Value: "top", Label: "Top images"}, {Value: "tuning", Label: "Tuning"}, {Value: "classes", Label: "Classes"}}, "map", nil)
	m := NewMapView(func(dst *image.RGBA, r image.Rectangle) {
		render.Map(dst, r, blobs(18, 18, 17), 18, 18, colormap.Range{High: 1}, colormap.Activation)
	})
	m.SetCells(18, 18)
	m.SetPinned(9, 11)
	m.SetWindow(image.Rect(3, 4, 8, 9))
	m.SetMinEdge(198)
	bar := NewColorBar()
	bar.SetRange(colormap.Range{High: 2.4}, colormap.Activation)
	numbers := NewReadouts()
	numbers.Set(Readout{Name: "at row 9, col 11", Value: "2.314"}, Readout{Name: "before painting", Value: "2.314", Then: "0.862"},
		Readout{Name: "maximum", Value: "2.41"})
	a := NewArithmeticView()
	a.Set(Arithmetic{Patch: noise(5, 1), Kernel: noise(5, 2), Products: noise(5, 3), PatchCaption: "pool1:6 patch",
		KernelCaption: "kernel 17←6", ProductsCaption: "products", Sum: "0.418", Line: "Σ over maps 2.203 + bias −0.111 → relu → 2.314"})
	stepper := NewStepper(SliderSpec{Label: "Seed", Low: 0, High: 1e9, Step: 1}, 1)
	batch := NewSliderRow(SliderSpec{Label: "Learning rate", Low: 1e-5, High: 1, Log: true}, 0.01)
	fold := NewFold("Settings", column(batch, stepper), true)
	return column(NewText("conv2:17", TextStyle{Size: theme.Title, Bold: true}),
		NewText("5×5 kernel over 16 maps · responds most to house (0.71), and to much else besides", TextStyle{Color: theme.Quiet, Wrap: true}),
		tabs, container.NewBorder(nil, nil, nil, numbers, m), bar, NewSectionHead("Under the flashlight"), a, fold)
}

func footer() fyne.CanvasObject {
	buttons := container.NewHBox(NewPrimaryButton("Train", icon(assets.Play), nil), NewButton("Step", nil, nil),
		NewButton("Reset", nil, nil), NewIconButton(icon(assets.Undo), "Undo", nil))
	off := NewButton("Slow", nil, nil)
	off.Disable()
	cost := NewCurve("Cost")
	cost.SetSeries(decay("training", colormap.OkabeIto[2], 564, 2.3, 0.1, 1), decay("held out", colormap.OkabeIto[1], 564, 2.2, 0, 2))
	cost.SetCursor(200)
	correct := NewCurve("Correct")
	correct.at = 200
	correct.SetSeries(rise("training", colormap.OkabeIto[2], 564, 0.03), rise("held out", colormap.OkabeIto[1], 564, 0))
	correct.SetFormat(func(v float64) string { return fmt.Sprintf("%.0f%%", 100*v) })
	correct.SetRange(0, 1)
	line := NewTimeline()
	line.SetSteps(200, 564, []int{0, 10, 25, 50, 100, 200, 400})
	line.ring.Show()
	left := column(buttons, container.NewHBox(off), NewText("epoch 6 · step 564 · 2 140 images/s", TextStyle{Color: theme.Quiet}))
	return container.NewBorder(nil, line, left, nil, container.NewGridWithColumns(2, cost, correct))
}

func decay(name string, c color.Color, n int, from, noisy float64, seed uint64) Series {
	rng := rand.New(rand.NewPCG(seed, 1))
	s := Series{Name: name, Color: c}
	for i := range n {
		s.X = append(s.X, float64(i))
		s.Y = append(s.Y, from*math.Exp(-float64(i)/150)*(1+noisy*rng.NormFloat64()*0.5)+0.02)
	}
	return s
}

func rise(name string, c color.Color, n int, noisy float64) Series {
	s := decay(name, c, n, 0.9, noisy, 4)
	for i := range s.Y {
		s.Y[i] = min(1, 0.97-s.Y[i])
	}
	return s
}

func confusion() [][]int {
	rng := rand.New(rand.NewPCG(5, 6))
	counts := make([][]int, 10)
	for i := range counts {
		counts[i] = make([]int, 10)
		for j := range counts[i] {
			counts[i][j] = rng.IntN(4)
		}
		counts[i][i] = 80 + rng.IntN(15)
	}
	counts[6][7] = 30
	return counts
}

// scene draws a hill under a sky, as a picture with edges.
func scene(edge, hue int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, edge, edge))
	for y := range edge {
		for x := range edge {
			c := color.RGBA{uint8(130 + y + hue/3), uint8(170 + y), uint8(215 + y/2 - hue/3), 255}
			if y > edge*2/3+int(3*math.Sin(float64(x)/6)) {
				c = color.RGBA{80, 140, 70, 255}
			}
			if x > edge/3 && x < edge*2/3 && y > edge/2 && y < edge*4/5 {
				c = color.RGBA{uint8(180 - hue/4), uint8(70 + hue/3), 55, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func noise(edge int, seed uint64) *image.RGBA {
	rng := rand.New(rand.NewPCG(seed, 9))
	m := image.NewRGBA(image.Rect(0, 0, edge, edge))
	for i := range edge * edge {
		m.SetRGBA(i%edge, i/edge, colormap.Signed.At(rng.Float64()))
	}
	return m
}

func blobs(h, w, unit int) []float32 {
	data := make([]float32, h*w)
	for y := range h {
		for x := range w {
			v := math.Sin(float64(x)*(3+float64(unit%5))/float64(w)+float64(unit)) * math.Cos(float64(y)*(2+float64(unit%7))/float64(h))
			data[y*w+x] = float32(max(0, v))
		}
	}
	return data
}
