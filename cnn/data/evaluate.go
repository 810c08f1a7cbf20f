package data

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"unitscope/cnn"
)

// evaluateBatch is how many pictures go through the network at once: enough for the matrix kernels,
// few enough to stop within a moment.
const evaluateBatch = 32

// A Score is how well a network answers.
type Score struct {
	Correct, Total int
	Cost           float64 // mean cross-entropy, in nats
	Confusion      [][]int // [wanted][answered]
}

// Accuracy is the share of correct answers, 0 to 1; 0 where nothing was asked.
func (s Score) Accuracy() float64 {
	if s.Total == 0 {
		return 0
	}
	return float64(s.Correct) / float64(s.Total)
}

// Evaluate runs net over s, or over limit pictures of it at even distances (0: all), and compares
// its last node's answers with the labels of task. It uses all cores; the Score does not depend on
// how many there are. It returns ctx's error if stopped.
func Evaluate(ctx context.Context, net *cnn.Network, s Set, task string, limit int) (Score, error) {
	classes, answers := len(s.Classes(task)), net.Nodes[len(net.Nodes)-1].Shape.Size()
	switch {
	case classes == 0:
		return Score{}, fmt.Errorf("%s: no task %q, only %q", s.Name(), task, s.Tasks())
	case classes > answers:
		return Score{}, fmt.Errorf("%s: %d classes of %s, but the network has %d answers", s.Name(), classes, task, answers)
	}
	s, err := forInput(s, net)
	if err != nil {
		return Score{}, err
	}
	n := s.Len()
	if limit > 0 {
		n = min(n, limit)
	}
	e := &evaluation{net: net, set: s, task: task, answered: make([]int, n), costs: make([]float64, n)}
	if err := e.run(ctx); err != nil {
		return Score{}, err
	}
	return e.score(answers), nil
}

// evaluation is the pictures asked about and what came out, picture by picture, so that sums do not
// depend on which worker took which batch.
type evaluation struct {
	net      *cnn.Network
	set      Set
	task     string
	answered []int
	costs    []float64
}

// picture returns which picture of the set is the i-th asked about.
func (e *evaluation) picture(i int) int { return i * e.set.Len() / len(e.answered) }

// run asks about every picture, batch by batch, with a pass for each worker.
func (e *evaluation) run(ctx context.Context) error {
	batches := (len(e.answered) + evaluateBatch - 1) / evaluateBatch
	errs := make([]error, min(runtime.GOMAXPROCS(0), batches))
	var next atomic.Int64
	var workers sync.WaitGroup
	for w := range errs {
		workers.Go(func() { errs[w] = e.work(ctx, &next) })
	}
	workers.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// work asks about the batches that no other worker has taken, next being the first of them.
func (e *evaluation) work(ctx context.Context, next *atomic.Int64) error {
	pass := e.net.NewPass(evaluateBatch)
	x := cnn.NewTensor(append(cnn.Shape{evaluateBatch}, e.net.Input...)...)
	for {
		start := int(next.Add(1)-1) * evaluateBatch
		if start >= len(e.answered) {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := e.ask(pass, x, start); err != nil {
			return err
		}
	}
}

// ask runs one batch of pictures through the network and notes each one's answer and cost.
func (e *evaluation) ask(pass *cnn.Pass, x *cnn.Tensor, start int) error {
	n, size, shape := min(evaluateBatch, len(e.answered)-start), e.net.Input.Size(), e.set.Shape()
	x.Shape[0], x.Data = n, x.Data[:n*size]
	for i := range n {
		picture := x.Data[i*size : (i+1)*size]
		if err := e.set.Read(e.picture(start+i), picture); err != nil {
			return fmt.Errorf("%s: %w", e.set.Name(), err)
		}
		e.net.Meta.Prep.Apply(picture, picture, shape)
	}
	pass.Forward(x)
	last := len(e.net.Nodes) - 1
	answers := pass.Activation(last)
	width := len(answers.Data) / n
	_, probabilities := e.net.Nodes[last].Layer.(*cnn.Softmax)
	for i := range n {
		row := answers.Data[i*width : (i+1)*width]
		wanted := e.set.Label(e.picture(start+i), e.task)
		e.answered[start+i] = cnn.Strongest(row)
		e.costs[start+i] = crossEntropy(row, wanted, probabilities)
	}
	return nil
}

// crossEntropy is −ln of the wanted answer's probability; answers that are no probabilities yet go
// through a softmax first. A probability of 0 counts as the smallest float32.
func crossEntropy(answers []float32, wanted int, probabilities bool) float64 {
	if probabilities {
		return -math.Log(math.Max(float64(answers[wanted]), math.SmallestNonzeroFloat32))
	}
	highest, sum := float64(answers[cnn.Strongest(answers)]), 0.0
	for _, v := range answers {
		sum += math.Exp(float64(v) - highest)
	}
	return math.Log(sum) + highest - float64(answers[wanted])
}

// score adds up, in the pictures' order. A confusion matrix has a row and a column an answer.
func (e *evaluation) score(answers int) Score {
	s := Score{Total: len(e.answered), Confusion: make([][]int, answers)}
	for wanted := range s.Confusion {
		s.Confusion[wanted] = make([]int, answers)
	}
	for i, answered := range e.answered {
		wanted := e.set.Label(e.picture(i), e.task)
		s.Confusion[wanted][answered]++
		if wanted == answered {
			s.Correct++
		}
		s.Cost += e.costs[i] / float64(s.Total)
	}
	return s
}
