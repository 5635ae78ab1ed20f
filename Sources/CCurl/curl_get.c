#define _POSIX_C_SOURCE 200809L

#include "curl_get.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

/* What is used of libcurl. Its interface has been the same for all versions since 7.54, and will be as long
   as the library's name ends in 4. The library is wherever Swift is, whose Foundation needs it; its headers
   are not. */

typedef struct CURL CURL;
struct curl_slist;

enum {
    GLOBAL_DEFAULT = 3,

    OPTION_WRITEDATA = 10001,
    OPTION_URL = 10002,
    OPTION_ERRORBUFFER = 10010,
    OPTION_WRITEFUNCTION = 20011,
    OPTION_HTTPHEADER = 10023,
    OPTION_HEADERDATA = 10029,
    OPTION_NOPROGRESS = 43,
    OPTION_FOLLOWLOCATION = 52,
    OPTION_XFERINFODATA = 10057,
    OPTION_MAXREDIRS = 68,
    OPTION_HEADERFUNCTION = 20079,
    OPTION_NOSIGNAL = 99,
    OPTION_PROTOCOLS = 181,
    OPTION_REDIR_PROTOCOLS = 182,
    OPTION_XFERINFOFUNCTION = 20219,
    OPTION_SUPPRESS_CONNECT_HEADERS = 265,
};

static const long http_and_https = 1 | 2;

int curl_global_init(long flags);
CURL *curl_easy_init(void);
int curl_easy_setopt(CURL *handle, int option, ...);
int curl_easy_perform(CURL *handle);
const char *curl_easy_strerror(int code);
void curl_easy_cleanup(CURL *handle);
struct curl_slist *curl_slist_append(struct curl_slist *list, const char *line);
void curl_slist_free_all(struct curl_slist *list);

static size_t receive_header(char *line, size_t one, size_t length, void *context) {
    const struct curl_get_request *request = context;
    return request->did_receive_header(request->context, line, one * length) ? one * length : 0;
}

static size_t receive(char *bytes, size_t one, size_t length, void *context) {
    const struct curl_get_request *request = context;
    return request->did_receive(request->context, bytes, one * length) ? one * length : 0;
}

static int progress(void *context, long long down_total, long long down, long long up_total, long long up) {
    (void)down_total, (void)down, (void)up_total, (void)up;
    const struct curl_get_request *request = context;
    return !request->may_continue(request->context);
}

static void initialize(void) { curl_global_init(GLOBAL_DEFAULT); }

bool curl_get(const struct curl_get_request *request, char error[CURL_GET_ERROR_SIZE]) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, initialize);

    /* Writing to a connection that the server has closed would end the process. */
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, NULL);

    error[0] = '\0';
    CURL *handle = curl_easy_init();
    if (!handle) {
        strcpy(error, "libcurl has no memory");
        return false;
    }
    struct curl_slist *headers = NULL;
    for (const char *const *line = request->headers; *line; line++)
        headers = curl_slist_append(headers, *line);

    curl_easy_setopt(handle, OPTION_URL, request->url);
    curl_easy_setopt(handle, OPTION_HTTPHEADER, headers);
    curl_easy_setopt(handle, OPTION_ERRORBUFFER, error);
    curl_easy_setopt(handle, OPTION_NOSIGNAL, 1L);
    curl_easy_setopt(handle, OPTION_PROTOCOLS, http_and_https);
    curl_easy_setopt(handle, OPTION_REDIR_PROTOCOLS, http_and_https);
    curl_easy_setopt(handle, OPTION_FOLLOWLOCATION, 1L);
    curl_easy_setopt(handle, OPTION_MAXREDIRS, 10L);
    curl_easy_setopt(handle, OPTION_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(handle, OPTION_HEADERFUNCTION, receive_header);
    curl_easy_setopt(handle, OPTION_HEADERDATA, request);
    curl_easy_setopt(handle, OPTION_WRITEFUNCTION, receive);
    curl_easy_setopt(handle, OPTION_WRITEDATA, request);
    curl_easy_setopt(handle, OPTION_NOPROGRESS, 0L);
    curl_easy_setopt(handle, OPTION_XFERINFOFUNCTION, progress);
    curl_easy_setopt(handle, OPTION_XFERINFODATA, request);

    const int code = curl_easy_perform(handle);
    if (code != 0 && error[0] == '\0') strncat(error, curl_easy_strerror(code), CURL_GET_ERROR_SIZE - 1);
    curl_easy_cleanup(handle);
    curl_slist_free_all(headers);
    return code == 0;
}
