package session

// Tiles is what the Probe room's tiles show of a layer's units.
type Tiles string

const (
	TilesFields    Tiles = "fields"
	TilesTuning    Tiles = "tuning"
	TilesPreferred Tiles = "preferred"
)

// Sorting is the order of the Probe room's tiles.
type Sorting string

const (
	ByIndex       Sorting = "index"
	BySelectivity Sorting = "selectivity" // for a class, the most selective first
	BySize        Sorting = "size"        // of the measured field, the largest first
)

// CurveName is a tuning curve of the selected unit.
type CurveName string

const (
	CurveOrientation CurveName = "orientation"
	CurvePolar       CurveName = "polar" // orientation as well, around a circle
	CurveSize        CurveName = "size"
	CurveContrast    CurveName = "contrast"
	CurvePosition    CurveName = "position"
	CurveHue         CurveName = "hue"
)

// ProbeView is how the Probe room shows what it knows. The zero value is that of a first start.
type ProbeView struct {
	Tiles  Tiles     `json:"tiles,omitempty"` // "": fields
	Sort   Sorting   `json:"sort,omitempty"`  // "": by index
	Curve  CurveName `json:"curve,omitempty"` // "": orientation
	KeepUp bool      `json:"keep_up,omitempty"`
}

// settle puts what a first start shows in the place of what this program does not know.
func (v *ProbeView) settle() {
	v.Tiles = orFirst(v.Tiles, TilesFields, TilesTuning, TilesPreferred)
	v.Sort = orFirst(v.Sort, ByIndex, BySelectivity, BySize)
	v.Curve = orFirst(v.Curve, CurveOrientation, CurvePolar, CurveSize, CurveContrast, CurvePosition, CurveHue)
}

// orFirst returns choice if it is one of all, else the first of them.
func orFirst[T comparable](choice T, all ...T) T {
	for _, c := range all {
		if c == choice {
			return c
		}
	}
	return all[0]
}

// ShowTiles chooses what the Probe room's tiles show: "probe tuning".
type ShowTiles struct{ Tiles Tiles }

func (a ShowTiles) String() string { return "probe " + string(a.Tiles) }
func (a ShowTiles) perform(s *Session) error {
	s.selection.Probe.Tiles = a.Tiles
	return nil
}

// SortUnits chooses the order of the Probe room's tiles: "sort size".
type SortUnits struct{ By Sorting }

func (a SortUnits) String() string { return "sort " + string(a.By) }
func (a SortUnits) perform(s *Session) error {
	s.selection.Probe.Sort = a.By
	return nil
}

// ShowCurve chooses which tuning curve of the selected unit is shown: "curve contrast".
type ShowCurve struct{ Curve CurveName }

func (a ShowCurve) String() string { return "curve " + string(a.Curve) }
func (a ShowCurve) perform(s *Session) error {
	s.selection.Probe.Curve = a.Curve
	return nil
}

// KeepUp has the selected unit's field measured again and again while the network learns:
// "keepup on".
type KeepUp struct{ On bool }

func (a KeepUp) String() string { return "keepup " + onOff(a.On) }
func (a KeepUp) perform(s *Session) error {
	s.selection.Probe.KeepUp = a.On
	return nil
}

func init() {
	register("probe", "fields|tuning|preferred", func(w *words) Action {
		return ShowTiles{oneOf(w, TilesFields, TilesTuning, TilesPreferred)}
	})
	register("sort", "index|selectivity|size", func(w *words) Action {
		return SortUnits{oneOf(w, ByIndex, BySelectivity, BySize)}
	})
	register("curve", "orientation|polar|size|contrast|position|hue", func(w *words) Action {
		return ShowCurve{oneOf(w, CurveOrientation, CurvePolar, CurveSize, CurveContrast, CurvePosition, CurveHue)}
	})
	register("keepup", "on|off", func(w *words) Action { return KeepUp{w.onOff()} })
}
