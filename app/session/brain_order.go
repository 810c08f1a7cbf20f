package session

import (
	"context"
	"errors"
	"slices"

	"unitscope/viz/rsa"
)

// Order returns how the pictures of matrices are ordered: that of both that are shown.
func (b *Brain) Order() Answer[BrainOrder] {
	n := b.bench()
	stimuli := b.stimuli(&n)
	if stimuli.Value == nil {
		return Answer[BrainOrder]{Working: stimuli.Working, Err: stimuli.Err}
	}
	if n.selection.Brain.Order != BySimilarity {
		return Answer[BrainOrder]{Value: b.before.order.get(stimuli.Value, stimuli.Value.byCategory)}
	}
	layer, _ := b.Shown()
	if layer == nil {
		return Answer[BrainOrder]{Working: true, Value: b.before.order.get(stimuli.Value, stimuli.Value.byCategory), Stale: true}
	}
	rdm := layer.RDM
	return ask[BrainOrder](b.probe, &n.bench, inquiry(orderTopic, &rdm[0], nil), "order of the pictures", func(_ context.Context, t *task) error {
		o := &BrainOrder{Pictures: rsa.Cluster(rdm).Order()}
		t.keepLatest(t.asked, o, 8*len(o.Pictures))
		return nil
	})
}

// byCategory orders pictures by what they show; as they are where nobody said that.
func (s *BrainStimuli) byCategory() *BrainOrder {
	o := &BrainOrder{Pictures: rsa.ByCategory(s.Category)}
	if len(s.Categories) == 0 {
		return o
	}
	for place, picture := range o.Pictures {
		name := "no category"
		if c := s.Category[picture]; c >= 0 {
			name = s.Categories[c]
		}
		if last := len(o.Groups) - 1; last >= 0 && o.Groups[last].Name == name {
			o.Groups[last].To = place + 1
			continue
		}
		o.Groups = append(o.Groups, BrainGroup{name, place, place + 1})
	}
	return o
}

// LayerPoints places the pictures in a plane by the dissimilarities of the selected layer.
func (b *Brain) LayerPoints() Answer[rsa.Points] {
	layer, _ := b.Shown()
	return b.points(layerPoints, layer)
}

// RegionPoints places the pictures in a plane by the dissimilarities of the region that is shown.
func (b *Brain) RegionPoints() Answer[rsa.Points] {
	_, region := b.Shown()
	return b.points(regionPoints, region)
}

func (b *Brain) points(about topic, m *BrainMatrix) Answer[rsa.Points] {
	if m == nil {
		return Answer[rsa.Points]{Working: b.Matrices().Working}
	}
	n, rdm := b.bench(), m.RDM
	a := inquiry(about, &rdm[0], nil)
	return ask[rsa.Points](b.probe, &n.bench, a, "places of the pictures", func(ctx context.Context, t *task) error {
		p, err := rsa.MDS(ctx, rdm, rsa.MDSOptions{})
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(p.At, func(v float64) bool { return v == v && v != 0 }) {
			return errors.New("all pictures are alike in " + m.Name)
		}
		t.keepLatest(t.asked, p, 8*len(p.At))
		return nil
	})
}
