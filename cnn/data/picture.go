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

	_ "golang.org/x/image/bmp" // likewise
	"golang.org/x/image/draw"
	_ "golang.org/x/image/tiff" // likewise
	_ "golang.org/x/image/webp" // likewise
)

const (
	maxPixels      = 64_000_000 // pictures of more are refused before they are decoded
	minSide        = 4          // pixels; a shorter side cannot carry a picture
	maxPictureFile = 1 << 29    // bytes: what that many pixels of 16-bit colour and alpha take
)

// errNoPicture is the answer to a file of any other kind, whatever its name.
var errNoPicture = errors.New("not a picture in one of the formats png, jpeg, gif, webp, bmp, tiff")

// DecodePicture reads a png, jpeg, gif (its first frame), webp, bmp or tiff picture, grey or in
// colour, with up to 16 bits a channel, and turns it as its EXIF orientation says. Its header is looked
// at first: pictures over 64 megapixels or under 4×4 are refused before any pixel is decoded.
func DecodePicture(r io.Reader) (image.Image, error) {
	r = io.LimitReader(r, maxPictureFile+1)
	var file bytes.Buffer
	size, err := headerSize(io.TeeReader(r, &file))
	if err != nil {
		return nil, err
	}
	if _, err := file.ReadFrom(r); err != nil {
		return nil, err
	}
	if file.Len() > maxPictureFile {
		return nil, fmt.Errorf("picture file of more than %d MB", maxPictureFile>>20)
	}
	img, format, err := image.Decode(bytes.NewReader(file.Bytes()))
	if err != nil {
		return nil, undecodable(format, err)
	}
	return turned(onScreen(img, size), orientation(file.Bytes())), nil
}

// onScreen returns a picture of the size that its header gives: a gif's first frame may cover only a
// part of it, and the rest is transparent.
func onScreen(img image.Image, size image.Point) image.Image {
	screen := image.Rectangle{Max: size}
	if img.Bounds() == screen {
		return img
	}
	whole := image.NewRGBA(screen)
	draw.Draw(whole, img.Bounds(), img, img.Bounds().Min, draw.Src)
	return whole
}

// pictureSize reads a picture's header and returns the size at which it is shown, or an error if the
// picture is none that DecodePicture reads. An orientation that a file gives behind its header, as png
// and webp files may, is not seen.
func pictureSize(r io.Reader) (image.Point, error) {
	var header bytes.Buffer
	size, err := headerSize(io.TeeReader(io.LimitReader(r, maxPictureFile), &header))
	if sideways(orientation(header.Bytes())) {
		size = image.Pt(size.Y, size.X)
	}
	return size, err
}

// headerSize is the size at which the pixels lie in the file.
func headerSize(r io.Reader) (image.Point, error) {
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
