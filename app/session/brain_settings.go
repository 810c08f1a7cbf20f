package session

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"unitscope/viz/rsa"
)

// BrainSources say where recordings come from. The zero value is the simulated subject of seed 0.
type BrainSources struct {
	Files    bool     `json:"files,omitempty"` // of people; otherwise they are simulated
	Seed     uint64   `json:"simulation,omitempty"`
	Pictures string   `json:"pictures,omitempty"` // what the people looked at; "": not said yet
	Regions  []string `json:"regions,omitempty"`  // FILE:NAME of dissimilarities; never changed, only replaced
	Movie    string   `json:"movie,omitempty"`    // FILE:NAME of dissimilarities over time
	Times    string   `json:"times,omitempty"`    // FILE:NAME of their times; "": those in the movie's file
	Volume   string   `json:"volume,omitempty"`
	Mask     string   `json:"mask,omitempty"`   // "": voxels that vary
	Events   string   `json:"events,omitempty"` // which picture the volumes are of; "": one each, in order
	Delay    float64  `json:"delay,omitempty"`  // seconds from a picture to the brain's answer; 0: 5, where events have onsets
}

// BrainSettings say with what the network is compared, and how: they belong to the desk. The zero value is the default.
type BrainSettings struct {
	BrainSources

	Distance     rsa.Distance   `json:"distance,omitempty"`     // of layers' patterns; "": pearson
	Compare      rsa.Comparator `json:"compare,omitempty"`      // "": spearman
	Test         rsa.Test       `json:"test,omitempty"`         // "": signed-rank; of fewer than five people, labels
	Permutations int            `json:"permutations,omitempty"` // and bootstrap samples; 0: 1000
	Chance       uint64         `json:"seed,omitempty"`         // decides them

	Radius     float64 `json:"radius,omitempty"`      // of the searchlight's sphere; 0: 3 voxels, or 10 mm
	Unit       string  `json:"unit,omitempty"`        // "": voxels
	Strict     bool    `json:"strict,omitempty"`      // voxels nearer than the radius, not those at it as well
	BeyondMask bool    `json:"beyond_mask,omitempty"` // a sphere is not only its voxels in the mask
	Outside    float64 `json:"outside,omitempty"`     // then, what share of a sphere may lie outside the mask
	Person     int     `json:"person,omitempty"`      // whose matrix and volume are shown, from 1; 0: the people's mean, and the first one's volume
}

// The units of a searchlight's radius.
const (
	inVoxels = "voxels"
	inMM     = "mm"
)

// Settings of the brain that are left to default.
const (
	defaultVoxels = 3.0
	defaultMM     = 10.0
	defaultDelay  = 5.0
)

// BrainDistances lists the distances of layers' patterns.
var BrainDistances = []rsa.Distance{rsa.PearsonDistance, rsa.EuclideanDistance, rsa.SquaredEuclideanDistance, rsa.CosineDistance}

// Resolved puts the default in the place of what is left to it; Test stays "", which depends on the number of people.
func (o BrainSettings) Resolved() BrainSettings {
	if o.Distance == "" {
		o.Distance = rsa.PearsonDistance
	}
	if o.Compare == "" {
		o.Compare = rsa.Spearman
	}
	if o.Permutations == 0 {
		o.Permutations = rsa.DefaultPermutations
	}
	if o.Unit == "" {
		o.Unit = inVoxels
	}
	if o.Radius == 0 {
		o.Radius = map[string]float64{inVoxels: defaultVoxels, inMM: defaultMM}[o.Unit]
	}
	if o.Delay == 0 {
		o.Delay = defaultDelay
	}
	return o
}

