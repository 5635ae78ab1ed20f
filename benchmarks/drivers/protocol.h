/* How a contestant talks to the benchmark: it prints a line when it is ready, then reads the name of a task
   from each line of its input, does the task once, and prints what it took. */
#ifndef PROTOCOL_H
#define PROTOCOL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "peak.h"

#if defined(__clang__)
#define COMPILER "clang"
#else
#define COMPILER "cc"
#endif

static inline double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static inline void announce(void) {
    printf("{\"ready\": \"" COMPILER " %d.%d\"}\n",
#if defined(__clang__)
           __clang_major__, __clang_minor__);
#else
           __GNUC__, __GNUC_MINOR__);
#endif
    fflush(stdout);
}

/* Reads the next task, without its newline. Returns 0 at the end of the input. */
static inline int next_task(char task[64]) {
    if (!fgets(task, 64, stdin)) return 0;
    task[strcspn(task, "\n")] = 0;
    return 1;
}

static inline void report(const char *task, double seconds, double peak) {
    printf("{\"name\": \"%s\", \"seconds\": %.9g, \"peak\": %.6g}\n", task, seconds, peak);
    fflush(stdout);
}

static inline void report_training(const char *task, double seconds, double peak, double loss) {
    printf("{\"name\": \"%s\", \"seconds\": %.9g, \"peak\": %.6g, \"loss\": %.6f}\n", task, seconds, peak,
           loss);
    fflush(stdout);
}

#endif
