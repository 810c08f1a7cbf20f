package ui

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"unitscope/app/session"
	"unitscope/cnn"
	"unitscope/cnn/onnx"
)

// odd builds a network that nothing of the window may stumble over.
func odd(t *testing.T, input cnn.Shape, layers ...any) *cnn.Network {
	t.Helper()
	net := cnn.NewNetwork(input)
	for _, l := range layers {
		var err error
		switch l := l.(type) {
		case join:
			err = net.Append(fmt.Sprintf("%s_%d", l.Kind(), len(net.Nodes)), l.Layer, l.of...)
		case cnn.Layer:
			err = net.Append(fmt.Sprintf("%s_%d", l.Kind(), len(net.Nodes)), l)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	net.Init(rand.New(rand.NewPCG(1, 0)))
	return net
}

// A join is a layer that reads others than the one before it.
type join struct {
	cnn.Layer
	of []string
}

func oddNetworks(t *testing.T) map[string]*cnn.Network {
	three := func(in, out int) cnn.Layer {
		return cnn.NewConv2D(in, out, [2]int{3, 3}, cnn.ConvOptions{Pad: cnn.Padding{Top: 1, Left: 1, Bottom: 1, Right: 1}})
	}
	pool := &cnn.MaxPool{Kernel: [2]int{2, 3}, Stride: [2]int{2, 3}, Dilation: [2]int{1, 1}}
	return map[string]*cnn.Network{
		"dense only":            odd(t, cnn.Shape{1, 5, 9}, &cnn.Flatten{}, cnn.NewDense(45, 7), &cnn.ReLU{}, cnn.NewDense(7, 2), &cnn.Softmax{}),
		"one class":             odd(t, cnn.Shape{3, 8, 6}, three(3, 4), &cnn.ReLU{}, &cnn.Flatten{}, cnn.NewDense(4*8*6, 1), &cnn.Softmax{}),
		"no answers, only maps": odd(t, cnn.Shape{1, 12, 20}, three(1, 3), &cnn.Tanh{}, pool),
		"a single layer":        odd(t, cnn.Shape{3, 6, 6}, &cnn.GlobalAvgPool{}),
		"a residual": odd(t, cnn.Shape{3, 12, 9}, three(3, 4), &cnn.ReLU{}, three(4, 4), join{&cnn.Add{}, []string{"Conv_2", "Relu_1"}}, &cnn.ReLU{},
			pool, &cnn.GlobalAvgPool{}, &cnn.Flatten{}, cnn.NewDense(4, 3), &cnn.Softmax{}),
		"branches": odd(t, cnn.Shape{1, 10, 8}, &cnn.Dropout{Rate: 0.5}, join{three(1, 2), []string{"Dropout_0"}}, join{three(1, 3), []string{"Dropout_0"}},
			join{&cnn.Concat{}, []string{"Conv_1", "Conv_2"}}, &cnn.LeakyReLU{Slope: 0.1}, &cnn.GlobalMaxPool{}, &cnn.Flatten{}, &cnn.Softmax{}),
	}
}

// Every page of the window shows the last unit's last cell of every row of networks of all kinds,
// for pictures of which nobody has said what they are, and every tool works on them.
func TestOddNetworks(t *testing.T) {
	folder := t.TempDir()
	unlabelled := filepath.Join(folder, "unlabelled")
	for i := range 3 {
		img := image.NewRGBA(image.Rect(0, 0, 30+10*i, 40))
		img.Set(5, 5, color.White)
		saveTo(t, filepath.Join(unlabelled, fmt.Sprintf("%d.png", i)), func(f *os.File) error { return png.Encode(f, img) })
	}
	for name, net := range oddNetworks(t) {
		t.Run(name, func(t *testing.T) {
			w, queue := openWindow(t, 1440, 900)
			file := filepath.Join(t.TempDir(), "net.onnx")
			saveTo(t, file, func(f *os.File) error { return onnx.Write(f, net) })
			act := func(actions ...session.Action) {
				t.Helper()
				for _, a := range actions {
					if err := w.session.Do(a); err != nil {
						t.Errorf("%s: %v", a, err)
					}
				}
				if err := w.settle(context.Background(), queue); err != nil {
					t.Fatal(err)
				}
			}
			act(session.SetBrain{Name: "permutations", Value: "9"}, session.Open{Path: file})
			if n := w.session.Notice(); n != nil {
				t.Fatal(n.Text)
			}
			settle(t, w, queue)
			act(session.UseImages{Ref: unlabelled})
			look(w, act)
			settle(t, w, queue)
		})
	}
}

// look turns every page for the last unit and the last cell of every row.
func look(w *Window, act func(...session.Action)) {
	for _, room := range session.RoomNames {
		act(session.EnterRoom{Room: room})
		for i, row := range newFrame(w.session).rows {
			tab := session.Tabs[i%len(session.Tabs)]
			act(session.Select{Unit: session.Address{Layer: row.Name, Unit: row.Units - 1}}, session.OpenTab{Tab: tab})
			f := newFrame(w.session)
			node := row.Parts[len(row.Parts)-1]
			rows, columns := session.MapSize(f.shown.Net.Nodes[node].Shape)
			w.point(&spot{node, row.Units - 1, rows - 1, columns - 1})
			act(session.ShowRow{Row: row.Name, Mode: session.Change}, session.UseTool{Tool: session.ToolFlashlight}, session.SlideWindow{Do: "step"})
			w.point(nil)
		}
	}
	for _, tab := range session.Tabs {
		act(session.OpenTab{Tab: tab})
		w.canvas.Capture()
	}
	act(session.UseTool{Tool: session.ToolPaint}, session.Paint{X: 2, Y: 2, Size: 3}, session.PaintTo{X: 4, Y: 3}, session.ShiftPicture{DX: 1, DY: -1}, session.Undo{}, session.Redo{})
}

func saveTo(t *testing.T, name string, write func(*os.File) error) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(name)
	if err == nil {
		err = errors.Join(write(f), f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}
