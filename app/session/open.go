package session

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/cnn/onnx"
	"unitscope/viz/stimulus"
)

// Reason is the part of a file error that is not the file's name, which is said already.
func Reason(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// InFolder is a file's folder and its name in there, for readers that may open others beside it.
func InFolder(path string) (folder fs.FS, name string) {
	dir, name := filepath.Split(path)
	return os.DirFS(filepath.Clean(dir)), name
}

// openNetwork reads a network from an ONNX file and begins a run with it.
func openNetwork(path string) (*Run, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", path, Reason(err))
	}
	defer file.Close()
	folder, err := os.OpenRoot(filepath.Dir(path)) // of which weights may be beside the network
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", path, Reason(err))
	}
	defer folder.Close()
	net, err := onnx.ReadBeside(file, folder.FS())
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", path, err)
	}
	net = readable(net)
	if err := showable(net); err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", path, err)
	}
	if net.Meta.Name == "" || net.Meta.PrepUnknown { // exporters call all networks the same
		net.Meta.Name = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	}
	return newRun(net, "", net.Meta.Seed), nil
}

// showable refuses networks that do not look at pictures.
func showable(net *cnn.Network) error {
	if net.Batchless || len(net.Input) != 3 || net.Input[0] != 1 && net.Input[0] != 3 {
		return fmt.Errorf("it reads %v, not a grey or colour picture", net.Input)
	}
	if len(Rows(net)) == 0 {
		return errors.New("it has no units to look at")
	}
	return nil
}

// UseImages takes pictures to choose from: "images toyworld", "images photos", "images \"a.png\" \"b.png\"".
type UseImages struct{ Ref string }

func (a UseImages) String() string { return "images " + a.Ref }
func (a UseImages) perform(s *Session) error {
	s.alter(a, func(now desk) (func(*desk), error) { return now.choosing(a.Ref, now.seed) })
	return nil
}

// HoldOut deals the pictures anew, by a seed, into those that are learned and those held out: "hold-out 3".
type HoldOut struct{ Seed uint64 }

func (a HoldOut) String() string { return "hold-out " + strconv.FormatUint(a.Seed, 10) }
func (a HoldOut) perform(s *Session) error {
	if !s.desk.source.Dealt {
		return errors.New("these pictures are not dealt by a seed: which are held out is their own, or they have no classes to learn")
	}
	if a.Seed == s.desk.seed {
		return nil // so are they dealt
	}
	s.alter(a, func(now desk) (func(*desk), error) { return now.choosing(now.ref, a.Seed) })
	return nil
}

// choosing opens pictures to choose from.
func (d desk) choosing(ref string, seed uint64) (func(*desk), error) {
	d.seed = seed
	source, err := d.open(ref, d.run.net)
	return func(d *desk) {
		d.source, d.ref, d.seed, d.task, d.absent = source, ref, seed, taskFor(source, d.task), nil
		d.lay(Picture{})
	}, err
}

// laying opens an own picture to look at.
func (d desk) laying(path string) (func(*desk), error) {
	picture, err := readPictureFile(path, d.run.net.Input, d.run.net.Meta.Prep)
	return func(d *desk) { d.lay(picture) }, err
}

// placing opens the pictures at the size that a run's network reads.
func (d desk) placing(run *Run) (func(*desk), error) {
	source, err := d.sourceFor(run)
	return func(d *desk) { d.place(run, source) }, err
}

// taskFor keeps the task where the pictures have it, else takes their first.
func taskFor(source *data.Source, task string) string {
	if source.HeldOut.Classes(task) != nil {
		return task
	}
	if tasks := source.HeldOut.Tasks(); len(tasks) > 0 {
		return tasks[0]
	}
	return ""
}

// useNetwork puts a run on the bench once make has made it, and opens the pictures anew at
// the size that it reads.
func (s *Session) useNetwork(a Action, make func(now desk) (*Run, error)) {
	s.alter(a, func(now desk) (func(*desk), error) {
		run, err := make(now)
		if err != nil {
			return nil, err
		}
		return now.placing(run)
	})
}

// sourceFor returns the desk's pictures at the size that a run's network reads, fitted to it in its way.
func (d desk) sourceFor(run *Run) (*data.Source, error) {
	refit := d.run != nil && d.run.net.Meta.Prep.Fit != run.net.Meta.Prep.Fit
	if d.source != nil && d.source.HeldOut.Shape().Equal(run.net.Input) && !refit {
		return d.source, nil
	}
	return d.open(d.ref, run.net)
}

// place puts a run on the desk with pictures of the size that it reads. A network that
// knows its task chooses it.
func (d *desk) place(run *Run, source *data.Source) {
	before := d.run
	d.run = run
	if source != d.source {
		d.source = source
		picture, marks := d.picture.unread(), []stimulus.Stroke(nil) // at its new size
		switch {
		case picture.Drawing() && before != nil:
			marks = scaled(d.marks, before.net.Input, run.net.Input)
		case picture.chosen() && (picture.Index < 0 || picture.Index >= source.HeldOut.Len()):
			picture.Index = 0 // the folder has fewer by now
		}
		d.lay(picture)
		d.marks = marks
	}
	if task := run.net.Meta.Task; task != "" && source.HeldOut.Classes(task) != nil {
		d.task = task
	}
}

// lay puts a picture under the microscope as it is.
func (d *desk) lay(picture Picture) { d.picture, d.marks, d.shift = picture, nil, [2]int{} }

func init() {
	register("images", `toyworld|PATH|"PATH" "PATH"…`, func(w *words) Action { return UseImages{w.all()} })
	register("hold-out", "SEED", func(w *words) Action { return HoldOut{w.unsigned()} })
}
