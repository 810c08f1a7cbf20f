package data

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/gif"  // registers the format with image.Decode
	_ "image/jpeg" // likewise
	_ "image/png"  // likewise
	"io"

	_ "golang.org/x/image/bmp"  // likewise
	_ "golang.org/x/image/tiff" // likewise
	_ "golang.org/x/image/webp" // likewise
)

const (
	maxPixels = 64_000_000 // pictures of more are refused before they are decoded
	minSide   = 4          // pixels; a shorter side cannot carry a picture
)

// errNoPicture is the answer to a file of any other kind, whatever its name.
var errNoPicture = errors.New("not a picture in one of the formats png, jpeg, gif, webp, bmp, tiff")

// DecodePicture reads a png, jpeg, gif (its first frame), webp, bmp or tiff picture. Its header is
// looked at first: pictures over 64 megapixels or under 4×4 are refused before any pixel is decoded.
func DecodePicture(r io.Reader) (image.Image, error) {
	var header bytes.Buffer
	if _, err := pictureSize(io.TeeReader(r, &header)); err != nil {
		return nil, err
	}
	img, format, err := image.Decode(io.MultiReader(&header, r))
	if err != nil {
		return nil, undecodable(format, err)
	}
	return img, nil
}

// pictureSize reads a picture's header and returns its size, or an error if the picture is none
// that DecodePicture reads.
func pictureSize(r io.Reader) (image.Point, error) {
	header, format, err := image.DecodeConfig(r)
	size := image.Pt(header.Width, header.Height)
	switch {
	case errors.Is(err, image.ErrFormat):
		return size, errNoPicture
	case err != nil:
		return size, undecodable(format, err)
	}
	return size, checkSize(size)
}

// checkSize refuses sizes that cannot carry a picture, and those that would fill the memory.
func checkSize(size image.Point) error {
	switch {
	case size.X < minSide || size.Y < minSide:
		return fmt.Errorf("%s picture: too small (less than %d×%d)", sizeText(size), minSide, minSide)
	case size.X > maxPixels/size.Y:
		return fmt.Errorf("%s picture: too large (more than %d megapixels)", sizeText(size), maxPixels/1_000_000)
	}
	return nil
}

// undecodable wraps what a format's decoder says of a damaged file.
func undecodable(format string, err error) error {
	return fmt.Errorf("%s picture cannot be decoded: %w", format, err)
}
