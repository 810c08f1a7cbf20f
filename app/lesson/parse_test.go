package lesson

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// Each mistake of a file that was made to have them is told, with its line; the rest can be used.
func TestMistakes(t *testing.T) {
	text, err := os.ReadFile("testdata/mistakes.md")
	if err != nil {
		t.Fatal(err)
	}
	lesson, faults := Parse("mistakes.md", string(text))
	want := []struct{ where, what string }{ // what has to be said there
		{"mistakes.md:1:", "no minutes"},
		{"mistakes.md:2:", "20 parsecs"},
		{"mistakes.md:5:", `is "sees" meant`},
		{"mistakes.md:5:", "usage: size LAYER"},
		{"mistakes.md:7:", `is "select" meant`},
		{"mistakes.md:8:", "usage: select LAYER:INDEX"},
		{"mistakes.md:9:", `is "picture" meant`},
		{"mistakes.md:10:", "a step has do, point, guess"},
		{"mistakes.md:15:", `needs "answer:"`},
		{"mistakes.md:15:", "not both"},
		{"mistakes.md:16:", "2 to 9 choices"},
		{"mistakes.md:16:", `needs "reveal:" or "answer:"`},
		{"mistakes.md:17:", "neither a number nor a value"},
		{"mistakes.md:18:", "turns the lesson's pages"},
	}
	for i, fault := range faults {
		if i < len(want) && !(strings.HasPrefix(fault.Error(), want[i].where) && strings.Contains(fault.Error(), want[i].what)) {
			t.Errorf("%v\nwant %s … %s", fault, want[i].where, want[i].what)
		}
		if strings.Contains(fault.Error(), "\n") {
			t.Errorf("%q is more than a line", fault)
		}
	}
	if len(faults) != len(want) {
		t.Errorf("%d mistakes, want %d", len(faults), len(want))
	}
	if len(lesson.Steps) != 3 || len(lesson.Steps[2].Do) != 1 || len(lesson.Steps[2].Points) != 2 || len(lesson.Steps[2].Done) != 1 {
		t.Errorf("the good step is %+v", lesson.Steps)
	}
}

// small is a lesson of one step that has these lines.
func small(lines ...string) string {
	return "# Title\n5 minutes\n\n## Step\nText.\n\n" + strings.Join(lines, "\n") + "\n"
}

func TestParse(t *testing.T) {
	for name, c := range map[string]struct{ text, fault string }{
		"good":                       {small("- do: room train", "- do: train 20", "- done: step >= 20"), ""},
		"Windows line ends":          {strings.ReplaceAll(small("- do: room train"), "\n", "\r\n"), ""},
		"a list in the text":         {"# T\n1 minute\n## S\nText:\n\n- one\n- two\n", ""},
		"a line that goes on":        {small("- ask: Why is", "  that so?", "- answer: Because", "  {sees conv1}."), ""},
		"a comment":                  {small("<!-- see", "Zhou 2015 -->", "- done: answer house > 0.5"), ""},
		"a class of two words":       {small("- done: answer traffic light > 0.5"), ""},
		"a value by a value":         {small("- done: response conv1:3 < response-before conv1:3"), ""},
		"a word":                     {small("- done: strongest = house"), ""},
		"a guess":                    {small("- guess: Which? a | b", "- right: b", "- reveal: paint 3 3 5 grey", "- answer: b"), ""},
		"empty":                      {"", "x.md:1: no title"},
		"no steps":                   {"# T\n5 minutes\n", "no steps"},
		"two titles":                 {"# T\n5 minutes\n# U\n## S\ntext\n", "x.md:3: a second title"},
		"no text":                    {"# T\n5 minutes\n## S\n- do: room train\n", "x.md:3: a step without a text"},
		"0 minutes":                  {"# T\n0 minutes\n## S\ntext\n", "x.md:2: 0 minutes"},
		"too long":                   {strings.Replace(small(), "Text.", strings.Repeat("word ", 80)+"{sees conv1}", 1), "x.md:5: a text of 81 words; a step has at most 80"},
		"just short enough":          {strings.Replace(small(), "Text.", strings.Repeat("word ", 79)+"{sees conv1}", 1), ""},
		"an answer that is too long": {small("- ask: Why?", "- answer: "+strings.Repeat("word ", 81)), "x.md:8: an answer of 81 words"},
		"an open brace":              {small("- ask: Why {sees?", "- answer: So."), "x.md:7: a brace is not closed"},
		"an open comment":            {small("<!-- no end"), "-->"},
		"an unknown action":          {small("- do: waltz"), `x.md:7: "waltz" is not an action; all are listed by: unitscope lesson names`},
		"what is the person's":       {small("- do: quit"), "x.md:7: \"quit\" is the person's"},
		"an action never matched":    {small("- done: dance *"), `x.md:7: "dance" is not an action`},
		"right is none of them":      {small("- guess: Which? a | b", "- right: c", "- answer: c"), `x.md:8: "c" is none of the choices: a | b`},
		"reveal without guess":       {small("- reveal: clear"), `x.md:7: "reveal:" needs "guess:"`},
		"no comma between units":     {small("- point: conv1:3 conv1:4"), `x.md:7: "conv1:3 conv1:4" is nothing to point at; commas stand`},
		"said twice":                 {small("- ask: Why?", "- ask: How?", "- answer: So."), `x.md:8: a second "ask:"`},
		"nothing said":               {small("- do:"), `x.md:7: "do:" says nothing`},
		"a unit for a layer":         {small("- done: sees conv1:3 > 5"), "is a unit, not a layer"},
		"a layer for a unit":         {small("- done: response conv1 > 5"), "is not a unit's address"},
		"a word compared":            {small("- done: strongest > 5"), "compared by = only"},
		"nothing compared":           {small("- done: step >"), "compared with nothing"},
		"no number":                  {small("- done: step > NaN"), "not a number"},
	} {
		_, faults := Parse("x.md", c.text)
		switch {
		case c.fault == "" && len(faults) > 0:
			t.Errorf("%s: %v", name, faults)
		case c.fault != "" && !slices.ContainsFunc(faults, func(err error) bool { return strings.Contains(err.Error(), c.fault) }):
			t.Errorf("%s: %v, want %s", name, faults, c.fault)
		}
	}
}

