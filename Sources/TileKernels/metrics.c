#include "metrics.h"

#include <string.h>

ptrdiff_t tk_argmax(const float *values, ptrdiff_t count) {
    ptrdiff_t best = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        if (values[i] != values[i]) return -1;
        if (values[i] > values[best]) best = i;
    }
    return best;
}

ptrdiff_t tk_count_hits(const float *outputs, const int32_t *labels, ptrdiff_t rows, ptrdiff_t columns) {
    ptrdiff_t hits = 0;
    for (ptrdiff_t row = 0; row < rows; row++) {
        hits += tk_argmax(outputs + row * columns, columns) == labels[row];
    }
    return hits;
}

double tk_sum(const float *values, ptrdiff_t count) {
    double sum = 0;
    for (ptrdiff_t i = 0; i < count; i++) sum += values[i];
    return sum;
}

int tk_all_finite(const float *values, ptrdiff_t count) {
    uint32_t found = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, values + i, sizeof bits);
        found |= (bits & 0x7f800000u) == 0x7f800000u;
    }
    return !found;
}
