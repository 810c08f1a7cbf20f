package ui

import (
	"errors"
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"unitscope/cnn"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// stageRow is one layer of the network that is being built: its kind and settings, what comes out of it,
// and what is wrong with it.
type stageRow struct {
	root *fyne.Container
	page *buildPage
	at   int

	name     *widget.Text
	kind     *widget.Dropdown
	becomes  *widget.Text
	up, down *widget.Button
	settings *fyne.Container
	fields   map[cnn.Setting]*widget.Field
	wrong    *widget.Text
	refused  error // why what was typed last is no setting, nil for nothing

	stage cnn.Stage
	plan  cnn.StagePlan
}

func newStageRow(p *buildPage, at int) *stageRow {
	r := &stageRow{page: p, at: at, fields: map[cnn.Setting]*widget.Field{}}
	r.name = widget.NewText("", widget.TextStyle{Bold: true})
	r.kind = widget.NewDropdown("", "", r.kinds)
	r.becomes = widget.NewText("", widget.TextStyle{Color: theme.Quiet, Cut: true})
	r.up = widget.NewIconButton(fynetheme.MoveUpIcon(), "One layer up", func() { r.move(-1) })
	r.down = widget.NewIconButton(fynetheme.MoveDownIcon(), "One layer down", func() { r.move(1) })
	remove := widget.NewIconButton(fynetheme.CancelIcon(), "Remove this layer", func() {
		p.edit(func(stages []cnn.Stage) []cnn.Stage {
			return slices.Delete(stages, min(at, len(stages)), min(at+1, len(stages)))
		})
	})
	r.settings = wrapping()
	r.wrong = widget.NewText("", widget.TextStyle{Color: theme.Bad, Wrap: true})
	head := container.New(stageHead{r}, r.name, r.kind, r.becomes, container.NewHBox(r.up, r.down, remove))
	r.root = container.New(pileLayout{0, 0}, head, container.New(indented{}, r.settings), container.New(indented{}, r.wrong))
	return r
}

// kinds is the menu of what the layer can be instead.
func (r *stageRow) kinds() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, kind := range cnn.StageKinds() {
		item := fyne.NewMenuItem(string(kind), func() { r.become(cnn.NewStage(kind)) })
		item.Checked = kind == r.stage.Kind
		items = append(items, item)
	}
	return items
}

// become puts another stage in the place of this one.
func (r *stageRow) become(stage cnn.Stage) {
	r.page.edit(func(stages []cnn.Stage) []cnn.Stage {
		if r.at < len(stages) {
			stages[r.at] = stage
		}
		return stages
	})
}

func (r *stageRow) move(by int) {
	r.page.edit(func(stages []cnn.Stage) []cnn.Stage {
		if to := r.at + by; to >= 0 && to < len(stages) {
			stages[r.at], stages[to] = stages[to], stages[r.at]
		}
		return stages
	})
}

// set changes one setting, unless the text is none for it.
func (r *stageRow) set(setting cnn.Setting, text string) error {
	stages := r.page.now().Stages().Stages
	if r.at >= len(stages) || stages[r.at].Kind != r.stage.Kind {
		return nil // it has gone, and the focus with it
	}
	stage := stages[r.at]
	if err := stage.Set(setting, text); err != nil {
		r.refuse(err)
		return errors.New("not " + text)
	}
	r.refuse(nil)
	r.become(stage)
	return nil
}

// typed takes back what was said of a setting when it is mended.
func (r *stageRow) typed(setting cnn.Setting, text string) error {
	if stage := r.stage; stage.Set(setting, text) == nil {
		r.refuse(nil)
	}
	return nil
}

// refuse says below the settings why one cannot be.
func (r *stageRow) refuse(err error) {
	if err == nil && r.refused == nil {
		return
	}
	r.refused = err
	r.complain()
	r.page.pile.settle()
}

