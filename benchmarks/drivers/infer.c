/* Runs the generated C of a model called Net forward: `infer-1` a sample at a time, `infer-64` a batch of 64.
   The time is that of one call.

   usage: infer <calls with one sample> <calls with 64> */
#include "net.h"
#include "protocol.h"

enum { BATCH = 64 };

static net_parameters parameters;
static net_arena arena;
static float inputs[BATCH * NET_INPUTS + 16], logits[BATCH * NET_OUTPUTS + 16];

static void run(const char *task, size_t samples, long calls) {
    const double peak = measure_fma_peak().gflops;
    const double start = now();
    for (long call = 0; call < calls; ++call)
        if (net_logits(&parameters, &arena, inputs, samples, logits) != NET_OK) abort();
    report(task, (now() - start) / (double)calls, peak);
}

int main(int count, char **arguments) {
    if (count != 3) return 2;
    net_init(&parameters, 0);
    for (int i = 0; i < BATCH * NET_INPUTS; ++i) inputs[i] = (float)(i % 255) / 255;

    announce();
    char task[64];
    while (next_task(task)) {
        if (strcmp(task, "infer-1") == 0) run(task, 1, atol(arguments[1]));
        if (strcmp(task, "infer-64") == 0) run(task, BATCH, atol(arguments[2]));
    }
}
