package assets

// Name is the name of an icon.
type Name string

// The rooms and tools that have icons.
const (
	Inspect    Name = "inspect"
	Train      Name = "train"
	Probe      Name = "probe"
	Relearn    Name = "relearn"
	Brain      Name = "brain"
	Paint      Name = "paint"
	Erase      Name = "erase"
	Flashlight Name = "flashlight"
	Undo       Name = "undo"
	Redo       Name = "redo"
	Clear      Name = "clear"
	Play       Name = "play"
	Pause      Name = "pause"
	Step       Name = "step"
	Slow       Name = "slow"
	Reset      Name = "reset"
	Open       Name = "open"
	Light      Name = "light"
	Dark       Name = "dark"
	Help       Name = "help"
	Stop       Name = "stop"
	Export     Name = "export"
)

// Names are all icons.
var Names = []Name{
	Inspect, Train, Probe, Relearn, Brain, Paint, Erase, Flashlight, Undo, Redo, Clear,
	Play, Pause, Step, Slow, Reset, Open, Light, Dark, Help, Stop, Export,
}

// Icon returns an icon as SVG, 24 by 24, in one colour. It consists of filled shapes only,
// as Fyne's themed resources give a theme's colour to fills and not to strokes. It panics if
// there is none of that name. Read only.
func Icon(n Name) []byte { return must("icons/" + string(n) + ".svg") }

// AppIcon returns the program's icon as a PNG of 512 by 512 pixels. Read only.
func AppIcon() []byte { return must("icons/unitscope.png") }

// AppIconSVG returns the program's icon as SVG. Read only.
func AppIconSVG() []byte { return must("icons/unitscope.svg") }
