#include "components/filesystem.csv_writer/append_note.h"

#include "osiris/base/sha256.h"
#include "osiris/format/json.h"

#include <algorithm>
#include <string>
#include <utility>

namespace osiris::components {
namespace {

constexpr std::uintmax_t kNoteBytesMax = 1 << 16;
constexpr std::uintmax_t kPieceBytes = 1 << 20;

Path note_in(const Path& artifacts_dir) { return artifacts_dir / "append.json"; }

std::int64_t number_of(const Value& note, std::string_view key) {
  const Value* const value = note.find(key);
  return value != nullptr && value->kind() == Value::Kind::kInt ? value->as_int() : -1;
}

/// Returns the SHA-256 of a file's first `bytes` bytes; empty if they cannot be read.
std::string sum_of(const Path& path, std::uintmax_t bytes, const FileSystem& files) {
  Sha256 sum;
  for (std::uintmax_t offset = 0; offset < bytes;) {
    const auto piece = files.read_part(path, offset, std::min(kPieceBytes, bytes - offset));
    if (!piece.has_value() || piece->empty()) {
      return {};
    }
    sum.add(*piece);
    offset += piece->size();
  }
  return sum.finish_hex();
}

}  // namespace

Status note_append(const sdk::WrittenFile& file, const Path& artifacts_dir, FileSystem& files) {
  Value note = Value::object();
  note.set("path", file.path.string());
  note.set("bytes", file.bytes);
  note.set("rows", file.rows);
  note.set("sha256", file.sha256);
  return files.write_text(note_in(artifacts_dir), to_pretty_json(note) + "\n");
}

std::optional<sdk::WrittenFile> finished_append(const Path& path, const Path& artifacts_dir,
                                                const FileSystem& files) {
  const auto text = files.read_text(note_in(artifacts_dir), kNoteBytesMax);
  const auto note = text.has_value() ? parse_json(*text) : Result<Value>(Value());
  const auto stamp = files.stamp(path);
  if (!note.has_value() || !stamp.has_value() || note->text_or("path", "") != path.string()) {
    return std::nullopt;
  }
  sdk::WrittenFile file{.path = path,
                        .bytes = number_of(*note, "bytes"),
                        .rows = number_of(*note, "rows"),
                        .sha256 = note->text_or("sha256", "")};
  const bool fits = file.rows >= 0 && file.bytes >= 0 &&
                    static_cast<std::uintmax_t>(file.bytes) <= stamp->bytes &&
                    file.sha256 == sum_of(path, static_cast<std::uintmax_t>(file.bytes), files);
  return fits ? std::optional(std::move(file)) : std::nullopt;
}

}  // namespace osiris::components
