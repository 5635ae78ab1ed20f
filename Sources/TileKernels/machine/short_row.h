#ifndef TK_SHORT_ROW_H
#define TK_SHORT_ROW_H

#include "program.h"
#include "remote.h"

/* Where an operand of a short plan begins: the first row's first column. */
TK_INLINE float *tk_row_of(const tk_plan *plan, const tk_call *call, int i) {
    const tk_operand *operand = &plan->operand[i];
    return (float *)call->buffers[operand->number] + operand->base + call->first_row * operand->walk.row[2] +
           call->first_group * operand->walk.group;
}

/* A single row of a short plan, most of what a network does with one sample: a machine would take longer to
   set up than the sums of a narrow layer. */
TK_INLINE void tk_short_row(const int most_vectors, const tk_edge_sums sums, const tk_plan *plan,
                            const tk_call *call) {
    const tk_end end = tk_end_of(plan->program[0]);
    const float *const lhs = tk_row_of(plan, call, 0), *const rhs = tk_row_of(plan, call, 1);
    const float *const added = end.added ? tk_row_of(plan, call, end.added) : NULL;
    float *const to = tk_row_of(plan, call, end.to);
    tk_axis depth[3];
    for (int j = 0; j < 3; ++j)
        depth[j] = (tk_axis){tk_resolved(plan->over[j], call->samples), plan->operand[0].walk.over[j],
                             plan->operand[1].walk.over[j]};
    tk_vector least = {0};
    if (end.least)
        for (int l = 0; l < 16; ++l) ((float *)&least)[l] = call->numbers[plan->operand[end.least].number];
    _Alignas(64) tk_sums sum;
    ptrdiff_t vectors = most_vectors, lanes = 0;
    for (ptrdiff_t column = call->first_column; column < call->last_column; column += lanes) {
        lanes = tk_lanes_of(call->last_column - column, &vectors);
        sums(1, (int)vectors, depth, &lhs, rhs + column, sum);
        for (ptrdiff_t v = 0; v < vectors && added; ++v) {
            const tk_vector *const x = (const tk_vector *)(added + column + 16 * v);
            tk_vector *const acc = &sum[0][v];
            TK_LANES TK_OF(acc) = TK_OF(acc) + TK_OF(x);
            if (end.least) tk_max_of(acc, acc, &least);
        }
        tk_put(to + column, (const float *)sum, lanes);
    }
}

#endif
