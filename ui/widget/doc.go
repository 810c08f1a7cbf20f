// Package widget holds the window's parts: values go in, callbacks come out, and none knows the session.
//
// Start with Canvas (the stimulus under the brush), Tiles (a layer's units) and Keys (plain keys wherever no text is
// being typed). All of it belongs to the goroutine that owns the window: call nothing here from another one.
//
// Two kinds of coordinates occur. Lengths of type float32 are Fyne's units; whole numbers in image.Point and
// image.Rectangle are picture pixels, map cells or device pixels, as each name says. Most widgets are painted into one
// picture at the screen's resolution (see sheet), with their text, so that refreshing one costs one texture.
//
// Setters never call back: a callback always means that a person did something.
package widget
