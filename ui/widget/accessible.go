package widget

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
)

// What assistive technology is told, where Fyne has a bridge to it.

// AccessibilityRole implements fyne.Accessible.
func (b *pressable) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// AccessibilityLabel implements fyne.Accessible.
func (b *Button) AccessibilityLabel() string {
	if b.text == "" {
		return b.ToolTip()
	}
	return b.text
}

// AccessibilityLabel implements fyne.Accessible.
func (c *chip) AccessibilityLabel() string {
	if c.on {
		return c.option.Label + ", chosen"
	}
	return c.option.Label
}

// AccessibilityLabel implements fyne.Accessible.
func (d *Dropdown) AccessibilityLabel() string {
	return strings.TrimSpace(d.label.Text + " " + d.value.Text)
}

// AccessibilityLabel implements fyne.Accessible.
func (t *railTab) AccessibilityLabel() string { return t.item.Label }

// AccessibilityLabel implements fyne.Accessible.
func (h *foldHead) AccessibilityLabel() string { return h.title.text }

// AccessibilityRole implements fyne.Accessible.
func (t *Text) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel implements fyne.Accessible.
func (t *Text) AccessibilityLabel() string { return t.text }

// AccessibilityRole implements fyne.Accessible.
func (s *SliderRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel implements fyne.Accessible.
func (s *SliderRow) AccessibilityLabel() string { return s.spec.Label + " " + s.ValueText() }

// AccessibilityRole implements fyne.Accessible.
func (b *barList) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel implements fyne.Accessible.
func (b *barList) AccessibilityLabel() string {
	var said []string
	for _, class := range b.order {
		said = append(said, b.names[class]+" "+b.format(b.value(class)))
	}
	return strings.Join(said, ", ")
}

// AccessibilityRole implements fyne.Accessible.
func (t *Timeline) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel implements fyne.Accessible.
func (t *Timeline) AccessibilityLabel() string {
	return fmt.Sprintf("step %d of %d", t.current, t.live)
}

// AccessibilityRole implements fyne.Accessible.
func (x *Matrix) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// AccessibilityLabel implements fyne.Accessible.
func (x *Matrix) AccessibilityLabel() string { return x.Readout() }
