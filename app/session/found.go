package session

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"slices"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/cnn/npy"
	"unitscope/viz/tuning"
)

// What was found out about units goes with an experiment, as far as it is of a network that goes with it too: the
// network as it is, or one of its timeline. Each finding is a NumPy .npz file; found/index.json says what it is, and of the
// network of which step. What is of a picture is computed again when somebody looks at it, and of a comparison what takes no time.

// A finding is one entry of found/index.json.
type finding struct {
	File     string          `json:"file"`
	Topic    topic           `json:"topic"`
	Step     int             `json:"step"`
	Layer    string          `json:"layer,omitempty"` // empty: of the whole network
	Unit     int             `json:"unit"`
	Settings ProbeSettings   `json:"settings"`
	Noise    tuning.Noise    `json:"noise,omitempty"`
	Nodes    string          `json:"nodes,omitempty"` // those that were asked together
	About    json.RawMessage `json:"about,omitempty"` // what of the value is no array

	Before *int   `json:"before,omitempty"`   // of two networks: the step of the one before, or ofOld
	Of     string `json:"pictures,omitempty"` // and the fingerprint of both tasks' pictures

	node   int
	before *cnn.Network
	value  any
	bytes  int
}

// findings are what goes with an experiment: results to be written, or those that were read.
type findings struct {
	results []*result // the last used first
	units   UnitResponses
	source  *data.Source // whose pictures were shown

	read   []*finding
	survey []byte // as it was read; it is taken apart once its pictures are there
	shown  surveyShown
	of     string // the pictures' fingerprint
}

// surveyShown says what was shown to the units of which network; it is found/index.json's survey.
type surveyShown struct {
	Step     int  `json:"step"`
	Training bool `json:"training"`
	Pictures int  `json:"pictures"`
	Top      int  `json:"top"` // 0: there was no survey
}

const (
	foundFolder = "found/"
	// mostFound bounds what findings take of an experiment, so that it is saved in a moment, and the survey the same.
	mostFound  = 64 << 20
	mostSurvey = 32 << 20
)

// findings gathers what is known of the run on the bench. Nobody changes it.
func (s *Session) findings() *findings {
	return &findings{results: s.Probe.kept(s.desk.run), units: s.Units.kept(s.desk.run), source: s.desk.source}
}

// kept returns the whole results about a run, the last used first.
func (p *Probe) kept(run *Run) []*result {
	p.mu.Lock()
	defer p.mu.Unlock()
	var kept []*result
	for _, r := range p.results.of {
		if _, known := forms[r.topic]; known && r.run == run && !r.part && r.err == nil {
			kept = append(kept, r)
		}
	}
	used := make(map[*result]int, len(kept)) // which changes under who sorts them later
	for _, r := range kept {
		used[r] = r.used
	}
	slices.SortFunc(kept, func(a, b *result) int { return used[b] - used[a] })
	return kept
}

// foundCount rises with everything that is found.
func (p *Probe) foundCount() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.results.puts
}

// kept returns the responses, if they are of a run.
func (u *Units) kept(run *Run) UnitResponses {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.result.run != run {
		return UnitResponses{}
	}
	return u.result
}

// networks returns the networks that go with an experiment, by step.
func (e *experiment) networks() map[int]*cnn.Network {
	nets := make(map[int]*cnn.Network)
	for _, s := range e.affordable() {
		nets[s.Step] = s.Net
	}
	nets[e.about.Step] = e.net
	return nets
}

// members are the files of the findings about networks by their steps, and a relearning's old one.
func (f *findings) members(nets map[int]*cnn.Network, old *cnn.Network) []member {
	var index []*finding
	var files []member
	room := mostFound
	for _, r := range f.results {
		if nets[r.step] != r.net || r.top != nil && r.top != r.net || r.bytes > room {
			continue
		}
		form := forms[r.topic]
		entry := &finding{File: fmt.Sprintf("%04d-%s.npz", len(index), r.topic), Topic: r.topic, Step: r.step, Unit: r.unit, Settings: r.settings, Noise: r.noise, Nodes: r.nodes}
		if r.node >= 0 {
			entry.Layer = r.net.Nodes[r.node].Name
		}
		if form.sides != nil && !entry.compares(r, *form.sides(r.value), nets, old) {
			continue
		}
		about, err := json.Marshal(form.about(r.value))
		if err != nil {
			continue // a number in it is none
		}
		entry.About = about
		room -= r.bytes
		index = append(index, entry)
		files = append(files, member{foundFolder + entry.File, func(w io.Writer) error { return writeArrays(w, form.arrays(r.net, r.value)) }})
	}
	var shown surveyShown
	if u := f.units; u.Responses != nil && nets[u.Step] == u.key.net && u.Bytes() <= mostSurvey {
		shown = surveyShown{u.Step, u.Training, u.key.survey.pictures, u.key.survey.top}
		files = append(files, member{foundFolder + "survey.npz", func(w io.Writer) error { return u.Write(w, u.key.net) }})
	}
	if len(files) == 0 {
		return nil
	}
	return append(files, member{foundFolder + "index.json", func(w io.Writer) error {
		return json.NewEncoder(w).Encode(foundIndex{index, shown, fingerprint(f.source)})
	}})
}

type foundIndex struct {
	Found  []*finding  `json:"found"`
	Survey surveyShown `json:"survey"`
	Of     string      `json:"pictures"` // their fingerprint: what is of others is left out
}

