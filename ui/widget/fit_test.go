package widget

import (
	"image"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFitTiles(t *testing.T) {
	for _, c := range []struct {
		name          string
		rows          []TileRow
		width, height int
		o             FitOptions
		want          []image.Point
	}{
		{"whole multiples of 44: 176 takes 6 lines of 180, 132 takes 4 of 136",
			[]TileRow{{Count: 16, Height: 44, Width: 44}}, 700, 1000, FitOptions{Gap: 4}, []image.Point{{132, 132}}},
		// 14 px: 6 columns, 2 lines, 42. 21 px: 4 columns, 3 lines, 79. 20×10: 4 columns, 1 line, 22; 40×20: 2 lines, 54.
		// At 21 both take 101, so the common length is 20; then 42+54 = 96 leaves room for the second row to double.
		{"what is left lets a row grow, shapes kept",
			[]TileRow{{Count: 10, Height: 7, Width: 7}, {Count: 4, Height: 10, Width: 20}}, 100, 100,
			FitOptions{Gap: 2, Overhead: 10}, []image.Point{{14, 14}, {40, 20}}},
		{"maps larger than any tile: 17 px takes 6 lines of 17 = 102, 16 px 6 lines of 16 = 96",
			[]TileRow{{Count: 96, Height: 55, Width: 55}}, 300, 100, FitOptions{}, []image.Point{{16, 16}}},
		{"nothing fits: the smallest",
			[]TileRow{{Count: 1000, Height: 40, Width: 20}}, 100, 100, FitOptions{Smallest: 20}, []image.Point{{10, 20}}},
		{"nothing fits, but the room scrolls: 42, and two of 49 stand in 100 as well",
			[]TileRow{{Count: 1000, Height: 7, Width: 7}}, 100, 100, FitOptions{Smallest: 20, Scrolled: 48}, []image.Point{{49, 49}}},
		{"nothing fits, and one line is no reason to grow beyond twice as large",
			[]TileRow{{Count: 3, Height: 7, Width: 7}, {Count: 5000, Height: 7, Width: 7}}, 1000, 100, FitOptions{Smallest: 20, Scrolled: 48}, []image.Point{{91, 91}, {42, 42}}},
		{"a fixed row takes its room first: 20+12 of 100 leave 68 for one line of 60+8; ten share a width of 1000",
			[]TileRow{{Count: 10, Fixed: image.Pt(62, 20), Caption: true}, {Count: 2, Height: 6, Width: 6}}, 1000, 100,
			FitOptions{Caption: 12, Overhead: 0, Largest: 90, Gap: 0}, []image.Point{{100, 20}, {66, 66}}},
		{"no rows", nil, 100, 100, FitOptions{}, []image.Point{}},
	} {
		if got := FitTiles(c.rows, c.width, c.height, c.o); !cmp.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

// Laws: what was chosen fits unless it is the smallest possible; tiles keep their map's shape; more height never makes
// the smallest tile smaller.
func TestFitTilesLaws(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		rows := make([]TileRow, 1+rng.IntN(6))
		for i := range rows {
			edge := 1 + rng.IntN(60)
			rows[i] = TileRow{Count: 1 + rng.IntN(256), Height: edge, Width: edge * (1 + rng.IntN(2))}
		}
		width, height := 200+rng.IntN(1500), 100+rng.IntN(1500)
		o := FitOptions{Gap: rng.IntN(6), Overhead: rng.IntN(40)}
		tiles := FitTiles(rows, width, height, o)
		smallest := make([]image.Point, len(rows))
		for i, r := range rows {
			smallest[i] = r.tile(16)
			if longer := max(tiles[i].X, tiles[i].Y); longer >= 2*r.Width && tiles[i].X*r.Height != tiles[i].Y*r.Width {
				t.Errorf("a map of %d×%d got a tile of %v", r.Height, r.Width, tiles[i])
			}
		}
		if totalHeight(rows, tiles, width, o) > height && totalHeight(rows, smallest, width, o) <= height {
			t.Errorf("%v in %d×%d: %v does not fit, though %v would", rows, width, height, tiles, smallest)
		}
		taller := FitTiles(rows, width, height*2, o)
		if edge(taller) < edge(tiles) {
			t.Errorf("%v in %d×%d: %v, but in twice the height %v", rows, width, height, tiles, taller)
		}
	}
}

// edge is the longer side of the smallest tile.
func edge(tiles []image.Point) int {
	least := 1 << 30
	for _, p := range tiles {
		least = min(least, max(p.X, p.Y))
	}
	return least
}

func TestColumns(t *testing.T) {
	for _, c := range []struct{ count, width, tile, gap, want int }{
		{16, 740, 44, 2, 16}, // 16 of 46 are 736
		{16, 740, 44, 4, 8},  // 15 of 48 would fit: two lines, so 8 and 8
		{32, 740, 36, 2, 16}, // 19 would fit: two lines
		{48, 740, 36, 2, 16}, // 19 would fit: three lines
		{50, 740, 36, 2, 17}, // three lines: 17, 17, 16
		{3, 740, 36, 2, 3},
		{5, 10, 36, 2, 1}, // too narrow for one: they stand below one another
		{0, 740, 36, 2, 1},
	} {
		if got := columns(c.count, c.width, c.tile, c.gap); got != c.want {
			t.Errorf("%d tiles of %d with gaps of %d in %d stand in %d columns, want %d", c.count, c.tile, c.gap, c.width, got, c.want)
		}
	}
}
