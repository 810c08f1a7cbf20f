package session

import (
	"os"
	"runtime/debug"

	"unitscope/cnn"
)

// mostGarbage is how much memory may wait for the garbage collector beside a large network, as long as that
// is more than one part in leastGarbageShare of the network.
const (
	mostGarbage       = 64 << 20
	leastGarbageShare = 8
)

// limitGarbage has the garbage collector run sooner while a large network is on the bench. By itself it
// waits until there is as much garbage as there is in use: a network's weights once more. Running costs it
// no more with the weights than without, since it need not look into them.
func limitGarbage(net *cnn.Network) {
	if os.Getenv("GOGC") == "" { // else somebody has chosen
		debug.SetGCPercent(garbagePercent(4 * net.Parameters()))
	}
}

// garbagePercent is how much garbage may wait, in percent of what is in use, beside so many bytes of weights.
func garbagePercent(weights int) int {
	garbage := max(mostGarbage, weights/leastGarbageShare)
	return min(100*garbage/max(weights, 1), 100)
}
