// Package session is the experiment on the bench: a network, pictures, what is
// selected, what was painted, what is running, and the files it came from. It
// knows no window; the window, the command file of --play and the tests drive it
// in the same way, by actions.
//
// Start reading at Session (who owns what), Action (everything a person can do has
// a name and a line of text) and View (what the window draws).
//
// Ownership: one goroutine, Training's, owns the network that learns. It offers
// copies to a slot that holds only the latest; Analysis reads the latest copy and
// the latest stimulus and makes a View, which nobody changes afterwards. Readers
// never wait for a step, and a slow reader misses copies instead of queueing them.
// The step-by-step history (cost, correct, gradients) is kept in full.
//
// Probe experiments on the network shown, as the window asks for what it shows: in the background,
// and nothing twice.
//
// A Run may relearn: then what learns has two heads on one body, and everybody sees the half with the new one. Comparison tells
// what became of each unit since, in the Probe's queues.
//
// Do is for one goroutine, the window's. Everything that takes longer than a frame
// runs elsewhere and announces itself through Options.Changed.
package session
