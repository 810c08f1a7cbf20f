// Package command is Unitscope's command line: one file a subcommand, and what they share.
//
// Start reading at Program.Run, then at any subcommand's struct: its fields are the flags, its Run is
// what it does. Errors are one line, `unitscope: WHAT: WHY`; the exit status is 0 when done, 1 on
// failure, 2 on wrong usage. Output files are written whole or not at all.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"unitscope/cnn"
)

// The exit statuses.
const (
	done = iota
	failed
	wrongUsage
)

// grace is how long a command may take to stop by itself after an interrupt: a step of a large network takes seconds.
const grace = 500 * time.Millisecond

// A Program is what the command line runs in.
type Program struct {
	Output, Errors io.Writer // standard output and standard error
	Terminal       bool      // someone watches Errors, so progress is shown there
	// OpenWindow opens the window and returns when it is closed. Only package main has one to give.
	OpenWindow func(ctx context.Context, o Window) error
}

// grammar is the whole command line.
type grammar struct {
	Progress bool `help:"Report progress on standard error even where that is no terminal."`

	Open        windowCommand      `cmd:"" default:"withargs" hidden:"" help:"Open the window."`
	Layers      layersCommand      `cmd:"" help:"List a network's layers: kind, shape, parameters, receptive field."`
	Train       trainCommand       `cmd:"" help:"Train a network."`
	Run         runCommand         `cmd:"" help:"Write the activations that pictures cause in a network."`
	Occlude     occludeCommand     `cmd:"" help:"Write how much hiding each patch of a picture changes units."`
	Fields      fieldsCommand      `cmd:"" help:"Measure receptive fields: what hiding parts of each unit's strongest pictures does."`
	Tune        tuneCommand        `cmd:"" help:"Show units gratings: preferred orientation and frequency, selectivity."`
	Relearn     relearnCommand     `cmd:"" help:"Have a network learn another task, and report what becomes of each unit."`
	RDM         rdmCommand         `cmd:"" name:"rdm" help:"Write how dissimilar pictures are to a network's layers."`
	RSA         rsaCommand         `cmd:"" name:"rsa" help:"Compare layers with people's brains: correlations, tests, noise ceiling."`
	Searchlight searchlightCommand `cmd:"" help:"Map where in a brain the patterns are like a network's layers."`
	Timecourse  timecourseCommand  `cmd:"" help:"Follow over time how alike layers are to people's recordings."`
	Snapshot    snapshotCommand    `cmd:"" help:"Draw a room of the window to a file, without a display."`
	Lesson      lessonCommand      `cmd:"" help:"For who writes lessons: check one, list what it may name."`
	Bench       benchCommand       `cmd:"" help:"Time the engine's workloads."`
}

const description = `A desktop microscope for the units of a convolutional network.

Without a command it opens the window: unitscope [FILE...] [--play FILE] [--trace FILE]`

// usageError is a mistake in how the command was called: exit status 2.
type usageError struct{ error }

// usagef makes a usageError.
func usagef(format string, arguments ...any) error {
	return usageError{fmt.Errorf(format, arguments...)}
}

// Run performs one command line, without the program's name, and returns its exit status.
// An end of ctx stops the command within a second.
func (p *Program) Run(ctx context.Context, arguments []string) int {
	var commands grammar
	helped := false
	parser, err := kong.New(&commands,
		kong.Name("unitscope"),
		kong.Description(description),
		kong.Writers(p.Output, p.Errors),
		kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Vars{"presets": strings.Join(cnn.PresetNames, ", "), "workloads": workloadNames()},
	)
	if err != nil {
		panic("command: " + err.Error()) // the grammar above is wrong, not what the user wrote
	}
	parsed, err := parser.Parse(arguments)
	switch {
	case helped:
		return done
	case err != nil:
		return p.report(usageError{err})
	}
	if commands.Progress {
		ctx = withProgress(ctx)
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	parsed.Bind(p)
	if parsed.Command() == "open" || strings.HasPrefix(parsed.Command(), "open ") {
		return p.report(parsed.Run()) // here, because a window needs the main goroutine
	}
	return p.report(interruptible(ctx, func() error { return parsed.Run() }))
}

// interruptible runs a command and gives up on it some time after ctx has ended.
func interruptible(ctx context.Context, command func() error) error {
	result := make(chan error, 1)
	go func() { result <- command() }()
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-result:
		return err
	case <-time.After(grace):
		return ctx.Err()
	}
}

// report prints an error as one line and returns the exit status that goes with it.
func (p *Program) report(err error) int {
	if err == nil {
		return done
	}
	text := err.Error()
	if errors.Is(err, context.Canceled) {
		text = "stopped: interrupted, nothing was written"
	}
	fmt.Fprintf(p.Errors, "unitscope: %s\n", strings.ReplaceAll(strings.TrimSpace(text), "\n", "; "))
	if errors.As(err, &usageError{}) {
		return wrongUsage
	}
	return failed
}

// print writes one line of standard output.
func (p *Program) print(format string, arguments ...any) error {
	_, err := fmt.Fprintf(p.Output, format+"\n", arguments...)
	return err
}

// note writes one line of standard error.
func (p *Program) note(format string, arguments ...any) {
	fmt.Fprintf(p.Errors, format+"\n", arguments...)
}
