package rsa

import "math/bits"

// A tally knows which of n places were seen how often, and how much of that lies before any of them, in O(log n). Its memory
// is kept from one count to the next.
//
// It is a binary tree over the places, nodes numbered from the root, 1, on: those below node k are 2k and 2k+1, and k holds
// what was seen below 2k. Where no place is seen twice, the tree ends at words of 64 places, a bit each.
type tally struct {
	left  []int32
	words []uint64 // nil where places have weights
}

// wordBits is how many bits of a place say where in a word it stands.
const wordBits = 6

// newTally makes a tally of places 0 to n, of which the last one is only to be looked before.
func newTally(n int, weighted bool) *tally {
	t := &tally{}
	leaves := n + 1
	if !weighted {
		leaves = n>>wordBits + 1
		t.words = make([]uint64, leaves)
	}
	t.left = make([]int32, 1<<bits.Len(uint(leaves-1)))
	return t
}

func (t *tally) reset() {
	clear(t.left)
	clear(t.words)
}

// split returns the number of a place's leaf in the tree, and the place's bit in its word; 0 where there are no words.
func (t *tally) split(place int32) (leaf int, bit uint64) {
	if t.words == nil {
		return int(place), 0
	}
	return int(place) >> wordBits, 1 << (place & (1<<wordBits - 1))
}

// add sees a place so often.
func (t *tally) add(place, weight int32) {
	leaf, bit := t.split(place)
	for node := leaf + len(t.left); node > 1; node >>= 1 {
		t.left[node>>1] += weight & (int32(node&1) - 1)
	}
	if bit != 0 {
		t.words[leaf] |= bit
	}
}

// before is how much was seen before a place.
func (t *tally) before(place int32) (n int32) {
	leaf, bit := t.split(place)
	for node := leaf + len(t.left); node > 1; node >>= 1 {
		n += t.left[node>>1] & -int32(node&1)
	}
	if bit != 0 {
		n += int32(bits.OnesCount64(t.words[leaf] & (bit - 1)))
	}
	return n
}

// pass returns how much was seen before a place and sees it once, where there are words: add and before in one.
func (t *tally) pass(place int32) (n int32) {
	leaf, bit := int(place)>>wordBits, uint64(1)<<(place&(1<<wordBits-1))
	left := t.left
	for node := leaf + len(left); node > 1; {
		second := -int32(node & 1)
		node >>= 1
		seen := left[node]
		n += seen & second
		left[node] = seen + 1 + second
	}
	n += int32(bits.OnesCount64(t.words[leaf] & (bit - 1)))
	t.words[leaf] |= bit
	return n
}
