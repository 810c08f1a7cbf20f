//go:build !purego

#include "textflag.h"
#include "loops_arm64.h"

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

// func nadamNEON(p, mean, square, grad []float32, s NAdam) int
TEXT ·nadamNEON(SB), NOSPLIT, $0-136
	MOVD p_base+0(FP), R0
	MOVD mean_base+24(FP), R1
	MOVD square_base+48(FP), R2
	MOVD grad_base+72(FP), R4
	MOVD p_len+8(FP), R3
	BEGIN(ret+128(FP))
	MOVD $s+96(FP), R5
	VLD1R.P 4(R5), [V16.S4] // Rate
	VLD1R.P 4(R5), [V17.S4] // Blend1
	VLD1R.P 4(R5), [V18.S4] // Blend2
	VLD1R.P 4(R5), [V19.S4] // Scale
	VLD1R.P 4(R5), [V20.S4] // Epsilon
	VLD1R.P 4(R5), [V21.S4] // Decay
	VLD1R.P 4(R5), [V22.S4] // Mean
	VLD1R.P 4(R5), [V23.S4] // Grad

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
	FMUL4(23, 3, 5)
	FMUL4(22, 1, 1)
	FADD4(1, 5, 1)
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

// func rmspropNEON(p, square, velocity, grad []float32, s RMSprop) int
TEXT ·rmspropNEON(SB), NOSPLIT, $0-128
	MOVD p_base+0(FP), R0
	MOVD square_base+24(FP), R1
	MOVD velocity_base+48(FP), R2
	MOVD grad_base+72(FP), R4
	MOVD p_len+8(FP), R3
	BEGIN(ret+120(FP))
	MOVD $s+96(FP), R5
	VLD1R.P 4(R5), [V16.S4] // Rate
	VLD1R.P 4(R5), [V17.S4] // Momentum
	VLD1R.P 4(R5), [V18.S4] // Blend
	VLD1R.P 4(R5), [V19.S4] // Epsilon
	VLD1R.P 4(R5), [V20.S4] // Decay

loop:
	VLD1 (R0), [V0.S4]
	VLD1 (R1), [V1.S4]
	VLD1 (R2), [V2.S4]
	VLD1.P 16(R4), [V3.S4]
	FMUL4(20, 0, 4)
	FADD4(4, 3, 3) // d
	FMUL4(3, 3, 4)
	FSUB4(1, 4, 4)
	FMUL4(18, 4, 4)
	FADD4(4, 1, 1)
	VST1.P [V1.S4], 16(R1)
	FSQRT4(1, 1)
	FADD4(19, 1, 1)
	FDIV4(1, 3, 3)
	FMUL4(17, 2, 2)
	FADD4(3, 2, 2)
	VST1.P [V2.S4], 16(R2)
	FMUL4(16, 2, 2)
	FSUB4(2, 0, 0)
	VST1.P [V0.S4], 16(R0)
	NEXT

done:
	RET

// func adagradNEON(p, sum, grad []float32, s Adagrad) int
TEXT ·adagradNEON(SB), NOSPLIT, $0-96
	MOVD p_base+0(FP), R0
	MOVD sum_base+24(FP), R1
	MOVD grad_base+48(FP), R4
	MOVD p_len+8(FP), R3
	BEGIN(ret+88(FP))
	MOVD $s+72(FP), R5
	VLD1R.P 4(R5), [V16.S4] // Rate
	VLD1R.P 4(R5), [V17.S4] // Epsilon
	VLD1R.P 4(R5), [V18.S4] // Decay

loop:
	VLD1 (R0), [V0.S4]
	VLD1 (R1), [V1.S4]
	VLD1.P 16(R4), [V3.S4]
	FMUL4(18, 0, 4)
	FADD4(4, 3, 3) // d
	FMUL4(3, 3, 4)
	FADD4(4, 1, 1)
	VST1.P [V1.S4], 16(R1)
	FSQRT4(1, 1)
	FADD4(17, 1, 1)
	FMUL4(16, 3, 3)
	FDIV4(1, 3, 3)
	FSUB4(3, 0, 0)
	VST1.P [V0.S4], 16(R0)
	NEXT

done:
	RET

// func adadeltaNEON(p, square, change, grad []float32, s Adadelta) int
TEXT ·adadeltaNEON(SB), NOSPLIT, $0-120
	MOVD p_base+0(FP), R0
	MOVD square_base+24(FP), R1
	MOVD change_base+48(FP), R2
	MOVD grad_base+72(FP), R4
	MOVD p_len+8(FP), R3
	BEGIN(ret+112(FP))
	MOVD $s+96(FP), R5
	VLD1R.P 4(R5), [V16.S4] // Rate
	VLD1R.P 4(R5), [V17.S4] // Blend
	VLD1R.P 4(R5), [V18.S4] // Epsilon
	VLD1R.P 4(R5), [V19.S4] // Decay

loop:
	VLD1 (R0), [V0.S4]
	VLD1 (R1), [V1.S4]
	VLD1 (R2), [V2.S4]
	VLD1.P 16(R4), [V3.S4]
	FMUL4(19, 0, 4)
	FADD4(4, 3, 3) // d
	FMUL4(3, 3, 4)
	FSUB4(1, 4, 4)
	FMUL4(17, 4, 4)
	FADD4(4, 1, 1)
	VST1.P [V1.S4], 16(R1)
	FADD4(18, 1, 1)
	FSQRT4(1, 1)
	FADD4(18, 2, 4)
	FSQRT4(4, 4)
	FDIV4(1, 4, 4)
	FMUL4(3, 4, 3) // the move
	FMUL4(3, 3, 4)
	FSUB4(2, 4, 4)
	FMUL4(17, 4, 4)
	FADD4(4, 2, 2)
	VST1.P [V2.S4], 16(R2)
	FMUL4(16, 3, 3)
	FSUB4(3, 0, 0)
	VST1.P [V0.S4], 16(R0)
	NEXT

done:
	RET
