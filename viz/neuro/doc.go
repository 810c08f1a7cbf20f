// Package neuro reads and writes what brain recordings come in: NIfTI volumes, MATLAB, NumPy and CSV arrays, tables of
// events; and it simulates a subject whose answers are known.
//
// Start at OpenVolume for fMRI volumes, at Open for arrays of dissimilarities by name, and at Simulate for the simulated
// subject. A Volume lies in its file's order, x fastest; an Array is row-major whatever its file's order is. Values are
// float64, so that nothing a file holds is rounded, except integers beyond 2^53.
//
// Readers take files as strangers' work: truncated and malformed ones give an error of one line, in memory bounded by
// what the file really holds.
package neuro
