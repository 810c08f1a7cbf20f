package data

import (
	"context"
	"fmt"
	"math"

	"unitscope/cnn"
)

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
// how many there are. Pictures that cannot be read are not asked, and not in Total. It returns an error if there are
// no others, and ctx's if stopped.
func Evaluate(ctx context.Context, net *cnn.Network, s Set, task string, limit int) (Score, error) {
	classes, answers := len(s.Classes(task)), net.Nodes[len(net.Nodes)-1].Shape.Size()
	switch {
	case classes == 0:
		return Score{}, fmt.Errorf("%s: no task %q, only %q", s.Name(), task, s.Tasks())
	case classes > answers:
		return Score{}, fmt.Errorf("%s: %d classes of %s, but the network has %d answers", s.Name(), classes, task, answers)
	}
	n := shownOf(s, limit)
	e := &evaluation{net: net, set: s, task: task, answered: make([]int, n), wanted: make([]int, n), costs: make([]float64, n)}
	for i := range e.answered {
		e.answered[i] = unasked
	}
	var unread failure
	if err := show(ctx, net, s, limit, &unread, e.look); err != nil {
		return Score{}, err
	}
	score := e.score(answers)
	if score.Total == 0 && n > 0 {
		return Score{}, fmt.Errorf("%s: %w", s.Name(), unread.err)
	}
	return score, nil
}

// unasked is the answer to a picture that could not be read.
const unasked = -1

// evaluation is what came out, picture by picture, so that sums do not depend on which worker took which batch.
type evaluation struct {
	net              *cnn.Network
	set              Set
	task             string
	answered, wanted []int
	costs            []float64
}

// look notes each picture's answer and cost.
func (e *evaluation) look(b Shown) error {
	last := len(e.net.Nodes) - 1
	answers := b.Pass.Activation(last)
	width := len(answers.Data) / len(b.Pictures)
	_, probabilities := e.net.Nodes[last].Layer.(*cnn.Softmax)
	for i, p := range b.Pictures {
		row := answers.Data[i*width : (i+1)*width]
		wanted := e.set.Label(p, e.task)
		at := b.Places[i]
		e.answered[at], e.wanted[at] = cnn.Strongest(row), wanted
		e.costs[at] = CrossEntropy(row, wanted, probabilities)
	}
	return nil
}

// CrossEntropy is −ln of the wanted answer's probability; answers that are no probabilities yet go
// through a softmax first. A probability of 0 counts as the smallest float32.
func CrossEntropy(answers []float32, wanted int, probabilities bool) float64 {
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
	s := Score{Confusion: make([][]int, answers)}
	for wanted := range s.Confusion {
		s.Confusion[wanted] = make([]int, answers)
	}
	for i, answered := range e.answered {
		if answered == unasked {
			continue
		}
		wanted := e.wanted[i]
		s.Confusion[wanted][answered]++
		if wanted == answered {
			s.Correct++
		}
		s.Total++
		s.Cost += e.costs[i]
	}
	s.Cost /= float64(max(s.Total, 1))
	return s
}
