package lesson

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"unitscope/app/session"
)

// A Value is something that the program knows, by a name that a lesson's text has in braces, {sees conv2}, and a condition
// compares, "held-out > 60%". Each file of values adds its own.
type Value struct {
	Usage string // the name, and what follows it in capitals: "sees LAYER"
	Doc   string
	Word  bool // it is a word, compared by = only; else a number

	read func(b *bench, given arguments) reading
}

// A reading is a value as it is now.
type reading struct {
	number float64 // NaN: nobody knows it yet, or it is a word
	text   string  // as it is read
}

// unknown is the reading of what is not known yet: it may be on its way.
var unknown = reading{math.NaN(), "…"}

// impossible is the reading of what this network, or these pictures, do not have.
func impossible(format string, arguments ...any) reading {
	return reading{math.NaN(), "⟨" + fmt.Sprintf(format, arguments...) + "⟩"}
}

// Values lists all values, in the order of their names.
func Values() []Value {
	all := make([]Value, 0, len(values))
	for _, v := range values {
		all = append(all, v)
	}
	slices.SortFunc(all, func(a, b Value) int { return strings.Compare(a.Usage, b.Usage) })
	return all
}

var values = map[string]Value{}

func register(usage, doc string, read func(b *bench, given arguments) reading) {
	add(Value{Usage: usage, Doc: doc, read: read})
}

func registerWord(usage, doc string, read func(b *bench, given arguments) reading) {
	add(Value{Usage: usage, Doc: doc, Word: true, read: read})
}

func add(v Value) {
	name, _, _ := strings.Cut(v.Usage, " ")
	if _, twice := values[name]; twice {
		panic("lesson: value " + name + " registered twice")
	}
	values[name] = v
}

// arguments are what follows a value's name, in its order.
type arguments []string

// unit is an argument that is a unit's address, which was checked when it was read.
func (a arguments) unit(i int) session.Address {
	unit, err := session.ParseAddress(a[i])
	if err != nil {
		panic("lesson: " + err.Error())
	}
	return unit
}

// whole is an argument that is a whole number, which was checked when it was read.
func (a arguments) whole(i int) int {
	n, err := strconv.Atoi(a[i])
	if err != nil {
		panic("lesson: " + err.Error())
	}
	return n
}

// A call is a value with its arguments.
type call struct {
	value Value
	given arguments
}

// read is the value as it is now.
func (c *call) read(s *session.Session) reading { return c.value.read(newBench(s), c.given) }

// parseCall reads a value's name and what follows it.
func parseCall(text string) (*call, error) {
	fields := strings.Fields(text)
	if len(fields) == 0 {
		return nil, errors.New("a value is missing; " + allNames)
	}
	v, ok := values[fields[0]]
	if !ok {
		if near := nearest(fields[0], valueNames()); near != "" {
			return nil, fmt.Errorf("%q is no value; is %s meant?", fields[0], near)
		}
		return nil, fmt.Errorf("%q is no value; %s", fields[0], allNames)
	}
	takes := strings.Fields(v.Usage)[1:]
	given := fields[1:]
	if n := len(takes); n > 0 && takes[n-1] == "NAME" && len(given) > n { // names may have spaces
		given = append(slices.Clone(given[:n-1]), strings.Join(given[n-1:], " "))
	}
	if len(given) != len(takes) {
		return nil, fmt.Errorf("%q takes %d after its name, not %d (usage: %s)", fields[0], len(takes), len(given), v.Usage)
	}
	for i, take := range takes {
		if err := checkArgument(take, given[i]); err != nil {
			return nil, fmt.Errorf("%w (usage: %s)", err, v.Usage)
		}
	}
	return &call{v, given}, nil
}

// checkArgument says what is wrong with an argument, as far as that can be told without a network.
func checkArgument(take, given string) error {
	switch take {
	case "UNIT":
		_, err := session.ParseAddress(given)
		return err
	case "PIXELS", "STEP":
		if n, err := strconv.Atoi(given); err != nil || n < 0 {
			return fmt.Errorf("%q is not a whole number from 0", given)
		}
	case "LAYER":
		if _, err := session.ParseAddress(given); err == nil {
			return fmt.Errorf("%q is a unit, not a layer", given)
		}
	}
	return nil
}

// valueNames are the names of all values.
func valueNames() []string {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// whole reads a count, with thin spaces between the thousands of a long one.
func whole(n int) reading {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0 && len(text) > 4 && text[at-1] != '-'; at -= 3 {
		text = text[:at] + "\u202f" + text[at:]
	}
	return reading{float64(n), text}
}

// percent reads a share from 0 to 1 as 0 to 100.
func percent(share float64) reading {
	if math.IsNaN(share) {
		return unknown
	}
	return reading{100 * share, rounded(100*share, 0) + " %"}
}

// decimal reads a number to so many places.
func decimal(x float64, places int) reading {
	if math.IsNaN(x) {
		return unknown
	}
	return reading{x, rounded(x, places)}
}

// The window writes a unit's answer, and a mean of answers, in so many digits.
const (
	answerDigits = 4
	meanDigits   = 3
)

// digits reads a number to so many digits; below 1, to so many places less one.
func digits(x float64, n int) reading {
	places := n - 1
	for size := math.Abs(x); size >= 10 && places > 0; size /= 10 {
		places--
	}
	if x == 0 {
		places = 0
	}
	return decimal(x, places)
}

func rounded(x float64, places int) string {
	text := strconv.FormatFloat(x, 'f', places, 64)
	if strings.Trim(text, "-0.") == "" {
		text = strings.TrimPrefix(text, "-")
	}
	return strings.ReplaceAll(text, "-", "−")
}

// word reads a word.
func word(text string) reading { return reading{math.NaN(), text} }
