package neuro

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// What nibabel 5.0.0 reads of the files in ../shared/data/brain: shape, min, max and sum of get_fdata(), rows of the affine.
var nibabelReads = []struct {
	name          string
	shape         []int
	min, max, sum float64 // NaN where a value is
	affine        [12]float64
}{
	{"nibabel_nifti/anatomical.nii", []int{33, 41, 25}, -610, 30393, 284166082, [12]float64{-2, 0, 0, 32, 0, 2, 0, -40, 0, 0, 2, -16}},
	{"nibabel_nifti/example4d.nii.gz", []int{128, 96, 24, 2}, 0, 1162, 101985356, oblique},
	{"nibabel_nifti/example_nifti2.nii.gz", []int{32, 20, 12, 2}, 46, 757, 6926802, oblique},
	{"nibabel_nifti/functional.nii", []int{17, 21, 3, 20}, 629.826171875, 5571.621858656406, 77913290.36292362, [12]float64{-4, 0, 0, 32, 0, 4, 0, -40, 0, 0, 8, 0}},
	{"nibabel_nifti/reoriented_anat_moved.nii", []int{21, 26, 22}, 0, 21199.935546875, 32739769.449157715, [12]float64{4, 0, 0, -35.29789733886719, 0, 4, 0, -47.97758483886719, 0, 0, 4, -27.599409103393555}},
	{"nibabel_nifti/resampled_anat_moved.nii", []int{17, 21, 3}, math.NaN(), math.NaN(), math.NaN(), [12]float64{-4, 0, 0, 32, 0, 4, 0, -40, 0, 0, 8, 0}},
	{"nibabel_nifti/someones_anatomy.nii.gz", []int{57, 67, 56}, 6.678363800048828, 96.55541983246803, 9834293.113646, [12]float64{2.75, 0, 0, -78, 0, 2.75, 0, -91, 0, 0, 2.75, -91}},
	{"nibabel_nifti/someones_epi.nii.gz", []int{53, 61, 33}, 7.742551803588867, 103.76662158966064, 4873536.8466768265, [12]float64{3, 0, 0, -78, 0, 2.866009473800659, -0.8865606188774109, -76, 0, 0.8865606188774109, 2.866009473800659, -64}},
	{"nibabel_nifti/standard.nii.gz", []int{4, 5, 7}, 0, 255, 7650, [12]float64{1, 0, 0, 0, 0, 3, 0, 0, 0, 0, 2, 0}},
	{"pymvpa_haxby2001/bold.nii.gz", []int{40, 20, 1, 1452}, 0, 2623, 1118771612, haxbySlice},
	{"pymvpa_haxby2001/haxby2001/sub001/BOLD/task001_run001/bold_1slice.nii.gz", []int{40, 20, 1, 121}, 0, 2586, 94412900, haxbySlice},
	{"pymvpa_haxby2001/haxby2001/sub001/BOLD/task001_run001/bold_25mm.nii.gz", []int{6, 10, 10, 121}, 4, 2305, 22717688, [12]float64{-25, 0, 0, 62.5, 0, 25, 0, -112.5, 0, 0, 25, -112.5}},
	{"pymvpa_haxby2001/mask.nii.gz", []int{40, 20, 1}, 0, 1, 530, haxbySlice},
}

var (
	oblique = [12]float64{-2, 6.714715653593746e-19, 9.081024511081715e-18, 117.8551025390625, -6.714715653593746e-19, 1.9737114906311035, -0.35552823543548584,
		-35.72294235229492, 8.25548088896093e-18, 0.3232076168060303, 2.171081781387329, -7.248798370361328}
	haxbySlice = [12]float64{-3.0999999046325684, 0, 0, 60.44999694824219, 0, 3.75, 0, -35.625, 0, 0, 3.75, 0}
)

