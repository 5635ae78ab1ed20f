#ifndef TILE_KERNELS_H
#define TILE_KERNELS_H
#include "gather.h"
#include "kernels.h"
#include "metrics.h"
#include "optimizers.h"
#include "pool.h"
#endif
