// Package chart makes figures of what analyses found: measured fields and their sizes, tuning to gratings. The window's
// exports and the command line's draw the same.
//
// Titles begin with what the figure is of: a unit's address. Nothing is computed here but what is said in words.
package chart
