package data

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"unitscope/cnn"
)

// numbers is a Set of 1×2×2 pictures, picture i of value i/255 and label i modulo 3; reading a bad one fails.
type numbers struct{ n, bad int }

func (s numbers) Name() string             { return "numbers" }
func (s numbers) Len() int                 { return s.n }
func (s numbers) Shape() cnn.Shape         { return cnn.Shape{1, 2, 2} }
func (s numbers) Tasks() []string          { return []string{"class"} }
func (s numbers) Fault(int) error          { return nil }
func (s numbers) PictureName(i int) string { return fmt.Sprint("number ", i) }
func (s numbers) Label(i int, _ string) int {
	return i % 3
}

func (s numbers) Classes(task string) []string {
	if task != "class" {
		return nil
	}
	return []string{"a", "b", "c"}
}

var errBad = errors.New("this one is bad")

func (s numbers) Read(i int, dst []float32) error {
	if s.bad > 0 && i == s.bad {
		return fmt.Errorf("number %d: %w", i, errBad)
	}
	for k := range dst {
		dst[k] = float32(i) / 255
	}
	return nil
}

// netFor is a network without layers for these pictures; a Feed wants its input and preprocessing only.
func netFor(input ...int) *cnn.Network { return cnn.NewNetwork(input) }

func next(t testing.TB, f *Feed) Batch {
	b, err := f.Next()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// epochs deals out so many epochs and returns each one's indexes and the sizes of its batches.
func epochs(t testing.TB, f *Feed, n int) (indexes, sizes [][]int) {
	indexes, sizes = make([][]int, n), make([][]int, n)
	for {
		b := next(t, f)
		if b.Epoch == n {
			return indexes, sizes
		}
		indexes[b.Epoch] = append(indexes[b.Epoch], b.Indexes...)
		sizes[b.Epoch] = append(sizes[b.Epoch], len(b.Indexes))
	}
}

// TestFeedEpochs: every picture once an epoch, another order each, the same for the same seed whatever
// GOMAXPROCS is; batches of an epoch differ by one at most and none exceeds the wanted size.
func TestFeedEpochs(t *testing.T) {
	var first [][]int
	for _, cores := range []int{1, 2, 8} {
		old := runtime.GOMAXPROCS(cores)
		f := NewFeed(numbers{n: 100}, "class", netFor(1, 2, 2), 32, 7)
		orders, sizes := epochs(t, f, 3)
		f.Close()
		runtime.GOMAXPROCS(old)
		for e, order := range orders {
			sorted := slices.Sorted(slices.Values(order))
			if !slices.Equal(sorted, count(0, 100)) {
				t.Errorf("epoch %d deals %v", e, sorted)
			}
			if !slices.Equal(sizes[e], []int{25, 25, 25, 25}) {
				t.Errorf("batches of %v, want 4 of 25", sizes[e])
			}
		}
		if first == nil {
			first = orders
		}
		if !slices.Equal(orders[2], first[2]) || slices.Equal(orders[0], orders[1]) {
			t.Error("orders do not depend on the seed and the epoch alone")
		}
	}
	f := NewFeed(numbers{n: 100}, "class", netFor(1, 2, 2), 32, 8)
	defer f.Close()
	if other, _ := epochs(t, f, 1); slices.Equal(other[0], first[0]) {
		t.Error("another seed deals in the same order")
	}
}

// TestFeedBatch: values, labels and indexes belong together, and values are preprocessed:
// v = (−1 + 2p − 0.5)/0.25, by hand.
func TestFeedBatch(t *testing.T) {
	net := netFor(1, 2, 2)
	net.Meta.Prep = cnn.Preprocessing{Low: -1, High: 1, Mean: []float32{0.5}, Deviation: []float32{0.25}}
	f := NewFeed(numbers{n: 50}, "class", net, 7, 1)
	defer f.Close()
	for range 20 {
		b := next(t, f)
		if !b.X.Shape.Equal(cnn.Shape{len(b.Indexes), 1, 2, 2}) || len(b.Labels) != len(b.Indexes) || len(b.X.Data) != 4*len(b.Indexes) {
			t.Fatalf("X %v of %d values, %d labels, %d indexes", b.X.Shape, len(b.X.Data), len(b.Labels), len(b.Indexes))
		}
		for i, index := range b.Indexes {
			want := (-1 + 2*float32(index)/255 - 0.5) / 0.25
			if b.Labels[i] != index%3 || b.X.Data[4*i+3] != want {
				t.Fatalf("picture %d: label %d, value %v, want %d, %v", index, b.Labels[i], b.X.Data[4*i+3], index%3, want)
			}
		}
	}
}

// TestFeedSetBatch: an epoch stays whole when the batch changes in the middle of it, and its order too.
func TestFeedSetBatch(t *testing.T) {
	plain := NewFeed(numbers{n: 100}, "class", netFor(1, 2, 2), 10, 3)
	want, _ := epochs(t, plain, 3)
	plain.Close()
	f := NewFeed(numbers{n: 100}, "class", netFor(1, 2, 2), 10, 3)
	defer f.Close()
	var got [3][]int
	for step := 0; ; step++ {
		f.SetBatch([]int{10, 33, 1, 64, 100, 7}[step%6])
		b := next(t, f)
		if b.Epoch == 3 {
			break
		}
		if wanted := []int{10, 33, 1, 64, 100, 7}[step%6]; len(b.Indexes) > wanted {
			t.Errorf("a batch of %d where %d are wanted", len(b.Indexes), wanted)
		}
		got[b.Epoch] = append(got[b.Epoch], b.Indexes...)
	}
	for e := range got {
		if !slices.Equal(got[e], want[e]) {
			t.Errorf("epoch %d deals %v, want %v", e, got[e], want[e])
		}
	}
}

// TestFeedReshapes: grey pictures come to a colour network in its size.
func TestFeedReshapes(t *testing.T) {
	f := NewFeed(numbers{n: 10}, "class", netFor(3, 4, 4), 10, 3)
	defer f.Close()
	b := next(t, f)
	for i, index := range b.Indexes {
		for _, v := range b.X.Data[48*i : 48*(i+1)] {
			if v != float32(index)/255 {
				t.Fatalf("picture %d has value %v", index, v*255)
			}
		}
	}
}

func TestFeedErrors(t *testing.T) {
	for _, test := range []struct {
		name  string
		set   Set
		task  string
		batch int
		want  string
	}{
		{"no such task", numbers{n: 5}, "colour", 2, `numbers: no task "colour", only ["class"]`},
		{"empty", numbers{}, "class", 2, "numbers: no pictures to learn from"},
		{"no batch", numbers{n: 5}, "class", 0, "numbers: a batch of 0 pictures"},
		{"bad picture", numbers{n: 50, bad: 17}, "class", 50, "numbers: number 17: this one is bad"},
	} {
		f := NewFeed(test.set, test.task, netFor(1, 2, 2), test.batch, 1)
		for range 2 { // an error stays
			if _, err := f.Next(); err == nil || err.Error() != test.want {
				t.Errorf("%s: error %q, want %q", test.name, err, test.want)
			}
		}
		f.SetBatch(3)
		f.Close()
	}
	for _, input := range []cnn.Shape{{784}, {2, 2, 2}} {
		f := NewFeed(ToyWorld(Options{Input: input, Pictures: 4}).Train, ObjectTask, netFor(input...), 2, 1)
		if _, err := f.Next(); err == nil {
			t.Errorf("a network that reads %v is fed with pictures", input)
		}
	}
	f := NewFeed(numbers{n: 50, bad: 17}, "class", netFor(1, 2, 2), 50, 1)
	if _, err := f.Next(); !errors.Is(err, errBad) {
		t.Errorf("%v does not wrap the picture's own error", err)
	}
}

// TestFeedClose: the goroutines end, and Next says why it has nothing.
func TestFeedClose(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 20 {
		f := NewFeed(numbers{n: 50}, "class", netFor(1, 2, 2), 8, 1)
		next(t, f)
		f.Close()
		f.Close()
		if _, err := f.Next(); err == nil || !strings.Contains(err.Error(), "closed") {
			t.Errorf("after Close: %v", err)
		}
	}
	for deadline := time.Now().Add(2 * time.Second); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines left, %d before", runtime.NumGoroutine(), before)
		}
	}
}

