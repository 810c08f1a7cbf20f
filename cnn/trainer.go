package cnn

import (
	"context"
	"fmt"
	"math"
	"slices"

	"unitscope/cnn/internal/kernel"
)

// A Trainer changes a network's parameters step by step. It owns gradients and the optimizer's
// memory; nobody else may read the network's parameters during a Step.
type Trainer struct {
	net    *Network
	pass   *Pass
	hyper  Hyper // filled
	seed   uint64
	params []*trained
	frozen []bool // by node
	learns []bool // by node + 1: the gradient is needed there
	wanted []float32
	answer [1]Wanted // of a Step

	steps    int     // since the trainer began
	updates  int     // since the optimizer began
	schedule float64 // NAdam's, see newCoefficients

	pieces   []piece
	squares  []float64      // Σ gradient² of each piece
	norms    []float64      // by node
	now      []coefficients // of this step, by node
	elastic  float32        // strength; 0 for none
	doUpdate func(part int, d *desk)
}

// A trained parameter with what the optimizer keeps beside it.
type trained struct {
	node        int
	name        string // "conv1.weight"
	shape       Shape
	value, grad []float32
	slots       [][]float32

	anchor, importance []float32 // of the elastic penalty; nil for none
}

// A piece of a parameter is what one goroutine updates at a time.
type piece struct {
	node        int
	value, grad []float32
	slots       [][]float32

	anchor, importance []float32
}

func (p *trained) piece(first, last int) piece {
	cut := piece{node: p.node, value: p.value[first:last], grad: p.grad[first:last]}
	for _, s := range p.slots {
		cut.slots = append(cut.slots, s[first:last])
	}
	if p.anchor != nil {
		cut.anchor, cut.importance = p.anchor[first:last], p.importance[first:last]
	}
	return cut
}

// StepStats is what one step found before it changed the parameters.
type StepStats struct {
	Cost         float64   // mean over the batch
	Correct      int       // examples whose strongest answer was the wanted one
	GradientNorm []float64 // per node, L2 over its parameters, 0 where none learns; valid until the next Step
}

// NewTrainer returns a trainer of net for batches of up to so many examples (it grows when given
// more). The seed decides what Dropout does. It panics if h.Check fails or net has no layers.
func NewTrainer(net *Network, h Hyper, batch int, seed uint64) *Trainer {
	if len(net.Nodes) == 0 {
		panic("cnn: a network without layers cannot be trained")
	}
	t := &Trainer{net: net, pass: net.NewPass(batch), seed: seed, norms: make([]float64, len(net.Nodes)),
		now: make([]coefficients, len(net.Nodes)), frozen: make([]bool, len(net.Nodes)), learns: make([]bool, len(net.Nodes)+1), schedule: 1}
	t.pass.KeepParamGradients()
	for i, node := range net.Nodes {
		for k, p := range node.Layer.Params() {
			t.params = append(t.params, &trained{node: i, name: node.Name + "." + p.Name, shape: p.Value.Shape,
				value: p.Value.Data, grad: t.pass.works[i].gradParams[k].Data})
		}
	}
	t.doUpdate = t.update
	t.SetHyper(h)
	return t
}

// SetHyper changes the settings from the next step on. The optimizer's memory stays, unless
// another optimizer is chosen. It panics if h.Check fails.
func (t *Trainer) SetHyper(h Hyper) {
	if err := h.Check(t.net); err != nil {
		panic(err.Error())
	}
	h = h.Filled()
	if h.Optimizer != t.hyper.Optimizer {
		t.forget(h.Optimizer)
	}
	t.hyper = h
	t.freeze()
}

// start is the node that the loss of answers sends its gradient to: past a Softmax where it can.
func (t *Trainer) start(answers int) int {
	if last := t.net.Nodes[answers]; t.hyper.Loss == CrossEntropy && last.Layer.Kind() == (*Softmax)(nil).Kind() && len(last.Shape) == 1 {
		return last.Inputs[0]
	}
	return answers
}

