// Command generate draws the program's icons and cuts its font: everything in assets/icons
// and assets/fonts. Run it by `go generate ./assets`.
//
// The font is Inter (the SIL Open Font License), as it lies in Fyne's module, reduced to the
// characters that are needed, with figures of one width, and a semibold grown from it.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	if err := generate(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func generate() error {
	if err := drawings("icons"); err != nil {
		return err
	}
	return fonts("fonts")
}

// drawings writes the program's icon and those of its tools.
func drawings(dir string) error {
	pixels, err := pngOf(appIcon())
	if err != nil {
		return err
	}
	files := map[string][]byte{"unitscope.svg": svgOf(appIcon()), "unitscope.png": pixels}
	for name, drawing := range icons {
		files[name+".svg"] = drawing.svg()
	}
	return write(dir, files)
}

// fonts writes the regular and the semibold, and their licence.
func fonts(dir string) error {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "fyne.io/fyne/v2").Output()
	if err != nil {
		return fmt.Errorf("find Fyne's module: %w", err)
	}
	from := filepath.Join(strings.TrimSpace(string(out)), "theme", "font")
	source, err := os.ReadFile(filepath.Join(from, "Inter-Regular.ttf"))
	if err != nil {
		return err
	}
	licence, err := os.ReadFile(filepath.Join(from, "LICENSE_Inter.txt"))
	if err != nil {
		return err
	}
	face, err := regular(source)
	if err != nil {
		return fmt.Errorf("read Inter: %w", err)
	}
	face.family, face.style = "Unitscope Sans", "Regular"
	face.copyright, _, _ = strings.Cut(string(licence), "\n")
	face.licence = "SIL Open Font License, Version 1.1. A modified version of Inter."
	bold := face.semibold()
	bold.family += " SemiBold" // a family of its own, as programs know regular and bold only
	notice := "UnitscopeSans is a modified version of Inter: fewer characters, figures of one width,\n" +
		"and a semibold grown from the regular's outlines.\n\n" + string(licence)
	return write(dir, map[string][]byte{
		"UnitscopeSans-Regular.ttf": face.truetype(),
		"UnitscopeSans-Bold.ttf":    bold.truetype(),
		"LICENSE.txt":               []byte(notice),
	})
}

// write writes files into a folder.
func write(dir string, files map[string][]byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
