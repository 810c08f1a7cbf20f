package session

import (
	"context"
	"fmt"
	"image"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/plasticity"
	"unitscope/viz/render"
)

// A Comparison tells what became of each unit between two networks: the one that is shown, and one before it. That is the old
// network of a relearning, or the first of a training; or an earlier one of the timeline, or another file's (see Compare).
//
// It is asked as the Probe is, by the window, once a frame, and works in the Probe's queues: answers come in the background,
// are kept, and are stale when the network has moved on. Lesions do not count here.
type Comparison struct {
	probe    *Probe
	analysis *Analysis
	past     *Past
	desk     func() *desk
	sets     memo[data.Set] // the probe pictures
	sides    memo[*Sides]
	thumb    thumbs
}

func newComparison(s *Session) *Comparison {
	return &Comparison{probe: s.Probe, analysis: s.Analysis, past: s.Past, desk: func() *desk { return &s.desk }}
}

// A Side is one of two networks that are compared.
type Side struct {
	Name string          // "object", "step 120", "other.onnx"
	Step int             // of its run; 0 for another file's
	Net  *cnn.Network    // nobody changes it
	Task plasticity.Task // that it answers
}

// Sides are what is compared.
type Sides struct {
	Before, After Side
	Pictures      data.Set // the probe: what both are shown; its tasks are
	Tasks         []string // the old one first, and so many classes
	Classes       [][]string
}

// Same tells whether others are the same networks, compared on the same pictures.
func (s *Sides) Same(others *Sides) bool {
	return s.Before.Net == others.Before.Net && s.After.Net == others.After.Net && s.Pictures == others.Pictures
}

// against is what the network that is shown is compared with: nothing set is the old network, or the first.
type against struct {
	chosen bool // Step is
	step   int
	path   string
	net    *cnn.Network // of path
}

// CompareWith chooses what the network that is shown is compared with: "compare old", "compare 120" as it was at a step,
// "compare other.onnx".
type CompareWith struct {
	Step int    // negative: the old network
	Path string // empty: Step
}

func (a CompareWith) String() string {
	switch {
	case a.Path != "":
		return "compare " + a.Path
	case a.Step < 0:
		return "compare old"
	}
	return fmt.Sprintf("compare %d", a.Step)
}
func (a CompareWith) perform(s *Session) error {
	s.alter(a, func(now desk) (func(*desk), error) {
		set := against{chosen: a.Path == "" && a.Step >= 0, step: max(a.Step, 0), path: a.Path}
		if a.Path != "" {
			run, err := openNetwork(a.Path)
			if err != nil {
				return nil, err
			}
			if err := plasticity.Comparable(answering(now.run.net), answering(run.net)); err != nil {
				return nil, fmt.Errorf("%s cannot be compared with the network here: %w", a.Path, err)
			}
			set.net = run.net
		}
		return func(d *desk) { d.against = set }, nil
	})
	return nil
}

// Sides returns what is compared.
func (c *Comparison) Sides() *Sides {
	b := c.bench()
	return c.sidesOf(&b)
}

// bench is the probe's, with the latest check's network in the place of one that relearns just now: so the fates follow it.
func (c *Comparison) bench() bench {
	b := c.probe.bench()
	b.shown.Net = b.shown.Whole
	if l := b.shown.Run.relearning; l != nil && b.running {
		if snapshots := l.plastic.Snapshots(); len(snapshots) > 0 {
			s := snapshots[len(snapshots)-1]
			b.shown.Net, b.shown.Step, b.running = s.Net, s.Step, false
		}
	}
	return b
}

// sidesKey is all that what is compared depends on.
type sidesKey struct {
	shown   *cnn.Network
	source  *data.Source
	task    string
	against against
	damaged int // pictures of both tasks that are known to be: when one is found, the others are compared anew
}

func (c *Comparison) sidesOf(b *bench) *Sides {
	d, damaged := c.desk(), b.source.Unreadable()
	if l := b.shown.Run.relearning; l != nil {
		old, _ := l.Tasks()
		damaged += old.Source.Unreadable()
	}
	return c.sides.get(sidesKey{b.shown.Net, b.source, b.task, d.against, damaged}, func() *Sides {
		s := &Sides{After: Side{Name: fmt.Sprintf("step %d", b.shown.Step), Step: b.shown.Step, Net: b.shown.Net, Task: plasticity.Task{Source: b.source, Name: b.task}}}
		if l := b.shown.Run.relearning; l != nil && b.shown.Net == l.Before() {
			s.After.Name = l.Old
			s.After.Task, _ = l.Tasks()
		}
		s.Before = c.before(b, s.After.Task, d.against)
		n := unitPictures(b.shown.Net, plasticity.ProbePictures)
		s.Pictures = c.sets.get([4]any{s.Before.Task, s.After.Task, n, damaged}, func() data.Set { return plasticity.Probe(s.Before.Task, s.After.Task, n) })
		s.Tasks = s.Pictures.Tasks()
		for _, task := range s.Tasks {
			s.Classes = append(s.Classes, s.Pictures.Classes(task))
		}
		return s
	})
}

