//go:build !purego

#include "textflag.h"

// func gatherNEON(dst *float32, step int, src *float32, offsets *int32, steps, lanes int)
// Copies lanes floats, lanes ≥ 4, from each of steps offsets into src, four at a time; the last four may
// overlap those before them.
TEXT ·gatherNEON(SB), NOSPLIT, $0-48
	MOVD dst+0(FP), R0
	MOVD step+8(FP), R1
	MOVD src+16(FP), R2
	MOVD offsets+24(FP), R3
	MOVD steps+32(FP), R4
	MOVD lanes+40(FP), R5
	LSL  $2, R1
	LSL  $2, R5
	SUB  $16, R5             // where the last four begin

row:
	MOVW.P 4(R3), R6
	ADD    R6<<2, R2, R6     // from
	MOVD   R0, R7            // to
	ADD    R5, R6, R8        // the last four, from
	ADD    R5, R0, R9        // and to
	CMP    R8, R6
	BHS    last

strip:
	VLD1.P 16(R6), [V0.S4]
	VST1.P [V0.S4], 16(R7)
	CMP    R8, R6
	BLO    strip

last:
	VLD1 (R8), [V0.S4]
	VST1 [V0.S4], (R9)
	ADD  R1, R0
	SUBS $1, R4
	BNE  row
	RET
