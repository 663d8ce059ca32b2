#include "components/filesystem/packing.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <array>

namespace osiris::components {

std::string_view to_string(Packing packing) {
  switch (packing) {
    case Packing::kGzip:
      return "gzip";
    case Packing::kZstd:
      return "zstd";
    case Packing::kNone:
      break;
  }
  return "no packing";
}

std::optional<Packing> parse_packing(std::string_view word) {
  if (word == "infer") {
    return std::nullopt;
  }
  return word == "gzip" ? Packing::kGzip : word == "zstd" ? Packing::kZstd : Packing::kNone;
}

Packing packing_of_name(const Path& path) {
  const std::string name = to_lower(path.filename().string());
  if (name.ends_with(".gz")) {
    return Packing::kGzip;
  }
  return name.ends_with(".zst") ? Packing::kZstd : Packing::kNone;
}

std::string unpacked_name(const Path& path) {
  const Path name = path.filename();
  return packing_of_name(name) == Packing::kNone ? name.string() : name.stem().string();
}

Packing packing_of_bytes(std::string_view head) {
  constexpr std::string_view kGzipMagic = "\x1F\x8B";          // RFC 1952, 2.3.1
  constexpr std::string_view kZstdMagic = "\x28\xB5\x2F\xFD";  // RFC 8878, 3.1.1
  if (head.starts_with(kGzipMagic)) {
    return Packing::kGzip;
  }
  return head.starts_with(kZstdMagic) ? Packing::kZstd : Packing::kNone;
}

std::span<const std::string_view> unreadable_endings() {
  static constexpr std::array<std::string_view, 10> kEndings{".bz2", ".xz",  ".zip", ".7z", ".tar",
                                                             ".tgz", ".rar", ".lz4", ".br", ".z"};
  return kEndings;
}

std::optional<ForeignContent> foreign_content(std::string_view head) {
  constexpr std::string_view kUnpack = "unpack the file first, or pack it with gzip or zstd";
  constexpr std::string_view kSave = "save it as CSV (UTF-8) there, and read that file";
  constexpr std::string_view kBzip2Block = "\x31\x41\x59\x26\x53\x59";
  constexpr std::string_view kOldWorkbook = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
  constexpr std::size_t kBlockOffset = 4;
  using namespace std::string_view_literals;
  if (head.starts_with("BZh") &&
      head.substr(std::min(kBlockOffset, head.size())).starts_with(kBzip2Block)) {
    return ForeignContent{"packed with bzip2", kUnpack};
  }
  if (head.starts_with("\xFD"
                       "7zXZ\0"sv)) {
    return ForeignContent{"packed with xz", kUnpack};
  }
  if (head.starts_with("7z\xBC\xAF\x27\x1C") || head.starts_with("Rar!\x1A\x07")) {
    return ForeignContent{"a 7z or RAR archive", kUnpack};
  }
  if (head.starts_with("PK\x03\x04")) {
    const bool is_workbook = head.find("[Content_Types].xml") != std::string_view::npos ||
                             head.find("xl/") != std::string_view::npos;
    return is_workbook ? ForeignContent{"an Excel workbook", kSave}
                       : ForeignContent{"a zip archive", kUnpack};
  }
  return head.starts_with(kOldWorkbook)
             ? std::optional(ForeignContent{"an Excel workbook of the old kind", kSave})
             : std::nullopt;
}

Status check_written_ending(const Path& path, const std::string& name) {
  const std::string lower = to_lower(path.filename().string());
  for (const std::string_view workbook : {".xlsx", ".xlsm", ".xls", ".ods"}) {
    if (lower.ends_with(workbook)) {
      return fail(
          kFileEnding,
          name + ": the file would be text, and no workbook as " + std::string(workbook) + " says",
          "let 'path' end in .csv or .json; spreadsheets open CSV");
    }
  }
  if (const auto ending = unreadable_ending(path)) {
    return fail(kFileEnding, name + ": " + std::string(*ending) + " files cannot be written",
                "let 'path' end in .gz or .zst where the component packs, or in neither");
  }
  return {};
}

std::optional<std::string_view> unreadable_ending(const Path& path) {
  const std::string name = to_lower(path.filename().string());
  for (const std::string_view ending : unreadable_endings()) {
    if (name.ends_with(ending)) {
      return ending;
    }
  }
  return std::nullopt;
}

}  // namespace osiris::components
