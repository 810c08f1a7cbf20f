package neuro

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// WriteNIfTI writes a volume as a NIfTI-1 file (.nii) of float32, with its affine as the sform. NaN stays NaN.
//
// It panics where Data does not fill Shape, and returns an error for axes over 32767, which NIfTI-1 has no room for.
func WriteNIfTI(w io.Writer, v *Volume) error {
	raw, err := v.rawHeader()
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(w, block)
	head, _ := binary.Append(nil, binary.LittleEndian, raw) // never fails on numbers
	head = append(head, 0, 0, 0, 0)                         // no extensions
	if _, err := buffered.Write(head); err != nil {
		return err
	}
	var value [4]byte
	for _, d := range v.Data {
		binary.LittleEndian.PutUint32(value[:], math.Float32bits(float32(d)))
		if _, err := buffered.Write(value[:]); err != nil {
			return err
		}
	}
	return buffered.Flush()
}

// WriteNIfTIGzip writes what WriteNIfTI writes, compressed (.nii.gz).
func WriteNIfTIGzip(w io.Writer, v *Volume) error {
	packed := gzip.NewWriter(w)
	if err := WriteNIfTI(packed, v); err != nil {
		return err
	}
	return packed.Close()
}

// rawHeader is the header of a volume's file.
func (v *Volume) rawHeader() (*rawNIfTI1, error) {
	const mm, seconds = 2, 8 // of Units
	raw := &rawNIfTI1{SizeOfHeader: nifti1Size, Datatype: 16, Bits: 32, Offset: nifti1Size + 4, Slope: 1, Units: mm | seconds,
		SformCode: int16(v.Space), Magic: [4]byte{'n', '+', '1'}}
	if v.Space == Unknown {
		raw.SformCode = int16(Aligned) // or readers would not look at the affine
	}
	total := 1
	raw.Dim = [8]int16{int16(len(v.Shape)), 1, 1, 1, 1, 1, 1, 1}
	for i, n := range v.Shape {
		if n > math.MaxInt16 {
			return nil, fmt.Errorf("neuro: an axis of %d voxels does not fit a NIfTI-1 file", n)
		}
		raw.Dim[i+1] = int16(n)
		total *= n
	}
	if total != len(v.Data) {
		panic(fmt.Sprintf("neuro: %d values do not fill shape %v", len(v.Data), v.Shape))
	}
	raw.Pixdim = [8]float32{1, 1, 1, 1, 1, 1, 1, 1}
	for axis, size := range v.VoxelSize() {
		raw.Pixdim[axis+1] = float32(size)
	}
	for row := range 3 {
		for column := range 4 {
			raw.Srow[row][column] = float32(v.Affine[row][column])
		}
	}
	if len(v.Shape) > 3 {
		raw.Pixdim[4] = float32(v.Interval)
	}
	if v.Origin != "" {
		copy(raw.Description[:len(raw.Description)-1], originMark+v.Origin)
	}
	return raw, nil
}
