// Package assets is what the program carries within itself: its icon, the icons of its tools,
// its font, the network that it opens with, and the lessons.
//
// icons and fonts are made by the command in generate; run it by `go generate ./assets`.
package assets

import (
	"embed"
	"io/fs"
)

//go:generate go run ./generate

//go:embed icons fonts networks lessons
var files embed.FS

// NoBreakSpace is a space of the program's font at which no line is broken. It stands where braille has a blank: Fyne breaks lines at
// every character that Unicode counts among spaces, the no-break space too.
const NoBreakSpace = '\u2800'

// SansRegular returns the program's font as TrueType: Inter with figures of one width, for
// Latin, Greek and Cyrillic, arrows and the signs of arithmetic. Read only.
func SansRegular() []byte { return must("fonts/UnitscopeSans-Regular.ttf") }

// SansBold returns the semibold of the program's font, for headings. Read only.
func SansBold() []byte { return must("fonts/UnitscopeSans-Bold.ttf") }

// FontLicence returns the licence of the program's font, the SIL Open Font License.
func FontLicence() string { return string(must("fonts/LICENSE.txt")) }

// DemoNetwork returns the trained network that the program opens with, in the ONNX format;
// nil where the program was built without one.
func DemoNetwork() []byte {
	network, err := files.ReadFile("networks/toy48.onnx")
	if err != nil {
		return nil
	}
	return network
}

// Lessons returns the lessons, Markdown files whose names begin with their numbers. Read only.
func Lessons() fs.FS {
	lessons, err := fs.Sub(files, "lessons")
	if err != nil {
		panic("assets: " + err.Error())
	}
	return lessons
}

// must returns a file that is always there.
func must(name string) []byte {
	data, err := files.ReadFile(name)
	if err != nil {
		panic("assets: " + err.Error())
	}
	return data
}
