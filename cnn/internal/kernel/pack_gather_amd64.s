//go:build !purego

#include "textflag.h"

// func gatherStripsAVX(dst *float32, step int, src *float32, offsets *int32, steps, lanes int)
// Copies lanes floats, lanes ≥ 8, from each of steps offsets into src, eight at a time; the last eight
// may overlap those before them.
TEXT ·gatherStripsAVX(SB), NOSPLIT, $0-48
	MOVQ dst+0(FP), DI
	MOVQ step+8(FP), R8
	MOVQ src+16(FP), SI
	MOVQ offsets+24(FP), R9
	MOVQ steps+32(FP), CX
	MOVQ lanes+40(FP), R11
	SHLQ $2, R8
	SHLQ $2, R11
	SUBQ $32, R11            // where the last eight begin
	CMPQ R11, $96
	JEQ  four

row:
	MOVLQSX (R9), R12
	LEAQ    (SI)(R12*4), R12
	XORQ    R10, R10
	CMPQ    R10, R11
	JGE     last

strip:
	VMOVUPS (R12)(R10*1), Y0
	VMOVUPS Y0, (DI)(R10*1)
	ADDQ    $32, R10
	CMPQ    R10, R11
	JLT     strip

last:
	VMOVUPS (R12)(R11*1), Y0
	VMOVUPS Y0, (DI)(R11*1)
	ADDQ    $4, R9
	ADDQ    R8, DI
	DECQ    CX
	JNZ     row
	VZEROUPPER
	RET

four: // 32 lanes, the widest tile's
	MOVLQSX (R9), R12
	VMOVUPS (SI)(R12*4), Y0
	VMOVUPS 32(SI)(R12*4), Y1
	VMOVUPS 64(SI)(R12*4), Y2
	VMOVUPS 96(SI)(R12*4), Y3
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	VMOVUPS Y2, 64(DI)
	VMOVUPS Y3, 96(DI)
	ADDQ    $4, R9
	ADDQ    R8, DI
	DECQ    CX
	JNZ     four
	VZEROUPPER
	RET

// func gatherPairsAVX(dst *float32, step int, src *float32, offsets *int32, steps, lanes int)
// As gatherStripsAVX, for 4 to 8 lanes.
TEXT ·gatherPairsAVX(SB), NOSPLIT, $0-48
	MOVQ dst+0(FP), DI
	MOVQ step+8(FP), R8
	MOVQ src+16(FP), SI
	MOVQ offsets+24(FP), R9
	MOVQ steps+32(FP), CX
	MOVQ lanes+40(FP), R11
	SHLQ $2, R8
	SHLQ $2, R11
	SUBQ $16, R11

pair:
	MOVLQSX (R9), R12
	LEAQ    (SI)(R12*4), R12
	VMOVUPS (R12), X0
	VMOVUPS (R12)(R11*1), X1
	VMOVUPS X0, (DI)
	VMOVUPS X1, (DI)(R11*1)
	ADDQ    $4, R9
	ADDQ    R8, DI
	DECQ    CX
	JNZ     pair
	RET