// fingerprint tells apart pictures that findings may be of, by how many there are and what they are called, some at even
// distances.
func fingerprint(source *data.Source) string {
	const some = 1000
	sum := fnv.New64a()
	for _, set := range []data.Set{source.Train, source.HeldOut} {
		n := set.Len()
		fmt.Fprintln(sum, n)
		for i := range min(n, some) {
			fmt.Fprintln(sum, set.PictureName(i*n/min(n, some)))
		}
	}
	return fmt.Sprintf("%016x", sum.Sum64())
}

// A foundArray is one of a finding's.
type foundArray struct {
	name  string
	shape []int
	data  any // []float32, []float64 or []int32
}

func writeArrays(w io.Writer, all []foundArray) error {
	z := npy.NewArchive(w)
	var errs []error
	for _, a := range all {
		switch data := a.data.(type) {
		case []float32:
			errs = append(errs, npy.Add(z, a.name, a.shape, data))
		case []float64:
			errs = append(errs, npy.Add(z, a.name, a.shape, data))
		case []int32:
			errs = append(errs, npy.Add(z, a.name, a.shape, data))
		default:
			panic(fmt.Sprintf("session: %T is no array", data))
		}
	}
	return errors.Join(append(errs, z.Close())...)
}

// readFound reads the findings of an experiment that has some. Those that are of a network that is not there, or of a kind that this
// program does not know, are left out.
func (e *experiment) readFound(z *zip.Reader) error {
	e.found = &findings{}
	if _, err := z.Open(foundFolder + "index.json"); err != nil {
		return nil
	}
	contents, err := read(z, foundFolder+"index.json")
	if err != nil {
		return err
	}
	var index foundIndex
	if err := json.Unmarshal(contents, &index); err != nil {
		return fmt.Errorf("%sindex.json: %w", foundFolder, err)
	}
	e.found.of = index.Of
	nets := e.networks()
	for _, f := range index.Found {
		if f == nil || !f.knownOf(nets[f.Step]) || !f.beforeAmong(nets, e.relearning.old()) {
			continue
		}
		if err := f.read(z, nets[f.Step]); err != nil {
			return err
		}
		e.found.read = append(e.found.read, f)
	}
	if e.found.shown = index.Survey; e.found.shown.Top > 0 && nets[e.found.shown.Step] != nil {
		e.found.survey, err = read(z, foundFolder+"survey.npz")
	}
	return err
}

// knownOf finds the layer that a finding is of, and reports whether there is one and the kind of finding is known.
func (f *finding) knownOf(net *cnn.Network) bool {
	f.node = -1
	if net != nil && f.Layer != "" {
		if f.node = net.Index(f.Layer); f.node < 0 {
			return false
		}
	}
	_, known := forms[f.Topic]
	return known && net != nil
}

// read reads the value of a finding about a network.
func (f *finding) read(z *zip.Reader, net *cnn.Network) error {
	contents, err := read(z, foundFolder+f.File)
	if err != nil {
		return err
	}
	in, err := newArrays(contents)
	if err == nil {
		f.value, err = forms[f.Topic].value(net, f, in)
	}
	if err != nil {
		return fmt.Errorf("%s%s: %w", foundFolder, f.File, err)
	}
	f.bytes = len(contents)
	return nil
}

// match leaves out what was found with other pictures than those of a source, and takes the survey of these apart.
func (e *experiment) match(source *data.Source) {
	f := e.found
	if f == nil {
		return
	}
	same := e.missing == nil && f.of == fingerprint(source)
	f.read = slices.DeleteFunc(f.read, func(f *finding) bool { return forms[f.Topic].pictures && !(same && f.within(source)) })
	if !same || f.survey == nil {
		return
	}
	net := e.networks()[f.shown.Step]
	v := survey{f.shown.Training, f.shown.Pictures, f.shown.Top}
	r, err := tuning.ReadResponses(bytes.NewReader(f.survey), int64(len(f.survey)), net, v.set(source))
	f.survey = nil
	if err != nil {
		return // it is made again when somebody wants it
	}
	f.units = UnitResponses{Responses: r, Source: source, Training: v.training, Step: f.shown.Step, key: unitsKey{net, source, v}}
}

// within tells whether all pictures of a finding are among those of a source.
func (f *finding) within(source *data.Source) bool {
	v, ok := f.value.(*UnitField)
	return !ok || !slices.ContainsFunc(v.Pictures, func(p OccludedPicture) bool { return p.Picture >= survey{training: v.Training}.set(source).Len() })
}

// recall gives an experiment's findings to those who found them. The experiment lies on the desk.
func (s *Session) recall(e *experiment) {
	if e.found == nil {
		return
	}
	nets, run, now := e.networks(), s.desk.run, s.Compare.Sides()
	s.Probe.mu.Lock()
	for _, f := range slices.Backward(e.found.read) { // the last used comes last
		form := forms[f.Topic]
		a := asked{question: question{topic: f.Topic, node: f.node, unit: f.Unit, settings: f.Settings, noise: f.Noise, nodes: f.Nodes}, net: nets[f.Step]}
		if form.pictures {
			a.source = s.desk.source
		}
		if form.top {
			a.top = a.net
		}
		if form.sides != nil {
			var ok bool
			if a, ok = f.comparedAs(now, run, a.net); !ok {
				continue
			}
		}
		s.Probe.results.put(&result{asked: a, run: run, step: f.Step, value: f.value, bytes: f.bytes})
	}
	s.Probe.mu.Unlock()
	if e.found.units.Responses != nil {
		e.found.units.run = run
		s.Units.recall(e.found.units)
	}
}

// recall takes responses that were kept for those that were asked for last.
func (u *Units) recall(r UnitResponses) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.cancel != nil {
		u.cancel()
	}
	u.result, u.asked, u.working, u.err = r, r.key, false, nil
}
