#ifndef TILE_KERNELS_METRICS_H
#define TILE_KERNELS_METRICS_H

#include <stddef.h>
#include <stdint.h>

// The index of the largest of count values, the first of equals; -1 if one is not a number. count >= 1.
ptrdiff_t tk_argmax(const float *values, ptrdiff_t count);

// The number of rows that have a largest output, and at the row's label.
ptrdiff_t tk_count_hits(const float *outputs, const int32_t *labels, ptrdiff_t rows, ptrdiff_t columns);

// The sum of count values, first to last.
double tk_sum(const float *values, ptrdiff_t count);

// Whether none of count values is infinite or not a number.
int tk_all_finite(const float *values, ptrdiff_t count);

#endif
