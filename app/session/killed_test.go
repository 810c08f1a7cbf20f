package session

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// toBeKilled in the environment makes the test binary a session that trains and saves all the
// time, in the folder that it names, until somebody kills it.
const toBeKilled = "UNITSCOPE_TEST_TO_BE_KILLED"

func TestMain(m *testing.M) {
	if dir := os.Getenv(toBeKilled); dir != "" {
		trainAndSave(dir)
	}
	os.Exit(m.Run())
}

func trainAndSave(dir string) {
	s, err := New(Options{StateDir: dir, Toys: fewToys, saveEvery: time.Millisecond, savingShare: 1})
	if err == nil {
		for _, a := range []Action{Setting{"batch", "2"}, TrainSteps{}} {
			if err = s.Do(a); err != nil {
				break
			}
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for {
		s.Take()
		time.Sleep(time.Millisecond)
	}
}

// Killed at random moments while it trains and saves, a session leaves a whole experiment every
// time, and the next one goes on from there.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("kills 20 sessions")
	}
	dir, rng := t.TempDir(), rand.New(rand.NewPCG(13, 0))
	name := filepath.Join(dir, autosaveFile)
	step := 0
	for kill := range 20 {
		before, _ := os.Stat(name)
		c := exec.Command(os.Args[0])
		c.Env = append(os.Environ(), toBeKilled+"="+dir)
		var said strings.Builder
		c.Stderr = &said
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		eventually(t, "a later step is saved", func() bool {
			time.Sleep(10 * time.Millisecond) // looking takes time that saving needs
			return savedStep(name, before) > step
		})
		time.Sleep(time.Duration(rng.Int64N(int64(100 * time.Millisecond)))) // some ten times as long as a save takes
		c.Process.Kill()
		c.Wait()
		if said.Len() > 0 {
			t.Fatal(said.String())
		}
		_, e, err := loadExperiment(name, fewToys)
		if err != nil {
			t.Fatalf("after kill %d: %v", kill, err)
		}
		if e.about.Step < step {
			t.Errorf("after kill %d it stood at step %d, before at %d", kill, e.about.Step, step)
		}
		step = e.about.Step
	}
	s := open(t, Options{StateDir: dir})
	if n := s.Notice(); n == nil || n.Bad || !strings.Contains(n.Text, "without closing") {
		t.Errorf("notice %+v", n)
	}
	if got := s.Training.Status().Step; got != step {
		t.Errorf("opened at step %d, saved at %d", got, step)
	}
	if left, _ := filepath.Glob(name + "?*"); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

// savedStep is the step of the experiment that is saved, 0 while the file is still the one of before.
func savedStep(name string, before os.FileInfo) int {
	now, err := os.Stat(name)
	if err != nil || before != nil && os.SameFile(before, now) {
		return 0
	}
	_, e, err := loadExperiment(name, fewToys)
	if err != nil {
		return 0 // told of after the kill
	}
	return e.about.Step
}
