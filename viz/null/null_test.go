package null_test

import (
	"encoding/json"
	"math"
	"testing"

	"unitscope/viz/null"
)

func TestAll(t *testing.T) {
	text, err := json.Marshal(null.All([]float64{0.25, math.NaN(), math.Inf(-1), 0}))
	if err != nil || string(text) != "[0.25,null,null,0]" {
		t.Errorf("%s, %v", text, err)
	}
	if text, err := json.Marshal(null.All(nil)); err != nil || string(text) != "[]" {
		t.Errorf("of none: %s, %v", text, err)
	}
}
