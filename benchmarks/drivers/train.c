/* Trains the generated C of a model called Net, whose input is an image of bytes, for an epoch a task:
   `train-1` with one thread, `train-2` with two.

   usage: train <file of images> <file of labels> <samples> */
#include "gather.h"
#include "net.h"
#include "pool.h"
#include "protocol.h"

enum { BATCH = 64 };
static const float learning_rate = 0.01f;

static uint8_t *pixels, *classes;
static int32_t *order;
static int sample_count;

static net_arena arena;
static float inputs[BATCH * NET_INPUTS + 16];
static int32_t labels[BATCH];
static float logits[BATCH * NET_OUTPUTS + 16], losses[BATCH + 16];

typedef struct {
    net_parameters parameters;
    uint64_t random;
    int thread_count;
    tk_pool *pool;
    double loss;
} training;

static uint64_t next_random(uint64_t *state) {
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static void shuffle(uint64_t *random) {
    for (int last = sample_count - 1; last > 0; --last) {
        const int other = (int)(((next_random(random) >> 32) * (uint64_t)(last + 1)) >> 32);
        const int32_t sample = order[last];
        order[last] = order[other];
        order[other] = sample;
    }
}

static void wait(void *pool) { tk_pool_synchronize(pool); }

/* What each thread does in an epoch; they meet between the steps. */
static void train(void *context, int index) {
    training *t = context;
    const net_worker worker = {(size_t)index, (size_t)t->thread_count, wait, t->pool};
    for (int first = 0; first < sample_count; first += BATCH) {
        const int rows = sample_count - first < BATCH ? sample_count - first : BATCH;
        const int begin = rows * index / t->thread_count, end = rows * (index + 1) / t->thread_count;
        for (int row = begin; row < end; ++row) labels[row] = classes[order[first + row]];
        tk_gather_u8(pixels, NET_INPUTS, order + first + begin, (size_t)(end - begin), 2.0f / 255, -1,
                     inputs + begin * NET_INPUTS);
        /* The next batch comes from memory while this one is worked on. */
        for (int row = begin; row < end && first + BATCH + row < sample_count; ++row)
            tk_prefetch_u8(pixels + (size_t)order[first + BATCH + row] * NET_INPUTS, NET_INPUTS);
        if (t->pool) tk_pool_synchronize(t->pool);
        const net_status status = net_train_step_shared(&t->parameters, &arena, inputs, labels, (size_t)rows,
                                                        learning_rate, logits, losses, &worker);
        if (status != NET_OK) abort();
        if (t->pool) tk_pool_synchronize(t->pool);
        if (index == 0)
            for (int row = 0; row < rows; ++row) t->loss += losses[row];
    }
}

static void run(const char *task, training *t) {
    const double peak = measure_fma_peak().gflops;
    const double start = now();
    t->loss = 0;
    shuffle(&t->random);
    if (t->pool)
        tk_pool_run(t->pool, train, t);
    else
        train(t, 0);
    report_training(task, now() - start, peak, t->loss / sample_count);
}

static uint8_t *read_bytes(const char *path, size_t count) {
    uint8_t *bytes = malloc(count);
    FILE *file = fopen(path, "rb");
    if (!bytes || !file || fread(bytes, 1, count, file) != count) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(1);
    }
    fclose(file);
    return bytes;
}

int main(int count, char **arguments) {
    if (count != 4) return 2;
    sample_count = atoi(arguments[3]);
    pixels = read_bytes(arguments[1], (size_t)sample_count * NET_INPUTS);
    classes = read_bytes(arguments[2], (size_t)sample_count);
    order = malloc((size_t)sample_count * sizeof *order);
    if (!order) return 1;
    for (int sample = 0; sample < sample_count; ++sample) order[sample] = sample;

    static training alone = {.thread_count = 1}, shared = {.thread_count = 2};
    shared.pool = tk_pool_create(2);
    if (!shared.pool) return 1;
    net_init(&alone.parameters, 0);
    net_init(&shared.parameters, 0);

    announce();
    char task[64];
    while (next_task(task)) {
        if (strcmp(task, "train-1") == 0) run(task, &alone);
        if (strcmp(task, "train-2") == 0) run(task, &shared);
    }
    tk_pool_destroy(shared.pool);
}
