package npy

import "math"

// Half is the number that the bits of an IEEE 754 binary16 stand for.
func Half(bits uint16) float32 {
	sign, exponent, fraction := float32(1), int(bits>>10&0x1f), float32(bits&0x3ff)/1024
	if bits>>15 != 0 {
		sign = -1
	}
	switch {
	case exponent == 0x1f && fraction != 0:
		return float32(math.NaN())
	case exponent == 0x1f:
		return float32(math.Inf(int(sign)))
	case exponent == 0:
		return sign * float32(math.Ldexp(float64(fraction), -14))
	}
	return sign * float32(math.Ldexp(float64(1+fraction), exponent-15))
}
