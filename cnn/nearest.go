package cnn

import (
	"cmp"
	"slices"
	"strings"
)

// NearestNames returns up to three of names that are most like one that is none of them: that differ in a few letters, or
// have it in them; upper and lower case are alike. The likest comes first, of equals the earlier one.
func NearestNames(name string, names []string) []string {
	type candidate struct {
		name     string
		distance int
	}
	const most = 3
	wanted := strings.ToLower(name)
	var near []candidate
	for _, n := range names {
		lower := strings.ToLower(n)
		d := editDistance([]rune(wanted), []rune(lower))
		if within := wanted != "" && strings.Contains(lower, wanted); within || d <= max(len(wanted)/3, 1) {
			near = append(near, candidate{n, d})
		}
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return cmp.Compare(a.distance, b.distance) })
	found := make([]string, min(len(near), most))
	for i := range found {
		found[i] = near[i].name
	}
	return found
}

// editDistance is how many letters have to be put in, taken out or replaced to make b of a. Levenshtein 1966.
func editDistance(a, b []rune) int {
	row := make([]int, len(b)+1) // from the letters of a so far to the first j of b
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			replaced := diagonal
			if x != y {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, diagonal+1, row[j]+1)
		}
	}
	return row[len(b)]
}
