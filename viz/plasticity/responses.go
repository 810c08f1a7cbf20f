package plasticity

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync/atomic"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/viz/field"
)

// Responses are what a network's units answer to a set of pictures. They do not change.
type Responses struct {
	Net    *cnn.Network
	Set    data.Set
	Layers []Layer
	Values [][]float32 // per layer: units×pictures, the largest value of the map
}

// Respond shows a network with one head a set of pictures. progress, which may be nil, is told how many are done, from
// any goroutine. It returns an error if a unit answers no finite number, the set's if a picture cannot be read, and
// ctx's if stopped.
func Respond(ctx context.Context, net *cnn.Network, set data.Set, progress func(done, total int)) (*Responses, error) {
	r := &Responses{Net: net, Set: set, Layers: Layers(net)}
	last := -1
	for _, l := range r.Layers {
		r.Values = append(r.Values, make([]float32, l.Units*set.Len()))
		last = max(last, l.Answers)
	}
	if last < 0 {
		return nil, fmt.Errorf("plasticity: the network has no hidden layers with weights")
	}
	shown := *net
	shown.Nodes = net.Nodes[:last+1]
	var done atomic.Int64
	err := data.Show(ctx, &shown, set, 0, func(b data.Shown) error {
		for k, l := range r.Layers {
			if err := r.note(k, b.Pass.Activation(l.Answers), b); err != nil {
				return err
			}
		}
		if n := int(done.Add(int64(len(b.Pictures)))); progress != nil {
			progress(n, set.Len())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// note keeps a layer's answers to a batch.
func (r *Responses) note(k int, activation *cnn.Tensor, b data.Shown) error {
	units, n := r.Layers[k].Units, r.Set.Len()
	size := len(activation.Data) / (len(b.Pictures) * units)
	for i, picture := range b.Pictures {
		for u := range units {
			v := cnn.Largest(activation.Data[(i*units+u)*size:][:size])
			if v-v != 0 {
				return fmt.Errorf("plasticity: %s:%d answers %v to %s", r.Layers[k].Name, u, v, r.Set.PictureName(picture))
			}
			r.Values[k][u*n+b.Places[i]] = v
		}
	}
	return nil
}

// Unit is one unit's answers to all pictures; not a copy.
func (r *Responses) Unit(layer, unit int) []float32 {
	n := r.Set.Len()
	return r.Values[layer][unit*n:][:n]
}

// Layer finds a layer by its name; -1 where there is none.
func (r *Responses) Layer(name string) int {
	return slices.IndexFunc(r.Layers, func(l Layer) bool { return l.Name == name })
}

// Fields measures the receptive fields of a layer's units by so many of their strongest pictures of the set.
func (r *Responses) Fields(ctx context.Context, layer, strongest int, o field.AverageOptions) (*field.Averages, error) {
	l := r.Layers[layer]
	top := make([][]int, l.Units)
	for u := range top {
		top[u] = r.Top(layer, u, strongest)
	}
	return field.Average(ctx, r.Net, r.Net.Nodes[l.Answers].Name, r.Set, top, o)
}

// Top are the pictures that drive a unit most, the strongest first; of equals, the earlier picture. Pictures that it does not
// answer to above its weakest answer, or 0, are left out.
func (r *Responses) Top(layer, unit, count int) []int {
	values := r.Unit(layer, unit)
	least := max(slices.Min(values), 0)
	var top []int
	for i, v := range values {
		if v > least {
			top = append(top, i)
		}
	}
	slices.SortStableFunc(top, func(a, b int) int {
		switch {
		case values[a] > values[b]:
			return -1
		case values[a] < values[b]:
			return 1
		}
		return 0
	})
	return top[:min(count, len(top))]
}

// drives is what share of a unit's strongest answer a picture brings out of it that drives it: half, as half a maximum bounds fields and
// tuning curves.
const drives = 0.5

// Drives tells of pictures which of them drive a unit: it answers each with at least half of its strongest answer to any picture,
// above zero. Of the Driving pictures of a snapshot before, those that do not any more are what the unit has forgotten.
func (r *Responses) Drives(layer, unit int, pictures []int) []bool {
	values := r.Unit(layer, unit)
	enough := drives * slices.Max(values)
	driven := make([]bool, len(pictures))
	for i, p := range pictures {
		driven[i] = values[p] > 0 && values[p] >= enough
	}
	return driven
}

// Driving are the Top pictures of a unit as far as they drive it.
func (r *Responses) Driving(layer, unit, count int) []int {
	top := r.Top(layer, unit, count)
	if weak := slices.Index(r.Drives(layer, unit, top), false); weak >= 0 {
		return top[:weak]
	}
	return top
}

// ClassMeans are a unit's mean answers by class of one of the set's tasks; NaN for a class without pictures.
func (r *Responses) ClassMeans(layer, unit int, task string) []float64 {
	means, counts := make([]float64, len(r.Set.Classes(task))), make([]int, len(r.Set.Classes(task)))
	for i, v := range r.Unit(layer, unit) {
		if c := r.Set.Label(i, task); c >= 0 && c < len(means) {
			means[c] += float64(v)
			counts[c]++
		}
	}
	for c, n := range counts {
		if means[c] /= float64(n); n == 0 {
			means[c] = math.NaN()
		}
	}
	return means
}

// silent tells whether a unit never answers more than a share of the largest answer of its layer: neither above that, nor, below
// zero, to one picture more than to another.
func (r *Responses) silent(layer, unit int, share float64) bool {
	values := r.Unit(layer, unit)
	most := float64(slices.Max(values))
	if share <= 0 {
		return most <= 0 && slices.Min(values) == slices.Max(values)
	}
	return most <= share*float64(slices.Max(r.Values[layer]))
}

// kernel is a unit's weights, without its bias.
func (r *Responses) kernel(layer, unit int) []float32 {
	weight := r.Net.Nodes[r.Layers[layer].Weights].Layer.Params()[0].Value
	size := weight.Shape[1:].Size()
	return weight.Data[unit*size:][:size]
}
