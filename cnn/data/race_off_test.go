//go:build !race

package data

// raceDetector says that the tests run with the race detector, under which training takes minutes.
const raceDetector = false
