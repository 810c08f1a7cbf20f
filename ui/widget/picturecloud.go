package widget

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"golang.org/x/image/draw"

	"unitscope/ui/theme"
)

// PictureCloud shows pictures in a plane, where a point stands for each: those that are alike stand near each other. Equal
// distances are equally long in both directions. Where pictures would cover each other they are moved apart, by as little as
// that takes; where there are too many to be recognised, they are dots.
type PictureCloud struct {
	members

	x, y    []float64
	colors  []color.Color
	picture func(i int) *image.RGBA
	marked  [2]int
	least   fyne.Size

	placed []image.Rectangle // of every picture at the last painting; empty: not in the plane
	laid   image.Point       // the page that they were placed on
	dots   bool
	wanted bool // a picture was not there yet at the last painting
}

// NewPictureCloud returns an empty one. picture gives a picture at its own size, nil while it is being drawn.
func NewPictureCloud(picture func(i int) *image.RGBA) *PictureCloud {
	c := &PictureCloud{picture: picture, marked: [2]int{-1, -1}, least: fyne.NewSize(140, 140)}
	c.startMembers(c, func() fyne.Size { return fyne.NewSize(theme.Px(c.least.Width), theme.Px(c.least.Height)) }, c.draw, c.at, c.next)
	return c
}

// SetPoints replaces the places, NaN for a picture that has none, and the colours of the pictures' frames.
func (c *PictureCloud) SetPoints(x, y []float64, colors []color.Color) {
	c.x, c.y, c.colors, c.laid, c.placed = x, y, colors, image.Point{}, nil
	if c.hovered.member >= len(x) {
		c.hovered = noMember
	}
	c.repaint()
}

// SetMarked frames two pictures, the pair that is pinned; −1 none.
func (c *PictureCloud) SetMarked(i, j int) {
	if at := [2]int{i, j}; at != c.marked {
		c.marked = at
		c.repaint()
	}
}

// RefreshMissing paints again where pictures were not there yet.
func (c *PictureCloud) RefreshMissing() {
	if c.wanted {
		c.repaint()
	}
}

func (c *PictureCloud) draw(p *page) {
	p.clear()
	c.wanted = false
	if c.laid != p.Rect.Size() || p.fresh {
		c.lay(p)
	}
	top := []int{c.marked[0], c.marked[1], c.hovered.member}
	for i := range c.placed {
		c.drawPicture(p, i, c.placed[i], c.colors[i], p.px(1))
	}
	for _, i := range top {
		if i >= 0 && i < len(c.placed) && !c.placed[i].Empty() {
			c.drawPicture(p, i, c.enlarged(p, i), theme.Color(theme.Accent), p.px(2))
		}
	}
}

// enlarged is where a picture that is meant is drawn: larger than the others, on the page.
func (c *PictureCloud) enlarged(p *page, i int) image.Rectangle {
	const side = 56
	r := c.placed[i]
	by := max(0, (p.px(side)-r.Dx())/2)
	r = r.Inset(-by)
	return r.Add(image.Pt(max(0, -r.Min.X)-max(0, r.Max.X-p.Rect.Max.X), max(0, -r.Min.Y)-max(0, r.Max.Y-p.Rect.Max.Y)))
}

func (c *PictureCloud) drawPicture(p *page, i int, r image.Rectangle, frame color.Color, thick int) {
	if r.Empty() {
		return
	}
	thick = max(1, thick)
	large := r.Dx() > c.placed[i].Dx()
	if c.dots && !large {
		middle := r.Min.Add(r.Max).Div(2)
		c.pen.disc(p, float32(middle.X), float32(middle.Y), float32(r.Dx())/2, theme.Legible(frame, theme.MarkContrast))
		return
	}
	p.fill(r, frame)
	inside := r.Inset(thick)
	img := c.picture(i)
	if img == nil {
		c.wanted = true
		p.fill(inside, theme.Color(theme.Field))
		return
	}
	if inside.Dx() >= img.Rect.Dx() {
		draw.NearestNeighbor.Scale(p.RGBA, inside, img, img.Rect, draw.Src, nil)
		return
	}
	draw.ApproxBiLinear.Scale(p.RGBA, inside, img, img.Rect, draw.Src, nil)
}

