package data

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadLabels(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a.txt", "cat\r\ndog\r\n\r\n", "cat dog"},
		{"a.txt", "\ufeffn01440764 tench\nn01443537 goldfish\n", "tench goldfish"},
		{"a.txt", "{0: 'tench',\n 1: \"goldfish\"}", "tench goldfish"},
		{"a.csv", "cat\ndog\n", "cat dog"},
		{"a.csv", "label\ncat\ndog\n", "cat dog"},
		{"a.csv", "0,cat\n1,dog\n", "cat dog"},
		{"a.csv", "index,label\n1,dog\n0,cat\n", "cat dog"},
		{"a.csv", "name,id,colour\ndog,2,black\ncat,1,white\n", "cat dog"},
		{"a.csv", "7\n9\n", "7 9"}, // names that are numbers
		{"a.tsv", "1\tdog\n0\tcat\n", "cat dog"},
	} {
		labels, err := ReadLabels(strings.NewReader(c.text), c.name)
		if err != nil || strings.Join(labels, " ") != c.want {
			t.Errorf("%s %q: %q (%v), wants %s", c.name, c.text, labels, err, c.want)
		}
	}
	for _, c := range []struct{ name, text, want string }{
		{"a.txt", "", "line 1 is empty"},
		{"a.txt", "a\n\nb", "line 2 is empty"},
		{"a.txt", "a\x00b", "not a text file"},
		{"a.txt", "\xff\xfe", "not a text file"},
		{"a.txt", strings.Repeat("x", 500), "longer than 400 bytes"},
		{"a.csv", "", "no labels in it"},
		{"a.csv", "0,cat\n0,dog\n", "index 0 is there twice"},
		{"a.csv", "0,cat\n5,dog\n", "index 5 with 2 labels"},
		{"a.csv", "-3,cat\n1,dog\n", "the first index is -3"},
		{"a.csv", "a,b\nc\n", "wrong number of fields"},
	} {
		if labels, err := ReadLabels(strings.NewReader(c.text), c.name); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %q: %q, %v, wants %q", c.name, c.text, labels, err, c.want)
		}
	}
}

// TestReadLabelsOfImageNet: both lists that go round are the same thousand names.
func TestReadLabelsOfImageNet(t *testing.T) {
	dir := sharedData(t, "models/imagenet-labels-and-images")
	var lists [2][]string
	for i, name := range []string{"imagenet1000_clsidx_to_labels.txt", "squeeze-labels.txt"} {
		file, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if lists[i], err = ReadLabels(file, name); err != nil || len(lists[i]) != 1000 {
			t.Fatalf("%s: %d labels, %v", name, len(lists[i]), err)
		}
	}
	same := 0
	for i := range lists[0] {
		if lists[0][i] == lists[1][i] {
			same++
		}
	}
	if same < 990 || lists[0][0] != "tench, Tinca tinca" || !strings.HasPrefix(lists[1][999], "toilet tissue") {
		t.Errorf("%d labels are the same; first %q, last %q", same, lists[0][0], lists[1][999])
	}
}

// TestRename: names for numbers, as many as there are classes or more.
func TestRename(t *testing.T) {
	open := func() *Source {
		source, err := OpenDir(folder(map[string][]byte{"x-images-idx3-ubyte": idxImages(0, 6), "x-labels-idx1-ubyte": idxLabels(0, 6, 3)}), "x", Options{})
		if err != nil {
			t.Fatal(err)
		}
		return source
	}
	source := open()
	if err := source.Rename([]string{"nought", "one", "two", "three"}); err != nil || fmt.Sprint(source.HeldOut.Classes("class")) != "[nought one two three]" || source.Train.Classes("scene") != nil {
		t.Errorf("classes %q, %v", source.HeldOut.Classes("class"), err)
	}
	if err := open().Rename([]string{"nought", "one"}); err == nil || err.Error() != "x: 2 names for 3 classes" {
		t.Errorf("%v", err)
	}
	if err := ToyWorld(Options{Pictures: 4}).Rename([]string{"a"}); err == nil {
		t.Error("Toy World's five tasks are renamed at once")
	}
}

func FuzzReadLabels(f *testing.F) {
	f.Add("index,label\n1,dog\n0,cat\n", true)
	f.Add("{0: 'tench',\n 1: \"goldfish\"}", false)
	f.Fuzz(func(t *testing.T, text string, table bool) {
		name := map[bool]string{true: "a.csv", false: "a.txt"}[table]
		labels, err := ReadLabels(strings.NewReader(text), name)
		if (err == nil) != (len(labels) > 0 && checkLabels(labels) == nil) && err == nil {
			t.Fatalf("%q gives %q", text, labels)
		}
	})
}
