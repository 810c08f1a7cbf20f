package data

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// encoders write a picture in each format that Go can write.
var encoders = map[string]func(io.Writer, image.Image) error{
	"png":  png.Encode,
	"jpeg": func(w io.Writer, m image.Image) error { return jpeg.Encode(w, m, nil) },
	"gif":  func(w io.Writer, m image.Image) error { return gif.Encode(w, m, nil) },
	"bmp":  bmp.Encode,
	"tiff": func(w io.Writer, m image.Image) error { return tiff.Encode(w, m, nil) },
}

// flatPicture is a picture of one colour.
func flatPicture(width, height int, c color.Color) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.Set(x, y, c)
		}
	}
	return img
}

// encoded is a picture of one colour as a file's content.
func encoded(t testing.TB, format string, width, height int, c color.Color) []byte {
	var b bytes.Buffer
	if err := encoders[format](&b, flatPicture(width, height, c)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pngHeader is a PNG file that ends after a header of the given size.
func pngHeader(width, height uint32) []byte {
	header := append([]byte("IHDR"), make([]byte, 13)...)
	binary.BigEndian.PutUint32(header[4:], width)
	binary.BigEndian.PutUint32(header[8:], height)
	header[12], header[13] = 8, 2 // bits a channel, RGB
	file := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	file = append(file, header...)
	return binary.BigEndian.AppendUint32(file, crc32.ChecksumIEEE(header))
}

func TestDecodePicture(t *testing.T) {
	for format := range encoders {
		img, err := DecodePicture(bytes.NewReader(encoded(t, format, 9, 5, color.White)))
		if err != nil {
			t.Errorf("%s: %v", format, err)
			continue
		}
		if img.Bounds().Size() != image.Pt(9, 5) {
			t.Errorf("%s: %v, want 9×5", format, img.Bounds().Size())
		}
	}
}

func TestDecodePictureRefuses(t *testing.T) {
	// The smallest lossless webp file, 1×1, shows that webp is recognised.
	webp, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		t.Fatal(err)
	}
	whole := encoded(t, "png", 40, 40, color.RGBA{10, 200, 30, 255})
	for _, test := range []struct {
		name string
		file []byte
		want string
	}{
		{"text", []byte("These are words and no picture."), "not a picture in one of the formats"},
		{"nothing", nil, "not a picture in one of the formats"},
		{"1×1", encoded(t, "png", 1, 1, color.White), "1×1 picture: too small"},
		{"1×1 webp", webp, "1×1 picture: too small"},
		{"100×3", encoded(t, "png", 100, 3, color.White), "100×3 picture: too small"},
		{"20000×20000 header", pngHeader(20000, 20000), "20000×20000 picture: too large"},
		{"just too large", pngHeader(8001, 8000), "8001×8000 picture: too large"},
		{"header alone", pngHeader(8000, 8000), "png picture cannot be decoded"},
		{"cut in half", whole[:len(whole)/2], "png picture cannot be decoded"},
	} {
		_, err := DecodePicture(bytes.NewReader(test.file))
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %q, want one line with %q", test.name, err, test.want)
		}
	}
}

func FuzzDecodePicture(f *testing.F) {
	for format := range encoders {
		f.Add(encoded(f, format, 6, 5, color.RGBA{200, 10, 90, 255}))
	}
	f.Add(pngHeader(20000, 20000))
	f.Fuzz(func(t *testing.T, file []byte) {
		size, err := pictureSize(bytes.NewReader(file))
		if err != nil || size.X*size.Y > 1<<20 {
			return // what is large and in order takes long and shows nothing more
		}
		img, err := DecodePicture(bytes.NewReader(file))
		if (img == nil) == (err == nil) {
			t.Fatalf("picture %v with error %v", img, err)
		}
	})
}
