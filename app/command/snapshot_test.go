package command

import (
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unitscope/app/session"
)

// draw takes a snapshot and returns the picture.
func draw(t *testing.T, arguments ...string) image.Image {
	t.Helper()
	out := filepath.Join(t.TempDir(), "s.png")
	mustRun(t, append([]string{"snapshot", "--out", out}, arguments...)...)
	f, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// lightness is the mean of a picture's green, 0 to 1.
func lightness(img image.Image) float64 {
	sum, bounds := 0.0, img.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			_, green, _, _ := img.At(x, y).RGBA()
			sum += float64(green) / 0xffff
		}
	}
	return sum / float64(bounds.Dx()*bounds.Dy())
}

// differing counts the pixels in which two pictures of one size differ.
func differing(a, b image.Image) (n int) {
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				n++
			}
		}
	}
	return n
}

// A snapshot has the size, theme and room asked for; what is played shows. (A folder of few pictures,
// because a room is drawn when all that it shows of them is known.)
func TestSnapshot(t *testing.T) {
	images := "images " + classFolders(t, 3) + "\n"
	play := func(actions string) string { return save(t, []byte(images+actions), t.TempDir(), "play.txt") }
	dark := draw(t, "--room", "inspect", "--size", "1024x700", "--play", play(""))
	if size := dark.Bounds().Size(); size != image.Pt(1024, 700) {
		t.Errorf("size %v", size)
	}
	if l := lightness(dark); l > 0.3 {
		t.Errorf("dark theme has lightness %.2f", l)
	}
	light := draw(t, "--room", "train", "--theme", "light", "--play", play(""))
	if size := light.Bounds().Size(); size != image.Pt(1440, 900) {
		t.Errorf("size %v without --size", size)
	}
	if l := lightness(light); l < 0.6 {
		t.Errorf("light theme has lightness %.2f", l)
	}
	train := draw(t, "--room", "train", "--size", "1024x700", "--play", play(""))
	if n := differing(dark, train); n < 20_000 {
		t.Errorf("the rooms differ in %d pixels", n)
	}
	other := draw(t, "--room", "inspect", "--size", "1024x700", "--play", play("# another unit\nselect conv1:3\nroom train\n"))
	if n := differing(dark, other); n < 1000 || n > differing(dark, train) {
		t.Errorf("selecting another unit changed %d pixels of the inspect room", n)
	}
}

func TestSnapshotRefuses(t *testing.T) {
	folder := t.TempDir()
	out := filepath.Join(folder, "s.png")
	nonsense := save(t, []byte("picture 5\nsing loudly\n"), folder, "nonsense.txt")
	missing := save(t, []byte("open "+filepath.Join(folder, "none.onnx")+"\n"), folder, "missing.txt")
	broken := save(t, []byte("open "+nonsense+"\n"), folder, "broken.txt")
	for _, c := range []struct {
		arguments, culprit string
		status             int
	}{
		{"--room kitchen", "kitchen", wrongUsage},
		{"--room inspect --size 1440", "1440", wrongUsage},
		{"--room inspect --size 0x900", "0x900", wrongUsage},
		{"--room inspect --size 100000x100000", "100000x100000", wrongUsage},
		{"--room inspect --play " + filepath.Join(folder, "none.txt"), "none.txt: no such file", failed},
		{"--room inspect --play " + nonsense, "line 2", failed},
		{"--room inspect --play " + missing, "none.onnx", failed},
		{"--room inspect --play " + broken, "nonsense.txt", failed},
	} {
		o := unitscope(strings.Fields("snapshot --out " + out + " " + c.arguments)...)
		if o.status != c.status || !oneLine(o.errors) || !strings.Contains(o.errors, c.culprit) {
			t.Errorf("%s: status %d, errors %q", c.arguments, o.status, o.errors)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%s: left a picture", c.arguments)
		}
	}
}

// Without a command the window is opened with what was named, if there is a display for it.
func TestWindow(t *testing.T) {
	folder := t.TempDir()
	play := save(t, []byte("select conv2:17\n"), folder, "play.txt")
	picture := save(t, nil, folder, "p.png")
	var opened *Window
	p := Program{Output: &strings.Builder{}, OpenWindow: func(_ context.Context, w Window) error { opened = &w; return nil }}
	for _, c := range []struct {
		name, display string
		arguments     []string
		status        int
		actions       []string // nil: no window
	}{
		{"nothing named", ":9", nil, done, []string{}},
		{"file and play", ":9", []string{picture, "--play", play, "--trace", "t.jsonl"}, done, []string{"open " + picture, "select conv2:17"}},
		{"a file that is not there", ":9", []string{filepath.Join(folder, "none.png")}, failed, nil},
		{"no display", "", nil, failed, nil},
	} {
		t.Setenv("DISPLAY", c.display)
		t.Setenv("WAYLAND_DISPLAY", "")
		var errors strings.Builder
		p.Errors, opened = &errors, nil
		if status := p.Run(context.Background(), c.arguments); status != c.status || status != done && !oneLine(errors.String()) {
			t.Errorf("%s: status %d, errors %q", c.name, status, errors.String())
		}
		if (opened != nil) != (c.actions != nil) {
			t.Errorf("%s: opened %v", c.name, opened)
		} else if opened != nil && strings.Join(lines(opened.Actions), "\n") != strings.Join(c.actions, "\n") {
			t.Errorf("%s: actions %q, want %q", c.name, lines(opened.Actions), c.actions)
		}
	}
}

// lines are actions' texts.
func lines(actions []session.Action) (text []string) {
	for _, a := range actions {
		text = append(text, a.String())
	}
	return text
}
