package session

import "unitscope/cnn"

// A result is what came of a question.
type result struct {
	asked
	run      *Run
	step     int
	value    any
	part     bool  // it is not whole: growing, or stopped before it was
	fleeting bool  // of a network between two steps, that nobody comes back to
	err      error // in the place of a value
	bytes    int
	used     int // when it was last wanted, by the results' clock
}

// results keeps what was computed, the least recently used going first when it is too much. What is of
// networks that are saved with the experiment is, too: see finding.
type results struct {
	of     map[asked]*result
	latest map[question]*result // whole, of the network that was asked last
	nets   map[*cnn.Network]int // how many results hold a network
	bytes  int                  // of results and networks
	clock  int                  // counts what is found and put, for the order of use,
	puts   int                  // and what is put: who has read results knows by it whether there are others
}

// resultBytes is how much results may hold, but for the latest: the fields of a toy network's
// units with all their maps take a tenth of it.
const resultBytes = 384 << 20

func newResults() results {
	return results{of: make(map[asked]*result), latest: make(map[question]*result), nets: make(map[*cnn.Network]int)}
}

// find returns the result of a question, nil if there is none.
func (c *results) find(a asked) *result {
	r := c.of[a]
	if r != nil {
		c.clock++
		r.used = c.clock
	}
	return r
}

// put keeps a result. A fleeting one takes the place of the fleeting one before it.
func (c *results) put(r *result) {
	c.drop(c.of[r.asked])
	if before := c.latest[r.question]; r.fleeting && !r.part && before != nil && before.fleeting {
		c.drop(before)
	}
	c.clock++
	c.puts++
	r.used = c.clock
	c.of[r.asked] = r
	c.bytes += r.bytes
	c.hold(r.net)
	c.hold(r.top)
	if !r.part && r.err == nil {
		c.latest[r.question] = r
	}
	for c.bytes > resultBytes && len(c.of) > 1 {
		oldest := r
		for _, o := range c.of {
			if o.used < oldest.used {
				oldest = o
			}
		}
		c.drop(oldest)
	}
}

// forget drops the fleeting results on a topic.
func (c *results) forget(about topic) {
	for _, r := range c.of {
		if r.topic == about && r.fleeting {
			c.drop(r)
		}
	}
}

func (c *results) drop(r *result) {
	if r == nil {
		return
	}
	delete(c.of, r.asked)
	c.bytes -= r.bytes
	c.release(r.net)
	c.release(r.top)
	if c.latest[r.question] == r {
		delete(c.latest, r.question)
	}
}

// hold counts a network that a result is of: as long as there is one, its weights stay in memory.
func (c *results) hold(net *cnn.Network) {
	if net == nil {
		return
	}
	if c.nets[net]++; c.nets[net] == 1 {
		c.bytes += 4 * net.Parameters()
	}
}

func (c *results) release(net *cnn.Network) {
	if net == nil {
		return
	}
	if c.nets[net]--; c.nets[net] == 0 {
		delete(c.nets, net)
		c.bytes -= 4 * net.Parameters()
	}
}
