package cnn

import (
	"math"

	"unitscope/cnn/internal/kernel"
)

// zoneAnswers reads answers from a node's zones.
type zoneAnswers struct {
	*asked
	node int // + 1
}

func (z *zoneAnswers) answer(answers []float32, c *cone, positions int) {
	z.begin(answers)
	zones := &c.zones[z.node]
	for p := range positions {
		own := answers[p*len(z.base):][:len(z.base)]
		for i := range z.places {
			place := &z.places[i]
			if !place.at.In(zones.rects[p]) {
				continue
			}
			values, _ := zones.run(p, place.at.Y, place.at.X)
			for k, unit := range place.units {
				own[place.elements[k]] = values[unit]
			}
		}
	}
}

// convAnswers computes single cells of single units of a convolution. Units asked at the same cell share its patch.
type convAnswers struct {
	*asked
	node   int // + 1
	stage  *convStage
	picked []picked
}

// picked is a place with those of its units that are of one group of the convolution.
type picked struct {
	place
	group   int
	weights []float32 // of the units: each taps × inputs
}

func newConvAnswers(stage *convStage, node int, a *asked) *convAnswers {
	answers := &convAnswers{asked: a, node: node, stage: stage}
	for _, from := range a.places {
		groups := make(map[int]int) // index in picked, by group
		for k, unit := range from.units {
			group := unit / stage.outMaps
			i, known := groups[group]
			if !known {
				i = len(answers.picked)
				groups[group] = i
				answers.picked = append(answers.picked, picked{place: place{at: from.at}, group: group})
			}
			to := &answers.picked[i]
			to.units, to.elements = append(to.units, unit), append(to.elements, from.elements[k])
			to.weights = stage.appendKernel(to.weights, unit)
		}
	}
	return answers
}

// appendKernel appends an output's weights in the order of a patch: taps × inputs.
func (s *convStage) appendKernel(weights []float32, unit int) []float32 {
	kernel := s.layer.Weight.Data[unit*s.depth:]
	for tap := range s.taps {
		for i := range s.inMaps {
			weights = append(weights, kernel[i*s.taps+tap])
		}
	}
	return weights
}

func (a *convAnswers) answer(answers []float32, c *cone, positions int) {
	a.begin(answers)
	out, in := &c.zones[a.node], c.ins[a.node-1][0]
	c.differences = resized(c.differences, len(in.values))
	in.subtractBase(c.differences)
	for i := range a.picked {
		a.add(answers, &a.picked[i], out, terms{in, c.differences, nil}, &c.bench)
	}
}

// add adds to the answers of one cell's units what the patches they look at differ by.
func (a *convAnswers) add(answers []float32, from *picked, out *zones, in terms, b *workbench) {
	b.cells = b.cells[:0]
	for i, r := range out.rects {
		if from.at.In(r) {
			b.cells = append(b.cells, zoneCell{int32(i), int32(from.at.Y), int32(from.at.X)})
		}
	}
	n, depth := len(b.cells), a.stage.depth
	memory := b.memory(n * (depth + len(from.units)))
	patches, sums := memory[:n*depth], memory[n*depth:]
	for i, at := range b.cells {
		a.stage.patch(patches[i*depth:(i+1)*depth], in, at, from.group, 0)
	}
	b.product = kernel.Product{M: len(from.units), N: n, K: depth,
		A: kernel.Operand{Data: from.weights, Stride: depth},
		B: kernel.Operand{Data: patches, Stride: depth, Transposed: true},
		C: kernel.Output{Data: sums, Stride: n}}
	b.multiply()
	for u, element := range from.elements {
		for i, at := range b.cells {
			answers[int(at.position)*len(a.base)+element] += sums[u*n+i]
		}
	}
}

// mixedAnswers makes each answer of a few answers of its inputs.
type mixedAnswers struct {
	*asked
	step   *step
	mix    func(m *mixedAnswers, in *inputAnswers, element int) float32
	cell   *cellStage // computed over the answers; nil for none
	window bool       // a cell looks at all cells of the step's window, not at its own place alone

	starts []int32      // by element, its first term; last, the number of terms
	terms  []answerTerm // of all elements
}

// inputAnswers are a node's inputs' answers at one position, and without a change, by input.
type inputAnswers struct{ values, bases [][]float32 }

// answerTerm is an element of the answers of one of the inputs.
type answerTerm struct{ input, element int32 }

// mostTaps is how large a window may be: with larger ones the asked cells see most of the map.
const mostTaps = 25

