package cnn

// A picker of cells makes an array of another one's elements, axis by axis: element (i, j, …) of the output is
// element (lists[0][i], lists[1][j], …) of the input, or fill where one of these is -1. Slice, Pad and Gather are
// of this kind.
type picks struct {
	in    Shape
	lists [][]int32
	fill  float32
}

// A picking layer says which of its input's elements it takes.
type picking interface {
	picks(in Shape) *picks
}

// everyIndex lists n indexes from 0 on.
func everyIndex(n int) []int32 {
	list := make([]int32, n)
	for i := range list {
		list[i] = int32(i)
	}
	return list
}

// untouched takes every element of an input.
func untouched(in Shape) *picks {
	p := &picks{in: in}
	for _, n := range in {
		p.lists = append(p.lists, everyIndex(n))
	}
	return p
}

// each calls f with every element of the output and where it comes from, -1 being fill.
func (p *picks) each(f func(out, in int)) {
	if len(p.lists) == 0 {
		f(0, 0)
		return
	}
	out := 0
	p.axis(0, 0, &out, f)
}

// axis goes along one axis from what was chosen on those before it, at (-1: fill).
func (p *picks) axis(axis, at int, out *int, f func(out, in int)) {
	last, stride := axis == len(p.lists)-1, p.in[axis+1:].Size()
	for _, i := range p.lists[axis] {
		next := at + int(i)*stride
		if at < 0 || i < 0 {
			next = -1
		}
		if last {
			f(*out, next)
			*out++
		} else {
			p.axis(axis+1, next, out, f)
		}
	}
}

func (p *picks) forward(w *work, part int) {
	x, y := example(w.in[0], part), example(w.out, part)
	p.each(func(out, in int) {
		if in < 0 {
			y[out] = p.fill
		} else {
			y[out] = x[in]
		}
	})
}

func (p *picks) backward(w *work, part int) {
	if w.gradIn[0] == nil {
		return
	}
	gx, gy := example(w.gradIn[0], part), example(w.gradOut, part)
	clear(gx)
	p.each(func(out, in int) {
		if in >= 0 {
			gx[in] += gy[out]
		}
	})
}

// planPicks makes a picking layer's lists once a pass.
func planPicks(l picking, w *work) {
	if w.plan == nil {
		w.plan = l.picks(w.inShape(0))
	}
}

// straight is an axis's list as stride and before (see Sight), if it is one: every stride-th cell, and what is -1
// stands where there is no cell.
func straight(list []int32, size int) (stride, before int, ok bool) {
	stride, first := 1, -1
	for i, v := range list {
		switch {
		case v < 0:
		case first < 0:
			first, before = i, i-int(v)
		case i == first+1:
			stride = int(v - list[first])
			before = first*stride - int(list[first])
		}
	}
	if first < 0 || stride < 1 {
		return 0, 0, false
	}
	for i, v := range list {
		at := i*stride - before
		if v >= 0 && int(v) != at || v < 0 && at >= 0 && at < size {
			return 0, 0, false
		}
	}
	return stride, before, true
}

// sight is that of maps whose rows and columns are taken straight.
func (p *picks) sight() Sight {
	if len(p.in) != 3 {
		return wholeSight()
	}
	s := cellByCell()
	for axis := range 2 {
		var ok bool
		if s.Stride[axis], s.Before[axis], ok = straight(p.lists[axis+1], p.in[axis+1]); !ok {
			return wholeSight()
		}
	}
	return s
}
