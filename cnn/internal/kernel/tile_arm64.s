//go:build !purego

#include "textflag.h"
#include "go_asm.h"

// Micro-kernels for tiles of up to 8 rows × 12 (or 4) columns: see type tile.
//
// R1 and R2 walk the panels of a and b in steps of R4 and R5 bytes, R6 the elements of a step of a,
// R3 counts the steps left; R8 walks the rows of c in steps of R9 bytes, R10 bias. Row r is summed
// in three registers from V0 to V23; V24 to V26 hold a step of b, then a row of c; V27 one element
// of a or of bias; V30 zero, V31 scale.

// Instructions on four floats that the assembler lacks, by register number; d = n op m.
#define FADD4(m, n, d) WORD $(0x4E20D400 | (m)<<16 | (n)<<5 | (d))
#define FMUL4(m, n, d) WORD $(0x6E20DC00 | (m)<<16 | (n)<<5 | (d))
#define FMAX4(m, n, d) WORD $(0x4E20F400 | (m)<<16 | (n)<<5 | (d))

// ROWSn applies OP to each of n rows: its three registers' numbers, then the registers.
#define ROWS1(OP) OP(0, 1, 2, V0, V1, V2)
#define ROWS2(OP) ROWS1(OP); OP(3, 4, 5, V3, V4, V5)
#define ROWS3(OP) ROWS2(OP); OP(6, 7, 8, V6, V7, V8)
#define ROWS4(OP) ROWS3(OP); OP(9, 10, 11, V9, V10, V11)
#define ROWS5(OP) ROWS4(OP); OP(12, 13, 14, V12, V13, V14)
#define ROWS6(OP) ROWS5(OP); OP(15, 16, 17, V15, V16, V17)
#define ROWS7(OP) ROWS6(OP); OP(18, 19, 20, V18, V19, V20)
#define ROWS8(OP) ROWS7(OP); OP(21, 22, 23, V21, V22, V23)

// Operations on a row of three vectors.
#define CLEAR3(l, m, h, lo, mid, hi) VEOR lo.B16, lo.B16, lo.B16; VEOR mid.B16, mid.B16, mid.B16; VEOR hi.B16, hi.B16, hi.B16
#define STEP3(l, m, h, lo, mid, hi) \
	VLD1R.P 4(R6), [V27.S4]          \
	VFMLA   V24.S4, V27.S4, lo.S4    \
	VFMLA   V25.S4, V27.S4, mid.S4   \
	VFMLA   V26.S4, V27.S4, hi.S4
#define SCALE3(l, m, h, lo, mid, hi) FMUL4(31, l, l); FMUL4(31, m, m); FMUL4(31, h, h)
#define ADDC3(l, m, h, lo, mid, hi) \
	VLD1  (R8), [V24.S4, V25.S4, V26.S4] \
	ADD   R9, R8                         \
	VFMLA V31.S4, lo.S4, V24.S4          \
	VFMLA V31.S4, mid.S4, V25.S4         \
	VFMLA V31.S4, hi.S4, V26.S4          \
	VMOV  V24.B16, lo.B16                \
	VMOV  V25.B16, mid.B16               \
	VMOV  V26.B16, hi.B16
#define BIAS3(l, m, h, lo, mid, hi) VLD1R.P 4(R10), [V27.S4]; FADD4(27, l, l); FADD4(27, m, m); FADD4(27, h, h)
#define RELU3(l, m, h, lo, mid, hi) FMAX4(30, l, l); FMAX4(30, m, m); FMAX4(30, h, h)
#define STORE3(l, m, h, lo, mid, hi) VST1 [lo.S4, mid.S4, hi.S4], (R8); ADD R9, R8

// The same on a row of one vector, lo.
#define CLEAR1(l, m, h, lo, mid, hi) VEOR lo.B16, lo.B16, lo.B16
#define STEP1(l, m, h, lo, mid, hi) VLD1R.P 4(R6), [V27.S4]; VFMLA V24.S4, V27.S4, lo.S4
#define SCALE1(l, m, h, lo, mid, hi) FMUL4(31, l, l)
#define ADDC1(l, m, h, lo, mid, hi) VLD1 (R8), [V24.S4]; ADD R9, R8; VFMLA V31.S4, lo.S4, V24.S4; VMOV V24.B16, lo.B16
#define BIAS1(l, m, h, lo, mid, hi) VLD1R.P 4(R10), [V27.S4]; FADD4(27, l, l)
#define RELU1(l, m, h, lo, mid, hi) FMAX4(30, l, l)
#define STORE1(l, m, h, lo, mid, hi) VST1 [lo.S4], (R8); ADD R9, R8

