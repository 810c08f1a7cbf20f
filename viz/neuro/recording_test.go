package neuro

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestTimes(t *testing.T) {
	for _, c := range []struct {
		file    string
		moments int
		says    string // "": no error
	}{
		{"-100,0,12.5", 3, ""},
		{"-100,0,12.5", 2, "3 times for 2 moments"},
		{"0,50,50", 3, "must rise: number 3 is 50 ms"},
		{"NaN,50,60", 3, "must rise: number 1"},
	} {
		arrays, err := Open(fstest.MapFS{"t.csv": {Data: []byte(c.file)}}, "t.csv")
		if err != nil {
			t.Fatal(err)
		}
		times, err := arrays.Times("", c.moments)
		if c.says != "" {
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s as %d moments: %v, want %q", c.file, c.moments, err, c.says)
			}
			continue
		}
		if err != nil || !slices.Equal(times, []float64{-100, 0, 12.5}) {
			t.Errorf("%s: %v, %v", c.file, times, err)
		}
	}
}

func TestSamePictures(t *testing.T) {
	names := []string{"a/cat.png", "dog.jpg", "sun"}
	for _, c := range []struct {
		shown []string
		says  string // "": no error
	}{
		{[]string{"cat", `b\dog.png`, "sun.bmp"}, ""},
		{[]string{"cat", "sun", "dog"}, `from number 2 on ["dog.jpg" "sun"], not ["sun" "dog"]`},
		{[]string{"cat", "dog"}, `from number 3 on ["sun"], not []`},
	} {
		if err := SamePictures(names, c.shown); (err == nil) != (c.says == "") || err != nil && err.Error() != c.says {
			t.Errorf("%q: %v, want %q", c.shown, err, c.says)
		}
	}
}
