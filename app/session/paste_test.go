package session

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// What file managers and people copy as text: paths and file URIs, and nothing else.
func TestPastedPaths(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("paths here begin with a slash")
	}
	for text, want := range map[string][]string{
		"/tmp/a.png":                     {"/tmp/a.png"},
		"file:///tmp/a%20b.png\r\n":      {"/tmp/a b.png"},
		"/tmp/a b.png\n/tmp/c%20d.png\n": {"/tmp/a b.png", "/tmp/c%20d.png"},
		"x-special/nautilus-clipboard\ncopy\nfile:///tmp/%C3%A4.png\nfile:///tmp/b": {"/tmp/ä.png", "/tmp/b"},
		"file://localhost/tmp/a.png":      {"/tmp/a.png"},
		"":                                nil,
		"conv2:17":                        nil,
		"a.png":                           nil,
		"/tmp/a.png\nand a shopping list": nil,
		"https://example.org/a.png":       nil,
	} {
		if got := PastedPaths(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// clipboard puts a program in the place of xclip that has a picture, or whatever else the lines of shell say.
func clipboard(t *testing.T, script string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("pictures are pasted on Linux")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "xclip"), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
	t.Setenv("WAYLAND_DISPLAY", "")
}

// A pasted picture is an own picture that no file has but the experiment's.
func TestPaste(t *testing.T) {
	clipboard(t, fmt.Sprintf(`case "$*" in *TARGETS) printf 'TIMESTAMP\nimage/jpeg\nimage/png\n';; *image/png) cat %s;; *) exit 1;; esac`, pictureFile(t)))
	dir := t.TempDir()
	first, err := New(Options{StateDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	perform(t, first, "paste", "paint 10 10 5 grey", "network lenet28")
	if p := first.Stimulus().Picture; p.Name != "pasted picture" || p.Index != -1 || p.Note != "60×40 cropped to 40×40, scaled to 28×28" || first.Notice() != nil {
		t.Errorf("picture %+v, notice %+v", p, first.Notice())
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, Options{StateDir: dir})
	sameDesk(t, first, again)
}

func TestPasteRefuses(t *testing.T) {
	for name, c := range map[string]struct{ script, want string }{
		"text only":       {`echo UTF8_STRING`, "no picture"},
		"an empty one":    {`exit 1`, "no picture"},
		"a broken one":    {`case "$*" in *TARGETS) echo image/png;; *) echo a shopping list;; esac`, "not a picture"},
		"one that breaks": {`case "$*" in *TARGETS) echo image/png;; *) exit 3;; esac`, "exit status 3"},
		"endless":         {`case "$*" in *TARGETS) echo image/png;; *) yes;; esac`, "more than 16 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			clipboard(t, c.script)
			s := open(t, Options{})
			refused(t, s, "paste")
			checkNotice(t, s, []string{c.want})
			if s.CanUndo() {
				t.Error("it can be undone")
			}
		})
	}
	t.Run("no program", func(t *testing.T) {
		clipboard(t, "")
		t.Setenv("PATH", t.TempDir())
		s := open(t, Options{})
		refused(t, s, "paste")
		checkNotice(t, s, []string{"xclip", "wl-paste"})
		if strings.Count(s.Notice().Text, "drop that on the window") != 1 {
			t.Error("it shows no way on")
		}
	})
}
