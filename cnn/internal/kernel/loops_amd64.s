//go:build !purego

#include "textflag.h"
#include "loops_amd64.h"

// func reluAVX2(dst, x []float32) int
TEXT ·reluAVX2(SB), NOSPLIT, $0-56
	MOVQ dst_base+0(FP), DI
	MOVQ x_base+24(FP), SI
	MOVQ x_len+32(FP), R9
	ROUND8(R9)
	MOVQ R9, ret+48(FP)
	JZ   done
	VXORPS Y1, Y1, Y1

loop:
	VMOVUPS (SI)(AX*1), Y0
	VMAXPS Y0, Y1, Y0 // of two, the second if either is NaN
	VMOVUPS Y0, (DI)(AX*1)
	NEXT(loop)

done:
	VZEROUPPER
	RET

// func reluBackwardAVX2(dst, grad, y []float32) int
TEXT ·reluBackwardAVX2(SB), NOSPLIT, $0-80
	MOVQ dst_base+0(FP), DI
	MOVQ grad_base+24(FP), SI
	MOVQ y_base+48(FP), DX
	MOVQ y_len+56(FP), R9
	ROUND8(R9)
	MOVQ R9, ret+72(FP)
	JZ   done
	VXORPS Y1, Y1, Y1

loop:
	VCMPPS $9, (DX)(AX*1), Y1, Y0 // not 0 ≥ y
	VANDPS (SI)(AX*1), Y0, Y0
	VMOVUPS Y0, (DI)(AX*1)
	NEXT(loop)

done:
	VZEROUPPER
	RET

// func axpyAVX2(dst []float32, alpha float32, x []float32) int
TEXT ·axpyAVX2(SB), NOSPLIT, $0-64
	MOVQ dst_base+0(FP), DI
	MOVQ x_base+32(FP), SI
	MOVQ x_len+40(FP), R9
	ROUND8(R9)
	MOVQ R9, ret+56(FP)
	JZ   done
	VBROADCASTSS alpha+24(FP), Y1

loop:
	VMULPS (SI)(AX*1), Y1, Y0
	VADDPS (DI)(AX*1), Y0, Y0
	VMOVUPS Y0, (DI)(AX*1)
	NEXT(loop)

done:
	VZEROUPPER
	RET

// func scaleAVX2(dst []float32, alpha float32) int
TEXT ·scaleAVX2(SB), NOSPLIT, $0-40
	MOVQ dst_base+0(FP), DI
	MOVQ dst_len+8(FP), R9
	ROUND8(R9)
	MOVQ R9, ret+32(FP)
	JZ   done
	VBROADCASTSS alpha+24(FP), Y1

loop:
	VMULPS (DI)(AX*1), Y1, Y0
	VMOVUPS Y0, (DI)(AX*1)
	NEXT(loop)

done:
	VZEROUPPER
	RET

// func addScalarAVX2(dst []float32, v float32) int
TEXT ·addScalarAVX2(SB), NOSPLIT, $0-40
	MOVQ dst_base+0(FP), DI
	MOVQ dst_len+8(FP), R9
	ROUND8(R9)
	MOVQ R9, ret+32(FP)
	JZ   done
	VBROADCASTSS v+24(FP), Y1

loop:
	VADDPS (DI)(AX*1), Y1, Y0
	VMOVUPS Y0, (DI)(AX*1)
	NEXT(loop)

done:
	VZEROUPPER
	RET

// func sumAVX2(x []float32) (sums [16]float64, done int)
TEXT ·sumAVX2(SB), NOSPLIT, $0-160
	MOVQ x_base+0(FP), SI
	MOVQ x_len+8(FP), R9
	ANDQ $-16, R9
	MOVQ R9, done+152(FP)
	LEAQ sums+24(FP), DI
	LEAQ (R9*4), CX
	XORQ AX, AX
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	VXORPD Y2, Y2, Y2
	VXORPD Y3, Y3, Y3
	TESTQ CX, CX
	JZ   done

loop:
	VCVTPS2PD (SI)(AX*1), Y4
	VCVTPS2PD 16(SI)(AX*1), Y5
	VCVTPS2PD 32(SI)(AX*1), Y6
	VCVTPS2PD 48(SI)(AX*1), Y7
	VADDPD Y4, Y0, Y0
	VADDPD Y5, Y1, Y1
	VADDPD Y6, Y2, Y2
	VADDPD Y7, Y3, Y3
	ADDQ $64, AX
	CMPQ AX, CX
	JLT  loop

done:
	VMOVUPD Y0, (DI)
	VMOVUPD Y1, 32(DI)
	VMOVUPD Y2, 64(DI)
	VMOVUPD Y3, 96(DI)
	VZEROUPPER
	RET

// func sumSquaresAVX2(x []float32) (sums [16]float64, done int)
TEXT ·sumSquaresAVX2(SB), NOSPLIT, $0-160
	MOVQ x_base+0(FP), SI
	MOVQ x_len+8(FP), R9
	ANDQ $-16, R9
	MOVQ R9, done+152(FP)
	LEAQ sums+24(FP), DI
	LEAQ (R9*4), CX
	XORQ AX, AX
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	VXORPD Y2, Y2, Y2
	VXORPD Y3, Y3, Y3
	TESTQ CX, CX
	JZ   done

loop:
	VCVTPS2PD (SI)(AX*1), Y4
	VCVTPS2PD 16(SI)(AX*1), Y5
	VCVTPS2PD 32(SI)(AX*1), Y6
	VCVTPS2PD 48(SI)(AX*1), Y7
	VFMADD231PD Y4, Y4, Y0
	VFMADD231PD Y5, Y5, Y1
	VFMADD231PD Y6, Y6, Y2
	VFMADD231PD Y7, Y7, Y3
	ADDQ $64, AX
	CMPQ AX, CX
	JLT  loop

