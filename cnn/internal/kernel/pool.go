package kernel

// A pool keeps values for reuse. Unlike sync.Pool it does not forget them at a collection, so a
// warm program allocates nothing.
type pool[T any] struct {
	free chan T
	make func() T
}

func newPool[T any](make_ func() T) pool[T] {
	return pool[T]{make(chan T, 64), make_}
}

func (p pool[T]) get() T {
	select {
	case v := <-p.free:
		return v
	default:
		return p.make()
	}
}

func (p pool[T]) put(v T) {
	select {
	case p.free <- v:
	default:
	}
}
