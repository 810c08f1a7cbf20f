package ui

import (
	"fmt"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"unitscope/app/session"
	"unitscope/cnn"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// preparePage says and asks how pictures are prepared for the network. It stands at the head of the
// room, which follows each answer.
type preparePage struct {
	root    *fyne.Container
	act     do
	resized func() // it takes another height

	title, why *widget.Text
	done       *widget.Button
	presets    *widget.Segmented
	fit, order *widget.Segmented
	low, high  *widget.Field
	mean       *widget.Field
	deviation  *widget.Field
	size       *widget.Text
	numbers    fyne.CanvasObject // what is set number by number
	more       *widget.Chips     // shows it

	run     *session.Run
	choices []cnn.PreprocessingChoice
	prep    cnn.Preprocessing
}

func newPreparePage(act do) *preparePage {
	p := &preparePage{act: act, resized: func() {}}
	p.title = widget.NewText("", widget.TextStyle{Size: theme.Subtitle, Bold: true, Wrap: true})
	p.why = widget.NewText("", widget.TextStyle{Color: theme.Quiet, Wrap: true})
	p.done = widget.NewPrimaryButton("This is right", nil, func() { act(session.Prepare{Value: "keep"}) })
	p.presets = widget.NewSegmented(nil, "", func(name string) { act(session.Prepare{Value: name}) })
	p.fit = p.choice("fit", widget.Option{Value: string(cnn.Crop), Label: "crop", Tip: "Scale the shorter side, cut the middle out of the longer one"},
		widget.Option{Value: string(cnn.Pad), Label: "pad", Tip: "Scale the longer side, grey beside the picture"},
		widget.Option{Value: string(cnn.Stretch), Label: "stretch", Tip: "Scale both sides, whatever that does to proportions"})
	p.order = p.choice("order", widget.Option{Value: string(cnn.RGB), Label: "RGB", Tip: "Red, green, blue"},
		widget.Option{Value: string(cnn.BGR), Label: "BGR", Tip: "Blue, green, red, as Caffe and OpenCV have them"})
	p.low, p.high = p.field("black is", 56, "range"), p.field("white is", 56, "range")
	p.mean, p.deviation = p.field("minus mean", 184, "mean"), p.field("over deviation", 184, "deviation")
	p.low.OnCommit = func(text string) error { return p.set("range", text+","+p.high.Text()) }
	p.high.OnCommit = func(text string) error { return p.set("range", p.low.Text()+","+text) }
	p.size = widget.NewText("", widget.TextStyle{Color: theme.Quiet})
	head := container.NewBorder(nil, nil, nil, container.NewCenter(p.done), p.title)
	p.more = widget.NewChips([]widget.Option{{Value: "more", Label: "numbers", Tip: "Order of channels, range, mean and deviation, to be set one by one"}}, func(_ string, on bool) { p.unfold(on) })
	p.numbers = wrapping(p.size, named("channels", p.order), p.low, p.high, p.mean, p.deviation)
	inside := section(head, p.why, p.presets, wrapping(named("fit", p.fit), oneLine(p.more)), p.numbers)
	p.numbers.Hide()
	p.root = container.NewStack(widget.NewGround(theme.Raised), padded(inside))
	p.root.Hide()
	return p
}

// unfold shows the numbers, or puts them away.
func (p *preparePage) unfold(on bool) {
	p.more.Set("more", on)
	show(p.numbers, on)
	p.settle()
}

// settle lays the page out anew: twice, as words that wrap know their height when they know their width.
func (p *preparePage) settle() {
	p.root.Refresh()
	p.resized()
	p.resized()
}

// named puts a quiet name before a choice.
func named(name string, pills interface {
	fyne.CanvasObject
	LineWidth() float32
}) fyne.CanvasObject {
	return container.NewBorder(nil, nil, container.NewCenter(widget.NewText(name, widget.TextStyle{Color: theme.Quiet})), nil, oneLine(pills))
}

func (p *preparePage) choice(setting string, options ...widget.Option) *widget.Segmented {
	return widget.NewSegmented(options, "", func(v string) { p.act(session.Prepare{Setting: setting, Value: v}) })
}

func (p *preparePage) field(label string, width float32, setting string) *widget.Field {
	f := widget.NewField(label, "", width)
	f.OnCommit = func(text string) error { return p.set(setting, text) }
	return f
}

// set has a setting made, unless it cannot be, which the field says in place.
func (p *preparePage) set(setting, text string) error {
	if strings.TrimSpace(text) == "" {
		text = "none"
	}
	a := session.Prepare{Setting: setting, Value: text}
	if err := a.Check(p.run); err != nil {
		return err
	}
	p.act(a)
	return nil
}

func (p *preparePage) update(f *frame) {
	visible := f.selection.Page == session.PagePrepare
	turned := visible != p.root.Visible()
	if turned {
		show(p.root, visible)
	}
	if visible && f.status.Run != p.run {
		p.describe(f)
		turned = true
	}
	if turned {
		p.settle()
	}
}

// describe shows how the pictures of another network are prepared, or of the same one otherwise.
func (p *preparePage) describe(f *frame) {
	net := f.shown.Net
	p.run, p.prep = f.status.Run, net.Meta.Prep
	p.choices = cnn.GuessPreprocessing(net)
	p.ask(net)
	options := make([]widget.Option, 0, len(p.choices))
	now := ""
	for _, c := range p.choices {
		if c.Name == "stored" {
			continue
		}
		options = append(options, widget.Option{Value: c.Name, Label: presetLabel(c.Name), Tip: presetTip(c)})
		if sameValues(c.Prep, p.prep) {
			now = c.Name
		}
	}
	p.presets.SetOptions(options, now)
	p.showSettings(net)
	if now == "" {
		p.unfold(true) // only they say how it is done
	}
}

// ask says what is known, and what is not.
func (p *preparePage) ask(net *cnn.Network) {
	p.title.SetText("How pictures are prepared")
	p.why.SetText("v = (black + (white − black) · p − mean) / deviation, for a picture's values p from 0 to 1.")
	p.done.SetText("Close")
	if !net.Meta.PrepUnknown {
		return
	}
	p.title.SetText("How are pictures prepared for this network?")
	p.done.SetText("This is right")
	guess := "Nothing speaks for one way; these are common."
	if c := p.choices[0]; c.Reason != "" {
		guess = fmt.Sprintf("Guessed: %s, since it is for %s.", presetLabel(c.Name), c.Reason)
	}
	p.why.SetText("Its file does not say. " + guess)
}

// presetLabel is a preset's name with a real minus sign.
func presetLabel(name string) string { return minus(name) }

// presetWords say what presets are.
var presetWords = map[string]string{
	"0..1":     "As they are: black is 0, white is 1",
	"-1..1":    "Black is −1, white is 1, as many networks of TensorFlow want it",
	"0..255":   "Black is 0, white is 255, as picture files hold them",
	"centred":  "Middle grey is 0, as networks that are made here want it",
	"mnist":    "Minus the mean of MNIST's digits, divided by their standard deviation",
	"imagenet": "Minus the mean colour of ImageNet's pictures, divided by their standard deviation, as networks of PyTorch's torchvision want it",
	"cifar10":  "Minus the mean colour of CIFAR-10's pictures, divided by their standard deviation",
	"caffe":    "From 0 to 255, blue before green before red, minus ImageNet's mean colour: as networks taught with Caffe want it, the first VGG and AlexNet among them",
}

// presetTip says what a preset is, in numbers, and what speaks for it.
func presetTip(c cnn.PreprocessingChoice) string {
	prep := c.Prep
	prep.Fit = ""
	_, values, _ := strings.Cut(prep.String(), ", ")
	tip := fmt.Sprintf("%s (%s)", presetWords[c.Name], minus(values))
	if c.Reason != "" {
		tip += "; guessed, since it is for " + c.Reason
	}
	return tip
}

// sameValues tells whether two ways differ at most in how pictures are made to fit.
func sameValues(a, b cnn.Preprocessing) bool {
	a.Fit, a.Layout, b.Fit, b.Layout = "", "", "", ""
	return a.String() == b.String()
}

func (p *preparePage) showSettings(net *cnn.Network) {
	fit, order := p.prep.Fit, p.prep.Order
	if fit == "" {
		fit = cnn.Crop
	}
	if order == "" {
		order = cnn.RGB
	}
	p.fit.SetValue(string(fit))
	p.order.SetValue(string(order))
	low, high := p.prep.Range()
	p.low.SetText(numberList([]float32{low}))
	p.high.SetText(numberList([]float32{high}))
	p.mean.SetText(numberList(p.prep.Mean))
	p.deviation.SetText(numberList(p.prep.Deviation))
	shape := net.Meta.Prep.Picture(net.Input)
	colours := "in colour"
	if shape[0] == 1 {
		colours = "in grey"
	}
	p.size.SetText(fmt.Sprintf("%d × %d px %s, channels first", shape[2], shape[1], colours))
}

// numberList writes numbers as they can be typed back; "none" where there are none.
func numberList(numbers []float32) string {
	if len(numbers) == 0 {
		return "none"
	}
	words := make([]string, len(numbers))
	for i, x := range numbers {
		words[i] = strconv.FormatFloat(float64(x), 'g', -1, 32)
	}
	return strings.Join(words, ", ")
}
