package session

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/natefinch/atomic"

	"unitscope/cnn/npy"
	"unitscope/viz/chart"
	"unitscope/viz/figure"
	"unitscope/viz/neuro"
)

// Exhibit is a kind of result that can be written to a file.
type Exhibit string

const (
	ExhibitField       Exhibit = "field"       // the selected unit's
	ExhibitFields      Exhibit = "fields"      // of its layer's units
	ExhibitSizes       Exhibit = "sizes"       // by layer, beside the theory
	ExhibitTop         Exhibit = "top"         // its strongest pictures, with what hiding parts takes
	ExhibitOcclusion   Exhibit = "occlusion"   // the same of the picture under the microscope
	ExhibitTuning      Exhibit = "tuning"      // its answers by orientation
	ExhibitGratings    Exhibit = "gratings"    // by orientation and frequency
	ExhibitCurves      Exhibit = "curves"      // size, contrast, position, hue
	ExhibitShift       Exhibit = "shift"       // answers kept by layer
	ExhibitPreferred   Exhibit = "preferred"   // the picture grown for it
	ExhibitCorrelation Exhibit = "correlation" // its field by noise

	ExhibitTasks   Exhibit = "tasks"   // how well a relearning does both
	ExhibitFates   Exhibit = "fates"   // of all units, by layer
	ExhibitChanges Exhibit = "changes" // the layer's kernels, fields or maps before and after, as the Relearn room shows them
	ExhibitDriving Exhibit = "driving" // the pictures that drove the selected unit, and those that do
	ExhibitClasses Exhibit = "classes" // its answers by class, before and after
	ExhibitLesions Exhibit = "lesions" // what each unit costs each task
)

// ProbeExhibits lists what the Probe room has to export.
var ProbeExhibits = []Exhibit{ExhibitField, ExhibitFields, ExhibitSizes, ExhibitTop, ExhibitOcclusion, ExhibitTuning, ExhibitGratings, ExhibitCurves,
	ExhibitShift, ExhibitPreferred, ExhibitCorrelation}

// RelearnExhibits lists what the Relearn room has to export.
var RelearnExhibits = []Exhibit{ExhibitTasks, ExhibitFates, ExhibitChanges, ExhibitDriving, ExhibitClasses, ExhibitLesions}

// Exhibits lists all that can be exported.
var Exhibits = slices.Concat(ViewExhibits, UnitExhibits, TrainingExhibits, ProbeExhibits, RelearnExhibits, BrainExhibits)

// ExportEndings lists the files that an exhibit can be written to: figures, and numbers.
var ExportEndings = []string{".png", ".svg", ".pdf", ".npz", ".csv"}

// Export writes a result to a file whose ending says how: "export field conv2-17-field.png". A folder
// gets a PNG of the default name.
type Export struct {
	Kind Exhibit
	Path string
}

func (a Export) String() string { return "export " + string(a.Kind) + " " + a.Path }
func (a Export) perform(s *Session) error {
	path := a.Path
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, s.ExportName(a.Kind, ".png"))
	}
	ending, endings := exportEnding(path), a.Kind.Endings()
	if !slices.Contains(endings, ending) {
		return fmt.Errorf("cannot export to %s: the name ends in none of %s", path, strings.Join(endings, ", "))
	}
	show, err := s.exhibit(a.Kind)
	if err != nil {
		return cannotExport(a.Kind, err)
	}
	s.job(func(context.Context) (func(), error) {
		e, err := show()
		if err == nil {
			err = e.save(path, ending)
		}
		if err != nil {
			return nil, fmt.Errorf("cannot export to %s: %w", path, Reason(err))
		}
		text := "Exported to " + path
		if e.volumeNote != "" && slices.Contains(VolumeEndings, ending) {
			text += ": " + e.volumeNote
		}
		return func() { s.tell(&Notice{Text: text}) }, nil
	})
	return nil
}

// Endings are the files that a kind of result can be written to.
func (k Exhibit) Endings() []string {
	if k == ExhibitBrainMap || k == ExhibitBrainFilm {
		return slices.Concat(ExportEndings, VolumeEndings)
	}
	return ExportEndings
}

// exportEnding is what tells a file's format: its extension, and that before it where it is compressed.
func exportEnding(path string) string {
	path = strings.ToLower(path)
	if inner, compressed := strings.CutSuffix(path, ".gz"); compressed {
		return filepath.Ext(inner) + ".gz"
	}
	return filepath.Ext(path)
}

// exhibit makes what is known ready to be written, as Probe.exhibit does.
func (s *Session) exhibit(kind Exhibit) (func() (*exhibit, error), error) {
	switch {
	case slices.Contains(ViewExhibits, kind):
		return s.viewExhibit(kind)
	case slices.Contains(UnitExhibits, kind):
		return s.unitExhibit(kind)
	case slices.Contains(TrainingExhibits, kind):
		return s.trainingExhibit(kind)
	case slices.Contains(RelearnExhibits, kind):
		return s.Compare.exhibit(kind, s.selection.Relearn)
	case slices.Contains(BrainExhibits, kind):
		return s.Brain.exhibit(kind)
	}
	return s.Probe.exhibit(kind)
}

