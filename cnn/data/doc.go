// Package data holds the pictures that networks learn from: the built-in Toy World, IDX pairs such
// as MNIST, CIFAR files, folders and lists of picture files, and zip files of any of these.
//
// Start at Set, which is pictures with labels, and at Source, which is a training and a held-out
// Set; ToyWorld, OpenDir, OpenFile and OpenPictures make one. Feed deals a Set out in batches for
// a cnn.Trainer, Evaluate scores a network on it. ReadLabels reads what classes are called.
//
// A picture is C×H×W, planar and row-major, each value from 0 to 1 in steps of 1/255: everything here
// is an 8-bit picture, so that one that is kept as bytes reads the same as one decoded anew. Sets are
// safe for many goroutines at once, and what they hold depends on their seed only, not on the order
// in which it is asked for.
package data
