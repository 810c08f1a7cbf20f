package ui

import (
	"regexp"
	"strings"

	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/assets"
	"unitscope/ui/theme"
)

// prose is text in Markdown that wraps.
type prose struct {
	root *fyne.Container
	text *fynewidget.RichText
	said string
}

func newProse() *prose {
	p := &prose{text: fynewidget.NewRichTextFromMarkdown("")}
	p.text.Wrapping = fyne.TextWrapWord
	p.root = arranged(p.least, p.place, p.text)
	return p
}

// set shows a text; one that has not changed costs nothing.
func (p *prose) set(markdown string) {
	if p.said == markdown {
		return
	}
	p.said = markdown
	p.text.ParseMarkdown(strings.ReplaceAll(tied(markdown), noBreak, string(assets.NoBreakSpace)))
	emphasise(p.text.Segments)
	closeUp(p.text.Segments)
	p.text.Refresh()
}

// noBreak is the space at which a line is not broken, as our own texts have it.
const noBreak = "\u00a0"

// Where a line break would part what is read as one: "6 %", "5 × 5".
var (
	beforeUnit  = regexp.MustCompile(`(\d) (%|px\b|°)`)
	aroundTimes = regexp.MustCompile(`(\d) × (\d)`)
)

// tied keeps numbers with their units, and the two sides of a rectangle with each other, on one line.
func tied(text string) string {
	text = beforeUnit.ReplaceAllString(text, "$1"+noBreak+"$2")
	return aroundTimes.ReplaceAllString(text, "$1"+noBreak+"×"+noBreak+"$2")
}

// closeUp has blanks and marks that follow a piece of text in another style belong to that piece: at the beginning of a line the one
// would indent it, the other has no business there.
func closeUp(segments []fynewidget.RichTextSegment) {
	var before *fynewidget.TextSegment
	for _, segment := range segments {
		switch segment := segment.(type) {
		case *fynewidget.TextSegment:
			if before != nil && before.Inline() {
				rest := strings.TrimLeft(segment.Text, closing)
				rest = strings.TrimLeft(rest, " ")
				before.Text, segment.Text = before.Text+segment.Text[:len(segment.Text)-len(rest)], rest
			}
			before = segment
			continue
		case *fynewidget.ParagraphSegment:
			closeUp(segment.Texts)
		case *fynewidget.ListSegment:
			closeUp(segment.Items)
		}
		before = nil
	}
}

// closing are the marks that stand at the end of what is before them.
const closing = ".,:;!?)…"

// emphasise colours what is emphasised: the font has no italics. Lessons emphasise what stands on the screen, to be pressed.
func emphasise(segments []fynewidget.RichTextSegment) {
	for _, segment := range segments {
		switch segment := segment.(type) {
		case *fynewidget.TextSegment:
			if segment.Style.TextStyle.Italic {
				segment.Style.ColorName = theme.AccentText
			}
		case *fynewidget.ParagraphSegment:
			emphasise(segment.Texts)
		case *fynewidget.ListSegment:
			emphasise(segment.Items)
		}
	}
}

// The rich text keeps a padding around itself, which is taken off again so that it stands in line with what is above it.
func (p *prose) least() fyne.Size {
	pad := 2 * theme.Px(theme.Grid)
	size := p.text.MinSize()
	return fyne.NewSize(max(size.Width-pad, 0), max(size.Height-pad, 0))
}

func (p *prose) place(size fyne.Size) {
	pad := theme.Px(theme.Grid)
	put(p.text, -pad, -pad, size.Width+2*pad, size.Height+2*pad)
}