done:
	VMOVUPD Y0, (DI)
	VMOVUPD Y1, 32(DI)
	VMOVUPD Y2, 64(DI)
	VMOVUPD Y3, 96(DI)
	VZEROUPPER
	RET

// MAX sets d to the larger of a and b, or to NaN if either is; t is lost.
#define MAX(a, b, d, t) \
	VCMPPS $3, a, b, t \
	VMAXPS a, b, d     \
	VORPS  t, d, d

// func maxAVX2(dst, x []float32) int
TEXT ·maxAVX2(SB), NOSPLIT, $0-56
	MOVQ dst_base+0(FP), DI
	MOVQ x_base+24(FP), SI
	MOVQ x_len+32(FP), R9
	ROUND8(R9)
	MOVQ R9, ret+48(FP)
	JZ   done

loop:
	VMOVUPS (DI)(AX*1), Y0
	VMOVUPS (SI)(AX*1), Y1
	MAX(Y0, Y1, Y2, Y3)
	VMOVUPS Y2, (DI)(AX*1)
	NEXT(loop)

done:
	VZEROUPPER
	RET

// func largestAVX2(x []float32) (lanes [16]float32, done int)
TEXT ·largestAVX2(SB), NOSPLIT, $0-96
	MOVQ x_base+0(FP), SI
	MOVQ x_len+8(FP), R9
	ANDQ $-16, R9
	MOVQ R9, done+88(FP)
	JZ   done
	LEAQ lanes+24(FP), DI
	LEAQ (R9*4), CX
	XORQ AX, AX
	VMOVUPS (SI), Y0
	VMOVUPS 32(SI), Y1

loop:
	VMOVUPS (SI)(AX*1), Y2
	VMOVUPS 32(SI)(AX*1), Y3
	MAX(Y0, Y2, Y0, Y4)
	MAX(Y1, Y3, Y1, Y5)
	ADDQ $64, AX
	CMPQ AX, CX
	JLT  loop
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)

done:
	VZEROUPPER
	RET

// func maxPool2AVX2(dst, upper, lower []float32) int
TEXT ·maxPool2AVX2(SB), NOSPLIT, $0-80
	MOVQ dst_base+0(FP), DI
	MOVQ upper_base+24(FP), SI
	MOVQ lower_base+48(FP), DX
	MOVQ dst_len+8(FP), R9
	ROUND8(R9)
	MOVQ R9, ret+72(FP)
	JZ   done

loop:
	VMOVUPS (SI)(AX*2), Y0
	VMOVUPS 32(SI)(AX*2), Y1
	VMOVUPS (DX)(AX*2), Y2
	VMOVUPS 32(DX)(AX*2), Y3
	MAX(Y0, Y2, Y4, Y6)
	MAX(Y1, Y3, Y5, Y7)
	VSHUFPS $0x88, Y5, Y4, Y0 // even columns 0 2 8 10, 4 6 12 14
	VSHUFPS $0xDD, Y5, Y4, Y1 // odd columns
	MAX(Y0, Y1, Y2, Y3)
	VPERMPD $0xD8, Y2, Y2
	VMOVUPS Y2, (DI)(AX*1)
	NEXT(loop)

done:
	VZEROUPPER
	RET

// SPLIT sets even and odd to the 16 columns at p, in the order 0 2 8 10, 4 6 12 14.
#define SPLIT(p, even, odd) \
	VMOVUPS (p)(AX*2), Y12        \
	VMOVUPS 32(p)(AX*2), Y13      \
	VSHUFPS $0x88, Y13, Y12, even \
	VSHUFPS $0xDD, Y13, Y12, odd

// JOIN undoes SPLIT.
#define JOIN(even, odd, p) \
	VUNPCKLPS odd, even, Y12 \
	VUNPCKHPS odd, even, Y13 \
	VMOVUPS Y12, (p)(AX*2)   \
	VMOVUPS Y13, 32(p)(AX*2)

// func spreadMax2AVX2(dstUpper, dstLower, upper, lower, y, grad []float32) int
TEXT ·spreadMax2AVX2(SB), NOSPLIT, $0-152
	MOVQ dstUpper_base+0(FP), DI
	MOVQ dstLower_base+24(FP), R8
	MOVQ upper_base+48(FP), SI
	MOVQ lower_base+72(FP), DX
	MOVQ y_base+96(FP), R10
	MOVQ y_len+104(FP), R9
	MOVQ grad_base+120(FP), R11
	ROUND8(R9)
	MOVQ R9, ret+144(FP)
	JZ   done

loop:
	VMOVUPS (R10)(AX*1), Y0
	VMOVUPS (R11)(AX*1), Y1
	VPERMPD $0xD8, Y0, Y0 // the order of SPLIT
	VPERMPD $0xD8, Y1, Y1
	SPLIT(SI, Y2, Y3)
	SPLIT(DX, Y4, Y5)
	VCMPPS  $5, Y0, Y2, Y2 // not less than the maximum
	VCMPPS  $5, Y0, Y3, Y3
	VCMPPS  $5, Y0, Y4, Y4
	VANDPS  Y1, Y2, Y6    // to the first cell
	VANDNPS Y1, Y2, Y1    // what is left
	VANDPS  Y1, Y3, Y7
	VANDNPS Y1, Y3, Y1
	VANDPS  Y1, Y4, Y8
	VANDNPS Y1, Y4, Y9
	JOIN(Y6, Y7, DI)
	JOIN(Y8, Y9, R8)
	NEXT(loop)

done:
	VZEROUPPER
	RET
