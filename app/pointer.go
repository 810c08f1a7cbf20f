//go:build !js

package main

import "github.com/go-gl/glfw/v3.4/glfw"

// watchPointer has report called as the mouse moves and its buttons go down and up. Fyne tells of these only the object
// below, so the window that it draws to, whose OpenGL context is current, is asked; Fyne hears all as before.
func watchPointer(report func(x, y float64, pressed bool)) {
	window := glfw.GetCurrentContext()
	if window == nil {
		return
	}
	down := 0
	tell := func() {
		x, y := window.GetCursorPos()
		report(x, y, down > 0)
	}
	var moved glfw.CursorPosCallback
	moved = window.SetCursorPosCallback(func(w *glfw.Window, x, y float64) {
		moved(w, x, y)
		tell()
	})
	var clicked glfw.MouseButtonCallback
	clicked = window.SetMouseButtonCallback(func(w *glfw.Window, button glfw.MouseButton, action glfw.Action, mods glfw.ModifierKey) {
		clicked(w, button, action, mods)
		if action == glfw.Press {
			down++
		} else {
			down = max(0, down-1)
		}
		tell()
	})
}
