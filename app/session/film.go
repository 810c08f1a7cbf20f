package session

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"path/filepath"
	"strings"

	"github.com/natefinch/atomic"

	"unitscope/cnn"
	"unitscope/viz/colormap"
	"unitscope/viz/figure"
	"unitscope/viz/render"
)

// Film writes how the kernels of the layer that the Train room follows came to be, snapshot by snapshot, as an animated GIF:
// "film kernels.gif".
type Film struct{ Path string }

func (a Film) String() string { return "film " + a.Path }
func (a Film) perform(s *Session) error {
	if !strings.EqualFold(filepath.Ext(a.Path), ".gif") {
		return errors.New("nothing was filmed: the name of a film ends in .gif")
	}
	name, scenes, err := s.scenes()
	if err != nil {
		return fmt.Errorf("nothing was filmed: %w", err)
	}
	b := s.bench()
	asks := asked{question: question{topic: kernelFilmTopic, node: -1, unit: -1, source: a}, net: b.shown.Net}
	s.Compare.long(&b, asks, "film of "+name, func(ctx context.Context, t *task) error {
		file, err := scenes.gif(ctx, name, func(done int) { t.progress(ctx, done, len(scenes.steps)) })
		if err == nil {
			err = atomic.WriteFile(a.Path, file)
		}
		if err != nil {
			return fmt.Errorf("%s was not written: %w", a.Path, Reason(err))
		}
		s.later(func() {
			s.tell(&Notice{Text: fmt.Sprintf("%d steps of %s are a film: %s", len(scenes.steps), name, a.Path)})
		})
		return nil
	})
	return nil
}

const kernelFilmTopic topic = "kernel film"

// CanFilm tells whether there is more than one snapshot of kernels. Where there is not, a notice says what leads to it.
func (s *Session) CanFilm() bool {
	_, _, err := s.scenes()
	if err != nil {
		s.report(fmt.Errorf("nothing can be filmed: %w", err))
	}
	return err == nil
}

// FilmName is the default name of a film.
func (s *Session) FilmName() string {
	name, _, _ := s.scenes()
	return name + "-kernels.gif"
}

// scenes are a layer's weights at each snapshot, in one range.
type scenes struct {
	steps   []int
	weights []*cnn.Tensor
	span    colormap.Range
}

// scenes returns those of the layer that the Train room follows, of the first with kernels where it follows none.
func (s *Session) scenes() (layer string, _ *scenes, err error) {
	for _, row := range Rows(s.Training.Shown().Net) {
		if _, ok := kernelWeight(s.Training.Shown().Net, row.Parts[0]); ok && (layer == "" || row.Name == s.selection.Watched.Row) {
			layer = row.Name
		}
	}
	found, err := s.Training.Shown().Run.scenes(layer)
	return layer, found, err
}

// scenes are a layer's weights on the run's timeline.
func (r *Run) scenes(layer string) (*scenes, error) {
	found := &scenes{}
	var all [][]float32
	for _, snapshot := range r.Snapshots() {
		node := snapshot.Net.Index(layer)
		if node < 0 {
			continue
		}
		weight, ok := kernelWeight(snapshot.Net, node)
		if !ok {
			continue
		}
		found.steps, found.weights, all = append(found.steps, snapshot.Step), append(found.weights, weight), append(all, weight.Data)
	}
	if len(all) < 2 {
		return nil, errors.New("the network has not learned here yet")
	}
	found.span = colormap.SignedOf(all...)
	return found, nil
}

// Hundredths of a second.
const (
	sceneLasts = 15
	lastLasts  = 150
)

// gif is the whole file of the film, unless it is stopped.
func (f *scenes) gif(ctx context.Context, name string, drawn func(done int)) (*bytes.Buffer, error) {
	film, err := f.film(ctx, name, drawn)
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if err := gif.EncodeAll(&file, film); err != nil {
		return nil, err
	}
	return &file, ctx.Err()
}

// film draws the scenes, and tells how many are drawn. The first lasts as long as the last, to be looked at.
func (f *scenes) film(ctx context.Context, name string, drawn func(done int)) (*gif.GIF, error) {
	film := &gif.GIF{}
	colours := newDyes(f.weights[0].Shape[1] == 3)
	for i, weight := range f.weights {
		drawn(i)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		shape := weight.Shape[1:]
		size := cnn.Shape(shape).Size()
		e := unitsSheet(fmt.Sprintf("Kernels of %s at step %d, ±%.3g", name, f.steps[i], f.span.Bound()), weight.Shape[0], shape, nil, func(unit int) figure.Cell {
			return figure.Cell{Image: kernelImage(weight.Data[unit*size:][:size], shape, f.span)}
		})
		film.Image = append(film.Image, colours.dye(framed(figure.Image(e.figure, figure.Light, e.width, e.height, 1))))
		film.Delay = append(film.Delay, sceneLasts)
	}
	film.Delay[0], film.Delay[len(film.Delay)-1] = lastLasts, lastLasts
	return film, nil
}

// framed is a picture with a margin of the page's colour.
func framed(img *image.RGBA) *image.RGBA {
	const margin = 12
	out := image.NewRGBA(image.Rectangle{Max: img.Rect.Size().Add(image.Pt(2*margin, 2*margin))})
	render.Fill(out, out.Rect, figure.Light.Background)
	draw.Draw(out, img.Rect.Sub(img.Rect.Min).Add(image.Pt(margin, margin)), img, img.Rect.Min, draw.Over)
	return out
}

// dyes are the colours of a film, at most 256, and where each colour that occurred has its nearest among them.
type dyes struct {
	palette color.Palette
	nearest map[color.RGBA]uint8
}

// pictureSteps are the steps of red, green and blue for kernels drawn as pictures: most weights are small, and those are grey.
var pictureSteps = [6]uint8{0, 70, 108, 147, 185, 255}

// newDyes returns the colours of signed weights, or, of kernels drawn as pictures, six steps of each colour; and greys for the words.
func newDyes(pictured bool) *dyes {
	d := &dyes{nearest: map[color.RGBA]uint8{}}
	const greys = 40
	for i := range greys {
		v := uint8(i * 255 / (greys - 1))
		d.palette = append(d.palette, color.RGBA{v, v, v, 255})
	}
	if pictured {
		for i := range 216 {
			d.palette = append(d.palette, color.RGBA{pictureSteps[i/36], pictureSteps[i/6%6], pictureSteps[i%6], 255})
		}
		return d
	}
	const shades = 216
	for i := range shades {
		d.palette = append(d.palette, colormap.Signed.At(float64(i)/(shades-1)))
	}
	return d
}

// dye draws a picture in the colours.
func (d *dyes) dye(img *image.RGBA) *image.Paletted {
	out := image.NewPaletted(img.Rect, d.palette)
	for y := img.Rect.Min.Y; y < img.Rect.Max.Y; y++ {
		for x := img.Rect.Min.X; x < img.Rect.Max.X; x++ {
			c := img.RGBAAt(x, y)
			at, known := d.nearest[c]
			if !known {
				at = uint8(d.palette.Index(c))
				d.nearest[c] = at
			}
			out.SetColorIndex(x, y, at)
		}
	}
	return out
}

func init() {
	register("film", "FILE.gif", func(w *words) Action { return Film{w.all()} })
}
