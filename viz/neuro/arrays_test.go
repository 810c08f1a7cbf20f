package neuro

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"unitscope/cnn/npy"
	"unitscope/viz/rsa"
)

// mustGet reads one array.
func mustGet(t *testing.T, files fs.FS, spec string) Array {
	t.Helper()
	file, name := SplitName(spec)
	arrays, err := Open(files, file)
	if err != nil {
		t.Fatal(err)
	}
	a, err := arrays.Get(name)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// What the .npy files hold is what the MATLAB files held that they were made from.
func TestMATLABFilesAreTheirNumPyFiles(t *testing.T) {
	data := brainData(t)
	const mat, npy = "rsatoolbox_92images/", "derived_92_from_rsatoolbox/"
	for _, c := range []struct{ mat, npy string }{
		{"92_brainRDMs.mat:RDMs.RDM", "hIT_4subj_2sess_4186.npy"},
		{"92_behavRDMs.mat:rdms_behav_92.RDM", "behaviour_16subj_4186.npy"},
		{"92_modelRDMs.mat:Models.RDM", "models_8_4186.npy"},
		{"Kriegeskorte_Neuron2008_supplementalData.mat:RDMs_mIT_hIT_fig1(1).RDM", "mIT_674neurons_4186.npy"},
		{"Kriegeskorte_Neuron2008_supplementalData.mat:RDMs_mIT_hIT_fig1(2).RDM", "hIT_group_4186.npy"},
	} {
		_, fromMAT, err := mustGet(t, data, mat+c.mat).RDMs()
		if err != nil {
			t.Error(err)
			continue
		}
		_, fromNPY, err := mustGet(t, data, npy+c.npy).RDMs()
		if err != nil || !cmp.Equal(fromMAT, fromNPY) {
			t.Errorf("%s differs from %s (%v)", c.mat, c.npy, err)
		}
	}
	arrays, err := Open(data, mat+"92_modelRDMs.mat")
	if err != nil {
		t.Fatal(err)
	}
	want, _ := fs.ReadFile(data, npy+"models_order.txt")
	if names, err := arrays.Text("Models.name"); err != nil || strings.Join(names, "\n") != strings.TrimSpace(string(want)) {
		t.Errorf("the models are called %q, %v, want %q", names, err, want)
	}
}

// Numbers of the field's own toolbox (brain/reference), from the MATLAB files.
func TestReferenceNumbersFromMATLABFiles(t *testing.T) {
	data := brainData(t)
	subjects, err := mustGet(t, data, "rsatoolbox_92images/92_brainRDMs.mat:RDMs.RDM").Subjects()
	if err != nil || len(subjects) != 4 {
		t.Fatal(len(subjects), err)
	}
	close := func(name string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: %.12f, want %.12f", name, got, want)
		}
	}
	lower, upper := rsa.NoiseCeiling(subjects, rsa.Spearman)
	close("noise ceiling, lower", lower, 0.3723132509024721)
	close("noise ceiling, upper", upper, 0.6657209044705086)
	models, err := mustGet(t, data, "rsatoolbox_92images/92_modelRDMs.mat:Models.RDM").Subjects()
	if err != nil {
		t.Fatal(err)
	}
	mean := 0.0
	for _, s := range subjects {
		mean += rsa.Compare(models[0], s, rsa.Spearman) / 4
	}
	close("animacy", mean, 0.3862196729253393)
	both := mustGet(t, data, "rsatoolbox_92images/Kriegeskorte_Neuron2008_supplementalData.mat:RDMs_mIT_hIT_fig1.RDM")
	pair, err := both.Subjects()
	if err != nil || !cmp.Equal(both.Shape, []int{2, 4186}) {
		t.Fatal(both.Shape, err)
	}
	close("hIT and mIT", rsa.Compare(pair[1], pair[0], rsa.Spearman), 0.4389238094352201)
	close("hIT and mIT, tau-a", rsa.Compare(pair[1], pair[0], rsa.KendallTauA), 0.3040482555209063)
}

