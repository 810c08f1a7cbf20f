package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"unitscope/app/session"
	"unitscope/ui/theme"
)

// BenchmarkUpdate measures what the panels for training and for a unit take of a frame while
// the network learns: every frame has another network.
func BenchmarkUpdate(b *testing.B) {
	theme.Apply(test.NewTempApp(b), theme.Dark, 1)
	s, err := session.New(session.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	perform(b, s, "batch 2", "select conv2:5", "room train", "train 300")
	ignore := func(session.Action) {}
	footer, room, batch, inspector := newFooter(ignore), newTrainRoom(ignore), newBatchStrip(ignore), newInspector(ignore, nobody{})
	for _, o := range []fyne.CanvasObject{footer.root, room.root, batch.root, inspector.root} {
		canvas := software.NewCanvas()
		canvas.SetContent(o)
		canvas.Resize(fyne.NewSize(700, 700))
	}
	nets := []session.Shown{s.Training.Shown(), s.Training.Shown()}
	nets[1].Net = nets[1].Net.Clone()
	for _, tab := range session.Tabs {
		perform(b, s, "tab "+string(tab))
		b.Run(string(tab), func(b *testing.B) {
			b.ReportAllocs()
			version := uint64(1000)
			for i := 0; b.Loop(); i++ {
				f := newFrame(s)
				version++
				f.shown, f.status.Running = nets[i%2], true
				f.shown.Version = version
				view := *f.view
				f.view = &view
				for _, p := range []panel{footer, room, batch, inspector} {
					p.update(f)
				}
			}
		})
	}
}
