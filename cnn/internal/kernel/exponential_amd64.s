//go:build !purego

#include "textflag.h"
#include "go_asm.h"
#include "loops_amd64.h"

// See exponential.go, whose operations these are, in the same order. R8 holds the address of exponential.

// HORNER sets p to p·x + the number at an offset; c is lost.
#define HORNER(offset, x, p, c) \
	VMULPS x, p, p             \
	VBROADCASTSS offset(R8), c \
	VADDPS c, p, p

// EXP sets x to e^x; n, p and c are lost.
#define EXP(x, n, p, c) \
	VBROADCASTSS exponentials_low(R8), c     \
	VMAXPS x, c, x                           \
	VBROADCASTSS exponentials_high(R8), c    \
	VMINPS x, c, x                           \
	VBROADCASTSS exponentials_log2e(R8), c   \
	VMULPS x, c, n                           \
	VBROADCASTSS exponentials_shift(R8), c   \
	VADDPS c, n, n                           \
	VSUBPS c, n, p                           \
	VBROADCASTSS exponentials_ln2High(R8), c \
	VMULPS p, c, c                           \
	VSUBPS c, x, x                           \
	VBROADCASTSS exponentials_ln2Low(R8), c  \
	VMULPS p, c, c                           \
	VSUBPS c, x, x                           \
	VBROADCASTSS exponentials_exp(R8), p     \
	HORNER(exponentials_exp+4, x, p, c)      \
	HORNER(exponentials_exp+8, x, p, c)      \
	HORNER(exponentials_exp+12, x, p, c)     \
	HORNER(exponentials_exp+16, x, p, c)     \
	HORNER(exponentials_exp+20, x, p, c)     \
	VMULPS x, p, p                           \
	VMULPS x, p, p                           \
	VADDPS x, p, p                           \
	VBROADCASTSS exponentials_one(R8), c     \
	VADDPS c, p, p                           \
	VPBROADCASTD exponentials_bias(R8), c    \
	VPSUBD c, n, n                           \
	VPSRLD $1, n, c                          \
	VPSUBD c, n, n                           \
	VPSLLD $23, c, c                         \
	VPSLLD $23, n, n                         \
	VMULPS c, p, p                           \
	VMULPS n, p, x

// UNARY loads the arguments of a func(dst, x []float32) int.
#define UNARY \
	MOVQ dst_base+0(FP), DI   \
	MOVQ x_base+24(FP), SI    \
	MOVQ x_len+32(FP), R9     \
	LEAQ ·exponential(SB), R8 \
	ROUND8(R9)

// func expAVX2(dst, x []float32) int
TEXT ·expAVX2(SB), NOSPLIT, $0-56
	UNARY
	MOVQ R9, ret+48(FP)
	JZ   done

loop:
	VMOVUPS (SI)(AX*1), Y0
	EXP(Y0, Y1, Y2, Y3)
	VMOVUPS Y0, (DI)(AX*1)
	NEXT(loop)

done:
	VZEROUPPER
	RET

// func sigmoidAVX2(dst, x []float32) int
TEXT ·sigmoidAVX2(SB), NOSPLIT, $0-56
	UNARY
	MOVQ R9, ret+48(FP)
	JZ   done
	VBROADCASTSS exponentials_sign(R8), Y4
	VBROADCASTSS exponentials_one(R8), Y5

loop:
	VXORPS (SI)(AX*1), Y4, Y0
	EXP(Y0, Y1, Y2, Y3)
	VADDPS Y5, Y0, Y0
	VDIVPS Y0, Y5, Y0
	VMOVUPS Y0, (DI)(AX*1)
	NEXT(loop)

done:
	VZEROUPPER
	RET

// func tanhAVX2(dst, x []float32) int
TEXT ·tanhAVX2(SB), NOSPLIT, $0-56
	UNARY
	MOVQ R9, ret+48(FP)
	JZ   done
	VBROADCASTSS exponentials_sign(R8), Y4
	VBROADCASTSS exponentials_one(R8), Y5
	VBROADCASTSS exponentials_two(R8), Y6
	VBROADCASTSS exponentials_small(R8), Y7

loop:
	VMOVUPS (SI)(AX*1), Y8
	VANDNPS Y8, Y4, Y9  // the size
	VADDPS Y9, Y9, Y0
	EXP(Y0, Y1, Y2, Y3)
	VADDPS Y5, Y0, Y0
	VDIVPS Y0, Y6, Y0
	VSUBPS Y0, Y5, Y0
	VANDPS Y8, Y4, Y1
	VORPS Y1, Y0, Y0    // a large one's
	VMULPS Y8, Y8, Y1
	VBROADCASTSS exponentials_tanh(R8), Y2
	HORNER(exponentials_tanh+4, Y1, Y2, Y3)
	HORNER(exponentials_tanh+8, Y1, Y2, Y3)
	HORNER(exponentials_tanh+12, Y1, Y2, Y3)
	HORNER(exponentials_tanh+16, Y1, Y2, Y3)
	VMULPS Y1, Y2, Y2
	VMULPS Y8, Y2, Y2
	VADDPS Y8, Y2, Y2   // a small one's
	VCMPPS $1, Y7, Y9, Y1
	VBLENDVPS Y1, Y2, Y0, Y0
	VMOVUPS Y0, (DI)(AX*1)
	NEXT(loop)

done:
	VZEROUPPER
	RET
