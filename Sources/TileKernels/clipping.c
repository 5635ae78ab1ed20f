#include "clipping.h"

double tk_sum_of_squares(const float *values, ptrdiff_t count) {
    double sums[8] = {0};
    ptrdiff_t i = 0;
    for (; i + 8 <= count; i += 8) {
        for (int lane = 0; lane < 8; lane++) sums[lane] += (double)values[i + lane] * values[i + lane];
    }
    for (; i < count; i++) sums[i % 8] += (double)values[i] * values[i];
    double sum = 0;
    for (int lane = 0; lane < 8; lane++) sum += sums[lane];
    return sum;
}

void tk_shorten(float *values, ptrdiff_t count, float factor) {
    for (ptrdiff_t i = 0; i < count; i++) values[i] *= factor;
}

void tk_clamp(float *values, ptrdiff_t count, float limit) {
    for (ptrdiff_t i = 0; i < count; i++) {
        // What is not a number stays so.
        float value = values[i] > limit ? limit : values[i];
        values[i] = value < -limit ? -limit : value;
    }
}