#define LOADB3 VLD1 (R2), [V24.S4, V25.S4, V26.S4]
#define LOADB1 VLD1 (R2), [V24.S4]

#define BODY(ROWS, LOADB, CLEAR, STEP, SCALE, ADDC, BIAS, RELU, STORE) \
	MOVD  t+0(FP), R0           \
	MOVD  tile_a(R0), R1        \
	MOVD  tile_b(R0), R2        \
	MOVD  tile_k(R0), R3        \
	MOVD  tile_aStep(R0), R4    \
	MOVD  tile_bStep(R0), R5    \
	LSL   $2, R4                \
	LSL   $2, R5                \
	ROWS(CLEAR)                 \
	CBZ   R3, summed            \
loop:                           \
	MOVD  R1, R6                \
	LOADB                       \
	ROWS(STEP)                  \
	ADD   R4, R1                \
	ADD   R5, R2                \
	SUB   $1, R3                \
	CBNZ  R3, loop              \
summed:                         \
	MOVD  tile_c(R0), R8        \
	MOVD  tile_cStep(R0), R9    \
	LSL   $2, R9                \
	ADD   $tile_scale, R0, R7   \
	VLD1R (R7), [V31.S4]        \
	MOVBU tile_accumulate(R0), R3 \
	CBNZ  R3, accumulate        \
	ROWS(SCALE)                 \
	B     bias                  \
accumulate:                     \
	ROWS(ADDC)                  \
	MOVD  tile_c(R0), R8        \
bias:                           \
	MOVD  (tile_bias+8)(R0), R3 \
	CBZ   R3, relu              \
	MOVD  tile_bias(R0), R10    \
	ROWS(BIAS)                  \
relu:                           \
	MOVBU tile_relu(R0), R3     \
	CBZ   R3, store             \
	VEOR  V30.B16, V30.B16, V30.B16 \
	ROWS(RELU)                  \
store:                          \
	ROWS(STORE)                 \
	RET

#define WIDE(ROWS) BODY(ROWS, LOADB3, CLEAR3, STEP3, SCALE3, ADDC3, BIAS3, RELU3, STORE3)
#define NARROW(ROWS) BODY(ROWS, LOADB1, CLEAR1, STEP1, SCALE1, ADDC1, BIAS1, RELU1, STORE1)

TEXT ·tile1x12NEON(SB), NOSPLIT, $0-8
	WIDE(ROWS1)

TEXT ·tile2x12NEON(SB), NOSPLIT, $0-8
	WIDE(ROWS2)

TEXT ·tile3x12NEON(SB), NOSPLIT, $0-8
	WIDE(ROWS3)

TEXT ·tile4x12NEON(SB), NOSPLIT, $0-8
	WIDE(ROWS4)

TEXT ·tile5x12NEON(SB), NOSPLIT, $0-8
	WIDE(ROWS5)

TEXT ·tile6x12NEON(SB), NOSPLIT, $0-8
	WIDE(ROWS6)

TEXT ·tile7x12NEON(SB), NOSPLIT, $0-8
	WIDE(ROWS7)

TEXT ·tile8x12NEON(SB), NOSPLIT, $0-8
	WIDE(ROWS8)

TEXT ·tile1x4NEON(SB), NOSPLIT, $0-8
	NARROW(ROWS1)

TEXT ·tile2x4NEON(SB), NOSPLIT, $0-8
	NARROW(ROWS2)

TEXT ·tile3x4NEON(SB), NOSPLIT, $0-8
	NARROW(ROWS3)

TEXT ·tile4x4NEON(SB), NOSPLIT, $0-8
	NARROW(ROWS4)

TEXT ·tile5x4NEON(SB), NOSPLIT, $0-8
	NARROW(ROWS5)

TEXT ·tile6x4NEON(SB), NOSPLIT, $0-8
	NARROW(ROWS6)

TEXT ·tile7x4NEON(SB), NOSPLIT, $0-8
	NARROW(ROWS7)

TEXT ·tile8x4NEON(SB), NOSPLIT, $0-8
	NARROW(ROWS8)
