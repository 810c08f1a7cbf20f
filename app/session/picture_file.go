package session

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"strings"

	"github.com/natefinch/atomic"
)

// SavePicture writes a picture of the window, which the window has drawn, as a PNG file. It is no action: a file of actions has no
// window to draw, and 'unitscope snapshot' does that.
func (s *Session) SavePicture(path string, picture image.Image) {
	s.job(func(context.Context) (func(), error) {
		if exportEnding(path) != ".png" {
			return nil, fmt.Errorf("%s was not written: the name of a picture ends in .png", path)
		}
		file, err := pngFile(picture)
		if err == nil {
			err = atomic.WriteFile(path, file)
		}
		if err != nil {
			return nil, fmt.Errorf("%s was not written: %w", path, Reason(err))
		}
		return func() { s.tell(&Notice{Text: "Exported to " + path}) }, nil
	})
}

// CopyPicture puts a picture of the window into the clipboard.
func (s *Session) CopyPicture(picture image.Image) {
	s.job(func(ctx context.Context) (func(), error) {
		file, err := pngFile(picture)
		if err != nil {
			return nil, fmt.Errorf("nothing was copied: %w", err)
		}
		return s.copied(ctx, file.Bytes())
	})
}

func pngFile(picture image.Image) (*bytes.Buffer, error) {
	var file bytes.Buffer
	err := png.Encode(&file, picture)
	return &file, err
}

// PictureScale is how many pixels a point, or a unit of the window's length, is in a PNG file of a name: two, or one where the name
// ends in @1x, as designers name pictures for coarse screens.
func PictureScale(path string) float64 {
	if strings.HasSuffix(strings.ToLower(path), CoarseEnding) {
		return 1
	}
	return 2
}

// CoarseEnding is that of pictures for coarse screens.
const CoarseEnding = "@1x.png"

// Say shows a notice of the window's own.
func (s *Session) Say(text string) {
	s.later(func() { s.tell(&Notice{Text: text}) })
}
