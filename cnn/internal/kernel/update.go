package kernel

import "math"

// SGD is the numbers of one step of gradient descent with momentum, as PyTorch has it.
type SGD struct {
	Rate, Momentum, Decay float32
	Nesterov              bool
}

// Step moves parameters p, whose velocity it keeps:
//
//	d = grad + Decay·p;  velocity = Momentum·velocity + d;  p -= Rate·velocity  (Nesterov: Rate·(d + Momentum·velocity))
//
// Every operation is rounded by itself, so all paths give the same bits.
func (s *SGD) Step(p, velocity, grad []float32) {
	velocity, grad = velocity[:len(p)], grad[:len(p)]
	for i := active.sgd(p, velocity, grad, *s); i < len(p); i++ {
		d := grad[i] + float32(s.Decay*p[i])
		v := float32(s.Momentum*velocity[i]) + d
		velocity[i] = v
		if s.Nesterov {
			v = d + float32(s.Momentum*v)
		}
		p[i] -= float32(s.Rate * v)
	}
}

// Adam is the numbers of one step of Adam (Kingma and Ba 2015), as PyTorch has it.
type Adam struct {
	Rate    float32 // divided by 1 − β₁ᵗ
	Blend1  float32 // 1 − β₁
	Blend2  float32 // 1 − β₂
	Scale   float32 // 1/√(1 − β₂ᵗ)
	Epsilon float32
	Decay   float32
}

// Step moves parameters p, whose mean gradient and mean squared gradient it keeps:
//
//	d = grad + Decay·p;  mean += Blend1·(d − mean);  square += Blend2·(d² − square)
//	p -= Rate·mean / (√square·Scale + Epsilon)
//
// Every operation is rounded by itself, so all paths give the same bits.
func (a *Adam) Step(p, mean, square, grad []float32) {
	mean, square, grad = mean[:len(p)], square[:len(p)], grad[:len(p)]
	for i := active.adam(p, mean, square, grad, *a); i < len(p); i++ {
		d := grad[i] + float32(a.Decay*p[i])
		m := mean[i] + float32(a.Blend1*(d-mean[i]))
		q := square[i] + float32(a.Blend2*(float32(d*d)-square[i]))
		mean[i], square[i] = m, q
		root := float32(math.Sqrt(float64(q)))
		p[i] -= float32(a.Rate*m) / (float32(root*a.Scale) + a.Epsilon)
	}
}
