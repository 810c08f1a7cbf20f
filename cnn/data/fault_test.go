package data

import (
	"errors"
	"fmt"
	"image/color"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"unitscope/cnn"
)

// damaged is a folder of 12 pictures of two classes, picture i of grey i, of which so many from the start are words, and so
// many more are cut off behind their header, which only decoding them tells.
func damaged(t *testing.T, words, cut int) fs.FS {
	files := map[string][]byte{}
	for i := range 12 {
		content := encoded(t, "png", 8, 8, color.Gray{Y: byte(i)})
		switch {
		case i < words:
			content = []byte("words")
		case i < words+cut:
			content = content[:40]
		}
		files[fmt.Sprintf("%s/%02d.png", []string{"ant", "bee"}[i/6], i)] = content
	}
	return folder(files)
}

// TestUnreadableIsLeftOut: a header that is none is found when the folder is opened, damaged pixels when they are read; the
// others keep their indexes, names and labels.
func TestUnreadableIsLeftOut(t *testing.T) {
	source, err := OpenDir(damaged(t, 2, 2), "pile", Options{Seed: 1, Input: cnn.Shape{3, 8, 8}})
	if err != nil {
		t.Fatal(err)
	}
	want := "2 of 12 pictures cannot be read and are left out: ant/00.png, ant/01.png: not a picture in one of the formats png, jpeg, gif, webp, bmp, tiff"
	if source.Unreadable() != 2 || !strings.HasPrefix(source.LeftOut(), want) {
		t.Errorf("%d: %q", source.Unreadable(), source.LeftOut())
	}
	if n := source.Train.Len() + source.HeldOut.Len(); n != 12 {
		t.Errorf("%d pictures have indexes, want all 12", n)
	}
	all := Join(source.Train, source.HeldOut)
	picture := make([]float32, all.Shape().Size())
	for i := range all.Len() {
		var class string
		var number int
		fmt.Sscanf(strings.Replace(all.PictureName(i), "/", " ", 1), "%s %d.png", &class, &number)
		err := all.Read(i, picture)
		if bad := number < 4; bad != errors.Is(err, ErrUnreadable) || bad != (all.Fault(i) != nil) {
			t.Errorf("%s: %v, fault %v", all.PictureName(i), err, all.Fault(i))
		}
		if err == nil && (int(picture[0]*255+0.5) != number || all.Label(i, "class") != number/6) {
			t.Errorf("%s: grey %v of class %d", all.PictureName(i), picture[0]*255, all.Label(i, "class"))
		}
	}
	if source.Unreadable() != 4 || !strings.Contains(source.LeftOut(), "tiff; ant/02.png: png picture cannot be decoded") || !strings.HasSuffix(source.LeftOut(), "; and 1 more") {
		t.Errorf("%d: %q", source.Unreadable(), source.LeftOut())
	}
	if readable, err := Readable(t.Context(), source.Train); err != nil || readable.Len() != Sound(source.Train).Len() {
		t.Errorf("%v", err)
	}
	if sound := Sound(all); sound.Len() != 8 || Sound(sound).Len() != 8 {
		t.Errorf("%d sound pictures, want 8", sound.Len())
	}
}

// TestShapeOfTheFirstReadable: pictures before it decide nothing.
func TestShapeOfTheFirstReadable(t *testing.T) {
	source, err := OpenDir(folder(map[string][]byte{"a.png": []byte("words"), "b.png": pngHeader(30, 20), "c.png": encoded(t, "png", 9, 7, color.White)}), "pile", Options{})
	if err != nil || !source.Train.Shape().Equal(cnn.Shape{3, 7, 9}) || source.Unreadable() != 2 {
		t.Errorf("%+v, %v", source, err)
	}
}

