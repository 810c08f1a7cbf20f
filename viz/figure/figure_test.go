package figure

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"gonum.org/v1/plot/vg"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"unitscope/viz/colormap"
	"unitscope/viz/internal/golden"
)

var red = color.RGBA{255, 0, 0, 255}

// count returns how many pixels of an image have a colour, and where they lie.
func count(img *image.RGBA, c color.RGBA) (n int, where image.Rectangle) {
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if img.RGBAAt(x, y) == c {
				n++
				where = where.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return n, where
}

func near(a, b, within int) bool { return max(a-b, b-a) <= within }

// A level line at the middle of a plain plane crosses the middle of the picture.
func TestCurvesPutValuesInPlace(t *testing.T) {
	hidden := Axis{Low: 0, High: 1, Hidden: true}
	for _, scale := range []float64{1, 1.5, 2} {
		c := Curves{X: hidden, Y: hidden, Lines: []Line{{X: []float64{0.25, 0.75}, Y: []float64{0.5, 0.5}, Color: red}}}
		img := Image(c, Look{}, int(200*scale), int(100*scale), scale)
		if img.Rect.Dx() != int(200*scale) || img.Rect.Dy() != int(100*scale) {
			t.Fatalf("scale %g: the picture is %v", scale, img.Rect)
		}
		for i := range img.Pix { // what is at least half covered
			img.Pix[i] = img.Pix[i] >> 7 * 255
		}
		_, at := count(img, red)
		middle := int(50 * scale)
		if !near(at.Min.Y, middle, 2) || !near(at.Max.Y, middle, 2) ||
			!near(at.Min.X, int(50*scale), 1) || !near(at.Max.X, int(150*scale), 1) {
			t.Errorf("scale %g: the line is at %v", scale, at)
		}
	}
}

func TestGapsStayOpen(t *testing.T) {
	nan := math.NaN()
	l := Line{Y: []float64{1, 2, nan, 3, math.Inf(1), 4, 5}}
	x, y := Axis{Low: 0, High: 6}, Axis{Low: 0, High: 5}
	var lengths []int
	for _, piece := range pieces(l, x, y) {
		lengths = append(lengths, len(piece))
	}
	if want := []int{2, 1, 2}; !slices.Equal(lengths, want) {
		t.Errorf("pieces of %v points, want %v", lengths, want)
	}
	y.Log = true
	y.Low = 0.5
	if got := pieces(Line{Y: []float64{1, 0, -1, 2}}, x, y); len(got) != 2 {
		t.Errorf("on a logarithmic axis %d pieces, want 2", len(got))
	}
}

func TestDecimateKeepsEveryPeak(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 50 {
		points := make([]place, 1+rng.IntN(20000))
		for i := range points {
			points[i] = place{float64(i), rng.Float64()}
		}
		peak := rng.IntN(len(points))
		points[peak].y = 7
		got := decimate(points, mostPoints)
		if len(got) > mostPoints || got[0] != points[0] || got[len(got)-1] != points[len(points)-1] {
			t.Fatalf("%d of %d points, from %v to %v", len(got), len(points), got[0], got[len(got)-1])
		}
		if !slices.Contains(got, points[peak]) {
			t.Fatalf("the peak at %d of %d is lost", peak, len(points))
		}
		if !slices.IsSortedFunc(got, func(a, b place) int { return int(a.x - b.x) }) {
			t.Fatal("points are out of order")
		}
		if len(points) <= mostPoints && len(got) != len(points) {
			t.Fatalf("%d of %d points are left though there are few", len(got), len(points))
		}
	}
}

func TestLabelsDoNotTouch(t *testing.T) {
	labels := []endLabel{{y: 1}, {y: 2}, {y: 50}, {y: 99}, {y: 99}}
	spread(labels, 0, 100)
	for i, l := range labels {
		if l.y < 0 || l.y > 100 {
			t.Errorf("label %d is outside: %g", i, l.y)
		}
		if i > 0 && l.y-labels[i-1].y < labelPitch {
			t.Errorf("labels %d and %d touch: %g and %g", i-1, i, labels[i-1].y, l.y)
		}
	}
	if labels[2].y != 50 {
		t.Errorf("a label with room was moved to %g", labels[2].y)
	}
}

// Of more labels than have room the extremes stay, and none leaves the figure.
func TestLabelsThatHaveNoRoomAreLeftOut(t *testing.T) {
	for _, test := range []struct {
		labels, most int
		want         []vg.Length
	}{
		{19, 4, []vg.Length{0, 6, 12, 18}}, // every sixth, by hand
		{3, 2, []vg.Length{0, 2}},
		{3, 3, []vg.Length{0, 1, 2}},
		{3, 1, []vg.Length{0}},
		{0, 1, nil},
	} {
		labels := make([]endLabel, test.labels)
		for i := range labels {
			labels[i].y = vg.Length(i)
		}
		var got []vg.Length
		for _, l := range thin(labels, test.most) {
			got = append(got, l.y)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%d of %d labels: %v, want %v", test.most, test.labels, got, test.want)
		}
	}
}

// A bar covers the share of its track that its value is of a full one.
func TestBarsAreAsLongAsTheirValues(t *testing.T) {
	for _, scale := range []float64{1, 2} {
		look := Look{Field: color.RGBA{0, 0, 255, 255}}
		b := Bars{High: 2, Items: []Bar{{Value: 0.5, Color: red}}}
		img := Image(b, look, int(240*scale), int(24*scale), scale)
		filled, _ := count(img, red)
		track, _ := count(img, look.Field)
		if share := float64(filled) / float64(filled+track); math.Abs(share-0.25) > 0.01 {
			t.Errorf("scale %g: the bar covers %.3f of its track, want 0.25", scale, share)
		}
	}
}

// Every cell of a matrix has its value's colour, row by row from the top.
func TestMatrixCells(t *testing.T) {
	m := Matrix{Width: 3, Values: []float32{0, 1, 2, 3, 4, 5}, Range: colormap.Range{High: 5}, NoBar: true}
	for _, scale := range []float64{1, 2} {
		img := Image(m, Dark, int(90*scale), int(60*scale), scale)
		for i, v := range m.Values {
			x, y := int((float64(i%3)*30+15)*scale), int((float64(i/3)*30+15)*scale)
			want := colormap.Activation.At(float64(v) / 5)
			if got := img.RGBAAt(x, y); got != want {
				t.Errorf("scale %g: cell %d is %v, want %v", scale, i, got, want)
			}
		}
	}
}

// samples are one of each figure, with all they can have.
func samples() map[string]Figure {
	classes := []string{"face", "bird", "fish", "house"}
	curves := Curves{Title: "Gradient by layer", X: Axis{Name: "step", Whole: true}, Y: Axis{Log: true}}
	for k, name := range []string{"conv1", "conv2", "conv3", "dense"} {
		l := Line{Name: name, Dashed: k == 3}
		for i := range 120 {
			decay := math.Exp(-float64(i)/60) * math.Pow(3, float64(k))
			l.Y = append(l.Y, 0.03*decay*(1+0.2*math.Sin(float64(i*i%31))))
		}
		curves.Lines = append(curves.Lines, l)
	}
	bars := Bars{Title: "Correct by class", High: 1, Format: Percent}
	for i, name := range classes {
		bars.Items = append(bars.Items, Bar{Name: name, Value: 0.95 - 0.11*float64(i)})
	}
	matrix := Matrix{Title: "Confusion, held out", Rows: classes, Columns: classes, Width: 4,
		Values: []float32{48, 2, 0, 0, 5, 41, 4, 0, 0, 3, 46, 1, 1, 0, 0, 49}, Range: colormap.Range{High: 50}}
	return map[string]Figure{"curves": curves, "bars": bars, "matrix": matrix, "spread": sizes(), "polar": orientation(), "heatmap": gratings()}
}

// sizes are fields by layer, as the probe room shows them.
func sizes() Spread {
	s := Spread{Title: "Size by layer"}
	rng := rand.New(rand.NewPCG(3, 0))
	for k, units := range []int{16, 32, 48} {
		theory := []float64{5, 14, 24}[k]
		g := Group{Name: fmt.Sprint("conv", k+1), Reference: theory}
		for range units {
			g.Values = append(g.Values, theory*(0.45+0.3*rng.Float64()))
		}
		s.Groups = append(s.Groups, g)
	}
	return s
}

// gratings are the answers of a unit that prefers 42° and 0.16 cycles/px.
func gratings() Matrix {
	m := Matrix{Title: "Gratings", Width: 16, Range: colormap.Range{High: 1},
		Down:   Axis{Name: "degrees", Low: 0, High: 172.5},
		Across: Axis{Name: "cycles/px", Low: 1.0 / 48, High: 0.5, Log: true}}
	for i := range 24 * m.Width {
		turn := math.Cos(2 * (float64(i/m.Width)*7.5 - 42) * math.Pi / 180)
		octaves := math.Log2(m.Across.value(float64(i%m.Width)/15) / 0.16)
		m.Values = append(m.Values, float32(math.Exp(2*(turn-1)-octaves*octaves)))
	}
	return m
}

// orientation is the tuning of a unit that prefers 42°.
func orientation() Polar {
	l := Line{}
	for i := range 24 {
		l.Y = append(l.Y, 0.25+1.7*math.Exp(2*(math.Cos(2*(float64(i)*7.5-42)*math.Pi/180)-1)))
	}
	return Polar{Title: "Orientation", Lines: []Line{l}, Marks: []float64{42}}
}

func TestGolden(t *testing.T) {
	for name, f := range samples() {
		golden.Check(t, name, Image(f, Dark, 220, 150, 1))
		golden.Check(t, name+"-light2x", Image(f, Light, 440, 300, 2))
	}
}

// Words of users and values of broken networks, at sizes down to a pixel.
func TestAnythingCanBeDrawn(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	odd := []string{"", "a<b>&\"c", "\x00\x1b\xff", "two\nlines", strings.Repeat("long ", 40), "鳥 🐦"}
	curves := Curves{Title: odd[1], Lines: []Line{{}, {Y: []float64{nan}}, {Y: []float64{1e308, -1e308, inf, 5}}}}
	bars, matrix := Bars{Title: odd[3]}, Matrix{Title: odd[2], Rows: odd, Columns: odd[:2], Width: 2, Range: colormap.Range{Signed: true}}
	for i, name := range odd {
		curves.Lines = append(curves.Lines, Line{Name: name, Y: []float64{float64(i)}})
		bars.Items = append(bars.Items, Bar{Name: name, Value: []float64{nan, inf, -inf, -1, 0, 1e300}[i]})
		matrix.Values = append(matrix.Values, float32(nan), float32(inf))
	}
	spread, polar := Spread{Title: odd[4]}, Polar{Lines: curves.Lines, Marks: []float64{nan, inf, -1e300, 42, 400}, Period: nan}
	for i, name := range odd {
		spread.Groups = append(spread.Groups, Group{Name: name, Values: []float64{nan, inf, -1, float64(i), 1e300}, Reference: []float64{0, nan, inf, -2, 1e301, 1}[i]})
	}
	heat := Matrix{Width: 2, Values: matrix.Values, Down: Axis{Low: -1e300, High: 1e300, Name: odd[4]}, Across: Axis{Low: nan, High: inf}}
	around := Polar{Lines: []Line{{X: []float64{nan, 3, inf, -1e300}, Y: []float64{1, 2, 3, 4}}, {}}, Period: 1e-300, Radius: Axis{Log: true}}
	logarithmic := curves
	logarithmic.Y.Log, logarithmic.X.Log = true, true
	figures := []Figure{curves, logarithmic, bars, matrix, spread, polar, heat, around,
		Curves{}, Bars{}, Matrix{}, Matrix{Width: 9, Values: []float32{1}}, Spread{}, Polar{}, Spread{Groups: make([]Group, 300)}}
	for _, f := range figures {
		for _, side := range []int{1, 2, 7, 30, 90, 200} {
			for _, scale := range []float64{0.3, 1, 2} {
				Image(f, Dark, side, 200/side+1, scale)
				Image(f, Light, 200/side+1, side, scale)
			}
		}
		for name, write := range writers {
			if err := write(io.Discard, f, 120, 90); err != nil {
				t.Errorf("%s of %T: %v", name, f, err)
			}
		}
	}
}

// writers are the file formats, at a common signature.
var writers = map[string]func(w io.Writer, f Figure, width, height int) error{
	"PNG": func(w io.Writer, f Figure, width, height int) error { return WritePNG(w, f, Light, width, height, 2) },
	"SVG": func(w io.Writer, f Figure, width, height int) error { return WriteSVG(w, f, Light, width, height) },
	"PDF": func(w io.Writer, f Figure, width, height int) error { return WritePDF(w, f, Light, width, height) },
}

func TestFiles(t *testing.T) {
	for name, f := range samples() {
		files := map[string][]byte{}
		for format, write := range writers {
			var b bytes.Buffer
			if err := write(&b, f, 240, 200); err != nil {
				t.Fatalf("%s as %s: %v", name, format, err)
			}
			files[format] = b.Bytes()
		}
		if p, err := png.DecodeConfig(bytes.NewReader(files["PNG"])); err != nil || p.Width != 480 || p.Height != 400 {
			t.Errorf("%s: PNG of %d×%d (%v), want 480×400", name, p.Width, p.Height, err)
		}
		if !bytes.HasPrefix(files["PDF"], []byte("%PDF-")) || !bytes.Contains(files["PDF"], []byte("%%EOF")) {
			t.Errorf("%s: the PDF is not whole", name)
		}
		words := svgWords(t, files["SVG"])
		title := map[string]string{"curves": "Gradient by layer", "bars": "Correct by class", "matrix": "Confusion, held out",
			"spread": "Size by layer", "polar": "Orientation", "heatmap": "Gratings"}[name]
		if !slices.Contains(words, title) {
			t.Errorf("%s: the SVG's words are %q, without the title", name, words)
		}
	}
}

// svgWords returns what is written in an SVG, which has to be well-formed.
func svgWords(t *testing.T, svg []byte) (words []string) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(svg))
	inText := false
	for {
		token, err := d.Token()
		if err == io.EOF {
			return words
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			inText = token.Name.Local == "text"
		case xml.EndElement:
			inText = false
		case xml.CharData:
			if inText {
				words = append(words, string(token))
			}
		}
	}
}

