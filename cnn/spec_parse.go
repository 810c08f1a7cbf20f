package cnn

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
)

// A SpecError is what is wrong with one stage of a Spec.
type SpecError struct {
	Stage int    // which, 0 up; as many as there are for the output layer
	Text  string // the stage as written
	At    int    // byte of the Spec's text where the word stands that is wrong; −1 if no text was read
	Err   error
}

func (e *SpecError) Error() string {
	if e.Text == "" {
		return fmt.Sprintf("stage %d: %v", e.Stage+1, e.Err)
	}
	return fmt.Sprintf("stage %d (%s): %v", e.Stage+1, shortened(e.Text), e.Err)
}

func (e *SpecError) Unwrap() error { return e.Err }

// ParseSpec reads stages joined by "|"; no text is no stages. K is a number or rows×columns as in 3x5:
//
//	conv N@K [stride S] [pad P] [dilation D] [groups G]
//	pool K [stride S] [pad P]      (stride: the kernel, if not given)
//	avgpool K [stride S] [pad P]
//	leaky A   dropout P   dense N   bn   relu   sigmoid   tanh   lrn   globalpool
//
// An error is a *SpecError. Whether the stages fit an input and each other is for Plan to say.
func ParseSpec(text string) (Spec, error) {
	var s Spec
	if strings.TrimSpace(text) == "" {
		return s, nil
	}
	at := 0
	for i, part := range strings.Split(text, "|") {
		stage, wrong, err := parseStage(part)
		if err != nil {
			return Spec{}, &SpecError{Stage: i, Text: strings.Join(strings.Fields(part), " "), At: at + wrong, Err: err}
		}
		s.Stages = append(s.Stages, stage)
		at += len(part) + 1
	}
	return s, nil
}

// LooksLikeSpec tells a Spec, right or wrong, from the name of a file or a preset: it begins with the
// word of a stage, and more than that word is there.
func LooksLikeSpec(text string) bool {
	if strings.Contains(text, "|") {
		return true
	}
	words := strings.Fields(text)
	return len(words) > 1 && StageKind(words[0]).form() != nil
}

// ParseStage reads one stage, such as "conv 16@5 stride 2".
func ParseStage(text string) (Stage, error) {
	stage, _, err := parseStage(text)
	return stage, err
}

// A word is a piece of a stage's text and the byte at which it begins.
type word struct {
	text string
	at   int
}

// words splits a stage's text; "@" separates as a space does where numbers follow each other.
func words(text string) []word {
	var found []word
	start := -1
	for i, r := range text + " " {
		switch space := unicode.IsSpace(r); {
		case space && start >= 0:
			found, start = append(found, word{text[start:i], start}), -1
		case !space && start < 0:
			start = i
		}
	}
	return found
}

// parseStage also returns the byte at which the word stands that is wrong.
func parseStage(text string) (s Stage, at int, err error) {
	all := words(text)
	if len(all) == 0 {
		return s, 0, fmt.Errorf("nothing between two bars")
	}
	kind, rest := all[0], all[1:]
	form := StageKind(kind.text).form()
	if form == nil {
		return s, kind.at, fmt.Errorf("%s is no kind of layer; there are %s", quote(kind.text), kindWords())
	}
	s.Kind = form.kind
	if len(form.bare) > 0 {
		if len(rest) == 0 {
			return s, kind.at, fmt.Errorf("%s is missing, as in %q", form.needs(), NewStage(form.kind).String())
		}
		if at, err = s.setBare(form, rest[0]); err != nil {
			return s, at, err
		}
		rest = rest[1:]
	}
	if at, err = s.setNamed(form, rest); err != nil {
		return s, at, err
	}
	return s.complete(), 0, nil
}

// setBare reads the numbers that follow a stage's word: N, K or N@K.
func (s *Stage) setBare(form *stageForm, w word) (at int, err error) {
	values := strings.Split(w.text, "@")
	if len(values) != len(form.bare) {
		return w.at, fmt.Errorf("%s is not %s, as in %q", quote(w.text), form.needs(), NewStage(form.kind).String())
	}
	at = w.at
	for i, setting := range form.bare {
		if err := s.Set(setting, values[i]); err != nil {
			return at, err
		}
		at += len(values[i]) + 1
	}
	return at, nil
}

