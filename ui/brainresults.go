package ui

import (
	"fmt"

	"unitscope/viz/rsa"
)

// resultWords are a layer's likeness to a region, in words: the value with its error, p and interval.
func resultWords(f *frame, r rsa.Result) []string {
	value := comparatorWords[f.session.BrainSettings().Compare] + " " + fine(r.Mean)
	if known(r.SE) {
		value += " ± " + fine(r.SE)
	}
	said := []string{value}
	if known(r.Low) && known(r.High) {
		said = append(said, "95 % interval "+fine(r.Low)+" to "+fine(r.High))
	}
	if known(r.PCorrected) {
		said = append(said, pWords(r.PCorrected)+" corrected")
	}
	return said
}

// fine writes a correlation with three decimals and its sign.
func fine(v float64) string {
	if !known(v) {
		return "–"
	}
	return minus(fmt.Sprintf("%.3f", v))
}
