#ifndef TK_PROGRAM_H
#define TK_PROGRAM_H

#include "state.h"

/* One operation after another on a tile in registers. */

enum { TK_FROM_TILE, TK_FROM_SUMS, TK_FROM_NOTHING };

TK_INLINE void tk_max_of(tk_vector *to, const tk_vector *a, const tk_vector *b) {
    tk_if_greater(to, b, a, b, a);
}

/* Every address is known before anything is written that it could have been read from. */
TK_INLINE void tk_store(const int lines, const int vectors, tk_lines x, tk_sums acc) {
    float *line[TK_MAX_ROWS];
    TK_UNROLL for (int r = 0; r < lines; ++r) line[r] = x.at + x.lines[r];
    TK_EACH *(tk_vector *)(line[r] + 16 * v) = acc[r][v];
}

/* Whatever has to call a function, or needs more registers, goes through memory in `step`. */
TK_INLINE void tk_execute(const int height, const int lines, const int vectors, tk_machine *m,
                          const int origin, const tk_op *(*step)(tk_machine *m, const tk_op *op)) {
    static const tk_vector zero = {0};
    tk_sums acc;
    tk_vector number;
    const tk_op *op = m->plan->program;
    if (origin == TK_FROM_TILE) {
        const float *lhs[TK_MAX_ROWS];
        const tk_lines rows = m->here[0];
        TK_UNROLL for (int r = 0; r < lines; ++r) {
            lhs[r] = rows.at + rows.lines[r];
            TK_FORGET_ORIGIN(lhs[r]);
        }
        /* What is going to be updated comes while the tile is summed. */
        for (int i = 0; m->updated >> i; ++i)
            if (m->updated >> i & 1) TK_EACH TK_PREFETCH(tk_at(m->here[i], r, v));
        tk_tile(height, lines, vectors, m->depth, lhs, m->rhs, acc);
    } else if (origin == TK_FROM_SUMS)
        TK_EACH acc[r][v] = *tk_sum_at(m, r, v);
    else
        TK_EACH acc[r][v] = zero;
    for (;; ++op) {
        tk_lines a = m->here[op->a];
/* Asked for where they are needed only: most operations have one operand. */
#define TK_B m->here[op->b]
#define TK_C m->here[op->c]
#define TK_ACC TK_OF(&acc[r][v])
#define TK_A TK_OF(tk_at(a, r, v))
#define TK_WHERE(relation, yes, no) TK_EACH relation(&acc[r][v], tk_at(a, r, v), tk_at(TK_B, r, v), yes, no)
        switch (op->code) {
        case TK_END:
            return;
        case TK_LOAD:
            TK_EACH acc[r][v] = *tk_at(a, r, v);
            break;
        case TK_STORE:
            tk_store(lines, vectors, a, acc);
            break;
        case TK_ADD:
            TK_EACH TK_LANES TK_ACC = TK_ACC + TK_A;
            break;
        case TK_SUBTRACT:
            TK_EACH TK_LANES TK_ACC = TK_ACC - TK_A;
            break;
        case TK_SUBTRACT_FROM:
            TK_EACH TK_LANES TK_ACC = TK_A - TK_ACC;
            break;
        case TK_MULTIPLY:
            TK_EACH TK_LANES TK_ACC = TK_ACC * TK_A;
            break;
        case TK_DIVIDE:
            TK_EACH TK_LANES TK_ACC = TK_ACC / TK_A;
            break;
        case TK_DIVIDE_INTO:
            TK_EACH TK_LANES TK_ACC = TK_A / TK_ACC;
            break;
        case TK_NEGATE:
            TK_EACH TK_LANES TK_ACC = -TK_ACC;
            break;
        case TK_SQRT:
            TK_EACH tk_square_root(&acc[r][v]);
            break;
#define TK_EXTREME(greater, lesser, yes, no)                                                                 \
    TK_EACH {                                                                                                \
        const tk_vector x = acc[r][v], y = *tk_at(a, r, v);                                                  \
        tk_if_greater(&acc[r][v], &greater, &lesser, &yes, &no);                                             \
    }                                                                                                        \
    break
        case TK_MAX:
            TK_EXTREME(y, x, y, x);
        case TK_MAX_OF:
            TK_EXTREME(x, y, x, y);
        case TK_MIN:
            TK_EXTREME(x, y, y, x);
        case TK_MIN_OF:
            TK_EXTREME(y, x, x, y);
        case TK_KEEP_GREATER:
            TK_WHERE(tk_if_greater, &acc[r][v], tk_at(TK_C, r, v));
            break;
        case TK_REPLACE_GREATER:
            TK_WHERE(tk_if_greater, tk_at(TK_C, r, v), &acc[r][v]);
            break;
        case TK_KEEP_EQUAL:
            TK_WHERE(tk_if_equal, &acc[r][v], tk_at(TK_C, r, v));
            break;
        case TK_REPLACE_EQUAL:
            TK_WHERE(tk_if_equal, tk_at(TK_C, r, v), &acc[r][v]);
            break;
        case TK_ADD_MAX_END:
            TK_EACH TK_LANES TK_ACC = TK_ACC + TK_A;
            number = *tk_at(TK_B, 0, 0);
            TK_EACH tk_max_of(&acc[r][v], &acc[r][v], &number);
            a = TK_C;
            goto store_end;
        case TK_ADD_END:
            TK_EACH TK_LANES TK_ACC = TK_ACC + TK_A;
            a = TK_B;
            goto store_end;
        case TK_KEEP_END:
            number = *tk_at(TK_B, 0, 0);
            TK_EACH tk_if_greater(&acc[r][v], tk_at(a, r, v), &number, &acc[r][v], &number);
            a = TK_C;
            goto store_end;
        case TK_UPDATE_END:
            number = *tk_at(a, 0, 0);
            TK_EACH TK_LANES TK_ACC = TK_OF(tk_at(TK_B, r, v)) - TK_ACC * TK_OF(&number);
            a = TK_B;
            goto store_end;
        case TK_STORE_END:
        store_end:
            tk_store(lines, vectors, a, acc);
            return;
#undef TK_B
#undef TK_C
#undef TK_EXTREME
#undef TK_WHERE
#undef TK_A
#undef TK_ACC
        default:
            TK_EACH *tk_sum_at(m, r, v) = acc[r][v];
            op = step(m, op);
            TK_EACH acc[r][v] = *tk_sum_at(m, r, v);
        }
    }
}

#endif
