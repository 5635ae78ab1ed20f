/* Times a training step of the generated C of a model called Net: prints the fastest of some runs, in seconds
   a step, and the FMA peak of one core, in GFLOP/s.

   usage: step <threads> <seconds to measure for> */
#include "batch.h"
#include "pool.h"
#include "protocol.h"

typedef struct {
    tk_pool *pool;
    int thread_count;
    long steps;
} run;

static void wait(void *pool) { tk_pool_synchronize(pool); }

static void train(void *context, int index) {
    const run *r = context;
    const net_worker worker = {(size_t)index, (size_t)r->thread_count, wait, r->pool};
    for (long step = 0; step < r->steps; ++step) {
        if (net_train_step_shared(&parameters, &arena, inputs, labels, NET_BATCH, 1e-6f, logits, losses,
                                  &worker) != NET_OK)
            abort();
        if (r->pool) tk_pool_synchronize(r->pool);
    }
}

static double seconds_per_step(run r) {
    const double start = now();
    if (r.pool)
        tk_pool_run(r.pool, train, &r);
    else
        train(&r, 0);
    return (now() - start) / (double)r.steps;
}

int main(int count, char **arguments) {
    if (count != 3) return 2;
    const int thread_count = atoi(arguments[1]);
    const double budget = atof(arguments[2]);
    run r = {thread_count > 1 ? tk_pool_create(thread_count) : NULL, thread_count, 1};
    if (thread_count > 1 && !r.pool) return 1;
    make_batch();

    enum { RUNS = 10 };
    double best = seconds_per_step(r), peak = measure_fma_peak().gflops;
    r.steps = (long)(budget / RUNS / best) + 1;
    for (int i = 0; i < RUNS; ++i) {
        const double seconds = seconds_per_step(r);
        if (seconds < best) best = seconds;
    }
    report("step", best, peak);
    if (r.pool) tk_pool_destroy(r.pool);
}
