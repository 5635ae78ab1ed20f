#ifndef TK_OPERANDS_H
#define TK_OPERANDS_H

#include "../include/functions.h"
#include "../include/machine.h"

TK_INLINE int tk_walks(const tk_operand *operand) { return operand->kind <= TK_DRAW; }

/* Whether whole vectors of an operand can be read. */
TK_INLINE int tk_is_line(const tk_operand *operand) {
    return operand->kind == TK_BUFFER && operand->walk.lane == 1 && operand->is_padded;
}

TK_INLINE ptrdiff_t tk_resolved(ptrdiff_t count, ptrdiff_t samples) {
    return count > 0 ? count : count < 0 ? -count * samples : samples;
}

/* The operands of a single operation at a product's end: what it writes, what it adds, and the number that is
   the least; 0, which is a factor, for what it has not. */
typedef struct {
    uint8_t to, added, least;
} tk_end;

TK_INLINE tk_end tk_end_of(tk_op op) {
    switch (op.code) {
    case TK_STORE_END:
        return (tk_end){op.a, 0, 0};
    case TK_ADD_END:
        return (tk_end){op.b, op.a, 0};
    case TK_ADD_MAX_END:
        return (tk_end){op.c, op.a, op.b};
    default:
        return (tk_end){0, 0, 0};
    }
}

#endif
