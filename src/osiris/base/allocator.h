#pragma once
// How the process gets memory from the system.

namespace osiris {

/// Makes the C library keep freed blocks up to 32 MiB for reuse instead of giving each back to the
/// system: a database frees and allocates blocks of 256 KiB all the time, and fetching each anew
/// costs a page fault per 4 KiB, a tenth of the time of a load. At most 128 MiB stay unused at the
/// top of the heap. For programs, at their start; elsewhere than in glibc it does nothing.
void keep_freed_memory();

}  // namespace osiris
