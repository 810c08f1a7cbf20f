package widget

import (
	"sort"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"unitscope/ui/theme"
)

// TextStyle is how a Text looks. The zero value is body text.
type TextStyle struct {
	Size  fyne.ThemeSizeName  // empty: theme.Body
	Color fyne.ThemeColorName // empty: theme.Text
	Bold  bool
	Align fyne.TextAlign
	Wrap  bool // what is wider than the text goes on in the next line
	Cut   bool // or leaves out whole parts of "one · two · three" from its end, then ends in …; with neither a text asks for the width of its words
	Tail  bool // what is cut begins with … instead: long names differ at their ends
}

// Text is words that follow the theme.
type Text struct {
	fynewidget.BaseWidget

	text  string
	style TextStyle
	lines []*canvas.Text
	face  *face
}

// NewText returns words.
func NewText(text string, style TextStyle) *Text {
	t := &Text{text: text, style: style}
	t.ExtendBaseWidget(t)
	return t
}

// Text is what the words are.
func (t *Text) Text() string { return t.text }

// SetText changes the words.
func (t *Text) SetText(text string) {
	if t.text != text {
		t.text = text
		t.Refresh()
	}
}

// FullWidth is what the words take on one line.
func (t *Text) FullWidth() float32 { return t.measure(t.text).Width }

// SetStyle changes how they look.
func (t *Text) SetStyle(style TextStyle) {
	if t.style != style {
		t.style = style
		t.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	t.face = &face{minimum: t.minimum, layout: t.layout, refresh: func() { t.layout(t.Size()) }}
	t.layout(t.Size())
	return t.face
}

func (t *Text) textSize() float32 {
	if t.style.Size == "" {
		return theme.Size(theme.Body)
	}
	return theme.Size(t.style.Size)
}

func (t *Text) measure(s string) fyne.Size {
	return fyne.MeasureText(s, t.textSize(), fyne.TextStyle{Bold: t.style.Bold})
}

func (t *Text) minimum() fyne.Size {
	one := t.measure(t.text)
	switch {
	case t.style.Cut:
		return fyne.NewSize(min(one.Width, theme.Px(24)), one.Height)
	case t.style.Wrap:
		width := t.Size().Width
		if width <= 0 {
			return fyne.NewSize(0, one.Height)
		}
		return fyne.NewSize(0, one.Height*float32(len(t.wrapped(width))))
	}
	return one
}

func (t *Text) layout(size fyne.Size) {
	words := []string{t.text}
	switch {
	case t.style.Cut:
		words[0] = t.cut(size.Width)
	case t.style.Wrap:
		words = t.wrapped(size.Width)
	}
	for len(t.lines) < len(words) {
		t.lines = append(t.lines, &canvas.Text{})
	}
	color := t.style.Color
	if color == "" {
		color = theme.Text
	}
	height := t.measure("M").Height
	top := max(0, (size.Height-height*float32(len(words)))/2)
	t.face.objects = t.face.objects[:0]
	for i, line := range words {
		c := t.lines[i]
		c.Text, c.TextSize, c.TextStyle.Bold, c.Alignment = line, t.textSize(), t.style.Bold, t.style.Align
		c.Color = theme.Color(color)
		place(c, 0, top+height*float32(i), size.Width, height)
		c.Refresh()
		t.face.objects = append(t.face.objects, c)
	}
}

func (t *Text) cut(width float32) string {
	if width <= 0 || t.measure(t.text).Width <= width+0.5 {
		return t.text
	}
	if whole := t.fitting(width); whole != "" && !t.style.Tail {
		return whole
	}
	letters := []rune(t.text)
	short := func(n int) string {
		if t.style.Tail {
			return "…" + string(letters[len(letters)-n:])
		}
		return strings.TrimRight(string(letters[:n]), " ") + "…"
	}
	tooLong := sort.Search(len(letters), func(n int) bool { return t.measure(short(n)).Width > width })
	return short(max(0, tooLong-1))
}

// between stands between the parts of a line, of which those at its end can be left out.
const between = " · "

// fitting is what of the words fits into a width when whole parts are left out from the end; "" where the first alone is too long.
func (t *Text) fitting(width float32) string {
	for text := t.text; ; {
		end := strings.LastIndex(text, between)
		if end < 0 {
			return ""
		}
		if text = text[:end]; t.measure(text).Width <= width+0.5 {
			return text
		}
	}
}

func (t *Text) wrapped(width float32) []string {
	var lines []string
	text := strings.ReplaceAll(t.text, " · ", "\u00a0· ") // what parts two things does not begin a line
	for _, paragraph := range strings.Split(text, "\n") {
		line := ""
		for _, word := range strings.FieldsFunc(paragraph, breaks) {
			if longer := strings.TrimLeft(line+" "+word, " "); line == "" || t.measure(longer).Width <= width {
				line = longer
				continue
			}
			lines = append(lines, line)
			line = word
		}
		lines = append(lines, line)
	}
	return lines
}

// breaks tells whether a line may be broken at a character: not at a no-break space.
func breaks(r rune) bool { return r == ' ' || r == '\t' }
