//go:build !purego

#include "textflag.h"
#include "go_asm.h"

// Micro-kernels for tiles of up to 6 rows × 16 (or 8) columns: see type tile.
//
// The general registers are those of the AVX-512 kernels. Row r is summed in two registers from Y0
// to Y11; Y12 and Y13 hold a step of b, then zero and scale; Y14 one element of a or of bias.

// ROWSn applies OP to each of n rows: its number and its two registers.
#define ROWS1(OP) OP(0, Y0, Y1)
#define ROWS2(OP) ROWS1(OP); OP(1, Y2, Y3)
#define ROWS3(OP) ROWS2(OP); OP(2, Y4, Y5)
#define ROWS4(OP) ROWS3(OP); OP(3, Y6, Y7)
#define ROWS5(OP) ROWS4(OP); OP(4, Y8, Y9)
#define ROWS6(OP) ROWS5(OP); OP(5, Y10, Y11)

// Operations on a row of two vectors.
#define CLEAR2(r, lo, hi) VXORPS lo, lo, lo; VXORPS hi, hi, hi
#define STEP2(r, lo, hi) VBROADCASTSS (r*4)(AX), Y14; VFMADD231PS Y12, Y14, lo; VFMADD231PS Y13, Y14, hi
#define SCALE2(r, lo, hi) VMULPS Y13, lo, lo; VMULPS Y13, hi, hi
#define ADDC2(r, lo, hi) VFMADD213PS (R8), Y13, lo; VFMADD213PS 32(R8), Y13, hi; ADDQ R9, R8
#define BIAS2(r, lo, hi) VBROADCASTSS (r*4)(R10), Y14; VADDPS Y14, lo, lo; VADDPS Y14, hi, hi
#define RELU2(r, lo, hi) VMAXPS lo, Y12, lo; VMAXPS hi, Y12, hi
#define STORE2(r, lo, hi) VMOVUPS lo, (R8); VMOVUPS hi, 32(R8); ADDQ R9, R8

// The same on a row of one vector, lo.
#define CLEAR1(r, lo, hi) VXORPS lo, lo, lo
#define STEP1(r, lo, hi) VBROADCASTSS (r*4)(AX), Y14; VFMADD231PS Y12, Y14, lo
#define SCALE1(r, lo, hi) VMULPS Y13, lo, lo
#define ADDC1(r, lo, hi) VFMADD213PS (R8), Y13, lo; ADDQ R9, R8
#define BIAS1(r, lo, hi) VBROADCASTSS (r*4)(R10), Y14; VADDPS Y14, lo, lo
#define RELU1(r, lo, hi) VMAXPS lo, Y12, lo
#define STORE1(r, lo, hi) VMOVUPS lo, (R8); ADDQ R9, R8

#define LOADB2 VMOVUPS (BX), Y12; VMOVUPS 32(BX), Y13
#define LOADB1 VMOVUPS (BX), Y12

#define BODY(ROWS, LOADB, CLEAR, STEP, SCALE, ADDC, BIAS, RELU, STORE) \
	MOVQ t+0(FP), DI         \
	MOVQ tile_a(DI), AX \
	MOVQ tile_b(DI), BX \
	MOVQ tile_k(DI), CX      \
	MOVQ tile_aStep(DI), SI  \
	MOVQ tile_bStep(DI), DX  \
	SHLQ $2, SI              \
	SHLQ $2, DX              \
	ROWS(CLEAR)              \
	TESTQ CX, CX             \
	JZ   summed              \
loop:                        \
	LOADB                    \
	ROWS(STEP)               \
	ADDQ SI, AX              \
	ADDQ DX, BX              \
	DECQ CX                  \
	JNZ  loop                \
summed:                      \
	MOVQ tile_c(DI), R8 \
	MOVQ tile_cStep(DI), R9  \
	SHLQ $2, R9              \
	VBROADCASTSS tile_scale(DI), Y13 \
	CMPB tile_accumulate(DI), $0 \
	JNE  accumulate          \
	ROWS(SCALE)              \
	JMP  bias                \
accumulate:                  \
	ROWS(ADDC)               \
	MOVQ tile_c(DI), R8 \
bias:                        \
	CMPQ (tile_bias+8)(DI), $0 \
	JE   relu                \
	MOVQ tile_bias(DI), R10 \
	ROWS(BIAS)               \
relu:                        \
	CMPB tile_relu(DI), $0   \
	JE   store               \
	VXORPS Y12, Y12, Y12     \
	ROWS(RELU)               \
store:                       \
	ROWS(STORE)              \
	VZEROUPPER               \
	RET

#define WIDE(ROWS) BODY(ROWS, LOADB2, CLEAR2, STEP2, SCALE2, ADDC2, BIAS2, RELU2, STORE2)
#define NARROW(ROWS) BODY(ROWS, LOADB1, CLEAR1, STEP1, SCALE1, ADDC1, BIAS1, RELU1, STORE1)

TEXT ·tile1x16AVX2(SB), NOSPLIT, $0-8
	WIDE(ROWS1)

TEXT ·tile2x16AVX2(SB), NOSPLIT, $0-8
	WIDE(ROWS2)

TEXT ·tile3x16AVX2(SB), NOSPLIT, $0-8
	WIDE(ROWS3)

TEXT ·tile4x16AVX2(SB), NOSPLIT, $0-8
	WIDE(ROWS4)

TEXT ·tile5x16AVX2(SB), NOSPLIT, $0-8
	WIDE(ROWS5)

TEXT ·tile6x16AVX2(SB), NOSPLIT, $0-8
	WIDE(ROWS6)

TEXT ·tile1x8AVX2(SB), NOSPLIT, $0-8
	NARROW(ROWS1)

TEXT ·tile2x8AVX2(SB), NOSPLIT, $0-8
	NARROW(ROWS2)

TEXT ·tile3x8AVX2(SB), NOSPLIT, $0-8
	NARROW(ROWS3)

TEXT ·tile4x8AVX2(SB), NOSPLIT, $0-8
	NARROW(ROWS4)

TEXT ·tile5x8AVX2(SB), NOSPLIT, $0-8
	NARROW(ROWS5)

TEXT ·tile6x8AVX2(SB), NOSPLIT, $0-8
	NARROW(ROWS6)
