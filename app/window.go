package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"unitscope/app/command"
	"unitscope/app/lesson"
	"unitscope/app/session"
	"unitscope/assets"
	"unitscope/ui"
)

// id names the program to the desktop; its state is kept under it.
const id = "org.unitscope.Unitscope"

// openWindow opens the window and returns when it was closed.
func openWindow(ctx context.Context, o command.Window) error {
	app := fyneapp.NewWithID(id)
	pull := ui.NewPull(fyne.Do)
	options := session.Options{Changed: pull.Signal, Demo: assets.DemoNetwork(), ReadLesson: lesson.Read}
	if session.HasFiles {
		options.StateDir = app.Storage().RootURI().Path()
	}
	if o.Trace != "" {
		trace, err := os.Create(o.Trace)
		if err != nil {
			return fmt.Errorf("trace: %w", err)
		}
		defer trace.Close()
		options.Trace = trace
	}
	s, err := session.New(options)
	if err != nil {
		return err
	}
	if err := show(app, s, pull); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	// Fyne ends its loop on the same signals, but hears none that come while it starts.
	unhook := context.AfterFunc(ctx, func() { pull.End(app.Driver().Quit) })
	go beat(ctx, pull)
	go func() {
		if err := session.Play(ctx, s, o.Actions, pull.DoAndWait); err != nil && ctx.Err() == nil {
			fmt.Fprintln(os.Stderr, "unitscope: play:", err)
		}
	}()
	run(app)
	unhook()
	pull.Close()
	stop()
	return s.Close()
}

// run runs the window until it is closed.
//
// What Fyne does last, it posts to the loop that is just ending; on a busy machine it was lost there, and Run waited for it without
// end (Fyne 2.8.1, loop.go and lifecycle.go). So it is done here, when Run has returned.
func run(app fyne.App) {
	last := takeLast(app)
	app.Run()
	if last != nil {
		last()
	}
}

// takeLast takes from Fyne what it would do last, which is saving its preferences; nil where there is nothing.
func takeLast(app fyne.App) func() {
	l, ok := app.Lifecycle().(interface {
		OnStopped() func()
		SetOnStoppedHookExecuted(func())
	})
	if !ok {
		return nil
	}
	last := l.OnStopped()
	l.SetOnStoppedHookExecuted(nil)
	return last
}

// show opens the window. Fyne panics where a display is named that cannot be reached, or
// that has no OpenGL; that is the machine's state and not a fault of the program.
func show(app fyne.App, s *session.Session, pull *ui.Pull) (err error) {
	defer func() {
		failure := recover()
		if failure == nil {
			return
		}
		if !strings.Contains(fmt.Sprint(failure), "GLFW") {
			panic(failure)
		}
		err = errors.Join(fmt.Errorf("window: none can open on display %q (%v); without OpenGL, LIBGL_ALWAYS_SOFTWARE=1 may help, and 'unitscope snapshot' needs neither",
			os.Getenv("DISPLAY"), failure), s.Close())
	}()
	ui.NewWindow(app, s, pull, watchPointer)
	return nil
}

// beat has the window look at the clock: for what was saved when, and for saving.
func beat(ctx context.Context, pull *ui.Pull) {
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			pull.Signal()
		}
	}
}
