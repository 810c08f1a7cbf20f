// Package ui is the window: a frame of panels around a room.
//
// Start reading at Window. Session changes arrive as a signal; the window then takes one
// frame (see frame) and hands it to its panels, at most once in 33 ms and never twice at a
// time. What a person does becomes a session.Action; no panel changes the session in
// another way, and none reaches into another.
package ui
