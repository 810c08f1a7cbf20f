package data

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"golang.org/x/image/tiff"

	"unitscope/cnn"
)

// exifBlock is a TIFF block whose one directory says an orientation, behind another tag.
func exifBlock(order binary.AppendByteOrder, orientation uint16) []byte {
	block := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		block = []byte("MM\x00*")
	}
	block = order.AppendUint32(block, 8)
	block = order.AppendUint16(block, 2)
	for _, e := range [][4]uint16{{0x0100, 3, 7, 0}, {0x0112, 3, orientation, 0}} { // ImageWidth, Orientation
		block = order.AppendUint16(order.AppendUint16(block, e[0]), e[1])
		block = order.AppendUint32(block, 1)
		block = order.AppendUint16(order.AppendUint16(block, e[2]), e[3])
	}
	return order.AppendUint32(block, 0)
}

// withEXIF puts an EXIF segment into a JPEG file behind its start, after a comment.
func withEXIF(file, block []byte) []byte {
	segment := func(marker byte, content []byte) []byte {
		return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(content)+2)), content...)
	}
	out := append([]byte{0xff, 0xd8}, segment(0xfe, []byte("a comment"))...)
	out = append(out, segment(0xe1, append([]byte("Exif\x00\x00"), block...))...)
	return append(out, file[2:]...)
}

// withPNGChunk puts an eXIf chunk at a PNG file's end, before IEND.
func withPNGChunk(file, block []byte) []byte {
	end := len(file) - 12
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(block)))
	chunk = append(append(chunk, "eXIf"...), block...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	return append(append(bytes.Clone(file[:end]), chunk...), file[end:]...)
}

// corners is a 24×16 picture whose top left quarter is red, top right green, bottom left blue, bottom right white.
func corners() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 24, 16))
	for y := range 16 {
		for x := range 24 {
			img.Set(x, y, []color.RGBA{{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {255, 255, 255, 255}}[2*(y/8)+x/12])
		}
	}
	return img
}

// seen names the colours of a picture's corners, row by row.
func seen(img image.Image) string {
	b := img.Bounds()
	names := ""
	for _, at := range []image.Point{{2, 2}, {b.Dx() - 3, 2}, {2, b.Dy() - 3}, {b.Dx() - 3, b.Dy() - 3}} {
		r, g, bl, _ := img.At(b.Min.X+at.X, b.Min.Y+at.Y).RGBA()
		switch {
		case r > 0x8000 && g > 0x8000:
			names += "w"
		case r > 0x8000:
			names += "r"
		case g > 0x8000:
			names += "g"
		case bl > 0x8000:
			names += "b"
		}
	}
	return names
}

// TestOrientation: what TIFF 6.0 says of where row 0 and column 0 of the stored picture are seen. Stored
// are r g over b w: 6, for one, has row 0 (r g) on the right, from the top, and so shows b r over w g.
func TestOrientation(t *testing.T) {
	var lossless, lossy bytes.Buffer
	if err := png.Encode(&lossless, corners()); err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(&lossy, corners(), &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"rgbw", "grwb", "wbgr", "bwrg", "rbgw", "brwg", "wgbr", "gwrb"} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			block := exifBlock(order, uint16(i+1))
			for format, file := range map[string][]byte{"jpeg": withEXIF(lossy.Bytes(), block), "png": withPNGChunk(lossless.Bytes(), block)} {
				img, err := DecodePicture(bytes.NewReader(file))
				if err != nil {
					t.Fatal(err)
				}
				size := image.Pt(24, 16)
				if i >= 4 {
					size = image.Pt(16, 24)
				}
				if got := seen(img); got != want || img.Bounds().Size() != size {
					t.Errorf("%s, orientation %d: corners %s of %v, wants %s of %v", format, i+1, got, img.Bounds(), want, size)
				}
				if format != "jpeg" {
					continue
				}
				if header, err := pictureSize(bytes.NewReader(file)); err != nil || header != size {
					t.Errorf("orientation %d: the header gives %v (%v), wants %v", i+1, header, err, size)
				}
			}
		}
	}
}

