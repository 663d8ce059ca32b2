#include "osiris/run/target_files.h"

#include "osiris/base/sha256.h"
#include "osiris/session/event.h"
#include "osiris/session/redaction.h"

#include <algorithm>
#include <cstdint>

namespace osiris::run {
namespace {

constexpr std::uintmax_t kPieceBytes = 1 << 20;  // Read at once; hashing is not faster with more.

struct WrittenTarget {
  Path path;
  std::uintmax_t bytes = 0;
  std::string sha256;
};

std::vector<WrittenTarget> targets_of(const std::string& step_id,
                                      const std::vector<Value>& events) {
  std::vector<WrittenTarget> targets;
  for (const Value& event : events) {
    const std::string name = event.text_or("event", "");
    if (event.text_or("step_id", "") != step_id) {
      continue;
    }
    if (name == session::StepStart::kName) {
      targets.clear();
    } else if (name == session::FileWritten::kName) {
      const Value* const bytes = event.find("bytes");
      const bool has_bytes = bytes != nullptr && bytes->kind() == Value::Kind::kInt;
      targets.push_back({.path = event.text_or("path", ""),
                         .bytes = has_bytes ? static_cast<std::uintmax_t>(bytes->as_int()) : 0,
                         .sha256 = event.text_or("sha256", "")});
    }
  }
  return targets;
}

/// Returns the SHA-256 of a file's first bytes; empty if it has not so many or cannot be read.
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

/// Of these nothing can be said: a masked path leads nowhere, and a device keeps nothing.
bool cannot_be_told(const Path& path) {
  const std::string& text = path.native();
  return text.find(session::kMask) != std::string::npos || text.starts_with("/dev/") ||
         text.starts_with("/proc/");
}

}  // namespace

std::optional<LostTarget> find_lost_target(const compile::ManifestStep& step,
                                           const std::vector<Value>& events,
                                           const FileSystem& files) {
  // Every writer that can append calls the option so.
  const bool appended = step.config.text_or("if_exists", "") == "append";
  for (const WrittenTarget& target : targets_of(step.id, events)) {
    if (cannot_be_told(target.path)) {
      continue;
    }
    const auto stamp = files.stamp(target.path);
    if (!stamp.has_value()) {
      return LostTarget{target.path, "is gone", appended};
    }
    const bool is_as_long = appended ? stamp->bytes >= target.bytes : stamp->bytes == target.bytes;
    if (!is_as_long || sum_of(target.path, target.bytes, files) != target.sha256) {
      return LostTarget{target.path, "is not what was written", appended};
    }
  }
  return std::nullopt;
}

}  // namespace osiris::run
