// Unitscope is a desktop microscope for the units of a convolutional network.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"unitscope/app/command"
)

func main() {
	ctx, release := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, release) // a second interrupt ends the program at once
	p := command.Program{Output: os.Stdout, Errors: os.Stderr, Terminal: isTerminal(os.Stderr), OpenWindow: openWindow}
	os.Exit(p.Run(ctx, os.Args[1:]))
}

// isTerminal reports whether a person may be watching f.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
