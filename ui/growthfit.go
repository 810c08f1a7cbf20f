package ui

import (
	"image"

	"unitscope/app/session"
	"unitscope/ui/theme"
	"unitscope/ui/widget"
)

// Lengths of the tiles.
const (
	growthGap          = 4  // device pixels between tiles
	growthTile float32 = 56 // a tile's edge at most, before scaling
	growthCell float32 = 20 // and at least
	growthLine         = 3  // lines of tiles a row at most
)

// tileCells is the size of a tile's map.
func (g *growth) tileCells(row session.Row) (h, w int) {
	_, mode := g.frame.watchedRow()
	net := g.frame.shown.Net
	if mode != session.Maps {
		if h, w, ok := kernelCells(net, row.Parts[0]); ok {
			return h, w
		}
	}
	return session.MapSize(net.Nodes[row.Main].Shape)
}

// perLine is how many of the smallest tiles stand side by side.
func (g *growth) perLine(row session.Row) int {
	h, w := g.tileCells(row)
	room := widget.DevicePixels(g.root, g.width-theme.Px(growthLabel))
	return max(1, room/(g.edge(max(h, w), widget.DevicePixels(g.root, theme.Px(growthCell)))+growthGap))
}

// edge is the smallest whole multiple of a map's longer side that is not below least; a map
// that is larger than the largest tile is shrunk to it.
func (g *growth) edge(cells, least int) int {
	if most := widget.DevicePixels(g.root, theme.Px(growthTile)); cells > most {
		return most
	}
	return (least + cells - 1) / cells * cells
}

// page is how many units are shown at once.
func (g *growth) page(row session.Row) int {
	if g.width <= 0 {
		return row.Units
	}
	return min(row.Units, growthLine*g.perLine(row))
}

// fit gives all rows tiles of one size, as large as as few lines as possible allow.
func (g *growth) fit() {
	if g.frame == nil || g.width <= 0 {
		return
	}
	row, _ := g.frame.watchedRow()
	h, w := g.tileCells(row)
	count := min(g.page(row), row.Units-g.of.first)
	lines := (g.page(row) + g.perLine(row) - 1) / g.perLine(row)
	perLine := (g.page(row) + lines - 1) / lines
	room := widget.DevicePixels(g.root, g.width-theme.Px(growthLabel))
	most := min(room/perLine-growthGap, widget.DevicePixels(g.root, theme.Px(growthTile)))
	longer := max(h, w)
	tile := image.Pt(w, h).Mul(max(1, most/longer))
	if longer > most {
		tile = image.Pt(max(1, most*w/longer), max(1, most*h/longer))
	}
	g.line = float32(perLine*(tile.X+growthGap)) / float32(room) * (g.width - theme.Px(growthLabel))
	for _, r := range g.rows {
		r.tiles.SetRow(widget.TileRow{Count: count, Height: h, Width: w})
		r.tiles.SetTileSize(tile)
		r.drawn = growthDrawn{}
	}
}
