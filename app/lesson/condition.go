package lesson

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"unitscope/app/session"
)

// condition reads what a step waits for: an action of the student, "select conv2:*", or a value, "held-out > 60%".
func (p *parser) condition(before []session.Condition, d *directive) []session.Condition {
	fields := strings.Fields(d.text)
	for i, field := range fields {
		if _, ok := comparisons[field]; !ok {
			continue
		}
		c, err := parseComparison(d.text, strings.Join(fields[:i], " "), field, strings.Join(fields[i+1:], " "))
		if err != nil {
			p.fault(d.line, "%v", err)
			return before
		}
		return append(before, c)
	}
	c, err := parseDeed(d.text)
	if err != nil {
		p.fault(d.line, "%s", err)
		return before
	}
	return append(before, c)
}

// deed is an action of the student, of which * may be anything.
type deed struct {
	text    string
	pattern *regexp.Regexp
}

func (d deed) String() string              { return d.text }
func (d deed) MetBy(a session.Action) bool { return d.pattern.MatchString(a.String()) }
func (d deed) MetIn(*session.Session) bool { return false }

// parseDeed reads a pattern of actions. One without * must be an action, one with it begins as one.
func parseDeed(text string) (deed, error) {
	name, _, _ := strings.Cut(text, " ")
	if name == "lesson" || name == "lesson-at" {
		return deed{}, fmt.Errorf("%q turns the lesson's pages; what is done is done on the bench", text)
	}
	if !strings.Contains(text, "*") {
		a, err := session.Parse(text)
		if err != nil {
			return deed{}, fmt.Errorf("%s; a value is compared as in \"held-out > 60%%\"", explained(err, text))
		}
		text = a.String() // as the student's will be written
	} else if _, err := session.Parse(name); err != nil && strings.Contains(err.Error(), "is not an action") {
		return deed{}, fmt.Errorf("%s", explained(err, name))
	}
	pattern := strings.ReplaceAll(regexp.QuoteMeta(text), `\*`, ".*")
	if short, ok := strings.CutSuffix(pattern, " .*"); ok {
		pattern = short + "( .*)?" // "train *" is "train" as well
	}
	return deed{text, regexp.MustCompile("^" + pattern + "$")}, nil
}

// comparisons are the ways in which a value is compared.
var comparisons = map[string]func(a, b float64) bool{
	">": func(a, b float64) bool { return a > b }, "<": func(a, b float64) bool { return a < b },
	">=": func(a, b float64) bool { return a >= b }, "<=": func(a, b float64) bool { return a <= b },
	"=": func(a, b float64) bool { return a == b },
}

// comparison is a value that has to be reached.
type comparison struct {
	text  string
	left  *call
	holds func(a, b float64) bool
	right *call   // nil: a number, or a word
	than  float64 // the number
	word  string  // "": a number
}

func (c comparison) String() string            { return c.text }
func (c comparison) MetBy(session.Action) bool { return false }
func (c comparison) MetIn(s *session.Session) bool {
	left := c.left.read(s)
	if c.word != "" {
		return left.text == c.word
	}
	right := c.than
	if c.right != nil {
		right = c.right.read(s).number
	}
	return !math.IsNaN(left.number) && !math.IsNaN(right) && c.holds(left.number, right)
}

// parseComparison reads VALUE OP NUMBER, where the number may be another value, or after = a word.
func parseComparison(text, left, op, right string) (comparison, error) {
	c := comparison{text: text, holds: comparisons[op]}
	var err error
	if c.left, err = parseCall(left); err != nil {
		return c, err
	}
	if right == "" {
		return c, fmt.Errorf("%q is compared with nothing", left)
	}
	if c.left.value.Word {
		if op != "=" {
			return c, fmt.Errorf("%q is a word, which is compared by = only", left)
		}
		c.word = right
		return c, nil
	}
	number := strings.TrimSpace(strings.TrimSuffix(right, "%"))
	if c.than, err = strconv.ParseFloat(number, 64); err == nil {
		if math.IsNaN(c.than) || math.IsInf(c.than, 0) {
			return c, fmt.Errorf("%q is not a number to compare with", right)
		}
		return c, nil
	}
	if c.right, err = parseCall(right); err != nil {
		return c, fmt.Errorf("%q is neither a number nor a value: %w", right, err)
	}
	if c.right.value.Word {
		return c, fmt.Errorf("%q is a word, not a number to compare with", right)
	}
	return c, nil
}
