package main

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"unicode/utf16"
)

// truetype writes a typeface as a TrueType font.
//
// OpenType specification 1.9; only the tables that a rasteriser and a shaper need.
func (f *typeface) truetype() []byte {
	outlines, offsets := f.glyf()
	tables := []struct {
		tag  string
		data []byte
	}{
		{"OS/2", f.os2()}, {"cmap", f.cmap()}, {"glyf", outlines}, {"head", f.head()},
		{"hhea", f.hhea()}, {"hmtx", f.hmtx()}, {"kern", f.kern()}, {"loca", offsets},
		{"maxp", f.maxp()}, {"name", f.name()},
		{"post", pack(uint32(0x30000), uint32(0), int16(-f.unitsPerEm/10), int16(f.unitsPerEm/20), make([]byte, 20))},
	}
	header := pack(uint32(0x10000), searchable(len(tables), 16))
	at := len(header) + 16*len(tables)
	var body []byte
	for _, t := range tables {
		header = append(header, t.tag...)
		header = append(header, pack(checksum(t.data), uint32(at+len(body)), uint32(len(t.data)))...)
		body = append(body, padded(t.data)...)
	}
	file := append(header, body...)
	head := bytes.Index(file, []byte("head")) // the record in the header
	offset := binary.BigEndian.Uint32(file[head+8:])
	binary.BigEndian.PutUint32(file[offset+8:], 0xB1B0AFBA-checksum(file))
	return file
}

// pack writes values one after the other, big-endian.
func pack(values ...any) []byte {
	var b bytes.Buffer
	for _, v := range values {
		if err := binary.Write(&b, binary.BigEndian, v); err != nil {
			panic(err)
		}
	}
	return b.Bytes()
}

// searchable returns a count and the three numbers for binary search that follow it.
func searchable(n, size int) []uint16 {
	log := int(math.Log2(float64(n)))
	span := size << log
	return []uint16{uint16(n), uint16(span), uint16(log), uint16(size*n - span)}
}

func padded(data []byte) []byte {
	return append(slices.Clone(data), make([]byte, -len(data)&3)...)
}

func checksum(data []byte) (sum uint32) {
	data = padded(data)
	for i := 0; i < len(data); i += 4 {
		sum += binary.BigEndian.Uint32(data[i:])
	}
	return sum
}

// box is the bounds of outlines.
type box struct{ x0, y0, x1, y1 int }

func bounds(contours ...[]point) box {
	all := slices.Concat(contours...)
	if len(all) == 0 {
		return box{}
	}
	b := box{all[0].x, all[0].y, all[0].x, all[0].y}
	for _, p := range all {
		b = box{min(b.x0, p.x), min(b.y0, p.y), max(b.x1, p.x), max(b.y1, p.y)}
	}
	return b
}

func (f *typeface) bounds() box {
	var all [][]point
	for _, g := range f.glyphs {
		all = append(all, g.contours...)
	}
	return bounds(all...)
}

// glyf returns the outlines and where each begins.
func (f *typeface) glyf() (outlines, offsets []byte) {
	for _, g := range f.glyphs {
		offsets = append(offsets, pack(uint32(len(outlines)))...)
		if len(g.contours) > 0 {
			outlines = append(outlines, padded(g.outline())...)
		}
	}
	return outlines, append(offsets, pack(uint32(len(outlines)))...)
}

// outline returns one simple glyph.
func (g glyph) outline() []byte {
	b := bounds(g.contours...)
	data := pack(int16(len(g.contours)), int16(b.x0), int16(b.y0), int16(b.x1), int16(b.y1))
	end := -1
	for _, c := range g.contours {
		end += len(c)
		data = append(data, pack(uint16(end))...)
	}
	data = append(data, 0, 0) // no instructions
	var flags, xs, ys []byte
	var last point
	for _, p := range slices.Concat(g.contours...) {
		var flag byte
		if p.on {
			flag = 1
		}
		flag |= delta(&xs, p.x-last.x, 0x02, 0x10)
		flag |= delta(&ys, p.y-last.y, 0x04, 0x20)
		flags, last = append(flags, flag), p
	}
	return slices.Concat(data, flags, xs, ys)
}

// delta writes a step of one coordinate and returns its flags: short means one byte, same
// then its sign; same without short means no step at all.
func delta(to *[]byte, d int, short, same byte) byte {
	switch {
	case d == 0:
		return same
	case d > 0 && d < 256:
		*to = append(*to, byte(d))
		return short | same
	case d < 0 && d > -256:
		*to = append(*to, byte(-d))
		return short
	}
	*to = append(*to, pack(int16(d))...)
	return 0
}

