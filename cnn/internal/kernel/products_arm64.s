//go:build !purego

#include "textflag.h"
#include "loops_arm64.h"

// BINARY loads the arguments of a func(dst, x, y []float32) int.
#define BINARY \
	MOVD dst_base+0(FP), R0 \
	MOVD x_base+24(FP), R1  \
	MOVD y_base+48(FP), R2  \
	MOVD x_len+32(FP), R3

// func mulNEON(dst, x, y []float32) int
TEXT ·mulNEON(SB), NOSPLIT, $0-80
	BINARY
	BEGIN(ret+72(FP))

loop:
	VLD1.P 16(R1), [V0.S4]
	VLD1.P 16(R2), [V1.S4]
	FMUL4(1, 0, 0)
	VST1.P [V0.S4], 16(R0)
	NEXT

done:
	RET

// func mulAddNEON(dst, x, y []float32) int
TEXT ·mulAddNEON(SB), NOSPLIT, $0-80
	BINARY
	BEGIN(ret+72(FP))

loop:
	VLD1.P 16(R1), [V0.S4]
	VLD1.P 16(R2), [V1.S4]
	VLD1 (R0), [V2.S4]
	FMUL4(1, 0, 0)
	FADD4(0, 2, 2)
	VST1.P [V2.S4], 16(R0)
	NEXT

done:
	RET

// func divNEON(dst, x, y []float32) int
TEXT ·divNEON(SB), NOSPLIT, $0-80
	BINARY
	BEGIN(ret+72(FP))

loop:
	VLD1.P 16(R1), [V0.S4]
	VLD1.P 16(R2), [V1.S4]
	FDIV4(1, 0, 0)
	VST1.P [V0.S4], 16(R0)
	NEXT

done:
	RET

// func sqrtNEON(dst, x []float32) int
TEXT ·sqrtNEON(SB), NOSPLIT, $0-56
	MOVD dst_base+0(FP), R0
	MOVD x_base+24(FP), R1
	MOVD x_len+32(FP), R3
	BEGIN(ret+48(FP))

loop:
	VLD1.P 16(R1), [V0.S4]
	FSQRT4(0, 0)
	VST1.P [V0.S4], 16(R0)
	NEXT

done:
	RET
