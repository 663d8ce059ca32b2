#include "components/filesystem.csv_writer/append_note.h"

#include "osiris/base/sha256.h"
#include "osiris/format/json.h"

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

/// Returns the SHA-256 of a file; empty if it cannot be read.
std::string sum_of(const Path& path, const FileSystem& files) {
  Sha256 sum;
  for (std::uintmax_t offset = 0;;) {
    const auto piece = files.read_part(path, offset, kPieceBytes);
    if (!piece.has_value()) {
      return {};
    }
    if (piece->empty()) {
      return sum.finish_hex();
    }
    sum.add(*piece);
    offset += piece->size();
  }
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
  if (!note.has_value() || !stamp.has_value() || note->text_or("path", "") != path.string() ||
      number_of(*note, "bytes") != static_cast<std::int64_t>(stamp->bytes)) {
    return std::nullopt;
  }
  sdk::WrittenFile file{.path = path,
                        .bytes = number_of(*note, "bytes"),
                        .rows = number_of(*note, "rows"),
                        .sha256 = note->text_or("sha256", "")};
  return file.rows >= 0 && file.sha256 == sum_of(path, files) ? std::optional(std::move(file))
                                                              : std::nullopt;
}

}  // namespace osiris::components