// TestOrientationOfTIFF: the tag of the file itself, in a directory written anew behind the old one.
func TestOrientationOfTIFF(t *testing.T) {
	var b bytes.Buffer
	if err := tiff.Encode(&b, corners(), nil); err != nil {
		t.Fatal(err)
	}
	file, order := b.Bytes(), binary.LittleEndian
	at := order.Uint32(file[4:])
	entries := order.Uint16(file[at:])
	order.PutUint32(file[4:], uint32(len(file)))
	file = order.AppendUint16(file, entries+1)
	for i := range int(entries) {
		old := file[int(at)+2+12*i:][:12]
		if i > 0 && order.Uint16(old) > 0x0112 && order.Uint16(file[len(file)-12:]) < 0x0112 { // tags are in order
			file = append(file, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 3, 0, 0, 0)
		}
		file = append(file, old...)
	}
	img, err := DecodePicture(bytes.NewReader(append(file, 0, 0, 0, 0)))
	if err != nil {
		t.Fatal(err)
	}
	if got := seen(img); got != "wbgr" {
		t.Errorf("corners %s, wants wbgr", got)
	}
}

// TestTurnedOffset: a picture whose corner is not at 0,0, by hand.
func TestTurnedOffset(t *testing.T) {
	img := image.NewGray(image.Rect(5, 7, 8, 9)) // 1 2 3 over 4 5 6
	for i := range img.Pix {
		img.Pix[i] = byte(i + 1)
	}
	for orientation, want := range map[int]string{2: "321 654", 3: "654 321", 4: "456 123", 5: "14 25 36", 6: "41 52 63", 7: "63 52 41", 8: "36 25 14"} {
		got := ""
		shown := turned(img, orientation)
		for y := range shown.Bounds().Dy() {
			if y > 0 {
				got += " "
			}
			for x := range shown.Bounds().Dx() {
				v, _, _, _ := shown.At(x, y).RGBA()
				got += fmt.Sprint(v >> 8)
			}
		}
		if got != want {
			t.Errorf("orientation %d shows %s, wants %s", orientation, got, want)
		}
	}
}

// TestPictureDepths: 16 bits, grey and alpha come out as they should, transparent parts on white.
func TestPictureDepths(t *testing.T) {
	half := image.NewNRGBA64(image.Rect(0, 0, 8, 8)) // black, half transparent
	deep := image.NewGray16(image.Rect(0, 0, 8, 8))
	clear := image.NewNRGBA(image.Rect(0, 0, 8, 8))
	for i := range 64 {
		half.SetNRGBA64(i%8, i/8, color.NRGBA64{A: 0x8000})
		deep.SetGray16(i%8, i/8, color.Gray16{Y: 0x4080})
	}
	for what, c := range map[string]struct {
		img  image.Image
		want float32
	}{"half": {half, 127.0 / 255}, "16-bit grey": {deep, 64.0 / 255}, "transparent": {clear, 1}} {
		for _, format := range []string{"png", "tiff"} {
			var b bytes.Buffer
			if err := encoders[format](&b, c.img); err != nil {
				t.Fatal(err)
			}
			img, err := DecodePicture(&b)
			if err != nil {
				t.Fatal(err)
			}
			for _, shape := range []cnn.Shape{{3, 8, 8}, {1, 5, 5}} {
				if got := Fit(img, shape, cnn.Crop).Data[3]; got < c.want-1.01/255 || got > c.want+1.01/255 {
					t.Errorf("%s %s at %v is %v, wants %v", what, format, shape, got, c.want)
				}
			}
		}
	}
}

func FuzzEXIF(f *testing.F) {
	block := exifBlock(binary.BigEndian, 6)
	f.Add(block)
	f.Add(exifBlock(binary.LittleEndian, 8))
	f.Add(withEXIF([]byte{0xff, 0xd8, 0xff, 0xda}, block))
	f.Add(withPNGChunk(pngHeader(4, 4), block))
	f.Add(append([]byte("RIFF\x00\x00\x00\x00WEBPVP8L\x01\x00\x00\x00x\x00EXIF\x26\x00\x00\x00"), block...))
	f.Fuzz(func(t *testing.T, file []byte) {
		if o := orientation(file); o < 1 || o > 8 {
			t.Fatalf("orientation %d", o)
		}
	})
}
