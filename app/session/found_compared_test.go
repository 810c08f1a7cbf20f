package session

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"unitscope/cnn"
	"unitscope/cnn/data"
)

// everythingCompared is what was measured of the two networks that are compared.
func everythingCompared(s *Session) map[string]any {
	all := map[string]any{"lesions": s.Compare.LesionCosts().Value, "conv1": s.Compare.Changes("conv1").Value, "conv2": s.Compare.Changes("conv2").Value,
		"retuning": s.Compare.Retuning().Value}
	for name, v := range all {
		if reflect.ValueOf(v).IsNil() {
			delete(all, name)
		}
	}
	return all
}

// What was measured of two networks is there again when their experiment is opened, to the bit: of a relearning against the old
// network, and of a training against its first.
func TestMeasuredChangesAreFoundAgain(t *testing.T) {
	same := cmp.Options{sameFloats[float32](), sameFloats[float64](), cmpopts.EquateNaNs(), cmpopts.EquateEmpty(), cmp.Exporter(func(reflect.Type) bool { return true }),
		cmpopts.IgnoreTypes(&cnn.Network{}, &data.Source{}), cmpopts.IgnoreFields(Sides{}, "Pictures")}
	for name, learn := range map[string]string{"relearning": "relearn", "training": "train 5"} {
		t.Run(name, func(t *testing.T) {
			o := smallStart(t)
			first := open(t, o)
			perform(t, first, "relearn task scene", "relearn rate 0.05", "batch 32", learn)
			perform(t, first, "select conv2:1", "measure lesions", "measure changes", "measure likeness", "select conv1:1", "measure changes")
			want := everythingCompared(first)
			want["likeness"] = answered(t, first, first.Compare.Likeness).Value
			if len(want) != 5 {
				t.Fatalf("measured %v, %+v", want, first.Notice())
			}
			file := filepath.Join(t.TempDir(), "measured.unitscope")
			perform(t, first, "save "+file)

			again := open(t, o)
			perform(t, again, "open "+file)
			got := everythingCompared(again)
			got["likeness"] = again.Compare.Likeness().Value
			if diff := cmp.Diff(want, got, same); diff != "" {
				t.Errorf("(-measured +found): %.800s", diff)
			}
			if got := again.Compare.LesionCosts(); got.Stale || got.Value == nil || !got.Value.Same(again.Compare.Sides()) {
				t.Errorf("it is said to be of others than are compared: %+v", got)
			}
			perform(t, again, "scrub 0")
			if got := again.Compare.LesionCosts(); got.Value != nil && !got.Stale {
				t.Error("it is said to be of step 0, too")
			}
			testOpensWithoutFindings(t, o, file)
			testRefusesDamagedComparisons(t, file)
		})
	}
}

// testOpensWithoutFindings opens an experiment as it was saved before what was measured went with it.
func testOpensWithoutFindings(t *testing.T, o Options, file string) {
	contents, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before := filepath.Join(t.TempDir(), "before.unitscope")
	index := map[string][]byte{"found/index.json": []byte(`{"found":[],"survey":{"step":0,"training":false,"pictures":0,"top":0},"pictures":""}`)}
	if err := os.WriteFile(before, rezipped(t, contents, zip.Store, index), 0o644); err != nil {
		t.Fatal(err)
	}
	s := open(t, o)
	perform(t, s, "open "+before)
	if s.Training.Shown().Step == 0 {
		t.Errorf("it did not open: %+v", s.Notice())
	}
	if got := everythingCompared(s); len(got) != 0 {
		t.Errorf("found %v", got)
	}
}

// testRefusesDamagedComparisons replaces findings by others that do not fit the networks.
func testRefusesDamagedComparisons(t *testing.T, file string) {
	contents, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(contents), int64(len(contents)))
	if err != nil {
		t.Fatal(err)
	}
	var none bytes.Buffer
	if err := writeArrays(&none, []foundArray{{"before/conv1", []int{3, 2}, make([]float64, 6)}}); err != nil {
		t.Fatal(err)
	}
	damaged := 0
	for _, member := range z.File {
		for _, topic := range []topic{lesionsTopic, changesTopic, retuningTopic, likenessTopic} {
			if !strings.HasSuffix(member.Name, "-"+string(topic)+".npz") {
				continue
			}
			damaged++
			if _, err := readBytes(rezipped(t, contents, zip.Store, map[string][]byte{member.Name: none.Bytes()})); err == nil || !strings.Contains(err.Error(), member.Name) {
				t.Errorf("%s: error %v", member.Name, err)
			}
		}
	}
	if damaged != 5 { // changes are those of two layers
		t.Errorf("%d findings about two networks", damaged)
	}
	index := []byte(`{"found":[{"topic":"lesions","step":5,"file":"x.npz"},{"topic":"lesions","step":5,"before":99,"file":"x.npz"}]}`)
	if e, err := readBytes(rezipped(t, contents, zip.Store, map[string][]byte{"found/index.json": index})); err != nil || len(e.found.read) != 0 {
		t.Errorf("of networks that are not there: %v", err)
	}
}