// TestFeedLeavesOut: every epoch deals each readable picture once, with its own label, and batches go on where those
// with all pictures would.
func TestFeedLeavesOut(t *testing.T) {
	source, err := OpenDir(damaged(t, 2, 3), "pile", Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	set := Join(source.Train, source.HeldOut)
	f := NewFeed(set, "class", netFor(3, 8, 8), 3, 7)
	defer f.Close()
	dealt := [2][]string{}
	for place := (Place{}); place.Epoch < 2; {
		b := next(t, f)
		if at := (Place{b.Epoch, b.Start}); at != place && at != (Place{place.Epoch + 1, 0}) {
			t.Fatalf("a batch at %+v after %+v", at, place)
		}
		if place = b.After(); b.Epoch == 2 {
			break
		}
		if b.X.Shape[0] != len(b.Indexes) || len(b.Labels) != len(b.Indexes) || len(b.X.Data) != b.X.Shape.Size() {
			t.Fatalf("%d pictures, %d labels, shape %v", len(b.Indexes), len(b.Labels), b.X.Shape)
		}
		for k, i := range b.Indexes {
			grey := int(b.X.Data[k*3*8*8]*255 + 0.5)
			if name := fmt.Sprintf("%s/%02d.png", []string{"ant", "bee"}[grey/6], grey); set.PictureName(i) != name || b.Labels[k] != grey/6 {
				t.Errorf("%s with grey %d and label %d", set.PictureName(i), grey, b.Labels[k])
			}
			dealt[b.Epoch] = append(dealt[b.Epoch], set.PictureName(i))
		}
	}
	want := []string{"ant/05.png", "bee/06.png", "bee/07.png", "bee/08.png", "bee/09.png", "bee/10.png", "bee/11.png"}
	for epoch, names := range dealt {
		if slices.Sort(names); !slices.Equal(names, want) {
			t.Errorf("epoch %d: %v, want %v", epoch, names, want)
		}
	}
}

// TestFeedOfNothing: pictures that all turn out to be damaged are an error, not an endless search.
func TestFeedOfNothing(t *testing.T) {
	source, err := OpenDir(damaged(t, 2, 10), "pile", Options{Seed: 1, Input: cnn.Shape{3, 8, 8}})
	if err != nil {
		t.Fatal(err) // headers are there
	}
	if _, err := Readable(t.Context(), source.Train); !errors.Is(err, ErrUnreadable) {
		t.Errorf("%v", err)
	}
	f := NewFeed(source.Train, "class", netFor(3, 8, 8), 3, 7)
	if _, err := f.Next(); !errors.Is(err, ErrUnreadable) || !strings.HasPrefix(err.Error(), "pile: ") {
		t.Errorf("%v", err)
	}
	if _, err := Evaluate(t.Context(), answering(t), source.HeldOut, "class", 0); !errors.Is(err, ErrUnreadable) {
		t.Errorf("evaluated: %v", err)
	}
}

// answering is a network of two answers to pictures of 8×8 pixels, which brightness decides.
func answering(t *testing.T) *cnn.Network {
	net, dense := netFor(3, 8, 8), cnn.NewDense(3*8*8, 2)
	for i := range dense.Weight.Data {
		dense.Weight.Data[i] = float32(i / (3 * 8 * 8))
	}
	dense.Bias.Data[1] = -3 * 8 * 8 * 7.5 / 255 // so that grey 8 and up is class 1
	if err := errors.Join(net.Append("flatten", &cnn.Flatten{}), net.Append("output", dense)); err != nil {
		t.Fatal(err)
	}
	return net
}

// TestEvaluateLeavesOut: the score of a set with damaged pictures is that of the others alone.
func TestEvaluateLeavesOut(t *testing.T) {
	source, err := OpenDir(damaged(t, 1, 4), "pile", Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	net, all := answering(t), Join(source.Train, source.HeldOut)
	got, err := Evaluate(t.Context(), net, all, "class", 0)
	if err != nil || got.Total != 7 {
		t.Fatalf("%d asked, %v", got.Total, err)
	}
	if got.Correct != 5 { // 5, and 8 to 11; 6 and 7 are too dark to be bees
		t.Errorf("%d are right, want 5", got.Correct)
	}
	want, err := Evaluate(t.Context(), net, Sound(all), "class", 0)
	if err != nil || got.Cost != want.Cost || want.Total != 7 {
		t.Errorf("%+v, of the others alone %+v, %v", got, want, err)
	}
	if err := Show(t.Context(), net, all, 0, func(Shown) error { return nil }); !errors.Is(err, ErrUnreadable) {
		t.Errorf("shown in every place: %v", err)
	}
}