func TestReadsWhatNibabelReads(t *testing.T) {
	data := brainData(t)
	for _, want := range nibabelReads {
		v, err := OpenVolume(data, want.name)
		if err != nil {
			t.Errorf("%s: %v", want.name, err)
			continue
		}
		low, high, sum := math.Inf(1), math.Inf(-1), 0.0
		for _, d := range v.Data {
			low, high, sum = min(low, d), max(high, d), sum+d // which spread NaN, as NumPy's do
		}
		if !cmp.Equal(v.Shape, want.shape) || !cmp.Equal([]float64{low, high}, []float64{want.min, want.max}, cmpopts.EquateNaNs()) {
			t.Errorf("%s: shape %v, %v to %v, want %v, %v to %v", want.name, v.Shape, low, high, want.shape, want.min, want.max)
		}
		if math.Abs(sum-want.sum) > 1e-12*want.sum { // the order of the sum differs
			t.Errorf("%s: sum %v, want %v", want.name, sum, want.sum)
		}
		if got := slices.Concat(v.Affine[0][:], v.Affine[1][:], v.Affine[2][:]); !cmp.Equal(got, want.affine[:]) {
			t.Errorf("%s: affine %v, want %v", want.name, got, want.affine)
		}
	}
}

// Two headers whose values are not there; a matrix of connections that is no volume.
func TestReadsHeadersAlone(t *testing.T) {
	data := brainData(t)
	for _, name := range []string{"nibabel_nifti/nifti1.hdr", "nibabel_nifti/nifti2.hdr"} {
		f, err := data.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		h, err := readHeaderFile(f)
		f.Close()
		if err != nil || !h.pair || !cmp.Equal(h.shape, []int{91, 109, 91}) || h.space != MNI152 || h.affine != [4][4]float64{{-2, 0, 0, 90}, {0, 2, 0, -126}, {0, 0, 2, -72}, {0, 0, 0, 1}} {
			t.Errorf("%s: %+v, %v", name, h, err)
		}
		if _, err := OpenVolume(data, name); err == nil || !strings.Contains(err.Error(), ".img") {
			t.Errorf("%s: %v, want an error that names the missing file", name, err)
		}
	}
	if _, err := OpenVolume(data, "nibabel_nifti/row_major.dconn.nii"); !errors.Is(err, ErrNIfTI) || !strings.Contains(err.Error(), "CIFTI") {
		t.Errorf("a CIFTI file gave %v", err)
	}
}

// Affines that nibabel 5.0.0 makes of a quaternion with qfac −1, and of a header without a space.
func TestAffines(t *testing.T) {
	raw := &rawNIfTI2{Pixdim: [8]float64{-1, 2, 3, 4}, QformCode: 1, Quaternion: [3]float64{0.25, -0.5, 0.125}, QuatOffsets: [3]float64{10, -20, 30}}
	want := [4][4]float64{{0.9375, -1.3647598616533125, 3.028719262151, 10}, {-0.09016009223112496, 2.53125, 2.1393596310755, -20}, {1.7643596310755, 0.8545197233066251, -1.5, 30}, {0, 0, 0, 1}}
	if got, space := raw.space([]int{5, 6, 7}); !cmp.Equal(got, want, cmpopts.EquateApprox(0, 1e-12)) || space != Scanner {
		t.Errorf("of a quaternion: %v, want %v", got, want)
	}
	raw.QformCode = 0
	want = [4][4]float64{{-2, 0, 0, 4}, {0, 3, 0, -7.5}, {0, 0, 4, -12}, {0, 0, 0, 1}}
	if got, space := raw.space([]int{5, 6, 7}); got != want || space != Unknown {
		t.Errorf("without a space: %v, want %v", got, want)
	}
	// A turn by 180° about x, rounded so that b is longer than 1: y and z change their signs.
	if got := affineOf([3]float64{1 + 1e-9, 0, 0}, [3]float64{}, [4]float64{1, 1, 1, 1}); got != [4][4]float64{{1, 0, 0, 0}, {0, -1, 0, 0}, {0, 0, -1, 0}, {0, 0, 0, 1}} {
		t.Errorf("turned about x: %v", got)
	}
}

