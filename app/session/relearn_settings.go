package session

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/plasticity"
)

// RelearnSettings say what a network is to relearn, and how, and what its units are compared with. They belong to the desk, so
// that undo takes a change of them back. The zero value is the default.
type RelearnSettings struct {
	Images string `json:"images,omitempty"` // where the new task's pictures come from, as UseImages has it; "": those on the bench
	Task   string `json:"task,omitempty"`   // "": the first that is not the old one

	Head   plasticity.HeadChoice `json:"head,omitempty"`   // "": replaced
	Body   plasticity.BodyChoice `json:"body,omitempty"`   // "": the old one
	Frozen []string              `json:"frozen,omitempty"` // layers that stay as they are

	Rate     float32            `json:"rate,omitempty"`      // 0: that of the training
	BodyRate float32            `json:"body_rate,omitempty"` // of all layers before the head; 0: Rate
	Rates    map[string]float32 `json:"rates,omitempty"`     // of single layers

	Epochs    int     `json:"epochs,omitempty"` // 0: 1
	Batch     int     `json:"batch,omitempty"`  // 0: 64
	Rehearsal float64 `json:"rehearsal,omitempty"`
	Elastic   float64 `json:"elastic,omitempty"`
	Seed      uint64  `json:"seed,omitempty"` // 0: 1

	Thresholds plasticity.Thresholds `json:"thresholds"`
}

