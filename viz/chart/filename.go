package chart

import "strings"

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
