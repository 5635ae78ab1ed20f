/* Times gradients of a batch by the generated C of a model called Net, shared by two threads: `gradient`. The
   time is that of one.

   usage: gradient <batches> */
#include "batch.h"
#include "pool.h"
#include "protocol.h"

static net_parameters gradient;

typedef struct {
    long batches;
    tk_pool *pool;
} job;

static void wait(void *pool) { tk_pool_synchronize(pool); }

/* What each thread does; they meet between the batches. */
static void work(void *context, int index) {
    const job *j = context;
    const net_worker worker = {(size_t)index, 2, wait, j->pool};
    for (long batch = 0; batch < j->batches; ++batch) {
        if (net_gradient_shared(&parameters, &arena, inputs, labels, NET_BATCH, logits, losses, &gradient,
                                &worker) != NET_OK)
            abort();
        tk_pool_synchronize(j->pool);
    }
}

int main(int count, char **arguments) {
    if (count != 2) return 2;
    job j = {1, tk_pool_create(2)};
    if (!j.pool) return 1;
    make_batch();
    tk_pool_run(j.pool, work, &j);
    j.batches = atol(arguments[1]);

    announce();
    char task[64];
    while (next_task(task)) {
        const double peak = measure_fma_peak().gflops, start = now();
        if (strcmp(task, "gradient") == 0) tk_pool_run(j.pool, work, &j);
        report(task, (now() - start) / (double)j.batches, peak);
    }
    tk_pool_destroy(j.pool);
}