// A file of every kind that scipy 1.10.1 wrote.
func TestMATLABKinds(t *testing.T) {
	files := os.DirFS("testdata")
	for _, c := range []struct {
		name  string
		shape []int
		want  []float64
	}{
		{"d", []int{2, 3}, []float64{1.5, 2, 3, 4, 5, -6}},
		{"f", []int{2}, []float64{0.5, -0.25}},
		{"i8", []int{2}, []float64{-128, 127}},
		{"u8", []int{2}, []float64{0, 255}},
		{"i16", []int{2}, []float64{-2, 300}},
		{"u16", []int{2}, []float64{65535, 1}},
		{"i32", []int{2}, []float64{-70000, 1}},
		{"u32", []int{2}, []float64{1<<32 - 1, 1}},
		{"i64", []int{2}, []float64{-1 << 40, 1}},
		{"u64", []int{2}, []float64{1 << 40, 1}},
		{"b", []int{3}, []float64{1, 0, 1}},
		{"cube", []int{2, 3, 4}, []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23}},
		{"s.x", []int{2, 3}, []float64{0, 1, 2, 10, 11, 12}},
		{"s(2).x", []int{3}, []float64{10, 11, 12}},
		{"c{2}", []int{2}, []float64{5, 6}},
	} {
		a := mustGet(t, files, "kinds.mat:"+c.name)
		if !cmp.Equal(a.Shape, c.shape) || !cmp.Equal(a.Data, c.want) {
			t.Errorf("%s: shape %v, %v, want %v, %v", c.name, a.Shape, a.Data, c.shape, c.want)
		}
	}
	arrays, err := Open(files, "kinds.mat")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{"t": {"Bär ×"}, "rows": {"ab", "cde"}, "s.name": {"one", "two"}, "s(2).name": {"two"}, "c{3}": {"text"}} {
		if got, err := arrays.Text(name); err != nil || !cmp.Equal(got, want) {
			t.Errorf("%s: %q, %v, want %q", name, got, err, want)
		}
	}
	for _, name := range []string{"", "nothing", "s", "s(3).x", "s(0).x", "s.y", "s(2", "s(2)", "c{4}", "c{}", "c", "t", "z", "empty.x", "d.x"} {
		if a, err := arrays.Get(name); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q gave %v, %v", name, a, err)
		}
	}
	if arrays, err = Open(files, "sparse.mat"); err != nil {
		t.Fatal(err)
	}
	if _, err := arrays.Get("p"); !errors.Is(err, ErrMAT) || !strings.Contains(err.Error(), "sparse") {
		t.Errorf("a sparse matrix gave %v", err)
	}
}

// appender is what both byte orders can do.
type appender interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// matElementOf is an element, padded.
func matElementOf(order appender, dataType uint32, data []byte) []byte {
	b := order.AppendUint32(nil, dataType)
	b = append(order.AppendUint32(b, uint32(len(data))), data...)
	return append(b, make([]byte, (8-len(data)%8)%8)...)
}

// matOf is a file of one 1×len(values) array of bytes as doubles, with given axes.
func matOf(order appender, dims []uint32, values []byte) []byte {
	header := make([]byte, 124)
	copy(header, "MATLAB 5.0 MAT-file")
	file := order.AppendUint16(header, 0x0100)
	file = order.AppendUint16(file, 'M'<<8|'I')
	var axes []byte
	for _, d := range dims {
		axes = order.AppendUint32(axes, d)
	}
	small := order.AppendUint32(nil, 1<<16|miInt8) // the name "a" in a small element
	small = append(small, 'a', 0, 0, 0)
	var inner []byte
	for _, e := range [][]byte{matElementOf(order, 6, order.AppendUint32(order.AppendUint32(nil, mxDouble), 0)), matElementOf(order, miInt32, axes), small, matElementOf(order, miUint8, values)} {
		inner = append(inner, e...)
	}
	return append(file, matElementOf(order, miMatrix, inner)...)
}

