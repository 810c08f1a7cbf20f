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
#define FMIN4(m, n, d) WORD $(0x4EA0F400 | (m)<<16 | (n)<<5 | (d)) // NaN if either is
#define FADD2(m, n, d) WORD $(0x4E60D400 | (m)<<16 | (n)<<5 | (d))
#define FSUB2(m, n, d) WORD $(0x4EE0D400 | (m)<<16 | (n)<<5 | (d))
#define FMUL2(m, n, d) WORD $(0x6E60DC00 | (m)<<16 | (n)<<5 | (d))
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
