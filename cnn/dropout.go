package cnn

// Dropout silences a share Rate of its input's units while training and scales the others by
// 1/(1 − Rate), so that their expected value stays; otherwise it passes everything. Any shape.
//
// Which units fall silent is a function of the trainer's seed, the step, the layer and the unit.
type Dropout struct{ Rate float32 }

// Kind is the ONNX operator type.
func (*Dropout) Kind() string { return "Dropout" }

// Params are none.
func (*Dropout) Params() []*Param { return nil }

// Clone is a copy.
func (l *Dropout) Clone() Layer { m := *l; return &m }

// OutShape is the only input's.
func (*Dropout) OutShape(in ...Shape) (Shape, error) { return one(in, 0) }
