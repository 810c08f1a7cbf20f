//go:build !purego

#include "textflag.h"

// Elementwise loops on whole vectors of four floats: see type loops. R3 counts the floats left.
// Products are rounded before they are added, as in the loops in Go.

// Instructions that the assembler lacks, by register number, on four floats (4) or two doubles (2);
// d = n op m.
#define FADD4(m, n, d) WORD $(0x4E20D400 | (m)<<16 | (n)<<5 | (d))
#define FSUB4(m, n, d) WORD $(0x4EA0D400 | (m)<<16 | (n)<<5 | (d))
#define FMUL4(m, n, d) WORD $(0x6E20DC00 | (m)<<16 | (n)<<5 | (d))
#define FDIV4(m, n, d) WORD $(0x6E20FC00 | (m)<<16 | (n)<<5 | (d))
#define FMAX4(m, n, d) WORD $(0x4E20F400 | (m)<<16 | (n)<<5 | (d)) // NaN if either is
#define FSQRT4(n, d) WORD $(0x6EA1F800 | (n)<<5 | (d))
#define FCMGT4(m, n, d) WORD $(0x6EA0E400 | (m)<<16 | (n)<<5 | (d)) // n > m
#define FCMLE04(n, d) WORD $(0x6EA0D800 | (n)<<5 | (d)) // n ≤ 0
#define FADD2(m, n, d) WORD $(0x4E60D400 | (m)<<16 | (n)<<5 | (d))
#define FCVTL(n, d) WORD $(0x0E617800 | (n)<<5 | (d))  // the lower two floats to doubles
#define FCVTL2(n, d) WORD $(0x4E617800 | (n)<<5 | (d)) // the upper two

// BEGIN stores the floats in the whole vectors of R3 floats, and leaves if there are none.
#define BEGIN(ret) \
	AND $~3, R3  \
	MOVD R3, ret \
	CBZ R3, done

#define NEXT \
	SUBS $4, R3 \
	BNE  loop

// func reluNEON(dst, x []float32) int
TEXT ·reluNEON(SB), NOSPLIT, $0-56
	MOVD dst_base+0(FP), R0
	MOVD x_base+24(FP), R1
	MOVD x_len+32(FP), R3
	BEGIN(ret+48(FP))
	VEOR V1.B16, V1.B16, V1.B16

loop:
	VLD1.P 16(R1), [V0.S4]
	FMAX4(1, 0, 0)
	VST1.P [V0.S4], 16(R0)
	NEXT

done:
	RET

// func reluBackwardNEON(dst, grad, y []float32) int
TEXT ·reluBackwardNEON(SB), NOSPLIT, $0-80
	MOVD dst_base+0(FP), R0
	MOVD grad_base+24(FP), R1
	MOVD y_base+48(FP), R2
	MOVD y_len+56(FP), R3
	BEGIN(ret+72(FP))

loop:
	VLD1.P 16(R2), [V0.S4]
	VLD1.P 16(R1), [V1.S4]
	FCMLE04(0, 0)
	VAND V0.B16, V1.B16, V0.B16
	VEOR V0.B16, V1.B16, V1.B16
	VST1.P [V1.S4], 16(R0)
	NEXT

done:
	RET

// func axpyNEON(dst []float32, alpha float32, x []float32) int
TEXT ·axpyNEON(SB), NOSPLIT, $0-64
	MOVD dst_base+0(FP), R0
	MOVD x_base+32(FP), R1
	MOVD x_len+40(FP), R3
	BEGIN(ret+56(FP))
	FMOVS alpha+24(FP), F2
	VDUP V2.S[0], V2.S4

loop:
	VLD1.P 16(R1), [V1.S4]
	VLD1 (R0), [V0.S4]
	FMUL4(2, 1, 1)
	FADD4(1, 0, 0)
	VST1.P [V0.S4], 16(R0)
	NEXT

done:
	RET

// func scaleNEON(dst []float32, alpha float32) int
TEXT ·scaleNEON(SB), NOSPLIT, $0-40
	MOVD dst_base+0(FP), R0
	MOVD dst_len+8(FP), R3
	BEGIN(ret+32(FP))
	FMOVS alpha+24(FP), F2
	VDUP V2.S[0], V2.S4

loop:
	VLD1 (R0), [V0.S4]
	FMUL4(2, 0, 0)
	VST1.P [V0.S4], 16(R0)
	NEXT

done:
	RET

// func addScalarNEON(dst []float32, v float32) int
TEXT ·addScalarNEON(SB), NOSPLIT, $0-40
	MOVD dst_base+0(FP), R0
	MOVD dst_len+8(FP), R3
	BEGIN(ret+32(FP))
	FMOVS v+24(FP), F2
	VDUP V2.S[0], V2.S4

loop:
	VLD1 (R0), [V0.S4]
	FADD4(2, 0, 0)
	VST1.P [V0.S4], 16(R0)
	NEXT

