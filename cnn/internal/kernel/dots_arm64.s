//go:build !purego

#include "textflag.h"
#include "go_asm.h"

// Micro-kernels for inner products of up to 4 rows of a with 4 rows of b, all of k floats: see
// Product.dots.
//
// R1 and R12 to R14 walk the rows of a, R2 and R15 to R17 those of b, R3 counts the floats left, R8
// walks the results. Row r is summed in four registers from V0 to V15; V16 to V19 hold floats of the
// rows of b, V20 those of a row of a.

// Instructions on four floats that the assembler lacks, by register number; d = n op m.
#define FADDP4(m, n, d) WORD $(0x6E20D400 | (m)<<16 | (n)<<5 | (d)) // adds neighbours of n, then of m

// ROWSn applies OP to each of n rows: its pointer, its four sums' numbers, then the registers.
#define ROWS1(OP) OP(R1, 0, 1, 2, 3, V0, V1, V2, V3)
#define ROWS2(OP) ROWS1(OP); OP(R12, 4, 5, 6, 7, V4, V5, V6, V7)
#define ROWS3(OP) ROWS2(OP); OP(R13, 8, 9, 10, 11, V8, V9, V10, V11)
#define ROWS4(OP) ROWS3(OP); OP(R14, 12, 13, 14, 15, V12, V13, V14, V15)

#define CLEAR(row, i0, i1, i2, i3, c0, c1, c2, c3) \
	VEOR c0.B16, c0.B16, c0.B16 \
	VEOR c1.B16, c1.B16, c1.B16 \
	VEOR c2.B16, c2.B16, c2.B16 \
	VEOR c3.B16, c3.B16, c3.B16

#define MULTIPLY(c0, c1, c2, c3) \
	VFMLA V16.S4, V20.S4, c0.S4 \
	VFMLA V17.S4, V20.S4, c1.S4 \
	VFMLA V18.S4, V20.S4, c2.S4 \
	VFMLA V19.S4, V20.S4, c3.S4

#define STEP(row, i0, i1, i2, i3, c0, c1, c2, c3) VLD1.P 16(row), [V20.S4]; MULTIPLY(c0, c1, c2, c3)
#define REST(row, i0, i1, i2, i3, c0, c1, c2, c3) FMOVS.P 4(row), F20; MULTIPLY(c0, c1, c2, c3)
#define REDUCE(row, i0, i1, i2, i3, c0, c1, c2, c3) FADDP4(i1, i0, 16); FADDP4(i3, i2, 17); FADDP4(17, 16, 16); VST1.P [V16.S4], 16(R8)

#define BODY(ROWS) \
	MOVD t+0(FP), R0         \
	MOVD tile_a(R0), R1      \
	MOVD tile_b(R0), R2      \
	MOVD tile_c(R0), R8      \
	MOVD tile_k(R0), R3      \
	MOVD tile_aStep(R0), R4  \
	MOVD tile_bStep(R0), R5  \
	ADD  R4<<2, R1, R12      \
	ADD  R4<<2, R12, R13     \
	ADD  R4<<2, R13, R14     \
	ADD  R5<<2, R2, R15      \
	ADD  R5<<2, R15, R16     \
	ADD  R5<<2, R16, R17     \
	ROWS(CLEAR)              \
	SUBS $4, R3              \
	BLT  rest                \
loop:                        \
	VLD1.P 16(R2), [V16.S4]  \
	VLD1.P 16(R15), [V17.S4] \
	VLD1.P 16(R16), [V18.S4] \
	VLD1.P 16(R17), [V19.S4] \
	ROWS(STEP)               \
	SUBS $4, R3              \
	BGE  loop                \
rest:                        \
	ADDS $4, R3              \
	BEQ  reduce              \
one:                         \
	FMOVS.P 4(R2), F16       \
	FMOVS.P 4(R15), F17      \
	FMOVS.P 4(R16), F18      \
	FMOVS.P 4(R17), F19      \
	ROWS(REST)               \
	SUBS $1, R3              \
	BNE  one                 \
reduce:                      \
	ROWS(REDUCE)             \
	RET

TEXT ·dots1x4NEON(SB), NOSPLIT, $0-8
	BODY(ROWS1)

TEXT ·dots2x4NEON(SB), NOSPLIT, $0-8
	BODY(ROWS2)

TEXT ·dots3x4NEON(SB), NOSPLIT, $0-8
	BODY(ROWS3)

TEXT ·dots4x4NEON(SB), NOSPLIT, $0-8
	BODY(ROWS4)
