#ifndef TK_POOL_H
#define TK_POOL_H

/* A few threads that work on one thing together, again and again.

   Between two runs they spin for some microseconds, so that the next run starts at once, and then park. */
typedef struct tk_pool tk_pool;

/* Starts `count - 1` threads; the caller of tk_pool_run is the first worker. NULL if the system has none
   to give. */
tk_pool *tk_pool_create(int count);

/* Ends the threads. None may be running. */
void tk_pool_destroy(tk_pool *pool);

/* Calls body(context, 0 ... count - 1), each on a thread of its own, and returns when all have returned. */
void tk_pool_run(tk_pool *pool, void (*body)(void *context, int worker), void *context);

/* Waits, within a body, until every worker of the run has come here. */
void tk_pool_synchronize(tk_pool *pool);

#endif
