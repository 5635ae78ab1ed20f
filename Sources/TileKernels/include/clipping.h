#ifndef TILE_KERNELS_CLIPPING_H
#define TILE_KERNELS_CLIPPING_H

#include <stddef.h>

// The sum of the squares of count values, in an order that their number alone decides.
double tk_sum_of_squares(const float *values, ptrdiff_t count);

// Multiplies each of count values.
void tk_shorten(float *values, ptrdiff_t count, float factor);

// Takes each of count values to the nearest of -limit ... limit.
void tk_clamp(float *values, ptrdiff_t count, float limit);

#endif
