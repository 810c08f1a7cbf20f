package session

import (
	"testing"

	"unitscope/cnn"
)

func TestUnitPictures(t *testing.T) {
	for name, want := range map[string]int{
		"toy48":   mostUnitPictures, // some 7 million multiplications a picture
		"alexnet": 140,              // 0.71 thousand million, as is well known: 1e11 / 0.71e9
	} {
		net, err := cnn.Preset(name, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if got := unitPictures(net); got < want*95/100 || got > want*105/100 {
			t.Errorf("%s: %d pictures, want about %d", name, got, want)
		}
	}
}
