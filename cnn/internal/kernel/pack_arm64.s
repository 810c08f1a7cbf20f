//go:build !purego

#include "textflag.h"

// func copyStripsNEON(dst *float32, step int, src *float32, stride, steps, lanes int)
// Copies steps rows of lanes floats, lanes ≥ 4, four at a time; the last four may overlap those
// before them.
TEXT ·copyStripsNEON(SB), NOSPLIT, $0-48
	MOVD dst+0(FP), R0
	MOVD step+8(FP), R1
	MOVD src+16(FP), R2
	MOVD stride+24(FP), R3
	MOVD steps+32(FP), R4
	MOVD lanes+40(FP), R5
	SUB  $4, R5 // where the last four begin

row:
	MOVD R0, R6
	MOVD R2, R7
	MOVD R5, R8
	CMP  $0, R8
	BLE  last

strip:
	VLD1.P 16(R7), [V0.S4]
	VST1.P [V0.S4], 16(R6)
	SUBS   $4, R8
	BGT    strip

last:
	ADD  R5<<2, R0, R6
	ADD  R5<<2, R2, R7
	VLD1 (R7), [V0.S4]
	VST1 [V0.S4], (R6)
	ADD  R1<<2, R0
	ADD  R3<<2, R2
	SUB  $1, R4
	CBNZ R4, row
	RET

// func transpose4NEON(dst *float32, step int, src *float32, stride, steps int)
// Writes the transpose of 4 rows of steps floats, steps ≥ 4, four steps at a time; the last four may
// overlap those before them.
TEXT ·transpose4NEON(SB), NOSPLIT, $0-40
	MOVD dst+0(FP), R0
	MOVD step+8(FP), R1
	MOVD src+16(FP), R2
	MOVD stride+24(FP), R3
	MOVD steps+32(FP), R4
	LSL  $2, R1
	ADD  R3<<2, R2, R5
	ADD  R3<<2, R5, R6
	ADD  R3<<2, R6, R7

four:
	VLD1.P 16(R2), [V0.S4]
	VLD1.P 16(R5), [V1.S4]
	VLD1.P 16(R6), [V2.S4]
	VLD1.P 16(R7), [V3.S4]
	VTRN1  V1.S4, V0.S4, V4.S4 // steps 0 and 2 of rows 0 and 1
	VTRN2  V1.S4, V0.S4, V5.S4 // steps 1 and 3
	VTRN1  V3.S4, V2.S4, V6.S4
	VTRN2  V3.S4, V2.S4, V7.S4
	VZIP1  V6.D2, V4.D2, V16.D2 // step 0
	VZIP1  V7.D2, V5.D2, V17.D2 // step 1
	VZIP2  V6.D2, V4.D2, V18.D2
	VZIP2  V7.D2, V5.D2, V19.D2
	VST1   [V16.S4], (R0)
	ADD    R1, R0
	VST1   [V17.S4], (R0)
	ADD    R1, R0
	VST1   [V18.S4], (R0)
	ADD    R1, R0
	VST1   [V19.S4], (R0)
	ADD    R1, R0
	SUBS   $4, R4
	BEQ    done
	CMP    $4, R4
	BGE    four

	// Fewer than four steps are left: go back so that four are.
	SUB  $4, R4
	ADD  R4<<2, R2
	ADD  R4<<2, R5
	ADD  R4<<2, R6
	ADD  R4<<2, R7
	MADD R1, R0, R4, R0
	MOVD $4, R4
	B    four

done:
	RET
