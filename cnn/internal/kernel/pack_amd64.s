//go:build !purego

#include "textflag.h"

// func copyStripsAVX(dst *float32, step int, src *float32, stride, steps, lanes int)
// Copies steps rows of lanes floats, lanes ≥ 8, eight at a time; the last eight may overlap those
// before them.
TEXT ·copyStripsAVX(SB), NOSPLIT, $0-48
	MOVQ dst+0(FP), DI
	MOVQ step+8(FP), R8
	MOVQ src+16(FP), SI
	MOVQ stride+24(FP), R9
	MOVQ steps+32(FP), CX
	MOVQ lanes+40(FP), R11
	SHLQ $2, R8
	SHLQ $2, R9
	SHLQ $2, R11
	SUBQ $32, R11          // where the last eight begin

row:
	XORQ R10, R10
	CMPQ R10, R11
	JGE  last

strip:
	VMOVUPS (SI)(R10*1), Y0
	VMOVUPS Y0, (DI)(R10*1)
	ADDQ    $32, R10
	CMPQ    R10, R11
	JLT     strip

last:
	VMOVUPS (SI)(R11*1), Y0
	VMOVUPS Y0, (DI)(R11*1)
	ADDQ    R9, SI
	ADDQ    R8, DI
	DECQ    CX
	JNZ     row
	VZEROUPPER
	RET

// func transpose4AVX(dst *float32, step int, src *float32, stride, steps int)
// Writes the transpose of 4 rows of steps floats, steps ≥ 8, eight steps at a time; the last eight
// may overlap those before them.
TEXT ·transpose4AVX(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ step+8(FP), R8
	MOVQ src+16(FP), SI
	MOVQ stride+24(FP), R9
	MOVQ steps+32(FP), CX
	SHLQ $2, R8
	SHLQ $2, R9
	LEAQ (R8)(R8*2), R10
	LEAQ (R9)(R9*2), R11

eight:
	VMOVUPS      (SI), Y0
	VMOVUPS      (SI)(R9*1), Y1
	VMOVUPS      (SI)(R9*2), Y2
	VMOVUPS      (SI)(R11*1), Y3
	VUNPCKLPS    Y1, Y0, Y4           // steps 0 and 1 of rows 0 and 1, then 4 and 5
	VUNPCKHPS    Y1, Y0, Y5           // steps 2 and 3, then 6 and 7
	VUNPCKLPS    Y3, Y2, Y6
	VUNPCKHPS    Y3, Y2, Y7
	VUNPCKLPD    Y6, Y4, Y0           // step 0, then 4
	VUNPCKHPD    Y6, Y4, Y1           // step 1, then 5
	VUNPCKLPD    Y7, Y5, Y2
	VUNPCKHPD    Y7, Y5, Y3
	LEAQ         (DI)(R8*4), DX
	VMOVUPS      X0, (DI)
	VMOVUPS      X1, (DI)(R8*1)
	VMOVUPS      X2, (DI)(R8*2)
	VMOVUPS      X3, (DI)(R10*1)
	VEXTRACTF128 $1, Y0, (DX)
	VEXTRACTF128 $1, Y1, (DX)(R8*1)
	VEXTRACTF128 $1, Y2, (DX)(R8*2)
	VEXTRACTF128 $1, Y3, (DX)(R10*1)
	ADDQ         $32, SI
	LEAQ         (DX)(R8*4), DI
	SUBQ         $8, CX
	JZ           done
	CMPQ         CX, $8
	JGE          eight

	// Fewer than eight steps are left: go back so that eight are.
	SUBQ  $8, CX
	LEAQ  (SI)(CX*4), SI
	IMULQ R8, CX
	ADDQ  CX, DI
	MOVQ  $8, CX
	JMP   eight

done:
	VZEROUPPER
	RET
