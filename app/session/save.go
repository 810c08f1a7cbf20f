package session

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/natefinch/atomic"

	"unitscope/cnn/onnx"
)

// Save writes what is on the bench to a file: the experiment where its name ends in .unitscope, the whole network that is
// shown where it ends in .onnx: "save monday.unitscope".
type Save struct{ Path string }

func (a Save) String() string { return "save " + a.Path }
func (a Save) perform(s *Session) error {
	var what string
	var write func() func(io.Writer) error // off the window's goroutine
	switch strings.ToLower(filepath.Ext(a.Path)) {
	case ".unitscope":
		e := s.capture()
		what, write = "The experiment", func() func(io.Writer) error { return (<-e).write }
	case ".onnx":
		net := s.Training.Shown().Whole
		what, write = "The network", func() func(io.Writer) error {
			return func(w io.Writer) error { return onnx.Write(w, net) }
		}
	default:
		return errors.New("nothing was saved: the name of an experiment ends in .unitscope, that of a network in .onnx")
	}
	s.job(func(context.Context) (func(), error) {
		if err := atomic.WriteFile(a.Path, contents(write())); err != nil {
			return nil, fmt.Errorf("%s was not saved: %w", a.Path, Reason(err))
		}
		return func() { s.tell(&Notice{Text: what + " is saved as " + a.Path + "."}) }, nil
	})
	return nil
}

// contents is a file's contents as io.Copy, and with it atomic.WriteFile, copies them: they write themselves to
// the file. In memory the file of a large network would take more than the network.
type contents func(w io.Writer) error

// WriteTo implements io.WriterTo.
func (c contents) WriteTo(w io.Writer) (int64, error) {
	b := bufio.NewWriterSize(w, 1<<20)
	err := c(b)
	if err == nil {
		err = b.Flush()
	}
	return 0, err // nobody wants to know how many bytes
}

// Read implements io.Reader, which io.Copy does not call.
func (contents) Read([]byte) (int, error) {
	return 0, errors.New("these contents are written, not read")
}

func init() {
	register("save", "FILE.unitscope|FILE.onnx", func(w *words) Action { return Save{w.all()} })
}