// CopyNumbers hands a result's numbers on as a table, comma-separated, when they are there.
func (s *Session) CopyNumbers(kind Exhibit, take func(table string)) {
	show, err := s.exhibit(kind)
	if err != nil {
		s.report(cannotExport(kind, err))
		return
	}
	s.job(func(context.Context) (func(), error) {
		e, err := show()
		var b strings.Builder
		if err == nil {
			err = e.write(&b, ".csv", 0)
		}
		if err != nil {
			return nil, cannotExport(kind, err)
		}
		return func() { take(b.String()) }, nil
	})
}

// CanExport tells whether a kind of result is known. Where it is not, a notice says what leads to it.
func (s *Session) CanExport(kind Exhibit) bool {
	_, err := s.exhibit(kind)
	if err != nil {
		s.report(cannotExport(kind, err))
	}
	return err == nil
}

// cannotExport says why a kind of result is not to be had.
func cannotExport(kind Exhibit, err error) error {
	return fmt.Errorf("cannot export %s: %w", kind, err)
}

// ExportName is the default name of a file, with the unit's address: "conv2-17-field.png".
func (s *Session) ExportName(kind Exhibit, ending string) string {
	b := s.bench()
	of := fmt.Sprintf("%s-%d-", b.row.Name, b.unit())
	switch kind {
	case ExhibitFields, ExhibitChanges, ExhibitMaps, ExhibitKernels, ExhibitBrainMatrix, ExhibitBrainPoints:
		of = b.row.Name + "-"
	case ExhibitPicture, ExhibitAnswers, ExhibitLearning, ExhibitGradients, ExhibitConfusion, ExhibitByClass, ExhibitSizes, ExhibitShift, ExhibitTasks, ExhibitFates, ExhibitLesions,
		ExhibitBrainRegion, ExhibitBrainBars, ExhibitBrainCourses, ExhibitBrainMap, ExhibitBrainFilm, ExhibitBrainCurves:
		of = ""
	}
	return chart.FileName(of+string(kind)) + ending
}

// An exhibit is a result as it is written: as a figure of width×height points, and as arrays.
type exhibit struct {
	figure        figure.Figure
	width, height int
	arrays        []array
	volume        *neuro.Volume // of a map in a brain; else nil
	volumeNote    string        // what such a file does not say
}

// array is numbers under a name.
type array struct {
	name  string
	shape []int
	data  []float32
}

// numbers is an array of float64 numbers, along one axis.
func numbers(name string, values ...float64) array {
	data := make([]float32, len(values))
	for i, v := range values {
		data[i] = float32(v)
	}
	return array{name, []int{len(values)}, data}
}

// save writes the whole file or nothing.
func (e *exhibit) save(path, ending string) error {
	var b bytes.Buffer
	if err := e.write(&b, ending, PictureScale(path)); err != nil {
		return err
	}
	return atomic.WriteFile(path, &b)
}

// write writes a file of a kind; pictures have scale pixels a point.
func (e *exhibit) write(w io.Writer, ending string, scale float64) error {
	switch ending {
	case ".nii":
		return neuro.WriteNIfTI(w, e.volume)
	case ".nii.gz":
		return neuro.WriteNIfTIGzip(w, e.volume)
	case ".png":
		return figure.WritePNG(w, e.figure, figure.Light, e.width, e.height, scale)
	case ".svg":
		return figure.WriteSVG(w, e.figure, figure.Light, e.width, e.height)
	case ".pdf":
		return figure.WritePDF(w, e.figure, figure.Light, e.width, e.height)
	case ".csv":
		if _, pictures := e.figure.(figure.Sheet); pictures {
			return writeTable(w, e.arrays)
		}
		return figure.WriteCSV(w, e.figure)
	}
	z := npy.NewArchive(w)
	for _, a := range e.arrays {
		if err := npy.Add(z, a.name, a.shape, a.data); err != nil {
			return err
		}
	}
	return z.Close()
}

// writeTable writes arrays as comma-separated values: a number a line, behind the name of its array and its place along each
// axis, counted from 0. What is not a number is empty.
func writeTable(w io.Writer, arrays []array) error {
	axes := 0
	for _, a := range arrays {
		axes = max(axes, len(a.shape))
	}
	header := []string{"array"}
	for axis := range axes {
		header = append(header, fmt.Sprintf("axis %d", axis))
	}
	table := csv.NewWriter(w)
	if err := table.Write(append(header, "value")); err != nil {
		return err
	}
	record := make([]string, axes+2)
	for _, a := range arrays {
		for i, v := range a.data {
			clear(record)
			record[0] = a.name
			for axis := len(a.shape) - 1; axis >= 0; axis-- {
				record[1+axis] = strconv.Itoa(i % a.shape[axis])
				i /= a.shape[axis]
			}
			if v == v {
				record[1+axes] = strconv.FormatFloat(float64(v), 'g', -1, 32)
			}
			if err := table.Write(record); err != nil {
				return err
			}
		}
	}
	table.Flush()
	return table.Error()
}

// nan is a block of numbers that nobody knows.
func nan(n int) []float32 {
	data := make([]float32, n)
	for i := range data {
		data[i] = float32(math.NaN())
	}
	return data
}

func init() {
	register("export", "KIND PATH", func(w *words) Action { return Export{oneOf(w, Exhibits...), w.all()} })
}
