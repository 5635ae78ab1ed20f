#ifndef TK_REMOTE_H
#define TK_REMOTE_H

#include "state.h"
#include <string.h>

/* A loop that becomes one load with a mask, rather than 16 branches. */
#if defined(__clang__)
#define TK_MASKED _Pragma("clang loop unroll(disable) vectorize(enable)")
#else
#define TK_MASKED
#endif

/* Copies the tile's elements of an operand to its memory. */
TK_INLINE void tk_gather(const int vectors, const tk_machine *m, const tk_place *place) {
    const tk_operand *operand = place->operand;
    const ptrdiff_t lane = operand->walk.lane, lanes = m->lanes;
    const ptrdiff_t line = 16 * vectors;
    for (int r = 0; r < m->rows; ++r) {
        const ptrdiff_t offset = place->offset + place->lines[r];
        const float *from = place->base;
        float *to = place->memory + r * line;
        ptrdiff_t l = 0;
        if (operand->kind == TK_INDEX)
            for (; l < lanes; ++l) to[l] = (float)(int32_t)(offset + l * lane);
        else if (operand->kind == TK_DRAW)
            for (; l < lanes; ++l) to[l] = tk_draw(place->key, (uint32_t)(offset + l * lane));
        else if (lane == 0) {
            /* The same in all lanes, and what is behind them does not matter. */
            const float x =
                operand->kind == TK_LABELS ? (float)((const int32_t *)from)[offset] : from[offset];
            for (; l < lanes; l += 16)
                for (int k = 0; k < 16; ++k) to[l + k] = x;
        } else if (operand->kind == TK_LABELS)
            for (; l < lanes; ++l) to[l] = (float)((const int32_t *)from)[offset + l * lane];
        else if (lane != 1)
            for (; l < lanes; ++l) to[l] = from[offset + l * lane];
        else {
            for (from += offset; l + 16 <= lanes; l += 16)
                *(tk_vector *)(to + l) = *(const tk_vector *)(from + l);
            if (l < lanes && operand->is_padded)
                *(tk_vector *)(to + l) = *(const tk_vector *)(from + l);
            else if (l < lanes) {
                const int left = (int)(lanes - l);
                TK_MASKED for (int k = 0; k < 16; ++k) to[l + k] = k < left ? from[l + k] : 0.0f;
            }
        }
    }
}

/* What does not fill a vector is copied in pieces, for a loop would be as many stores as there are lanes. */
#define TK_PIECES TK_PIECE(8) TK_PIECE(4) TK_PIECE(2) TK_PIECE(1)

TK_INLINE void tk_put(float *to, const float *from, ptrdiff_t lanes) {
    ptrdiff_t l = 0;
    for (; l + 16 <= lanes; l += 16) *(tk_vector *)(to + l) = *(const tk_vector *)(from + l);
#define TK_PIECE(count)                                                                                      \
    if (lanes & count) {                                                                                     \
        memcpy(to + l, from + l, count * sizeof *to);                                                        \
        l += count;                                                                                          \
    }
    TK_PIECES
#undef TK_PIECE
}

/* Copies the tile's elements of an operand from its memory. */
TK_INLINE void tk_scatter(const int vectors, const tk_machine *m, const tk_place *place) {
    const ptrdiff_t lane = place->operand->walk.lane, lanes = m->lanes, line = 16 * vectors;
    float *const to = place->base + place->offset;
    const float *const from = place->memory;
    if (lane != 1) {
        for (int r = 0; r < m->rows; ++r)
            for (ptrdiff_t l = 0; l < (lane ? lanes : 1); ++l)
                to[place->lines[r] + l * lane] = from[r * line + l];
        return;
    }
    ptrdiff_t l = 0;
    for (; l + 16 <= lanes; l += 16)
        for (int r = 0; r < m->rows; ++r)
            *(tk_vector *)(to + place->lines[r] + l) = *(const tk_vector *)(from + r * line + l);
            /* The same piece of all rows: row by row, every one would have to be asked for again. */
#define TK_PIECE(count)                                                                                      \
    if (lanes & count) {                                                                                     \
        for (int r = 0; r < m->rows; ++r)                                                                    \
            memcpy(to + place->lines[r] + l, from + r * line + l, count * sizeof *to);                       \
        l += count;                                                                                          \
    }
    TK_PIECES
#undef TK_PIECE
}

#endif
