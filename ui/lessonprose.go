package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

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
	p.text.ParseMarkdown(markdown)
	emphasise(p.text.Segments)
	leadBlanks(p.text.Segments)
	p.text.Refresh()
}

// leadBlanks has blanks between two styles end the text before them: at the beginning of a line they would indent it.
func leadBlanks(segments []fynewidget.RichTextSegment) {
	var before *fynewidget.TextSegment
	for _, segment := range segments {
		switch segment := segment.(type) {
		case *fynewidget.TextSegment:
			if rest := strings.TrimLeft(segment.Text, " "); before != nil && before.Inline() && rest != segment.Text {
				before.Text, segment.Text = before.Text+" ", rest
			}
			before = segment
			continue
		case *fynewidget.ParagraphSegment:
			leadBlanks(segment.Texts)
		case *fynewidget.ListSegment:
			leadBlanks(segment.Items)
		}
		before = nil
	}
}

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
