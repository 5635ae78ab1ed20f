#ifndef TK_GENERATED_C_H
#define TK_GENERATED_C_H

#include <stddef.h>

/* The types of generated C by which one of its libraries is used, whatever the model is called. */

/* net_worker: one of the threads that share a call. */
typedef struct {
    size_t index, count;
    void (*wait)(void *context);
    void *context;
} tk_worker;

/* net_sizes: what the code was compiled for. */
typedef struct {
    size_t inputs, outputs, targets, parameter_floats, arena_floats, batch, threads;
    size_t state_floats, smallest_batch, takes_seed;
} tk_sizes;

#endif