func TestOddWordsMakeAWellFormedSVG(t *testing.T) {
	var b bytes.Buffer
	f := Bars{Items: []Bar{{Name: "a<b>&\"c\x00\x1b\xff", Value: 1}}}
	if err := WriteSVG(&b, f, Light, 240, 200); err != nil {
		t.Fatal(err)
	}
	if words := svgWords(t, b.Bytes()); !slices.Contains(words, "a<b>&\"c\uFFFD") {
		t.Errorf("the words are %q", words)
	}
}

type full struct{}

var errFull = errors.New("disk full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWritingFails(t *testing.T) {
	for name, write := range writers {
		if err := write(full{}, Bars{Items: []Bar{{Value: 1}}}, 240, 200); !errors.Is(err, errFull) {
			t.Errorf("%s on a full disk: %v", name, err)
		}
		for _, size := range [][2]int{{0, 0}, {-3, 100}, {100, 24}} {
			if err := write(io.Discard, Bars{}, size[0], size[1]); err == nil {
				t.Errorf("%s of %v points: no error", name, size)
			}
		}
	}
}

func BenchmarkCurves(b *testing.B) {
	c := samples()["curves"].(Curves)
	for i := range c.Lines {
		c.Lines[i].Y = slices.Repeat(c.Lines[i].Y, 20)
	}
	b.ReportAllocs()
	for b.Loop() {
		Image(c, Dark, 260, 200, 1)
	}
}

func BenchmarkMatrix(b *testing.B) {
	m := samples()["matrix"]
	b.ReportAllocs()
	for b.Loop() {
		Image(m, Dark, 260, 200, 1)
	}
}
