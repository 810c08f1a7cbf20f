package data

import "sync/atomic"

// keepLimit is how many bytes of pictures one kept Set may hold; further ones are read anew each time.
const keepLimit = 1 << 30

// kept remembers the pictures of a Set as bytes once they have been read.
type kept struct {
	Set
	pictures []atomic.Pointer[[]byte] // the first that fit into keepLimit
}

// Keep returns s with its pictures remembered after their first reading, a byte a value and up to
// 1 GiB; what it reads equals what s reads, since pictures are 8-bit. It is safe for many goroutines.
func Keep(s Set) Set {
	n := s.Len()
	if size := s.Shape().Size(); size > 0 {
		n = min(n, keepLimit/size)
	}
	return &kept{Set: s, pictures: make([]atomic.Pointer[[]byte], n)}
}

// Read gives picture i, from memory if it has been read before. Two goroutines that ask for a new
// picture at once may both prepare it; they get the same.
func (k *kept) Read(i int, dst []float32) error {
	if i >= len(k.pictures) {
		return k.Set.Read(i, dst)
	}
	if p := k.pictures[i].Load(); p != nil {
		fromBytes(dst, *p)
		return nil
	}
	if err := k.Set.Read(i, dst); err != nil {
		return err
	}
	bytes := make([]byte, len(dst))
	for j, v := range dst {
		bytes[j] = byte(v*255 + 0.5)
	}
	k.pictures[i].CompareAndSwap(nil, &bytes)
	return nil
}

// fromBytes turns 8-bit values into 0..1.
func fromBytes(dst []float32, bytes []byte) {
	for i, b := range bytes {
		dst[i] = float32(b) / 255
	}
}
