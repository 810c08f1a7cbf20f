package session

import (
	"slices"
	"strings"

	"unitscope/cnn"
	"unitscope/viz/plasticity"
)

// lesions are the units of a run's network that are silenced. Another run has none.
type lesions struct {
	run   *Run
	units []Address
}

// lesioned are the silenced units of the network on the desk.
func (d desk) lesioned() []Address {
	if d.lesions.run != d.run {
		return nil
	}
	return d.lesions.units
}

// Lesions returns the units that are silenced, in the order in which that was done; not to be changed.
func (s *Session) Lesions() []Address { return s.desk.lesioned() }

// Lesioned tells whether a unit, by its row's name, is silenced.
func (s *Session) Lesioned(unit Address) bool { return slices.Contains(s.desk.lesioned(), unit) }

// Lesion silences a unit, wherever the network is looked at, and where it is trained: "lesion conv1:3", "lesion conv1:3 off".
type Lesion struct {
	Unit Address
	Off  bool
}

func (a Lesion) String() string { return "lesion " + a.Unit.String() + " " + onOff(!a.Off) }
func (a Lesion) undoable()      {}
func (a Lesion) perform(s *Session) error {
	net, rows := s.network()
	row, _, err := FindUnit(net, rows, a.Unit)
	if err != nil {
		return err
	}
	unit := Address{rows[row].Name, a.Unit.Unit}
	units := slices.DeleteFunc(slices.Clone(s.desk.lesioned()), func(u Address) bool { return u == unit })
	if !a.Off {
		units = append(units, unit)
	}
	s.desk.lesions = lesions{s.desk.run, units}
	return nil
}

// EndLesions lets all units answer again: "lesion none".
type EndLesions struct{}

func (EndLesions) String() string { return "lesion none" }
func (EndLesions) undoable()      {}
func (EndLesions) perform(s *Session) error {
	s.desk.lesions = lesions{}
	return nil
}

// lesionSite is the node at which a unit of a row is silenced: after its activation, before what joins or pools it, as
// plasticity.Lesions does; where its layer is none that plasticity knows, at the row's main part.
func lesionSite(net *cnn.Network, row Row) int {
	one := answering(net)
	for _, l := range plasticity.Layers(one) {
		if l.Name == row.Name {
			return net.Index(one.Nodes[l.Answers].Name)
		}
	}
	return row.Main
}

// silenced is a network with some of its units silenced; units that it does not have are left out.
func silenced(net *cnn.Network, units []Address) *cnn.Network {
	rows := Rows(net)
	sites := make(map[string][]int)
	for _, u := range units {
		if row, _, err := FindUnit(net, rows, u); err == nil {
			name := net.Nodes[lesionSite(net, rows[row])].Name
			sites[name] = append(sites[name], u.Unit)
		}
	}
	cut, err := net.WithLesions(sites)
	if err != nil {
		return net // which reads no batch of pictures, and is not looked at
	}
	return cut
}

// A surgeon silences the same units of one network after the other. A network that it is given again it returns as it did
// before, so that what is known of that stays true.
type surgeon struct {
	units []Address
	most  int          // networks that it remembers; 0: those that are shown one after the other
	cuts  []cutNetwork // the latest last
}

type cutNetwork struct{ whole, cut *cnn.Network }

// fewCuts is how many networks a surgeon remembers where nothing else is said: not many, since nobody else holds those of a
// training.
const fewCuts = 4

// use chooses the units, and returns whether they are others than before.
func (s *surgeon) use(units []Address) bool {
	if slices.Equal(units, s.units) {
		return false
	}
	s.units, s.cuts = units, nil
	return true
}

func (s *surgeon) cut(net *cnn.Network) *cnn.Network {
	if len(s.units) == 0 || net == nil {
		return net
	}
	for _, c := range s.cuts {
		if c.whole == net {
			return c.cut
		}
	}
	if len(s.cuts) == max(s.most, fewCuts) {
		s.cuts = slices.Clone(s.cuts[1:])
	}
	s.cuts = append(s.cuts, cutNetwork{net, silenced(net, s.units)})
	return s.cuts[len(s.cuts)-1].cut
}

// silence has units of the network silenced: of what is shown at once, and of what learns before its next step.
func (t *Training) silence(units []Address) {
	t.mu.Lock()
	if !t.surgeon.use(units) {
		t.mu.Unlock()
		return
	}
	t.shown.Net = t.surgeon.cut(t.shown.Whole)
	t.shown.Version++
	t.mu.Unlock()
	t.mail.post(func() {
		t.lesions = units
		if t.run != nil && t.run.trainer != nil {
			t.run.rest(t.hyper.Filled().Optimizer)
		}
	})
	t.changed()
}

// learning is the live network as it learns and is tested: with its lesions.
func (t *Training) learning() *cnn.Network {
	if len(t.lesions) == 0 {
		return t.run.live
	}
	return silenced(t.run.live, t.lesions)
}

func init() {
	register("lesion", "LAYER:INDEX [on|off]|none", func(w *words) Action {
		text := w.all()
		if text == "none" {
			return EndLesions{}
		}
		text, off := strings.CutSuffix(text, " off")
		unit, err := ParseAddress(strings.TrimSuffix(text, " on"))
		if err != nil {
			w.fail(err)
		}
		return Lesion{unit, off}
	})
}
