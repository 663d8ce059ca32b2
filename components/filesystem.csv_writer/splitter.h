#pragma once
// Rows as text on their way into several files.

#include "components/filesystem.csv_writer/csv_write.h"
#include "components/filesystem.csv_writer/part_files.h"
#include "components/filesystem/encoding.h"
#include "components/filesystem/packer.h"
#include "osiris/exchange/csv_export.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>

namespace osiris::components {

/// When a file is full. It takes one row in any case.
struct SplitLimits {
  std::int64_t rows_max = std::numeric_limits<std::int64_t>::max();
  std::int64_t bytes_max = std::numeric_limits<std::int64_t>::max();  ///< Encoded, not packed.
};

/// Returns what the options say; nothing if they do not split.
std::optional<SplitLimits> split_limits(const sdk::StepConfig& config);

/// Fills files with rows, one after another. Each has the header, and is encoded and packed by
/// itself. One thread at a time.
class Splitter {
 public:
  Splitter(const CsvWrite& write, const SplitLimits& limits, PartFiles& files);

  /// Errors: csv.not_encodable, those of PartFiles and of packers.
  Status take(const exchange::RowText& rows);
  /// Ends the last file, and begins it if there were no rows. Call once, at the end.
  Status finish();

 private:
  /// The file that takes rows.
  struct Part {
    Encoder encoder;
    std::unique_ptr<Packer> packer;
    std::int64_t rows = 0;
    std::int64_t bytes = 0;  ///< Encoded, not packed.
  };

  Status begin();
  Status end();
  /// Returns how many of the rows from `row` on go into the part.
  std::size_t fitting(const exchange::RowText& rows, std::size_t row) const;
  Status append(std::string_view text);

  const CsvWrite& write_;
  const SplitLimits limits_;
  const std::string header_;
  PartFiles& files_;
  std::optional<Part> part_;
};

}  // namespace osiris::components
