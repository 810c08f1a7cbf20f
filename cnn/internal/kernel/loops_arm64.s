//go:build !purego

#include "textflag.h"
#include "loops_arm64.h"

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

// func largestNEON(x []float32) (lanes [16]float32, done int)
TEXT ·largestNEON(SB), NOSPLIT, $0-96
	MOVD x_base+0(FP), R1
	MOVD x_len+8(FP), R3
	AND  $~15, R3
	MOVD R3, done+88(FP)
	CBZ  R3, done
	MOVD $lanes+24(FP), R0
	VLD1 (R1), [V16.S4, V17.S4, V18.S4, V19.S4]

loop:
	VLD1.P 64(R1), [V0.S4, V1.S4, V2.S4, V3.S4]
	FMAX4(0, 16, 16)
	FMAX4(1, 17, 17)
	FMAX4(2, 18, 18)
	FMAX4(3, 19, 19)
	SUBS $16, R3
	BNE  loop
	VST1 [V16.S4, V17.S4, V18.S4, V19.S4], (R0)

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