// Resolved puts values in the place of those that are left to default, where old is the task that the network has learned and
// tasks are those that the new pictures have.
func (o RelearnSettings) Resolved(old string, tasks []string) RelearnSettings {
	if !slices.Contains(tasks, o.Task) {
		o.Task = ""
		for _, t := range slices.Backward(tasks) {
			if t != old || o.Task == "" {
				o.Task = t
			}
		}
	}
	o.Head = orFirst(o.Head, plasticity.ReplaceHead, plasticity.AddHead)
	o.Body = orFirst(o.Body, plasticity.OldBody, plasticity.RandomBody)
	if o.Epochs == 0 {
		o.Epochs = 1
	}
	if o.Batch == 0 {
		o.Batch = defaultBatch
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	o.Thresholds = o.Thresholds.Filled()
	return o
}

// options are those of a run of a network that learns as hyper says, where nothing else is set.
func (o RelearnSettings) options(net *cnn.Network, hyper cnn.Hyper) plasticity.Options {
	hyper.Frozen, hyper.Rates = stillThere(net, o.Frozen), map[string]float32{}
	if o.Rate > 0 {
		hyper.Rate = o.Rate
	}
	if o.BodyRate > 0 {
		for _, layer := range plasticity.Body(net) {
			hyper.Rates[layer] = o.BodyRate
		}
	}
	for layer, rate := range o.Rates {
		if net.Index(layer) >= 0 {
			hyper.Rates[layer] = rate
		}
	}
	return plasticity.Options{Head: o.Head, Body: o.Body, Hyper: hyper, Batch: o.Batch, Epochs: o.Epochs,
		Rehearsal: o.Rehearsal, Elastic: o.Elastic, Seed: o.Seed}
}

// relearnPlan is what lies on the desk for the next relearning.
type relearnPlan struct {
	settings RelearnSettings
	pictures *data.Source // of settings.Images; nil where these are on the bench, or not open yet
}

// newSource is where the next new task's pictures come from.
func (d desk) newSource() *data.Source {
	if d.plan.pictures != nil && d.plan.settings.Images != "" {
		return d.plan.pictures
	}
	return d.source
}

// RelearnPlan is what the next relearning would do.
type RelearnPlan struct {
	RelearnSettings          // resolved
	Old, New        string   // what the task that the network has learned and the new one are called beside each other
	Pictures        string   // the name of the new task's pictures
	Tasks           []string // that they have
	Classes         []string // of the new task
	Layers          []string // of the body, in order, that can be frozen
}

// RelearnPlan returns what the next relearning would do.
func (s *Session) RelearnPlan() RelearnPlan {
	source := s.desk.newSource()
	p := RelearnPlan{Pictures: source.Name, Tasks: source.HeldOut.Tasks(), Layers: plasticity.Body(answering(s.desk.run.net))}
	p.RelearnSettings = s.desk.plan.settings.Resolved(s.desk.taskHere(), p.Tasks)
	p.Classes = source.HeldOut.Classes(p.Task)
	p.Old, p.New = plasticity.Titles(plasticity.Task{Source: s.desk.source, Name: s.desk.task}, plasticity.Task{Source: source, Name: p.Task})
	return p
}

// taskHere is the old task where the new task's pictures have it, too.
func (d desk) taskHere() string {
	if d.newSource() == d.source {
		return d.task
	}
	return ""
}

// SetRelearning changes what the next relearning does: "relearn task scene", "relearn head add", "relearn freeze conv1,conv2",
// "relearn layer-rate conv1 0.001", "relearn threshold 0.7". A value "default" is the default.
type SetRelearning struct{ Name, Value string }

func (a SetRelearning) String() string { return "relearn " + a.Name + " " + a.Value }
func (a SetRelearning) undoable()      {}
func (a SetRelearning) joins(before Action) bool {
	b, ok := before.(SetRelearning)
	return ok && b.Name == a.Name
}
func (a SetRelearning) perform(s *Session) error {
	set := s.desk.plan.settings
	if err := relearnSettings[a.Name].set(s, &set, a.Value); err != nil {
		return err
	}
	s.desk.plan.settings = set
	return nil
}

// byDefault is the value of a setting that is left to default.
const byDefault = "default"

// A relearnSetting is one of RelearnSettings.
type relearnSetting struct {
	usage string
	set   func(s *Session, o *RelearnSettings, value string) error
}

// relearnSettings are the settings by name.
var relearnSettings = map[string]relearnSetting{
	"task": {"NAME", func(s *Session, o *RelearnSettings, value string) error {
		if value != byDefault && s.desk.newSource().HeldOut.Classes(value) == nil {
			return fmt.Errorf("the pictures of the new task have no label %q, only %s", value, list(s.desk.newSource().HeldOut.Tasks()))
		}
		o.Task = orDefault(value)
		return nil
	}},
	"head": {"replace|add", func(_ *Session, o *RelearnSettings, value string) error {
		return choose(&o.Head, value, plasticity.ReplaceHead, plasticity.AddHead)
	}},
	"body": {"old|random", func(_ *Session, o *RelearnSettings, value string) error {
		return choose(&o.Body, value, plasticity.OldBody, plasticity.RandomBody)
	}},
	"freeze": {"LAYER,LAYER...|nothing", func(s *Session, o *RelearnSettings, value string) (err error) {
		if value == byDefault {
			value = thawed
		}
		o.Frozen, err = frozen(s.desk.run.net, value)
		return err
	}},
	"rate":       {"X", rateSetting(func(o *RelearnSettings) *float32 { return &o.Rate })},
	"body-rate":  {"X", rateSetting(func(o *RelearnSettings) *float32 { return &o.BodyRate })},
	"layer-rate": {"LAYER X", setLayerRate},
	"epochs":     {"N", numberSetting(1, 1000, func(o *RelearnSettings, x float64) { o.Epochs = int(x) })},
	"batch":      {"N", numberSetting(2, settingLimits["batch"][1], func(o *RelearnSettings, x float64) { o.Batch = int(x) })},
	"rehearsal":  {"0..0.5", numberSetting(0, 0.5, func(o *RelearnSettings, x float64) { o.Rehearsal = x })},
	"elastic":    {"X", numberSetting(0, 1e6, func(o *RelearnSettings, x float64) { o.Elastic = x })},
	"seed":       {"N", numberSetting(0, 1<<53, func(o *RelearnSettings, x float64) { o.Seed = uint64(x) })},
	"threshold":  {"CORRELATION", numberSetting(0.001, 0.999999, func(o *RelearnSettings, x float64) { o.Thresholds.Correlation = x })},
	"silent":     {"SHARE", numberSetting(0, 0.99, func(o *RelearnSettings, x float64) { o.Thresholds.Silent = x })},
}

// orDefault is a choice by its name; that of the default is empty.
func orDefault(value string) string {
	if value == byDefault {
		return ""
	}
	return value
}

func choose[T ~string](to *T, value string, choices ...T) error {
	if value != byDefault && !slices.Contains(choices, T(value)) {
		return fmt.Errorf("%q is none of %v", value, choices)
	}
	*to = T(orDefault(value))
	return nil
}

// numberOrDefault reads a number from least to most; the default is 0.
func numberOrDefault(value string, least, most float64) (float64, error) {
	if value == byDefault {
		return 0, nil
	}
	x, err := strconv.ParseFloat(value, 64)
	if err != nil || !(x >= least && x <= most) {
		return 0, fmt.Errorf("this goes from %g to %g, not %s", least, most, value)
	}
	return x, nil
}

// numberSetting sets a number from least to most; the default is 0.
func numberSetting(least, most float64, set func(o *RelearnSettings, x float64)) func(*Session, *RelearnSettings, string) error {
	return func(_ *Session, o *RelearnSettings, value string) error {
		x, err := numberOrDefault(value, least, most)
		if err != nil {
			return err
		}
		set(o, x)
		return nil
	}
}

// rateSetting sets a learning rate.
func rateSetting(of func(o *RelearnSettings) *float32) func(*Session, *RelearnSettings, string) error {
	limits := settingLimits["learning-rate"]
	return numberSetting(limits[0], limits[1], func(o *RelearnSettings, x float64) { *of(o) = float32(x) })
}

func setLayerRate(s *Session, o *RelearnSettings, value string) error {
	layer, text, _ := strings.Cut(value, " ")
	if _, err := frozen(s.desk.run.net, layer); err != nil {
		return fmt.Errorf("this network has no layer %q with weights", layer)
	}
	rates := maps.Clone(o.Rates)
	if rates == nil {
		rates = make(map[string]float32)
	}
	var rate float32
	if err := rateSetting(func(*RelearnSettings) *float32 { return &rate })(s, o, text); err != nil {
		return err
	}
	if rates[layer] = rate; rate == 0 {
		delete(rates, layer)
	}
	o.Rates = rates
	return nil
}

// ChooseRelearnImages chooses the pictures of the next new task: "relearn images PATH"; "relearn images default" are those on
// the bench.
type ChooseRelearnImages struct{ Ref string }

func (a ChooseRelearnImages) String() string { return "relearn images " + a.Ref }
func (a ChooseRelearnImages) perform(s *Session) error {
	s.alter(a, func(now desk) (func(*desk), error) {
		ref := orDefault(a.Ref)
		var source *data.Source
		if ref != "" && ref != now.ref {
			var err error
			if source, err = now.open(ref, now.run.net); err != nil {
				return nil, err
			}
		}
		return func(d *desk) { d.plan.settings.Images, d.plan.pictures = ref, source }, nil
	})
	return nil
}

// relearnUsage lists the settings.
func relearnUsage() string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(relearnSettings)) {
		all = append(all, name+" "+relearnSettings[name].usage)
	}
	return strings.Join(all, "|")
}

// takePlan takes the settings and lesions of a saved experiment, as far as they fit.
func (d *desk) takePlan(a *about) {
	d.plan.settings = a.Relearn
	if images := a.Relearn.Images; images != "" && images != d.ref {
		var err error
		if d.plan.pictures, err = d.open(images, d.run.net); err != nil {
			d.plan.settings.Images = "" // the pictures are gone, and those on the bench do
		}
	}
	rows := Rows(d.run.net)
	d.lesions = lesions{run: d.run}
	for _, unit := range a.Lesions {
		if _, _, err := FindUnit(d.run.net, rows, unit); err == nil {
			d.lesions.units = append(d.lesions.units, unit)
		}
	}
}
