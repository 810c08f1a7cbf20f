package chart

import (
	"fmt"
	"image/color"

	"unitscope/viz/colormap"
	"unitscope/viz/figure"
	"unitscope/viz/rsa"
)

// Likeness shows how alike layers are to people's brains: a dot a person, a bar for the mean with its standard error, and the
// noise ceiling from lower to upper, both NaN where there is none. The caption says how the stars came about.
func Likeness(of string, f *rsa.Inference, c rsa.Comparator, lower, upper float64) figure.Figure {
	s := figure.Spread{Title: fmt.Sprintf("%s: %s correlation with layers", of, c), Band: figure.Band{Name: "noise ceiling", Low: lower, High: upper}}
	people := 0
	for _, r := range f.Results {
		people = max(people, len(r.Subjects))
		g := figure.Group{Name: r.Name, Values: r.Subjects, Error: r.SE, Color: likenessColor()}
		if r.PCorrected < rsa.Significant {
			g.Mark = "*"
		}
		s.Groups = append(s.Groups, g)
	}
	drawn := "Bar: mean, its standard error"
	if people == 1 {
		drawn = "One person"
	} else {
		drawn += fmt.Sprintf("; dots: %d people", people)
	}
	return figure.Captioned{Figure: s, Caption: fmt.Sprintf("%s; %d pictures; * corrected p < %g. %s.", drawn, f.Pictures, rsa.Significant, f.Method)}
}

// likenessColor is that of every layer's bar: which layer it is, its name says.
func likenessColor() color.RGBA { return colormap.OkabeIto[0] }

// LikenessOverTime shows layers' mean likeness to people's brains over time, within its standard error.
func LikenessOverTime(of string, c *rsa.Courses) figure.Figure {
	f := figure.Curves{Title: of + ": correlation with layers", X: figure.Axis{Name: "ms"}, Y: figure.Axis{FromZero: true}}
	for _, l := range c.Layers {
		f.Lines = append(f.Lines, figure.Line{Name: l.Name, X: c.Times, Y: l.Mean, Error: l.SE})
	}
	return figure.Captioned{Figure: f, Caption: "Mean and its standard error. " + c.Method + "."}
}

// mostNamed is up to how many pictures a matrix names each one.
const mostNamed = 40

// Dissimilarities shows a matrix, from nothing to the largest dissimilarity.
func Dissimilarities(of string, r rsa.RDM, pictures []string) figure.Figure {
	m := figure.Matrix{Title: of + ": dissimilarity", Width: r.Pictures()}
	if len(pictures) == m.Width && m.Width <= mostNamed {
		m.Rows = pictures
	}
	for _, v := range r.Square() {
		m.Values = append(m.Values, float32(v))
	}
	m.Range = colormap.RangeOf(m.Values) // zero is in it: the diagonal
	return m
}
