package session

import (
	"context"
	"fmt"
	"image"
	"maps"
	"sync"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/render"
)

// Pictures is the image strip: the held-out pictures of the source, filtered by class, and
// their thumbnails, which are drawn off the window's goroutine and kept.
type Pictures struct {
	changed func()
	wanted  chan thumbKey
	ctx     context.Context
	report  func(error)

	mu       sync.Mutex
	source   *data.Source
	task     string
	thumbs   map[thumbKey]*image.RGBA // nil while on its way
	kept     map[bool]int             // how many thumbnails, of training pictures and of others
	filtered map[int][]int            // by class; -1: all
	without  int                      // so many pictures that filtered leaves out, since they cannot be read
	check    check
}

// A check is the reading of what opening a source has left unread.
type check struct {
	of    *data.Source
	stop  context.CancelFunc
	going bool
}

// A thumbKey is one picture of a source: held out, or for training.
type thumbKey struct {
	source   *data.Source
	training bool
	index    int
}

func (k thumbKey) set() data.Set {
	if k.training {
		return k.source.Train
	}
	return k.source.HeldOut
}

// mostThumbs bounds the thumbnails that are kept of either set, leastThumbs of them where they
// take more than thumbBytes; past it those of that set are drawn anew.
const (
	mostThumbs  = 2000
	leastThumbs = 400 // more than a window shows at once
	thumbBytes  = 64 << 20
)

func manyThumbs(img *image.RGBA) int {
	return min(max(thumbBytes/max(len(img.Pix), 1), leastThumbs), mostThumbs)
}

func newPictures(ctx context.Context, changed func(), report func(error)) *Pictures {
	p := &Pictures{changed: changed, wanted: make(chan thumbKey, 512), ctx: ctx, report: report}
	go p.draw()
	return p
}

// use turns to another source or task.
func (p *Pictures) use(source *data.Source, task string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if source != p.source {
		p.thumbs, p.kept = make(map[thumbKey]*image.RGBA), make(map[bool]int)
		p.begin(source)
	}
	p.source, p.task, p.filtered = source, task, make(map[int][]int)
}

// begin looks in the background for pictures that cannot be read, so that they are found before a long
// training and not in the middle of it. The lock is held.
func (p *Pictures) begin(source *data.Source) {
	if p.check.stop != nil {
		p.check.stop()
	}
	ctx, stop := context.WithCancel(p.ctx)
	p.check = check{of: source, stop: stop, going: true}
	go func() {
		defer stop()
		if err := source.Check(ctx); err != nil && ctx.Err() == nil {
			p.report(fmt.Errorf("%s: %w", source.Name, err))
		}
		p.mu.Lock()
		if p.check.of == source {
			p.check.going = false
		}
		p.mu.Unlock()
		p.changed()
	}()
}

// Checked tells whether all pictures were looked at.
func (p *Pictures) Checked() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.check.going
}

// Source returns where the pictures come from.
func (p *Pictures) Source() *data.Source {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.source
}

// Classes returns the names of the classes that the task tells apart.
func (p *Pictures) Classes() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.source.HeldOut.Classes(p.task)
}

// Of returns the indexes of the held-out pictures of a class, -1 for all, without those that cannot be read as far as that
// is known.
func (p *Pictures) Of(class int) []int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := p.source.Unreadable(); n != p.without {
		p.filtered, p.without = make(map[int][]int), n
	}
	if indexes, ok := p.filtered[class]; ok {
		return indexes
	}
	set := p.source.HeldOut
	indexes := make([]int, 0, set.Len())
	for i := range set.Len() {
		if (class < 0 || set.Label(i, p.task) == class) && set.Fault(i) == nil {
			indexes = append(indexes, i)
		}
	}
	p.filtered[class] = indexes
	return indexes
}

// Thumb returns a held-out picture at its own size, nil while it is being drawn, or where there is none: a window that is drawn
// while the source changes still asks by the indexes of the one before.
func (p *Pictures) Thumb(index int) *image.RGBA { return p.thumb(false, index) }

// TrainingThumb is Thumb for the pictures that are learned.
func (p *Pictures) TrainingThumb(index int) *image.RGBA { return p.thumb(true, index) }

func (p *Pictures) thumb(training bool, index int) *image.RGBA {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := thumbKey{p.source, training, index}
	if index < 0 || index >= key.set().Len() {
		return nil
	}
	if img, known := p.thumbs[key]; known {
		return img
	}
	select {
	case p.wanted <- key:
		p.thumbs[key] = nil
	default: // asked again when the queue has room
	}
	return nil
}

// idle tells whether no thumbnail is on its way, and all pictures are looked at.
func (p *Pictures) idle() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, img := range p.thumbs {
		if img == nil {
			return false
		}
	}
	return !p.check.going
}

// draw makes the thumbnails that were asked for, one after another.
func (p *Pictures) draw() {
	for {
		select {
		case <-p.ctx.Done():
			return
		case key := <-p.wanted:
			shape := key.set().Shape()
			pixels := cnn.NewTensor(shape...)
			err := key.set().Read(key.index, pixels.Data)
			img := image.NewRGBA(image.Rect(0, 0, shape[2], shape[1]))
			if err == nil {
				render.Picture(img, img.Rect, pixels.Data, shape[0], shape[1], shape[2])
			}
			p.keep(key, img)
			p.changed()
		}
	}
}

// keep stores a thumbnail, unless its source is no longer shown.
func (p *Pictures) keep(key thumbKey, img *image.RGBA) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if key.source != p.source {
		return
	}
	if p.kept[key.training]++; p.kept[key.training] > manyThumbs(img) {
		maps.DeleteFunc(p.thumbs, func(k thumbKey, _ *image.RGBA) bool { return k.training == key.training })
		p.kept[key.training] = 1
	}
	p.thumbs[key] = img
}
