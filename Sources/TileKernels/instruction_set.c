#include "dispatch.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The most that is to be used. */
static tk_isa limit(void) {
    const char *wish = getenv("GRAPHC_ISA");
    if (!wish || !*wish || strcmp(wish, "avx512") == 0) return TK_AVX512;
    if (strcmp(wish, "avx2") == 0) return TK_AVX2;
    if (strcmp(wish, "plain") == 0) return TK_PLAIN;
    fprintf(stderr,
            "error: expected plain, avx2 or avx512 as the environment variable GRAPHC_ISA, found \"%.40s\"\n",
            wish);
    exit(EXIT_FAILURE);
}

static tk_isa best(tk_isa limit) {
#ifdef TK_X86
    __builtin_cpu_init();
    if (TK_HAS_AVX512 && limit >= TK_AVX512) return TK_AVX512;
    if (TK_HAS_AVX2 && limit >= TK_AVX2) return TK_AVX2;
#endif
    (void)limit;
    return TK_PLAIN;
}

tk_isa tk_chosen = TK_PLAIN;

/* Before any thread can start. */
__attribute__((constructor)) static void choose(void) { tk_chosen = best(limit()); }

tk_isa tk_isa_in_use(void) { return tk_chosen; }