// Doubles stored as bytes, as MATLAB does with small whole numbers; both byte orders; compressed by hand.
func TestMATLABByteOrders(t *testing.T) {
	for name, order := range map[string]appender{"little-endian": binary.LittleEndian, "big-endian": binary.BigEndian} {
		file := matOf(order, []uint32{2, 2}, []byte{1, 2, 3, 4})
		var packed bytes.Buffer
		z := zlib.NewWriter(&packed)
		z.Write(file[128:])
		z.Close()
		compressed := order.AppendUint32(order.AppendUint32(append([]byte(nil), file[:128]...), miCompressed), uint32(packed.Len()))
		files := fstest.MapFS{"plain.mat": {Data: file}, "packed.mat": {Data: append(compressed, packed.Bytes()...)}}
		for _, f := range []string{"plain.mat", "packed.mat"} {
			if a := mustGet(t, files, f); !cmp.Equal(a, Array{Name: "a", Shape: []int{2, 2}, Data: []float64{1, 3, 2, 4}}) {
				t.Errorf("%s %s: %v", name, f, a)
			}
		}
	}
}

func TestRefusesWhatIsNoMATLABFile(t *testing.T) {
	good := matOf(binary.LittleEndian, []uint32{2, 2}, []byte{1, 2, 3, 4})
	nested := []byte{}
	for range 60 { // cells in cells
		inner := append(matElementOf(binary.LittleEndian, 6, []byte{mxCell, 0, 0, 0, 0, 0, 0, 0}), matElementOf(binary.LittleEndian, miInt32, []byte{1, 0, 0, 0, 1, 0, 0, 0})...)
		nested = matElementOf(binary.LittleEndian, miMatrix, append(append(inner, matElementOf(binary.LittleEndian, miInt8, []byte{'c'})...), nested...))
	}
	for _, c := range []struct {
		name string
		file []byte
		want error
		says string
	}{
		{"nothing", nil, ErrMAT, ""},
		{"text", bytes.Repeat([]byte("0.5,1\n"), 60), ErrMAT, "byte order"},
		{"version 4", append([]byte{0, 0, 0, 0, 2, 0, 0, 0}, make([]byte, 200)...), ErrMAT, "version 4"},
		{"version 7.3", append([]byte("\x89HDF\r\n\x1a\n"), make([]byte, 200)...), ErrMAT73, "-v7"},
		{"cut short", good[:len(good)-8], io.ErrUnexpectedEOF, ""},
		{"more values claimed than there are", matOf(binary.LittleEndian, []uint32{2, 3}, []byte{1, 2, 3, 4}), io.ErrUnexpectedEOF, ""},
		{"axes that overflow", matOf(binary.LittleEndian, []uint32{1 << 30, 1 << 30, 1 << 30}, []byte{1}), ErrMAT, "axes"},
		{"a negative axis", matOf(binary.LittleEndian, []uint32{1 << 31, 1}, []byte{1}), ErrMAT, "axes"},
		{"cells in cells in cells", append(append([]byte(nil), good[:128]...), nested...), ErrMAT, "in each other"},
	} {
		_, err := Open(fstest.MapFS{"x.mat": {Data: c.file}}, "x.mat")
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %v with %q", c.name, err, c.want, c.says)
		}
	}
	data := brainData(t)
	if _, err := Open(data, "pymvpa_haxby2001/v73.mat"); !errors.Is(err, ErrMAT73) {
		t.Errorf("v73.mat: %v", err)
	}
}

