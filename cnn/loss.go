package cnn

import (
	"math"
)

// A Loss says what a training step makes small: the mean over a batch's examples of how far the
// answers are from the wanted ones.
type Loss string

// The losses. Answers that end in Softmax reach CrossEntropy as they were before it, so that
// nothing is lost in rounding; answers that do not are put through one by CrossEntropy.
const (
	CrossEntropy Loss = "cross-entropy" // −Σ wanted·log softmax(answer)
	Squared      Loss = "squared"       // Σ (answer − wanted)²
)

// crossEntropy returns −Σ wanted·log softmax(x) and sets grad to its gradient times scale:
// (softmax(x) − wanted)·scale. wanted sums to one.
func crossEntropy(grad, x, wanted []float32, scale float32) float64 {
	highest := float64(x[0])
	for _, v := range x {
		highest = max(highest, float64(v))
	}
	sum := 0.0
	for _, v := range x {
		sum += math.Exp(float64(v) - highest)
	}
	cost, logSum := 0.0, highest+math.Log(sum)
	for i, v := range x {
		grad[i] = float32(math.Exp(float64(v)-logSum)-float64(wanted[i])) * scale
		if wanted[i] != 0 {
			cost += float64(wanted[i]) * (logSum - float64(v))
		}
	}
	return cost
}

// squared returns Σ (x − wanted)² and sets grad to its gradient times scale.
func squared(grad, x, wanted []float32, scale float32) float64 {
	cost := 0.0
	for i, v := range x {
		d := v - wanted[i]
		grad[i] = 2 * d * scale
		cost += float64(d) * float64(d)
	}
	return cost
}

// wish sets wanted to 1 at the label and 0 elsewhere, or with smoothing s to 1 − s + s/n and s/n.
func wish(wanted []float32, label int, smoothing float32) {
	fill(wanted, smoothing/float32(len(wanted)))
	wanted[label] += 1 - smoothing
}

// Strongest is the index of the largest value, the first one on a tie.
func Strongest(values []float32) int {
	best := 0
	for i, v := range values {
		if v > values[best] {
			best = i
		}
	}
	return best
}
