package session

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/cnn/onnx"
	"unitscope/viz/stimulus"
)

// An experiment is everything on the bench as one file, FILE.unitscope: a zip of
//
//	experiment.json      where the pictures come from, what is selected, painted and set
//	network.onnx         the network as it is
//	snapshots/STEP.onnx  the timeline, but for its last one where that is network.onnx
//	history.npz          cost, correct, gradient/LAYER: one number a step;
//	                     held_out: step, cost, correct of each check
//	optimizer.npz        the optimizer's memory, arrays by name
//	brain.npz            what its layers were like to a brain while it learned
//	relearning/          what the network relearns: see savedRelearning
//	picture/NAME         the file of an own picture under the microscope
//	found/               what was found out about units: see finding
type experiment struct {
	number    int // of those that one session saves, in their order
	about     about
	net       *cnn.Network
	optimizer cnn.State
	snapshots []Snapshot
	history   History
	own       *ownFile // of an own picture under the microscope
	found     *findings

	relearning *savedRelearning // nil: an ordinary training
	watched    watched

	missing  error // why the pictures could not be opened, when the desk was laid out
	ordinary error // why the run does not relearn any more
}

// about is experiment.json.
type about struct {
	Format       int               `json:"format"`
	Images       string            `json:"images"`
	Split        uint64            `json:"images_split,omitempty"` // seed
	Task         string            `json:"task"`
	Preset       string            `json:"preset,omitempty"`
	Seed         uint64            `json:"seed"`
	Step         int               `json:"step"`
	Scrubbed     *int              `json:"scrubbed,omitempty"` // the step that is shown, where that is an earlier one
	Place        data.Place        `json:"place"`              // in the pictures that are learned
	Gap          int               `json:"snapshot_gap"`
	Optimizer    int               `json:"optimizer_steps"`
	Updates      int               `json:"optimizer_updates"`
	Lesions      []Address         `json:"lesions,omitempty"`
	Relearn      RelearnSettings   `json:"relearn,omitzero"`
	Brain        BrainSettings     `json:"brain,omitzero"`
	Hyper        cnn.Hyper         `json:"training"`
	Batch        int               `json:"batch"`
	Picture      int               `json:"picture"` // index; -1: the file at Path
	Path         string            `json:"picture_path,omitempty"`
	Blank        stimulus.Fill     `json:"picture_blank,omitempty"` // drawn on
	BrainPicture BrainPicture      `json:"picture_brain,omitzero"`
	Shift        [2]int            `json:"shift"`
	Strokes      []stimulus.Stroke `json:"strokes"`
	Confusion    [][]int           `json:"confusion,omitempty"`
	Selection    Selection         `json:"selection"`
	Probe        ProbeSettings     `json:"probe"`
	Draft        Draft             `json:"draft,omitzero"`
	Settings     Settings          `json:"settings"`
	Latest       bool              `json:"network_is_snapshot,omitempty"` // network.onnx is the last of the timeline too

	Relearning *aboutRelearning `json:"relearning,omitempty"`
	Watched    *aboutWatched    `json:"watched,omitempty"`
}

const (
	experimentFormat = 1
	// mostUnpacked is how many times its own size an experiment may unpack to: it is written
	// uncompressed, and numbers that somebody compressed again hardly shrink.
	mostUnpacked = 8
	// alwaysUnpacked bytes are no danger, however small the file.
	alwaysUnpacked = 64 << 20
	// savedSnapshotBytes bounds the snapshots that are written: an experiment saves in a
	// moment even if its network is large.
	savedSnapshotBytes = 64 << 20
)

// write writes the experiment. Numbers hardly compress, so nothing is compressed and saving
// costs no more than copying.
func (e *experiment) write(w io.Writer) error {
	z := zip.NewWriter(w)
	last := len(e.snapshots) - 1
	e.about.Latest = last >= 0 && e.snapshots[last].Net == e.net
	files := []member{
		{"experiment.json", func(w io.Writer) error { return json.NewEncoder(w).Encode(e.about) }},
		{"network.onnx", func(w io.Writer) error { return onnx.Write(w, e.net) }},
		{"history.npz", e.history.write},
		{"optimizer.npz", func(w io.Writer) error { return writeTensors(w, e.optimizer.Tensors) }},
	}
	files = append(files, e.relearning.members()...)
	files = append(files, e.watched.members()...)
	if e.own != nil {
		files = append(files, member{ownFolder + e.own.name, e.own.write})
	}
	if e.found != nil {
		files = append(files, e.found.members(e.networks(), e.relearning.old())...)
	}
	for _, f := range files {
		if err := store(z, f.name, f.write); err != nil {
			return err
		}
	}
	for _, s := range e.affordable() {
		if err := store(z, fmt.Sprintf("snapshots/%08d.onnx", s.Step), func(w io.Writer) error { return onnx.Write(w, s.Net) }); err != nil {
			return err
		}
	}
	return z.Close()
}

// A member is one file of an experiment.
type member struct {
	name  string
	write func(io.Writer) error
}

// affordable is the snapshots to write: all, or the first and as many of the last as fit. The network
// itself is written already.
func (e *experiment) affordable() []Snapshot {
	snapshots := e.snapshots
	if e.about.Latest {
		snapshots = snapshots[:len(snapshots)-1]
	}
	most := max(savedSnapshotBytes/max(1, 4*e.net.Parameters()), 1)
	if len(snapshots) <= most {
		return snapshots
	}
	return append(slices.Clone(snapshots[:1]), snapshots[len(snapshots)-most+1:]...)
}

