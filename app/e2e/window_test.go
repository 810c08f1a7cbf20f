//go:build e2e

// Package e2e drives the built program in a real window with mouse and keyboard, as a person
// would, and checks what it says of itself in its trace and what is on the screen. It needs an
// X display, xdotool and ImageMagick's import; ./test brings them.
package e2e

import (
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// toy48 is the network of a first start: its rows, each with the number of its last unit.
var toy48 = []struct {
	row  string
	last int
}{{"conv1", 15}, {"conv2", 31}, {"conv3", 47}, {"dense1", 63}, {"output", 9}}

// telltales are tiles that paint changes, and that undo and a second start must bring back.
var telltales = []string{"conv2:0", "conv2:31", "conv3:0", "conv3:47", "output:0", "output:9"}

// side is the edge of a picture of the Toy World in pixels.
const side = 48

func TestEndToEnd(t *testing.T) {
	if os.Getenv("DISPLAY") == "" {
		t.Fatal("no DISPLAY; ./test runs this under xvfb-run")
	}
	if err := os.MkdirAll(shots, 0o755); err != nil {
		t.Fatal(err)
	}
	os.Remove(filepath.Join(shots, "failed.png")) // of an earlier run
	binary, home := build(t), t.TempDir()
	if err := os.MkdirAll(filepath.Join(home, ".cache"), 0o755); err != nil {
		t.Fatal(err)
	}
	m := newMeasures(t)

	p := start(t, binary, home)
	m.start("cold", p)
	p.shoot("1-start")
	selectByMouse(p)
	turnPages(p)
	paintAndUndo(p)
	m.strokes(p)
	useKeys(p)
	train(p)
	compareBrain(p)
	scrub(p)
	changeTheme(p)
	left := leave(p)
	p.quit()

	p = start(t, binary, home)
	m.start("warm", p)
	restored(p, left)
	m.training(p)
	p.kill()

	p = start(t, binary, home)
	recovered(p)
	p.input("key", "slash", "sleep", "0.15") // it ends for who is typing, too
	p.quit()
}

// build makes the program and returns its file.
func build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "unitscope")
	c := exec.Command("go", "build", "-tags", "migrated_fynedo", "-o", binary, "./app")
	c.Dir = filepath.Join("..", "..")
	if output, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return binary
}

// selectByMouse clicks a tile in every row.
func selectByMouse(p *program) {
	p.t.Helper()
	for _, r := range toy48 {
		unit := fmt.Sprintf("%s:%d", r.row, r.last)
		p.click(unit, 0.5, 0.5)
		p.visible("a click on "+unit, func(e event) bool { return e.Unit == unit })
	}
	p.shoot("2-selected")
}

// turnPages turns to every page of the inspector.
func turnPages(p *program) {
	p.t.Helper()
	unit := "conv2:31"
	p.click(unit, 0.5, 0.5)
	p.visible("a click on "+unit, func(e event) bool { return e.Unit == unit })
	for _, tab := range []string{"kernel", "top", "classes", "history", "map"} {
		p.click("tab "+tab, 0.5, 0.5)
		p.visible("the page "+tab, func(e event) bool { return e.Tab == tab })
		p.rest()
		p.shoot("2-tab-" + tab)
	}
}

// pixel is where a pixel of the picture is on the window.
func (p *program) pixel(x, y int) (int, int) {
	p.t.Helper()
	box := p.place("picture")
	return box[0] + (2*x+1)*box[2]/(2*side), box[1] + (2*y+1)*box[3]/(2*side)
}

// stroke drags the left button over pixels of the picture, so many seconds at each.
func (p *program) stroke(pause float64, over ...image.Point) {
	p.t.Helper()
	var hand []string
	for i, at := range over {
		hand = append(hand, p.to(p.pixel(at.X, at.Y))...)
		if i == 0 {
			hand = append(hand, "mousedown", "1")
		}
		hand = append(hand, "sleep", strconv.FormatFloat(pause, 'f', 3, 64))
	}
	p.input(append(hand, "mouseup", "1")...)
}

// paintAndUndo hides a part of the picture with the mouse and takes that back: the maps on the
// screen change, and are then what they were, pixel by pixel.
func paintAndUndo(p *program) {
	p.t.Helper()
	p.click("conv1:0", 0.5, 0.5)
	p.visible("a click on conv1:0", func(e event) bool { return e.Unit == "conv1:0" })
	p.input(p.to(p.pixel(20, 14))...)
	plain := p.of(p.shoot("3-plain"), telltales...)

	p.stroke(0.03, image.Pt(20, 14), image.Pt(24, 18), image.Pt(28, 22), image.Pt(32, 26), image.Pt(36, 30))
	p.acted("paint 20 14 7 noise")
	p.acted("paint-to 36 30")
	p.painted("a stroke", 1)
	if n := differing(plain, p.of(p.shoot("4-painted"), telltales...)); n < 100 {
		p.t.Errorf("painting over the picture changed %d pixels of maps and answers", n)
	}

	p.key("ctrl+z")
	p.painted("Ctrl+Z", 0)
	if n := differing(plain, p.of(p.shoot("5-undone"), telltales...)); n > 0 {
		p.t.Errorf("after undo %d pixels of maps and answers differ from before the stroke", n)
	}
}

// painted waits until so many strokes lie on the picture and the screen is at rest.
func (p *program) painted(what string, strokes int) {
	p.t.Helper()
	p.visible(what, func(e event) bool { return e.Strokes == strokes })
	if e := p.rest(); e.Strokes != strokes {
		p.t.Errorf("%s: %d strokes lie on the picture, want %d", what, e.Strokes, strokes)
	}
}

