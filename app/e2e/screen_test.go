//go:build e2e

package e2e

import (
	"image"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// shots is where pictures of the screen and the measurements are left, from this folder.
const shots = "../../shots"

// shoot takes a picture of the screen and leaves it as shots/NAME.png.
func (p *program) shoot(name string) image.Image {
	p.t.Helper()
	file := filepath.Join(shots, name+".png")
	if output, err := exec.Command("import", "-window", "root", file).CombinedOutput(); err != nil {
		p.t.Fatalf("import: %v\n%s", err, output)
	}
	return read(p.t, file)
}

func read(t *testing.T, name string) image.Image {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	img, err := png.Decode(file)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return img
}

// of cuts places out of a picture of the screen; the window's corner is the screen's.
func (p *program) of(screen image.Image, places ...string) []*image.RGBA {
	p.t.Helper()
	var cuts []*image.RGBA
	for _, name := range places {
		box := p.place(name)
		cut := image.NewRGBA(image.Rect(0, 0, box[2], box[3]))
		draw.Draw(cut, cut.Rect, screen, image.Pt(box[0], box[1]), draw.Src)
		cuts = append(cuts, cut)
	}
	return cuts
}

// differing counts the pixels in which two lists of pictures differ.
func differing(a, b []*image.RGBA) (n int) {
	for i := range a {
		for at := 0; at < len(a[i].Pix); at += 4 {
			if [4]byte(a[i].Pix[at:at+4]) != [4]byte(b[i].Pix[at:at+4]) {
				n++
			}
		}
	}
	return n
}

// luminance is the mean of a picture's green over the window, 0 to 1.
func luminance(screen image.Image) float64 {
	sum, n := 0, 0
	for y := range 700 { // the window is at least that large
		for x := range 1024 {
			_, green, _, _ := screen.At(x, y).RGBA()
			sum, n = sum+int(green), n+1
		}
	}
	return float64(sum) / float64(n) / 0xffff
}