// forget begins an optimizer's memory anew.
func (t *Trainer) forget(o Optimizer) {
	t.updates, t.schedule = 0, 1
	for _, p := range t.params {
		p.slots = nil
		for range rules[o].slots {
			p.slots = append(p.slots, make([]float32, len(p.value)))
		}
	}
}

// freeze works out which parameters learn, and where gradients are needed for that.
func (t *Trainer) freeze() {
	for i, node := range t.net.Nodes {
		t.frozen[i] = slices.Contains(t.hyper.Frozen, node.Name)
		w := t.pass.works[i]
		w.wantsParams = len(w.gradParams) > 0 && !t.frozen[i]
		t.learns[i+1] = w.wantsParams || slices.ContainsFunc(node.Inputs, func(in int) bool { return t.learns[in+1] })
	}
	t.pieces = nil
	for _, p := range t.params {
		if t.frozen[p.node] {
			continue
		}
		for part := range cut(len(p.value), chunk) {
			t.pieces = append(t.pieces, p.piece(span(part, chunk, len(p.value))))
		}
	}
	t.squares = make([]float64, len(t.pieces))
}

// Pass holds the last step's activations and its gradients: the error sent back, of the mean
// over the batch. Its Forward may be used between steps.
func (t *Trainer) Pass() *Pass { return t.pass }

// Step trains on one batch: x is N×input, and labels has the N wanted answers' indexes. It
// allocates nothing once it has seen a batch of this size. It panics if there are not as many
// labels as examples or a label has no answer.
func (t *Trainer) Step(x *Tensor, labels []int) StepStats {
	stats, _ := t.StepContext(context.Background(), x, labels) // which never ends
	return stats
}

// StepContext is Step until ctx ends. It then returns ctx's error some milliseconds later, and the trainer, the
// parameters and the running statistics are as if the step had not begun; but once the parameters are being changed,
// the step is made.
func (t *Trainer) StepContext(ctx context.Context, x *Tensor, labels []int) (StepStats, error) {
	for _, label := range labels {
		if label < 0 {
			panic(fmt.Sprintf("cnn: label %d", label))
		}
	}
	t.answer[0] = Wanted{len(t.net.Nodes) - 1, labels}
	return t.step(ctx, x, t.answer[:])
}

// Wanted is what a step wants of one head of a network with several.
type Wanted struct {
	Node   int   // that gives the head's answers
	Labels []int // of every example; −1: it is not asked
}

// StepHeads is Step for a network with several heads: the cost is the mean over the batch of what the heads' answers cost,
// each asked for some of the examples, and of all answers Correct counts the right ones. A head that is not asked gets no gradient.
func (t *Trainer) StepHeads(x *Tensor, heads []Wanted) StepStats {
	stats, _ := t.step(context.Background(), x, heads) // which never ends
	return stats
}

func (t *Trainer) step(ctx context.Context, x *Tensor, heads []Wanted) (StepStats, error) {
	for i, w := range t.pass.works {
		w.training = !t.frozen[i]
		w.seed = mix(mix(t.seed+uint64(t.steps)) + uint64(i))
	}
	stats := StepStats{GradientNorm: t.norms}
	if err := t.pass.forward(ctx, x); err != nil {
		return StepStats{}, err
	}
	if err := t.sendBack(ctx, heads, &stats); err != nil {
		return StepStats{}, err
	}
	t.learn()
	return stats, nil
}

// sendBack judges all heads' answers and computes the gradients. It returns ctx's error if that ends.
func (t *Trainer) sendBack(ctx context.Context, heads []Wanted, stats *StepStats) error {
	clear(t.pass.reached)
	last := -1
	for _, h := range heads {
		cost, correct := t.judge(h)
		stats.Cost += cost
		stats.Correct += correct
		start := t.start(h.Node)
		t.pass.reached[start+1] = true
		last = max(last, start)
	}
	if err := t.pass.descend(ctx, last, t.learns); err != nil {
		return err
	}
	for i, w := range t.pass.works { // what no head depends on is not to learn from an earlier step
		if w.wantsParams && !t.pass.reached[i+1] {
			for _, g := range w.gradParams {
				clear(g.Data)
			}
		}
	}
	for _, h := range heads {
		t.showAnswers(h)
	}
	return nil
}

