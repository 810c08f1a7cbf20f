package main

import (
	"testing"

	"fyne.io/fyne/v2/test"
)

// What Fyne does last is taken from it, once: were it not to be had, the program could wait for its own end.
func TestTakeLast(t *testing.T) {
	app, done := test.NewTempApp(t), 0
	app.Lifecycle().(interface{ SetOnStoppedHookExecuted(func()) }).SetOnStoppedHookExecuted(func() { done++ })
	if last := takeLast(app); last == nil {
		t.Error("it is not handed out")
	} else if last(); done != 1 {
		t.Errorf("done %d times", done)
	}
	if takeLast(app) != nil {
		t.Error("it was not taken")
	}
}
