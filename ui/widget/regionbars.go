package widget

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"

	"unitscope/ui/theme"
)

// RegionBar is one layer's likeness to a region. What is NaN is not drawn.
type RegionBar struct {
	Name  string
	Color color.Color
	Value float64
	SE    float64 // standard error: half the whisker
	Was   float64 // the value before, a mark beside the bar
	Stars string  // how far beyond chance, written above it
}

// Region is one group of bars, before the band in which the best of all could lie.
type Region struct {
	Name      string
	Low, High float64 // the noise ceiling; NaN: none
	Bars      []RegionBar
}

// RegionBars shows how alike layers are to regions: bars side by side, from zero up or down, with whiskers, stars, and each
// region's noise ceiling as a band.
type RegionBars struct {
	members

	regions []Region
	marked  int // bar of every region
	least   fyne.Size
	plane   axes // at the last painting; x counts bars
}

// NewRegionBars returns an empty one.
func NewRegionBars() *RegionBars {
	b := &RegionBars{marked: -1, least: fyne.NewSize(180, 120)}
	b.startMembers(b, func() fyne.Size { return fyne.NewSize(theme.Px(b.least.Width), theme.Px(b.least.Height)) }, b.draw, b.nearest, b.next)
	return b
}

// SetRegions replaces the groups.
func (b *RegionBars) SetRegions(regions ...Region) {
	b.regions = regions
	if g := b.hovered.group; g >= len(regions) || g >= 0 && b.hovered.member >= len(regions[g].Bars) {
		b.hovered = noMember
	}
	b.repaint()
}

// SetMarked lifts out one bar of every region, the layer's that is selected; −1 none.
func (b *RegionBars) SetMarked(bar int) {
	if bar != b.marked {
		b.marked = bar
		b.repaint()
	}
}

