/* Times one convolution of a model called Net on one thread: `forward` is what passes until net_run says that
   it has gone through that layer, since it said so of another; `by-weight` and `by-input` are what a gradient
   takes longer that computes these, too. The time is the median of the batches.

   usage: convolution <text of the layer> <place of its weight among the parameters> <batches> */
#include "batch.h"
#include "protocol.h"

static net_parameters gradient;

typedef struct {
    const char *layer;
    double last, seconds;
} stopwatch;

static void look(void *context, const char *layer) {
    stopwatch *watch = context;
    const double time = now();
    if (strstr(layer, watch->layer)) watch->seconds += time - watch->last;
    watch->last = now();
}

static double seconds(net_role role, size_t first_trained, stopwatch *watch) {
    const net_worker alone = {0, 1, NULL, NULL};
    net_pass pass = {.rows = NET_BATCH, .capacity = NET_BATCH, .scale = 1.0f / NET_BATCH};
    pass.first_trained = first_trained;
    pass.input = inputs;
    pass.labels = labels;
    pass.parameters = parameters.values;
    pass.gradients = gradient.values;
    pass.arena = arena.values;
    pass.output = logits;
    pass.losses = losses;
    pass.worker = &alone;
    if (watch) {
        pass.look = look;
        pass.context = watch;
    }
    const double start = now();
    if (net_run(&pass, role) != NET_OK) abort();
    return now() - start;
}

/* The parameters in front of `frozen` are frozen, then those in front of `trained`. */
static double difference(size_t frozen, size_t trained) {
    const double less = seconds(NET_GRADIENT, frozen, NULL);
    return seconds(NET_GRADIENT, trained, NULL) - less;
}

static int in_order(const void *left, const void *right) {
    const double l = *(const double *)left, r = *(const double *)right;
    return (l > r) - (l < r);
}

int main(int count, char **arguments) {
    if (count != 4) return 2;
    const size_t weight = (size_t)atol(arguments[2]);
    const size_t batches = (size_t)atol(arguments[3]);
    double *times = calloc(batches, sizeof *times);
    if (!times) return 1;
    make_batch();
    seconds(NET_GRADIENT, 0, NULL);

    announce();
    char task[64];
    while (next_task(task)) {
        const double peak = measure_fma_peak().gflops;
        for (size_t batch = 0; batch < batches; ++batch) {
            stopwatch watch = {.layer = arguments[1]};
            if (strcmp(task, "forward") == 0) {
                seconds(NET_LOSS, 0, &watch);
                times[batch] = watch.seconds;
            }
            /* The bias behind the weight is trained in any case, the layer in front with its bias alone. */
            if (strcmp(task, "by-weight") == 0) times[batch] = difference(weight + 1, weight);
            if (strcmp(task, "by-input") == 0) times[batch] = difference(weight, weight - 1);
        }
        qsort(times, batches, sizeof *times, in_order);
        report(task, times[batches / 2], peak);
    }
    free(times);
}
