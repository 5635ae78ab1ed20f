#ifndef TK_DISPATCH_H
#define TK_DISPATCH_H

#include "functions.h"
#include "instruction_set.h"

extern tk_isa tk_chosen;

#endif
