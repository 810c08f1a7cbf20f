package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"

	"unitscope/app/session"
)

// Window is what the window opens with.
type Window struct {
	Actions []session.Action // to perform first
	Trace   string           // the file that what happens goes to, "" for none
}

// windowCommand opens the window; it is what happens where no command is named.
type windowCommand struct {
	Files []string `arg:"" optional:"" name:"file" help:"Networks, pictures or experiments to open."`
	Play  string   `placeholder:"FILE" help:"Perform a file of actions, one a line."`
	Trace string   `placeholder:"FILE" help:"Write what happens to FILE, as JSON lines."`
}

// errNoDisplay is the answer where no window can be shown.
var errNoDisplay = errors.New("window: no display (neither DISPLAY nor WAYLAND_DISPLAY is set); 'unitscope snapshot' draws a room without one")

func (c *windowCommand) Run(ctx context.Context, p *Program) error {
	actions, err := c.actions()
	if err != nil {
		return err
	}
	if runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return errNoDisplay
	}
	return p.OpenWindow(ctx, Window{Actions: actions, Trace: c.Trace})
}

// actions returns what the window is to do first: open the files, then what is to be played.
func (c *windowCommand) actions() ([]session.Action, error) {
	var actions []session.Action
	for _, name := range c.Files {
		if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: neither a file nor a command of unitscope", name)
		} else if err != nil {
			return nil, about(name, err)
		}
	}
	if len(c.Files) > 0 {
		folder, err := os.Getwd()
		if err != nil {
			return nil, err
		}
		actions = append(actions, session.Anchored(session.Opening(c.Files), folder)) // the next start may be in another
	}
	played, err := readActions(c.Play)
	return append(actions, played...), err
}

// readActions reads a file of actions, one a line; none where no file is named.
func readActions(name string) ([]session.Action, error) {
	if name == "" {
		return nil, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, about(name, err)
	}
	defer f.Close()
	actions, err := session.ReadActions(f)
	if err != nil {
		return nil, about(name, err)
	}
	return actions, nil
}
