package session

import (
	"archive/zip"
	"fmt"
	"io"
	"slices"
	"strings"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/cnn/onnx"
	"unitscope/viz/plasticity"
)

// aboutRelearning is, in experiment.json, what a relearning is beside its networks.
type aboutRelearning struct {
	Settings  RelearnSettings    `json:"settings"`
	Hyper     cnn.Hyper          `json:"training"`
	OldImages string             `json:"old_images"`
	OldSplit  uint64             `json:"old_images_split,omitempty"`
	OldTask   string             `json:"old_task"`
	Step      int                `json:"step"`
	Steps     []int              `json:"snapshot_steps"` // of the relearning, by snapshot, the network itself last
	Places    [][2]data.Place    `json:"places"`
	Checks    []plasticity.Check `json:"checks"`
	Optimizer int                `json:"optimizer_steps"`
	Updates   int                `json:"optimizer_updates"`
}

// A savedRelearning is a relearning within an experiment, whose files are
//
//	relearning/before.onnx    the old network
//	relearning/heads.npz      STEP/LAYER.PARAMETER: the old head as it was at each snapshot, and "now"
//	relearning/optimizer.npz  the optimizer's memory, arrays by name
type savedRelearning struct {
	before    *cnn.Network
	heads     map[string]*cnn.Tensor
	optimizer map[string]*cnn.Tensor
}

const relearningFolder = "relearning/"

// presentHead is the key of the network itself among heads.
const presentHead = "now"

// oldHead are the parameters of the old head of a network with both.
func (r *Relearning) oldHead(both *cnn.Network, name string, visit func(name string, value *cnn.Tensor)) error {
	old := r.plastic.Old(both)
	first, err := old.Head()
	if err != nil {
		return err
	}
	for _, node := range old.Nodes[first:] {
		for _, p := range node.Layer.Params() {
			visit(name+"/"+node.Name+"."+p.Name, p.Value)
		}
	}
	return nil
}

// captureRelearning notes what the run relearns. It is called by the training goroutine.
func (e *experiment) captureRelearning(r *Relearning) {
	state := r.plastic.State()
	old, _ := r.Tasks()
	a := &aboutRelearning{Settings: r.Settings, Hyper: r.plastic.Options().Hyper, OldImages: r.oldImages, OldSplit: r.oldSplit, OldTask: old.Name,
		Step: state.Step, Places: state.Places, Checks: state.Checks, Optimizer: state.Optimizer.Steps, Updates: state.Optimizer.Updates}
	saved := &savedRelearning{before: r.Before(), heads: make(map[string]*cnn.Tensor), optimizer: state.Optimizer.Tensors}
	for i, s := range append(e.snapshots[:len(e.snapshots):len(e.snapshots)], Snapshot{-1, e.net}) {
		both, ok := r.known(s.Net)
		if !ok {
			return // it is not all there, and opened again the network is an ordinary one
		}
		name := presentHead
		if i < len(e.snapshots) {
			name = fmt.Sprint(s.Step)
		}
		a.Steps = append(a.Steps, both.Step)
		if r.oldHead(both.Net, name, func(name string, value *cnn.Tensor) { saved.heads[name] = value }) != nil {
			return
		}
	}
	e.about.Relearning, e.relearning = a, saved
}

// old is the network that relearns, as it was before; nil in an ordinary training.
func (r *savedRelearning) old() *cnn.Network {
	if r == nil {
		return nil
	}
	return r.before
}

// members are the relearning's files.
func (r *savedRelearning) members() []member {
	if r == nil {
		return nil
	}
	return []member{
		{relearningFolder + "before.onnx", func(w io.Writer) error { return onnx.Write(w, r.before) }},
		{relearningFolder + "heads.npz", func(w io.Writer) error { return writeTensors(w, r.heads) }},
		{relearningFolder + "optimizer.npz", func(w io.Writer) error { return writeTensors(w, r.optimizer) }},
	}
}

