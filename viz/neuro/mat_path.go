package neuro

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// matFile is the variables of a MATLAB file.
type matFile struct{ variables []matArray }

func newMATFile(variables []matArray) matFile { return matFile{variables} }

// Names lists the arrays of numbers: variables, and fields of structs that hold the same kind of array in all elements.
func (f matFile) Names() (names []string) {
	for i := range f.variables {
		names = append(names, numbersIn(&f.variables[i], f.variables[i].name)...)
	}
	return names
}

// numbersIn lists the names under which numbers lie in an array.
func numbersIn(m *matArray, name string) (names []string) {
	switch {
	case m.isNumbers() && m.count() > 0:
		return []string{name}
	case m.class == mxStruct && m.count() > 0:
		for i, field := range m.fields { // as the first element has it
			names = append(names, numbersIn(&m.elements[i], name+"."+field)...)
		}
	case m.class == mxCell && m.count() > 0:
		return numbersIn(&m.elements[0], name+"{:}")
	}
	return names
}

func (m *matArray) isNumbers() bool { return m.class >= mxDouble && m.class <= mxUint64 }

// get returns the numbers that a path leads to.
func (f matFile) get(name string) (Array, error) {
	found, err := f.find(name)
	if err != nil {
		return Array{}, err
	}
	array, err := found.stack()
	if err != nil {
		return Array{}, fmt.Errorf("neuro: %s: %w", name, err)
	}
	array.Name = name
	return array, nil
}

// Text returns the texts that a path leads to: the rows of a character array, or one of each element.
func (f matFile) Text(name string) ([]string, error) {
	found, err := f.find(name)
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, m := range found.arrays {
		if m.class != mxChar {
			return nil, fmt.Errorf("neuro: %s: is no text", name)
		}
		texts = append(texts, m.rows()...)
	}
	return texts, nil
}

// found is what a path leads to: one array, or those of all elements on the way, in row-major order.
type found struct {
	outer  []int // axes of the elements, those of length 1 left out
	arrays []*matArray
}

// find follows a path: variable, then .field, (index) and {index}, with indexes from 1; ":" and nothing are all elements.
func (f matFile) find(path string) (found, error) {
	end := strings.IndexAny(path, ".({")
	if end < 0 {
		end = len(path)
	}
	for i := range f.variables {
		if f.variables[i].name != path[:end] {
			continue
		}
		at := found{arrays: []*matArray{&f.variables[i]}}
		rest := path[end:]
		for rest != "" {
			var ok bool
			if at, rest, ok = at.step(rest); !ok {
				return found{}, noArray(path, f)
			}
		}
		return at, nil
	}
	return found{}, noArray(path, f)
}

// step follows the first part of a path. A field without an index before it is that of all elements.
func (at found) step(path string) (next found, rest string, ok bool) {
	index, closing := -1, strings.IndexAny(path, ")}")
	switch path[0] {
	case '(', '{':
		if closing < 0 {
			return found{}, "", false
		}
		if inside := path[1:closing]; inside != ":" {
			n, err := strconv.Atoi(inside)
			if err != nil || n < 1 {
				return found{}, "", false
			}
			index = n - 1
		}
		if path[0] == '{' {
			next, ok = at.elements(index, mxCell, 0)
			return next, path[closing+1:], ok
		}
		path = path[closing+1:]
		if path == "" || path[0] != '.' {
			return found{}, "", false
		}
	}
	field := path[1:]
	if end := strings.IndexAny(field, ".({"); end >= 0 {
		field = field[:end]
	}
	rest = path[1+len(field):]
	for k, name := range at.arrays[0].fields {
		if name == field {
			next, ok = at.elements(index, mxStruct, k)
			return next, rest, ok
		}
	}
	return found{}, "", false
}

// elements goes from structs or cells to what is in all of their elements, or in the one of an index (column by column, as
// MATLAB counts): of structs, to the field-th field. All must have the same axes and fields.
func (at found) elements(index int, class byte, field int) (next found, ok bool) {
	first := at.arrays[0]
	next.outer = at.outer
	if index < 0 {
		next.outer = append(append([]int(nil), at.outer...), withoutOnes(first.dims)...)
	}
	for _, m := range at.arrays {
		if m.class != class || !equalDims(m.dims, first.dims) || len(m.fields) != len(first.fields) || index >= m.count() || m.count() == 0 {
			return found{}, false
		}
		step := max(1, len(m.fields))
		if index >= 0 {
			next.arrays = append(next.arrays, &m.elements[index*step+field])
			continue
		}
		for _, k := range rowMajorOrder(m.dims) {
			next.arrays = append(next.arrays, &m.elements[k*step+field])
		}
	}
	return next, true
}

// stack returns the numbers of all arrays, one behind the other.
func (at found) stack() (Array, error) {
	first := at.arrays[0]
	shape := append(append([]int(nil), at.outer...), withoutOnes(first.dims)...)
	var data []float64
	order := rowMajorOrder(first.dims)
	for _, m := range at.arrays {
		switch {
		case classNames[m.class] != "":
			return Array{}, fmt.Errorf("%w: it is %s, not a full array of numbers", ErrMAT, classNames[m.class])
		case !m.isNumbers():
			return Array{}, fmt.Errorf("it is a text, struct or cell, not numbers: %w", ErrNoArray)
		case m.complex:
			return Array{}, fmt.Errorf("%w: its numbers are complex", ErrMAT)
		case !equalDims(m.dims, first.dims):
			return Array{}, fmt.Errorf("%w: its elements have different axes, %v and %v: take one of them, as s(1).field or c{1}", ErrMAT, first.dims, m.dims)
		}
		size := matSize(m.dataType)
		for _, k := range order {
			data = append(data, m.value(m.data[k*size:]))
		}
	}
	return Array{Shape: shape, Data: data}, nil
}

// rows returns a character array's rows.
func (m *matArray) rows() []string {
	size := matSize(m.dataType)
	characters := make([]rune, len(m.data)/size)
	for i := range characters {
		characters[i] = rune(m.value(m.data[i*size:]))
	}
	if len(m.dims) > 2 || len(characters) != m.count() || m.dims[0] == 1 {
		switch m.dataType { // one text, whose characters may take several values each
		case miUTF8:
			return []string{string(m.data)}
		case miUint16, miUTF16:
			units := make([]uint16, len(characters))
			for i, c := range characters {
				units[i] = uint16(c)
			}
			return []string{string(utf16.Decode(units))}
		}
		return []string{string(characters)}
	}
	rows := make([]string, m.dims[0])
	for i := range rows {
		var row []rune
		for k := i; k < len(characters); k += len(rows) {
			row = append(row, characters[k])
		}
		rows[i] = strings.TrimRight(string(row), " ")
	}
	return rows
}

// withoutOnes leaves out axes of length 1.
func withoutOnes(dims []int) (left []int) {
	for _, d := range dims {
		if d != 1 {
			left = append(left, d)
		}
	}
	return left
}

func equalDims(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// rowMajorOrder returns, in row-major order, where elements stand that lie column by column.
func rowMajorOrder(dims []int) []int {
	strides := make([]int, len(dims))
	n := 1
	for i, d := range dims {
		strides[i] = n
		n *= d
	}
	order := make([]int, n)
	at := make([]int, len(dims))
	k := 0
	for i := range order {
		order[i] = k
		for axis := len(dims) - 1; axis >= 0; axis-- {
			at[axis]++
			k += strides[axis]
			if at[axis] < dims[axis] {
				break
			}
			k -= at[axis] * strides[axis]
			at[axis] = 0
		}
	}
	return order
}
