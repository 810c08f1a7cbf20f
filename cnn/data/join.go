package data

// Join returns the pictures of two sets of the same kind, a source's training and held-out part, one after the other.
func Join(first, second Set) Set { return joined{first, second} }

// joined is two sets as one.
type joined struct {
	Set
	second Set
}

func (j joined) Len() int { return j.Set.Len() + j.second.Len() }

// of returns the set that picture i is of, and its index there.
func (j joined) of(i int) (Set, int) {
	if n := j.Set.Len(); i >= n {
		return j.second, i - n
	}
	return j.Set, i
}

func (j joined) Label(i int, task string) int {
	set, i := j.of(i)
	return set.Label(i, task)
}

func (j joined) Read(i int, dst []float32) error {
	set, i := j.of(i)
	return set.Read(i, dst)
}

func (j joined) Fault(i int) error {
	set, i := j.of(i)
	return set.Fault(i)
}

func (j joined) PictureName(i int) string {
	set, i := j.of(i)
	return set.PictureName(i)
}
