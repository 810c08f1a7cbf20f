package cnn

import (
	"runtime"
	"time"
)

// heldBreath is how long a browser's page stands still at most while a part computes no longer than that.
const heldBreath = 20 * time.Millisecond

var breathed time.Time // when somebody slept last; a page has one thread

// Breathe lets others compute between two parts of what takes long, and the page draw and listen: it does so only while
// every goroutine waits or sleeps.
func Breathe() {
	if time.Since(breathed) < heldBreath {
		runtime.Gosched()
		return
	}
	time.Sleep(time.Millisecond)
	breathed = time.Now()
}