// newMixedAnswers returns nil if the step does not work on each unit by itself.
func newMixedAnswers(s *step, a *asked) *mixedAnswers {
	m := &mixedAnswers{asked: a, step: s, mix: sumOf}
	switch stage := s.stage.(type) {
	case *cellStage:
		if !stage.unitwise() {
			return nil
		}
		m.cell = stage
	case *maxStage:
		m.mix, m.window = largestOf, true
	case *averageStage:
		m.mix, m.window = averageOf, true
	case sumStage, concatStage:
	case productStage:
		m.mix = productOf
	default:
		return nil
	}
	if m.window && s.window.kernel[0]*s.window.kernel[1] > mostTaps {
		return nil
	}
	return m
}

// unitwise tells whether the layer does nothing between units.
func (s *cellStage) unitwise() bool {
	switch s.layer.(type) {
	case *ReLU, *LeakyReLU, *Sigmoid, *Tanh, *Dropout, *BatchNorm, *Elementwise, *Arithmetic, *PReLU:
		return true
	}
	return false
}

// ask passes the questions on to the step's inputs.
func (m *mixedAnswers) ask(p *picker, in *Incremental) {
	for element := range m.base {
		m.starts = append(m.starts, int32(len(m.terms)))
		unit, slot := element%m.channels, element/m.channels
		if slot < len(m.cells[unit]) {
			m.askOne(p, in, unit, int(m.cells[unit][slot]))
		}
	}
	m.starts = append(m.starts, int32(len(m.terms)))
}

// askOne asks the inputs what one unit's cell is made of.
func (m *mixedAnswers) askOne(p *picker, in *Incremental, unit, cell int) {
	ask := func(k, unit, cell int) {
		element := p.ask(in, m.step.inputs[k]+1, unit, cell)
		m.terms = append(m.terms, answerTerm{int32(k), int32(element)})
	}
	if m.window {
		w, z := m.step.window, &in.current.zones[m.step.inputs[0]+1]
		top, bottom := w.reach(0, cell/m.columns, z.rows)
		left, right := w.reach(1, cell%m.columns, z.columns)
		for y := top; y < bottom; y += w.dilation[0] {
			for x := left; x < right; x += w.dilation[1] {
				ask(0, unit, y*z.columns+x)
			}
		}
		return
	}
	if _, joined := m.step.stage.(concatStage); joined {
		k := 0
		for ; unit >= in.current.zones[m.step.inputs[k]+1].channels; k++ {
			unit -= in.current.zones[m.step.inputs[k]+1].channels
		}
		ask(k, unit, cell)
		return
	}
	for k := range m.step.inputs {
		ask(k, unit, cell)
	}
}

func (m *mixedAnswers) answer(answers []float32, c *cone, positions int) {
	in, size := &c.inputs, len(m.base)
	for p := range positions {
		in.values, in.bases = in.values[:0], in.bases[:0]
		for _, node := range m.step.inputs {
			var values, base []float32 // nil of an input of Concat that nothing is asked of
			if asked := c.picker.asked[node+1]; asked != nil {
				base = asked.base
				values = c.answers[node+1][p*len(base):][:len(base)]
			}
			in.values, in.bases = append(in.values, values), append(in.bases, base)
		}
		for element, base := range m.base {
			value := base
			if m.starts[element] < m.starts[element+1] {
				value = m.mix(m, in, element)
			}
			answers[p*size+element] = value
		}
	}
	if m.cell != nil {
		m.cell.apply(answers, m.channels, &c.bench)
	}
}

func (m *mixedAnswers) termsOf(element int) []answerTerm {
	return m.terms[m.starts[element]:m.starts[element+1]]
}

func (in *inputAnswers) value(t answerTerm) float32 { return in.values[t.input][t.element] }

func sumOf(m *mixedAnswers, in *inputAnswers, element int) float32 {
	terms := m.termsOf(element)
	sum := in.value(terms[0])
	for _, t := range terms[1:] {
		sum += in.value(t)
	}
	return sum
}

func productOf(m *mixedAnswers, in *inputAnswers, element int) float32 {
	terms := m.termsOf(element)
	product := in.value(terms[0])
	for _, t := range terms[1:] {
		product *= in.value(t)
	}
	return product
}

func largestOf(m *mixedAnswers, in *inputAnswers, element int) float32 {
	largest := float32(math.Inf(-1))
	for _, t := range m.termsOf(element) {
		largest = max(largest, in.value(t))
	}
	return largest
}

// averageOf adds to the average without the change what the differences make, so that what does not change keeps its bits.
func averageOf(m *mixedAnswers, in *inputAnswers, element int) float32 {
	sum := float32(0)
	for _, t := range m.termsOf(element) {
		sum += in.value(t) - in.bases[t.input][t.element]
	}
	cell := m.cells[element%m.channels][element/m.channels]
	return m.base[element] + sum/m.step.stage.(*averageStage).count[cell]
}