func store(z *zip.Writer, name string, write func(io.Writer) error) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	if err == nil {
		err = write(w)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// readExperiment reads an experiment. A file that is not one, or is damaged, is an error;
// what it claims of sizes is not believed.
func readExperiment(r io.ReaderAt, size int64) (*experiment, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("not an experiment: %w", err)
	}
	if err := affordableZip(z, size); err != nil {
		return nil, err
	}
	e := &experiment{}
	for _, part := range []func(*zip.Reader) error{
		e.readAbout, e.readNetwork, e.readSnapshots, e.readArrays, e.readOwn, e.readRelearning, e.readWatched, e.check, e.readFound,
	} {
		if err := part(z); err != nil {
			return nil, err
		}
	}
	return e, nil
}

func (e *experiment) readAbout(z *zip.Reader) error {
	contents, err := read(z, "experiment.json")
	if err != nil {
		return err
	}
	if err := json.Unmarshal(contents, &e.about); err != nil {
		return err
	}
	if e.about.Format != experimentFormat {
		return fmt.Errorf("experiment.json: format %d, this program knows %d", e.about.Format, experimentFormat)
	}
	return nil
}

func (e *experiment) readNetwork(z *zip.Reader) (err error) {
	e.net, err = readNet(z, "network.onnx")
	return err
}

// affordableZip refuses files made to fill the memory of whoever opens them.
func affordableZip(z *zip.Reader, size int64) error {
	left := max(uint64(size)*mostUnpacked, alwaysUnpacked)
	for _, f := range z.File {
		if f.UncompressedSize64 > left {
			return fmt.Errorf("it would unpack to more than %d times its size", mostUnpacked)
		}
		left -= f.UncompressedSize64
	}
	return nil
}

// check refuses what no experiment that was saved can hold.
func (e *experiment) check(*zip.Reader) error {
	a := &e.about
	if a.Step < 0 || a.Place.Epoch < 0 || a.Place.Dealt < 0 || a.Gap < 0 || a.Batch < 1 {
		return fmt.Errorf("experiment.json: step %d, place %+v, snapshots every %d steps, batch %d", a.Step, a.Place, a.Gap, a.Batch)
	}
	if steps := len(e.history.Cost); steps != a.Step {
		return fmt.Errorf("history.npz: %d steps, the network has made %d", steps, a.Step)
	}
	if s := e.snapshots; s[0].Step < 0 || s[len(s)-1].Step > a.Step {
		return fmt.Errorf("snapshots of steps %d to %d of %d", s[0].Step, s[len(s)-1].Step, a.Step)
	}
	for _, row := range a.Confusion {
		if len(row) != len(a.Confusion) {
			return fmt.Errorf("experiment.json: a confusion matrix of %d rows with %d columns", len(a.Confusion), len(row))
		}
	}
	if err := a.Hyper.Check(e.net); err != nil {
		return fmt.Errorf("experiment.json: %w", err)
	}
	if e.optimizer.Steps > 0 {
		if err := e.optimizer.Check(e.net, a.Hyper.Filled().Optimizer); err != nil {
			return fmt.Errorf("optimizer.npz: %w", err)
		}
	}
	if err := showable(e.net); err != nil {
		return fmt.Errorf("network.onnx: %w", err)
	}
	return nil
}

func (e *experiment) readSnapshots(z *zip.Reader) error {
	for _, f := range z.File {
		digits, ok := strings.CutSuffix(path.Base(f.Name), ".onnx")
		if !ok || path.Dir(f.Name) != "snapshots" {
			continue
		}
		step, err := strconv.Atoi(digits)
		if err != nil {
			return fmt.Errorf("%s: not a step", f.Name)
		}
		net, err := readNet(z, f.Name)
		if err != nil {
			return err
		}
		if !net.SameArchitecture(e.net) {
			return fmt.Errorf("%s: not the network of network.onnx", f.Name)
		}
		e.snapshots = append(e.snapshots, Snapshot{step, net})
	}
	slices.SortFunc(e.snapshots, func(a, b Snapshot) int { return a.Step - b.Step })
	if e.about.Latest || len(e.snapshots) == 0 {
		e.snapshots = append(e.snapshots, Snapshot{e.about.Step, e.net})
	}
	return nil
}

func (e *experiment) readArrays(z *zip.Reader) error {
	contents, err := read(z, "history.npz")
	if err != nil {
		return err
	}
	if e.history, err = readHistory(contents, e.net); err != nil {
		return fmt.Errorf("history.npz: %w", err)
	}
	e.history.Confusion = e.about.Confusion
	if contents, err = read(z, "optimizer.npz"); err != nil {
		return err
	}
	e.optimizer.Steps, e.optimizer.Updates = e.about.Optimizer, e.about.Updates
	if e.optimizer.Tensors, err = readTensors(contents); err != nil {
		return fmt.Errorf("optimizer.npz: %w", err)
	}
	return nil
}

func readNet(z *zip.Reader, name string) (*cnn.Network, error) {
	f, err := z.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%s is missing", name)
	}
	defer f.Close()
	net, err := onnx.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return readable(net), nil
}

// read unpacks one file, up to the size that it is said to have.
func read(z *zip.Reader, name string) ([]byte, error) {
	f, err := z.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%s is missing", name)
	}
	defer f.Close()
	contents, err := io.ReadAll(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return contents, nil
}
