//go:build e2e

package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long the program may take for anything. It decides when a test has failed,
// not how fast the program should be.
const patience = 90 * time.Second

// An event is one line of the trace; which fields are set depends on Event.
type event struct {
	MS    float64 `json:"ms"` // since the program's start
	Event string  `json:"event"`

	// "action", "notice"
	Action string `json:"action"`
	Error  string `json:"error"`
	Text   string `json:"text"`

	// "visible": what is on the screen
	Room      string  `json:"room"`
	Tab       string  `json:"tab"`
	Unit      string  `json:"unit"`
	Picture   int     `json:"picture"`
	Stimulus  int     `json:"stimulus"` // counts changes of the picture, by paint or shift
	Strokes   int     `json:"strokes"`
	Shift     [2]int  `json:"shift"`
	Step      int     `json:"step"`
	Running   bool    `json:"running"`
	Scrubbed  bool    `json:"scrubbed"`
	Snapshots int     `json:"snapshots"`
	Dark      bool    `json:"dark"`
	MapsOf    int     `json:"maps_of_stimulus"` // 0: no maps yet
	MapsStep  int     `json:"maps_of_step"`
	Since     float64 `json:"since_stimulus_ms"`

	// of "visible", while a lesson is given
	LessonStep int  `json:"lesson_step"` // counted from 1; 0: none is
	LessonBusy bool `json:"lesson_busy"` // setting its step up
	LessonDone bool `json:"lesson_done"` // what the step waits for was done

	// "places": left, top, width, height in pixels of the window
	Places map[string][4]int `json:"places"`
}

// shows tells whether the event is a frame with maps.
func (e event) shows() bool { return e.Event == "visible" && e.MapsOf > 0 }

// upToDate tells whether the event is a frame whose maps are those of its picture and network.
func (e event) upToDate() bool {
	return e.shows() && e.MapsOf == e.Stimulus && e.MapsStep == e.Step
}

// A program is Unitscope in a window of its own, with a hand on mouse and keyboard and an eye
// on its trace.
type program struct {
	t       *testing.T
	command *exec.Cmd
	window  string // X's number of it
	said    bytes.Buffer
	exited  chan struct{}
	failure error // of its end

	mu     sync.Mutex
	events []event
	from   int // events before the latest input
}

// start starts the program with its state in home and waits for its window.
func start(t *testing.T, binary, home string) *program {
	t.Helper()
	trace := filepath.Join(t.TempDir(), "trace.jsonl")
	p := &program{t: t, command: exec.Command(binary, "--trace", trace), exited: make(chan struct{})}
	p.command.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+filepath.Join(home, ".config"), "XDG_CACHE_HOME="+filepath.Join(home, ".cache"))
	p.command.Stdout, p.command.Stderr = &p.said, &p.said
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.failure = p.command.Wait()
		close(p.exited)
	}()
	t.Cleanup(p.kill)
	go p.follow(trace)
	p.expect("the first picture with maps", event.shows)
	p.window = strings.TrimSpace(p.xdotool("search", "--sync", "--onlyvisible", "--all", "--pid", strconv.Itoa(p.command.Process.Pid), "--name", "^Unitscope$"))
	p.xdotool("windowfocus", "--sync", p.window)
	return p
}

// follow reads the trace while it grows, until the program has ended and all is read.
func (p *program) follow(name string) {
	var file *os.File
	for file == nil {
		file, _ = os.Open(name)
		select {
		case <-p.exited:
			return
		case <-time.After(2 * time.Millisecond):
		}
	}
	defer file.Close()
	lines, line := bufio.NewReader(file), ""
	for ended := false; ; {
		part, err := lines.ReadString('\n')
		if line += part; err == nil {
			p.note(line)
			line = ""
			continue
		}
		if err != io.EOF || ended {
			return
		}
		select {
		case <-p.exited:
			ended = true // once more, for what was written last
		case <-time.After(2 * time.Millisecond):
		}
	}
}

