package command

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/natefinch/atomic"

	"unitscope/app/session"
	"unitscope/cnn"
	"unitscope/cnn/onnx"
)

// about puts the file's name before an error, once.
func about(name string, err error) error {
	return fmt.Errorf("%s: %w", name, session.Reason(err))
}

// openNetwork reads an ONNX file, whose weights may be in files beside it.
func openNetwork(name string) (*cnn.Network, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, about(name, err)
	}
	defer f.Close()
	folder, err := os.OpenRoot(filepath.Dir(name)) // which no path leads out of
	if err != nil {
		return nil, about(name, err)
	}
	defer folder.Close()
	net, err := onnx.ReadBeside(f, folder.FS())
	if err != nil {
		return nil, about(name, err)
	}
	return net, nil
}

// noteOpening prints what opening a network's file had to say.
func (p *Program) noteOpening(name string, net *cnn.Network) {
	for _, note := range net.Meta.Notes {
		p.note("%s: %s", name, note)
	}
	for _, m := range net.Meta.Beyond {
		if m.Reason != "" {
			p.note("%s: opened without %s (%s): %s", name, m.Name, m.Kind, m.Reason)
		}
	}
}

// findLayer returns the index of a layer of a network that was opened from a file.
func findLayer(net *cnn.Network, file, layer string) (int, error) {
	if i := net.Index(layer); i >= 0 {
		return i, nil
	}
	return 0, fmt.Errorf("%s: no layer is named %q%s ('unitscope layers %s' lists all %d)", file, layer, didYouMean(net, layer), file, len(net.Nodes))
}

// didYouMean are the layers whose names are much like one that there is not.
func didYouMean(net *cnn.Network, layer string) string {
	if near := cnn.NearestNames(layer, layerNames(net)); len(near) > 0 {
		return fmt.Sprintf("; did you mean %s?", strings.Join(near, ", "))
	}
	return ""
}

func layerNames(net *cnn.Network) []string {
	names := make([]string, len(net.Nodes))
	for i, node := range net.Nodes {
		names[i] = node.Name
	}
	return names
}

// findLayers returns the indexes of layers that are listed with commas between them.
func findLayers(net *cnn.Network, file, list string) ([]int, error) {
	names := []string{list}
	if net.Index(list) < 0 { // some exporters' names have commas
		names = strings.Split(list, ",")
	}
	var layers []int
	for _, name := range names {
		layer, err := findLayer(net, file, name)
		if err != nil {
			return nil, err
		}
		if slices.Contains(layers, layer) {
			return nil, fmt.Errorf("--layer: %s is named twice", name)
		}
		layers = append(layers, layer)
	}
	return layers, nil
}

// isDevice reports whether name is something to write to that must not be replaced: a pipe, /dev/stdout.
func isDevice(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir() && !info.Mode().IsRegular()
}

// checkWritable fails where writeFile would, before the work is done whose result it is to hold.
func checkWritable(name string) error {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return about(name, errors.New("is a folder"))
	}
	if isDevice(name) {
		return nil
	}
	if err := tryCreating(name); err != nil {
		return about(name, err)
	}
	return nil
}

// tryCreating creates a file beside name and removes it.
func tryCreating(name string) error {
	f, err := createBeside(name)
	if err != nil {
		return err
	}
	f.Close()
	return os.Remove(f.Name())
}

// checkFolder fails where a folder of figures, made if it is not there, cannot be written to; "" is none.
func checkFolder(name string) error {
	if name == "" {
		return nil
	}
	at := filepath.Clean(name)
	for {
		info, err := os.Stat(at)
		if err == nil && !info.IsDir() {
			return about(at, errors.New("is a file; figures go into a folder"))
		}
		if above := filepath.Dir(at); err != nil && above != at {
			at = above
			continue
		}
		if err := tryCreating(filepath.Join(at, "figure")); err != nil {
			return about(name, err)
		}
		return nil
	}
}

// createBeside creates a file of a new name in the folder of name, hidden, readable as the user's umask allows.
func createBeside(name string) (*os.File, error) {
	folder, base := filepath.Split(name)
	for try := os.Getpid(); ; try++ {
		f, err := os.OpenFile(filepath.Join(folder, fmt.Sprintf(".%s.%d.part", base, try)), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
}

// writeFile gives name what write writes, whole or not at all: into a file beside it that then takes its place.
// A device or pipe is written to as it is.
func writeFile(name string, write func(io.Writer) error) (err error) {
	if isDevice(name) {
		return writeDevice(name, write)
	}
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target // so that the link stays one
	}
	f, err := createBeside(name)
	if err != nil {
		return about(name, err)
	}
	defer func() {
		f.Close() // a second time where all went well, which does no harm
		if err != nil {
			os.Remove(f.Name())
			err = about(name, err)
		}
	}()
	buffered := bufio.NewWriterSize(f, 1<<20)
	for _, step := range []func() error{
		func() error { return write(buffered) },
		buffered.Flush,
		f.Sync, // so that the new name never stands for an empty file
		f.Close,
		func() error { return atomic.ReplaceFile(f.Name(), name) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// writeDevice writes to what is no file.
func writeDevice(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return about(name, err)
	}
	defer f.Close()
	buffered := bufio.NewWriter(f)
	if err := errors.Join(write(buffered), buffered.Flush()); err != nil {
		return about(name, err)
	}
	return nil
}