done:
	RET

// func sgdNEON(p, velocity, grad []float32, s SGD) int
TEXT ·sgdNEON(SB), NOSPLIT, $0-96
	MOVD p_base+0(FP), R0
	MOVD velocity_base+24(FP), R1
	MOVD grad_base+48(FP), R2
	MOVD p_len+8(FP), R3
	BEGIN(ret+88(FP))
	FMOVS s_Rate+72(FP), F16
	VDUP V16.S[0], V16.S4
	FMOVS s_Momentum+76(FP), F17
	VDUP V17.S[0], V17.S4
	FMOVS s_Decay+80(FP), F18
	VDUP V18.S[0], V18.S4
	MOVBU s_Nesterov+84(FP), R4

loop:
	VLD1 (R0), [V0.S4]
	VLD1 (R1), [V1.S4]
	VLD1.P 16(R2), [V2.S4]
	FMUL4(18, 0, 3)
	FADD4(3, 2, 2) // d
	FMUL4(17, 1, 1)
	FADD4(2, 1, 1)
	VST1.P [V1.S4], 16(R1)
	CBZ R4, move
	FMUL4(17, 1, 1)
	FADD4(2, 1, 1)

move:
	FMUL4(16, 1, 1)
	FSUB4(1, 0, 0)
	VST1.P [V0.S4], 16(R0)
	NEXT

done:
	RET

// func adamNEON(p, mean, square, grad []float32, a Adam) int
TEXT ·adamNEON(SB), NOSPLIT, $0-128
	MOVD p_base+0(FP), R0
	MOVD mean_base+24(FP), R1
	MOVD square_base+48(FP), R2
	MOVD grad_base+72(FP), R4
	MOVD p_len+8(FP), R3
	BEGIN(ret+120(FP))
	FMOVS a_Rate+96(FP), F16
	VDUP V16.S[0], V16.S4
	FMOVS a_Blend1+100(FP), F17
	VDUP V17.S[0], V17.S4
	FMOVS a_Blend2+104(FP), F18
	VDUP V18.S[0], V18.S4
	FMOVS a_Scale+108(FP), F19
	VDUP V19.S[0], V19.S4
	FMOVS a_Epsilon+112(FP), F20
	VDUP V20.S[0], V20.S4
	FMOVS a_Decay+116(FP), F21
	VDUP V21.S[0], V21.S4

loop:
	VLD1 (R0), [V0.S4]
	VLD1 (R1), [V1.S4]
	VLD1 (R2), [V2.S4]
	VLD1.P 16(R4), [V3.S4]
	FMUL4(21, 0, 4)
	FADD4(4, 3, 3) // d
	FSUB4(1, 3, 4)
	FMUL4(17, 4, 4)
	FADD4(4, 1, 1)
	VST1.P [V1.S4], 16(R1)
	FMUL4(3, 3, 3)
	FSUB4(2, 3, 3)
	FMUL4(18, 3, 3)
	FADD4(3, 2, 2)
	VST1.P [V2.S4], 16(R2)
	FSQRT4(2, 2)
	FMUL4(19, 2, 2)
	FADD4(20, 2, 2)
	FMUL4(16, 1, 1)
	FDIV4(2, 1, 1)
	FSUB4(1, 0, 0)
	VST1.P [V0.S4], 16(R0)
	NEXT

done:
	RET

// func sumNEON(x []float32) (sums [16]float64, done int)
TEXT ·sumNEON(SB), NOSPLIT, $0-160
	MOVD x_base+0(FP), R1
	MOVD x_len+8(FP), R3
	AND  $~15, R3
	MOVD R3, done+152(FP)
	MOVD $sums+24(FP), R0
	VEOR V16.B16, V16.B16, V16.B16
	VEOR V17.B16, V17.B16, V17.B16
	VEOR V18.B16, V18.B16, V18.B16
	VEOR V19.B16, V19.B16, V19.B16
	VEOR V20.B16, V20.B16, V20.B16
	VEOR V21.B16, V21.B16, V21.B16
	VEOR V22.B16, V22.B16, V22.B16
	VEOR V23.B16, V23.B16, V23.B16
	CBZ  R3, done

loop:
	VLD1.P 64(R1), [V0.S4, V1.S4, V2.S4, V3.S4]
	FCVTL(0, 4)
	FCVTL2(0, 5)
	FCVTL(1, 6)
	FCVTL2(1, 7)
	FCVTL(2, 8)
	FCVTL2(2, 9)
	FCVTL(3, 10)
	FCVTL2(3, 11)
	FADD2(4, 16, 16)
	FADD2(5, 17, 17)
	FADD2(6, 18, 18)
	FADD2(7, 19, 19)
	FADD2(8, 20, 20)
	FADD2(9, 21, 21)
	FADD2(10, 22, 22)
	FADD2(11, 23, 23)
	SUBS $16, R3
	BNE  loop

