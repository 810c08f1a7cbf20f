package ui

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"unitscope/app/session"
	"unitscope/cnn"
	"unitscope/cnn/onnx"
)

// deep writes a network of so many blocks with skip connections, and returns its file.
func deep(t *testing.T, blocks int) string {
	t.Helper()
	net := cnn.NewNetwork(cnn.Shape{3, 32, 32})
	net.Meta.Prep = cnn.DefaultPreprocessing()
	conv := func(in int) cnn.Layer {
		return cnn.NewConv2D(in, 16, [2]int{3, 3}, cnn.ConvOptions{Pad: cnn.Padding{Top: 1, Left: 1, Bottom: 1, Right: 1}})
	}
	add := func(name string, layer cnn.Layer, inputs ...string) {
		if err := net.Append(name, layer, inputs...); err != nil {
			t.Fatal(err)
		}
	}
	add("stem", conv(3))
	last := "stem"
	for i := range blocks {
		a, b, sum, relu := fmt.Sprint("a", i), fmt.Sprint("b", i), fmt.Sprint("sum", i), fmt.Sprint("relu", i)
		add(a, conv(16), last)
		add(b, conv(16))
		add(sum, &cnn.Add{}, last, b)
		add(relu, &cnn.ReLU{})
		last = relu
	}
	add("mean", &cnn.GlobalAvgPool{})
	net.Init(rand.New(rand.NewPCG(1, 0)))
	path := filepath.Join(t.TempDir(), "deep.onnx")
	file, err := os.Create(path)
	if err == nil {
		err = onnx.Write(file, net)
	}
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// Rows that are out of sight are not drawn, whether a person scrolls, selects or opens something else; blocks
// say what comes past them.
func TestManyRows(t *testing.T) {
	w, queue := openWindow(t, 1440, 900)
	w.do(session.Open{Path: deep(t, 20)})
	settle(t, w, queue)
	room := w.inspect
	if len(room.rows) != 41 { // the stem, and two a block
		t.Fatalf("%d rows, want 41", len(room.rows))
	}
	shown := func() (first, last int) {
		first = -1
		for i, row := range room.rows {
			if !row.root.Visible() {
				continue
			}
			if first < 0 {
				first = i
			}
			last = i
			if row.drawn.view != w.session.Analysis.View() {
				t.Errorf("row %d is in sight and shows an older view", i)
			}
		}
		return first, last
	}
	if first, last := shown(); first != 0 || last > 12 {
		t.Errorf("at the top rows %d to %d are drawn", first, last)
	}
	if got := room.rows[4].head.links.Text(); got != "+ b0" {
		t.Errorf("the second block's last row says %q", got)
	}
	room.scroll.ScrollToOffset(fyne.NewPos(0, 1e6))
	room.reveal()
	if first, last := shown(); first < 28 || last != 40 {
		t.Errorf("at the bottom rows %d to %d are drawn", first, last)
	}
	w.do(session.Select{Unit: session.Address{Layer: "a10", Unit: 3}})
	settle(t, w, queue)
	if first, last := shown(); first > 21 || last < 21 {
		t.Errorf("row 21 is selected, rows %d to %d are drawn", first, last)
	}
	w.do(session.ShowPicture{Index: 4})
	settle(t, w, queue)
	shown()
	room.scroll.ScrollToOffset(fyne.NewPos(0, 1e6))
	w.do(session.NewNetwork{Name: "toy48"}) // while it is scrolled
	settle(t, w, queue)
	if first, last := shown(); first != 0 || last != len(room.rows)-1 {
		t.Errorf("of another network rows %d to %d are drawn", first, last)
	}
}

// Layers that are not understood stand in grey below those that are, by name and with the reason.
func TestLayersThatAreNotUnderstood(t *testing.T) {
	rows := newBeyondRows([]cnn.Missing{{Name: "attend", Kind: "Attention", Reason: "unknown operator"}, {Name: "after", Kind: "Relu"}})
	if len(rows) != 3 {
		t.Fatalf("%d lines, want a head and two", len(rows))
	}
	for i, want := range []string{"attend Attention · unknown operator", "after Relu · reads what is missing"} {
		var said []string
		for _, o := range rows[i+1].(*fyne.Container).Objects {
			said = append([]string{o.(interface{ Text() string }).Text()}, said...)
		}
		if got := strings.Join(said, " "); got != want {
			t.Errorf("line %d says %q, want %q", i, got, want)
		}
	}
}
