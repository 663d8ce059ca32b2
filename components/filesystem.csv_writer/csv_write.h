#pragma once
// One write of this component: what goes where, and how it looks there.

#include "components/filesystem/encoding.h"
#include "components/filesystem/file_target.h"
#include "components/filesystem/packing.h"
#include "osiris/exchange/csv_export.h"
#include "osiris/sdk/step_context.h"

#include <string>
#include <vector>

namespace osiris::components {

inline constexpr ErrorCode kCsvInputCount{"csv.input_count", Fault::kUser,
                                          "A CSV file is written from exactly one input. Name one "
                                          "step in `needs`, or join the inputs in a "
                                          "transform first."};

inline constexpr ErrorCode kCsvTargetExists{"csv.target_exists", Fault::kUser,
                                            "The file to write is there already and `if_exists` is "
                                            "fail. Remove it, or name another one."};

inline constexpr WriterCodes kCsvCodes{kCsvInputCount, kCsvTargetExists};

/// What one step writes, and how.
struct CsvWrite {
  const sdk::StepConfig& config;
  sdk::StepContext& context;
  const sdk::StepInput& input;
  std::vector<std::string> columns;
  std::string name;  ///< Of the file, for messages.
  Path path;
  Packing packing = Packing::kNone;
  Encoding encoding = Encoding::kUtf8;
  exchange::CsvFormat format;
  bool appends = false;
};

}  // namespace osiris::components