// useKeys goes over units, layers and pictures with keys, and to a unit by its address.
func useKeys(p *program) {
	p.t.Helper()
	for _, k := range []struct{ key, unit string }{{"Right", "conv1:1"}, {"Right", "conv1:2"}, {"Left", "conv1:1"}, {"Next", "conv2:1"}, {"Prior", "conv1:1"}} {
		p.key(k.key)
		p.visible("key "+k.key, func(e event) bool { return e.Unit == k.unit })
	}
	p.key("bracketright")
	p.visible("key ]", func(e event) bool { return e.Picture == 1 && e.Strokes == 0 })
	p.key("shift+Right")
	p.visible("Shift and Right", func(e event) bool { return e.Shift == [2]int{1, 0} })
	p.tell("conv2:17")
	p.visible("the address conv2:17", func(e event) bool { return e.Unit == "conv2:17" })
	p.shoot("6-address")
}

// train lets the network learn for 100 steps and more, and pauses.
func train(p *program) {
	p.t.Helper()
	p.click("train", 0.5, 0.5)
	p.acted("train")
	p.visible("100 steps", func(e event) bool { return e.Running && e.Step >= 100 && e.MapsStep > 0 })
	p.shoot("7-training")
	p.key("space")
	p.acted("pause")
	paused := p.visible("a pause", func(e event) bool { return !e.Running && e.MapsStep == e.Step })

	p.click("room train", 0.5, 0.5)
	p.visible("the Train room", func(e event) bool { return e.Room == "train" })
	p.rest()
	p.shoot("8-train-room")
	p.key("1")
	e := p.visible("the Inspect room", func(e event) bool { return e.Room == "inspect" })
	if e.Step != paused.Step || e.Running {
		p.t.Errorf("paused at step %d, later at %d", paused.Step, e.Step)
	}
}

// compareBrain turns to the Brain room, which compares by itself, and moves the cross there.
func compareBrain(p *program) {
	p.t.Helper()
	p.key("5")
	p.visible("the Brain room", func(e event) bool { return e.Room == "brain" })
	p.click("brain space", 0.12, 0.3)
	p.expect("a click into the brain", func(e event) bool {
		return e.Event == "action" && strings.HasPrefix(e.Action, "brain place ") && e.Error == ""
	})
	p.rest()
	p.shoot("8-brain-room")
	p.key("1")
	p.visible("the Inspect room", func(e event) bool { return e.Room == "inspect" })
}

// scrub takes the timeline back to an earlier network, and to the present again.
func scrub(p *program) {
	p.t.Helper()
	now, _ := p.last(event.shows)
	p.click("timeline", 0.2, 0.4)
	past := p.visible("a click on the timeline", func(e event) bool { return e.Scrubbed && e.MapsStep == e.Step })
	if past.Step <= 0 || past.Step >= now.Step {
		p.t.Errorf("a fifth along the timeline of %d steps is step %d", now.Step, past.Step)
	}
	p.shoot("9-scrubbed")
	box := p.place("timeline")
	y := box[1] + 2*box[3]/5
	hand := append(p.to(box[0]+box[2]/5, y), "mousedown", "1")
	for x := box[0] + box[2]/5; x < box[0]+box[2]; x += box[2] / 10 {
		hand = append(append(hand, p.to(x, y)...), "sleep", "0.05")
	}
	p.input(append(hand, "mouseup", "1")...)
	p.visible("the timeline's live end", func(e event) bool { return !e.Scrubbed && e.Step == now.Step && e.MapsStep == now.Step })
}

// changeTheme turns to the light theme.
func changeTheme(p *program) {
	p.t.Helper()
	dark := luminance(p.shoot("10-dark"))
	p.key("ctrl+l")
	p.visible("Ctrl+L", func(e event) bool { return !e.Dark })
	p.rest()
	if light := luminance(p.shoot("11-light")); light < dark+0.3 {
		p.t.Errorf("the light theme is %.2f light, the dark one %.2f", light, dark)
	}
}

// leave paints once more, so that there is something to be telltales, and returns what is then to
// be seen.
func leave(p *program) event {
	p.t.Helper()
	p.stroke(0.03, image.Pt(10, 30), image.Pt(14, 30), image.Pt(18, 30))
	p.acted("paint-to 18 30")
	p.painted("a stroke", 1)
	p.shoot("12-left")
	return p.rest()
}

// restored checks that a second start shows what the first was left with.
func restored(p *program, left event) {
	p.t.Helper()
	e := p.rest()
	e.MS, e.Since, e.Stimulus, e.MapsOf = left.MS, left.Since, left.Stimulus, left.MapsOf // of each start
	if !reflect.DeepEqual(e, left) {
		p.t.Errorf("left\n%+v\nfound\n%+v", left, e)
	}
	if notice, ok := p.last(func(e event) bool { return e.Event == "notice" }); ok {
		p.t.Errorf("a notice at a start after a proper end: %s", notice.Text)
	}
	if n := differing(p.of(read(p.t, filepath.Join(shots, "12-left.png")), telltales...), p.of(p.shoot("13-restored"), telltales...)); n > 0 {
		p.t.Errorf("%d pixels differ from what was left", n)
	}
}

// recovered checks that a start after a kill says so, and shows what was saved before it.
func recovered(p *program) {
	p.t.Helper()
	p.expect("a notice that the last session did not end by itself", func(e event) bool {
		return e.Event == "notice" && strings.Contains(e.Text, "without closing")
	})
	if e := p.rest(); e.Unit != "conv2:17" || e.Picture != 1 {
		p.t.Errorf("after the kill: %+v", e)
	}
	p.shoot("14-recovered")
}
