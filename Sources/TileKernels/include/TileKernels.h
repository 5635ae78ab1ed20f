#ifndef TILE_KERNELS_H
#define TILE_KERNELS_H
#include "clipping.h"
#include "distances.h"
#include "functions.h"
#include "gather.h"
#include "generated_c.h"
#include "images.h"
#include "instruction_set.h"
#include "machine.h"
#include "matrices.h"
#include "metrics.h"
#include "optimizers.h"
#include "pool.h"
#include "slot.h"
#endif