func TestCSV(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name, text string
		want       Array
	}{
		{"numbers alone", "0,1\n1,0\n", Array{Shape: []int{2, 2}, Data: []float64{0, 1, 1, 0}}},
		{"labels above and beside, as pandas writes them", ",a,b\na,0,1.5\nb,1.5,0\n", Array{Shape: []int{2, 2}, Data: []float64{0, 1.5, 1.5, 0}, Labels: []string{"a", "b"}}},
		{"labels that are numbers", ",1,2\n1,0,7\n2,7,0\n", Array{Shape: []int{2, 2}, Data: []float64{0, 7, 7, 0}, Labels: []string{"1", "2"}}},
		{"labels above alone", "a;b\n0;1\n1;0\n", Array{Shape: []int{2, 2}, Data: []float64{0, 1, 1, 0}, Labels: []string{"a", "b"}}},
		{"labels beside alone", "a\t0\t1\nb\t1\t0\n", Array{Shape: []int{2, 2}, Data: []float64{0, 1, 1, 0}, Labels: []string{"a", "b"}}},
		{"what is missing", "0,NaN\nNA,\n", Array{Shape: []int{2, 2}, Data: []float64{0, nan, nan, nan}}},
		{"one column", "1\n2\n3\n", Array{Shape: []int{3}, Data: []float64{1, 2, 3}}},
		{"a byte order mark, spaces, exponents", "\xef\xbb\xbf1e3  -2\n3 4\n", Array{Shape: []int{2, 2}, Data: []float64{1000, -2, 3, 4}}},
	} {
		c.want.Name = "x"
		if got := mustGet(t, fstest.MapFS{"d/x.csv": {Data: []byte(c.text)}}, "d/x.csv"); !cmp.Equal(got, c.want, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	for text, want := range map[string][]string{",a,b\na,0,1.5\nb,1.5,0\n": {"a", "b"}, "anna,1,2,3\nbert,4,5,6\n": nil} {
		if got := mustGet(t, fstest.MapFS{"x.csv": {Data: []byte(text)}}, "x.csv").Pictures(); !cmp.Equal(got, want) {
			t.Errorf("%q names the pictures %q, want %q", text, got, want)
		}
	}
	for name, text := range map[string]string{"empty": "", "names alone": "a,b\n", "rows of different lengths": "1,2\n3\n", "a word among numbers": "1,2,3\n4,x,6\n", "a quote": "\"1,2\n"} {
		if _, err := Open(fstest.MapFS{"x.csv": {Data: []byte(text)}}, "x.csv"); !errors.Is(err, ErrCSV) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOpenByName(t *testing.T) {
	var file bytes.Buffer
	a := npy.NewArchive(&file)
	if err := errors.Join(npy.Add(a, "conv1", []int{3}, []float64{1, 2, 3}), npy.Add(a, "pool1:0", []int{1}, []float32{4}), npy.AddText(a, "stimuli", []string{"a.png", "b.png"}), a.Close()); err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{"r.npz": {Data: file.Bytes()}, "r.png": {}}
	arrays, err := Open(files, "r.npz")
	if err != nil {
		t.Fatal(err)
	}
	if names := arrays.Names(); !cmp.Equal(names, []string{"conv1", "pool1:0"}) {
		t.Errorf("names %q", names)
	}
	if got := mustGet(t, files, "r.npz:conv1"); !cmp.Equal(got, Array{Name: "conv1", Shape: []int{3}, Data: []float64{1, 2, 3}}) {
		t.Errorf("conv1: %v", got)
	}
	if got, err := arrays.Text("stimuli"); err != nil || !cmp.Equal(got, []string{"a.png", "b.png"}) {
		t.Errorf("stimuli: %q, %v", got, err)
	}
	for _, name := range []string{"", "conv2", "stimuli"} {
		if _, err := arrays.Get(name); !errors.Is(err, ErrNoArray) || !strings.Contains(err.Error(), "conv1") {
			t.Errorf("%q: %v, want an error that lists what there is", name, err)
		}
	}
	if _, err := Open(files, "r.png"); err == nil {
		t.Error("a picture was opened as arrays")
	}
	for spec, want := range map[string][2]string{
		"a.npz:conv1": {"a.npz", "conv1"}, "a.npz": {"a.npz", ""}, `C:\\b\\a.npz`: {`C:\\b\\a.npz`, ""}, "C:a": {"C:a", ""}, "../x.mat:s(2).RDM": {"../x.mat", "s(2).RDM"}, "x:y/a.npy": {"x:y/a.npy", ""},
	} {
		if file, name := SplitName(spec); [2]string{file, name} != want {
			t.Errorf("%q splits into %q and %q, want %q", spec, file, name, want)
		}
	}
}

// Which axes are people, sessions and pictures, as CLI.md has it; by hand.
func TestSubjects(t *testing.T) {
	square := []float64{0, 1, 2, 1, 0, 3, 2, 3, 0}
	for _, c := range []struct {
		name  string
		shape []int
		data  []float64
		want  []rsa.RDM
	}{
		{"one person's triangle", []int{3}, []float64{1, 2, 3}, []rsa.RDM{{1, 2, 3}}},
		{"one person's matrix", []int{3, 3}, square, []rsa.RDM{{1, 2, 3}}},
		{"three people's triangles of three pictures", []int{3, 3}, []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}, []rsa.RDM{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}},
		{"two people's triangles", []int{2, 3}, []float64{1, 2, 3, 4, 5, 6}, []rsa.RDM{{1, 2, 3}, {4, 5, 6}}},
		{"two people's matrices", []int{2, 3, 3}, append(append([]float64(nil), square...), 0, 4, 5, 4, 0, 6, 5, 6, 0), []rsa.RDM{{1, 2, 3}, {4, 5, 6}}},
		{"one person's sessions", []int{1, 2, 3}, []float64{1, 2, 3, 3, 4, 5}, []rsa.RDM{{2, 3, 4}}},
		{"one person's sessions of matrices", []int{1, 2, 3, 3}, append(append([]float64(nil), square...), 0, 3, 4, 3, 0, 5, 4, 5, 0), []rsa.RDM{{2, 3, 4}}},
	} {
		if got, err := (Array{Shape: c.shape, Data: c.data}).Subjects(); err != nil || !cmp.Equal(got, c.want) {
			t.Errorf("%s: %v, %v, want %v", c.name, got, err, c.want)
		}
	}
	for name, a := range map[string]Array{
		"no triangle":            {Shape: []int{2, 4}, Data: make([]float64, 8)},
		"a matrix not symmetric": {Shape: []int{2, 2}, Data: []float64{0, 1, 2, 0}},
		"similarities":           {Shape: []int{4, 4}, Data: []float64{1, 2, 3, 4, 2, 0, 5, 6, 3, 5, 1, 7, 4, 6, 7, 1}},
		"nothing":                {},
		"five axes":              {Shape: []int{1, 1, 1, 1, 3}, Data: []float64{1, 2, 3}},
	} {
		if got, err := a.Subjects(); err == nil {
			t.Errorf("%s gave %v", name, got)
		}
	}
}

// fuzzOpen reads files of one format and all that they claim to hold.
func fuzzOpen(f *testing.F, extension string) {
	f.Fuzz(func(t *testing.T, file []byte) {
		arrays, err := Open(fstest.MapFS{"x" + extension: {Data: file}}, "x"+extension)
		if err != nil {
			return
		}
		for _, name := range arrays.Names() {
			arrays.Text(name)
			a, err := arrays.Get(name)
			if err != nil {
				continue
			}
			n := 1
			for _, axis := range a.Shape {
				n *= axis
			}
			if n != len(a.Data) {
				t.Errorf("%s: %d values of shape %v", name, len(a.Data), a.Shape)
			}
			a.Subjects()
		}
	})
}

func FuzzOpenMAT(f *testing.F) {
	f.Add(matOf(binary.LittleEndian, []uint32{2, 2}, []byte{1, 2, 3, 4}))
	f.Add(matOf(binary.BigEndian, []uint32{1, 3}, []byte{1, 2, 3}))
	for _, name := range []string{"kinds.mat", "sparse.mat"} {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		if name == "kinds.mat" {
			f.Add(uncompressedMAT(f, b))
		}
	}
	fuzzOpen(f, ".mat")
}

// uncompressedMAT is a little-endian file with its elements unpacked, so that fuzzing reaches what is in them.
func uncompressedMAT(f *testing.F, file []byte) []byte {
	p := &matReader{order: binary.LittleEndian, left: mostBytes}
	plain := append([]byte(nil), file[:128]...)
	for b := file[128:]; len(b) > 0; {
		e, rest, err := p.element(b)
		if err != nil {
			f.Fatal(err)
		}
		inner, err := p.unpack(e.data)
		if err != nil {
			f.Fatal(err)
		}
		plain, b = append(plain, inner...), rest
	}
	return plain
}

func FuzzOpenCSV(f *testing.F) {
	f.Add([]byte(",a,b\na,0,1.5\nb,1.5,0\n"))
	f.Add([]byte("1e3  -2\n3 4\n"))
	fuzzOpen(f, ".csv")
}

func FuzzOpenNPZ(f *testing.F) {
	var b bytes.Buffer
	a := npy.NewArchive(&b)
	if err := errors.Join(npy.Add(a, "x", []int{1, 3}, []float64{1, 2, 3}), npy.AddText(a, "stimuli", []string{"a"}), a.Close()); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	w, _ := z.Create("x.npy")
	npy.Write(w, []int{3}, []float64{1, 2, 3})
	z.Close()
	f.Add(packed.Bytes())
	fuzzOpen(f, ".npz")
}
