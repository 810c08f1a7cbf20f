// Unitscope is a desktop microscope for the units of a convolutional network.
package main

func main() {}
