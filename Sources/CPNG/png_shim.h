#include <png.h>

/* As many bytes as the PNG file of an image takes at most. */
static inline size_t png_size_limit(const png_image *image) { return PNG_IMAGE_PNG_SIZE_MAX(*image); }
