/* Runs the generated C of a model called Net forward: `infer-1` a sample at a time, `infer-64` a batch of 64,
   by one thread; `infer-1-shared` and `infer-64-shared` by two. The time is that of one call.

   usage: infer <calls with one sample> <calls with 64> */
#include "net.h"
#include "pool.h"
#include "protocol.h"

enum { BATCH = 64 };

static net_parameters parameters;
static net_arena arena;
static float inputs[BATCH * NET_INPUTS + 16], logits[BATCH * NET_OUTPUTS + 16];

typedef struct {
    size_t samples;
    long calls;
    tk_pool *pool;
} inference;

static void wait(void *pool) { tk_pool_synchronize(pool); }

static void infer_alone(const inference *i) {
    for (long call = 0; call < i->calls; ++call)
        if (net_logits(&parameters, &arena, inputs, i->samples, logits) != NET_OK) abort();
}

/* What each thread does; they meet between the calls. */
static void infer_shared(void *context, int index) {
    const inference *i = context;
    const net_worker worker = {(size_t)index, 2, wait, i->pool};
    for (long call = 0; call < i->calls; ++call) {
        if (net_logits_shared(&parameters, &arena, inputs, i->samples, logits, &worker) != NET_OK) abort();
        tk_pool_synchronize(i->pool);
    }
}

static void run(const char *task, inference i) {
    const double peak = measure_fma_peak().gflops;
    const double start = now();
    if (i.pool)
        tk_pool_run(i.pool, infer_shared, &i);
    else
        infer_alone(&i);
    report(task, (now() - start) / (double)i.calls, peak);
}

int main(int count, char **arguments) {
    if (count != 3) return 2;
    const long single = atol(arguments[1]), batches = atol(arguments[2]);
    tk_pool *pool = tk_pool_create(2);
    if (!pool) return 1;
    net_init(&parameters, 0);
    for (int i = 0; i < BATCH * NET_INPUTS; ++i) inputs[i] = (float)(i % 255) / 255;

    announce();
    char task[64];
    while (next_task(task)) {
        if (strcmp(task, "infer-1") == 0) run(task, (inference){1, single, NULL});
        if (strcmp(task, "infer-64") == 0) run(task, (inference){BATCH, batches, NULL});
        if (strcmp(task, "infer-1-shared") == 0) run(task, (inference){1, single, pool});
        if (strcmp(task, "infer-64-shared") == 0) run(task, (inference){BATCH, batches, pool});
    }
    tk_pool_destroy(pool);
}