// settled puts the default in the place of what a file says that cannot be.
func (o BrainSettings) settled() BrainSettings {
	o.Distance = orFirst(o.Distance, append([]rsa.Distance{""}, BrainDistances...)...)
	o.Compare = orFirst(o.Compare, append([]rsa.Comparator{""}, rsa.Comparators...)...)
	o.Test = orFirst(o.Test, append([]rsa.Test{""}, rsa.Tests...)...)
	o.Unit = orFirst(o.Unit, "", inVoxels, inMM)
	o.Permutations, o.Person = min(max(o.Permutations, 0), mostPermutations), max(o.Person, 0)
	if !(o.Radius >= 0 && o.Radius <= mostRadius) {
		o.Radius = 0
	}
	if !(o.Outside >= 0 && o.Outside <= 1) {
		o.Outside = 0
	}
	if !(o.Delay >= 0 && o.Delay <= mostDelay) {
		o.Delay = 0
	}
	return o
}

// BrainSettings returns with what the network is compared, and how.
func (s *Session) BrainSettings() BrainSettings { return s.desk.brain.Resolved() }

// SetBrain changes how the network is compared with the brain: "brain distance euclidean", "brain radius 9 mm". A value
// "default" is the default.
type SetBrain struct{ Name, Value string }

func (a SetBrain) String() string { return "brain " + a.Name + " " + a.Value }
func (a SetBrain) undoable()      {}
func (a SetBrain) joins(before Action) bool {
	b, ok := before.(SetBrain)
	return ok && b.Name == a.Name
}
func (a SetBrain) perform(s *Session) error {
	set := s.desk.brain
	if err := brainSettings[a.Name].set(&set, a.Value); err != nil {
		return err
	}
	s.desk.brain = set
	return nil
}

const (
	mostPermutations = 100000
	mostRadius       = 1000
	leastDelay       = 0.001 // 0 is the default
	mostDelay        = 60
)

// A brainSetting is one of BrainSettings.
type brainSetting struct {
	usage string
	set   func(o *BrainSettings, value string) error
}

// brainSettings are the settings by name.
var brainSettings = map[string]brainSetting{
	"distance": {"pearson|euclidean|sqeuclidean|cosine", func(o *BrainSettings, value string) error {
		return choose(&o.Distance, value, BrainDistances...)
	}},
	"compare": {"spearman|pearson|kendall-tau-a|kendall-tau-b|rho-a|cosine", func(o *BrainSettings, value string) error {
		return choose(&o.Compare, value, rsa.Comparators...)
	}},
	"test": {"signed-rank|sign-flip|labels|bootstrap-pictures|bootstrap-people|bootstrap-both", func(o *BrainSettings, value string) error {
		return choose(&o.Test, value, rsa.Tests...)
	}},
	"permutations": {"N", brainNumber(1, mostPermutations, func(o *BrainSettings, x float64) { o.Permutations = int(x) })},
	"seed":         {"N", brainNumber(0, 1<<53, func(o *BrainSettings, x float64) { o.Chance = uint64(x) })},
	"radius":       {"R [voxels|mm]", setRadius},
	"strict":       {"on|off", brainSwitch(false, func(o *BrainSettings, on bool) { o.Strict = on })},
	"mask-only":    {"on|off", brainSwitch(true, func(o *BrainSettings, on bool) { o.BeyondMask = !on })},
	"share": {"0..1", func(o *BrainSettings, value string) error {
		if value == byDefault {
			o.Outside = 0
			return nil
		}
		return brainNumber(0, 1, func(o *BrainSettings, x float64) { o.Outside = 1 - x })(o, value)
	}},
	"delay": {"SECONDS", brainNumber(leastDelay, mostDelay, func(o *BrainSettings, x float64) { o.Delay = x })},
	"person": {"N|mean", func(o *BrainSettings, value string) error {
		if value == "mean" {
			value = byDefault
		}
		return brainNumber(1, 1e6, func(o *BrainSettings, x float64) { o.Person = int(x) })(o, value)
	}},
}

