#ifndef TK_GENERATED_C_H
#define TK_GENERATED_C_H

#include <stddef.h>
#include <stdint.h>

/* The types of generated C by which one of its libraries is used, whatever the model is called. */

/* NET_LIBRARY: the version of the types below. */
enum { tk_library_version = 1 };

/* net_worker: one of the threads that share a call. */
typedef struct {
    size_t index, count;
    void (*wait)(void *context);
    void *context;
} tk_worker;

/* net_sizes: what the model is, and how large an arena it needs. */
typedef struct {
    size_t version, inputs, outputs, targets, parameter_floats, state_floats, smallest_batch;
    size_t arena_floats_per_sample, arena_floats_once, arena_floats_per_thread;
} tk_sizes;

/* net_pass: one run of a worker. */
typedef struct {
    size_t rows, first, capacity;
    uint64_t seed;
    float scale, learning_rate;
    size_t first_trained;
    const float *input;
    const int32_t *labels;
    const float *targets;
    float *parameters, *state, *gradients;
    float *arena;
    float *output, *losses;
    const tk_worker *worker;
    void (*look)(void *context, const char *layer);
    void *context;
    int isa;
} tk_pass;

/* net_role: what a run does. */
typedef enum {
    tk_role_forward = 0,
    tk_role_loss = 1,
    tk_role_gradient = 2,
    tk_role_accumulate = 3,
    tk_role_step = 4
} tk_role;

#endif
