package widget

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// What is wrong stands in the label's place as a whole, or in its tooltip.
func TestFieldSaysWhatIsWrong(t *testing.T) {
	test.NewTempApp(t)
	for _, c := range []struct {
		label, wrong, text, tip string
	}{
		{"minus mean, of each channel", "3 numbers", "3 numbers", ""},
		{"pad", "a whole number from 0 to 65536", "pad", "a whole number from 0 to 65536"},
	} {
		f := NewField(c.label, "1", 46)
		f.OnCommit = func(text string) error {
			if strings.Contains(text, "x") {
				return errors.New(c.wrong)
			}
			return nil
		}
		f.Resize(f.MinSize())
		f.Type("x")
		if f.Wrong() != c.wrong || f.label.Text() != c.text || f.tip.ToolTip() != c.tip {
			t.Errorf("%s: %q is wrong; the label says %q, the tooltip %q", c.label, f.Wrong(), f.label.Text(), f.tip.ToolTip())
		}
		f.Type("2")
		if f.Wrong() != "" || f.label.Text() != c.label || f.tip.ToolTip() != "" {
			t.Errorf("%s: mended, it says %q and %q", c.label, f.label.Text(), f.tip.ToolTip())
		}
	}
}

// A text that was refused makes way for what counts, even where that is what counted before; not while it is being mended.
func TestFieldForgetsWhatWasRefused(t *testing.T) {
	test.NewTempApp(t)
	f := NewField("units", "16", 46)
	f.OnCommit = func(string) error { return errors.New("no") }
	f.Type("0")
	f.SetText("16")
	if f.Wrong() != "" || f.entry.Text != "16" {
		t.Errorf("shown is %q, %q is wrong", f.entry.Text, f.Wrong())
	}
	f.entry.FocusGained()
	f.Type("0")
	f.SetText("16")
	if f.entry.Text != "0" || f.Wrong() != "no" {
		t.Errorf("while it has the focus: shown is %q, %q is wrong", f.entry.Text, f.Wrong())
	}
	f.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if f.entry.Text != "16" || f.Wrong() != "" {
		t.Errorf("after Escape: shown is %q, %q is wrong", f.entry.Text, f.Wrong())
	}
}
