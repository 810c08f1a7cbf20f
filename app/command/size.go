package command

import (
	"fmt"
	"strconv"
	"strings"
)

// sizeFlag is lengths such as 3x224x224 or 1440x900, all positive.
type sizeFlag []int

// UnmarshalText reads lengths joined by x.
func (s *sizeFlag) UnmarshalText(text []byte) error {
	*s = nil
	for part := range strings.SplitSeq(string(text), "x") {
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 {
			return fmt.Errorf("%q is not positive numbers joined by x", text)
		}
		*s = append(*s, n)
	}
	return nil
}

// String writes the lengths as they are read.
func (s sizeFlag) String() string {
	parts := make([]string, len(s))
	for i, n := range s {
		parts[i] = strconv.Itoa(n)
	}
	return strings.Join(parts, "x")
}