// A text goes on as it was written around what is filled in, and a line that is indented goes on with the one before.
func TestWhatIsRead(t *testing.T) {
	lesson, faults := Parse("x.md", "# T\n1 minute\n## S\nOne **two**\nthree.\n\n- do: room train\n- ask: Why\n  that?\n- answer: So\n\n<!-- aside -->\nFour.\n")
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	step := lesson.Steps[0]
	if got, _ := step.Text.(words).literal(); got != "One **two**\nthree.\n\n\nFour." {
		t.Errorf("%q", got)
	}
	if got, _ := step.Ask.(words).literal(); got != "Why that?" {
		t.Errorf("%q", got)
	}
	if got := fmt.Sprint(step.Do[0]); got != "room train" {
		t.Errorf("%q", got)
	}
}

func FuzzParse(f *testing.F) {
	text, err := os.ReadFile("testdata/mistakes.md")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	f.Add(small("- guess: Which? a | b", "- right: {strongest}", "- reveal: clear", "- answer: {sees conv1}"))
	f.Add("# {\n}## -\n<!--")
	f.Fuzz(func(t *testing.T, text string) {
		lesson, faults := Parse("x.md", text)
		lines := strings.Count(text, "\n") + 1
		for _, err := range faults {
			if fault := err.(Fault); fault.Line < 1 || fault.Line > lines || fault.Text == "" {
				t.Errorf("%+v of %d lines", fault, lines)
			}
		}
		if lesson.Minutes < 0 || lesson.Minutes > 600 {
			t.Errorf("%d minutes", lesson.Minutes)
		}
		for _, step := range lesson.Steps {
			if step.Text == nil || step.Guess != nil && step.Guess.Question == nil {
				t.Errorf("%+v", step)
			}
		}
	})
}

// The README's example is a lesson.
func TestReadmeExample(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, found := strings.Cut(string(text), "\n    # The flashlight\n")
	example, _, ended := strings.Cut(example, "\n\nA step has")
	if !found || !ended {
		t.Fatal("the README has no example of a lesson, or nothing that says what a step has")
	}
	if lesson, faults := Parse("README.md", strings.ReplaceAll("# The flashlight\n"+example, "\n    ", "\n")); len(faults) > 0 || len(lesson.Steps) != 1 {
		t.Errorf("%d steps, %v", len(lesson.Steps), faults)
	}
}
