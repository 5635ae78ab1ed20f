#define _POSIX_C_SOURCE 200809L
#include "pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

/* How often a thread looks before it yields its core, and before it parks: about 5 and 100 µs. The gap
   between two steps of training is some microseconds; parking and waking cost 50. */
enum { SPINS_BEFORE_YIELD = 1 << 10, SPINS_BEFORE_PARK = 1 << 15 };

struct tk_pool {
    int count;
    void (*body)(void *context, int worker);
    void *context;
    /* The number of the current run; odd lines apart, so that spinning on one does not slow the other. */
    _Alignas(64) atomic_uint run;
    _Alignas(64) atomic_uint finished;
    _Alignas(64) atomic_uint arrived;
    _Alignas(64) atomic_uint phase;
    _Alignas(64) atomic_int parked;
    atomic_int closing;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    pthread_t threads[];
};

typedef struct {
    tk_pool *pool;
    int worker;
} start;

static void pause_briefly(unsigned spins) {
    if (spins % SPINS_BEFORE_YIELD == SPINS_BEFORE_YIELD - 1) {
        sched_yield();
        return;
    }
#if defined(__x86_64__) && defined(__GNUC__)
    __builtin_ia32_pause();
#elif defined(__aarch64__) && defined(__GNUC__)
    __asm__ volatile("yield");
#endif
}

static void park(tk_pool *pool, unsigned seen) {
    pthread_mutex_lock(&pool->mutex);
    atomic_fetch_add(&pool->parked, 1);
    while (atomic_load(&pool->run) == seen) pthread_cond_wait(&pool->wake, &pool->mutex);
    atomic_fetch_sub(&pool->parked, 1);
    pthread_mutex_unlock(&pool->mutex);
}

/* Waits for another run than `seen`. */
static unsigned next_run(tk_pool *pool, unsigned seen) {
    for (unsigned spins = 0; spins < SPINS_BEFORE_PARK; ++spins) {
        const unsigned run = atomic_load_explicit(&pool->run, memory_order_acquire);
        if (run != seen) return run;
        pause_briefly(spins);
    }
    park(pool, seen);
    return atomic_load(&pool->run);
}

static void *work(void *argument) {
    const start own = *(start *)argument;
    free(argument);
    unsigned seen = 0;
    for (;;) {
        seen = next_run(own.pool, seen);
        if (atomic_load(&own.pool->closing)) return NULL;
        own.pool->body(own.pool->context, own.worker);
        atomic_fetch_add_explicit(&own.pool->finished, 1, memory_order_release);
    }
}

static void begin_run(tk_pool *pool) {
    atomic_fetch_add(&pool->run, 1);
    /* A worker that parks has counted itself before it looked at `run` for the last time. */
    if (atomic_load(&pool->parked) == 0) return;
    pthread_mutex_lock(&pool->mutex);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->mutex);
}

tk_pool *tk_pool_create(int count) {
    const size_t size = sizeof(tk_pool) + (size_t)count * sizeof(pthread_t);
    tk_pool *pool = aligned_alloc(64, (size + 63) / 64 * 64);
    if (!pool) return NULL;
    pool->count = 1;
    atomic_init(&pool->run, 0);
    atomic_init(&pool->finished, 0);
    atomic_init(&pool->arrived, 0);
    atomic_init(&pool->phase, 0);
    atomic_init(&pool->parked, 0);
    atomic_init(&pool->closing, 0);
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->wake, NULL);
    while (pool->count < count) {
        start *argument = malloc(sizeof(start));
        if (argument) *argument = (start){pool, pool->count};
        if (!argument || pthread_create(&pool->threads[pool->count], NULL, work, argument) != 0) {
            free(argument);
            tk_pool_destroy(pool);
            return NULL;
        }
        pool->count += 1;
    }
    return pool;
}

void tk_pool_destroy(tk_pool *pool) {
    atomic_store(&pool->closing, 1);
    begin_run(pool);
    for (int worker = 1; worker < pool->count; ++worker) pthread_join(pool->threads[worker], NULL);
    pthread_mutex_destroy(&pool->mutex);
    pthread_cond_destroy(&pool->wake);
    free(pool);
}

void tk_pool_run(tk_pool *pool, void (*body)(void *context, int worker), void *context) {
    pool->body = body;
    pool->context = context;
    atomic_store_explicit(&pool->finished, 0, memory_order_relaxed);
    begin_run(pool);
    body(context, 0);
    const unsigned others = (unsigned)pool->count - 1;
    for (unsigned spins = 0; atomic_load_explicit(&pool->finished, memory_order_acquire) != others; ++spins)
        pause_briefly(spins);
}

void tk_pool_synchronize(tk_pool *pool) {
    const unsigned phase = atomic_load_explicit(&pool->phase, memory_order_relaxed);
    if (atomic_fetch_add(&pool->arrived, 1) + 1 == (unsigned)pool->count) {
        atomic_store_explicit(&pool->arrived, 0, memory_order_relaxed);
        atomic_store_explicit(&pool->phase, phase + 1, memory_order_release);
        return;
    }
    for (unsigned spins = 0; atomic_load_explicit(&pool->phase, memory_order_acquire) == phase; ++spins)
        pause_briefly(spins);
}
