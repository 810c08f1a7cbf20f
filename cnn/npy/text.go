package npy

import (
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// longestText bounds the characters of a text.
const longestText = 1 << 20

// AddText writes an array of texts under a name, as numpy.savez writes strings: padded with zeros to the longest one.
func AddText(a *Archive, name string, texts []string) error {
	longest := 1
	for _, t := range texts {
		longest = max(longest, utf8.RuneCountInString(t))
	}
	w, err := a.create(name)
	if err != nil {
		return err
	}
	b := header([]int{len(texts)}, fmt.Sprintf("<U%d", longest))
	for _, t := range texts {
		n := 0
		for _, character := range t {
			b = binary.LittleEndian.AppendUint32(b, uint32(character))
			n++
		}
		b = append(b, make([]byte, 4*(longest-n))...)
	}
	_, err = w.Write(b)
	return err
}

// GetText reads the texts of a name, of characters or of bytes, row-major. Errors are those of Get.
func GetText(a *ArchiveReader, name string) ([]string, error) {
	r, err := a.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	texts, err := readText(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return texts, nil
}

// IsText says whether the array of a name holds texts instead of numbers.
func (a *ArchiveReader) IsText(name string) bool {
	r, err := a.open(name)
	if err != nil {
		return false
	}
	defer r.Close()
	h, err := readHeader(r)
	return err == nil && h.isText()
}

func (h preface) isText() bool { return h.kind == "U" || h.kind == "S" }

// readText reads one array of texts.
func readText(r io.Reader) ([]string, error) {
	h, err := readHeader(r)
	if err != nil {
		return nil, fmt.Errorf("npy: %w", err)
	}
	n, ok := count(h.shape)
	if !ok || !h.isText() || h.width < 1 && n > 0 || h.width > longestText {
		return nil, fmt.Errorf("npy: %w: no array of texts: shape %v of type %s%d", ErrFormat, h.shape, h.kind, h.width)
	}
	var order binary.ByteOrder = binary.LittleEndian
	if h.order == ">" {
		order = binary.BigEndian
	}
	size := 1
	if h.kind == "U" {
		size = 4
	}
	var texts []string // grows with what is really there
	buffer := make([]byte, h.width*size)
	for range n {
		if _, err := io.ReadFull(r, buffer); err != nil {
			return nil, fmt.Errorf("npy: the file ends before its %d texts: %w", n, io.ErrUnexpectedEOF)
		}
		var text strings.Builder
		for at := 0; at < len(buffer); at += size {
			character := rune(buffer[at])
			if size == 4 {
				character = rune(order.Uint32(buffer[at:]))
			}
			text.WriteRune(character)
		}
		texts = append(texts, strings.TrimRight(text.String(), "\x00"))
	}
	return texts, nil
}