// readRelearning reads them, where there are any.
func (e *experiment) readRelearning(z *zip.Reader) (err error) {
	if e.about.Relearning == nil {
		return nil
	}
	r := &savedRelearning{}
	if r.before, err = readNet(z, relearningFolder+"before.onnx"); err != nil {
		return err
	}
	for name, to := range map[string]*map[string]*cnn.Tensor{"heads.npz": &r.heads, "optimizer.npz": &r.optimizer} {
		contents, err := read(z, relearningFolder+name)
		if err != nil {
			return err
		}
		if *to, err = readTensors(contents); err != nil {
			return fmt.Errorf("%s%s: %w", relearningFolder, name, err)
		}
	}
	e.relearning = r
	return nil
}

// resumeRelearning has the experiment's run relearn on, with the pictures on the desk as the new task's.
func (e *experiment) resumeRelearning(d *desk) error {
	a, saved := e.about.Relearning, e.relearning
	if saved == nil {
		return nil
	}
	old := plasticity.Task{Source: d.source, Name: a.OldTask}
	if a.OldImages != d.ref || a.OldSplit != d.seed && a.OldImages != toyWorld {
		before := *d
		before.seed = a.OldSplit
		var err error
		if old.Source, err = before.open(a.OldImages, saved.before); err != nil {
			return err
		}
	}
	p, err := plasticity.NewRun(saved.before, old, plasticity.Task{Source: d.source, Name: a.Settings.Task}, a.Settings.options(saved.before, a.Hyper))
	if err != nil {
		return err
	}
	r := newRelearning(p, a.Settings)
	r.oldImages, r.oldSplit = a.OldImages, a.OldSplit
	snapshots, live, err := e.withHeads(r)
	if err != nil {
		return err
	}
	state := plasticity.State{Step: a.Step, Places: a.Places, Checks: a.Checks, Optimizer: cnn.State{Steps: a.Optimizer, Updates: a.Updates, Tensors: saved.optimizer}}
	if err := p.Resume(state, live, snapshots); err != nil {
		return err
	}
	d.run.relearn(r)
	if !slices.ContainsFunc(e.snapshots, func(s Snapshot) bool { return s.Net == e.net }) {
		r.opened(e.net)
	}
	return nil
}

// withHeads puts the old heads to the experiment's networks, and has r know them.
func (e *experiment) withHeads(r *Relearning) (snapshots []plasticity.Snapshot, live *cnn.Network, err error) {
	a := e.about.Relearning
	all := append(e.snapshots[:len(e.snapshots):len(e.snapshots)], Snapshot{-1, e.net})
	first := len(a.Steps) - len(all) // older snapshots were not written
	for i, s := range all {
		name, step := presentHead, first+i
		if i < len(e.snapshots) {
			name = fmt.Sprint(s.Step)
		}
		if i == 0 {
			step = 0
		}
		if step < 0 || step >= len(a.Steps) || a.Steps[step] < 0 || a.Steps[step] > a.Step {
			return nil, nil, fmt.Errorf("experiment.json: the relearning has steps of %d snapshots, there are %d", len(a.Steps), len(all))
		}
		both := r.plastic.Live().Clone()
		view := r.plastic.After(both)
		if !view.SameArchitecture(s.Net) {
			return nil, nil, fmt.Errorf("%sbefore.onnx: not what became the network of network.onnx", relearningFolder)
		}
		view.CopyParams(s.Net)
		if err := e.takeHead(r, both, name); err != nil {
			return nil, nil, err
		}
		live = both
		r.heads[s.Net] = plasticity.Snapshot{Step: a.Steps[step], Net: both}
		if i < len(e.snapshots) {
			snapshots = append(snapshots, r.heads[s.Net])
		}
	}
	return snapshots, live, nil
}

// takeHead gives a network the old head that was saved under a name.
func (e *experiment) takeHead(r *Relearning, both *cnn.Network, name string) error {
	var wrong []string
	err := r.oldHead(both, name, func(name string, value *cnn.Tensor) {
		if saved := e.relearning.heads[name]; saved != nil && saved.Shape.Equal(value.Shape) {
			copy(value.Data, saved.Data)
		} else {
			wrong = append(wrong, name)
		}
	})
	if err == nil && len(wrong) > 0 {
		err = fmt.Errorf("%sheads.npz: %s is missing, or of another shape", relearningFolder, strings.Join(wrong, ", "))
	}
	return err
}
