package session

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/cnn/onnx"
)

// Open opens a file or folder, whatever it is: a network (.onnx), an experiment (.unitscope), a picture,
// or a folder, a zip, IDX or CIFAR file of pictures: "open photo.jpg".
type Open struct{ Path string }

func (a Open) String() string { return "open " + a.Path }
func (a Open) perform(s *Session) error {
	info, err := os.Stat(a.Path)
	if err != nil {
		return fmt.Errorf("cannot open %s: %w", a.Path, reason(err))
	}
	switch extension := strings.ToLower(filepath.Ext(a.Path)); {
	case info.IsDir() || data.HoldsPictures(a.Path):
		return UseImages{a.Path}.perform(s)
	case extension == ".onnx":
		s.useNetwork(a, func(desk) (*Run, error) { return openNetwork(a.Path) })
	case extension == ".unitscope":
		s.openExperiment(a)
	default:
		s.openPicture(a)
	}
	return nil
}

// reason is the part of a file error that is not the file's name, which is said already.
func reason(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// openNetwork reads a network from an ONNX file and begins a run with it.
func openNetwork(path string) (*Run, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", path, reason(err))
	}
	defer file.Close()
	folder, err := os.OpenRoot(filepath.Dir(path)) // of which weights may be beside the network
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", path, reason(err))
	}
	defer folder.Close()
	net, err := onnx.ReadBeside(file, folder.FS())
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", path, err)
	}
	if err := showable(net); err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", path, err)
	}
	if net.Meta.Name == "" {
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

// openPicture lays an own picture under the microscope.
func (s *Session) openPicture(a Open) {
	s.alter(a, func(now desk) (func(*desk), error) {
		picture, err := readPictureFile(a.Path, now.run.net.Input, now.run.net.Meta.Prep)
		return func(d *desk) { d.lay(picture) }, err
	})
}

// UseImages takes pictures from a folder or from the Toy World: "images toyworld".
type UseImages struct{ Ref string }

func (a UseImages) String() string { return "images " + a.Ref }
func (a UseImages) perform(s *Session) error {
	s.alter(a, func(now desk) (func(*desk), error) {
		source, err := openSource(a.Ref, now.run.net.Input, now.run.net.Meta.Prep)
		return func(d *desk) {
			d.source, d.ref, d.task = source, a.Ref, taskFor(source, d.task)
			d.lay(Picture{})
		}, err
	})
	return nil
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
		source, err := now.sourceFor(run)
		return func(d *desk) { d.place(run, source) }, err
	})
}

// sourceFor returns the desk's pictures at the size that a run's network reads.
func (d desk) sourceFor(run *Run) (*data.Source, error) {
	if d.source != nil && d.source.HeldOut.Shape().Equal(run.net.Input) {
		return d.source, nil
	}
	return openSource(d.ref, run.net.Input, run.net.Meta.Prep)
}

// place puts a run on the desk with pictures of the size that it reads. A network that
// knows its task chooses it.
func (d *desk) place(run *Run, source *data.Source) {
	d.run = run
	if source != d.source {
		d.source = source
		picture := Picture{Index: d.picture.Index, Path: d.picture.Path} // at its new size
		if picture.Path == "" && (picture.Index < 0 || picture.Index >= source.HeldOut.Len()) {
			picture.Index = 0 // the folder has fewer by now
		}
		d.lay(picture)
	}
	if task := run.net.Meta.Task; task != "" && source.HeldOut.Classes(task) != nil {
		d.task = task
	}
}

// lay puts a picture under the microscope as it is.
func (d *desk) lay(picture Picture) { d.picture, d.marks, d.shift = picture, nil, [2]int{} }

func init() {
	register("open", "PATH", func(w *words) Action { return Open{w.all()} })
	register("images", "toyworld|PATH", func(w *words) Action { return UseImages{w.all()} })
}
