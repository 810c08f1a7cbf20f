package lesson

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"unitscope/app/session"
)

// What editors and people write is read as it is meant, or is a mistake with its own line: never a directive that is shown as text.
func TestWhatAuthorsWrite(t *testing.T) {
	const room = "room train"
	for name, c := range map[string]struct {
		text  string
		does  string // the step's action
		fault string // "": none
	}{
		"a byte order mark":         {"\ufeff" + small("- do: room train"), room, ""},
		"two blanks":                {small("-  do: room train"), room, ""},
		"a tab":                     {small("-\tdo:\troom train"), room, ""},
		"indented":                  {small(" - do: room train"), room, ""},
		"no blank":                  {small("- do:room train"), room, ""},
		"a capital":                 {small("- Do: room train"), room, ""},
		"a star":                    {small("* do: room train"), room, ""},
		"a tab in the heading":      {strings.Replace(small("- do: room train"), "## ", "##\t", 1), room, ""},
		"a line goes on by a tab":   {small("- do: room", "\ttrain"), room, ""},
		"a list of other words":     {small("- do: room train", "", "- Note: nobody's", "- https://example.org"), room, ""},
		"a word that is mistyped":   {small("- do: room train", "- guss: Which? a | b"), room, `x.md:8: "guss:" means nothing here`},
		"after a directive":         {small("- do: room train", "", "More {nothing}."), room, "x.md:9: {nothing}"},
		"after a comment":           {small("- do: room train", "<!-- a", "b -->", "", "{nothing}"), room, "x.md:11: {nothing}"},
		"a comment in the text":     {"# T\n1 minute\n## S\nText.\n<!-- a\nb -->\n{nothing}\n- do: room train\n", room, "x.md:7: {nothing}"},
		"a comment that never ends": {small("- do: room train", "<!-- no end", "text", "text"), room, "x.md:8: "},
		"another lesson":            {small("- do: room train", "- do: open more.md"), room, `x.md:8: "open more.md" is the person's`},
		"dropping another lesson":   {small("- do: room train", `- reveal: drop "a.png" "B.MD"`, "- guess: W? a | b"), room, "x.md:8: "},
		"returning to a lesson":     {small("- do: room train", "- done: lesson-at *"), room, "x.md:8: "},
		"writing a file":            {small("- do: room train", "- do: export kernels /home/me/thesis.png"), room, `x.md:8: "export kernels /home/me/thesis.png" is the person's`},
		"writing a film":            {small("- do: room train", "- do: film a.gif"), room, "x.md:8: "},
		"writing a report":          {small("- do: room train", "- do: report ."), room, "x.md:8: "},
		"the window":                {small("- do: room train", "- do: arrange footer 100 folded"), room, "x.md:8: "},
	} {
		lesson, faults := Parse("x.md", c.text)
		switch {
		case c.fault == "" && len(faults) > 0:
			t.Errorf("%s: %v", name, faults)
		case c.fault != "" && (len(faults) != 1 || !strings.HasPrefix(faults[0].Error(), c.fault)):
			t.Errorf("%s: %v, want %s", name, faults, c.fault)
		}
		if len(lesson.Steps) != 1 || len(lesson.Steps[0].Do) != 1 || lesson.Steps[0].Do[0].String() != c.does {
			t.Errorf("%s: the step is %+v", name, lesson.Steps)
		}
	}
}

// A guess of which nothing could be read leaves no question without choices.
func TestNoEmptyGuess(t *testing.T) {
	lesson, faults := Parse("x.md", small("- guess: Which falls most? conv1", "- reveal: clear"))
	if len(faults) != 1 || lesson.Steps[0].Guess != nil {
		t.Errorf("%v, %+v", faults, lesson.Steps[0].Guess)
	}
}

// A hundred steps are read, and an action may end in anything or in nothing.
func TestManySteps(t *testing.T) {
	text := "# T\n10 minutes\n"
	for i := range 100 {
		text += fmt.Sprintf("## Step %d\ntext\n- done: train *\n", i)
	}
	lesson, faults := Parse("x.md", text)
	if len(lesson.Steps) != 100 || len(faults) > 0 {
		t.Fatalf("%d steps, %v", len(lesson.Steps), faults)
	}
	for line, met := range map[string]bool{"train": true, "train 200": true, "pause": false} {
		a, err := session.Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		if got := lesson.Steps[99].Done[0].MetBy(a); got != met {
			t.Errorf("%q meets it: %v", line, got)
		}
	}
}

// What is no lesson is refused in one line that names the file once; a lesson is found again, and its files, from wherever the program is started.
func TestRead(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, contents []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, contents, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	locked := write("locked.md", []byte(small()))
	if err := os.Chmod(locked, 0); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{
		write("network.md", []byte("\x08\x01\x00\xff")):             "not a text file (UTF-8)",
		write("latin1.md", []byte("# Les r\xe9seaux\n5 minutes\n")): "not a text file (UTF-8)",
		write("utf16.md", []byte("\xff\xfe#\x00 \x00T\x00\n\x00")):  "not a text file (UTF-8)",
		write("huge.md", []byte(strings.Repeat("# T\n", most/4+1))): "more than 1 MB",
		dir:                              "directory",
		locked:                           "permission denied",
		filepath.Join(dir, "nowhere.md"): "no lesson is called",
	} {
		if path == locked && (runtime.GOOS == "windows" || os.Getuid() == 0) {
			continue // who may read everything
		}
		_, err := Read(path)
		if err == nil || !strings.Contains(err.Error(), says) || strings.Count(err.Error(), path) != 1 {
			t.Errorf("%s: %v, want %q and the path once", filepath.Base(path), err, says)
		}
	}
	path := write("mine.md", []byte(small("- do: open pictures/cat.png", `- do: images "a b.png" "/c.png"`, "- do: images toyworld", "- reveal: brain volume bold.nii", "- guess: W? a | b")))
	t.Chdir(dir)
	lesson, err := Read("mine.md")
	if err != nil || len(lesson.Faults) > 0 {
		t.Fatal(err, lesson.Faults)
	}
	if lesson.Name != path {
		t.Errorf("it is found again as %s", lesson.Name)
	}
	var does []string
	for _, a := range slices.Concat(lesson.Steps[0].Do, lesson.Steps[0].Guess.Reveal) {
		does = append(does, a.String())
	}
	want := []string{"open " + filepath.Join(dir, "pictures", "cat.png"), fmt.Sprintf("images %q %q", filepath.Join(dir, "a b.png"), "/c.png"), "images toyworld", "brain volume " + filepath.Join(dir, "bold.nii")}
	if !slices.Equal(does, want) {
		t.Errorf("it does %q, want %q", does, want)
	}
}