// ends are the values at the lower and upper edge: those of everything drawn, and zero.
func (b *RegionBars) ends() (low, high float64) {
	reach := func(values ...float64) {
		for _, v := range values {
			if !math.IsInf(v, 0) && !math.IsNaN(v) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	for _, r := range b.regions {
		reach(r.Low, r.High)
		for _, bar := range r.Bars {
			reach(bar.Value, bar.Was)
			if !math.IsNaN(bar.SE) {
				reach(bar.Value-bar.SE, bar.Value+bar.SE)
			}
		}
	}
	if high == low {
		return 0, 1
	}
	const room = 0.08 // for stars
	if low < 0 {
		low -= room * (high - low)
	}
	return low, high + room*(high-low)
}

func (b *RegionBars) draw(p *page) {
	p.clear()
	a, l, left := axes{}, p.style(theme.Small, false), 0
	a.low, a.high = b.ends()
	a.ticks, a.decimals = ticks(a.low, a.high, 3)
	for _, t := range a.ticks {
		left = max(left, p.textWidth(fixedText(t, a.decimals), l))
	}
	a.area = image.Rect(left+p.px(theme.Grid), p.px(8), p.Rect.Dx(), p.Rect.Dy()-p.px(20))
	b.plane = a
	if a.area.Dx() < p.px(16) || a.area.Dy() < p.px(16) || len(b.regions) == 0 {
		return
	}
	for _, t := range a.apart(a.ticks, p.exact(theme.Px(tickRoom))) {
		y, line := int(a.y(t)), theme.Line
		if t == 0 {
			line = theme.Quiet
		}
		p.fill(image.Rect(a.area.Min.X, y, a.area.Max.X, y+max(1, p.px(1))), theme.Color(line))
		p.text(fixedText(t, a.decimals), left, y, fromRight, l, theme.Color(theme.Quiet))
	}
	for g := range b.regions {
		b.drawRegion(p, g, l)
	}
}

// span is where a region's bars lie across, in device pixels, without the room between regions.
func (b *RegionBars) span(group int) (from, to float32) {
	width := float32(b.plane.area.Dx()) / float32(len(b.regions))
	from = float32(b.plane.area.Min.X) + float32(group)*width
	room := min(width*0.08, theme.Px(2*theme.Grid)*b.ratio)
	return from + room, from + width - room
}

// column is where a bar lies across.
func (b *RegionBars) column(group, bar int) (from, to float32) {
	from, to = b.span(group)
	const widest = 56
	n := float32(len(b.regions[group].Bars))
	each := min((to-from)/n, theme.Px(widest)*b.ratio)
	from += (to - from - each*n) / 2
	gap := min(each*0.25, theme.Px(theme.Grid)*b.ratio)
	return from + float32(bar)*each + gap/2, from + float32(bar+1)*each - gap/2
}

// ceilingColor is that of the noise ceiling: a veil of the quiet text's colour, to be told from the ground on a projector, too.
func ceilingColor() color.Color {
	c := color.NRGBAModel.Convert(theme.Color(theme.Quiet)).(color.NRGBA)
	c.A = 112
	return c
}

func (b *RegionBars) drawRegion(p *page, group int, l lettering) {
	r, a := b.regions[group], b.plane
	from, to := b.span(group)
	if !math.IsNaN(r.Low) && !math.IsNaN(r.High) {
		top, bottom := int(a.y(r.High)), int(a.y(r.Low))
		p.fill(image.Rect(int(from), top, int(to), max(bottom, top+1)), ceilingColor())
	}
	for i := range r.Bars {
		b.drawBar(p, group, i)
	}
	p.text(p.shorten(r.Name, int(to-from), l), int((from+to)/2), a.area.Max.Y+p.px(11), centred, l, theme.Color(theme.Text))
}

func (b *RegionBars) drawBar(p *page, group, i int) {
	bar, a := b.regions[group].Bars[i], b.plane
	if math.IsNaN(bar.Value) {
		return
	}
	from, to := b.column(group, i)
	zero, end := int(a.y(0)), int(a.y(bar.Value))
	body := image.Rect(int(from), min(zero, end), max(int(to), int(from)+1), max(zero, end, min(zero, end)+1))
	mark := theme.Legible(bar.Color, theme.MarkContrast)
	p.fill(body, mark)
	if i == b.marked || b.hovered == (member{group, i}) {
		p.frame(body.Inset(-p.px(1)), max(1, p.px(1)), theme.Color(theme.Text))
	}
	middle, thin := int((from+to)/2), max(1, p.px(1))
	top := body.Min.Y
	if !math.IsNaN(bar.SE) {
		up, down := int(a.y(bar.Value+bar.SE)), int(a.y(bar.Value-bar.SE))
		p.fill(image.Rect(middle, up, middle+thin, down+1), theme.Color(theme.Text))
		top = min(top, up)
	}
	if !math.IsNaN(bar.Was) {
		y := int(a.y(bar.Was))
		p.fill(image.Rect(int(from)-p.px(2), y, int(to)+p.px(2), y+max(1, p.px(2))), theme.Color(theme.Accent))
	}
	if bar.Stars != "" {
		b.drawStars(p, bar.Stars, middle, top-p.px(4), int(to-from))
	}
}

// drawStars writes stars over a bar: side by side, or where the bar is too narrow for that above one another.
func (b *RegionBars) drawStars(p *page, stars string, x, y, width int) {
	l := p.style(theme.Small, true)
	if p.textWidth(stars, l) <= width {
		p.text(stars, x, y, centred, l, theme.Color(theme.Text))
		return
	}
	for i := range stars {
		p.text(stars[i:i+1], x, y-i*p.px(5), centred, l, theme.Color(theme.Text))
	}
}

// nearest is the bar in whose column a position lies, else its region.
func (b *RegionBars) nearest(pos fyne.Position) member {
	x := pos.X * b.ratio
	area := b.plane.area
	if len(b.regions) == 0 || area.Dx() <= 0 || x < float32(area.Min.X) || x >= float32(area.Max.X) {
		return noMember
	}
	group := min(int((x-float32(area.Min.X))*float32(len(b.regions))/float32(area.Dx())), len(b.regions)-1)
	for i := range b.regions[group].Bars {
		if from, to := b.column(group, i); x >= from && x < to {
			return member{group, i}
		}
	}
	return member{group, -1}
}

// next goes to the next bar, or the one before; over all regions.
func (b *RegionBars) next(key fyne.KeyName) (reached member, used bool) {
	bars := make([]int, len(b.regions))
	for g, r := range b.regions {
		bars[g] = len(r.Bars)
	}
	return b.along(key, bars...)
}
