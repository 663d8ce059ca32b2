#include "osiris/session/state_store.h"

#include "osiris/base/sha256.h"
#include "osiris/base/text.h"
#include "osiris/format/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <tuple>
#include <utility>

namespace osiris::session {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr std::string_view kEnding = ".json";
/// A state has at most sdk::kStateBytesMax; laid out for people it takes some more. Unit: bytes.
constexpr std::uintmax_t kFileBytesMax = 16U << 20;
constexpr std::chrono::milliseconds kPause{20};

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '-' ||
         c == '.';
}

/// Any text can be a profile, "../x" too; as a folder it is "@..%2Fx".
std::string folder_of_profile(const std::string& profile) {
  std::string folder = "@";
  for (const char c : profile) {
    folder +=
        is_plain(c) ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return folder;
}

int hex_digit(char c) {
  const std::string_view digits = "0123456789ABCDEF";
  const std::size_t at = digits.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

/// Returns the profile of a folder; nothing if it is none of ours.
std::optional<std::string> profile_of_folder(std::string_view folder) {
  if (folder.size() < 2 || folder.front() != '@') {
    return std::nullopt;
  }
  std::string profile;
  for (std::size_t i = 1; i < folder.size(); ++i) {
    if (folder[i] != '%') {
      profile += folder[i];
      continue;
    }
    const int high = i + 2 < folder.size() ? hex_digit(folder[i + 1]) : -1;
    const int low = i + 2 < folder.size() ? hex_digit(folder[i + 2]) : -1;
    if (high < 0 || low < 0) {
      return std::nullopt;
    }
    profile += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return folder_of_profile(profile) == folder ? std::optional(std::move(profile)) : std::nullopt;
}

Path folder_of(const Path& state_dir, const StateKey& key) {
  const Path folder = state_dir / key.pipeline_id;
  return key.profile.empty() ? folder : folder / folder_of_profile(key.profile);
}

std::string remedy(const StateKey& key) {
  const std::string profile = key.profile.empty() ? "" : " --profile " + printable(key.profile);
  return fmt::format(
      "`osiris state reset {}{} --step {}` removes it; the next run then reads everything",
      key.pipeline_id, profile, key.step_id);
}

Error damaged(const StoredState& stored, std::string_view why) {
  return make_error(kStateInvalid, fmt::format("'{}' is no state: {}", stored.file.string(), why),
                    remedy(stored.key));
}

/// Reads a file's text. The message of an error only says what is wrong, not where.
Result<StateRecord> parse_record(const std::string& text) {
  OSIRIS_TRY(const Value document, parse_json(text));
  const Value* const version = document.find("version");
  if (version == nullptr || version->kind() != Value::Kind::kInt) {
    return fail(kStateInvalid, "it has no 'version'");
  }
  if (version->as_int() != kVersion) {
    return fail(kStateInvalid, fmt::format("its version is {}, this osiris reads {}",
                                           version->as_int(), kVersion));
  }
  for (const char* key : {"pipeline", "step", "component", "session_id", "committed_at"}) {
    if (document.text_or(key, "").empty()) {
      return fail(kStateInvalid, fmt::format("'{}' is missing", key));
    }
  }
  const Value* const state = document.find("state");
  if (state == nullptr || !state->is_object()) {
    return fail(kStateInvalid, "'state' is no object");
  }
  return StateRecord{.key = {.pipeline_id = document.text_or("pipeline", ""),
                             .profile = document.text_or("profile", ""),
                             .step_id = document.text_or("step", "")},
                     .component = document.text_or("component", ""),
                     .connection = document.text_or("connection", ""),
                     .session_id = document.text_or("session_id", ""),
                     .committed_at = document.text_or("committed_at", ""),
                     .state = *state};
}

std::string mark_of(const StateRecord& record) {
  Value content = Value::object();
  content.set("component", record.component);
  content.set("connection", record.connection);
  content.set("state", record.state);
  return sha256_hex(to_canonical_json(content));
}

/// Lists the states of one folder.
Status add_states(const FileSystem& files, const Path& state_dir, const StateKey& of_folder,
                  std::vector<StoredState>& states) {
  OSIRIS_TRY(const auto entries, files.list(folder_of(state_dir, of_folder)));
  for (const DirectoryEntry& entry : entries) {
    const std::string_view name = entry.name;
    // Hidden files are unfinished ones of a killed process.
    if (entry.is_directory || name.front() == '.' || !name.ends_with(kEnding)) {
      continue;
    }
    StateKey key = of_folder;
    key.step_id = name.substr(0, name.size() - kEnding.size());
    auto stored = find_state(files, state_dir, key);
    if (!stored.has_value()) {
      states.push_back({.key = key,
                        .file = state_file(state_dir, key),
                        .record = {},
                        .problem = std::move(stored).error()});
    } else if (!stored->mark.empty()) {  // Else it was removed meanwhile.
      states.push_back(std::move(*stored));
    }
  }
  return {};
}

}  // namespace

std::string to_words(const StateKey& key) {
  return fmt::format("step '{}' of pipeline '{}'{}", printable(key.step_id),
                     printable(key.pipeline_id),
                     key.profile.empty() ? "" : " (profile '" + printable(key.profile) + "')");
}

Value StateRecord::to_value() const {
  Value value = Value::object();
  value.set("version", kVersion);
  value.set("pipeline", key.pipeline_id);
  if (!key.profile.empty()) {
    value.set("profile", key.profile);
  }
  value.set("step", key.step_id);
  value.set("component", component);
  if (!connection.empty()) {
    value.set("connection", connection);
  }
  value.set("session_id", session_id);
  value.set("committed_at", committed_at);
  value.set("state", state);
  return value;
}

Path state_file(const Path& state_dir, const StateKey& key) {
  return folder_of(state_dir, key) / (key.step_id + std::string(kEnding));
}

Result<StoredState> find_state(const FileSystem& files, const Path& state_dir,
                               const StateKey& key) {
  StoredState stored{.key = key, .file = state_file(state_dir, key), .record = {}, .problem = {}};
  const auto text = files.read_text(stored.file, kFileBytesMax);
  if (!text.has_value()) {
    if (text.error().is(kFileNotFound)) {
      return stored;
    }
    return fail(text.error());
  }
  auto record = parse_record(*text);
  if (!record.has_value()) {
    stored.problem = damaged(stored, record.error().message);
    stored.mark = "damaged:" + sha256_hex(*text);
    return stored;
  }
  stored.mark = mark_of(*record);
  if (record->key != key) {
    stored.problem = make_error(
        kStateForeign,
        fmt::format("'{}' is the state of {}", stored.file.string(), to_words(record->key)),
        remedy(key));
    return stored;
  }
  stored.record = std::move(*record);
  return stored;
}

Result<std::vector<StoredState>> list_states(const FileSystem& files, const Path& state_dir) {
  std::vector<StoredState> states;
  if (!files.exists(state_dir)) {
    return states;
  }
  OSIRIS_TRY(const auto pipelines, files.list(state_dir));
  for (const DirectoryEntry& pipeline : pipelines) {
    if (!pipeline.is_directory) {
      continue;
    }
    StateKey key{.pipeline_id = pipeline.name, .profile = {}, .step_id = {}};
    OSIRIS_CHECKED(add_states(files, state_dir, key, states));
    OSIRIS_TRY(const auto profiles, files.list(state_dir / pipeline.name));
    for (const DirectoryEntry& folder : profiles) {
      const auto profile = profile_of_folder(folder.name);
      if (folder.is_directory && profile.has_value()) {
        key.profile = *profile;
        OSIRIS_CHECKED(add_states(files, state_dir, key, states));
      }
    }
  }
  const auto key = [](const StoredState& state) {
    return std::tie(state.key.pipeline_id, state.key.profile, state.key.step_id);
  };
  std::sort(states.begin(), states.end(), [&](const StoredState& left, const StoredState& right) {
    return key(left) < key(right);
  });
  return states;
}

Result<std::int64_t> write_state(FileSystem& files, const Path& state_dir,
                                 const StateRecord& record) {
  const Path file = state_file(state_dir, record.key);
  OSIRIS_CHECKED(files.create_directories(file.parent_path()));
  const std::string text = to_pretty_json(record.to_value()) + "\n";
  OSIRIS_CHECKED(files.write_text(file, text));
  return static_cast<std::int64_t>(text.size());
}

Status remove_state(FileSystem& files, const Path& state_dir, const StateKey& key) {
  return files.remove_all(state_file(state_dir, key));
}

Result<FileLock> lock_states(FileSystem& files, const Path& state_dir,
                             std::chrono::milliseconds patience) {
  OSIRIS_CHECKED(files.create_directories(state_dir));
  const Path file = state_dir / ".lock";
  for (std::chrono::milliseconds waited{0};; waited += kPause) {
    auto lock = FileLock::acquire(file);
    if (lock.has_value() || !lock.error().is(kSessionLocked)) {
      return lock;
    }
    if (waited >= patience) {
      const std::string pid = lock.error().detail("pid");
      return fail(
          kStateBusy,
          fmt::format("'{}' is locked{}", file.string(), pid.empty() ? "" : " by process " + pid),
          "wait for that process to end, then do the same again");
    }
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace osiris::session
