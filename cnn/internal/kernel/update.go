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
		p[i] -= float32(a.Rate*m) / (float32(root(q)*a.Scale) + a.Epsilon)
	}
}

// NAdam is the numbers of one step of Adam with Nesterov's momentum (Dozat 2016), as PyTorch has it.
type NAdam struct {
	Rate    float32
	Blend1  float32 // 1 − β₁
	Blend2  float32 // 1 − β₂
	Scale   float32 // 1/√(1 − β₂ᵗ)
	Epsilon float32
	Decay   float32
	Mean    float32 // what the mean gradient counts
	Grad    float32 // what this step's gradient counts
}

// Step moves parameters p, whose mean gradient and mean squared gradient it keeps:
//
//	d = grad + Decay·p;  mean += Blend1·(d − mean);  square += Blend2·(d² − square)
//	p -= Rate·(Grad·d + Mean·mean) / (√square·Scale + Epsilon)
//
// Every operation is rounded by itself, so all paths give the same bits.
func (s *NAdam) Step(p, mean, square, grad []float32) {
	mean, square, grad = mean[:len(p)], square[:len(p)], grad[:len(p)]
	for i := active.nadam(p, mean, square, grad, *s); i < len(p); i++ {
		d := grad[i] + float32(s.Decay*p[i])
		m := mean[i] + float32(s.Blend1*(d-mean[i]))
		q := square[i] + float32(s.Blend2*(float32(d*d)-square[i]))
		mean[i], square[i] = m, q
		ahead := float32(s.Grad*d) + float32(s.Mean*m)
		p[i] -= float32(s.Rate*ahead) / (float32(root(q)*s.Scale) + s.Epsilon)
	}
}

// RMSprop is the numbers of one step of RMSprop (Hinton 2012), as PyTorch has it.
type RMSprop struct {
	Rate, Momentum float32
	Blend          float32 // 1 − α
	Epsilon, Decay float32
}

// Step moves parameters p, whose mean squared gradient and velocity it keeps:
//
//	d = grad + Decay·p;  square += Blend·(d² − square);  velocity = Momentum·velocity + d/(√square + Epsilon)
//	p -= Rate·velocity
//
// Every operation is rounded by itself, so all paths give the same bits.
func (s *RMSprop) Step(p, square, velocity, grad []float32) {
	square, velocity, grad = square[:len(p)], velocity[:len(p)], grad[:len(p)]
	for i := active.rmsprop(p, square, velocity, grad, *s); i < len(p); i++ {
		d := grad[i] + float32(s.Decay*p[i])
		q := square[i] + float32(s.Blend*(float32(d*d)-square[i]))
		v := float32(s.Momentum*velocity[i]) + d/(root(q)+s.Epsilon)
		square[i], velocity[i] = q, v
		p[i] -= float32(s.Rate * v)
	}
}

// Adagrad is the numbers of one step of Adagrad (Duchi, Hazan and Singer 2011), as PyTorch has it.
type Adagrad struct{ Rate, Epsilon, Decay float32 }

// Step moves parameters p, whose sum of squared gradients it keeps:
//
//	d = grad + Decay·p;  sum += d²;  p -= Rate·d / (√sum + Epsilon)
//
// Every operation is rounded by itself, so all paths give the same bits.
func (s *Adagrad) Step(p, sum, grad []float32) {
	sum, grad = sum[:len(p)], grad[:len(p)]
	for i := active.adagrad(p, sum, grad, *s); i < len(p); i++ {
		d := grad[i] + float32(s.Decay*p[i])
		sum[i] += float32(d * d)
		p[i] -= float32(s.Rate*d) / (root(sum[i]) + s.Epsilon)
	}
}

// Adadelta is the numbers of one step of Adadelta (Zeiler 2012), as PyTorch has it.
type Adadelta struct {
	Rate           float32
	Blend          float32 // 1 − ρ
	Epsilon, Decay float32
}

// Step moves parameters p, whose mean squared gradient and mean squared move it keeps:
//
//	d = grad + Decay·p;  square += Blend·(d² − square);  move = √(change + Epsilon)/√(square + Epsilon) · d
//	change += Blend·(move² − change);  p -= Rate·move
//
// Every operation is rounded by itself, so all paths give the same bits.
func (s *Adadelta) Step(p, square, change, grad []float32) {
	square, change, grad = square[:len(p)], change[:len(p)], grad[:len(p)]
	for i := active.adadelta(p, square, change, grad, *s); i < len(p); i++ {
		d := grad[i] + float32(s.Decay*p[i])
		q := square[i] + float32(s.Blend*(float32(d*d)-square[i]))
		move := float32(root(change[i]+s.Epsilon) / root(q+s.Epsilon) * d)
		square[i] = q
		change[i] += float32(s.Blend * (float32(move*move) - change[i]))
		p[i] -= float32(s.Rate * move)
	}
}

// root is the square root, rounded as the processors' instructions do.
func root(v float32) float32 { return float32(math.Sqrt(float64(v))) }
