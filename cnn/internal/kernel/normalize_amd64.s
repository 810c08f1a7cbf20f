//go:build !purego

#include "textflag.h"
#include "loops_amd64.h"

// func normalizeAVX2(dst, x []float32, mean, scale, shift float32) int
TEXT ·normalizeAVX2(SB), NOSPLIT, $0-72
	MOVQ dst_base+0(FP), DI
	MOVQ x_base+24(FP), SI
	MOVQ x_len+32(FP), R9
	ROUND8(R9)
	MOVQ R9, ret+64(FP)
	JZ   done
	VBROADCASTSS mean+48(FP), Y1
	VBROADCASTSS scale+52(FP), Y2
	VBROADCASTSS shift+56(FP), Y3

loop:
	VMOVUPS (SI)(AX*1), Y0
	VSUBPS Y1, Y0, Y0
	VMULPS Y2, Y0, Y0
	VADDPS Y3, Y0, Y0
	VMOVUPS Y0, (DI)(AX*1)
	NEXT(loop)

done:
	VZEROUPPER
	RET

// func normalizeBackwardAVX2(dst, grad, x []float32, mean, slope, offset, factor float32) int
TEXT ·normalizeBackwardAVX2(SB), NOSPLIT, $0-96
	MOVQ dst_base+0(FP), DI
	MOVQ grad_base+24(FP), DX
	MOVQ x_base+48(FP), SI
	MOVQ x_len+56(FP), R9
	ROUND8(R9)
	MOVQ R9, ret+88(FP)
	JZ   done
	VBROADCASTSS mean+72(FP), Y2
	VBROADCASTSS slope+76(FP), Y3
	VBROADCASTSS offset+80(FP), Y4
	VBROADCASTSS factor+84(FP), Y5

loop:
	VMOVUPS (SI)(AX*1), Y0
	VMOVUPS (DX)(AX*1), Y1
	VSUBPS Y2, Y0, Y0
	VMULPS Y3, Y0, Y0
	VSUBPS Y4, Y1, Y1
	VSUBPS Y0, Y1, Y1
	VMULPS Y5, Y1, Y1
	VMOVUPS Y1, (DI)(AX*1)
	NEXT(loop)

done:
	VZEROUPPER
	RET

// SUMS stores the sums Y0 to Y3.
#define SUMS \
	VMOVUPD Y0, (DI)   \
	VMOVUPD Y1, 32(DI) \
	VMOVUPD Y2, 64(DI) \
	VMOVUPD Y3, 96(DI) \
	VZEROUPPER

// SQUARE adds to sum the squares of what the four floats at p differ by from the mean, Y8.
#define SQUARE(p, sum) \
	VCVTPS2PD p, Y4    \
	VSUBPD Y8, Y4, Y4  \
	VMULPD Y4, Y4, Y4  \
	VADDPD Y4, sum, sum

// func sumDeviationsAVX2(x []float32, mean float64) (sums [16]float64, done int)
TEXT ·sumDeviationsAVX2(SB), NOSPLIT, $0-168
	MOVQ x_base+0(FP), SI
	MOVQ x_len+8(FP), R9
	ANDQ $-16, R9
	MOVQ R9, done+160(FP)
	LEAQ sums+32(FP), DI
	LEAQ (R9*4), CX
	XORQ AX, AX
	VBROADCASTSD mean+24(FP), Y8
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	VXORPD Y2, Y2, Y2
	VXORPD Y3, Y3, Y3
	TESTQ CX, CX
	JZ   done

loop:
	SQUARE((SI)(AX*1), Y0)
	SQUARE(16(SI)(AX*1), Y1)
	SQUARE(32(SI)(AX*1), Y2)
	SQUARE(48(SI)(AX*1), Y3)
	ADDQ $64, AX
	CMPQ AX, CX
	JLT  loop

done:
	SUMS
	RET

// PRODUCT adds to sum the four floats at q times what those at p differ by from the mean, X8.
#define PRODUCT(p, q, sum) \
	VMOVUPS p, X4          \
	VSUBPS X8, X4, X4      \
	VCVTPS2PD X4, Y4       \
	VCVTPS2PD q, Y5        \
	VFMADD231PD Y4, Y5, sum

// func sumProductsAVX2(x []float32, mean float32, y []float32) (sums [16]float64, done int)
TEXT ·sumProductsAVX2(SB), NOSPLIT, $0-192
	MOVQ x_base+0(FP), SI
	MOVQ x_len+8(FP), R9
	MOVQ y_base+32(FP), DX
	ANDQ $-16, R9
	MOVQ R9, done+184(FP)
	LEAQ sums+56(FP), DI
	LEAQ (R9*4), CX
	XORQ AX, AX
	VBROADCASTSS mean+24(FP), X8
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	VXORPD Y2, Y2, Y2
	VXORPD Y3, Y3, Y3
	TESTQ CX, CX
	JZ   done

loop:
	PRODUCT((SI)(AX*1), (DX)(AX*1), Y0)
	PRODUCT(16(SI)(AX*1), 16(DX)(AX*1), Y1)
	PRODUCT(32(SI)(AX*1), 32(DX)(AX*1), Y2)
	PRODUCT(48(SI)(AX*1), 48(DX)(AX*1), Y3)
	ADDQ $64, AX
	CMPQ AX, CX
	JLT  loop

done:
	SUMS
	RET
