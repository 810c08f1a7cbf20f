package session

import "testing"

// Small networks leave the collector as it is; beside AlexNet's 244 MB there may be a quarter of that, so that
// both stay below one and a half times the network.
func TestGarbagePercent(t *testing.T) {
	for weights, want := range map[int]int{
		0:           100,
		64 << 20:    100,
		128 << 20:   50,
		244_403_360: 27, // 100·67108864/244403360 = 27.5
		4 << 30:     12, // 100/8 = 12.5
	} {
		if got := garbagePercent(weights); got != want {
			t.Errorf("%d bytes of weights: %d %%, want %d %%", weights, got, want)
		}
	}
}