// learn moves the parameters along the gradients, and running statistics towards the batch's.
func (t *Trainer) learn() {
	t.steps++
	t.updates++
	t.setCoefficients()
	for _, w := range t.pass.works {
		if k, ok := w.layer.(keeper); ok && w.training {
			k.follow(w)
		}
	}
	t.pass.gather(context.Background())
	t.pass.crew.run(len(t.pieces), t.doUpdate)
	clear(t.norms)
	for i, p := range t.pieces {
		t.norms[p.node] += t.squares[i]
	}
	for i, v := range t.norms {
		t.norms[i] = math.Sqrt(v)
	}
}

// setCoefficients sets the step's numbers, of layers with a learning rate of their own with that.
func (t *Trainer) setCoefficients() {
	c := newCoefficients(t.hyper, t.updates, &t.schedule)
	for i, node := range t.net.Nodes {
		t.now[i] = c
		if rate, ok := t.hyper.Rates[node.Name]; ok {
			t.now[i].rate = rate
		}
	}
}

// judge computes a head's share of the batch's mean cost, the number of right answers, and the gradient that the
// loss sends to the start node.
func (t *Trainer) judge(h Wanted) (cost float64, correct int) {
	answers, loss := t.pass.Activation(h.Node), crossEntropy
	if t.hyper.Loss == Squared {
		loss = squared
	}
	if len(h.Labels) != answers.Shape[0] {
		panic(fmt.Sprintf("cnn: %d labels for a batch of %d", len(h.Labels), answers.Shape[0]))
	}
	start := t.start(h.Node)
	x, grad := t.pass.Activation(start), t.pass.gradient(start)
	t.wanted = resized(t.wanted, answers.Shape[1:].Size())
	scale := 1 / float32(len(h.Labels))
	for e, label := range h.Labels {
		if label >= len(t.wanted) {
			panic(fmt.Sprintf("cnn: label %d for a network with %d answers", label, len(t.wanted)))
		}
		if label < 0 {
			clear(example(grad, e))
			continue
		}
		if Strongest(example(answers, e)) == label {
			correct++
		}
		wish(t.wanted, label, t.hyper.Smoothing)
		cost += loss(example(grad, e), example(x, e), t.wanted, scale)
	}
	return cost / float64(len(h.Labels)), correct
}

// showAnswers sets the gradient at a head's answers themselves, −wanted / (answer·N), where the loss
// went past their Softmax.
func (t *Trainer) showAnswers(h Wanted) {
	if t.start(h.Node) == h.Node {
		return
	}
	answers, grad := t.pass.Activation(h.Node), t.pass.gradient(h.Node)
	t.pass.reached[h.Node+1] = true
	t.wanted = resized(t.wanted, answers.Shape[1:].Size())
	for e, label := range h.Labels {
		row := example(grad, e)
		if label < 0 {
			clear(row)
			continue
		}
		wish(t.wanted, label, t.hyper.Smoothing)
		for i, v := range example(answers, e) {
			row[i] = -t.wanted[i] / (max(v, 0x1p-126) * float32(len(h.Labels)))
		}
	}
}

// update moves one piece of a parameter.
func (t *Trainer) update(part int, _ *desk) {
	p := t.pieces[part]
	t.squares[part] = kernel.SumSquares(p.grad)
	c := &t.now[p.node]
	if p.anchor != nil {
		addPull(p.grad, p.value, p.anchor, p.importance, t.elastic, c.rate)
	}
	rules[t.hyper.Optimizer].update(c, p.value, p.grad, p.slots)
}
