#pragma once
// What a reader's option `compression` says of its files.

#include "components/filesystem/packing.h"
#include "osiris/base/result.h"
#include "osiris/sdk/step_context.h"

#include <optional>
#include <string>

namespace osiris::components {

inline constexpr ErrorCode kJsonCompression{
    "json.bad_compression", Fault::kUser,
    "The file is not packed as its name or the option compression says, or it is cut off, or its "
    "name means a packing that osiris does not have. Use gzip, zstd, or no packing."};

/// How the files of a step are packed.
struct PackingRule {
  std::optional<Packing> packing;  ///< Nothing: as each file's name says.
  const ErrorCode& mismatch;       ///< The component's own, for files that are packed otherwise.
  bool bytes_tell = true;          ///< False: a text may begin as packed files do; UTF-16 can.

  Packing of(const Path& path) const { return packing.value_or(packing_of_name(path)); }
  bool goes_by_name() const { return !packing; }
};

/// Reads the option `compression`; nothing for infer. Errors: `mismatch`, for an entry of the
/// option `path` that ends as a packing that cannot be read, if names matter.
Result<std::optional<Packing>> read_packing(const sdk::StepConfig& config,
                                            const ErrorCode& mismatch);

/// Checks that a file's name does not end as a packing that cannot be read, if names matter. `name`
/// stands for it in messages. Errors: rule.mismatch.
Status check_ending(const Path& path, const std::string& name, const PackingRule& rule);

}  // namespace osiris::components
