package session

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// A regionSource is where a region's dissimilarities come from.
type regionSource struct {
	folder, stem, array string // names: of the file's folder, of the file, of the array
	chosen              bool   // the array was asked for, or is one of several in its file
}

// sourceOf is an array of a file.
func sourceOf(file, array string, chosen bool) regionSource {
	return regionSource{filepath.Base(filepath.Dir(file)), strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)), array, chosen}
}

// regionNamesOf are the shortest names that say something and tell regions apart: of "fmri_EVC_RDMs.npz" and
// "fmri_IT_RDMs.npz", "EVC" and "IT", whatever the arrays in them are called.
func regionNamesOf(sources []regionSource) []string {
	names := make([]string, len(sources))
	for i, own := range sources {
		for way, name := range own.names() {
			shared := slices.ContainsFunc(sources, func(other regionSource) bool { return other != own && other.names()[way] == name })
			if name != "" && !shared && !slices.Contains(names, name) {
				names[i] = name
				break
			}
		}
		for n := 2; names[i] == ""; n++ { // the same array once more
			if name := fmt.Sprintf("%s:%s %d", own.stem, own.array, n); !slices.Contains(names, name) {
				names[i] = name
			}
		}
	}
	return names
}

// names are what a region may be called, shortest first; empty where that says nothing.
func (r regionSource) names() [6]string {
	file, array := telling(r.stem), telling(r.array)
	first, last := file, array
	if r.chosen {
		first, last = array, file
	}
	both := strings.Join(tellingWords(r.array), " ")
	if r.stem != r.array {
		both = strings.TrimSpace(file + " " + both)
	}
	if file == "" {
		both = ""
	}
	return [...]string{first, both, last, r.stem, r.folder + " " + r.stem, r.stem + ":" + r.array}
}

// saysNothing are words that could stand in any recording's name.
var saysNothing = []string{"rdm", "rdms", "fmri", "meg", "eeg", "data", "arr", "array", "mat", "matrix", "matrices", "net", "brain", "dissimilarity", "dissimilarities", "subj", "subject", "subjects", "people"}

// telling is what of a name says something; empty where nothing does, as in "Net_RDM" or "arr_0".
func telling(name string) string {
	number := func(word string) bool { return strings.Trim(word, "0123456789") == "" }
	return strings.Join(slices.DeleteFunc(tellingWords(name), number), " ")
}

// tellingWords are those of a name that say something, and its numbers.
func tellingWords(name string) []string {
	all := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.DeleteFunc(all, func(word string) bool { return slices.Contains(saysNothing, strings.ToLower(word)) })
}
