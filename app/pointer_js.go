package main

// watchPointer reports nothing: a browser's page draws no ring around the pointer.
func watchPointer(func(x, y float64, pressed bool)) {}
