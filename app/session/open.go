package session

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/cnn/onnx"
)

// Open opens a file or folder, whatever it is: a network (.onnx), an experiment
// (.unitscope), a picture, or a folder of pictures: "open photo.jpg".
type Open struct{ Path string }

func (a Open) String() string { return "open " + a.Path }
func (a Open) perform(s *Session) error {
	info, err := os.Stat(a.Path)
	if err != nil {
		return fmt.Errorf("cannot open %s: %w", a.Path, reason(err))
	}
	switch extension := strings.ToLower(filepath.Ext(a.Path)); {
	case info.IsDir():
		return UseImages{a.Path}.perform(s)
	case extension == ".onnx":
		return s.useNetwork(a, func() (*Run, error) { return openNetwork(a.Path) })
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
		return nil, err
	}
	defer file.Close()
	net, err := onnx.Read(file)
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
	if len(net.Input) != 3 || net.Input[0] != 1 && net.Input[0] != 3 {
		return fmt.Errorf("it reads %v, not a grey or colour picture", net.Input)
	}
	return nil
}

// openPicture lays an own picture under the microscope.
func (s *Session) openPicture(a Open) {
	net := s.desk.run.live
	input, prep := net.Input, net.Meta.Prep
	s.job(func(context.Context) (func(), error) {
		picture, err := readPictureFile(a.Path, input, prep)
		if err != nil {
			return nil, fmt.Errorf("cannot open %w", err)
		}
		return func() {
			s.edit(a, func(d *desk) { d.picture, d.marks, d.shift = picture, nil, [2]int{} })
		}, nil
	})
}

// UseImages takes pictures from a folder or from the Toy World: "images toyworld".
type UseImages struct{ Ref string }

func (a UseImages) String() string { return "images " + a.Ref }
func (a UseImages) perform(s *Session) error {
	run := s.desk.run
	s.job(func(context.Context) (func(), error) {
		source, err := openSource(a.Ref, run.live.Input, run.live.Meta.Prep)
		if err != nil {
			return nil, err
		}
		return func() {
			s.edit(a, func(d *desk) {
				d.source, d.ref = source, a.Ref
				d.task = taskFor(source, d.task)
				d.picture, d.marks, d.shift = Picture{}, nil, [2]int{}
			})
		}, nil
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
func (s *Session) useNetwork(a Action, make func() (*Run, error)) error {
	now := s.desk
	s.job(func(context.Context) (func(), error) {
		run, err := make()
		if err != nil {
			return nil, err
		}
		d := now
		if err := d.place(run); err != nil {
			return nil, err
		}
		return func() {
			s.edit(a, func(desk *desk) {
				desk.run, desk.source, desk.picture, desk.task = d.run, d.source, d.picture, d.task
				if !sameShape(desk.picture.Pixels, run.live.Input) {
					desk.marks, desk.shift = nil, [2]int{}
				}
			})
		}, nil
	})
	return nil
}

// place puts a run on the desk with pictures of the size that it reads. A network that
// knows its task chooses it.
func (d *desk) place(run *Run) error {
	d.run = run
	if d.source == nil || !d.source.HeldOut.Shape().Equal(run.live.Input) {
		source, err := openSource(d.ref, run.live.Input, run.live.Meta.Prep)
		if err != nil {
			return err
		}
		d.source = source
		d.picture.Pixels = nil
	}
	if task := run.live.Meta.Task; task != "" && d.source.HeldOut.Classes(task) != nil {
		d.task = task
	}
	return nil
}

// edit changes the desk as part of an action that took its time.
func (s *Session) edit(a Action, change func(*desk)) {
	before := s.desk
	change(&s.desk)
	s.undo.push(before, a)
	s.arrange(before)
}

func init() {
	register("open", "PATH", func(w *words) Action { return Open{w.all()} })
	register("images", "toyworld|PATH", func(w *words) Action { return UseImages{w.all()} })
}
