package session

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"unitscope/cnn"
)

// TrainSteps lets the network learn: "train" until paused, "train 200" for 200 steps.
type TrainSteps struct{ Steps int } // 0: until paused

func (a TrainSteps) String() string {
	return strings.TrimSuffix("train "+strconv.Itoa(a.Steps), " 0")
}
func (a TrainSteps) perform(s *Session) error {
	if a.Steps < 0 {
		return fmt.Errorf("%d steps cannot be made", a.Steps)
	}
	if a.Steps == 0 {
		a.Steps = -1
	}
	s.Training.play(a.Steps)
	return nil
}

// Pause stops learning after the step that is being made: "pause".
type Pause struct{}

func (Pause) String() string { return "pause" }
func (Pause) perform(s *Session) error {
	s.Training.pause()
	return nil
}

// SlowPicture teaches the network the picture under the microscope, stage by stage: "slow".
type SlowPicture struct{}

func (SlowPicture) String() string { return "slow" }
func (SlowPicture) perform(s *Session) error {
	label, stimulus := s.desk.label(), s.Stimulus()
	if label < 0 {
		return errors.New("nobody has said what class this picture is: choose one from the strip")
	}
	input := s.desk.run.net.Input
	if !sameShape(s.desk.picture.Pixels, input) {
		return errors.New("the picture is not there yet")
	}
	x := cnn.NewTensor(append([]int{1}, input...)...)
	s.desk.run.net.Meta.Prep.Apply(x.Data, stimulus.Painted.Data, input)
	s.Training.slowly(x, label)
	return nil
}

// ShowStage turns to a stage of the slow picture: "stage 3". Stage 4 changes the weights,
// once. "stage 0" ends that.
type ShowStage struct{ Stage int }

func (a ShowStage) String() string { return "stage " + strconv.Itoa(a.Stage) }
func (a ShowStage) perform(s *Session) error {
	switch {
	case a.Stage < 0 || a.Stage > int(StageUpdate):
		return fmt.Errorf("stages go from 1 to %d, not %d", StageUpdate, a.Stage)
	case a.Stage == 0:
		s.Training.endSlow()
	default:
		s.Training.stage(Stage(a.Stage))
	}
	return nil
}

// Reset begins again with random weights: "reset 1", with this seed.
type Reset struct{ Seed uint64 }

func (a Reset) String() string           { return "reset " + strconv.FormatUint(a.Seed, 10) }
func (a Reset) perform(s *Session) error { return s.again(a, s.desk.task, a.Seed) }

// again begins a run of the same architecture with random weights for a task.
func (s *Session) again(a Action, task string, seed uint64) error {
	labels := s.desk.source.HeldOut.Classes(task)
	if err := s.desk.run.canLearn(labels); err != nil {
		return err
	}
	s.alter(a, func(now desk) (func(*desk), error) {
		run, err := now.run.again(task, labels, seed)
		return func(d *desk) { d.run, d.task = run, task }, err
	})
	return nil
}

// NewNetwork begins with a network by name and random weights: "network toy48".
type NewNetwork struct{ Name string }

func (a NewNetwork) String() string { return "network " + a.Name }
func (a NewNetwork) perform(s *Session) error {
	s.useNetwork(a, func(now desk) (*Run, error) {
		labels := now.source.HeldOut.Classes(now.task)
		if a.Name == "demo" {
			return demoRun(s.options.Demo, now.task, labels)
		}
		return newRandomRun(a.Name, now.task, labels, now.run.Seed)
	})
	return nil
}

// ChooseTask chooses which label is learned, and begins a network for it with random
// weights: "task scene".
type ChooseTask struct{ Task string }

func (a ChooseTask) String() string { return "task " + a.Task }
func (a ChooseTask) perform(s *Session) error {
	if s.desk.source.HeldOut.Classes(a.Task) == nil {
		return fmt.Errorf("these pictures have no task %q", a.Task)
	}
	if a.Task == s.desk.task {
		return nil
	}
	return s.again(a, a.Task, s.desk.run.Seed)
}