// complain says what is wrong with the layer: with what was typed, or else with how it fits.
func (r *stageRow) complain() {
	err := r.refused
	if err == nil {
		err = errors.Unwrap(r.plan.Err)
	}
	r.wrong.SetText("")
	if err != nil {
		r.wrong.SetText(sentence(err.Error()) + ".")
	}
	show(r.wrong, err != nil)
}

func (r *stageRow) update(stage cnn.Stage, plan cnn.StagePlan, last bool) {
	if stage.Kind != r.stage.Kind {
		r.settings.RemoveAll()
		clear(r.fields)
		for _, setting := range stage.Kind.Settings() {
			field := widget.NewField(string(setting), "", 46)
			field.OnCommit = func(text string) error { return r.set(setting, text) }
			field.OnType = func(text string) error { return r.typed(setting, text) }
			r.fields[setting] = field
			r.settings.Add(field)
		}
	}
	r.stage = stage
	for setting, field := range r.fields {
		field.SetText(stage.Get(setting))
	}
	r.name.SetText(plan.Name)
	r.kind.SetValue(string(stage.Kind))
	enable(r.up, r.at > 0)
	enable(r.down, !last)
	r.plan = plan
	r.root.Refresh()
	r.refused = nil
	r.complain()
}

// becomesTexts say what comes out of a stage, and how many numbers it learns: at length, and shorter.
func becomesTexts(plan cnn.StagePlan) []string {
	if plan.Shape == nil {
		return []string{""}
	}
	short := "→ " + plan.Shape.String()
	long := short + " units"
	if len(plan.Shape) == 3 {
		long = fmt.Sprintf("→ %d maps of %d × %d", plan.Shape[0], plan.Shape[1], plan.Shape[2])
	}
	if plan.Parameters == 0 {
		return []string{long, short}
	}
	count := grouped(plan.Parameters)
	return []string{long + " · " + count + " parameters", short + " · " + count + " parameters", short + " · " + count, short}
}

// stageHead lays out a stage's name, its kind, what comes out of it in as many words as fit, and the
// buttons at the right.
type stageHead struct{ row *stageRow }

// Before scaling.
const (
	stageName  float32 = 88 // "globalpool1" with room behind it
	shortName  float32 = 72 // in a narrow list, where longer names move what is behind them
	stageKind  float32 = 104
	narrowList float32 = 480 // below it settings are not indented
)

func (stageHead) MinSize(objects []fyne.CanvasObject) fyne.Size {
	height := float32(0)
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return fyne.NewSize(theme.Px(shortName+stageKind)+objects[3].MinSize().Width+theme.Px(80), height)
}

func (l stageHead) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	buttons := objects[3].MinSize().Width
	name := theme.Px(stageName)
	if size.Width < theme.Px(narrowList) {
		name = max(theme.Px(shortName), objects[0].MinSize().Width+theme.Px(theme.Grid))
	}
	before := name + theme.Px(stageKind)
	room := size.Width - before - buttons - theme.Px(theme.Grid)
	for _, text := range becomesTexts(l.row.plan) {
		l.row.becomes.SetText(text)
		if l.row.becomes.FullWidth() <= room {
			break
		}
	}
	x := float32(0)
	for i, width := range []float32{name, theme.Px(stageKind), size.Width - before - buttons, buttons} {
		height := objects[i].MinSize().Height
		inner := width - theme.Px(theme.Grid)
		if i == 3 {
			inner = width
		}
		put(objects[i], x, (size.Height-height)/2, max(0, inner), height)
		x += width
	}
}

// indented puts a stage's settings, or what is wrong with it, below its kind; of none it takes no room.
type indented struct{}

func (indented) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if settings, ok := objects[0].(*fyne.Container); !objects[0].Visible() || ok && len(settings.Objects) == 0 {
		return fyne.Size{}
	}
	return objects[0].MinSize().Add(fyne.NewSize(0, theme.Px(theme.Grid/2)))
}

func (indented) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left := theme.Px(stageName)
	if size.Width < theme.Px(narrowList) {
		left = 0
	}
	put(objects[0], left, theme.Px(theme.Grid/4), max(0, size.Width-left), size.Height)
}
