package cnn

// computer is what Pass asks of a layer.
type computer interface{}
