// Package golden compares what a test has drawn with a picture that somebody has looked at.
//
// `go test -update` writes the pictures anew; look at them before committing them.
package golden

import (
	"errors"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the golden pictures anew")

// tolerance is how far a byte may be off: processors round sums of products differently.
const tolerance = 2

// Check fails the test if got is not the picture testdata/NAME.png. It then writes got beside
// it as NAME.got.png, and the difference, four times as strong, as NAME.diff.png.
func Check(t *testing.T, name string, got *image.RGBA) {
	t.Helper()
	file := filepath.Join("testdata", name+".png")
	if *update {
		write(t, file, got)
		return
	}
	want, err := read(file)
	if err != nil {
		t.Fatalf("no golden picture (run with -update, and look at it): %v", err)
	}
	if want.Rect != got.Rect {
		t.Fatalf("%s is %v, want %v", name, got.Rect, want.Rect)
	}
	diff, worst := difference(got, want)
	if worst > tolerance {
		write(t, filepath.Join("testdata", name+".got.png"), got)
		write(t, filepath.Join("testdata", name+".diff.png"), diff)
		t.Errorf("%s differs by up to %d of 255: look at testdata/%[1]s.got.png and .diff.png", name, worst)
	}
}

func difference(a, b *image.RGBA) (diff *image.RGBA, worst int) {
	diff = image.NewRGBA(a.Rect)
	for i := range a.Pix {
		d := max(int(a.Pix[i])-int(b.Pix[i]), int(b.Pix[i])-int(a.Pix[i]))
		worst = max(worst, d)
		diff.Pix[i] = uint8(min(4*d, 255))
		if i%4 == 3 {
			diff.Pix[i] = 255
		}
	}
	return diff, worst
}

func read(file string) (*image.RGBA, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil {
		return nil, err
	}
	switch p := picture.(type) {
	case *image.RGBA: // as png reads opaque pictures
		return p, nil
	}
	return nil, errors.New(file + " is not an opaque picture in colour")
}

func write(t *testing.T, file string, img *image.RGBA) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}
