#pragma once
// The files that a step's config means, looked at before DuckDB reads them.

#include "components/filesystem/named_files.h"
#include "osiris/exchange/parquet_import.h"
#include "osiris/sdk/step_context.h"

#include <cstdint>

namespace osiris::components {

inline constexpr ErrorCode kParquetEncrypted{
    "parquet.encrypted", Fault::kUser,
    "The file is encrypted, and osiris has no key. Have it written without encryption."};

/// The files, ready to be read.
struct ParquetFiles {
  exchange::ParquetSource source;
  std::int64_t bytes = 0;  ///< Of all files.
};

/// Finds the files of the option `path` and looks whether each begins and ends as Parquet does.
/// Errors: file.*, parquet.malformed, parquet.encrypted.
Result<ParquetFiles> find_parquet_files(const sdk::StepConfig& config, const PathResolver& resolve,
                                        const FileSystem& files);

}  // namespace osiris::components
