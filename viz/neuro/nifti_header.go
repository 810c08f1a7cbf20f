package neuro

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
)

// The sizes of the two headers, which are what each begins with.
const (
	nifti1Size = 348
	nifti2Size = 540
)

// A niftiHeader is what a header says of the values that follow it.
type niftiHeader struct {
	size             int // of the header itself
	order            binary.ByteOrder
	pair             bool // the values are in a file of their own
	shape            []int
	kind             niftiKind
	offset           int64 // of the values in their file
	slope, intercept float64
	affine           [4][4]float64
	space            Space
	interval         float64 // seconds
	origin           string
}

// rawNIfTI1 is a NIfTI-1 header as it lies in a file.
type rawNIfTI1 struct {
	SizeOfHeader            int32
	_                       [35]byte // of ANALYZE, unused
	DimInfo                 uint8
	Dim                     [8]int16
	IntentParameters        [3]float32
	Intent, Datatype, Bits  int16
	SliceStart              int16
	Pixdim                  [8]float32
	Offset                  float32
	Slope, Intercept        float32
	SliceEnd                int16
	SliceCode, Units        uint8
	CalMax, CalMin          float32
	SliceDuration, TOffset  float32
	_                       [2]int32
	Description             [80]byte
	AuxFile                 [24]byte
	QformCode, SformCode    int16
	Quaternion, QuatOffsets [3]float32
	Srow                    [3][4]float32
	IntentName              [16]byte
	Magic                   [4]byte
}

// rawNIfTI2 is a NIfTI-2 header as it lies in a file.
type rawNIfTI2 struct {
	SizeOfHeader            int32
	Magic                   [8]byte
	Datatype, Bits          int16
	Dim                     [8]int64
	IntentParameters        [3]float64
	Pixdim                  [8]float64
	Offset                  int64
	Slope, Intercept        float64
	CalMax, CalMin          float64
	SliceDuration, TOffset  float64
	SliceStart, SliceEnd    int64
	Description             [80]byte
	AuxFile                 [24]byte
	QformCode, SformCode    int32
	Quaternion, QuatOffsets [3]float64
	Srow                    [3][4]float64
	SliceCode, Units        int32
	Intent                  int32
	IntentName              [16]byte
	DimInfo                 uint8
	_                       [15]byte
}

// readHeader reads a header of either version and byte order.
func readHeader(r io.Reader) (*niftiHeader, error) {
	var start [4]byte
	if _, err := io.ReadFull(r, start[:]); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNIfTI, readError(err))
	}
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		size := order.Uint32(start[:])
		if size != nifti1Size && size != nifti2Size {
			continue
		}
		whole := make([]byte, size)
		copy(whole, start[:])
		if _, err := io.ReadFull(r, whole[len(start):]); err != nil {
			return nil, fmt.Errorf("neuro: the file ends in its header: %w", readError(err))
		}
		raw := new(rawNIfTI2)
		if size == nifti2Size {
			decode(whole, order, raw)
		} else {
			var small rawNIfTI1
			decode(whole, order, &small)
			raw = small.widened()
		}
		return raw.header(int(size), order)
	}
	return nil, fmt.Errorf("%w: it begins with neither header's size", ErrNIfTI)
}

// decode fills a header from bytes that are enough.
func decode(b []byte, order binary.ByteOrder, raw any) {
	if _, err := binary.Decode(b, order, raw); err != nil {
		panic("neuro: " + err.Error()) // the headers above have other sizes than their files'
	}
}

// widened is a NIfTI-1 header as NIfTI-2 would have it.
func (h *rawNIfTI1) widened() *rawNIfTI2 {
	w := &rawNIfTI2{SizeOfHeader: h.SizeOfHeader, Datatype: h.Datatype, Bits: h.Bits, Slope: float64(h.Slope), Intercept: float64(h.Intercept),
		Description: h.Description, QformCode: int32(h.QformCode), SformCode: int32(h.SformCode), Intent: int32(h.Intent), Units: int32(h.Units)}
	copy(w.Magic[:], h.Magic[:])
	for i := range h.Dim {
		w.Dim[i], w.Pixdim[i] = int64(h.Dim[i]), float64(h.Pixdim[i])
	}
	w.Offset = -1 // refused later
	if h.Offset >= 0 && h.Offset <= mostSkipped {
		w.Offset = int64(h.Offset)
	}
	for i := range 3 {
		w.Quaternion[i], w.QuatOffsets[i] = float64(h.Quaternion[i]), float64(h.QuatOffsets[i])
		for j := range 4 {
			w.Srow[i][j] = float64(h.Srow[i][j])
		}
	}
	return w
}