// raw1 is a NIfTI-1 file of 2×1×1 voxels, changed by change, with values behind it.
func raw1(order binary.ByteOrder, change func(*rawNIfTI1), values ...byte) []byte {
	h := &rawNIfTI1{SizeOfHeader: nifti1Size, Dim: [8]int16{3, 2, 1, 1, 1, 1, 1, 1}, Datatype: 2, Bits: 8, Pixdim: [8]float32{1, 1, 1, 1}, Offset: 352, Magic: [4]byte{'n', '+', '1'}}
	change(h)
	b, _ := binary.Append(nil, order, h)
	return append(append(b, 0, 0, 0, 0), values...)
}

// raw2 is the same as NIfTI-2.
func raw2(order binary.ByteOrder, change func(*rawNIfTI2), values ...byte) []byte {
	h := &rawNIfTI2{SizeOfHeader: nifti2Size, Magic: [8]byte{'n', '+', '2', 0, '\r', '\n', 032, '\n'}, Dim: [8]int64{3, 2, 1, 1, 1, 1, 1, 1}, Datatype: 2, Bits: 8, Offset: 544}
	change(h)
	b, _ := binary.Append(nil, order, h)
	return append(append(b, 0, 0, 0, 0), values...)
}

// Every type of value in either byte order, by hand.
func TestReadsEveryType(t *testing.T) {
	for _, c := range []struct {
		datatype int16
		bytes    []byte // big-endian
		want     []float64
	}{
		{2, []byte{0, 255}, []float64{0, 255}},
		{256, []byte{0x80, 0x7f}, []float64{-128, 127}},
		{4, []byte{0xff, 0xfe, 0x01, 0x00}, []float64{-2, 256}},
		{512, []byte{0xff, 0xfe, 0x01, 0x00}, []float64{65534, 256}},
		{8, []byte{0xff, 0xff, 0xff, 0xff, 0, 0, 1, 1}, []float64{-1, 257}},
		{768, []byte{0xff, 0xff, 0xff, 0xff, 0, 0, 1, 1}, []float64{1<<32 - 1, 257}},
		{1024, []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0, 0, 0}, []float64{-1, 1 << 32}},
		{1280, []byte{0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0}, []float64{1 << 63, 1 << 32}},
		{16, []byte{0xbf, 0x80, 0, 0, 0x40, 0, 0, 0}, []float64{-1, 2}},
		{64, []byte{0xbf, 0xf0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0}, []float64{-1, 2}},
	} {
		little := slices.Clone(c.bytes)
		size := len(little) / 2
		slices.Reverse(little[:size])
		slices.Reverse(little[size:])
		for name, file := range map[string][]byte{
			"NIfTI-1 big-endian":    raw1(binary.BigEndian, func(h *rawNIfTI1) { h.Datatype = c.datatype }, c.bytes...),
			"NIfTI-1 little-endian": raw1(binary.LittleEndian, func(h *rawNIfTI1) { h.Datatype = c.datatype }, little...),
			"NIfTI-2 big-endian":    raw2(binary.BigEndian, func(h *rawNIfTI2) { h.Datatype = c.datatype }, c.bytes...),
			"NIfTI-2 little-endian": raw2(binary.LittleEndian, func(h *rawNIfTI2) { h.Datatype = c.datatype }, little...),
		} {
			v, err := ReadNIfTI(iotest.OneByteReader(bytes.NewReader(file)))
			if err != nil || !cmp.Equal(v.Data, c.want) {
				t.Errorf("datatype %d, %s: %v, %v, want %v", c.datatype, name, v, err, c.want)
			}
		}
	}
}

func TestScalesValues(t *testing.T) {
	scaled := func(slope, intercept float32) []byte {
		return raw1(binary.LittleEndian, func(h *rawNIfTI1) { h.Slope, h.Intercept = slope, intercept }, 1, 3)
	}
	for _, c := range []struct {
		name             string
		slope, intercept float32
		want             []float64
	}{
		{"2x + 5", 2, 5, []float64{7, 11}},
		{"slope 0 is none", 0, 5, []float64{1, 3}},
		{"slope NaN is none", float32(math.NaN()), 5, []float64{1, 3}},
	} {
		if v, err := ReadNIfTI(bytes.NewReader(scaled(c.slope, c.intercept))); err != nil || !cmp.Equal(v.Data, c.want) {
			t.Errorf("%s: %v, %v, want %v", c.name, v, err, c.want)
		}
	}
	if _, err := ReadNIfTI(bytes.NewReader(scaled(2, float32(math.NaN())))); !errors.Is(err, ErrNIfTI) {
		t.Errorf("an intercept that is no number gave %v", err)
	}
}

