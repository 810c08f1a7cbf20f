package session

import (
	"encoding/json"
	"fmt"
	"image"
	"math"

	"unitscope/cnn"
	"unitscope/cnn/npy"
	"unitscope/viz/field"
	"unitscope/viz/tuning"
)

// A form is how the results of a topic are kept: as arrays and, as JSON, what is none.
type form struct {
	pictures bool // they depend on the pictures, and
	top      bool // on which of them are a unit's strongest
	about    func(value any) any
	arrays   func(net *cnn.Network, value any) []foundArray
	value    func(net *cnn.Network, f *finding, in *arrays) (any, error)
	sides    func(value any) **Sides // where a value of two networks has these; nil of what is of one
}

// forms are those of the topics that are kept.
var forms = map[topic]form{
	fieldTopic:       {pictures: true, top: true, about: aboutField, arrays: arraysOfField, value: readField},
	gratingsTopic:    {about: aboutNothing, arrays: arraysOfGratings, value: readGratings},
	curvesTopic:      {about: aboutCurves, arrays: arraysOfCurves, value: readCurves},
	shiftTopic:       {pictures: true, about: aboutShift, arrays: arraysOfShift, value: readShift},
	preferredTopic:   {about: aboutPreferred, arrays: arraysOfPreferred, value: readPreferred},
	correlationTopic: {about: aboutCorrelation, arrays: arraysOfCorrelation, value: readCorrelation},
	lesionsTopic:     {about: aboutNothing, arrays: arraysOfLesions, value: readLesions, sides: sidesOfLesions},
	changesTopic:     {about: aboutChanges, arrays: arraysOfChanges, value: readChanges, sides: sidesOfChanges},
	retuningTopic:    {about: aboutRetuning, arrays: arraysOfRetuning, value: readRetuning, sides: sidesOfRetuning},
	likenessTopic:    {about: aboutLikeness, arrays: arraysOfLikeness, value: readLikeness, sides: sidesOfLikeness},
}

func aboutNothing(any) any { return nil }

func narrow[T float32 | int32](values []float64) []T {
	n := make([]T, len(values))
	for i, v := range values {
		n[i] = T(v)
	}
	return n
}

// numbers reads as many numbers as an array of this shape has; a length of −1 is any.
func (z *arrays) numbers(name string, shape ...int) []float64 {
	if z.err != nil {
		return nil
	}
	got, v, err := npy.Get[float64](z.ArchiveReader, name)
	if err == nil && len(got) != len(shape) {
		err = fmt.Errorf("%s: shape %v, not %v", name, got, shape)
	}
	for i := 0; err == nil && i < len(shape); i++ {
		if shape[i] >= 0 && got[i] != shape[i] {
			err = fmt.Errorf("%s: shape %v, not %v", name, got, shape)
		}
	}
	if err != nil {
		z.fail(err)
		return nil
	}
	return v
}

// fieldFacts is what of a field is no array.
type fieldFacts struct {
	Training bool `json:"training"`
	Patch    int  `json:"patch"`
	Stride   int  `json:"stride"`
	Signed   bool `json:"signed"`
}

func aboutField(value any) any {
	f := value.(*UnitField)
	return fieldFacts{f.Training, f.Averages.Patch, f.Averages.Stride, f.Averages.Signed}
}

// arraysOfField are mean and count of the field, h×w, its size and peak, and of each strongest picture its index, cell and
// answer, n×3, and of the first of them the maps, m×H×W.
func arraysOfField(net *cnn.Network, value any) []foundArray {
	f := value.(*UnitField)
	mean, count := f.Field()
	var pictures []float64
	var maps []float32
	measured := 0
	for i, p := range f.Pictures {
		pictures = append(pictures, float64(p.Picture), float64(p.Cell), float64(p.Original))
		if p.Map != nil && i == measured {
			maps = append(maps, p.Map...)
			measured++
		}
	}
	h, w := MapSize(net.Input)
	return []foundArray{
		{"mean", []int{f.Height, f.Width}, mean}, {"count", []int{f.Height, f.Width}, count},
		{"size", []int{1}, f.Averages.Size[f.K : f.K+1]}, {"peak", []int{1}, f.Averages.Peak[f.K : f.K+1]},
		{"pictures", []int{len(f.Pictures), 3}, pictures}, {"maps", []int{measured, h, w}, maps},
	}
}

