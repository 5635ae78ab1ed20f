#ifndef TILE_KERNELS_H
#define TILE_KERNELS_H

#include "metrics.h"
#include "optimizers.h"

#endif
