#ifndef TILE_KERNELS_DISTANCES_H
#define TILE_KERNELS_DISTANCES_H

#include <stddef.h>

// The sum of the absolute differences of two times count values, in an order that their number alone decides.
double tk_sum_of_absolute_differences(const float *a, const float *b, ptrdiff_t count);

// The sum of the squares of the differences, in the same order.
double tk_sum_of_squared_differences(const float *a, const float *b, ptrdiff_t count);

// Adds each of count values to a sum of its own.
void tk_add_to_sums(const float *values, ptrdiff_t count, double *sums);

#endif
