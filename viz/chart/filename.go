package chart

import (
	"fmt"
	"strings"
)

// FileName is a layer's name as part of the name of a file, or of a link to one: what file systems do not take, or links
// read otherwise, becomes an underscore.
func FileName(layer string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|#%&`, r) || r <= ' ' {
			return '_'
		}
		return r
	}, layer)
}

// FileNames are layers' names as FileName has them, no two of them alike and none among those taken, as file systems see it:
// capitals are no other letters. What would be alike is numbered from 2.
func FileNames(layers []string, taken ...string) []string {
	gone := make(map[string]bool)
	for _, name := range taken {
		gone[strings.ToLower(name)] = true
	}
	names := make([]string, len(layers))
	for i, layer := range layers {
		names[i] = FileName(layer)
		for k := 2; gone[strings.ToLower(names[i])]; k++ {
			names[i] = fmt.Sprintf("%s-%d", FileName(layer), k)
		}
		gone[strings.ToLower(names[i])] = true
	}
	return names
}