// header checks a header and returns what counts of it.
func (raw *rawNIfTI2) header(size int, order binary.ByteOrder) (*niftiHeader, error) {
	h := &niftiHeader{size: size, order: order, offset: raw.Offset, slope: raw.Slope, intercept: raw.Intercept}
	version := byte('1')
	if size == nifti2Size {
		version = '2'
	}
	switch magic := raw.Magic; {
	case magic[0] == 'n' && magic[1] == '+' && magic[2] == version:
	case magic[0] == 'n' && magic[1] == 'i' && magic[2] == version:
		h.pair = true
	default:
		return nil, fmt.Errorf("%w: an ANALYZE header, or a damaged one: its magic is %q", ErrNIfTI, magic[:4])
	}
	if raw.Intent >= 3000 && raw.Intent < 3100 {
		return nil, fmt.Errorf("%w: a CIFTI-2 file (intent %d), which holds surfaces and matrices; wb_command -cifti-separate makes volumes of it", ErrNIfTI, raw.Intent)
	}
	var err error
	if h.kind, err = kindOf(raw.Datatype); err != nil {
		return nil, err
	}
	if h.shape, err = raw.shape(); err != nil {
		return nil, err
	}
	if !h.pair && h.offset < int64(size) {
		if h.offset != 0 {
			return nil, fmt.Errorf("%w: its values are said to begin at byte %d, in its header", ErrNIfTI, h.offset)
		}
		h.offset = int64(size) + 4 // written by programs that mean: right behind it
	}
	if h.slope == 0 || math.IsNaN(h.slope) || math.IsInf(h.slope, 0) {
		h.slope, h.intercept = 1, 0 // "no scaling"
	} else if math.IsNaN(h.intercept) || math.IsInf(h.intercept, 0) {
		return nil, fmt.Errorf("%w: its slope is %g, its intercept %g", ErrNIfTI, h.slope, h.intercept)
	}
	h.affine, h.space = raw.space(h.shape)
	h.interval = raw.interval()
	if text, _, _ := bytes.Cut(raw.Description[:], []byte{0}); strings.HasPrefix(string(text), originMark) {
		h.origin = string(text[len(originMark):])
	}
	return h, nil
}

// originMark begins the description of a volume that does not come from a scanner.
const originMark = "unitscope: "

// shape returns the axes, at most four of them.
func (raw *rawNIfTI2) shape() ([]int, error) {
	axes := raw.Dim[0]
	if axes < 1 || axes > 7 {
		return nil, fmt.Errorf("%w: it claims %d axes", ErrNIfTI, axes)
	}
	total := int64(1)
	for i, n := range raw.Dim[1 : axes+1] {
		if n < 1 || n > mostValues || total*n > mostValues {
			return nil, fmt.Errorf("%w: axes %v make no volume of at most %d million values", ErrNIfTI, raw.Dim[1:axes+1], mostValues>>20)
		}
		if i >= 4 && n > 1 {
			return nil, fmt.Errorf("%w: axes %v; a series of volumes has four", ErrNIfTI, raw.Dim[1:axes+1])
		}
		total *= n
	}
	shape := make([]int, min(axes, 4))
	for i := range shape {
		shape[i] = int(raw.Dim[i+1])
	}
	return shape, nil
}

// space returns the affine that counts: sform before qform before voxel sizes alone.
func (raw *rawNIfTI2) space(shape []int) ([4][4]float64, Space) {
	pixdim := [4]float64(raw.Pixdim[:4])
	switch {
	case raw.SformCode != 0:
		return [4][4]float64{raw.Srow[0], raw.Srow[1], raw.Srow[2], {0, 0, 0, 1}}, Space(raw.SformCode)
	case raw.QformCode != 0:
		return affineOf(raw.Quaternion, raw.QuatOffsets, pixdim), Space(raw.QformCode)
	}
	return affineWithoutSpace(shape, pixdim), Unknown
}

// interval is how many seconds lie between volumes, by the fifth pixdim and the units' bits for time.
func (raw *rawNIfTI2) interval() float64 {
	perSecond := map[int32]float64{0: 1, 8: 1, 16: 1e3, 24: 1e6}[raw.Units&0x38]
	if seconds := raw.Pixdim[4] / perSecond; raw.Dim[0] >= 4 && seconds > 0 && !math.IsInf(seconds, 0) {
		return seconds
	}
	return 0
}
