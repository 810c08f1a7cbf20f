package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"unitscope/assets"
)

// What is embedded is what the generator makes: nothing was edited by hand, nothing forgotten.
func TestAssetsAreCurrent(t *testing.T) {
	dir := t.TempDir()
	if err := drawings(filepath.Join(dir, "icons")); err != nil {
		t.Fatal(err)
	}
	if err := fonts(filepath.Join(dir, "fonts")); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"icons", "fonts"} {
		made, err := os.ReadDir(filepath.Join(dir, folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range made {
			name := filepath.Join(folder, file.Name())
			want, _ := os.ReadFile(filepath.Join(dir, name))
			got, err := os.ReadFile(filepath.Join("..", name))
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s is out of date (%v): go generate ./assets", name, err)
			}
		}
	}
}

func TestEveryIconIsDrawn(t *testing.T) {
	if len(icons) != len(assets.Names) {
		t.Errorf("%d icons are drawn, %d have names", len(icons), len(assets.Names))
	}
	for _, name := range assets.Names {
		if icons[string(name)] == nil {
			t.Errorf("%s is not drawn", name)
		}
	}
}
