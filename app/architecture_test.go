package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module = "unitscope"
	root   = ".." // the module's root, from this package's folder
)

// floors lists the project's packages from the ground up, as ARCHITECTURE.md draws them:
// a package may import those listed before it and no others.
var floors = []string{
	// ground
	"assets",
	"cnn/internal/emulate",
	"cnn/internal/kernel",
	// floor 1
	"cnn",
	"cnn/npy",
	"cnn/data/internal/toyworld",
	"cnn/data",
	"cnn/onnx",
	// floor 2
	"viz/stimulus",
	"viz/field",
	"viz/tuning",
	"viz/rsa",
	"viz/plasticity",
	"viz/neuro",
	"viz/colormap",
	"viz/internal/golden",
	"viz/render",
	"viz/figure",
	"viz/chart",
	"viz/null",
	"viz/plasticity/report",
	// floor 3
	"app/session",
	"app/lesson/student",
	"app/lesson",
	// floor 4
	"ui/theme",
	"ui/widget",
	"ui",
	// floor 5
	"app/command",
	// roof
	"app",
	// outside: what makes the assets, and tests of the built program
	"assets/generate",
	"app/e2e",
}

// A library is a dependency of others' making, with the places that may import it.
type library struct {
	tree string   // import path, with everything below it
	from []string // packages, or files of a package; "x/..." for a whole tree; nil for anywhere
}

// libraries are the dependencies that ARCHITECTURE.md gives reasons for; the first that fits an import decides.
var libraries = []library{
	{"fyne.io/fyne/v2/app", []string{"app"}}, // needs cgo and a display
	{"fyne.io/fyne/v2", []string{"ui/...", "app", "app/command/snapshot.go", "app/command/snapshot_test.go"}},
	{"github.com/dweymouth/fyne-tooltip", []string{"ui/..."}},
	{"gonum.org/v1/plot", []string{"viz/figure"}},
	{"gonum.org/v1/gonum", nil},
	{"github.com/go-gl/glfw/v3.4/glfw", []string{"app"}},
	{"git.sr.ht/~sbinet/gg", []string{"assets/..."}},
	{"golang.org/x/image", nil},
	{"golang.org/x/sync", nil},
	{"golang.org/x/sys/cpu", []string{"cnn/internal/kernel"}},
	{"google.golang.org/protobuf", []string{"cnn/onnx"}},
	{"github.com/alecthomas/kong", []string{"app/command"}},
	{"github.com/natefinch/atomic", []string{"app/session", "app/command"}},
	{"github.com/google/go-cmp", nil},
}

// violation says why file, of the project's package importer, may not import the package imported; nil if it may.
//
// importer is a folder relative to the module's root, file a bare name, imported an import path.
func violation(importer, file, imported string) error {
	storey := slices.Index(floors, importer)
	if storey < 0 {
		return fmt.Errorf("%s stands on no floor", importer)
	}
	if below, ours := strings.CutPrefix(imported, module+"/"); ours {
		at := slices.Index(floors, below)
		switch {
		case at < 0:
			return fmt.Errorf("%s stands on no floor", below)
		case at > storey:
			return fmt.Errorf("%s stands above %s", below, importer)
		case below == "app/session" && within(importer, "ui") && importer != "ui":
			return errors.New("a widget takes values and gives callbacks; it knows no session")
		}
		return nil // at == storey: an external test of the package itself
	}
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		return nil // the standard library
	}
	for _, l := range libraries {
		if !within(imported, l.tree) {
			continue
		}
		if l.from == nil || slices.ContainsFunc(l.from, func(place string) bool { return isAt(importer, file, place) }) {
			return nil
		}
		return fmt.Errorf("only %s may import %s", strings.Join(l.from, ", "), l.tree)
	}
	return errors.New("a dependency that ARCHITECTURE.md gives no reason for")
}

// within reports whether path is tree or lies below it.
func within(path, tree string) bool {
	return path == tree || strings.HasPrefix(path, tree+"/")
}

// isAt reports whether file of package importer is at place, as library.from writes places.
func isAt(importer, file, place string) bool {
	if tree, whole := strings.CutSuffix(place, "/..."); whole {
		return within(importer, tree)
	}
	return importer == place || importer+"/"+file == place
}

