#pragma once
// The files that a reader's option `path` means, what they are called, and whether they stay what
// they were.

#include "components/filesystem/packing_rule.h"
#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"
#include "osiris/sdk/foresight.h"
#include "osiris/sdk/step_context.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::components {

/// A file to read.
struct NamedFile {
  Path path;         ///< Absolute.
  std::string name;  ///< For messages and rows: its path as the option `path` begins it.
  FileStamp stamp;   ///< As it was found.
};

/// Which files a reader reads.
struct FileKinds {
  std::vector<std::string_view> endings;  ///< Of names in a folder, packed or not, in lower case.
  std::optional<PackingRule> packing;     ///< Nothing: files of this kind are not packed.
};

/// Makes a path of the config absolute.
using PathResolver = std::function<Path(std::string_view)>;

/// Returns the resolver of a step, as sdk::resolve_path says. Lifetime: that of the context.
PathResolver path_resolver(const sdk::StepContext& context);
PathResolver path_resolver(const sdk::ForeseeContext& context);

/// Finds the files of the option `path`: a file, a pattern or a folder, or a list of these. Of a
/// folder those are meant whose names end as `kinds` says. The order is that of the list, in each
/// of its entries that of sdk::find_files; a file that is meant twice comes once.
/// Errors: file.not_found if an entry means no file, file.too_large, file.*; the packing rule's
/// mismatch for a file whose name means a packing that cannot be read, in a folder too.
Result<std::vector<NamedFile>> find_named_files(const sdk::StepConfig& config,
                                                const FileKinds& kinds, const PathResolver& resolve,
                                                const FileSystem& files);

/// Adds up the sizes of files as they were found.
std::int64_t bytes_of(const std::vector<NamedFile>& named);

/// Tells of the first file that is not what it was when it was found: "a.csv changed while it was
/// read: it is gone"; nothing if there is none.
std::optional<std::string> find_change(const std::vector<NamedFile>& named,
                                       const FileSystem& files);

}  // namespace osiris::components
