package figure

import (
	"strings"

	"gonum.org/v1/plot/vg"
)

// Captioned is a figure with words below it: how its numbers came about.
type Captioned struct {
	Figure  Figure
	Caption string
}

// captionPitch is from one line of a caption to the next, in heights of its letters.
const captionPitch = 1.35

func (c Captioned) draw(p *page) {
	lines := tickPen.wrapped(c.Caption, p.Max.X-p.Min.X)
	pitch := tickPen.size * captionPitch
	room := pitch * vg.Length(len(lines))
	for i, line := range lines {
		y := p.Min.Y + room - pitch*(vg.Length(i)+0.5)
		p.put(p.Min.X, y, rightOf, tickPen, p.look.Quiet, line)
	}
	if len(lines) > 0 {
		room += gap
	}
	if above := p.crop(0, 0, room, 0); !above.empty() {
		c.Figure.draw(above)
	}
}

func (c Captioned) records(yield func([]string) bool) { c.Figure.records(yield) }

// wrapped breaks words into lines no wider than a width, between words.
func (w pen) wrapped(words string, width vg.Length) (lines []string) {
	line := ""
	for _, word := range strings.Fields(words) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && w.width(longer) > width {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