// TestFeedAllocatesNothing once every picture has been kept and both batches have their size.
func TestFeedAllocatesNothing(t *testing.T) {
	source := ToyWorld(Options{Seed: 1, Pictures: 32})
	f := NewFeed(source.Train, ObjectTask, netFor(3, 48, 48), 16, 1)
	defer f.Close()
	for range 8 {
		next(t, f)
	}
	if allocations := testing.AllocsPerRun(50, func() { next(t, f) }); allocations != 0 {
		t.Errorf("%v allocations a batch", allocations)
	}
}

// TestFeedFrom: a feed that takes up another's place deals what that one goes on with, batch by batch, also
// where an epoch ends.
func TestFeedFrom(t *testing.T) {
	whole := NewFeed(numbers{n: 30}, "class", netFor(1, 2, 2), 8, 5)
	defer whole.Close()
	place := next(t, whole).After()
	for range 9 { // 4 batches are an epoch
		f := NewFeedFrom(place, numbers{n: 30}, "class", netFor(1, 2, 2), 8, 5)
		got, want := next(t, f), next(t, whole)
		if got.Epoch != want.Epoch || got.Start != want.Start || !slices.Equal(got.Indexes, want.Indexes) {
			t.Errorf("from %+v on: epoch %d, pictures %v; want epoch %d, pictures %v", place, got.Epoch, got.Indexes, want.Epoch, want.Indexes)
		}
		f.Close()
		place = want.After()
	}
}