func TestReadsPairs(t *testing.T) {
	whole := raw1(binary.LittleEndian, func(h *rawNIfTI1) { h.Magic = [4]byte{'n', 'i', '1'}; h.Offset = 2 })
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write([]byte{0, 0, 7, 9})
	z.Close()
	files := fstest.MapFS{"a.hdr": {Data: whole[:nifti1Size]}, "a.img": {Data: []byte{0, 0, 7, 9}}, "b.hdr.gz": {Data: whole}, "b.img.gz": {Data: packed.Bytes()}}
	for _, name := range []string{"a.hdr", "a.img", "b.hdr.gz", "b.img.gz"} {
		if v, err := OpenVolume(files, name); err != nil || !cmp.Equal(v.Data, []float64{7, 9}) {
			t.Errorf("%s: %v, %v", name, v, err)
		}
	}
	if _, err := ReadNIfTI(bytes.NewReader(whole)); !errors.Is(err, ErrNIfTI) || !strings.Contains(err.Error(), ".img") {
		t.Errorf("a header without its values gave %v", err)
	}
}

func TestRefusesWhatIsNoVolume(t *testing.T) {
	one := func(change func(*rawNIfTI1)) []byte { return raw1(binary.LittleEndian, change, 1, 2) }
	two := func(change func(*rawNIfTI2)) []byte { return raw2(binary.BigEndian, change, 1, 2) }
	for _, c := range []struct {
		name string
		file []byte
		want error
		says string
	}{
		{"nothing", nil, ErrNIfTI, ""},
		{"text", []byte("onset\tduration\ttrial_type\n"), ErrNIfTI, ""},
		{"half a header", one(func(*rawNIfTI1) {})[:200], io.ErrUnexpectedEOF, "header"},
		{"ANALYZE", one(func(h *rawNIfTI1) { h.Magic = [4]byte{} }), ErrNIfTI, "ANALYZE"},
		{"NIfTI-2's size with NIfTI-1's magic", two(func(h *rawNIfTI2) { h.Magic[2] = '1' }), ErrNIfTI, ""},
		{"complex", one(func(h *rawNIfTI1) { h.Datatype = 32 }), ErrNIfTI, "complex"},
		{"colours", one(func(h *rawNIfTI1) { h.Datatype = 128 }), ErrNIfTI, "RGB"},
		{"quadruple precision", one(func(h *rawNIfTI1) { h.Datatype = 1536 }), ErrNIfTI, "128-bit"},
		{"no datatype there is", one(func(h *rawNIfTI1) { h.Datatype = 77 }), ErrNIfTI, "77"},
		{"eight axes", one(func(h *rawNIfTI1) { h.Dim[0] = 8 }), ErrNIfTI, "8 axes"},
		{"no axis", one(func(h *rawNIfTI1) { h.Dim[0] = 0 }), ErrNIfTI, ""},
		{"a negative axis", one(func(h *rawNIfTI1) { h.Dim[2] = -2 }), ErrNIfTI, "-2"},
		{"an axis of 0", one(func(h *rawNIfTI1) { h.Dim[2] = 0 }), ErrNIfTI, ""},
		{"vectors", one(func(h *rawNIfTI1) { h.Dim = [8]int16{5, 1, 1, 1, 1, 2} }), ErrNIfTI, "four"},
		{"10^13 voxels", one(func(h *rawNIfTI1) { h.Dim = [8]int16{3, 32767, 32767, 32767} }), ErrNIfTI, "million"},
		{"a product that overflows to 0", two(func(h *rawNIfTI2) { h.Dim = [8]int64{3, 1 << 32, 1 << 32, 4} }), ErrNIfTI, "million"},
		{"a product that overflows to 2", two(func(h *rawNIfTI2) { h.Dim = [8]int64{3, math.MaxInt64, 2, 1} }), ErrNIfTI, "million"},
		{"values in the header", one(func(h *rawNIfTI1) { h.Offset = 100 }), ErrNIfTI, "byte 100"},
		{"values at no byte", one(func(h *rawNIfTI1) { h.Offset = float32(math.NaN()) }), ErrNIfTI, "byte"},
		{"values far past the end", two(func(h *rawNIfTI2) { h.Offset = math.MaxInt64 }), ErrNIfTI, "byte"},
		{"values past the end", two(func(h *rawNIfTI2) { h.Offset = 10_000 }), io.ErrUnexpectedEOF, "before its values"},
		{"400 million values claimed, 2 there", one(func(h *rawNIfTI1) { h.Dim = [8]int16{3, 20000, 20000, 1} }), io.ErrUnexpectedEOF, ""},
		{"one value short", one(func(h *rawNIfTI1) { h.Dim[1] = 3 }), io.ErrUnexpectedEOF, "3 values"},
		{"gzip's beginning alone", []byte{0x1f, 0x8b}, ErrNIfTI, ""},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := ReadNIfTI(bytes.NewReader(c.file))
		runtime.ReadMemStats(&after)
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %v with %q", c.name, err, c.want, c.says)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 4<<20 {
			t.Errorf("%s: took %d bytes", c.name, took)
		}
	}
}

