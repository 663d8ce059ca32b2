#include "components/filesystem.csv_extractor/csv_discovery.h"

#include "components/filesystem.csv_extractor/file_records.h"
#include "components/filesystem.csv_extractor/foresee.h"
#include "components/filesystem/discover.h"
#include "components/filesystem/named_files.h"
#include "osiris/base/text.h"

#include <algorithm>

namespace osiris::components {
namespace {

/// A header that is longer says nothing about itself here. Unit: bytes.
constexpr std::size_t kHeaderBytesMax = std::size_t{16} << 10;

/// Returns the first line of a file that is not packed.
std::string first_line(const Path& path, const FileSystem& files) {
  if (packing_of_name(path) != Packing::kNone) {
    return {};
  }
  const auto start = files.read_part(path, 0, kHeaderBytesMax);
  return start.has_value() ? start->substr(0, start->find_first_of("\r\n")) : std::string();
}

Value delimited_by(char delimiter) {
  Value config = Value::object();
  config.set("delimiter", std::string(1, delimiter));
  return config;
}

}  // namespace

Value guess_csv_config(const Path& path, const FileSystem& files) {
  if (is_named_for_tabs(path)) {
    return Value::object();  // The reader sees that, too.
  }
  const std::string line = first_line(path, files);
  if (line.find(',') == std::string::npos) {
    for (const char delimiter : {';', '\t', '|'}) {
      if (line.find(delimiter) != std::string::npos) {
        return delimited_by(delimiter);
      }
    }
  }
  return Value::object();
}

Result<sdk::RowCount> count_csv_rows(const sdk::StepConfig& config,
                                     const sdk::ForeseeContext& context) {
  OSIRIS_TRY(const CsvOptions options, read_options(config));
  OSIRIS_TRY(const std::vector<NamedFile> files,
             find_csv_files(config, options, path_resolver(context), context.files));
  const NamedFile& file = files.front();
  OSIRIS_TRY(const auto records, FileRecords::open(files, options));
  FilePart part{.file_bytes = static_cast<std::int64_t>(file.stamp.bytes)};
  part.is_packed = options.packing_rule().of(file.path) != Packing::kNone;
  while (records->scanned_bytes() < kForeseenBytes) {
    if (records->next() == nullptr) {
      OSIRIS_CHECKED(records->outcome());
      part.is_all = true;
      break;
    }
    ++part.rows;
  }
  part.bytes = records->scanned_bytes();
  return rows_of_part(part);
}

}  // namespace osiris::components
