#include "components/filesystem/packing.h"

#include "osiris/base/text.h"

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
