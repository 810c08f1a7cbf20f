package command

import (
	"fmt"

	"unitscope/cnn"
	"unitscope/viz/field"
)

// occlusion is the flags of what parts of pictures are hidden with.
type occlusion struct {
	Patch  *int     `placeholder:"P" help:"Side of the patch in pixels (a twentieth of the shorter side, at least 3)."`
	Stride *int     `placeholder:"S" help:"Pixels from one position to the next (a third of the patch, at least 1)."`
	Fill   fillFlag `default:"noise" placeholder:"F" help:"noise, grey, mean, zero or value=V."`
	Seed   uint64   `default:"1" help:"Decides the noise."`
}

// fillFlag is what hides, with the value of value=V.
type fillFlag struct {
	fill  field.Fill
	value float32
}

// UnmarshalText reads a fill as field.ParseFill does.
func (f *fillFlag) UnmarshalText(text []byte) (err error) {
	f.fill, f.value, err = field.ParseFill(string(text))
	return err
}

// check finds what no sweep could begin with.
func (o occlusion) check() error {
	for _, flag := range []struct {
		name  string
		value *int
	}{{"patch", o.Patch}, {"stride", o.Stride}} {
		if flag.value != nil && *flag.value < 1 {
			return fmt.Errorf("--%s %d: at least one pixel", flag.name, *flag.value)
		}
	}
	return nil
}

// options returns the settings of a sweep over pictures that a network reads, or an error if they do not fit these.
func (o occlusion) options(net *cnn.Network) (field.Options, error) {
	options := field.Options{Fill: o.Fill.fill, Value: o.Fill.value, Seed: o.Seed}
	if o.Patch != nil {
		options.Patch = *o.Patch
	}
	if o.Stride != nil {
		options.Stride = *o.Stride
	}
	if len(net.Input) != 3 {
		return options, fmt.Errorf("the network reads %s, which is no picture", net.Input)
	}
	return options.Complete(net.Input[1], net.Input[2])
}

// channelsFirst returns a network as one that reads pictures with their channels first, of which parts can be hidden, and
// where its layers are in that.
func channelsFirst(net *cnn.Network, file string, layers ...int) (*cnn.Network, []int, error) {
	first := net.ChannelsFirst()
	moved := make([]int, len(layers))
	for k, layer := range layers {
		name := net.Nodes[layer].Name
		if moved[k] = first.Index(name); moved[k] < 0 {
			return nil, nil, fmt.Errorf("%s: layer %s puts the channels of pictures first and does nothing else; take one that reads it", file, name)
		}
	}
	return first, moved, nil
}

// checkUnit fails for a unit that a layer does not have; nil is all of them.
func checkUnit(net *cnn.Network, file string, layer int, unit *int) error {
	if units := net.Nodes[layer].Shape.Units(); unit != nil && (*unit < 0 || *unit >= units) {
		return fmt.Errorf("%s: layer %s has no unit %d; its units are 0 to %d", file, net.Nodes[layer].Name, *unit, units-1)
	}
	return nil
}

// unitList is a unit as a list of units; nil is all of them.
func unitList(unit *int) []int {
	if unit == nil {
		return nil
	}
	return []int{*unit}
}
