#include "osiris/base/allocator.h"

#include <cstdlib>  // Says whether this is glibc.

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace osiris {

void keep_freed_memory() {
#if defined(__GLIBC__)
  // What glibc comes to by itself in a program that happens to free large blocks early.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 128 << 20);
#endif
}

}  // namespace osiris
