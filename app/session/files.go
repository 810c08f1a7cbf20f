package session

import "runtime"

// HasFiles tells whether there are files to open and write, and programs to ask for the clipboard's pictures. A browser has
// neither: what needs them is absent from the window there, and nothing is kept between starts.
const HasFiles = runtime.GOOS != "js"
