#include "slot.h"
#include <stdatomic.h>
#include <stdlib.h>

struct tk_slot {
    _Atomic(void *) thing;
};

tk_slot *tk_slot_create(void) {
    tk_slot *slot = malloc(sizeof *slot);
    if (slot) atomic_init(&slot->thing, NULL);
    return slot;
}

void tk_slot_destroy(tk_slot *slot) { free(slot); }

void *tk_slot_exchange(tk_slot *slot, void *thing) { return atomic_exchange(&slot->thing, thing); }
