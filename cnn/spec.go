package cnn

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Spec is a network without branches as a list of stages, which reads as text:
//
//	conv 16@5 | relu | pool 2 | dense 64 | relu
//
// The output layer and the softmax are no stages; Build adds them. ParseSpec reads the text, String
// writes it, Plan says what each stage makes of an input and what is wrong with which of them.
type Spec struct{ Stages []Stage }

// A StageKind is what a stage does, under the word that a Spec's text has for it.
type StageKind string

// The kinds of stages.
const (
	ConvStage       StageKind = "conv"
	BatchNormStage  StageKind = "bn"
	ReLUStage       StageKind = "relu"
	LeakyReLUStage  StageKind = "leaky"
	SigmoidStage    StageKind = "sigmoid"
	TanhStage       StageKind = "tanh"
	LRNStage        StageKind = "lrn"
	MaxPoolStage    StageKind = "pool"
	AvgPoolStage    StageKind = "avgpool"
	GlobalPoolStage StageKind = "globalpool"
	DropoutStage    StageKind = "dropout"
	DenseStage      StageKind = "dense"
)

// A Setting is one of the numbers that a kind of stage has, under the word for it.
type Setting string

// The settings, which are fields of Stage.
const (
	UnitsSetting    Setting = "units"
	KernelSetting   Setting = "kernel"
	StrideSetting   Setting = "stride"
	PadSetting      Setting = "pad"
	DilationSetting Setting = "dilation"
	GroupsSetting   Setting = "groups"
	SlopeSetting    Setting = "slope"
	RateSetting     Setting = "rate"
)

// A Stage is one entry of a Spec. The settings that its kind does not have are zero.
type Stage struct {
	Kind                          StageKind
	Units                         int    // conv: output maps; dense: units
	Kernel, Stride, Pad, Dilation [2]int // rows, columns; a stride of 0 is 1, of pooling the kernel; a dilation of 0 is 1
	Groups                        int    // conv: 0 is 1
	Slope                         float32
	Rate                          float32 // dropout: share that is silenced, 0 to below 1
}

// A stageForm is how a kind of stage is written: the settings that follow its word bare, those that
// follow by name, and the stage that a list of layers begins with when one is added to it.
type stageForm struct {
	kind        StageKind
	bare, named []Setting
	fresh       Stage
}

var (
	two, three = [2]int{2, 2}, [2]int{3, 3}
	stageForms = []stageForm{
		{ConvStage, []Setting{UnitsSetting, KernelSetting}, []Setting{StrideSetting, PadSetting, DilationSetting, GroupsSetting},
			Stage{Units: 16, Kernel: three, Pad: [2]int{1, 1}}},
		{kind: BatchNormStage},
		{kind: ReLUStage},
		{LeakyReLUStage, []Setting{SlopeSetting}, nil, Stage{Slope: 0.01}},
		{kind: SigmoidStage},
		{kind: TanhStage},
		{kind: LRNStage},
		{MaxPoolStage, []Setting{KernelSetting}, []Setting{StrideSetting, PadSetting}, Stage{Kernel: two}},
		{AvgPoolStage, []Setting{KernelSetting}, []Setting{StrideSetting, PadSetting}, Stage{Kernel: two}},
		{kind: GlobalPoolStage},
		{DropoutStage, []Setting{RateSetting}, nil, Stage{Rate: 0.5}},
		{DenseStage, []Setting{UnitsSetting}, nil, Stage{Units: 64}},
	}
)

// form returns how a kind is written; nil for a kind that is none.
func (k StageKind) form() *stageForm {
	i := slices.IndexFunc(stageForms, func(f stageForm) bool { return f.kind == k })
	if i < 0 {
		return nil
	}
	return &stageForms[i]
}

// StageKinds lists all kinds of stages.
func StageKinds() []StageKind {
	kinds := make([]StageKind, len(stageForms))
	for i, f := range stageForms {
		kinds[i] = f.kind
	}
	return kinds
}

// Settings lists what can be set of a kind of stage, in the order in which it is written.
func (k StageKind) Settings() []Setting {
	f := k.form()
	if f == nil {
		return nil
	}
	return slices.Concat(f.bare, f.named)
}

// NewStage returns a stage of a kind with settings to begin with.
func NewStage(kind StageKind) Stage {
	f := kind.form()
	if f == nil {
		return Stage{Kind: kind}
	}
	s := f.fresh
	s.Kind = kind
	return s.complete()
}

// complete returns the stage with what it leaves at zero spelled out.
func (s Stage) complete() Stage {
	stride := [2]int{1, 1}
	if s.Kind == MaxPoolStage || s.Kind == AvgPoolStage {
		stride = s.Kernel
	}
	for _, setting := range s.Kind.Settings() {
		switch setting {
		case StrideSetting:
			s.Stride = orElse(s.Stride, stride)
		case DilationSetting:
			s.Dilation = orElse(s.Dilation, [2]int{1, 1})
		case GroupsSetting:
			if s.Groups == 0 {
				s.Groups = 1
			}
		}
	}
	return s
}

// orElse returns a size with its zeros replaced.
func orElse(size, instead [2]int) [2]int {
	for axis, n := range size {
		if n == 0 {
			size[axis] = instead[axis]
		}
	}
	return size
}

// Get returns a setting as it is written: "16", "5", "3x5", "0.5".
func (s Stage) Get(setting Setting) string {
	switch setting {
	case UnitsSetting:
		return strconv.Itoa(s.Units)
	case GroupsSetting:
		return strconv.Itoa(s.Groups)
	case SlopeSetting:
		return strconv.FormatFloat(float64(s.Slope), 'g', -1, 32)
	case RateSetting:
		return strconv.FormatFloat(float64(s.Rate), 'g', -1, 32)
	}
	if size := s.size(setting); size != nil {
		return sizeText(*size)
	}
	return ""
}

// size returns the field of a setting that has rows and columns; nil for another setting.
func (s *Stage) size(setting Setting) *[2]int {
	switch setting {
	case KernelSetting:
		return &s.Kernel
	case StrideSetting:
		return &s.Stride
	case PadSetting:
		return &s.Pad
	case DilationSetting:
		return &s.Dilation
	}
	return nil
}

// sizeText writes rows and columns, once where they agree.
func sizeText(size [2]int) string {
	if size[0] == size[1] {
		return strconv.Itoa(size[0])
	}
	return fmt.Sprintf("%dx%d", size[0], size[1])
}

// String writes a stage with no more than it needs: "conv 16@5 stride 2".
func (s Stage) String() string {
	f := s.Kind.form()
	if f == nil {
		return string(s.Kind)
	}
	s = s.complete()
	text := string(s.Kind)
	bare := make([]string, len(f.bare))
	for i, setting := range f.bare {
		bare[i] = s.Get(setting)
	}
	if len(bare) > 0 {
		text += " " + strings.Join(bare, "@")
	}
	implied := Stage{Kind: s.Kind, Kernel: s.Kernel}.complete()
	for _, setting := range f.named {
		if v := s.Get(setting); v != implied.Get(setting) {
			text += " " + string(setting) + " " + v
		}
	}
	return text
}

// String writes the stages as ParseSpec reads them.
func (s Spec) String() string {
	words := make([]string, len(s.Stages))
	for i, stage := range s.Stages {
		words[i] = stage.String()
	}
	return strings.Join(words, " | ")
}