// goFiles returns every Go file below the module's root, its path relative to the root: every build tag's and
// every system's, tests included. (Files opened here are what go test's cache watches; what `go list` opens is not.)
func goFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
		switch base := entry.Name(); {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && (strings.HasPrefix(base, ".") || base == "testdata" || base == "build"):
			return fs.SkipDir
		case path.Ext(base) == ".go":
			files = append(files, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestImportsFollowTheArchitecture(t *testing.T) {
	positions := token.NewFileSet()
	homeless := map[string]bool{}
	for _, name := range goFiles(t) {
		if folder := path.Dir(name); !slices.Contains(floors, folder) {
			if !homeless[folder] { // once a package
				t.Errorf("package %s stands on no floor: give it its place in floors and in ARCHITECTURE.md", folder)
			}
			homeless[folder] = true
			continue
		}
		file, err := parser.ParseFile(positions, filepath.Join(root, name), nil, parser.ImportsOnly)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if err := violation(path.Dir(name), path.Base(name), imported); err != nil {
				t.Errorf("%s: import %q: %v", positions.Position(spec.Pos()), imported, err)
			}
		}
	}
}

// ARCHITECTURE.md names every package and every library.
func TestArchitectureIsWrittenDown(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range floors {
		if !bytes.Contains(text, []byte(folder)) {
			t.Errorf("ARCHITECTURE.md does not name package %s", folder)
		}
	}
	for _, l := range libraries {
		if !bytes.Contains(text, []byte(l.tree)) {
			t.Errorf("ARCHITECTURE.md does not name %s", l.tree)
		}
	}
}

// Every package but the roof's must build and be tested without cgo and without a display.
func TestOnlyTheRoofNeedsADisplay(t *testing.T) {
	const driver = "fyne.io/fyne/v2/app"
	command := exec.Command("go", "list", "-deps", "-test", "-json=ImportPath,Deps", "-tags", "migrated_fynedo e2e", "./...")
	command.Dir = root
	output, err := command.Output()
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		t.Fatalf("go list: %v\n%s", err, failed.Stderr)
	} else if err != nil {
		t.Fatal(err)
	}
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var listed struct {
			ImportPath string
			Deps       []string
		}
		if err := decoder.Decode(&listed); err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		tested, _, _ := strings.Cut(listed.ImportPath, " ") // "p [p.test]" is p as its tests see it
		tested = strings.TrimSuffix(tested, ".test")
		if within(tested, module) && tested != module+"/app" && slices.Contains(listed.Deps, driver) {
			t.Errorf("%s depends on %s", listed.ImportPath, driver)
		}
	}
}

// The checks above can fail: made-up imports, each with whether ARCHITECTURE.md allows it.
func TestViolation(t *testing.T) {
	for _, c := range []struct {
		importer, file, imported string
		allowed                  bool
	}{
		{"cnn/data", "feed.go", "unitscope/cnn", true},
		{"cnn", "conv.go", "unitscope/cnn/data", false},           // upwards on its own floor
		{"viz/field", "sweep.go", "unitscope/app/session", false}, // upwards
		{"ui/widget", "tile.go", "unitscope/app/session", false},  // values in, callbacks out
		{"app/session", "files.go", "unitscope/ui", false},        // upwards
		{"ui", "window.go", "unitscope/ui/widget", true},
		{"ui/widget", "tile.go", "unitscope/ui", false},    // a widget must not know the window
		{"cnn", "conv_test.go", "unitscope/cnn", true},     // an external test
		{"cnn", "conv.go", "unitscope/cnn/unheard", false}, // not on any floor
		{"util", "strings.go", "strings", false},           // the importer is on no floor
		{"cnn", "conv.go", "gonum.org/v1/gonum/blas/blas32", true},
		{"cnn", "conv.go", "fmt", true},
		{"viz/field", "plot.go", "gonum.org/v1/plot", false}, // pixels are made in viz/figure
		{"viz/figure", "curves.go", "gonum.org/v1/plot/vg", true},
		{"ui", "window.go", "fyne.io/fyne/v2/widget", true},
		{"ui/widget", "tile.go", "fyne.io/fyne/v2/canvas", true},
		{"ui", "window_test.go", "fyne.io/fyne/v2/app", false}, // needs a display
		{"app", "main.go", "fyne.io/fyne/v2/app", true},
		{"app/session", "job.go", "fyne.io/fyne/v2", false}, // no window below ui
		{"app/command", "snapshot.go", "fyne.io/fyne/v2", true},
		{"app/command", "train.go", "fyne.io/fyne/v2", false}, //
		{"cnn", "conv.go", "github.com/google/go-cmp/cmp", true},
		{"cnn", "conv.go", "example.org/left-pad", false}, // no reason given
	} {
		err := violation(c.importer, c.file, c.imported)
		if (err == nil) != c.allowed {
			t.Errorf("%s/%s importing %q: allowed = %v (%v), want %v", c.importer, c.file, c.imported, err == nil, err, c.allowed)
		}
	}
}
