package session

import (
	"fmt"
	"strconv"
	"strings"
)

// An Address names one unit of one layer, as in "conv2:17": a channel of a feature map,
// or one output of a dense layer, counted from 0.
type Address struct {
	Layer string
	Unit  int
}

func (a Address) String() string { return fmt.Sprintf("%s:%d", a.Layer, a.Unit) }

// ParseAddress reads LAYER:INDEX. Layer names may hold colons themselves.
func ParseAddress(text string) (Address, error) {
	at := strings.LastIndexByte(text, ':')
	if at < 1 {
		return Address{}, fmt.Errorf("%q is not a unit's address, like conv2:17", text)
	}
	unit, err := strconv.Atoi(text[at+1:])
	if err != nil || unit < 0 {
		return Address{}, fmt.Errorf("%q is not a unit's address, like conv2:17", text)
	}
	return Address{text[:at], unit}, nil
}
