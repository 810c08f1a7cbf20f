package figure

import (
	"image"
	"strconv"

	"golang.org/x/image/draw"
	"gonum.org/v1/plot/vg"

	"unitscope/viz/render"
)

// Sheet is pictures side by side, line by line, each with words below it: film strips, and the
// tiles of a layer's units. Pixels are crisp squares.
type Sheet struct {
	Title   string
	Columns int // pictures a line; 0: all
	Cells   []Cell
}

// Cell is one picture of a Sheet. Pictures of one sheet have one size; nil leaves a gap.
type Cell struct {
	Image   *image.RGBA
	Caption string
}

// crisp is how many pixels a side of a picture has at least where it is written into SVG and PDF,
// whose readers would blur it when they enlarge it.
const crisp = 512

func (s Sheet) draw(p *page) {
	p = p.title(s.Title)
	columns := s.Columns
	if columns <= 0 {
		columns = len(s.Cells)
	}
	if columns == 0 || p.empty() {
		return
	}
	lines := (len(s.Cells) + columns - 1) / columns
	words := vg.Length(0)
	for _, c := range s.Cells {
		if c.Caption != "" {
			words = tickPen.size + gap/2
		}
	}
	size := p.Max.Sub(p.Min)
	across := (size.X - gap*vg.Length(columns-1)) / vg.Length(columns)
	down := (size.Y-gap*vg.Length(lines-1))/vg.Length(lines) - words
	if across <= 0 || down <= 0 {
		return
	}
	side := min(across, down)
	for i, c := range s.Cells {
		left := p.snap(p.Min.X + (side+gap)*vg.Length(i%columns))
		top := p.snap(p.Max.Y - (side+words+gap)*vg.Length(i/columns))
		if c.Image != nil {
			p.picture(rectangle(left, p.snap(top-side), p.snap(left+side), top), c.Image)
		}
		if c.Caption != "" {
			p.put(left, top-side-gap/4-tickPen.size/2, rightOf, tickPen.fitted(words), p.look.Quiet, c.Caption)
		}
	}
}

// picture draws a picture as large as it fits into a rectangle.
func (p *page) picture(at vg.Rectangle, img *image.RGBA) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if p.pixels != nil {
		draw.NearestNeighbor.Scale(p.pixels, render.Fit(p.inPixels(at), h, w), img, img.Rect, draw.Src, nil)
		return
	}
	times := max(1, (crisp+max(w, h)-1)/max(w, h))
	large := image.NewRGBA(image.Rect(0, 0, times*w, times*h))
	draw.NearestNeighbor.Scale(large, large.Rect, img, img.Rect, draw.Src, nil)
	size := at.Size()
	unit := min(size.X/vg.Length(w), size.Y/vg.Length(h))
	p.DrawImage(rectangle(at.Min.X, at.Max.Y-unit*vg.Length(h), at.Min.X+unit*vg.Length(w), at.Max.Y), large)
}

// records name the pictures: their pixels are no table.
func (s Sheet) records(yield func([]string) bool) {
	if !yield([]string{"picture", "caption"}) {
		return
	}
	for i, c := range s.Cells {
		if !yield([]string{strconv.Itoa(i), c.Caption}) {
			return
		}
	}
}