// Scrub shows the network as it was at a step, "scrub 564"; "scrub live" as it is now.
// Training goes on from what is shown.
type Scrub struct{ Step int } // negative: live

func (a Scrub) String() string {
	if a.Step < 0 {
		return "scrub live"
	}
	return "scrub " + strconv.Itoa(a.Step)
}
func (a Scrub) perform(s *Session) error {
	step := a.Step
	if step < 0 {
		step = s.desk.run.Step()
	}
	s.Training.scrub(step)
	return nil
}

// A Setting changes how the network learns, also while it does: "learning-rate 0.01",
// "batch 64", "momentum 0.9", "decay 0.0001", "loss squared", "optimizer adam", "freeze
// conv1,conv2", "freeze nothing".
type Setting struct{ Name, Value string }

func (a Setting) String() string { return a.Name + " " + a.Value }
func (a Setting) undoable()      {}
func (a Setting) joins(before Action) bool {
	b, ok := before.(Setting)
	return ok && b.Name == a.Name
}
func (a Setting) perform(s *Session) error {
	h := &s.desk.hyper
	switch a.Name {
	case "loss":
		h.Loss = cnn.Loss(a.Value)
		return nil
	case "optimizer":
		h.Optimizer = cnn.Optimizer(a.Value)
		return nil
	case "freeze":
		layers, err := frozen(s.desk.run.net, a.Value)
		if err == nil {
			h.Frozen = layers
		}
		return err
	}
	x, err := strconv.ParseFloat(a.Value, 32)
	limits := settingLimits[a.Name]
	if err != nil || !(x >= limits[0] && x <= limits[1]) {
		return fmt.Errorf("%s goes from %g to %g, not %s", a.Name, limits[0], limits[1], a.Value)
	}
	switch a.Name {
	case "learning-rate":
		h.Rate = float32(x)
	case "momentum":
		h.Momentum = float32(x)
		if x == 0 {
			h.Momentum = -1 // 0 would take the optimizer's default
		}
	case "decay":
		h.Decay = float32(x)
	case "batch":
		s.desk.batch = int(x)
	}
	return nil
}

var settingLimits = map[string][2]float64{"learning-rate": {1e-6, 10}, "momentum": {0, 0.999}, "decay": {0, 1}, "batch": {1, 1024}}

func init() {
	register("train", "[STEPS]", func(w *words) Action {
		if w.more() {
			return TrainSteps{w.integer()}
		}
		return TrainSteps{}
	})
	register("pause", "", func(*words) Action { return Pause{} })
	register("slow", "", func(*words) Action { return SlowPicture{} })
	register("stage", "0..4", func(w *words) Action { return ShowStage{w.integer()} })
	register("reset", "SEED", func(w *words) Action { return Reset{w.unsigned()} })
	register("network", "demo|toy48|lenet28|vgg32|alexnet", func(w *words) Action { return NewNetwork{w.word()} })
	register("task", "NAME", func(w *words) Action { return ChooseTask{w.word()} })
	register("scrub", "STEP|live", func(w *words) Action {
		if w.rest == "live" {
			w.rest = ""
			return Scrub{-1}
		}
		return Scrub{w.integer()}
	})
	for name := range settingLimits {
		register(name, "NUMBER", func(w *words) Action { return Setting{name, number(w.number())} })
	}
	register("freeze", "LAYER,LAYER...|nothing", func(w *words) Action { return Setting{"freeze", w.all()} })
	register("loss", "cross-entropy|squared", func(w *words) Action {
		return Setting{"loss", string(oneOf(w, cnn.CrossEntropy, cnn.Squared))}
	})
	register("optimizer", "sgd|adam|adamw", func(w *words) Action {
		return Setting{"optimizer", string(oneOf(w, cnn.SGD, cnn.Adam, cnn.AdamW))}
	})
}
