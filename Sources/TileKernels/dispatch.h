#ifndef TK_DISPATCH_H
#define TK_DISPATCH_H

#include "functions.h"
#include "instruction_set.h"

extern tk_isa tk_chosen;

/* Calls what is compiled for the instruction set in use. */
#ifdef TK_X86
#define TK_RUN(function, ...)                                                                                \
    (tk_chosen == TK_AVX512 ? function##_avx512(__VA_ARGS__)                                                 \
     : tk_chosen == TK_AVX2 ? function##_avx2(__VA_ARGS__)                                                   \
                            : function##_plain(__VA_ARGS__))
#else
#define TK_RUN(function, ...) function##_plain(__VA_ARGS__)
#endif

#endif
