#include "components/filesystem.csv_extractor/csv_discovery.h"

#include "components/filesystem.csv_extractor/file_records.h"
#include "components/filesystem.csv_extractor/foresee.h"
#include "components/filesystem.csv_extractor/separator_line.h"
#include "components/filesystem.csv_extractor/text_source.h"
#include "components/filesystem/discover.h"
#include "components/filesystem/named_files.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace osiris::components {
namespace {

/// A header that is longer says nothing about itself here. Unit: bytes.
constexpr std::size_t kHeaderBytesMax = std::size_t{16} << 10;

/// How a file begins: how it is written, and its first line, in UTF-8.
struct Beginning {
  Encoding encoding = Encoding::kUtf8;
  std::string line;
};

/// Returns the first bytes of a file; less or none of them if they cannot be read.
std::string start_of(const Result<OpenedFile>& opened) {
  std::string start(kHeaderBytesMax, '\0');
  std::size_t filled = 0;
  while (opened.has_value() && filled < start.size()) {
    const std::size_t count =
        opened->content->read(std::span(start).subspan(filled)).value_or(std::size_t{0});
    if (count == 0) {
      break;
    }
    filled += count;
  }
  start.resize(filled);
  return start;
}

Beginning beginning_of(const Path& path) {
  constexpr std::string_view kLowBytesFirst = "\xFF\xFE";
  constexpr std::string_view kHighBytesFirst = "\xFE\xFF";
  constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
  const PackingRule packing{packing_of_name(path), kCsvCompression, false};
  Beginning beginning;
  std::string start = start_of(open_file(path, path.string(), packing));
  if (start.starts_with(kLowBytesFirst) || start.starts_with(kHighBytesFirst)) {
    beginning.encoding = Encoding::kUtf16;
    start = start_of(open_text(path, path.string(), packing, Encoding::kUtf16));
  }
  if (start.starts_with(kUtf8Mark)) {
    start.erase(0, kUtf8Mark.size());
  }
  beginning.line = start.substr(0, start.find_first_of("\r\n"));
  return beginning;
}

/// Returns the delimiter that the option must name, since the reader would take another one.
std::optional<char> needed_delimiter(const Path& path, const std::string& line) {
  const char taken = is_named_for_tabs(path) ? '\t' : ',';
  if (const auto separator = separator_of(line)) {
    return *separator == taken ? std::nullopt : separator;
  }
  if (line.find(taken) == std::string::npos && taken == ',') {
    for (const char delimiter : {';', '\t', '|'}) {
      if (line.find(delimiter) != std::string::npos) {
        return delimiter;
      }
    }
  }
  return std::nullopt;
}

}  // namespace

Value guess_csv_config(const Path& path, const FileSystem& /*files*/) {
  const Beginning beginning = beginning_of(path);
  Value config = Value::object();
  if (const auto delimiter = needed_delimiter(path, beginning.line)) {
    config.set("delimiter", std::string(1, *delimiter));
  }
  if (beginning.encoding == Encoding::kUtf16) {
    config.set("encoding", "utf-16");
  }
  return config;
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
