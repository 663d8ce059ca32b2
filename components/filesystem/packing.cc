#include "components/filesystem/packing.h"

#include "osiris/base/text.h"

namespace osiris::components {

Packing packing_of_name(const Path& path) {
  return to_lower(path.filename().string()).ends_with(".gz") ? Packing::kGzip : Packing::kNone;
}

}  // namespace osiris::components