func (p *program) note(line string) {
	var e event
	if err := json.Unmarshal([]byte(line), &e); err != nil {
		p.t.Errorf("trace: %q: %v", line, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.events = append(p.events, e)
}

// since returns the events after the latest input.
func (p *program) since() []event {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.events[p.from:])
}

// last returns the latest event of a kind that there is.
func (p *program) last(accept func(event) bool) (event, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range slices.Backward(p.events) {
		if accept(e) {
			return e, true
		}
	}
	return event{}, false
}

// expect waits for an event after the latest input that accept accepts.
func (p *program) expect(what string, accept func(event) bool) event {
	p.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		events := p.since()
		if i := slices.IndexFunc(events, accept); i >= 0 {
			return events[i]
		}
		select {
		case <-p.exited:
			p.t.Fatalf("waiting for %s: the program ended: %v\n%s", what, p.failure, p.said.String())
		default:
		}
	}
	p.shoot("failed")
	shown, _ := p.last(event.shows)
	p.t.Fatalf("%s: not within %v; see shots/failed.png\nvisible at last: %+v\nsince the input: %s\n%s", what, patience, shown, p.doings(), p.said.String())
	return event{}
}

// doings lists the actions and notices since the latest input.
func (p *program) doings() string {
	var said []string
	for _, e := range p.since() {
		if e.Event == "action" || e.Event == "notice" {
			said = append(said, fmt.Sprintf("%s %s%s%s", e.Event, e.Action, e.Text, e.Error))
		}
	}
	return strings.Join(said, "; ")
}

// visible waits for a frame after the latest input that shows what is wanted.
func (p *program) visible(what string, accept func(event) bool) event {
	p.t.Helper()
	return p.expect(what, func(e event) bool { return e.shows() && accept(e) })
}

// rest waits until the screen is up to date and nothing happens any more, and returns what is
// then visible.
func (p *program) rest() event {
	p.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		before := p.count()
		time.Sleep(250 * time.Millisecond)
		if e, _ := p.last(event.shows); p.count() == before && e.upToDate() {
			return e
		}
	}
	p.t.Fatalf("no rest within %v", patience)
	return event{}
}

func (p *program) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.events)
}

// acted waits for an action after the latest input.
func (p *program) acted(line string) {
	p.t.Helper()
	if e := p.expect("action "+line, func(e event) bool { return e.Event == "action" && e.Action == line }); e.Error != "" {
		p.t.Errorf("action %s: %s", line, e.Error)
	}
}

// place returns where something is, left, top, width and height, by the latest word of it.
func (p *program) place(name string) (box [4]int) {
	p.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		e, _ := p.last(func(e event) bool { return e.Event == "places" })
		if box, ok := e.Places[name]; ok {
			return box
		}
	}
	p.t.Fatalf("nothing named %q is to be seen", name)
	return box
}

// xdotool moves mouse and keys, or asks about windows.
func (p *program) xdotool(arguments ...string) string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	output, err := exec.CommandContext(ctx, "xdotool", arguments...).CombinedOutput()
	if err != nil {
		p.t.Fatalf("xdotool %s: %v\n%s", strings.Join(arguments, " "), err, output)
	}
	return string(output)
}

// input is xdotool for what the program is to answer: expect looks at what comes after it.
func (p *program) input(arguments ...string) {
	p.t.Helper()
	p.mu.Lock()
	p.from = len(p.events)
	p.mu.Unlock()
	p.xdotool(arguments...)
}

// to is xdotool's command that moves the mouse to a pixel of the window.
func (p *program) to(x, y int) []string {
	return []string{"mousemove", "--window", p.window, strconv.Itoa(x), strconv.Itoa(y)}
}

// click presses the left button at so much of a place's width and height.
func (p *program) click(name string, across, down float64) {
	p.t.Helper()
	box := p.place(name)
	x, y := box[0]+int(across*float64(box[2])), box[1]+int(down*float64(box[3]))
	p.input(append(p.to(x, y), "click", "1")...)
}

// key strikes a key, by X's name of it.
func (p *program) key(name string) {
	p.t.Helper()
	p.input("key", name)
}

// tell types an address or an action into the prompt.
func (p *program) tell(line string) {
	p.t.Helper()
	p.input("key", "slash", "sleep", "0.15", "type", "--delay", "15", line)
	p.xdotool("key", "Return")
}

// kill ends the program at once, as a crash would.
func (p *program) kill() {
	p.command.Process.Kill()
	<-p.exited
}

// quit asks the program to end and waits until it has.
func (p *program) quit() {
	p.t.Helper()
	p.key("ctrl+q")
	select {
	case <-p.exited:
	case <-time.After(patience):
		p.shoot("failed")
		p.command.Process.Signal(syscall.SIGQUIT) // Go then says what every goroutine does
		<-p.exited
		p.t.Fatalf("still there %v after Ctrl+Q\n%s", patience, p.said.String())
	}
	if p.failure != nil {
		p.t.Fatalf("it ended with %v\n%s", p.failure, p.said.String())
	}
}
