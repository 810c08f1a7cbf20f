//go:build !purego

#include "textflag.h"
#include "go_asm.h"

// Micro-kernels for inner products of up to 3 rows of a with 4 rows of b, all of k floats: see
// Product.dots.
//
// The general registers are those of the AVX-512 kernels. Row r is summed in four registers from Y0
// to Y11; Y12 holds 8 floats of a row of b, Y13 to Y15 those of the rows of a.

// ROWSn applies OP to each of n rows: where it lies, its floats and its four sums.
#define ROWS1(OP) OP((AX), Y13, Y0, Y1, Y2, Y3)
#define ROWS2(OP) ROWS1(OP); OP((AX)(SI*1), Y14, Y4, Y5, Y6, Y7)
#define ROWS3(OP) ROWS2(OP); OP((AX)(SI*2), Y15, Y8, Y9, Y10, Y11)

#define CLEAR(row, a, c0, c1, c2, c3) VXORPS c0, c0, c0; VXORPS c1, c1, c1; VXORPS c2, c2, c2; VXORPS c3, c3, c3
#define LOAD(row, a, c0, c1, c2, c3) VMOVUPS row, a
#define LOADREST(row, a, c0, c1, c2, c3) VMASKMOVPS row, Y12, a
#define MULTIPLY0(row, a, c0, c1, c2, c3) VFMADD231PS Y12, a, c0
#define MULTIPLY1(row, a, c0, c1, c2, c3) VFMADD231PS Y12, a, c1
#define MULTIPLY2(row, a, c0, c1, c2, c3) VFMADD231PS Y12, a, c2
#define MULTIPLY3(row, a, c0, c1, c2, c3) VFMADD231PS Y12, a, c3

// REDUCE transposes and adds within 128-bit lanes, then adds the lanes.
#define REDUCE(row, a, c0, c1, c2, c3) \
	VUNPCKLPS    c1, c0, Y12   \
	VUNPCKHPS    c1, c0, Y13   \
	VADDPS       Y13, Y12, Y12 \
	VUNPCKLPS    c3, c2, Y13   \
	VUNPCKHPS    c3, c2, Y14   \
	VADDPS       Y14, Y13, Y13 \
	VUNPCKLPD    Y13, Y12, Y14 \
	VUNPCKHPD    Y13, Y12, Y15 \
	VADDPS       Y15, Y14, Y14 \
	VEXTRACTF128 $1, Y14, X15  \
	VADDPS       X15, X14, X14 \
	VMOVUPS      X14, (R8)     \
	ADDQ         $16, R8

#define BODY(ROWS) \
	MOVQ t+0(FP), DI        \
	MOVQ tile_a(DI), AX     \
	MOVQ tile_b(DI), BX     \
	MOVQ tile_c(DI), R8     \
	MOVQ tile_k(DI), CX     \
	MOVQ tile_aStep(DI), SI \
	MOVQ tile_bStep(DI), DX \
	SHLQ $2, SI             \
	SHLQ $2, DX             \
	LEAQ (DX)(DX*2), R12    \
	ROWS(CLEAR)             \
	SUBQ $8, CX             \
	JLT  rest               \
loop:                       \
	ROWS(LOAD)              \
	VMOVUPS (BX), Y12       \
	ROWS(MULTIPLY0)         \
	VMOVUPS (BX)(DX*1), Y12 \
	ROWS(MULTIPLY1)         \
	VMOVUPS (BX)(DX*2), Y12 \
	ROWS(MULTIPLY2)         \
	VMOVUPS (BX)(R12*1), Y12 \
	ROWS(MULTIPLY3)         \
	ADDQ $32, AX            \
	ADDQ $32, BX            \
	SUBQ $8, CX             \
	JGE  loop               \
rest:                       \
	ADDQ $8, CX             \
	JZ   reduce             \
	LEAQ masks<>+32(SB), R9 \
	SHLQ $2, CX             \
	SUBQ CX, R9             \
	VMOVUPS (R9), Y12       \
	ROWS(LOADREST)          \
	VMASKMOVPS (BX), Y12, Y12 \
	ROWS(MULTIPLY0)         \
	VMOVUPS (R9), Y12       \
	VMASKMOVPS (BX)(DX*1), Y12, Y12 \
	ROWS(MULTIPLY1)         \
	VMOVUPS (R9), Y12       \
	VMASKMOVPS (BX)(DX*2), Y12, Y12 \
	ROWS(MULTIPLY2)         \
	VMOVUPS (R9), Y12       \
	VMASKMOVPS (BX)(R12*1), Y12, Y12 \
	ROWS(MULTIPLY3)         \
reduce:                     \
	ROWS(REDUCE)            \
	VZEROUPPER              \
	RET

// Eight lanes on, then eight off: the mask of n lanes begins n before the middle.
DATA masks<>+0(SB)/8, $-1
DATA masks<>+8(SB)/8, $-1
DATA masks<>+16(SB)/8, $-1
DATA masks<>+24(SB)/8, $-1
GLOBL masks<>(SB), RODATA|NOPTR, $64

TEXT ·dots1x4AVX2(SB), NOSPLIT, $0-8
	BODY(ROWS1)

TEXT ·dots2x4AVX2(SB), NOSPLIT, $0-8
	BODY(ROWS2)

TEXT ·dots3x4AVX2(SB), NOSPLIT, $0-8
	BODY(ROWS3)
