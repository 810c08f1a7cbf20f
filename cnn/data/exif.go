package data

import (
	"bytes"
	"encoding/binary"
	"image"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
)

// orientation returns how a picture file wants to be shown, 1 to 8 as TIFF 6.0 numbers it: where the
// picture's first row and column are to be seen. It is 1, as it lies, where the file says nothing that
// can be made out. EXIF is read in jpeg, png and webp files, and a tiff file's own tag.
func orientation(file []byte) int {
	switch {
	case bytes.HasPrefix(file, []byte("\xff\xd8")):
		return tiffOrientation(jpegEXIF(file))
	case bytes.HasPrefix(file, []byte("\x89PNG\r\n\x1a\n")):
		return tiffOrientation(pngEXIF(file[8:]))
	case len(file) >= 12 && string(file[:4]) == "RIFF" && string(file[8:12]) == "WEBP":
		return tiffOrientation(webpEXIF(file[12:]))
	}
	return tiffOrientation(file)
}

// exifMark begins a JPEG segment of EXIF; some WebP files have it too.
var exifMark = []byte("Exif\x00\x00")

// jpegEXIF returns the TIFF block in the first APP1 segment of EXIF that comes before the pixels.
func jpegEXIF(file []byte) []byte {
	const startOfScan, endOfImage, app1 = 0xda, 0xd9, 0xe1
	for rest := file[2:]; len(rest) >= 4 && rest[0] == 0xff; {
		marker := rest[1]
		switch {
		case marker == 0xff: // any number may come before a marker
			rest = rest[1:]
			continue
		case marker == startOfScan || marker == endOfImage:
			return nil
		case marker == 0x01 || marker >= 0xd0 && marker <= 0xd8: // no length
			rest = rest[2:]
			continue
		}
		length := int(binary.BigEndian.Uint16(rest[2:]))
		if length < 2 || length > len(rest)-2 {
			return nil
		}
		content := rest[4 : 2+length]
		if block, ok := bytes.CutPrefix(content, exifMark); ok && marker == app1 {
			return block
		}
		rest = rest[2+length:]
	}
	return nil
}

// pngEXIF returns the content of the eXIf chunk among a PNG file's chunks.
func pngEXIF(chunks []byte) []byte {
	const frame = 12 // length, type and checksum of each
	for len(chunks) >= frame {
		length := uint64(binary.BigEndian.Uint32(chunks))
		if length > uint64(len(chunks)-frame) {
			return nil
		}
		if string(chunks[4:8]) == "eXIf" {
			return chunks[8 : 8+length]
		}
		chunks = chunks[frame+length:]
	}
	return nil
}

// webpEXIF returns the content of the EXIF chunk among a WebP file's chunks, which begin at even places.
func webpEXIF(chunks []byte) []byte {
	for len(chunks) >= 8 {
		length := uint64(binary.LittleEndian.Uint32(chunks[4:]))
		if length > uint64(len(chunks)-8) {
			return nil
		}
		if string(chunks[:4]) == "EXIF" {
			return bytes.TrimPrefix(chunks[8:8+length], exifMark)
		}
		chunks = chunks[min(8+length+length%2, uint64(len(chunks))):]
	}
	return nil
}

// tiffOrientation reads tag 274 in the first directory of a TIFF block.
func tiffOrientation(block []byte) int {
	const tag, short, entry = 0x0112, 3, 12
	if len(block) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(block[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	at := uint64(order.Uint32(block[4:]))
	if at+2 > uint64(len(block)) {
		return 1
	}
	entries := int(order.Uint16(block[at:]))
	for directory := block[at+2:]; entries > 0 && len(directory) >= entry; directory, entries = directory[entry:], entries-1 {
		if order.Uint16(directory) != tag || order.Uint16(directory[2:]) != short {
			continue
		}
		if value := int(order.Uint16(directory[8:])); value >= 1 && value <= 8 {
			return value
		}
		return 1
	}
	return 1
}

// sideways tells whether an orientation exchanges rows and columns.
func sideways(orientation int) bool { return orientation >= 5 }

// turned returns img as its orientation wants it to be shown, its corner at 0,0.
func turned(img image.Image, orientation int) image.Image {
	if orientation == 1 {
		return img
	}
	from := img.Bounds()
	w, h := float64(from.Dx()), float64(from.Dy())
	// x' = a·x + b·y + c, y' = d·x + e·y + f
	matrix := map[int]f64.Aff3{
		2: {-1, 0, w, 0, 1, 0}, // mirrored
		3: {-1, 0, w, 0, -1, h},
		4: {1, 0, 0, 0, -1, h},
		5: {0, 1, 0, 1, 0, 0},
		6: {0, -1, h, 1, 0, 0}, // a quarter clockwise
		7: {0, -1, h, -1, 0, w},
		8: {0, 1, 0, -1, 0, w}, // a quarter counter-clockwise
	}[orientation]
	x, y := float64(from.Min.X), float64(from.Min.Y)
	matrix[2] -= matrix[0]*x + matrix[1]*y
	matrix[5] -= matrix[3]*x + matrix[4]*y
	size := from.Size()
	if sideways(orientation) {
		size = image.Pt(size.Y, size.X)
	}
	upright := image.NewRGBA(image.Rectangle{Max: size})
	draw.NearestNeighbor.Transform(upright, matrix, img, from, draw.Src, nil)
	return upright
}
