package onnx

import (
	"fmt"
	"math"
	"slices"

	"unitscope/cnn"
)

// readResize finds scales or sizes, for all axes or since operator set 18 for those in an attribute.
func readResize(r *nodeReader) (cnn.Layer, error) {
	l := &cnn.Resize{
		Interpolation:  cnn.Interpolation(r.text("mode", "nearest")),
		Coordinates:    cnn.Coordinates(r.text("coordinate_transformation_mode", "half_pixel")),
		Rounding:       cnn.Rounding(r.text("nearest_mode", "round_prefer_floor")),
		ExcludeOutside: r.int("exclude_outside", 0) != 0,
		Antialias:      r.int("antialias", 0) != 0,
	}
	if l.Interpolation == cnn.CubicResize {
		l.Cubic = r.float("cubic_coeff_a", -0.75)
	}
	scales, sizes, roi := 2, 3, 1
	if r.opset < 11 {
		l.Coordinates, l.Rounding = cnn.Asymmetric, cnn.RoundDown
		scales, sizes, roi = 1, len(r.inputs), len(r.inputs)
	}
	axes, err := r.resizedAxes()
	if err != nil {
		return nil, err
	}
	if l.Coordinates == cnn.CropAndResize {
		l.Extrapolation = r.float("extrapolation_value", 0)
		if err := r.crop(l, axes, roi); err != nil {
			return nil, err
		}
	}
	return l, r.scale(l, axes, scales, sizes)
}

// readUpsample reads what Resize was before: scales are an attribute, or since operator set 9 an input.
func readUpsample(r *nodeReader) (cnn.Layer, error) {
	l := &cnn.Resize{Interpolation: cnn.Interpolation(r.text("mode", "nearest")), Coordinates: cnn.Asymmetric, Rounding: cnn.RoundDown}
	axes, err := r.resizedAxes()
	if err != nil {
		return nil, err
	}
	return l, r.scale(l, axes, 1, len(r.inputs))
}

// resizedAxes are the file's axes that scales, sizes and regions are for.
func (r *nodeReader) resizedAxes() ([]int64, error) {
	rank := int64(len(r.shapes[0]) + r.lead())
	axes := slices.Clone(r.attributes["axes"].ints)
	for i, axis := range axes {
		if axis < 0 {
			axes[i] += rank
		}
		if axes[i] < 0 || axes[i] >= rank {
			return nil, fmt.Errorf("axis %d of %d dimensions", axis, rank)
		}
	}
	if rank == 0 {
		return nil, fmt.Errorf("it reads a single number: %w", ErrUnsupported)
	}
	for axis := int64(0); len(r.attributes["axes"].ints) == 0 && axis < rank; axis++ {
		axes = append(axes, axis)
	}
	return axes, nil
}

// crop sets the region that is resized: starts of all axes, then ends.
func (r *nodeReader) crop(l *cnn.Resize, axes []int64, input int) error {
	roi, err := r.glance(input)
	if err != nil {
		return err
	}
	if roi == nil || len(roi.Data) != 2*len(axes) {
		return fmt.Errorf("no region for %d axes", len(axes))
	}
	l.Start, l.End = make([]float32, len(r.shapes[0])), slices.Repeat([]float32{1}, len(r.shapes[0]))
	for i, axis := range axes {
		start, end := roi.Data[i], roi.Data[len(axes)+i]
		switch at := int(axis) - r.lead(); {
		case at >= 0:
			l.Start[at], l.End[at] = start, end
		case start != 0 || end != 1:
			return errMixes
		}
	}
	return nil
}

// scale sets the scales, or those that lead to the sizes.
func (r *nodeReader) scale(l *cnn.Resize, axes []int64, scales, sizes int) error {
	l.Scales = slices.Repeat([]float32{1}, len(r.shapes[0]))
	factors := slices.Clone(r.attributes["scales"].floats)
	if factors == nil {
		t, err := r.glance(scales)
		if err != nil {
			return err
		}
		if t != nil {
			factors = slices.Clone(t.Data)
		}
	}
	if len(factors) == 0 {
		var err error
		if factors, err = r.factors(axes, sizes); err != nil {
			return err
		}
	}
	if len(factors) != len(axes) {
		return fmt.Errorf("%d scales for %d axes", len(factors), len(axes))
	}
	for i, axis := range axes {
		switch at := int(axis) - r.lead(); {
		case at >= 0:
			l.Scales[at] = factors[i]
		case factors[i] != 1:
			return errMixes
		}
	}
	return nil
}

// factors are the scales that lead to the sizes in an input.
func (r *nodeReader) factors(axes []int64, input int) ([]float32, error) {
	sizes, ok, err := r.integers("", input)
	if err != nil || !ok {
		return nil, lacking(err, "it has neither scales nor sizes")
	}
	if len(sizes) != len(axes) {
		return nil, fmt.Errorf("%d sizes for %d axes", len(sizes), len(axes))
	}
	in := r.dims(r.sources[0])
	wanted := slices.Clone(sizes)
	if policy := r.text("keep_aspect_ratio_policy", "stretch"); policy != "stretch" {
		factor := float64(sizes[0]) / float64(in[axes[0]])
		for i, axis := range axes {
			f := float64(sizes[i]) / float64(in[axis])
			if policy == "not_larger" {
				factor = min(factor, f)
			} else {
				factor = max(factor, f)
			}
		}
		for i, axis := range axes {
			wanted[i] = int64(math.Floor(factor*float64(in[axis]) + 0.5))
		}
	}
	factors := make([]float32, len(sizes))
	for i, axis := range axes {
		if wanted[i] < 1 || wanted[i] > maxDimension {
			return nil, fmt.Errorf("sizes are %v: %w", sizes, ErrUnsupported)
		}
		factors[i] = factorTo(in[axis], int(wanted[i]))
	}
	return factors, nil
}

// factorTo is the scale that makes out cells of in.
func factorTo(in, out int) float32 {
	f := float32(float64(out) / float64(in))
	for int(f*float32(in)) < out {
		f = math.Nextafter32(f, math.MaxFloat32)
	}
	return f
}

// writeResize writes the scales of all axes, the batch's among them.
func writeResize(w *nodeWriter, layer cnn.Layer) {
	l := layer.(*cnn.Resize)
	ones, zeros := slices.Repeat([]float32{1}, w.lead()), make([]float32, w.lead())
	if l.Coordinates == cnn.CropAndResize {
		w.vector("roi", slices.Concat(zeros, l.Start, ones, l.End))
		w.float("extrapolation_value", l.Extrapolation)
	} else {
		w.none()
	}
	w.vector("scales", slices.Concat(ones, l.Scales))
	w.text("mode", string(l.Interpolation))
	w.text("coordinate_transformation_mode", string(l.Coordinates))
	w.text("nearest_mode", string(l.Rounding))
	if l.Interpolation == cnn.CubicResize {
		w.float("cubic_coeff_a", l.Cubic)
	}
	w.flag("exclude_outside", l.ExcludeOutside)
	if l.Antialias {
		w.since(18)
		w.int("antialias", 1)
	}
	if l.Coordinates == cnn.HalfPixelSymmetric {
		w.since(19)
	}
}