// before is the side that is chosen.
func (c *Comparison) before(b *bench, task plasticity.Task, a against) Side {
	run := b.shown.Run
	switch {
	case a.net != nil:
		if other := a.net.Meta.Task; len(b.source.HeldOut.Classes(other)) > 0 {
			task.Name = other
		}
		return Side{Name: a.net.Meta.Name, Net: a.net, Task: task}
	case run.relearning != nil && !a.chosen:
		old, _ := run.relearning.Tasks()
		return Side{Name: run.relearning.Old, Net: run.relearning.Before(), Task: old}
	}
	s := run.snapshotAt(a.step)
	return Side{Name: fmt.Sprintf("step %d", s.Step), Step: s.Step, Net: s.Net, Task: task}
}

// compared is a question about both networks; other is what else the answer depends on.
type compared struct {
	before   *cnn.Network
	pictures data.Set
	other    any
}

// asked is a question about both sides.
func (s *Sides) asked(t topic, other any) asked {
	return asked{question: question{topic: t, node: -1, unit: -1, source: compared{s.Before.Net, s.Pictures, other}}, net: s.After.Net}
}

// responses are what one side's units answer to the probe, computed if they are not known.
func (s *Sides) responses(ctx context.Context, t *task, side Side, progress func(done, total int)) (*plasticity.Responses, error) {
	a := asked{question: question{topic: responsesTopic, node: -1, unit: -1, source: s.Pictures}, net: side.Net}
	t.probe.mu.Lock()
	known := t.probe.results.find(a)
	t.probe.mu.Unlock()
	if known != nil && known.err == nil {
		return known.value.(*plasticity.Responses), nil
	}
	if err := finite(side.Net); err != nil {
		return nil, err
	}
	r, err := plasticity.Respond(ctx, answering(side.Net), s.Pictures, progress)
	if err != nil {
		return nil, err
	}
	bytes := 0
	for _, v := range r.Values {
		bytes += 4 * len(v)
	}
	t.keep(a, r, bytes, false)
	return r, nil
}

// both are the responses of both sides.
func (s *Sides) both(ctx context.Context, t *task) (r [2]*plasticity.Responses, err error) {
	for i, side := range []Side{s.Before, s.After} {
		r[i], err = s.responses(ctx, t, side, func(done, total int) { t.progress(ctx, i*total+done, 2*total) })
		if err != nil {
			return r, err
		}
	}
	return r, nil
}

// Views are what both networks' units answer to the picture under the microscope; nil while that is being computed. The one
// after is the view of all rooms while the network learns, or where that has no lesions.
func (c *Comparison) Views() (before, after *View) {
	b := c.bench()
	s := c.sidesOf(&b)
	before = c.past.whole(b.shown.Run, Snapshot{s.Before.Step, s.Before.Net}, b.stimulus)
	if after = c.analysis.View(); after != nil && after.Stimulus.Version == b.stimulus.Version && (b.running || after.Shown.Net == s.After.Net) {
		return before, after
	}
	return before, c.past.whole(b.shown.Run, Snapshot{s.After.Step, s.After.Net}, b.stimulus)
}

// thumbs are pictures of the probe as they are drawn.
type thumbs struct {
	of  data.Set
	img map[int]*image.RGBA
}

// Thumb is a picture of the probe, as large as it is; nil where it cannot be read.
func (c *Comparison) Thumb(pictures data.Set, index int) *image.RGBA {
	if c.thumb.of != pictures || len(c.thumb.img) >= leastThumbs {
		c.thumb = thumbs{pictures, make(map[int]*image.RGBA)}
	}
	if img := c.thumb.img[index]; img != nil {
		return img
	}
	shape := pictures.Shape()
	pixels := make([]float32, shape.Size())
	if pictures.Read(index, pixels) != nil {
		return nil
	}
	img := image.NewRGBA(image.Rect(0, 0, shape[2], shape[1]))
	render.Picture(img, img.Rect, pixels, shape[0], shape[1], shape[2])
	c.thumb.img[index] = img
	return img
}

func init() {
	register("compare", "old|STEP|PATH", func(w *words) Action {
		text := w.all()
		if text == "old" {
			return CompareWith{Step: -1}
		}
		var step int
		if n, err := fmt.Sscanf(text+" ", "%d ", &step); n == 1 && err == nil && fmt.Sprint(step) == text && step >= 0 {
			return CompareWith{Step: step}
		}
		return CompareWith{Path: text}
	})
}
