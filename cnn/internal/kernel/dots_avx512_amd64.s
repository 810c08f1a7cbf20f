//go:build !purego

#include "textflag.h"
#include "go_asm.h"

// Micro-kernels for inner products of up to 4 rows of a with 4 rows of b, all of k floats: see
// Product.dots.
//
// The rows lie SI and DX bytes apart; R11 and R12 are three times as much, and CX counts the floats
// left. Row r is summed in four registers from Z0 to Z15; Z16 to Z19 hold 16 floats of the rows of
// b, Z20 those of a row of a; R8 walks the results.

// ROWSn applies OP to each of n rows: where it lies and its four sums.
#define ROWS1(OP) OP((AX), Z0, Z1, Z2, Z3)
#define ROWS2(OP) ROWS1(OP); OP((AX)(SI*1), Z4, Z5, Z6, Z7)
#define ROWS3(OP) ROWS2(OP); OP((AX)(SI*2), Z8, Z9, Z10, Z11)
#define ROWS4(OP) ROWS3(OP); OP((AX)(R11*1), Z12, Z13, Z14, Z15)

#define CLEAR(row, c0, c1, c2, c3) VPXORD c0, c0, c0; VPXORD c1, c1, c1; VPXORD c2, c2, c2; VPXORD c3, c3, c3

#define MULTIPLY(c0, c1, c2, c3) \
	VFMADD231PS Z16, Z20, c0 \
	VFMADD231PS Z17, Z20, c1 \
	VFMADD231PS Z18, Z20, c2 \
	VFMADD231PS Z19, Z20, c3

#define STEP(row, c0, c1, c2, c3) VMOVUPS row, Z20; MULTIPLY(c0, c1, c2, c3)
#define REST(row, c0, c1, c2, c3) VMOVUPS.Z row, K1, Z20; MULTIPLY(c0, c1, c2, c3)

// REDUCE transposes and adds within 128-bit lanes, then adds the lanes.
#define REDUCE(row, c0, c1, c2, c3) \
	VUNPCKLPS  c1, c0, Z16        \
	VUNPCKHPS  c1, c0, Z17        \
	VUNPCKLPS  c3, c2, Z18        \
	VUNPCKHPS  c3, c2, Z19        \
	VADDPS     Z17, Z16, Z16      \
	VADDPS     Z19, Z18, Z18      \
	VUNPCKLPD  Z18, Z16, Z17      \
	VUNPCKHPD  Z18, Z16, Z19      \
	VADDPS     Z19, Z17, Z17      \
	VSHUFF64X2 $0x4E, Z17, Z17, Z18 \
	VADDPS     Z18, Z17, Z17      \
	VSHUFF64X2 $0xB1, Z17, Z17, Z18 \
	VADDPS     Z18, Z17, Z17      \
	VMOVUPS    X17, (R8)          \
	ADDQ       $16, R8

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
	LEAQ (SI)(SI*2), R11    \
	LEAQ (DX)(DX*2), R12    \
	ROWS(CLEAR)             \
	SUBQ $16, CX            \
	JLT  rest               \
loop:                       \
	VMOVUPS (BX), Z16       \
	VMOVUPS (BX)(DX*1), Z17 \
	VMOVUPS (BX)(DX*2), Z18 \
	VMOVUPS (BX)(R12*1), Z19 \
	ROWS(STEP)              \
	ADDQ $64, AX            \
	ADDQ $64, BX            \
	SUBQ $16, CX            \
	JGE  loop               \
rest:                       \
	ADDQ $16, CX            \
	JZ   reduce             \
	MOVL $1, R9             \
	SHLL CX, R9             \
	DECL R9                 \
	KMOVW R9, K1            \
	VMOVUPS.Z (BX), K1, Z16 \
	VMOVUPS.Z (BX)(DX*1), K1, Z17 \
	VMOVUPS.Z (BX)(DX*2), K1, Z18 \
	VMOVUPS.Z (BX)(R12*1), K1, Z19 \
	ROWS(REST)              \
reduce:                     \
	ROWS(REDUCE)            \
	VZEROUPPER              \
	RET

TEXT ·dots1x4AVX512(SB), NOSPLIT, $0-8
	BODY(ROWS1)

TEXT ·dots2x4AVX512(SB), NOSPLIT, $0-8
	BODY(ROWS2)

TEXT ·dots3x4AVX512(SB), NOSPLIT, $0-8
	BODY(ROWS3)

TEXT ·dots4x4AVX512(SB), NOSPLIT, $0-8
	BODY(ROWS4)