// What is behind the values is not unpacked: 64 MB of zeros that gzip packed.
func TestStopsBehindTheValues(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write(raw1(binary.LittleEndian, func(*rawNIfTI1) {}, 5, 6))
	for range 64 {
		z.Write(make([]byte, 1<<20))
	}
	z.Close()
	v, err := ReadNIfTI(io.MultiReader(&packed, iotest.ErrReader(errors.New("read to the end"))))
	if err != nil || !cmp.Equal(v.Data, []float64{5, 6}) {
		t.Errorf("%v, %v", v, err)
	}
}

func TestWriteGivesBackWhatItWrote(t *testing.T) {
	v := &Volume{Shape: []int{2, 1, 3, 2}, Space: MNI152, Interval: 2.5, Origin: "simulated subject, seed 7",
		Affine: [4][4]float64{{-2, 0.5, 0, 90}, {0, 2, 0.25, -126}, {0, 0, 3, -72}, {0, 0, 0, 1}}}
	for i := range 12 {
		v.Data = append(v.Data, float64(i)-0.5)
	}
	v.Data[3] = math.NaN()
	var plain, packed bytes.Buffer
	if err := errors.Join(WriteNIfTI(&plain, v), WriteNIfTIGzip(&packed, v)); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]*bytes.Buffer{"plain": &plain, "packed": &packed} {
		if got, err := ReadNIfTI(file); err != nil || !cmp.Equal(got, v, cmpopts.EquateNaNs()) {
			t.Errorf("%s: %v, %v", name, cmp.Diff(v, got, cmpopts.EquateNaNs()), err)
		}
	}
	if err := WriteNIfTI(io.Discard, &Volume{Shape: []int{40000, 1, 1}, Data: make([]float64, 40000)}); err == nil {
		t.Error("an axis too long for the format was written")
	}
}

