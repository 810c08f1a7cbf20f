package ui

import (
	"image"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/app/session"
	"unitscope/cnn/data"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// pictureStrip shows the held-out pictures, all or those of one class.
type pictureStrip struct {
	root     *fyne.Container
	act      do
	pictures *session.Pictures
	strip    *widget.Strip
	class    *widget.Dropdown
	head     *widget.SectionHead

	frame   *frame
	indexes []int         // of the pictures shown
	missing []int         // places whose thumbnails are on their way
	of      stripContents // what indexes are of
}

type stripContents struct {
	source *data.Source
	task   string
	class  int
}

// thumbEdge is a thumbnail's least edge before scaling: five of them stand in a line at the column's first width.
const thumbEdge = 46

func newPictureStrip(act do, pictures *session.Pictures) *pictureStrip {
	s := &pictureStrip{act: act, pictures: pictures}
	s.strip = widget.NewStrip(s.thumb)
	s.strip.SetThumb(thumbEdge, thumbEdge)
	s.strip.SetMinRows(1)
	s.strip.OnPick = func(i int) { act(session.ShowPicture{Index: s.indexes[i]}) }
	s.class = widget.NewSmallDropdown("class", "all", s.choices)
	s.head = widget.NewSectionHead("Images", s.class)
	s.root = container.NewBorder(s.head, nil, nil, nil,
		container.NewBorder(spacer(theme.Grid/2), nil, nil, nil, s.strip))
	return s
}

func (s *pictureStrip) update(f *frame) {
	s.frame = f
	contents := stripContents{s.pictures.Source(), f.task, f.selection.Class}
	if contents != s.of {
		s.of = contents
		s.indexes = s.pictures.Of(contents.class)
		s.missing = nil
		s.strip.SetCount(len(s.indexes))
		s.head.SetNote(grouped(len(s.indexes)) + map[bool]string{true: "", false: " held out"}[contents.source.Split == ""])
		name := "all"
		if contents.class >= 0 {
			name = f.classes[contents.class]
		}
		s.class.SetValue(name)
	}
	selected := -1
	if f.stimulus.Picture.Path == "" {
		selected = slices.Index(s.indexes, f.stimulus.Picture.Index)
	}
	s.strip.SetSelected(selected)
	waiting := s.missing
	s.missing = nil
	for _, i := range waiting {
		s.strip.RefreshThumb(i)
	}
}

// thumb is asked for by the strip when it draws a place.
func (s *pictureStrip) thumb(i int) *image.RGBA {
	img := s.pictures.Thumb(s.indexes[i])
	if img == nil && !slices.Contains(s.missing, i) {
		s.missing = append(s.missing, i)
	}
	return img
}

// choices is the menu of classes.
func (s *pictureStrip) choices() []*fyne.MenuItem {
	items := make([]*fyne.MenuItem, 0, 1+len(s.frame.classes))
	for i, class := range append([]string{"all"}, s.frame.classes...) {
		item := fyne.NewMenuItem(class, func() { s.act(session.FilterClass{Class: class}) })
		item.Checked = i-1 == s.frame.selection.Class
		items = append(items, item)
	}
	return items
}
