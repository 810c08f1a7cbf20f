package neuro

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"strings"
)

// ErrNIfTI is wrapped by errors about what a NIfTI file holds.
var ErrNIfTI = errors.New("not a NIfTI volume")

// mostValues bounds how many values a volume or an array may have: 4 GiB of them.
const mostValues = 1 << 29

// mostSkipped bounds how many bytes of extensions may lie before the values.
const mostSkipped = 1 << 28

// block is how many bytes are converted at once.
const block = 64 << 10

// OpenVolume reads a NIfTI file, or both files of a pair where name is one of them (.hdr and .img); each may be
// compressed by gzip.
func OpenVolume(fsys fs.FS, name string) (*Volume, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	headerName, imageName, pair := pairOf(name)
	if !pair {
		return ReadNIfTI(f)
	}
	header, err := fsys.Open(headerName)
	if err != nil {
		return nil, err
	}
	defer header.Close()
	image, err := fsys.Open(imageName)
	if err != nil {
		return nil, err
	}
	defer image.Close()
	return ReadNIfTIPair(header, image)
}

// pairOf returns the names of a header and its image, given one of them.
func pairOf(name string) (header, image string, pair bool) {
	stem, gz := name, ""
	if s, ok := cutExtension(stem, ".gz"); ok {
		stem, gz = s, name[len(s):]
	}
	for _, e := range []struct{ header, image string }{{".hdr", ".img"}, {".HDR", ".IMG"}} {
		for _, extension := range []string{e.header, e.image} {
			if s, ok := strings.CutSuffix(stem, extension); ok {
				return s + e.header + gz, s + e.image + gz, true
			}
		}
	}
	return "", "", false
}

// cutExtension cuts an extension of either case from a name.
func cutExtension(name, extension string) (stem string, ok bool) {
	if n := len(name) - len(extension); n >= 0 && strings.EqualFold(name[n:], extension) {
		return name[:n], true
	}
	return name, false
}

// ReadNIfTI reads a volume in one file, NIfTI-1 or -2, compressed by gzip or not.
//
// Errors wrap ErrNIfTI, or io.ErrUnexpectedEOF where the file ends early. Values that are not real numbers, and CIFTI
// files, are refused by name.
//
// https://nifti.nimh.nih.gov/nifti-1, https://nifti.nimh.nih.gov/nifti-2
func ReadNIfTI(r io.Reader) (*Volume, error) {
	plain, err := uncompressed(r)
	if err != nil {
		return nil, err
	}
	h, err := readHeader(plain)
	if err != nil {
		return nil, err
	}
	if h.pair {
		return nil, fmt.Errorf("%w: this is the header of a pair, its values are in a file .img beside it", ErrNIfTI)
	}
	return h.read(plain, h.offset-int64(h.size))
}

// ReadNIfTIPair reads a volume from a header (.hdr) and its values (.img), each compressed by gzip or not.
func ReadNIfTIPair(header, image io.Reader) (*Volume, error) {
	h, err := readHeaderFile(header)
	if err != nil {
		return nil, err
	}
	if !h.pair {
		return nil, fmt.Errorf("%w: the header says that its values follow it, there is no .img to it", ErrNIfTI)
	}
	plain, err := uncompressed(image)
	if err != nil {
		return nil, err
	}
	return h.read(plain, h.offset)
}

// readHeaderFile reads a header that may be compressed.
func readHeaderFile(r io.Reader) (*niftiHeader, error) {
	plain, err := uncompressed(r)
	if err != nil {
		return nil, err
	}
	return readHeader(plain)
}

// uncompressed unpacks what gzip packed and leaves the rest as it is.
func uncompressed(r io.Reader) (io.Reader, error) {
	buffered := bufio.NewReaderSize(r, block)
	if start, err := buffered.Peek(2); err != nil || !bytes.Equal(start, []byte{0x1f, 0x8b}) {
		return buffered, nil
	}
	plain, err := gzip.NewReader(buffered)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNIfTI, err)
	}
	return plain, nil
}

// read reads the values that begin so many bytes on.
func (h *niftiHeader) read(r io.Reader, skip int64) (*Volume, error) {
	if skip < 0 || skip > mostSkipped {
		return nil, fmt.Errorf("%w: its values are said to begin at byte %d", ErrNIfTI, h.offset)
	}
	if _, err := io.CopyN(io.Discard, r, skip); err != nil {
		return nil, fmt.Errorf("neuro: the file ends before its values begin: %w", readError(err))
	}
	n := 1
	for _, axis := range h.shape {
		n *= axis // readHeader has checked that this does not overflow
	}
	data := make([]float64, 0, min(n, block)) // grows with what is really there
	buffer := make([]byte, block)
	for len(data) < n {
		part := buffer[:min(block, (n-len(data))*h.kind.size)]
		if _, err := io.ReadFull(r, part); err != nil {
			return nil, fmt.Errorf("neuro: the file ends before the %d values of shape %v: %w", n, h.shape, readError(err))
		}
		data = h.kind.read(data, part, h.order)
	}
	if h.slope != 1 || h.intercept != 0 {
		for i, v := range data {
			data[i] = v*h.slope + h.intercept
		}
	}
	return &Volume{Shape: h.shape, Data: data, Affine: h.affine, Space: h.space, Interval: h.interval, Origin: h.origin}, nil
}

// readError is the error of a read that had to be complete.
func readError(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// affineOf returns the affine of a quaternion (b, c, d), an offset in mm and voxel sizes, of which the first is qfac.
//
// Where rounding has made b, c, d longer than 1 they are shortened to it, as the reference library does.
func affineOf(quaternion, offset [3]float64, pixdim [4]float64) [4][4]float64 {
	b, c, d := quaternion[0], quaternion[1], quaternion[2]
	a := 1 - (b*b + c*c + d*d)
	if a < 1e-7 {
		length := math.Sqrt(b*b + c*c + d*d)
		a, b, c, d = 0, b/length, c/length, d/length
	} else {
		a = math.Sqrt(a)
	}
	rotation := [3][3]float64{
		{a*a + b*b - c*c - d*d, 2 * (b*c - a*d), 2 * (b*d + a*c)},
		{2 * (b*c + a*d), a*a + c*c - b*b - d*d, 2 * (c*d - a*b)},
		{2 * (b*d - a*c), 2 * (c*d + a*b), a*a + d*d - c*c - b*b},
	}
	size := [3]float64{pixdim[1], pixdim[2], pixdim[3]}
	if pixdim[0] < 0 {
		size[2] = -size[2]
	}
	affine := [4][4]float64{3: {3: 1}}
	for row := range 3 {
		for column := range 3 {
			affine[row][column] = rotation[row][column] * size[column]
		}
		affine[row][3] = offset[row]
	}
	return affine
}

// affineWithoutSpace is what nibabel gives a volume whose header knows no space: voxel sizes, x to the left, the middle
// at the origin.
func affineWithoutSpace(shape []int, pixdim [4]float64) [4][4]float64 {
	affine := [4][4]float64{3: {3: 1}}
	for axis := range 3 {
		n, size := 1, 1.0
		if axis < len(shape) {
			n, size = shape[axis], pixdim[axis+1]
		}
		if axis == 0 {
			size = -size
		}
		affine[axis][axis] = size
		affine[axis][3] = -float64(n-1) / 2 * size
	}
	return affine
}
