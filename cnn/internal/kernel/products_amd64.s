//go:build !purego

#include "textflag.h"
#include "loops_amd64.h"

// BINARY loads the arguments of a func(dst, x, y []float32) int.
#define BINARY \
	MOVQ dst_base+0(FP), DI \
	MOVQ x_base+24(FP), SI  \
	MOVQ y_base+48(FP), DX  \
	MOVQ x_len+32(FP), R9   \
	ROUND8(R9)

// func mulAVX2(dst, x, y []float32) int
TEXT ·mulAVX2(SB), NOSPLIT, $0-80
	BINARY
	MOVQ R9, ret+72(FP)
	JZ   done

loop:
	VMOVUPS (SI)(AX*1), Y0
	VMULPS (DX)(AX*1), Y0, Y0
	VMOVUPS Y0, (DI)(AX*1)
	NEXT(loop)

done:
	VZEROUPPER
	RET

// func mulAddAVX2(dst, x, y []float32) int
TEXT ·mulAddAVX2(SB), NOSPLIT, $0-80
	BINARY
	MOVQ R9, ret+72(FP)
	JZ   done

loop:
	VMOVUPS (SI)(AX*1), Y0
	VMULPS (DX)(AX*1), Y0, Y0
	VADDPS (DI)(AX*1), Y0, Y0
	VMOVUPS Y0, (DI)(AX*1)
	NEXT(loop)

done:
	VZEROUPPER
	RET

// func divAVX2(dst, x, y []float32) int
TEXT ·divAVX2(SB), NOSPLIT, $0-80
	BINARY
	MOVQ R9, ret+72(FP)
	JZ   done

loop:
	VMOVUPS (SI)(AX*1), Y0
	VDIVPS (DX)(AX*1), Y0, Y0
	VMOVUPS Y0, (DI)(AX*1)
	NEXT(loop)

done:
	VZEROUPPER
	RET

// func sqrtAVX2(dst, x []float32) int
TEXT ·sqrtAVX2(SB), NOSPLIT, $0-56
	MOVQ dst_base+0(FP), DI
	MOVQ x_base+24(FP), SI
	MOVQ x_len+32(FP), R9
	ROUND8(R9)
	MOVQ R9, ret+48(FP)
	JZ   done

loop:
	VSQRTPS (SI)(AX*1), Y0
	VMOVUPS Y0, (DI)(AX*1)
	NEXT(loop)

done:
	VZEROUPPER
	RET
