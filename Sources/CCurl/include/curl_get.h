#ifndef CURL_GET_H
#define CURL_GET_H

#include <stdbool.h>
#include <stddef.h>

enum { CURL_GET_ERROR_SIZE = 256 };

/* A GET request, and whom it tells. Where one of its functions returns false, the request ends. */
struct curl_get_request {
    const char *url;
    /* Each "Name: value". The last is followed by NULL. */
    const char *const *headers;
    void *context;
    /* A line of the answer's head, with the end of the line. Redirections have heads, too. */
    bool (*did_receive_header)(void *context, const char *line, size_t length);
    /* Bytes of the answer's body as they were sent. */
    bool (*did_receive)(void *context, const void *bytes, size_t length);
    /* Called about once a second at least. */
    bool (*may_continue)(void *context);
};

/* Returns when the request has ended, and whether an answer has arrived whole; if not, error says why. It
   follows redirections, by HTTP and HTTPS alone. The calling thread does nothing else: a signal stays blocked
   in it. */
bool curl_get(const struct curl_get_request *request, char error[CURL_GET_ERROR_SIZE]);

#endif
