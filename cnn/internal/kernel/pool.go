package kernel

// A pool keeps values for reuse. Unlike sync.Pool it does not forget them at a collection, so a
// warm program allocates nothing.
type pool[T any] struct {
	free   chan T
	create func() T
}

func newPool[T any](create func() T) pool[T] {
	return pool[T]{make(chan T, 64), create}
}

func (p pool[T]) get() T {
	select {
	case v := <-p.free:
		return v
	default:
		return p.create()
	}
}

func (p pool[T]) put(v T) {
	select {
	case p.free <- v:
	default:
	}
}
