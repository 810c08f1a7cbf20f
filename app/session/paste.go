package session

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Paste lays the picture in the clipboard under the microscope: "paste". The window reads texts, which
// may be paths, by itself, and has them dropped.
type Paste struct{}

func (Paste) String() string { return "paste" }
func (a Paste) perform(s *Session) error {
	s.alter(a, func(now desk) (func(*desk), error) {
		contents, err := clipboardPicture(s.ctx)
		if err != nil {
			return nil, fmt.Errorf("nothing was pasted: %w", err)
		}
		own := &ownFile{"pasted picture", contents}
		picture, err := own.picture("", now.run.net.Input, now.run.net.Meta.Prep)
		if err != nil {
			return nil, fmt.Errorf("the clipboard's picture cannot be read: %w", err)
		}
		return func(d *desk) { d.lay(picture) }, nil
	})
	return nil
}

// clipboardTool is a program that writes the clipboard's contents, of the type that its last argument names, and takes others.
type clipboardTool struct {
	list []string // writes the types that there are, one a line
	get  []string
	put  []string // takes a PNG file
}

// clipboardTools are programs of X11 and Wayland desktops. Windows have texts only from Fyne, and libraries
// that read pictures need a C library and a connection to the display of their own.
func clipboardTools() []clipboardTool {
	wayland := clipboardTool{[]string{"wl-paste", "--list-types"}, []string{"wl-paste", "--no-newline", "--type"}, []string{"wl-copy", "--type", "image/png"}}
	x11 := clipboardTool{[]string{"xclip", "-selection", "clipboard", "-o", "-t", "TARGETS"}, []string{"xclip", "-selection", "clipboard", "-o", "-t"}, []string{"xclip", "-selection", "clipboard", "-i", "-t", "image/png"}}
	if os.Getenv("WAYLAND_DISPLAY") != "" {
		return []clipboardTool{wayland, x11}
	}
	return []clipboardTool{x11}
}

// clipboardTypes are the types of pictures that can be read, the best first.
var clipboardTypes = []string{"image/png", "image/tiff", "image/bmp", "image/webp", "image/jpeg", "image/gif"}

const (
	clipboardWait = 5 * time.Second // for who owns the clipboard: it may hang
	// mostPasted bytes are taken from the clipboard.
	mostPasted = mostOwnFile
)

var (
	errNoClipboard = errors.New("a picture in the clipboard can be read on Linux where xclip or, on Wayland, wl-paste is installed; " +
		"save it as a file and drop that on the window")
	errNothingToPaste = errors.New("the clipboard holds no picture, and no path of a file")
)

// clipboardPicture returns the file of the picture in the clipboard.
func clipboardPicture(ctx context.Context) ([]byte, error) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" || !HasFiles {
		return nil, errNoClipboard
	}
	ctx, cancel := context.WithTimeout(ctx, clipboardWait)
	defer cancel()
	for _, tool := range clipboardTools() {
		if _, err := exec.LookPath(tool.list[0]); err != nil {
			continue
		}
		types, err := output(ctx, tool.list)
		if err != nil {
			return nil, errNothingToPaste // so is an empty clipboard
		}
		there := strings.Fields(string(types))
		for _, kind := range clipboardTypes {
			if slices.Contains(there, kind) {
				return output(ctx, append(slices.Clone(tool.get), kind))
			}
		}
		return nil, errNothingToPaste
	}
	return nil, errNoClipboard
}

// output runs a program and returns what it writes, in bounded memory.
func output(ctx context.Context, command []string) ([]byte, error) {
	var out limited
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.Stdout = &out
	switch err := c.Run(); {
	case out.full:
		return nil, fmt.Errorf("it takes more than %d MB", mostPasted>>20)
	case ctx.Err() != nil:
		return nil, fmt.Errorf("%s did not answer", command[0])
	case err != nil:
		return nil, fmt.Errorf("%s: %w", command[0], err)
	}
	return out.kept, nil
}

// limited keeps what is written up to mostPasted bytes, and refuses more.
type limited struct {
	kept []byte
	full bool
}

func (l *limited) Write(p []byte) (int, error) {
	if len(l.kept)+len(p) > mostPasted {
		l.full = true
		return 0, errors.New("too much")
	}
	l.kept = append(l.kept, p...)
	return len(p), nil
}

// CopyFigure puts a result into the clipboard as a picture, when it is there.
func (s *Session) CopyFigure(kind Exhibit) {
	show, err := s.exhibit(kind)
	if err != nil {
		s.report(cannotExport(kind, err))
		return
	}
	s.job(func(ctx context.Context) (func(), error) {
		e, err := show()
		var b bytes.Buffer
		if err == nil {
			err = e.write(&b, ".png", PictureScale(""))
		}
		if err != nil {
			return nil, cannotExport(kind, err)
		}
		return s.copied(ctx, b.Bytes())
	})
}

// copied puts a PNG file into the clipboard, and tells of it.
func (s *Session) copied(ctx context.Context, png []byte) (func(), error) {
	ctx, cancel := context.WithTimeout(ctx, clipboardWait)
	defer cancel()
	for _, tool := range clipboardTools() {
		if _, err := exec.LookPath(tool.put[0]); err != nil {
			continue
		}
		c := exec.CommandContext(ctx, tool.put[0], tool.put[1:]...)
		c.Stdin = bytes.NewReader(png)
		if err := c.Run(); err != nil { // it goes on in the background, as long as the clipboard is its
			return nil, fmt.Errorf("nothing was copied: %s: %w", tool.put[0], err)
		}
		return func() { s.tell(&Notice{Text: "The picture is in the clipboard."}) }, nil
	}
	return nil, errors.New("nothing was copied: a picture gets into the clipboard on Linux where xclip or, on Wayland, wl-copy is installed; export it as a file instead")
}

// PastedPaths reads a clipboard's text as paths of files and folders: paths or file URIs, one a line, as file
// managers copy them. It returns nil for a text that is anything else.
func PastedPaths(text string) []string {
	var paths []string
	for _, line := range strings.Split(text, "\n") {
		switch line = strings.TrimSpace(line); {
		case line == "", line == "x-special/nautilus-clipboard", line == "copy", line == "cut", strings.HasPrefix(line, "#"):
			continue
		}
		path := line
		if u, err := url.Parse(line); err == nil && u.Scheme == "file" {
			path = filepath.FromSlash(u.Path)
		}
		if !filepath.IsAbs(path) {
			return nil
		}
		paths = append(paths, path)
	}
	return paths
}

func init() { register("paste", "", func(*words) Action { return Paste{} }) }
