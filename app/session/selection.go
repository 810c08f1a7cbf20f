package session

import (
	"slices"

	"unitscope/cnn"
	"unitscope/viz/stimulus"
)

// Mode is what a row's tiles show.
type Mode string

const (
	Maps    Mode = "maps"    // what the units answer now
	Kernels Mode = "kernels" // what they look for
	Change  Mode = "change"  // after painting minus before
)

// RangeMode says who shares one colour range.
type RangeMode string

const (
	RangeUnit  RangeMode = "unit"  // every unit has its own
	RangeLayer RangeMode = "layer" // all units of a layer
	RangeFixed RangeMode = "fixed" // the layer's, as it was when "fixed" was chosen
)

// Tool is what the mouse does on the picture.
type Tool string

const (
	ToolPaint      Tool = "paint"
	ToolErase      Tool = "erase"
	ToolFlashlight Tool = "flashlight" // slides the selected unit's window over the picture
)

// Room is a page of the window.
type Room string

const (
	Inspect Room = "inspect"
	Train   Room = "train"

	ProbeRoom   Room = "probe" // named so since Probe is what works there
	RelearnRoom Room = "relearn"
	BrainRoom   Room = "brain"
)

// RoomNames lists the rooms in the order of the rail.
var RoomNames = []Room{Inspect, Train, ProbeRoom, RelearnRoom, BrainRoom}

// Tab is a page of the unit inspector.
type Tab string

const (
	TabMap     Tab = "map"
	TabKernel  Tab = "kernel"
	TabField   Tab = "field"
	TabTop     Tab = "top"
	TabTuning  Tab = "tuning"
	TabClasses Tab = "classes"
	TabHistory Tab = "history"
)

// Tabs lists the inspector's pages in their order.
var Tabs = []Tab{TabMap, TabKernel, TabField, TabTop, TabTuning, TabClasses, TabHistory}

// Page is something to be set up that stands before the room.
type Page string

const (
	NoPage      Page = "none"
	PagePrepare Page = "prepare" // how pictures are prepared
	PageBuild   Page = "build"   // a network, layer by layer
)

// Pages lists what can stand before the room.
var Pages = []Page{NoPage, PagePrepare, PageBuild}

// Selection is what a person looks at and how. It is a value: the session hands out
// copies, and only actions change it.
type Selection struct {
	Room Room
	Unit Address // of a row of the network: its layer with weights
	Cell [2]int  // row and column of the cell under the flashlight, in the part shown
	// Pinned says that Cell was chosen by hand; otherwise the unit's strongest cell is meant.
	Pinned  bool
	Slide   Slide // the flashlight's walk over the unit's map
	Tab     Tab
	Page    Page
	Modes   map[string]Mode   // by row name; absent: Maps
	Parts   map[string]string // by row name: the part shown; absent: the row's main part
	Range   RangeMode
	Patch   int     // input map whose patch the flashlight shows, StrongestPatch: the one that adds most
	Watched Watched // by the Train room
	Probe   ProbeView
	Relearn RelearnView
	Brain   BrainView
	Tool    Tool
	Brush   Brush
	Pen     Brush // in the brush's place on a blank picture
	Class   int   // index of the class that the image strip is filtered by, -1: all
}

// largestBrush is the brush's greatest diameter in pixels of the picture.
const largestBrush = 64

// Brush is how painting looks.
type Brush struct {
	Size int // diameter in pixels of the picture
	Fill stimulus.Fill
}

func newSelection() Selection {
	return Selection{Room: Inspect, Tab: TabMap, Page: NoPage, Range: RangeLayer, Patch: StrongestPatch, Tool: ToolPaint, Brush: Brush{Size: 7, Fill: stimulus.Noise},
		Pen: Brush{Size: 2, Fill: stimulus.White}, Class: -1,
		Modes: map[string]Mode{}, Parts: map[string]string{}}
}

// clone copies the maps as well, so that a copy handed out never changes.
func (s Selection) clone() Selection {
	modes, parts := make(map[string]Mode, len(s.Modes)), make(map[string]string, len(s.Parts))
	for k, v := range s.Modes {
		modes[k] = v
	}
	for k, v := range s.Parts {
		parts[k] = v
	}
	s.Modes, s.Parts = modes, parts
	return s
}

// Mode returns what the row's tiles show.
func (s Selection) Mode(row string) Mode {
	if m, ok := s.Modes[row]; ok {
		return m
	}
	return Maps
}

// Part returns the node that stands for the row: the part chosen, else its main one.
func (s Selection) Part(net *cnn.Network, row Row) int {
	if name, ok := s.Parts[row.Name]; ok {
		for _, p := range row.Parts {
			if net.Nodes[p].Name == name {
				return p
			}
		}
	}
	return row.Main
}

// settle makes a selection fit a network: a unit that no longer exists becomes the
// heaviest of the second row with weights, so that something worth seeing is selected. What a
// file says that this program does not know becomes what a first start shows.
func (s *Selection) settle(net *cnn.Network, rows []Row) {
	if !slices.Contains(RoomNames, s.Room) {
		s.Room = Inspect
	}
	if !slices.Contains(Tabs, s.Tab) {
		s.Tab = TabMap
	}
	if !slices.Contains(Pages, s.Page) {
		s.Page = NoPage
	}
	s.Probe.settle()
	s.Relearn.settle()
	s.Brain.settle()
	s.Brush.Size = min(max(s.Brush.Size, 1), largestBrush)
	s.Pen.Size = min(max(s.Pen.Size, 1), largestBrush)
	s.Cell = [2]int{max(s.Cell[0], 0), max(s.Cell[1], 0)}
	if row, _, err := FindUnit(net, rows, s.Unit); err == nil {
		s.Unit.Layer = rows[row].Name
		return
	}
	s.Cell, s.Pinned = [2]int{}, false
	s.Unit = Address{}
	for _, r := range rows {
		if net.Nodes[r.Parts[0]].Layer.Kind() != "Conv" && s.Unit.Layer != "" {
			break
		}
		s.Unit = Address{Layer: r.Name, Unit: heaviest(net.Nodes[r.Parts[0]].Layer)}
		if r.Parts[0] > 0 {
			break // the second row with weights: deep enough to be surprising
		}
	}
}

// heaviest is the unit with the largest weights, by their squares' sum: those of units that
// learned nothing stay small.
func heaviest(layer cnn.Layer) int {
	conv, ok := layer.(*cnn.Conv2D)
	if !ok {
		return 0
	}
	best, most := 0, float32(-1)
	units := conv.Weight.Shape[0]
	each := len(conv.Weight.Data) / units
	for u := range units {
		sum := float32(0)
		for _, w := range conv.Weight.Data[u*each : (u+1)*each] {
			sum += w * w
		}
		if sum > most {
			best, most = u, sum
		}
	}
	return best
}
