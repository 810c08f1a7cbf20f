package command

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"strconv"

	"unitscope/app/lesson"
	"unitscope/app/session"
	"unitscope/assets"
	"unitscope/ui"
)

// largestSide bounds a snapshot, in pixels.
const largestSide = 8192

// snapshotCommand draws a room to a file, without a display.
type snapshotCommand struct {
	Room   string   `required:"" enum:"inspect,train,probe,relearn,brain" placeholder:"inspect|train|probe|relearn|brain" help:"The room to draw."`
	Play   string   `placeholder:"FILE" help:"First perform a file of actions, one a line."`
	Lesson int      `placeholder:"N" help:"With this lesson open beside it, at the step that the file of actions turns to, else its first."`
	Size   sizeFlag `default:"1440x900" help:"Width and height in pixels."`
	Theme  string   `default:"dark" enum:"dark,light" help:"dark or light."`
	Out    string   `required:"" placeholder:"S.png" help:"Where the picture goes."`
}

// Validate finds sizes that are no window's.
func (c *snapshotCommand) Validate() error {
	if len(c.Size) != 2 || max(c.Size[0], c.Size[1]) > largestSide {
		return fmt.Errorf("--size %s: width and height as in 1440x900, at most %d", c.Size, largestSide)
	}
	return nil
}

func (c *snapshotCommand) Run(ctx context.Context) error {
	played, err := readActions(c.Play)
	if err != nil {
		return err
	}
	if err := checkWritable(c.Out); err != nil {
		return err
	}
	enter := session.EnterRoom{Room: session.Room(c.Room)}
	actions := []session.Action{session.UseTheme{Theme: c.Theme}, enter}
	if c.Lesson != 0 { // which goes to the rooms that it shows
		actions = []session.Action{actions[0], session.TakeLesson{Name: strconv.Itoa(c.Lesson)}}
		actions = append(actions, played...)
	} else {
		actions = append(append(actions, played...), enter) // again: what was played may have gone elsewhere
	}
	img, err := ui.Snapshot(ctx, session.Options{Demo: assets.DemoNetwork(), ReadLesson: lesson.Read}, actions, image.Pt(c.Size[0], c.Size[1]))
	if err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	return writeFile(c.Out, func(w io.Writer) error { return png.Encode(w, img) })
}
