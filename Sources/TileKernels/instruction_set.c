#include "dispatch.h"
#include <stdlib.h>
#include <string.h>

static tk_isa best(void) {
#ifdef TK_X86
    __builtin_cpu_init();
    const char *wish = getenv("GRAPHC_ISA");
    if (wish && strcmp(wish, "plain") == 0) return TK_PLAIN;
    if (TK_HAS_AVX512 && !(wish && strcmp(wish, "avx2") == 0)) return TK_AVX512;
    if (TK_HAS_AVX2) return TK_AVX2;
#endif
    return TK_PLAIN;
}

tk_isa tk_chosen = TK_PLAIN;

#ifdef TK_X86
/* Before any thread can start. */
__attribute__((constructor)) static void choose(void) { tk_chosen = best(); }
#endif

tk_isa tk_isa_in_use(void) { return tk_chosen; }
