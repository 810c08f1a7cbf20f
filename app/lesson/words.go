package lesson

import (
	"fmt"
	"slices"
	"strings"

	"unitscope/app/session"
	"unitscope/cnn"
)

// words are a text with values in braces, filled in when it is shown.
type words []piece

// A piece is text, or a value.
type piece struct {
	text  string
	value *call // nil: text
}

// In fills in the values as they are now.
func (w words) In(s *session.Session) string {
	var b strings.Builder
	for _, p := range w {
		if p.value == nil {
			b.WriteString(p.text)
		} else {
			b.WriteString(p.value.read(s).text)
		}
	}
	return b.String()
}

// literal is the text, where no value is to be filled in.
func (w words) literal() (text string, ok bool) {
	for _, p := range w {
		if p.value != nil {
			return "", false
		}
		text += p.text
	}
	return text, true
}

// words reads a text of which each line stands at one of lines; further ones at the last. Values that nobody knows stay as they are written.
func (p *parser) words(text string, lines ...int) session.Words {
	var w words
	for text != "" {
		before, rest, found := strings.Cut(text, "{")
		w = append(w, piece{text: before})
		lines = lines[min(strings.Count(before, "\n"), len(lines)-1):]
		line := lines[0]
		if !found {
			break
		}
		inside, after, closed := strings.Cut(rest, "}")
		if !closed || strings.ContainsAny(inside, "{\n") {
			p.fault(line, "a brace is not closed: {%s", short(firstLine(rest)))
			w, text = append(w, piece{text: "{"}), rest
			continue
		}
		c, err := parseCall(inside)
		if err != nil {
			p.fault(line, "{%s}: %v", inside, err)
			w = append(w, piece{text: "{" + inside + "}"})
		} else {
			w = append(w, piece{value: c})
		}
		text = after
	}
	return w
}

// countWords counts what is read as a word; a value is one.
func countWords(text string) int {
	var b strings.Builder
	depth := 0
	for _, r := range text {
		switch {
		case r == '{':
			depth++
			b.WriteString("x")
		case r == '}' && depth > 0:
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return len(slices.DeleteFunc(strings.Fields(b.String()), func(word string) bool { return !strings.ContainsFunc(word, isLetterOrDigit) }))
}

func isLetterOrDigit(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r > 0x2fff || r >= 0xc0 && r <= 0x24f || r >= 0x370 && r <= 0x52f
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// short is a text for a message.
func short(text string) string {
	const most = 40
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}

func withArticle(what string) string {
	if strings.ContainsRune("aeiou", rune(what[0])) {
		return "an " + what
	}
	return "a " + what
}

// nearest is the known name that a mistyped one is most like, in quotes; "" where none is near.
func nearest(name string, known []string) string {
	if near := cnn.NearestNames(name, known); len(near) > 0 {
		return fmt.Sprintf("%q", near[0])
	}
	return ""
}

// sortFaults orders faults by their lines.
func sortFaults(faults []error) {
	slices.SortStableFunc(faults, func(a, b error) int { return a.(Fault).Line - b.(Fault).Line })
}