func readField(net *cnn.Network, f *finding, in *arrays) (any, error) {
	var facts fieldFacts
	if err := json.Unmarshal(f.About, &facts); err != nil {
		return nil, err
	}
	if f.node < 0 {
		return nil, fmt.Errorf("a field of no layer")
	}
	mean, count, size, peak := in.numbers("mean", -1, -1), in.numbers("count", -1, -1), in.numbers("size", 1), in.numbers("peak", 1)
	pictures, maps := in.numbers("pictures", -1, 3), in.numbers("maps", -1, -1, -1)
	if in.err != nil {
		return nil, in.err
	}
	o := field.AverageOptions{Options: field.Options{Patch: facts.Patch, Stride: facts.Stride, Units: []int{f.Unit}}, Signed: facts.Signed}
	averages, err := field.Restore(net, f.Layer, o, narrow[float32](mean), narrow[int32](count), narrow[float32](peak), size)
	if err != nil {
		return nil, err
	}
	shape := net.Nodes[f.node].Shape
	strongest, err := strongestOf(pictures, shape.Size()/shape.Units())
	if err != nil {
		return nil, err
	}
	if averages.Maps, err = mapsOf(maps, strongest, net.Input); err != nil {
		return nil, err
	}
	v := newUnitField(averages, 0, f.node, strongest)
	v.Training = facts.Training
	v.place(net)
	return v, nil
}

// strongestOf reads a unit's strongest pictures: three numbers each. The unit's map has so many cells.
func strongestOf(pictures []float64, cells int) ([]tuning.Strongest, error) {
	var strongest []tuning.Strongest
	for ; len(pictures) > 0; pictures = pictures[3:] {
		s := tuning.Strongest{Picture: int(pictures[0]), Cell: int(pictures[1]), Strength: float32(pictures[2])}
		if s.Picture < 0 || s.Cell < 0 || s.Cell >= cells {
			return nil, fmt.Errorf("pictures: cell %d of %d of picture %d", s.Cell, cells, s.Picture)
		}
		strongest = append(strongest, s)
	}
	return strongest, nil
}

// mapsOf reads the discrepancy maps of the first of a unit's strongest pictures, which have the size of the input; none is nil.
func mapsOf(maps []float64, strongest []tuning.Strongest, input cnn.Shape) ([][]field.Discrepancy, error) {
	if len(maps) == 0 {
		return nil, nil
	}
	height, width := MapSize(input)
	area := height * width
	if len(maps)%area != 0 || len(maps)/area > len(strongest) {
		return nil, fmt.Errorf("maps: %d values of %d pictures of %d×%d pixels", len(maps), len(strongest), height, width)
	}
	var of []field.Discrepancy
	for i := 0; len(maps) > 0; i, maps = i+1, maps[area:] {
		s := strongest[i]
		of = append(of, field.Discrepancy{Picture: s.Picture, Cell: s.Cell, Original: s.Strength, Map: narrow[float32](maps[:area])})
	}
	return [][]field.Discrepancy{of}, nil
}

// arraysOfGratings are the answers of each node that was asked, units×orientations×frequencies×phases.
func arraysOfGratings(net *cnn.Network, value any) []foundArray {
	g := value.(*tuning.GratingResponses)
	var all []foundArray
	for i, node := range net.Nodes {
		if r := g.Responses(i); r != nil {
			all = append(all, foundArray{node.Name, []int{node.Shape.Units(), len(g.Orientations), len(g.Frequencies), len(g.Phases)}, r})
		}
	}
	return all
}

func readGratings(net *cnn.Network, _ *finding, in *arrays) (any, error) {
	answers := make([][]float32, len(net.Nodes))
	for _, name := range in.Names() {
		node := net.Index(name)
		if node < 0 {
			return nil, fmt.Errorf("%s is no layer", name)
		}
		answers[node] = narrow[float32](in.numbers(name, -1, -1, -1, -1))
	}
	if in.err != nil {
		return nil, in.err
	}
	return tuning.RestoreGratings(net, answers)
}

// curveFacts names a curve.
type curveFacts struct {
	Name string `json:"name"`
	Unit string `json:"unit"`
}

// curveSlots are the curves of a unit under the names that they are kept by.
func curveSlots(c *UnitCurves) map[string]**tuning.Curve {
	return map[string]**tuning.Curve{"size": &c.Size, "contrast": &c.Contrast, "across": &c.Across, "down": &c.Down, "hue": &c.Hue}
}

func aboutCurves(value any) any {
	facts := map[string]curveFacts{}
	for name, c := range curveSlots(value.(*UnitCurves)) {
		if *c != nil {
			facts[name] = curveFacts{(*c).Name, (*c).Unit}
		}
	}
	return facts
}

func arraysOfCurves(_ *cnn.Network, value any) []foundArray {
	var all []foundArray
	for _, name := range []string{"size", "contrast", "across", "down", "hue"} {
		if c := *curveSlots(value.(*UnitCurves))[name]; c != nil {
			all = append(all, curveArray(name, *c))
		}
	}
	return all
}

// curveArray is a curve's X, then its Y.
func curveArray(name string, c tuning.Curve) foundArray {
	return foundArray{name, []int{2, len(c.X)}, append(append([]float64(nil), c.X...), c.Y...)}
}

func readCurves(_ *cnn.Network, f *finding, in *arrays) (any, error) {
	facts := map[string]curveFacts{}
	if err := json.Unmarshal(f.About, &facts); err != nil {
		return nil, err
	}
	curves := &UnitCurves{Node: f.node, Unit: f.Unit}
	for name, slot := range curveSlots(curves) {
		if about, known := facts[name]; known {
			*slot = in.curve(name, about)
		}
	}
	return curves, in.err
}

