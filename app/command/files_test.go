package command

import (
	"bytes"
	"errors"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"unitscope/cnn/npy"
)

func crc(b []byte) uint32 { return crc32.ChecksumIEEE(b) }

// npyFile returns a .npy file's bytes.
func npyFile(t *testing.T, shape []int, values []float32) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := npy.Write(&b, shape, values); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readNpy reads an array that a command has written.
func readNpy(t *testing.T, name string) ([]int, []float32) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	shape, values, err := npy.Read[float32](f)
	if err != nil {
		t.Fatal(err)
	}
	return shape, values
}

// A file is replaced whole or stays as it was, and nothing else is left in its folder.
func TestWriteFile(t *testing.T) {
	folder := t.TempDir()
	name := filepath.Join(folder, "y.npy")
	text := func(s string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
	}
	broken := errors.New("no more paper")
	for _, step := range []struct {
		write func(io.Writer) error
		err   error
		want  string
	}{
		{text("first"), nil, "first"},
		{func(w io.Writer) error { io.WriteString(w, "half"); return broken }, broken, "first"},
		{text("second"), nil, "second"},
	} {
		if err := writeFile(name, step.write); !errors.Is(err, step.err) {
			t.Errorf("error %v, want %v", err, step.err)
		}
		if got, err := os.ReadFile(name); string(got) != step.want {
			t.Errorf("file holds %q (%v), want %q", got, err, step.want)
		}
	}
	if err := os.Symlink(name, filepath.Join(folder, "link")); err == nil {
		if err := writeFile(filepath.Join(folder, "link"), text("third")); err != nil {
			t.Error(err)
		}
		if got, _ := os.ReadFile(name); string(got) != "third" {
			t.Errorf("written through a link, the file holds %q", got)
		}
		os.Remove(filepath.Join(folder, "link"))
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Errorf("folder holds %v (%v), want one file", entries, err)
	}
	if err := errors.Join(checkWritable(name), checkWritable(filepath.Join(folder, "new"))); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{folder, filepath.Join(folder, "none", "y.npy")} {
		if checkWritable(bad) == nil || writeFile(bad, text("")) == nil {
			t.Errorf("%s: took it for a file to write", bad)
		}
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 1 {
		t.Errorf("folder holds %v after the checks, want one file", entries)
	}
}

// What is no file is written to, not replaced.
func TestWriteFileToDevice(t *testing.T) {
	const full = "/dev/full" // Linux's device that is always full
	before, err := os.Stat(full)
	if err != nil || before.Mode().IsRegular() {
		t.Skip("no ", full)
	}
	if err := checkWritable(full); err != nil {
		t.Error(err)
	}
	if err := writeFile(full, func(w io.Writer) error { _, err := w.Write(make([]byte, 9000)); return err }); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("error %v, want no space left", err)
	}
	if after, err := os.Stat(full); err != nil || after.Mode() != before.Mode() {
		t.Fatalf("%s was replaced: %v, %v", full, after, err)
	}
}

// whitePNG returns a white square.
func whitePNG(t *testing.T, side int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
