package widget

import (
	"image"

	xdraw "golang.org/x/image/draw"
)

// magnify draws a picture into r of dst: as squares where r is a whole multiple of it, smoothly where it must shrink.
// r lies within dst.
func magnify(dst *image.RGBA, r image.Rectangle, src *image.RGBA) {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	if w == 0 || h == 0 || r.Empty() {
		return
	}
	k := r.Dx() / w
	if k < 1 || r.Dx() != k*w || r.Dy() != k*h || !r.In(dst.Rect) {
		xdraw.ApproxBiLinear.Scale(dst, r, src, src.Rect, xdraw.Src, nil)
		return
	}
	for y := range h {
		line := src.Pix[src.PixOffset(src.Rect.Min.X, src.Rect.Min.Y+y):]
		first := dst.PixOffset(r.Min.X, r.Min.Y+y*k)
		out := dst.Pix[first : first+4*r.Dx()]
		for x := range w {
			pixel := line[4*x : 4*x+4]
			for i := range k {
				copy(out[4*(x*k+i):], pixel)
			}
		}
		for i := 1; i < k; i++ {
			copy(dst.Pix[first+i*dst.Stride:], out)
		}
	}
}
