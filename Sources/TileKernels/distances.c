#include "distances.h"

#include <math.h>

enum { LANES = 8 };

static double total(const double *sums) {
    double sum = 0;
    for (int lane = 0; lane < LANES; lane++) sum += sums[lane];
    return sum;
}

double tk_sum_of_absolute_differences(const float *a, const float *b, ptrdiff_t count) {
    double sums[LANES] = {0};
    ptrdiff_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        for (int lane = 0; lane < LANES; lane++) sums[lane] += fabs((double)a[i + lane] - b[i + lane]);
    }
    for (; i < count; i++) sums[i % LANES] += fabs((double)a[i] - b[i]);
    return total(sums);
}

double tk_sum_of_squared_differences(const float *a, const float *b, ptrdiff_t count) {
    double sums[LANES] = {0};
    ptrdiff_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        for (int lane = 0; lane < LANES; lane++) {
            const double difference = (double)a[i + lane] - b[i + lane];
            sums[lane] += difference * difference;
        }
    }
    for (; i < count; i++) {
        const double difference = (double)a[i] - b[i];
        sums[i % LANES] += difference * difference;
    }
    return total(sums);
}

void tk_add_to_sums(const float *values, ptrdiff_t count, double *sums) {
    for (ptrdiff_t i = 0; i < count; i++) sums[i] += values[i];
}
