#include "components/filesystem.csv_extractor/empty_files.h"

#include "components/filesystem.csv_extractor/text_source.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace osiris::components {
namespace {

/// What is larger has text in it: packing nothing takes less, with a long name in the header, too.
/// Unit: bytes.
constexpr std::uintmax_t kEmptyBytesMax = 1024;

/// Says whether a file has no text; false if that cannot be found out.
bool is_empty(const NamedFile& file, const CsvOptions& options) {
  if (file.stamp.bytes > kEmptyBytesMax) {
    return false;
  }
  const auto opened = open_text(file.path, file.name, options.packing_rule(), options.encoding);
  std::string text;
  std::array<char, 64> piece{};
  while (opened.has_value() && text.size() <= kByteOrderMark.size()) {
    const auto count = opened->content->read(piece);
    if (!count.has_value()) {
      return false;
    }
    if (*count == 0) {
      return text.empty() || text == kByteOrderMark;
    }
    text.append(piece.data(), *count);
  }
  return false;
}

}  // namespace

PartedFiles part_empty_files(const std::vector<NamedFile>& files, const CsvOptions& options) {
  PartedFiles parted;
  if (files.size() > 1) {
    for (const NamedFile& file : files) {
      (is_empty(file, options) ? parted.empty : parted.filled).push_back(file);
    }
  }
  return parted.filled.empty() ? PartedFiles{files, {}} : parted;
}

void warn_of_empty_files(const std::vector<NamedFile>& empty, sdk::StepObserver& observer) {
  if (empty.empty()) {
    return;
  }
  const std::size_t others = empty.size() - 1;
  observer.warn("csv.empty_file",
                empty.front().name +
                    (others == 0 ? " is" : " and " + std::to_string(others) + " more are") +
                    " empty, without a header, and passed over; look whether what writes such "
                    "files was stopped",
                static_cast<std::int64_t>(empty.size()));
}

}  // namespace osiris::components
