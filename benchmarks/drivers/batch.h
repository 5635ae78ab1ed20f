/* A batch for a model called Net, its parameters, and what a step of training works in. */
#ifndef BATCH_H
#define BATCH_H

#include "net.h"

static net_parameters parameters;
static net_arena arena;
static float inputs[(size_t)NET_BATCH * NET_INPUTS + 16];
static int32_t labels[NET_BATCH];
static float logits[NET_BATCH * NET_OUTPUTS + 16], losses[NET_BATCH + 16];

static inline void make_batch(void) {
    net_init(&parameters, 0);
    for (size_t i = 0; i < (size_t)NET_BATCH * NET_INPUTS; ++i) inputs[i] = (float)(i % 255) / 255;
    for (int row = 0; row < NET_BATCH; ++row) labels[row] = row % NET_OUTPUTS;
}

#endif
