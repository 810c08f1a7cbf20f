package widget

import "image"

// TileRow is what a layer asks of the room: how many units it has, and the cells of their maps.
type TileRow struct {
	Count         int
	Height, Width int         // cells
	Fixed         image.Point // a tile's size in device pixels, its width the least; zero: FitTiles chooses
	Caption       bool        // a line of text under each tile
	Filled        bool        // maps cover their tiles to the edges, whose size is free; else cells are squares of whole pixels
}

// FitOptions are lengths in device pixels.
type FitOptions struct {
	Gap      int // between tiles
	Tight    int // between tiles side by side, where that lets more of them stand in a line; 0: as Gap
	Overhead int // what a row takes besides its tiles: its head and the space to the next row
	Caption  int // height of the line under a tile, for rows that have one; see CaptionHeight
	Largest  int // a tile's longer side at most; 0: 256
	Smallest int // and at least; 0: 16
	Scrolled int // the longer side where not all rows fit even then, and the room scrolls, or more where the line has room; 0: as Smallest
}

// FitTiles chooses the largest tiles with which all rows fit into width×height device pixels.
//
// All rows get tiles of about the same size: the longer side is the largest whole multiple of the map's that a common
// length allows, or that length itself where the map has more cells. What height is left then lets rows grow by
// further multiples, those with the smallest tiles first, up to twice the common length. A tile keeps its map's shape,
// but for those of a fixed size, which share the width of their line, up to six times their height.
func FitTiles(rows []TileRow, width, height int, o FitOptions) []image.Point {
	if o.Largest <= 0 {
		o.Largest = 256
	}
	if o.Smallest <= 0 {
		o.Smallest = 16
	}
	if o.Tight <= 0 {
		o.Tight = o.Gap
	}
	o.Largest = max(o.Smallest, min(o.Largest, width-o.Gap))
	tiles := make([]image.Point, len(rows))
	common := o.Largest
	for ; common >= o.Smallest; common-- {
		for i, row := range rows {
			tiles[i] = row.tile(common)
		}
		if totalHeight(rows, tiles, width, o) <= height {
			break
		}
	}
	if common < o.Smallest && o.Scrolled > 0 {
		for i, row := range rows {
			tiles[i] = row.widen(row.tile(min(o.Scrolled, o.Largest)), width, o)
		}
	}
	o.Largest = min(o.Largest, 2*common)
	for growSmallest(rows, tiles, width, height, o) {
	}
	for i, row := range rows {
		if row.Fixed != (image.Point{}) && row.Count > 0 { // the line is theirs
			share := width/columns(row.Count, width, row.Fixed.X, o.Tight) - o.Gap
			tiles[i].X = max(row.Fixed.X, min(share, 6*row.Fixed.Y))
		}
	}
	return tiles
}

// growSmallest lets the row with the smallest tiles that can still grow do so by one multiple.
func growSmallest(rows []TileRow, tiles []image.Point, width, height int, o FitOptions) bool {
	best, larger := -1, image.Point{}
	for i, row := range rows {
		longer, cells := max(tiles[i].X, tiles[i].Y), max(row.Height, row.Width)
		if row.Fixed != (image.Point{}) || row.Filled || cells <= 0 || best >= 0 && longer >= max(tiles[best].X, tiles[best].Y) {
			continue
		}
		next := row.tile(cells * (longer/cells + 1))
		if max(next.X, next.Y) > o.Largest {
			continue
		}
		was := tiles[i]
		tiles[i] = next
		if totalHeight(rows, tiles, width, o) <= height {
			best, larger = i, next
		}
		tiles[i] = was
	}
	if best < 0 {
		return false
	}
	tiles[best] = larger
	return true
}

// widen lets a row's tiles grow, up to twice as long as o.Scrolled, as far as they stand in as many lines: the room scrolls
// no further then, and its width is used.
func (r TileRow) widen(tile image.Point, width int, o FitOptions) image.Point {
	lines := func(t image.Point) int { return linesOf(r.Count, columns(r.Count, width, t.X, o.Tight)) }
	for length := max(tile.X, tile.Y) + 1; length <= min(2*o.Scrolled, o.Largest); length++ {
		next := r.tile(length)
		if lines(next) > lines(tile) {
			break
		}
		tile = next
	}
	return tile
}

// tile is the size of a row's tiles whose longer side is at most length.
func (r TileRow) tile(length int) image.Point {
	longer := max(r.Height, r.Width)
	switch {
	case r.Fixed != image.Point{}:
		return r.Fixed
	case longer <= 0:
		return image.Pt(length, length)
	case r.Filled:
		return image.Pt(max(1, length*r.Width/longer), max(1, length*r.Height/longer))
	case length >= longer:
		k := length / longer
		return image.Pt(k*r.Width, k*r.Height)
	}
	return image.Pt(max(1, length*r.Width/longer), max(1, length*r.Height/longer))
}

func totalHeight(rows []TileRow, tiles []image.Point, width int, o FitOptions) int {
	total := 0
	for i, row := range rows {
		cell := tiles[i]
		if row.Caption {
			cell.Y += o.Caption
		}
		columns := columns(row.Count, width, cell.X, o.Tight)
		total += o.Overhead + linesOf(row.Count, columns)*(cell.Y+o.Gap)
	}
	return total
}

// columns is how many tiles stand side by side, with half a gap at both ends: as few as need no more lines than as many
// as fit would, so that 32 units stand as 16 and 16, not as 17 and 15.
func columns(count, width, tile, gap int) int {
	most := max(1, width/(tile+gap))
	return max(1, linesOf(count, linesOf(count, most)))
}

// linesOf is how many lines of so many columns hold all tiles.
func linesOf(count, columns int) int { return (count + max(1, columns) - 1) / max(1, columns) }
