//go:build !purego

#include "textflag.h"
#include "loops_arm64.h"

// See exponential.go, whose operations these are, in the same order.

// CONSTANTS loads what exponential holds, in its order: V8 low, V9 high, V10 log2e, V11 shift, V12 and V13 ln 2,
// V14 to V19 exp, V20 one, V21 bias, V22 small, V23 to V27 tanh, V28 two, V29 sign.
#define CONSTANTS \
	MOVD $·exponential(SB), R4 \
	VLD1R.P 4(R4), [V8.S4]  \
	VLD1R.P 4(R4), [V9.S4]  \
	VLD1R.P 4(R4), [V10.S4] \
	VLD1R.P 4(R4), [V11.S4] \
	VLD1R.P 4(R4), [V12.S4] \
	VLD1R.P 4(R4), [V13.S4] \
	VLD1R.P 4(R4), [V14.S4] \
	VLD1R.P 4(R4), [V15.S4] \
	VLD1R.P 4(R4), [V16.S4] \
	VLD1R.P 4(R4), [V17.S4] \
	VLD1R.P 4(R4), [V18.S4] \
	VLD1R.P 4(R4), [V19.S4] \
	VLD1R.P 4(R4), [V20.S4] \
	VLD1R.P 4(R4), [V21.S4] \
	VLD1R.P 4(R4), [V22.S4] \
	VLD1R.P 4(R4), [V23.S4] \
	VLD1R.P 4(R4), [V24.S4] \
	VLD1R.P 4(R4), [V25.S4] \
	VLD1R.P 4(R4), [V26.S4] \
	VLD1R.P 4(R4), [V27.S4] \
	VLD1R.P 4(R4), [V28.S4] \
	VLD1R.P 4(R4), [V29.S4]

// HORNER sets p to p·x + c.
#define HORNER(x, p, c) \
	FMUL4(x, p, p) \
	FADD4(c, p, p)

// EXP sets V0 to its exponential; V1, V2 and V3 are lost.
#define EXP \
	FMAX4(8, 0, 0)  \
	FMIN4(9, 0, 0)  \
	FMUL4(10, 0, 1) \
	FADD4(11, 1, 1) \
	FSUB4(11, 1, 2) \
	FMUL4(12, 2, 3) \
	FSUB4(3, 0, 0)  \
	FMUL4(13, 2, 3) \
	FSUB4(3, 0, 0)  \
	FMUL4(0, 14, 2) \
	FADD4(15, 2, 2) \
	HORNER(0, 2, 16) \
	HORNER(0, 2, 17) \
	HORNER(0, 2, 18) \
	HORNER(0, 2, 19) \
	FMUL4(0, 2, 2)  \
	FMUL4(0, 2, 2)  \
	FADD4(0, 2, 2)  \
	FADD4(20, 2, 2) \
	VSUB V21.S4, V1.S4, V1.S4 \
	VUSHR $1, V1.S4, V3.S4    \
	VSUB V3.S4, V1.S4, V1.S4  \
	VSHL $23, V3.S4, V3.S4    \
	VSHL $23, V1.S4, V1.S4    \
	FMUL4(3, 2, 2)  \
	FMUL4(1, 2, 0)

// UNARY loads the arguments of a func(dst, x []float32) int.
#define UNARY \
	MOVD dst_base+0(FP), R0 \
	MOVD x_base+24(FP), R1  \
	MOVD x_len+32(FP), R3   \
	CONSTANTS

// func expNEON(dst, x []float32) int
TEXT ·expNEON(SB), NOSPLIT, $0-56
	UNARY
	BEGIN(ret+48(FP))

loop:
	VLD1.P 16(R1), [V0.S4]
	EXP
	VST1.P [V0.S4], 16(R0)
	NEXT

done:
	RET

// func sigmoidNEON(dst, x []float32) int
TEXT ·sigmoidNEON(SB), NOSPLIT, $0-56
	UNARY
	BEGIN(ret+48(FP))

loop:
	VLD1.P 16(R1), [V0.S4]
	VEOR V29.B16, V0.B16, V0.B16
	EXP
	FADD4(20, 0, 0)
	FDIV4(0, 20, 0)
	VST1.P [V0.S4], 16(R0)
	NEXT

done:
	RET

// func tanhNEON(dst, x []float32) int
TEXT ·tanhNEON(SB), NOSPLIT, $0-56
	UNARY
	BEGIN(ret+48(FP))

loop:
	VLD1.P 16(R1), [V4.S4]
	VAND V29.B16, V4.B16, V5.B16 // the sign
	VEOR V5.B16, V4.B16, V6.B16  // the size
	FADD4(6, 6, 0)
	EXP
	FADD4(20, 0, 0)
	FDIV4(0, 28, 0)
	FSUB4(0, 20, 0)
	VORR V5.B16, V0.B16, V0.B16 // a large one's
	FMUL4(4, 4, 1)
	FMUL4(1, 23, 2)
	FADD4(24, 2, 2)
	HORNER(1, 2, 25)
	HORNER(1, 2, 26)
	HORNER(1, 2, 27)
	FMUL4(1, 2, 2)
	FMUL4(4, 2, 2)
	FADD4(4, 2, 2)              // a small one's
	FCMGT4(6, 22, 3)
	VBSL V0.B16, V2.B16, V3.B16
	VST1.P [V3.S4], 16(R0)
	NEXT

done:
	RET
