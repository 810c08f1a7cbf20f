package lesson

import (
	"fmt"
	"slices"
	"strings"

	"unitscope/app/session"
)

// A Target is something of the window that a step may point at.
type Target struct{ Name, Doc string }

// Targets lists what a step may point at by name, besides units by their addresses ("conv1:3"). The window draws a ring around each
// that can be seen.
func Targets() []Target {
	all := slices.Clone(targets)
	for _, room := range session.RoomNames {
		all = append(all, Target{"room " + string(room), "the room's button in the rail"})
	}
	for _, tab := range session.Tabs {
		all = append(all, Target{"tab " + string(tab), "the inspector's tab"})
	}
	return all
}

var targets = []Target{
	{"picture", "the picture under the microscope"},
	{"stimulus", "the panel at the left: picture, tools, answers, strip of pictures"},
	{"tools", "brush, eraser, flashlight"},
	{"answers", "the network's answers before and after painting"},
	{"strip", "the strip of pictures to choose from"},
	{"batch", "Train: the pictures of the latest batch"},
	{"room", "the room in the middle"},
	{"inspector", "the panel at the right: the selected unit"},
	{"map", "there, on its first page: the unit's map, and what is read off it"},
	{"sum", "there, on its first page: patch times kernel, added up, for the cell under the flashlight"},
	{"discrepancy", "there, on its page Field: what hiding each place of this picture takes from the unit"},
	{"silence", "the button there that silences the unit"},
	{"footer", "the panel below: training"},
	{"train", "the button that trains and pauses"},
	{"step", "the button that makes one step"},
	{"slow", "the button that teaches one picture slowly"},
	{"reset", "the button for new random weights"},
	{"cost", "the curve of costs"},
	{"correct", "the curve of what is answered right"},
	{"timeline", "the timeline of snapshots"},
	{"network", "the menu of networks in the top bar"},
	{"images", "the menu of pictures in the top bar"},
	{"task", "the menu of tasks in the top bar"},
	{"lessons", "the menu of lessons in the top bar"},
	{"status", "the line below all: what is under the mouse"},
	{"measure layer", "Probe: the button that measures a layer's fields"},
	{"prefer", "Probe: the button that grows a preferred picture"},
	{"probe film", "Probe: the unit's strongest pictures, and what hiding parts of them takes"},
	{"probe noise", "Probe: what noise gives back of the unit"},
	{"probe sizes", "Probe: how large the measured fields of each layer's units are"},
	{"probe shift", "Probe: how much of each layer's answers is kept when the picture moves"},
	{"relearn", "Relearn: the button that begins"},
	{"relearn sliders", "Relearn: the sliders of what is frozen, mixed in and held fast"},
	{"measure lesions", "Relearn: the button that measures what silencing costs"},
	{"relearn curves", "Relearn: how well the old task and the new one are done"},
	{"relearn fates", "Relearn: how many units of each layer are kept, retuned, lost and new"},
	{"relearn units", "Relearn: the layer's units before and after"},
	{"relearn unit", "Relearn: the selected unit before and after"},
	{"relearn lesions", "Relearn: what each unit is for"},
	{"brain watch", "Brain: the button that trains and watches"},
	{"brain layer", "Brain: the layer's dissimilarities"},
	{"brain region", "Brain: the region's dissimilarities"},
	{"brain bars", "Brain: layer by region"},
	{"brain time", "Brain: layer by time"},
	{"brain space", "Brain: where in the brain"},
	{"brain pair", "Brain: the pair of pictures under the cursor"},
}

// CheckTarget says where a name is nothing that can be pointed at.
func CheckTarget(name string) error {
	if unit, err := session.ParseAddress(name); err == nil {
		if strings.Contains(unit.Layer, ":") && strings.Contains(unit.Layer, " ") { // a layer may be named so, but hardly is
			return fmt.Errorf("%q is nothing to point at; commas stand between what a step points at", name)
		}
		return nil
	}
	var names []string
	for _, t := range Targets() {
		if t.Name == name {
			return nil
		}
		names = append(names, t.Name)
	}
	if near := nearest(name, names); near != "" {
		return fmt.Errorf("%q is nothing to point at; is %s meant?", name, near)
	}
	return fmt.Errorf("%q is nothing to point at: neither a unit, like conv1:3, nor a part of the window; %s", name, allNames)
}