// setNamed reads the settings that are given by name, each once at most.
func (s *Stage) setNamed(form *stageForm, rest []word) (at int, err error) {
	given := map[Setting]bool{}
	for ; len(rest) > 0; rest = rest[2:] {
		setting := Setting(rest[0].text)
		switch {
		case !form.has(setting):
			return rest[0].at, fmt.Errorf("%s is no setting of %s; %s", quote(rest[0].text), form.kind, form.settings())
		case given[setting]:
			return rest[0].at, fmt.Errorf("%s is given twice", setting)
		case len(rest) == 1:
			return rest[0].at, fmt.Errorf("%s without a number", setting)
		}
		if err := s.Set(setting, rest[1].text); err != nil {
			return rest[1].at, err
		}
		given[setting] = true
	}
	return 0, nil
}

// Set reads a setting as Get writes it. On an error the stage is as before.
func (s *Stage) Set(setting Setting, text string) error {
	switch setting {
	case UnitsSetting:
		return setNumber(&s.Units, setting, text, 1, maxUnits)
	case GroupsSetting:
		return setNumber(&s.Groups, setting, text, 1, maxUnits)
	case SlopeSetting:
		return setFraction(&s.Slope, setting, text, func(v float32) bool { return math.Abs(float64(v)) <= maxSlope })
	case RateSetting:
		return setFraction(&s.Rate, setting, text, func(v float32) bool { return v >= 0 && v < 1 })
	case PadSetting:
		return setSize(&s.Pad, setting, text, 0)
	}
	if size := s.size(setting); size != nil {
		return setSize(size, setting, text, 1)
	}
	return fmt.Errorf("%s is no setting", quote(string(setting)))
}

// maxUnits bounds units and groups, maxSlope leaky slopes: more is a slip of the hand.
const (
	maxUnits = 1 << 16
	maxSlope = 1000
)

func setNumber(to *int, setting Setting, text string, least, most int) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return fmt.Errorf("%s %s is not a number from %d to %d", setting, quote(text), least, most)
	}
	*to = n
	return nil
}

func setSize(to *[2]int, setting Setting, text string, least int) error {
	rows, columns, both := strings.Cut(text, "x")
	if !both {
		columns = rows
	}
	var size [2]int
	for axis, part := range [2]string{rows, columns} {
		n, err := strconv.Atoi(part)
		if err != nil || n < least || n > maxWindow {
			return fmt.Errorf("%s %s is not a number from %d to %d, or two joined by x", setting, quote(text), least, maxWindow)
		}
		size[axis] = n
	}
	*to = size
	return nil
}

func setFraction(to *float32, setting Setting, text string, allowed func(float32) bool) error {
	v, err := strconv.ParseFloat(text, 32)
	if err != nil || !allowed(float32(v)) {
		bounds := "from 0 to below 1"
		if setting == SlopeSetting {
			bounds = fmt.Sprintf("from -%d to %d", maxSlope, maxSlope)
		}
		return fmt.Errorf("%s %s is not a number %s", setting, quote(text), bounds)
	}
	*to = float32(v)
	return nil
}

func (f *stageForm) has(setting Setting) bool {
	for _, s := range f.named {
		if s == setting {
			return true
		}
	}
	return false
}

// needs names the bare settings as a pattern: N@K.
func (f *stageForm) needs() string {
	letters := map[Setting]string{UnitsSetting: "N", KernelSetting: "K", SlopeSetting: "A", RateSetting: "P"}
	pattern := make([]string, len(f.bare))
	for i, setting := range f.bare {
		pattern[i] = letters[setting]
	}
	return strings.Join(pattern, "@")
}

// settings says which settings a kind has by name.
func (f *stageForm) settings() string {
	if len(f.named) == 0 {
		return "it has none"
	}
	names := make([]string, len(f.named))
	for i, setting := range f.named {
		names[i] = string(setting)
	}
	return "there are " + strings.Join(names, ", ")
}

func kindWords() string {
	names := make([]string, len(stageForms))
	for i, f := range stageForms {
		names[i] = string(f.kind)
	}
	return strings.Join(names, ", ")
}

// quote quotes what somebody typed, cut to a line's worth.
func quote(text string) string { return strconv.Quote(shortened(text)) }

func shortened(text string) string {
	const most = 40
	if len(text) > most {
		return strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}
