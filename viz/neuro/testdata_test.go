package neuro

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// brainData is the folder of real recordings, which lie beside the project.
func brainData(t testing.TB) fs.FS {
	t.Helper()
	root := os.Getenv("UNITSCOPE_DATA")
	if root == "" {
		root = "../../../shared/data"
	}
	folder := filepath.Join(root, "brain")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("no recordings at ", folder)
	}
	return os.DirFS(folder)
}
