package onnx

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"unitscope/cnn"
	"unitscope/cnn/npy"
)

// pythonWith is a Python that has the packages; the test skips where there is none.
func pythonWith(t *testing.T, packages string) string {
	t.Helper()
	for _, p := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(p, "-c", "import "+packages).Run() == nil {
			return p
		}
	}
	t.Skipf("no Python with %s (Debian: python3-torch, python3-torchvision, python3-onnx)", packages)
	return ""
}

// TestExportersFiles reads what PyTorch's exporter makes of torchvision's networks, and wants PyTorch's answers to two
// pictures, in what is read and in what is written of that.
func TestExportersFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it exports a gigabyte of networks")
	}
	python := pythonWith(t, "torch, torchvision, onnx")
	for _, c := range []struct {
		name  string
		opset int
	}{
		{"alexnet", 17}, {"vgg16", 13}, {"resnet18", 9}, {"squeezenet1_1", 13}, {"googlenet", 13}, {"mobilenet_v2", 17}, {"densenet121", 11},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := t.TempDir()
			if out, err := exec.Command(python, filepath.Join("testdata", "export.py"), c.name, strconv.Itoa(c.opset), folder).CombinedOutput(); err != nil {
				t.Fatalf("export: %v\n%s", err, out)
			}
			start := time.Now()
			net := openFile(t, filepath.Join(folder, c.name+".onnx"))
			t.Logf("%d layers, %d parameters, opened in %v", len(net.Nodes), net.Parameters(), time.Since(start).Round(time.Millisecond))
			x, want := readArray(t, filepath.Join(folder, "x.npy")), readArray(t, filepath.Join(folder, "y.npy"))
			largest := float64(max(slices.Max(want.Data), -slices.Min(want.Data)))
			got := run(t, net, x)
			if err := closeTo(got.Data, want.Data, 0, 1e-3*largest); err != nil {
				t.Error(err)
			}
			if err := closeTo(run(t, reopened(t, net), x).Data, got.Data, 0, 0); err != nil {
				t.Errorf("written and read again: %v", err)
			}
			worst := 0.0
			for i, w := range want.Data {
				worst = max(worst, math.Abs(float64(got.Data[i]-w)))
			}
			t.Logf("largest difference %.2g of the largest answer", worst/largest)
		})
	}
}

func openFile(t *testing.T, path string) *cnn.Network {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	net, err := Read(f)
	if err != nil {
		t.Fatal(err)
	}
	if len(net.Meta.Beyond) > 0 {
		t.Fatalf("opened without %v", net.Meta.Beyond)
	}
	return net
}

func readArray(t *testing.T, path string) *cnn.Tensor {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	shape, values, err := npy.Read[float32](f)
	if err != nil {
		t.Fatal(err)
	}
	return &cnn.Tensor{Shape: shape, Data: values}
}
