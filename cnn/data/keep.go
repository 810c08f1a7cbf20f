package data

import "sync/atomic"

// keepLimit is how many bytes of pictures a Source may hold decoded; further ones are read anew each time.
const keepLimit = 512 << 20

// memory is how many bytes of pictures may still be kept, by all Sets that share it.
type memory struct{ left atomic.Int64 }

func newMemory(bytes int64) *memory {
	m := new(memory)
	m.left.Store(bytes)
	return m
}

// take reserves so many bytes, or reports that there is no room for them.
func (m *memory) take(bytes int) bool {
	if m.left.Add(-int64(bytes)) >= 0 {
		return true
	}
	m.left.Add(int64(bytes))
	return false
}

// kept remembers the pictures of a Set as bytes once they have been read.
type kept struct {
	Set
	room     *memory
	pictures []atomic.Pointer[[]byte]
}

// Keep returns s with its pictures remembered after their first reading, a byte a value and up to
// 512 MB; what it reads equals what s reads, since pictures are 8-bit. It is safe for many goroutines.
func Keep(s Set) Set { return keepIn(newMemory(keepLimit), s) }

// keepIn is Keep with the memory that others may share.
func keepIn(room *memory, s Set) Set {
	return &kept{Set: s, room: room, pictures: make([]atomic.Pointer[[]byte], s.Len())}
}

// Read gives picture i, from memory if it has been read before. Two goroutines that ask for a new
// picture at once may both prepare it; they get the same.
func (k *kept) Read(i int, dst []float32) error {
	if p := k.pictures[i].Load(); p != nil {
		fromBytes(dst, *p)
		return nil
	}
	if err := k.Set.Read(i, dst); err != nil {
		return err
	}
	if !k.room.take(len(dst)) {
		return nil
	}
	bytes := make([]byte, len(dst))
	for j, v := range dst {
		bytes[j] = byte(v*255 + 0.5)
	}
	if !k.pictures[i].CompareAndSwap(nil, &bytes) {
		k.room.left.Add(int64(len(bytes)))
	}
	return nil
}

// fromBytes turns 8-bit values into 0..1.
func fromBytes(dst []float32, bytes []byte) {
	for i, b := range bytes {
		dst[i] = float32(b) / 255
	}
}
