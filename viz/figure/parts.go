package figure

import (
	"image/color"

	"gonum.org/v1/plot/vg"

	"unitscope/viz/colormap"
)

// Parts is bars that are each divided into the same kinds of parts, from the top down: how many units of each layer were kept.
// What a colour stands for is written above them.
type Parts struct {
	Title string
	Kinds []Kind
	Rows  []PartsRow
}

// Kind is what parts of one colour have in common.
type Kind struct {
	Name  string
	Color color.RGBA // without opacity: that of the kind's number
}

// PartsRow is one bar.
type PartsRow struct {
	Name   string
	Counts []int // by kind
}

const (
	partsRow    = 36 // points: bars do not drift further apart
	partsHeight = 20
	swatch      = 9 // side of a colour's square
)

func (b Parts) draw(p *page) {
	p = p.title(b.Title)
	if len(b.Rows) == 0 || len(b.Kinds) == 0 {
		return
	}
	names, most := make([]string, len(b.Rows)), 0
	for i, row := range b.Rows {
		names[i] = row.Name
		most = max(most, row.total())
	}
	track := p.crop(wordPen.width(names...)+gap, 0, 0, wordPen.size+gap)
	if track.empty() || most == 0 {
		return
	}
	b.legend(p, track)
	pitch := min((track.Max.Y-track.Min.Y)/vg.Length(len(b.Rows)), partsRow)
	for i, row := range b.Rows {
		middle := track.Max.Y - pitch*(vg.Length(i)+0.5)
		p.put(track.Min.X-gap, middle, leftOf, wordPen.fitted(pitch*0.9), p.look.Quiet, row.Name)
		b.row(track, row, middle, min(pitch*0.7, partsHeight))
	}
}

// legend writes what the colours stand for above the track.
func (b Parts) legend(p, track *page) {
	at := track.Min.X
	middle := p.Max.Y - wordPen.size/2
	for i, k := range b.Kinds {
		p.fill(rectangle(p.snap(at), p.snap(middle-swatch/2), p.snap(at+swatch), p.snap(middle+swatch/2)), k.color(i))
		p.put(at+swatch+gap/2, middle, rightOf, wordPen, p.look.Quiet, k.Name)
		at += swatch + gap/2 + wordPen.width(k.Name) + 2*gap
	}
}

// row draws one bar over the whole track, so that shares can be compared, and writes how many each part is where there is room.
func (b Parts) row(p *page, row PartsRow, middle, height vg.Length) {
	total, before := row.total(), 0
	if total == 0 {
		return
	}
	width := p.Max.X - p.Min.X
	place := func(count int) vg.Length {
		return p.snap(p.Min.X + width*vg.Length(count)/vg.Length(total))
	}
	for i, count := range row.Counts {
		if count == 0 {
			continue
		}
		left, right := place(before), place(before+count)
		before += count
		p.fill(rectangle(left, p.snap(middle-height/2), max(right-1, left+1), p.snap(middle+height/2)), b.Kinds[i].color(i))
		words := number(float64(count))
		if with := tickPen.fitted(height * 0.8); with.width(words)+gap < right-left {
			p.put(left+gap/2, middle, rightOf, with, onColor, words)
		}
	}
}

// onColor is what numbers are written in on the colours of Okabe and Ito.
var onColor = color.RGBA{0x14, 0x16, 0x1B, 255}

func (r PartsRow) total() (n int) {
	for _, count := range r.Counts {
		n += count
	}
	return n
}

func (k Kind) color(i int) color.RGBA {
	if k.Color.A > 0 {
		return k.Color
	}
	return colormap.OkabeIto[i%len(colormap.OkabeIto)]
}

func (b Parts) records(yield func([]string) bool) {
	header := []string{"name"}
	for _, k := range b.Kinds {
		header = append(header, k.Name)
	}
	if !yield(header) {
		return
	}
	for _, row := range b.Rows {
		record := []string{row.Name}
		for _, count := range row.Counts {
			record = append(record, field(float64(count), 64))
		}
		if !yield(record) {
			return
		}
	}
}