// brainNumber sets a number from least to most; the default is 0.
func brainNumber(least, most float64, set func(o *BrainSettings, x float64)) func(*BrainSettings, string) error {
	return func(o *BrainSettings, value string) error {
		x, err := numberOrDefault(value, least, most)
		if err != nil {
			return err
		}
		set(o, x)
		return nil
	}
}

func brainSwitch(byItself bool, set func(o *BrainSettings, on bool)) func(*BrainSettings, string) error {
	return func(o *BrainSettings, value string) error {
		on, known := map[string]bool{"on": true, "off": false, byDefault: byItself}[value]
		if !known {
			return fmt.Errorf("this is on or off, not %q", value)
		}
		set(o, on)
		return nil
	}
}

func setRadius(o *BrainSettings, value string) error {
	if value == byDefault {
		o.Radius, o.Unit = 0, ""
		return nil
	}
	text, unit, _ := strings.Cut(value, " ")
	if unit == "" {
		unit = o.Resolved().Unit
	}
	if unit != inVoxels && unit != inMM {
		return fmt.Errorf("a radius is in voxels or mm, not %q", unit)
	}
	radius, err := strconv.ParseFloat(text, 64)
	if err != nil || !(radius > 0 && radius <= mostRadius) {
		return fmt.Errorf("a radius goes from above 0 to %d, not %s", mostRadius, text)
	}
	o.Radius, o.Unit = radius, unit
	return nil
}

// brainUsage lists everything that follows "brain".
func brainUsage() string {
	all := []string{"simulated [SEED]"}
	for _, part := range brainParts {
		all = append(all, string(part)+" PATH|none")
	}
	for _, name := range slices.Sorted(maps.Keys(brainSettings)) {
		all = append(all, name+" "+brainSettings[name].usage)
	}
	for _, a := range brainActions {
		all = append(all, a.usage)
	}
	return strings.Join(all, "|")
}

// brainActions are what else can be done with the brain, by the first word of their usage.
var brainActions = []struct {
	usage string
	read  func(w *words) Action
}{
	{"order category|similarity", func(w *words) Action { return OrderBrain{oneOf(w, ByCategory, BySimilarity)} }},
	{"values ranked|raw", func(w *words) Action { return ShowBrainValues{oneOf(w, "ranked", "raw") == "raw"} }},
	{"region NAME", func(w *words) Action { return ShowRegion{w.all()} }},
	{"map best|layer|film", func(w *words) Action { return ShowMap{oneOf(w, BestMap, LayerMap, FilmMap)} }},
	{"clear on|off", func(w *words) Action { return ClearBelow{w.onOff()} }},
	{"opacity X", func(w *words) Action { return SetOverlay{w.number()} }},
	{"moment MS", func(w *words) Action { return GoToMoment{w.number()} }},
	{"place X Y Z", func(w *words) Action { return PlaceCross{[3]int{w.integer(), w.integer(), w.integer()}} }},
	{"layer LAYER", func(w *words) Action { return ShowBrainLayer{w.word()} }},
	{"look PICTURE", func(w *words) Action { return LookAtBrain{w.integer()} }},
	{"watch on|off", func(w *words) Action { return WatchBrain{w.onOff()} }},
	{"every STEPS", func(w *words) Action { return WatchEvery{w.integer()} }},
}

func init() { register("brain", brainUsage(), parseBrain) }

// parseBrain reads an action on the brain.
func parseBrain(w *words) Action {
	name := w.word()
	if part := BrainPart(name); slices.Contains(brainParts, part) {
		return UseBrainFile{part, w.all()}
	}
	if _, known := brainSettings[name]; known {
		return SetBrain{name, w.all()}
	}
	if name == "simulated" {
		a := UseSimulatedBrain{}
		if w.more() {
			a.Seed = w.unsigned()
		}
		return a
	}
	for _, a := range brainActions {
		if first, _, _ := strings.Cut(a.usage, " "); first == name {
			return a.read(w)
		}
	}
	w.fail(fmt.Errorf("%q is nothing that can be done with the brain", name))
	return nil
}
