//go:build !purego

#include "textflag.h"
#include "loops_arm64.h"

// func normalizeNEON(dst, x []float32, mean, scale, shift float32) int
TEXT ·normalizeNEON(SB), NOSPLIT, $0-72
	MOVD dst_base+0(FP), R0
	MOVD x_base+24(FP), R1
	MOVD x_len+32(FP), R3
	BEGIN(ret+64(FP))
	FMOVS mean+48(FP), F16
	VDUP V16.S[0], V16.S4
	FMOVS scale+52(FP), F17
	VDUP V17.S[0], V17.S4
	FMOVS shift+56(FP), F18
	VDUP V18.S[0], V18.S4

loop:
	VLD1.P 16(R1), [V0.S4]
	FSUB4(16, 0, 0)
	FMUL4(17, 0, 0)
	FADD4(18, 0, 0)
	VST1.P [V0.S4], 16(R0)
	NEXT

done:
	RET

// func normalizeBackwardNEON(dst, grad, x []float32, mean, slope, offset, factor float32) int
TEXT ·normalizeBackwardNEON(SB), NOSPLIT, $0-96
	MOVD dst_base+0(FP), R0
	MOVD grad_base+24(FP), R2
	MOVD x_base+48(FP), R1
	MOVD x_len+56(FP), R3
	BEGIN(ret+88(FP))
	FMOVS mean+72(FP), F16
	VDUP V16.S[0], V16.S4
	FMOVS slope+76(FP), F17
	VDUP V17.S[0], V17.S4
	FMOVS offset+80(FP), F18
	VDUP V18.S[0], V18.S4
	FMOVS factor+84(FP), F19
	VDUP V19.S[0], V19.S4

loop:
	VLD1.P 16(R1), [V0.S4]
	VLD1.P 16(R2), [V1.S4]
	FSUB4(16, 0, 0)
	FMUL4(17, 0, 0)
	FSUB4(18, 1, 1)
	FSUB4(0, 1, 1)
	FMUL4(19, 1, 1)
	VST1.P [V1.S4], 16(R0)
	NEXT

done:
	RET

// CLEAR sets the sums V16 to V23 to zero.
#define CLEAR \
	VEOR V16.B16, V16.B16, V16.B16 \
	VEOR V17.B16, V17.B16, V17.B16 \
	VEOR V18.B16, V18.B16, V18.B16 \
	VEOR V19.B16, V19.B16, V19.B16 \
	VEOR V20.B16, V20.B16, V20.B16 \
	VEOR V21.B16, V21.B16, V21.B16 \
	VEOR V22.B16, V22.B16, V22.B16 \
	VEOR V23.B16, V23.B16, V23.B16

// SUMS stores them.
#define SUMS \
	VST1.P [V16.D2, V17.D2, V18.D2, V19.D2], 64(R0) \
	VST1   [V20.D2, V21.D2, V22.D2, V23.D2], (R0)

// SQUARE adds to sums lo and hi the squares of what four floats x differ by from the mean, V24.
#define SQUARE(x, lo, hi) \
	FCVTL(x, 4)        \
	FCVTL2(x, 5)       \
	FSUB2(24, 4, 4)    \
	FSUB2(24, 5, 5)    \
	FMUL2(4, 4, 4)     \
	FMUL2(5, 5, 5)     \
	FADD2(4, lo, lo)   \
	FADD2(5, hi, hi)

// func sumDeviationsNEON(x []float32, mean float64) (sums [16]float64, done int)
TEXT ·sumDeviationsNEON(SB), NOSPLIT, $0-168
	MOVD x_base+0(FP), R1
	MOVD x_len+8(FP), R3
	AND  $~15, R3
	MOVD R3, done+160(FP)
	FMOVD mean+24(FP), F24
	VDUP V24.D[0], V24.D2
	MOVD $sums+32(FP), R0
	CLEAR
	CBZ  R3, done

loop:
	VLD1.P 64(R1), [V0.S4, V1.S4, V2.S4, V3.S4]
	SQUARE(0, 16, 17)
	SQUARE(1, 18, 19)
	SQUARE(2, 20, 21)
	SQUARE(3, 22, 23)
	SUBS $16, R3
	BNE  loop

done:
	SUMS
	RET

// PRODUCT adds to sums lo and hi the four floats y times what x differ by from the mean, V24.
#define PRODUCT(x, y, lo, hi) \
	FSUB4(24, x, x)    \
	FCVTL(x, 8)        \
	FCVTL2(x, 9)       \
	FCVTL(y, 10)       \
	FCVTL2(y, 11)      \
	FMUL2(8, 10, 10)   \
	FMUL2(9, 11, 11)   \
	FADD2(10, lo, lo)  \
	FADD2(11, hi, hi)

// func sumProductsNEON(x []float32, mean float32, y []float32) (sums [16]float64, done int)
TEXT ·sumProductsNEON(SB), NOSPLIT, $0-192
	MOVD x_base+0(FP), R1
	MOVD x_len+8(FP), R3
	MOVD y_base+32(FP), R2
	AND  $~15, R3
	MOVD R3, done+184(FP)
	FMOVS mean+24(FP), F24
	VDUP V24.S[0], V24.S4
	MOVD $sums+56(FP), R0
	CLEAR
	CBZ  R3, done

loop:
	VLD1.P 64(R1), [V0.S4, V1.S4, V2.S4, V3.S4]
	VLD1.P 64(R2), [V4.S4, V5.S4, V6.S4, V7.S4]
	PRODUCT(0, 4, 16, 17)
	PRODUCT(1, 5, 18, 19)
	PRODUCT(2, 6, 20, 21)
	PRODUCT(3, 7, 22, 23)
	SUBS $16, R3
	BNE  loop

done:
	SUMS
	RET