done:
	VST1.P [V16.D2, V17.D2, V18.D2, V19.D2], 64(R0)
	VST1   [V20.D2, V21.D2, V22.D2, V23.D2], (R0)
	RET

// func sumSquaresNEON(x []float32) (sums [16]float64, done int)
TEXT ·sumSquaresNEON(SB), NOSPLIT, $0-160
	MOVD x_base+0(FP), R1
	MOVD x_len+8(FP), R3
	AND  $~15, R3
	MOVD R3, done+152(FP)
	MOVD $sums+24(FP), R0
	VEOR V16.B16, V16.B16, V16.B16
	VEOR V17.B16, V17.B16, V17.B16
	VEOR V18.B16, V18.B16, V18.B16
	VEOR V19.B16, V19.B16, V19.B16
	VEOR V20.B16, V20.B16, V20.B16
	VEOR V21.B16, V21.B16, V21.B16
	VEOR V22.B16, V22.B16, V22.B16
	VEOR V23.B16, V23.B16, V23.B16
	CBZ  R3, done

loop:
	VLD1.P 64(R1), [V0.S4, V1.S4, V2.S4, V3.S4]
	FCVTL(0, 4)
	FCVTL2(0, 5)
	FCVTL(1, 6)
	FCVTL2(1, 7)
	FCVTL(2, 8)
	FCVTL2(2, 9)
	FCVTL(3, 10)
	FCVTL2(3, 11)
	VFMLA V4.D2, V4.D2, V16.D2
	VFMLA V5.D2, V5.D2, V17.D2
	VFMLA V6.D2, V6.D2, V18.D2
	VFMLA V7.D2, V7.D2, V19.D2
	VFMLA V8.D2, V8.D2, V20.D2
	VFMLA V9.D2, V9.D2, V21.D2
	VFMLA V10.D2, V10.D2, V22.D2
	VFMLA V11.D2, V11.D2, V23.D2
	SUBS $16, R3
	BNE  loop

done:
	VST1.P [V16.D2, V17.D2, V18.D2, V19.D2], 64(R0)
	VST1   [V20.D2, V21.D2, V22.D2, V23.D2], (R0)
	RET

// func maxNEON(dst, x []float32) int
TEXT ·maxNEON(SB), NOSPLIT, $0-56
	MOVD dst_base+0(FP), R0
	MOVD x_base+24(FP), R1
	MOVD x_len+32(FP), R3
	BEGIN(ret+48(FP))

loop:
	VLD1.P 16(R1), [V1.S4]
	VLD1 (R0), [V0.S4]
	FMAX4(1, 0, 0)
	VST1.P [V0.S4], 16(R0)
	NEXT

done:
	RET

// func maxPool2NEON(dst, upper, lower []float32) int
TEXT ·maxPool2NEON(SB), NOSPLIT, $0-80
	MOVD dst_base+0(FP), R0
	MOVD upper_base+24(FP), R1
	MOVD lower_base+48(FP), R2
	MOVD dst_len+8(FP), R3
	BEGIN(ret+72(FP))

loop:
	VLD2.P 32(R1), [V0.S4, V1.S4] // even columns, odd columns
	VLD2.P 32(R2), [V2.S4, V3.S4]
	FMAX4(1, 0, 0)
	FMAX4(3, 2, 2)
	FMAX4(2, 0, 0)
	VST1.P [V0.S4], 16(R0)
	NEXT

done:
	RET

// func spreadMax2NEON(dstUpper, dstLower, upper, lower, y, grad []float32) int
TEXT ·spreadMax2NEON(SB), NOSPLIT, $0-152
	MOVD dstUpper_base+0(FP), R0
	MOVD dstLower_base+24(FP), R1
	MOVD upper_base+48(FP), R2
	MOVD lower_base+72(FP), R4
	MOVD y_base+96(FP), R5
	MOVD y_len+104(FP), R3
	MOVD grad_base+120(FP), R6
	BEGIN(ret+144(FP))

loop:
	VLD1.P 16(R5), [V0.S4]
	VLD1.P 16(R6), [V1.S4]
	VLD2.P 32(R2), [V2.S4, V3.S4]
	VLD2.P 32(R4), [V4.S4, V5.S4]
	FCMGT4(2, 0, 2) // less than the maximum
	FCMGT4(3, 0, 3)
	FCMGT4(4, 0, 4)
	VAND V1.B16, V2.B16, V2.B16 // what is not the first cell's
	VEOR V1.B16, V2.B16, V16.B16
	VAND V2.B16, V3.B16, V3.B16
	VEOR V2.B16, V3.B16, V17.B16
	VAND V3.B16, V4.B16, V19.B16
	VEOR V3.B16, V19.B16, V18.B16
	VST2.P [V16.S4, V17.S4], 32(R0)
	VST2.P [V18.S4, V19.S4], 32(R1)
	NEXT

done:
	RET
