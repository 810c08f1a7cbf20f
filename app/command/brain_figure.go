package command

import (
	"io"
	"path/filepath"
	"slices"
	"strings"

	"unitscope/viz/figure"
)

// Measures of the brain commands' figures, in points: a row of groups or curves, and the square of a matrix.
const (
	brainWidth, brainHeight = 720, 400
	groupWidth              = 18 // of one layer, where there are many
	matrixSide              = 480
	brainScale              = 2 // pixels a point
)

// figureEndings are the kinds of files that figures are written to.
var figureEndings = []string{".png", ".svg", ".pdf"}

// checkFigure fails where writeFigure would, before the work is done; "" is none.
func checkFigure(name string) error {
	if name == "" {
		return nil
	}
	if !slices.Contains(figureEndings, strings.ToLower(filepath.Ext(name))) {
		return usagef("--figure %s: the name ends in none of %s", name, strings.Join(figureEndings, ", "))
	}
	return checkWritable(name)
}

// writeFigure writes a figure of width×height points to a file whose ending says how; "" is none.
func writeFigure(name string, f figure.Figure, width, height int) error {
	if name == "" {
		return nil
	}
	return writeFile(name, func(w io.Writer) error {
		switch strings.ToLower(filepath.Ext(name)) {
		case ".svg":
			return figure.WriteSVG(w, f, figure.Light, width, height)
		case ".pdf":
			return figure.WritePDF(w, f, figure.Light, width, height)
		}
		return figure.WritePNG(w, f, figure.Dark, width, height, brainScale)
	})
}

// brainName is what a figure of FILE:NAME is called: without folders.
func brainName(of string) string { return filepath.Base(of) }
