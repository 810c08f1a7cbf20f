package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Window is what the window opens with.
type Window struct {
	Files []string `arg:"" optional:"" name:"file" help:"Networks, pictures or experiments to open."`
	Play  string   `placeholder:"FILE" help:"Perform a file of actions, one a line."`
	Trace string   `placeholder:"FILE" help:"Write what happens to FILE, as JSON lines."`
}

// windowCommand opens the window; it is what happens where no command is named.
type windowCommand struct{ Window }

func (c *windowCommand) Run(ctx context.Context, p *Program) error {
	for _, name := range c.Files {
		if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s: neither a file nor a command of unitscope", name)
		} else if err != nil {
			return about(name, err)
		}
	}
	if p.OpenWindow == nil {
		return errors.New("window: this program was built without one")
	}
	return p.OpenWindow(ctx, c.Window)
}
