#include "machine/operands.h"
#include <string.h>

/* What the program reads and writes. */
static void tk_find_operands(tk_plan *plan) {
    plan->loaded = plan->stored = plan->apart = plan->unpadded = plan->walkers = 0;
    for (const tk_op *op = plan->program; op->code != TK_END; ++op) {
        const uint32_t a = 1u << op->a, b = 1u << op->b, c = 1u << op->c;
        switch (op->code) {
        case TK_NEXT:
        case TK_NEGATE:
        case TK_SQRT:
        case TK_SUM_OF_LANES:
        case TK_GREATEST_LANE:
        case TK_EXP:
        case TK_EXPM1:
        case TK_LOG:
        case TK_LOG1P:
        case TK_TANH:
        case TK_ERF:
            break;
        case TK_STORE:
            plan->stored |= a;
            break;
        case TK_PRODUCTS:
            plan->loaded |= a | b;
            break;
        case TK_MAXIMUM:
            if (plan->operand[op->b].kind == TK_BUFFER) plan->stored |= b;
            plan->loaded |= a;
            break;
        case TK_SUM:
            plan->loaded |= a;
            break;
        case TK_KEEP_GREATER:
        case TK_REPLACE_GREATER:
        case TK_KEEP_EQUAL:
        case TK_REPLACE_EQUAL:
            plan->loaded |= (a | b | c) & ~plan->stored;
            break;
        default:
            plan->loaded |= a & ~plan->stored; /* what the program has stored is in the tile */
        }
    }
    const uint32_t used = plan->loaded | plan->stored | (plan->is_contraction ? 1 : 0);
    for (int i = 0; i < plan->operands; ++i) {
        const tk_operand *operand = &plan->operand[i];
        if (!tk_walks(operand) || !(used >> i & 1)) continue;
        plan->walker[plan->walkers++] = (uint8_t)i;
        const int is_factor = plan->is_contraction && i < 2;
        if (is_factor) continue;
        if (operand->kind != TK_BUFFER || operand->walk.lane != 1) plan->apart |= 1u << i;
        if (!operand->is_padded) plan->unpadded |= 1u << i;
    }
}

/* The ends of most programs become one operation. What they compute is the same; but for sums of
   10 products a dispatch more takes 5 % of the time. */
static void tk_join_ends(tk_plan *plan) {
    tk_op *op = plan->program;
    while (op->code != TK_END) ++op;
#define TK_IS_NUMBER(i) (plan->operand[i].kind == TK_NUMBER)
    const ptrdiff_t count = op - plan->program;
    const tk_op none = {TK_END, 0, 0, 0}, one = count > 0 ? op[-1] : none;
    const tk_op two = count > 1 ? op[-2] : none, three = count > 2 ? op[-3] : none;
    if (one.code != TK_STORE) return;
    if (two.code == TK_MAX && three.code == TK_ADD && TK_IS_NUMBER(two.a))
        op[-3] = (tk_op){TK_ADD_MAX_END, three.a, two.a, one.a};
    else if (two.code == TK_ADD)
        op[-2] = (tk_op){TK_ADD_END, two.a, one.a, 0};
    else if (two.code == TK_KEEP_GREATER && two.b == two.c && TK_IS_NUMBER(two.b))
        op[-2] = (tk_op){TK_KEEP_END, two.a, two.b, one.a};
    else if (two.code == TK_SUBTRACT_FROM && three.code == TK_MULTIPLY && two.a == one.a &&
             TK_IS_NUMBER(three.a))
        op[-3] = (tk_op){TK_UPDATE_END, three.a, one.a, 0};
    else
        op[-1] = (tk_op){TK_STORE_END, one.a, 0, 0};
#undef TK_IS_NUMBER
}

/* A product whose program is one operation on neighbouring columns of a single loop over rows. */
static int tk_is_short(const tk_plan *plan) {
    const tk_end end = tk_end_of(plan->program[0]);
    return plan->is_contraction && plan->packing != TK_PACK_ALWAYS && plan->rows[1] == 1 && end.to &&
           tk_is_line(&plan->operand[end.to]) && (!end.added || tk_is_line(&plan->operand[end.added]));
}

/* Makes one loop of two where the inner one ends at the outer one's next step, for all operands,
   and puts loops of a single step outermost. n · samples is written as -n. */
static void tk_join_loops(tk_plan *plan, ptrdiff_t count[3], size_t walk) {
#define TK_DISTANCES(i) ((ptrdiff_t *)((char *)&plan->operand[i].walk + walk))
    int kept = 2;
    for (int outer = 1; outer >= 0; --outer) {
        if (count[outer] == 1) continue;
        int joins = count[kept] > 0;
        for (int i = 0; i < plan->operands; ++i) {
            const ptrdiff_t *distance = TK_DISTANCES(i);
            if (tk_walks(&plan->operand[i]) && count[kept] != 1)
                joins &= distance[outer] == count[kept] * distance[kept];
        }
        if (joins && count[kept] != 1) {
            count[kept] *= count[outer] == 0 ? -1 : count[outer];
            continue;
        }
        if (count[kept] != 1) --kept;
        for (int i = 0; i < plan->operands; ++i) TK_DISTANCES(i)[kept] = TK_DISTANCES(i)[outer];
        count[kept] = count[outer];
    }
    while (kept > 0) count[--kept] = 1;
#undef TK_DISTANCES
}

void tk_prepare(tk_plan *plan) {
    tk_find_operands(plan);
    tk_join_ends(plan);
    tk_join_loops(plan, plan->rows, offsetof(tk_walk, row));
    tk_join_loops(plan, plan->over, offsetof(tk_walk, over));
    plan->is_short = (uint8_t)tk_is_short(plan);
}
