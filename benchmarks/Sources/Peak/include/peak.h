#ifndef PEAK_H
#define PEAK_H

/* How fast one core can multiply and add: independent chains of fused multiply-adds in the widest vectors
   that the machine has. */
typedef struct {
    /* "AVX-512", "AVX2", "NEON"; or "scalar", for a machine of another kind. */
    const char *instruction_set;
    /* Billions of floating-point operations a second, of which each multiply-add is two: the fastest of some
       slices of about a millisecond. */
    double gflops;
} fma_peak;

/* Takes about 20 ms. */
fma_peak measure_fma_peak(void);

#endif
