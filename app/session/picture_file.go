package session

import (
	"bytes"
	"context"
	"fmt"

	"github.com/natefinch/atomic"
)

// SavePicture writes a picture of the window, a PNG file, which the window has drawn. It is no action: a file of actions has
// no window to draw, and 'unitscope snapshot' does that.
func (s *Session) SavePicture(path string, png []byte) {
	s.job(func(context.Context) (func(), error) {
		if err := atomic.WriteFile(path, bytes.NewReader(png)); err != nil {
			return nil, fmt.Errorf("%s was not written: %w", path, reason(err))
		}
		return func() { s.tell(&Notice{Text: "Exported to " + path}) }, nil
	})
}

// Say shows a notice of the window's own.
func (s *Session) Say(text string) {
	s.later(func() { s.tell(&Notice{Text: text}) })
}