// Sides of pictures, before scaling.
const (
	cloudLargest  = 40
	cloudSmallest = 12 // below, dots
	cloudDot      = 7
)

// lay places the pictures on a page.
func (c *PictureCloud) lay(p *page) {
	c.laid = p.Rect.Size()
	c.placed = make([]image.Rectangle, len(c.x))
	points := c.known()
	if len(points) == 0 {
		return
	}
	share := math.Sqrt(float64(p.Rect.Dx()) * float64(p.Rect.Dy()) / float64(len(points)))
	side := min(int(0.62*share), p.px(cloudLargest))
	if c.dots = side < p.px(cloudSmallest); c.dots {
		side = p.px(cloudDot)
	}
	centres := spread(c.fit(points, p.Rect, side), float64(side), p.Rect, !c.dots)
	for k, i := range points {
		corner := image.Pt(int(centres[k][0])-side/2, int(centres[k][1])-side/2)
		c.placed[i] = image.Rectangle{Min: corner, Max: corner.Add(image.Pt(side, side))}
	}
}

// known are the pictures that have a place.
func (c *PictureCloud) known() (points []int) {
	for i := range c.x {
		if !math.IsNaN(c.x[i]) && !math.IsNaN(c.y[i]) {
			points = append(points, i)
		}
	}
	return points
}

// fit turns places into centres of pictures on the page, all of them within it.
func (c *PictureCloud) fit(points []int, room image.Rectangle, side int) [][2]float64 {
	low, high := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for _, i := range points {
		for axis, v := range [2]float64{c.x[i], c.y[i]} {
			low[axis], high[axis] = min(low[axis], v), max(high[axis], v)
		}
	}
	scale := math.Inf(1)
	for axis, length := range [2]int{room.Dx(), room.Dy()} {
		if extent := high[axis] - low[axis]; extent > 0 {
			scale = min(scale, max(0, float64(length-side-2))/extent)
		}
	}
	if math.IsInf(scale, 1) {
		scale = 0
	}
	centres := make([][2]float64, len(points))
	for k, i := range points {
		centres[k] = [2]float64{
			float64(room.Dx())/2 + scale*(c.x[i]-(low[0]+high[0])/2),
			float64(room.Dy())/2 - scale*(c.y[i]-(low[1]+high[1])/2),
		}
	}
	return centres
}

// spread moves squares apart until none covers another, or for so many rounds, and keeps them in the room.
func spread(centres [][2]float64, side float64, room image.Rectangle, apart bool) [][2]float64 {
	const rounds = 60
	for round := 0; apart && round < rounds; round++ {
		moved := false
		for i := range centres {
			for j := range i {
				moved = part(&centres[i], &centres[j], side+1) || moved
			}
		}
		for i := range centres {
			centres[i][0] = min(max(centres[i][0], side/2), float64(room.Dx())-side/2)
			centres[i][1] = min(max(centres[i][1], side/2), float64(room.Dy())-side/2)
		}
		if !moved {
			break
		}
	}
	return centres
}

// part moves two squares that cover each other away along the axis on which they overlap less, half the way each.
func part(a, b *[2]float64, side float64) bool {
	dx, dy := a[0]-b[0], a[1]-b[1]
	ox, oy := side-math.Abs(dx), side-math.Abs(dy)
	if ox <= 0 || oy <= 0 {
		return false
	}
	axis, over, away := 0, ox, dx
	if oy < ox {
		axis, over, away = 1, oy, dy
	}
	step := math.Copysign(over/2+0.01, away)
	a[axis] += step
	b[axis] -= step
	return true
}

// at is the picture at a position: of those that are drawn larger, the last.
func (c *PictureCloud) at(pos fyne.Position) member {
	pixel := image.Pt(int(pos.X*c.ratio), int(pos.Y*c.ratio))
	found, nearest := noMember, math.Inf(1)
	for i, r := range c.placed {
		if !pixel.In(r.Inset(-1)) {
			continue
		}
		middle := r.Min.Add(r.Max).Div(2)
		if d := math.Hypot(float64(middle.X-pixel.X), float64(middle.Y-pixel.Y)); d < nearest {
			found, nearest = member{0, i}, d
		}
	}
	return found
}

// next goes to the next picture, or the one before.
func (c *PictureCloud) next(key fyne.KeyName) (reached member, used bool) {
	return c.along(key, len(c.x))
}
