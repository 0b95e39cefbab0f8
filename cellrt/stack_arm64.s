#include "textflag.h"

// g's first field is its stack: {lo, hi uintptr}.
// func stackDepth() uintptr
TEXT ·stackDepth(SB), NOSPLIT, $0-8
	MOVD 8(g), R0
	MOVD RSP, R1
	SUB  R1, R0
	MOVD R0, ret+0(FP)
	RET
