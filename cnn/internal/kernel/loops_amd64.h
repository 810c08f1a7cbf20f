// Elementwise loops on whole vectors of eight floats: see type loops. AX is the byte that a loop is
// at, CX where it ends. Products are rounded before they are added, as in the loops in Go.

// ROUND8 sets CX to the bytes in the whole vectors of n floats, and n to the floats in them.
#define ROUND8(n) \
	ANDQ $-8, n     \
	LEAQ (n*4), CX  \
	XORQ AX, AX     \
	TESTQ CX, CX

#define NEXT(loop) \
	ADDQ $32, AX \
	CMPQ AX, CX  \
	JLT  loop