// cmap returns the characters' glyphs: format 4, as all of them are in the basic plane.
func (f *typeface) cmap() []byte {
	type run struct{ first, last, glyph int }
	var runs []run
	for i, g := range f.glyphs[1:] {
		char := int(g.char)
		if n := len(runs); n > 0 && runs[n-1].last == char-1 {
			runs[n-1].last = char
			continue
		}
		runs = append(runs, run{char, char, i + 1})
	}
	runs = append(runs, run{0xFFFF, 0xFFFF, 0})
	var ends, starts, deltas []uint16
	for _, r := range runs {
		ends, starts = append(ends, uint16(r.last)), append(starts, uint16(r.first))
		deltas = append(deltas, uint16(r.glyph-r.first))
	}
	search := searchable(len(runs), 2)
	search[0] *= 2
	table := pack(search, ends, uint16(0), starts, deltas, make([]uint16, len(runs)))
	return pack(
		uint16(0), uint16(1), uint16(3), uint16(1), uint32(12), // Windows, Unicode
		uint16(4), uint16(len(table)+6), uint16(0), table)
}

func (f *typeface) head() []byte {
	b := f.bounds()
	const created = 3849984000 // seconds since 1904: the first of January 2026
	return pack(uint32(0x10000), uint32(0x10000), uint32(0), uint32(0x5F0F3CF5),
		uint16(3), uint16(f.unitsPerEm), int64(created), int64(created),
		int16(b.x0), int16(b.y0), int16(b.x1), int16(b.y1),
		uint16(0), uint16(6), int16(2), int16(1), int16(0))
}

func (f *typeface) hhea() []byte {
	b := f.bounds()
	return pack(uint32(0x10000), int16(f.ascent), int16(-f.descent), int16(0), uint16(f.widest()),
		int16(b.x0), int16(0), int16(b.x1), int16(1), int16(0), int16(0), make([]byte, 8), int16(0),
		uint16(len(f.glyphs)))
}

func (f *typeface) widest() int {
	width := 0
	for _, g := range f.glyphs {
		width = max(width, g.advance)
	}
	return width
}

func (f *typeface) hmtx() []byte {
	var data []byte
	for _, g := range f.glyphs {
		data = append(data, pack(uint16(g.advance), int16(bounds(g.contours...).x0))...)
	}
	return data
}

func (f *typeface) maxp() []byte {
	points, contours := 0, 0
	for _, g := range f.glyphs {
		points = max(points, len(slices.Concat(g.contours...)))
		contours = max(contours, len(g.contours))
	}
	return pack(uint32(0x10000), uint16(len(f.glyphs)), uint16(points), uint16(contours),
		uint16(0), uint16(0), uint16(2), make([]byte, 16))
}

func (f *typeface) kern() []byte {
	pairs := make([][2]int, 0, len(f.kerns))
	for pair := range f.kerns {
		pairs = append(pairs, pair)
	}
	slices.SortFunc(pairs, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
	var table []byte
	for _, p := range pairs {
		table = append(table, pack(uint16(p[0]), uint16(p[1]), int16(f.kerns[p]))...)
	}
	head := searchable(max(len(pairs), 1), 6)
	head[0] = uint16(len(pairs))
	return pack(uint16(0), uint16(1), uint16(0), uint16(14+len(table)), uint16(1), head, table)
}

func (f *typeface) os2() []byte {
	em := f.unitsPerEm
	first, last := f.glyphs[1].char, f.glyphs[len(f.glyphs)-1].char
	return pack(uint16(4), int16(em/2), uint16(f.weight), uint16(5), uint16(0),
		int16(em/2), int16(em/2), int16(0), int16(em/7), int16(em/2), int16(em/2), int16(0), int16(em/3),
		int16(em/20), int16(em/4), int16(0), make([]byte, 10), make([]byte, 16), []byte("NONE"),
		uint16(0x40), uint16(first), uint16(last),
		int16(f.ascent), int16(-f.descent), int16(0), uint16(f.ascent), uint16(f.descent),
		make([]byte, 8), int16(f.xHeight), int16(f.capHeight), uint16(0), uint16(' '), uint16(2))
}

func (f *typeface) name() []byte {
	full := f.family + " " + f.style
	names := []struct {
		id   uint16
		text string
	}{
		{0, f.copyright}, {1, f.family}, {2, f.style}, {3, full}, {4, full}, {5, "Version 1.000"},
		{6, string(bytes.ReplaceAll([]byte(f.family), []byte(" "), nil)) + "-" + f.style}, {13, f.licence},
	}
	var records, texts []byte
	for _, n := range names {
		text := pack(utf16.Encode([]rune(n.text)))
		records = append(records, pack(uint16(3), uint16(1), uint16(0x409), n.id,
			uint16(len(text)), uint16(len(texts)))...)
		texts = append(texts, text...)
	}
	return pack(uint16(0), uint16(len(names)), uint16(6+len(records)), records, texts)
}