func (z *arrays) curve(name string, about curveFacts) *tuning.Curve {
	v := z.numbers(name, 2, -1)
	return &tuning.Curve{Name: about.Name, Unit: about.Unit, X: v[:len(v)/2], Y: v[len(v)/2:]}
}

// shiftFacts is what of shift curves is no array.
type shiftFacts struct {
	Rows     []string     `json:"rows"`
	Curves   []curveFacts `json:"curves"`
	Pictures int          `json:"pictures"`
}

func aboutShift(value any) any {
	s := value.(*ShiftCurves)
	facts := shiftFacts{Rows: s.Rows, Pictures: s.Pictures}
	for _, c := range s.Curves {
		facts.Curves = append(facts.Curves, curveFacts{c.Name, c.Unit})
	}
	return facts
}

func arraysOfShift(_ *cnn.Network, value any) []foundArray {
	var all []foundArray
	for i, c := range value.(*ShiftCurves).Curves {
		all = append(all, curveArray(fmt.Sprint(i), c))
	}
	return all
}

func readShift(net *cnn.Network, f *finding, in *arrays) (any, error) {
	var facts shiftFacts
	if err := json.Unmarshal(f.About, &facts); err != nil {
		return nil, err
	}
	if rows := Rows(net); len(facts.Rows) != len(rows) || len(facts.Curves) != len(rows) {
		return nil, fmt.Errorf("%d curves of %d rows, the network has %d", len(facts.Curves), len(facts.Rows), len(rows))
	}
	s := &ShiftCurves{Rows: facts.Rows, Pictures: facts.Pictures}
	for i, about := range facts.Curves {
		s.Curves = append(s.Curves, *in.curve(fmt.Sprint(i), about))
	}
	return s, in.err
}

// preferredFacts is what of a preferred picture is no array.
type preferredFacts struct {
	Window image.Rectangle `json:"window"`
	Cell   int             `json:"cell"`
	Silent bool            `json:"silent"`
}

func aboutPreferred(value any) any {
	p := value.(*PreferredPicture)
	return preferredFacts{p.Window, p.Cell, p.Silent}
}

// arraysOfPreferred are the picture and what its cell answers to it and to grey.
func arraysOfPreferred(_ *cnn.Network, value any) []foundArray {
	p := value.(*PreferredPicture)
	return []foundArray{{"picture", p.Picture.Shape, p.Picture.Data}, {"response", []int{2}, []float32{p.Response, p.Grey}}}
}

func readPreferred(net *cnn.Network, f *finding, in *arrays) (any, error) {
	var facts preferredFacts
	if err := json.Unmarshal(f.About, &facts); err != nil {
		return nil, err
	}
	picture, response := in.numbers("picture", net.Input...), in.numbers("response", 2)
	if in.err != nil {
		return nil, in.err
	}
	return &PreferredPicture{Node: f.node, PreferredStimulus: &tuning.PreferredStimulus{Unit: f.Unit, Picture: &cnn.Tensor{Shape: net.Input, Data: narrow[float32](picture)},
		Window: facts.Window.Intersect(image.Rect(0, 0, net.Input[2], net.Input[1])), Cell: facts.Cell, Response: float32(response[0]), Grey: float32(response[1]), Silent: facts.Silent}}, nil
}

// correlationFacts is what of a field by correlation is no array.
type correlationFacts struct {
	Inner    image.Rectangle `json:"inner"`
	Pictures int             `json:"pictures"`
	Active   bool            `json:"active"`
}

func aboutCorrelation(value any) any {
	c := value.(*UnitCorrelation)
	return correlationFacts{c.Inner, c.Pictures, c.Active}
}

func arraysOfCorrelation(_ *cnn.Network, value any) []foundArray {
	c := value.(*UnitCorrelation)
	return []foundArray{{"field", c.Shape, c.Field}}
}

func readCorrelation(net *cnn.Network, f *finding, in *arrays) (any, error) {
	var facts correlationFacts
	if err := json.Unmarshal(f.About, &facts); err != nil {
		return nil, err
	}
	shape, values, err := npy.Get[float64](in.ArchiveReader, "field")
	if err != nil {
		return nil, err
	}
	if len(shape) != 3 || shape[0] != net.Input[0] || !facts.Inner.In(image.Rect(0, 0, shape[2], shape[1])) || facts.Inner.Empty() {
		return nil, fmt.Errorf("field: shape %v, inner %v", shape, facts.Inner)
	}
	for _, v := range values {
		if math.IsNaN(v) {
			return nil, fmt.Errorf("field: values that are no numbers")
		}
	}
	return &UnitCorrelation{Node: f.node, Unit: f.Unit, Noise: f.Noise, Shape: shape, Inner: facts.Inner, Field: narrow[float32](values), Pictures: facts.Pictures, Active: facts.Active}, nil
}