// By hand: a grid of 2×3×4 mm voxels with its first voxel at (10, 20, 30) mm.
func TestVolumeInSpace(t *testing.T) {
	v := &Volume{Shape: []int{5, 6, 7}, Affine: [4][4]float64{{-2, 0, 0, 10}, {0, 3, 0, 20}, {0, 0, 4, 30}, {0, 0, 0, 1}}}
	if got := v.MM(1, 2, 3); got != [3]float64{8, 26, 42} {
		t.Errorf("voxel (1, 2, 3) lies at %v mm", got)
	}
	if got, ok := v.Voxel([3]float64{8, 26, 42}); !ok || got != [3]float64{1, 2, 3} {
		t.Errorf("at (8, 26, 42) mm is voxel %v, %v", got, ok)
	}
	oblique := &Volume{Affine: [4][4]float64{{2, 0.3, 0, -10}, {-0.3, 2.5, 0.1, 5}, {0, 0.2, 3.3, 7}, {0, 0, 0, 1}}}
	if got, ok := oblique.Voxel(oblique.MM(3, -1.5, 40)); !ok || math.Abs(got[0]-3)+math.Abs(got[1]+1.5)+math.Abs(got[2]-40) > 1e-12 {
		t.Errorf("there and back is voxel %v, %v", got, ok)
	}
	if _, ok := new(Volume).Voxel([3]float64{1, 2, 3}); ok {
		t.Error("a place in a space of one point")
	}
	if got := v.VoxelSize(); got != [3]float64{2, 3, 4} {
		t.Errorf("voxels of %v mm", got)
	}
	near, far := *v, *v
	near.Affine[0][3] += 0.1
	far.Affine[0][0] = -2.2 // 4 voxels on: 0.8 mm
	if err := v.SameGrid(&near); err != nil {
		t.Error(err)
	}
	if err := v.SameGrid(&far); err == nil || !strings.Contains(err.Error(), "mm") {
		t.Errorf("a stretched grid passed: %v", err)
	}
	if err := v.SameGrid(&Volume{Shape: []int{5, 6}}); err == nil {
		t.Error("another number of voxels passed")
	}
}

// A series has its volumes one after another, and their distance in seconds where that is one.
func TestNewSeries(t *testing.T) {
	v := &Volume{Shape: []int{1, 1, 2, 7}, Interval: 2.5, Origin: "simulated"}
	for _, c := range []struct {
		times    []float64 // ms
		interval float64   // s
	}{
		{[]float64{-100, -50, 0}, 0.05},
		{[]float64{0, 33.3, 66.7}, 0.03335}, // as files round a third of 100 ms
		{[]float64{0, 50, 150}, 0},
		{[]float64{0, 50, 101.5}, 0}, // the first gap is no measure of all
		{[]float64{120}, 0},
	} {
		var of [][]float64
		var data []float64
		for k := range c.times {
			of = append(of, []float64{float64(k), float64(10 * k)})
			data = append(data, float64(k), float64(10*k))
		}
		s := v.NewSeries(c.times, of)
		if math.Abs(s.Interval-c.interval) > 1e-12 || !slices.Equal(s.Shape, []int{1, 1, 2, len(c.times)}) || !slices.Equal(s.Data, data) || s.Origin != v.Origin {
			t.Errorf("%v: %+v, want an interval of %g s", c.times, s, c.interval)
		}
	}
}

func TestInside(t *testing.T) {
	mask := &Volume{Shape: []int{4, 1, 1}, Data: []float64{0, 1, math.NaN(), -0.5}}
	if inside, err := mask.Inside(); err != nil || !slices.Equal(inside, []bool{false, true, false, true}) {
		t.Errorf("%v, %v", inside, err)
	}
	mask.Data = []float64{0, math.NaN(), 0, 0}
	if _, err := mask.Inside(); err == nil {
		t.Error("a mask that holds no voxel passed")
	}
}

func FuzzReadNIfTI(f *testing.F) {
	f.Add(raw1(binary.LittleEndian, func(*rawNIfTI1) {}, 1, 2))
	f.Add(raw1(binary.BigEndian, func(h *rawNIfTI1) { h.QformCode, h.Datatype = 1, 4 }, 1, 2, 3, 4))
	f.Add(raw2(binary.LittleEndian, func(h *rawNIfTI2) { h.Slope, h.SformCode = 2, 1 }, 1, 2))
	f.Fuzz(func(t *testing.T, file []byte) {
		v, err := ReadNIfTI(bytes.NewReader(file))
		if err != nil {
			return
		}
		n := 1
		for _, axis := range v.Shape {
			n *= axis
		}
		if n != len(v.Data) || v.Voxels()*v.Len() != n {
			t.Errorf("%d values of shape %v", len(v.Data), v.Shape)
		}
	})
}
