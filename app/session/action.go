package session

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// An Action is one thing that a person can do: press a button, strike a key, drop a
// file, move the brush. Its text form is one line, the same in a file for --play, in
// the trace, and in a lesson; Parse reads it back.
type Action interface {
	String() string
	perform(*Session) error
}

// undoable marks actions that Undo takes back. The desk as it stood before the action is
// what is restored.
type undoable interface{ undoable() }

// joins marks undoable actions that belong to the one before: the later dots of a brush
// stroke, or a slider's later positions, are undone together with the first.
type joins interface{ joins(before Action) bool }

// A verb is the first word of an action's line.
type verb struct {
	usage string
	parse func(w *words) Action
}

// verbs lists every action. Each file of actions adds its own.
var verbs = map[string]verb{}

func register(name, usage string, parse func(w *words) Action) {
	if _, twice := verbs[name]; twice {
		panic("session: action " + name + " registered twice")
	}
	verbs[name] = verb{strings.TrimSpace(name + " " + usage), parse}
}

// Verbs returns the usage of every action, in alphabetical order.
func Verbs() []string {
	all := make([]string, 0, len(verbs))
	for _, v := range verbs {
		all = append(all, v.usage)
	}
	slices.Sort(all)
	return all
}

// Parse reads one action from its line of text. The error names the usage.
func Parse(line string) (Action, error) {
	name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	v, ok := verbs[name]
	if !ok {
		return nil, fmt.Errorf("%q is not an action", name)
	}
	w := &words{rest: strings.TrimSpace(rest)}
	a := v.parse(w)
	if w.err == nil && w.rest != "" {
		w.err = fmt.Errorf("%q is too much", w.rest)
	}
	if w.err != nil {
		return nil, fmt.Errorf("%q: %w (usage: %s)", line, w.err, v.usage)
	}
	return a, nil
}

// ReadActions reads a file of actions, one a line. Empty lines and lines that begin
// with # are passed over. The error names the line.
func ReadActions(r io.Reader) ([]Action, error) {
	var actions []Action
	lines := bufio.NewScanner(r)
	for number := 1; lines.Scan(); number++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		a, err := Parse(text)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		actions = append(actions, a)
	}
	return actions, lines.Err()
}

// words takes an action's line apart, word by word; the first fault is kept in err and
// everything after it reads as zero.
type words struct {
	rest string
	err  error
}

func (w *words) word() string {
	word, rest, _ := strings.Cut(w.rest, " ")
	w.rest = strings.TrimSpace(rest)
	if word == "" {
		w.fail(fmt.Errorf("a word is missing"))
	}
	return word
}

func (w *words) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// all takes the rest of the line as it is: file names have spaces.
func (w *words) all() string {
	all := w.rest
	w.rest = ""
	if all == "" {
		w.fail(fmt.Errorf("a word is missing"))
	}
	return all
}

func (w *words) more() bool { return w.rest != "" }

func (w *words) integer() int {
	text := w.word()
	n, err := strconv.Atoi(text)
	if err != nil && w.err == nil {
		w.fail(fmt.Errorf("%q is not a whole number", text))
	}
	return n
}

func (w *words) unsigned() uint64 {
	text := w.word()
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil && w.err == nil {
		w.fail(fmt.Errorf("%q is not a whole number from 0", text))
	}
	return n
}

func (w *words) number() float64 {
	text := w.word()
	x, err := strconv.ParseFloat(text, 64)
	if err != nil && w.err == nil {
		w.fail(fmt.Errorf("%q is not a number", text))
	}
	return x
}

// oneOf takes a word that must be among choices.
func oneOf[T ~string](w *words, choices ...T) T {
	text := T(w.word())
	if w.err == nil && !slices.Contains(choices, text) {
		names := make([]string, len(choices))
		for i, c := range choices {
			names[i] = string(c)
		}
		w.fail(fmt.Errorf("%q is none of %s", text, strings.Join(names, ", ")))
	}
	return text
}

// number writes x as short as reads back exactly.
func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
