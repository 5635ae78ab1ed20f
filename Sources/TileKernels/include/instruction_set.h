#ifndef TK_INSTRUCTION_SET_H
#define TK_INSTRUCTION_SET_H

/* The instruction sets that the kernels are compiled for. */
typedef enum { TK_PLAIN, TK_AVX2, TK_AVX512 } tk_isa;

/* The one in use: the best that the machine has, and no better one than the environment variable
   GRAPHC_ISA names: plain, avx2 or avx512. Another name ends the program when it starts. */
tk_isa tk_isa_in_use(void);

#endif
