package neuro

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// The two ways in which the same real recording is described say the same: a BIDS table of each run's blocks, and PyMVPA's list
// of what every volume shows.
func TestEventsOfARecording(t *testing.T) {
	data := brainData(t)
	f, err := data.Open("pymvpa_haxby2001/attributes_literal.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	attributes, err := ReadEvents(f)
	if err != nil || attributes.Timed || len(attributes.Lines) != 1452 {
		t.Fatal(err)
	}
	for run := range 12 {
		folder := fmt.Sprintf("pymvpa_haxby2001/haxby2001/sub001/BOLD/task001_run%03d/", run+1)
		table, err := data.Open(folder + "bold_events.tsv")
		if err != nil {
			t.Fatal(err)
		}
		events, err := ReadEvents(table)
		table.Close()
		if err != nil || !events.Timed {
			t.Fatal(err)
		}
		recording, err := OpenVolume(data, folder+"bold_1slice.nii.gz")
		if err != nil || recording.Interval != 2.5 {
			t.Fatal(recording.Interval, err)
		}
		volumes, err := events.Volumes(recording.Len(), recording.Interval, 0)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range volumes {
			if want := attributes.Lines[run*121+i]; v.Picture != want.Picture || want.Run != fmt.Sprint(run) {
				t.Errorf("run %d, volume %d: %q, want %q of run %s", run, i, v.Picture, want.Picture, want.Run)
			}
		}
	}
	patterns := Patterns(attributes.Lines)
	want := []string{"bottle", "cat", "chair", "face", "house", "scissors", "scrambledpix", "shoe"}
	if got := Pictures(patterns); len(patterns) != 12*8 || !cmp.Equal(got, want) {
		t.Errorf("%d patterns of %q", len(patterns), got)
	}
	for i := 1; i < len(patterns); i++ {
		if patterns[i-1].Run == "10" && patterns[i].Run == "2" {
			t.Error("runs are in the order of their digits")
		}
	}
}

// By hand: one voxel, six volumes, two runs.
func TestMeansOfEvents(t *testing.T) {
	events, err := ReadEvents(strings.NewReader("a 1\nb 1\nrest 1\na 2\na 2\nb 2\n"))
	if err != nil {
		t.Fatal(err)
	}
	v := &Volume{Shape: []int{1, 1, 1, 6}, Data: []float64{1, 10, 99, 3, 5, 20}, Space: MNI152}
	volumes, err := events.Volumes(6, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	patterns := Patterns(volumes)
	means, err := v.Means(patterns, []string{"b", "a"})
	if err != nil || !cmp.Equal(means.Data, []float64{15, 2.5}, cmpopts.EquateApprox(0, 1e-12)) || !cmp.Equal(means.Shape, []int{1, 1, 1, 2}) || means.Space != MNI152 {
		t.Errorf("means %v, %v", means, err) // a: (1 + (3+5)/2)/2
	}
	if runs := v.Runs(patterns); !cmp.Equal(runs.Data, []float64{1, 10, 4, 20}, cmpopts.EquateApprox(0, 1e-12)) {
		t.Errorf("runs %v", runs.Data)
	}
	if _, err := v.Means(patterns, []string{"c"}); !errors.Is(err, ErrEvents) || !strings.Contains(err.Error(), "a, b") {
		t.Errorf("a picture that was not shown: %v", err)
	}
	if _, err := events.Volumes(7, 0, 0); !errors.Is(err, ErrEvents) {
		t.Errorf("7 volumes for 6 lines: %v", err)
	}
}

// By hand: pictures of 2 s at 0 and 10 s, a volume every 2 s, an answer 5 s later.
func TestDelayedEvents(t *testing.T) {
	events, err := ReadEvents(strings.NewReader("duration\tonset\ttrial_type\tstim_file\n2\t0\tx\ta.png\n2\t10\tx\tb.png\n"))
	if err != nil {
		t.Fatal(err)
	}
	volumes, err := events.Volumes(9, 2, 5)
	if err != nil {
		t.Fatal(err)
	}
	var shown []string
	for _, v := range volumes {
		shown = append(shown, v.Picture)
	}
	if want := []string{"rest", "rest", "rest", "a.png", "rest", "rest", "rest", "rest", "b.png"}; !cmp.Equal(shown, want) {
		t.Errorf("volumes show %q, want %q", shown, want)
	}
	if _, err := events.Volumes(9, 0, 5); !errors.Is(err, ErrEvents) {
		t.Errorf("onsets without an interval: %v", err)
	}
	for name, text := range map[string]string{"empty": "", "three columns without a heading": "a 1 2\n", "an onset that is no time": "onset\ttrial_type\nsoon\ta\n", "lines of different lengths": "onset\ttrial_type\n1\n"} {
		if _, err := ReadEvents(strings.NewReader(text)); !errors.Is(err, ErrEvents) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzReadEvents(f *testing.F) {
	f.Add("onset\tduration\ttrial_type\n15.0\t22.5\tscissors\n", 9, 2.5)
	f.Add("a 1\nrest 1\nb 2\n", 3, 0.0)
	f.Fuzz(func(t *testing.T, table string, volumes int, interval float64) {
		events, err := ReadEvents(strings.NewReader(table))
		if err != nil || volumes < 0 || volumes > 1000 {
			return
		}
		shown, err := events.Volumes(volumes, interval, 0)
		if err == nil && len(shown) != volumes {
			t.Errorf("%d events for %d volumes", len(shown), volumes)
		}
		Patterns(shown)
	})
}
