package ui

import (
	"fmt"
	"image"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/app/session"
	"unitscope/cnn/data"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// A batchStrip shows the pictures that the latest step learned from. There is nothing to be
// done with them but to look.
type batchStrip struct {
	root  *fyne.Container
	hover func(text ...string)

	head  *widget.SectionHead
	strip *widget.Strip
	empty *widget.Text

	pictures *session.Pictures
	source   *data.Source
	task     string
	indexes  []int
	next     []int // the batch that is shown when its thumbnails are there
	missing  []int // places whose thumbnails are on their way
	pace     pace
}

// batchEvery is how often another batch is shown while the network learns: a person can look
// at one, and drawing thumbnails takes time from learning.
const batchEvery = time.Second

func newBatchStrip(_ do) *batchStrip {
	p := &batchStrip{hover: func(...string) {}, pace: pace{every: batchEvery}}
	p.head = widget.NewSectionHead("This batch")
	p.strip = widget.NewStrip(p.thumb)
	p.strip.SetThumb(thumbEdge, thumbEdge)
	p.strip.SetMinRows(1)
	p.strip.OnHover = p.say
	p.empty = widget.NewText("The pictures of a step show here when it learns.", widget.TextStyle{Color: theme.Quiet, Wrap: true})
	gap := spacer(theme.Grid / 2)
	p.root = container.NewBorder(container.NewVBox(p.head, gap, p.empty), nil, nil, nil, p.strip)
	return p
}

func (p *batchStrip) update(f *frame) {
	p.pictures, p.task = f.session.Pictures, f.task
	waiting := p.missing
	p.missing = nil
	for _, i := range waiting {
		p.strip.RefreshThumb(i)
	}
	source, indexes := p.pictures.Source(), f.session.Training.Batch()
	if source == p.source && slices.Equal(indexes, p.indexes) {
		p.next = nil
		return
	}
	if slices.ContainsFunc(indexes, func(i int) bool { return i >= source.Train.Len() }) { // of the pictures before these
		indexes = nil
	}
	if source == p.source && len(p.indexes) > 0 && len(indexes) > 0 {
		if (p.next == nil || !f.status.Running) && p.pace.due(f) {
			p.next = indexes
		}
		if indexes = p.next; !p.drawn(indexes) {
			return
		}
	}
	p.source, p.indexes, p.next, p.missing = source, indexes, nil, nil
	show(p.empty, len(p.indexes) == 0)
	p.head.SetNote(p.note())
	p.strip.SetCount(len(p.indexes))
}

// drawn tells whether the thumbnails of a batch that would be in sight are there, and asks for those that are not: so long the
// batch before stays, as places without pictures would flash up once a second.
func (p *batchStrip) drawn(indexes []int) bool {
	all := len(indexes) > 0
	first, end := p.strip.Shown()
	for i := first; i < min(end, len(indexes)); i++ {
		all = p.pictures.TrainingThumb(indexes[i]) != nil && all
	}
	return all
}

// note tells how many pictures there are, and of how many classes.
func (p *batchStrip) note() string {
	if len(p.indexes) == 0 {
		return ""
	}
	classes := map[int]bool{}
	for _, i := range p.indexes {
		classes[p.source.Train.Label(i, p.task)] = true
	}
	all := len(p.source.Train.Classes(p.task))
	if len(classes) == all {
		return fmt.Sprintf("%d pictures, all classes", len(p.indexes))
	}
	return fmt.Sprintf("%d pictures of %d classes", len(p.indexes), len(classes))
}

// thumb is asked for by the strip when it draws a place.
func (p *batchStrip) thumb(i int) *image.RGBA {
	img := p.pictures.TrainingThumb(p.indexes[i])
	if img == nil && !slices.Contains(p.missing, i) {
		p.missing = append(p.missing, i)
	}
	return img
}

func (p *batchStrip) say(i int, inside bool) {
	if !inside || i >= len(p.indexes) {
		p.hover()
		return
	}
	said := []string{p.source.Train.PictureName(p.indexes[i])}
	if class := p.source.Train.Label(p.indexes[i], p.task); class >= 0 {
		said = append(said, p.source.Train.Classes(p.task)[class])
	}
	p.hover(said...)
}
