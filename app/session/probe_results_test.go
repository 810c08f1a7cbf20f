package session

import (
	"testing"

	"unitscope/cnn"
)

// However many networks were asked, what is held stays within bounds, the latest results last; what
// is counted is what is there.
func TestResultsAreBounded(t *testing.T) {
	c := newResults()
	nets := make([]*cnn.Network, 12)
	for i := range nets {
		net, err := cnn.Preset("lenet28", 10)
		if err != nil {
			t.Fatal(err)
		}
		nets[i] = net
	}
	each := 4 * nets[0].Parameters()
	keep := resultBytes / (each + (40 << 20)) // results of 40 MB, each of another network
	for i, net := range nets {
		c.put(&result{asked: asked{question{topic: fieldTopic, unit: i}, net, net}, bytes: 40 << 20})
		if c.bytes > resultBytes {
			t.Fatalf("%d bytes are held", c.bytes)
		}
	}
	if len(c.of) != keep || len(c.nets) != keep || c.bytes != keep*(each+(40<<20)) {
		t.Errorf("%d results of %d networks, %d bytes; want %d", len(c.of), len(c.nets), c.bytes, keep)
	}
	if c.find(asked{question{topic: fieldTopic, unit: 11}, nets[11], nets[11]}) == nil {
		t.Error("the latest is not there")
	}
	for _, r := range c.of {
		c.drop(r)
	}
	if c.bytes != 0 || len(c.nets) != 0 || len(c.latest) != 0 {
		t.Errorf("nothing is left, and yet %d bytes, %d networks", c.bytes, len(c.nets))
	}
}

// While a network learns, results of the networks between follow one another and do not add up.
func TestFleetingResultsFollow(t *testing.T) {
	c := newResults()
	q := question{topic: fieldTopic, unit: 1}
	rest := &cnn.Network{}
	c.put(&result{asked: asked{q, rest, rest}})
	for range 5 {
		c.put(&result{asked: asked{q, &cnn.Network{}, rest}, fleeting: true})
	}
	if len(c.of) != 2 || c.find(asked{q, rest, rest}) == nil {
		t.Errorf("%d results, want that of the network at rest and the latest", len(c.of))
	}
}
