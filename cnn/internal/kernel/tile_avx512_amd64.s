//go:build !purego

#include "textflag.h"
#include "go_asm.h"

// Micro-kernels for tiles of up to 12 rows × 32 (or 16) columns: see type tile.
//
// AX and BX walk the panels of a and b in steps of SI and DX bytes, CX counts the steps left,
// R8 walks the rows of c in steps of R9 bytes, R10 is bias. Row r is summed in two registers from
// Z0 to Z23; Z24 and Z25 hold a step of b, Z26 one element of a or of bias, Z30 zero, Z31 scale.

// ROWSn applies OP to each of n rows: its number and its two registers.
#define ROWS1(OP) OP(0, Z0, Z1)
#define ROWS2(OP) ROWS1(OP); OP(1, Z2, Z3)
#define ROWS3(OP) ROWS2(OP); OP(2, Z4, Z5)
#define ROWS4(OP) ROWS3(OP); OP(3, Z6, Z7)
#define ROWS5(OP) ROWS4(OP); OP(4, Z8, Z9)
#define ROWS6(OP) ROWS5(OP); OP(5, Z10, Z11)
#define ROWS7(OP) ROWS6(OP); OP(6, Z12, Z13)
#define ROWS8(OP) ROWS7(OP); OP(7, Z14, Z15)
#define ROWS9(OP) ROWS8(OP); OP(8, Z16, Z17)
#define ROWS10(OP) ROWS9(OP); OP(9, Z18, Z19)
#define ROWS11(OP) ROWS10(OP); OP(10, Z20, Z21)
#define ROWS12(OP) ROWS11(OP); OP(11, Z22, Z23)

// Operations on a row of two vectors.
#define CLEAR2(r, lo, hi) VPXORD lo, lo, lo; VPXORD hi, hi, hi
#define STEP2(r, lo, hi) VBROADCASTSS (r*4)(AX), Z26; VFMADD231PS Z24, Z26, lo; VFMADD231PS Z25, Z26, hi
#define SCALE2(r, lo, hi) VMULPS Z31, lo, lo; VMULPS Z31, hi, hi
#define ADDC2(r, lo, hi) VFMADD213PS (R8), Z31, lo; VFMADD213PS 64(R8), Z31, hi; ADDQ R9, R8
#define BIAS2(r, lo, hi) VBROADCASTSS (r*4)(R10), Z26; VADDPS Z26, lo, lo; VADDPS Z26, hi, hi
#define RELU2(r, lo, hi) VMAXPS lo, Z30, lo; VMAXPS hi, Z30, hi
#define STORE2(r, lo, hi) VMOVUPS lo, (R8); VMOVUPS hi, 64(R8); ADDQ R9, R8

// The same on a row of one vector, lo.
#define CLEAR1(r, lo, hi) VPXORD lo, lo, lo
#define STEP1(r, lo, hi) VFMADD231PS.BCST (r*4)(AX), Z24, lo
#define SCALE1(r, lo, hi) VMULPS Z31, lo, lo
#define ADDC1(r, lo, hi) VFMADD213PS (R8), Z31, lo; ADDQ R9, R8
#define BIAS1(r, lo, hi) VADDPS.BCST (r*4)(R10), lo, lo
#define RELU1(r, lo, hi) VMAXPS lo, Z30, lo
#define STORE1(r, lo, hi) VMOVUPS lo, (R8); ADDQ R9, R8

#define LOADB2 VMOVUPS (BX), Z24; VMOVUPS 64(BX), Z25
#define LOADB1 VMOVUPS (BX), Z24

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
	VBROADCASTSS tile_scale(DI), Z31 \
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
	VPXORD Z30, Z30, Z30     \
	ROWS(RELU)               \
store:                       \
	ROWS(STORE)              \
	VZEROUPPER               \
	RET

#define WIDE(ROWS) BODY(ROWS, LOADB2, CLEAR2, STEP2, SCALE2, ADDC2, BIAS2, RELU2, STORE2)
#define NARROW(ROWS) BODY(ROWS, LOADB1, CLEAR1, STEP1, SCALE1, ADDC1, BIAS1, RELU1, STORE1)

TEXT ·tile1x32AVX512(SB), NOSPLIT, $0-8
	WIDE(ROWS1)

TEXT ·tile2x32AVX512(SB), NOSPLIT, $0-8
	WIDE(ROWS2)

TEXT ·tile3x32AVX512(SB), NOSPLIT, $0-8
	WIDE(ROWS3)

TEXT ·tile4x32AVX512(SB), NOSPLIT, $0-8
	WIDE(ROWS4)

TEXT ·tile5x32AVX512(SB), NOSPLIT, $0-8
	WIDE(ROWS5)

TEXT ·tile6x32AVX512(SB), NOSPLIT, $0-8
	WIDE(ROWS6)

TEXT ·tile7x32AVX512(SB), NOSPLIT, $0-8
	WIDE(ROWS7)

TEXT ·tile8x32AVX512(SB), NOSPLIT, $0-8
	WIDE(ROWS8)

TEXT ·tile9x32AVX512(SB), NOSPLIT, $0-8
	WIDE(ROWS9)

TEXT ·tile10x32AVX512(SB), NOSPLIT, $0-8
	WIDE(ROWS10)

TEXT ·tile11x32AVX512(SB), NOSPLIT, $0-8
	WIDE(ROWS11)

TEXT ·tile12x32AVX512(SB), NOSPLIT, $0-8
	WIDE(ROWS12)

TEXT ·tile1x16AVX512(SB), NOSPLIT, $0-8
	NARROW(ROWS1)

TEXT ·tile2x16AVX512(SB), NOSPLIT, $0-8
	NARROW(ROWS2)

TEXT ·tile3x16AVX512(SB), NOSPLIT, $0-8
	NARROW(ROWS3)

TEXT ·tile4x16AVX512(SB), NOSPLIT, $0-8
	NARROW(ROWS4)

TEXT ·tile5x16AVX512(SB), NOSPLIT, $0-8
	NARROW(ROWS5)

TEXT ·tile6x16AVX512(SB), NOSPLIT, $0-8
	NARROW(ROWS6)

TEXT ·tile7x16AVX512(SB), NOSPLIT, $0-8
	NARROW(ROWS7)

TEXT ·tile8x16AVX512(SB), NOSPLIT, $0-8
	NARROW(ROWS8)

TEXT ·tile9x16AVX512(SB), NOSPLIT, $0-8
	NARROW(ROWS9)

TEXT ·tile10x16AVX512(SB), NOSPLIT, $0-8
	NARROW(ROWS10)

TEXT ·tile11x16AVX512(SB), NOSPLIT, $0-8
	NARROW(ROWS11)

TEXT ·tile12x16AVX512(SB), NOSPLIT, $0-8
	NARROW(ROWS12)
