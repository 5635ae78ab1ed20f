#ifndef TILE_KERNELS_MATRICES_H
#define TILE_KERNELS_MATRICES_H

#include <stddef.h>

// How far it is in memory from a row of a matrix to the next, and from a column.
typedef struct {
    ptrdiff_t row, column;
} tk_matrix_strides;

// Copies a matrix to where it has other strides. The two do not overlap.
void tk_copy_matrix(const float *from, tk_matrix_strides f, float *to, tk_matrix_strides t, ptrdiff_t rows,
                    ptrdiff_t columns);

#endif
