package lesson

import (
	"fmt"

	"unitscope/app/session"
	"unitscope/viz/field"
)

// Values of the network's build: what arithmetic says of it.
func init() {
	register("sees LAYER", "the side, in pixels, of what a cell of the layer sees of the picture: the theoretical receptive field", ofNode(sees))
	register("sees-share LAYER", "the same as a share of the picture's area, in percent", ofNode(func(b *bench, at int) reading {
		h, w := session.MapSize(b.shown.Net.Input)
		e := field.Extents(b.shown.Net)[at]
		return percent(float64(min(e.Size[0], h)*min(e.Size[1], w)) / float64(h*w))
	}))
	register("size LAYER", "how many cells wide the layer's maps are", ofNode(func(b *bench, at int) reading {
		return sides(session.MapSize(b.shown.Net.Nodes[at].Shape))
	}))
	register("units LAYER", "how many units the layer has", ofNode(func(b *bench, at int) reading {
		return whole(b.shown.Net.Nodes[at].Shape.Units())
	}))
	register("kernel LAYER", "the side of the layer's kernels, in cells of what it reads", func(b *bench, given arguments) reading {
		conv, none, ok := b.convolution(given[0])
		if !ok {
			return none
		}
		return sides(conv.Kernel[0], conv.Kernel[1])
	})
	register("kernel-weights LAYER", "how many weights one unit of the convolution has: its kernel on each map that it reads", func(b *bench, given arguments) reading {
		conv, none, ok := b.convolution(given[0])
		if !ok {
			return none
		}
		return whole(conv.Weight.Shape[1:].Size())
	})
	register("weights LAYER", "how many weights the layer has, with biases", ofNode(func(b *bench, at int) reading {
		n := 0
		for _, p := range b.shown.Net.Nodes[at].Layer.Params() {
			n += len(p.Value.Data)
		}
		return whole(n)
	}))
	registerWholeNetwork()
}

// ofNode is a value of a layer, any node of the network, that is named first.
func ofNode(read func(b *bench, at int) reading) func(b *bench, given arguments) reading {
	return func(b *bench, given arguments) reading {
		at, none, ok := b.node(given[0])
		if !ok {
			return none
		}
		return read(b, at)
	}
}

// registerWholeNetwork adds values of the network as a whole, and of what it was taught.
func registerWholeNetwork() {
	register("weights-of-all", "how many weights the network has, with biases", func(b *bench, _ arguments) reading {
		return whole(b.shown.Net.Parameters())
	})
	register("picture-size", "the side of the picture, in pixels", func(b *bench, _ arguments) reading {
		return sides(session.MapSize(b.shown.Net.Input))
	})
	register("classes", "how many classes the network tells apart", func(b *bench, _ arguments) reading {
		return whole(len(b.shown.Net.Meta.Labels))
	})
	register("chance", "the share that is right by guessing, in percent", func(b *bench, _ arguments) reading {
		classes := len(b.shown.Net.Meta.Labels)
		if classes == 0 {
			return impossible("nobody has said what this network's answers are")
		}
		return percent(1 / float64(classes))
	})
	registerWord("task", "what the network was taught: object, scene, colour …", func(b *bench, _ arguments) reading {
		task, _ := b.Task()
		return word(task)
	})
}

func sees(b *bench, at int) reading {
	e := field.Extents(b.shown.Net)[at]
	return sides(e.Size[0], e.Size[1])
}

// sides reads a height and a width: one number where they are the same.
func sides(h, w int) reading {
	if h == w {
		return whole(w)
	}
	return reading{float64(w), fmt.Sprintf("%d × %d", w, h)}
}
