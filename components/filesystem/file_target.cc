#include "components/filesystem/file_target.h"

#include "osiris/base/text.h"
#include "osiris/exchange/relation.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace osiris::components {
namespace {

/// A turn of another run lasts as long as its file takes to write.
constexpr std::chrono::minutes kTurnWaitMax(10);
constexpr std::chrono::milliseconds kTurnPause(20);

/// Refuses a folder, and a file that is there if the config wants that.
Status check_target(const sdk::StepConfig& config, const Path& path, const WriterCodes& codes,
                    const FileSystem& files) {
  if (files.is_directory(path)) {
    return fail(kFileKind, "cannot write '" + path.string() + "': it is a folder",
                "let 'path' name a file in it");
  }
  if (config.text("if_exists") == "fail" && files.exists(path)) {
    return fail(codes.target_exists, "'" + path.string() + "' exists already",
                "remove it, write to another 'path', or set 'if_exists' to replace");
  }
  return {};
}

}  // namespace

Result<const sdk::StepInput*> single_input(const sdk::StepContext& context,
                                           const WriterCodes& codes) {
  if (context.inputs.size() == 1) {
    return &context.inputs.front();
  }
  std::vector<std::string> ids;
  for (const sdk::StepInput& input : context.inputs) {
    ids.push_back(input.step_id);
  }
  return fail(codes.input_count,
              ids.empty()
                  ? "the writer has no input"
                  : "the writer has " + std::to_string(ids.size()) + " inputs: " + join(ids, ", "),
              "name exactly one step in 'needs'; a duckdb.processor step can join several");
}

Result<std::vector<std::string>> columns_to_write(const sdk::StepConfig& config,
                                                  const sdk::StepInput& input,
                                                  sdk::StepContext& context) {
  if (const Value* listed = config.find("columns"); listed != nullptr && listed->is_array()) {
    return config.texts("columns");
  }
  OSIRIS_TRY(const exchange::RelationInfo info,
             exchange::describe_relation(context.connection, input.relation));
  std::vector<std::string> names;
  for (const exchange::Column& column : info.columns) {
    names.push_back(column.name);
  }
  if (config.text("columns") == "sorted") {
    std::sort(names.begin(), names.end());
  }
  return names;
}

Status TargetFile::wait_for_turn() {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  for (auto left = kTurnWaitMax / kTurnPause; !turn_; --left) {
    turn_ = PathLock::try_acquire(path_);
    if (!turn_ && stop_.stop_requested()) {
      return fail(kCancelled, "stopped while others wrote to '" + path_.string() + "'");
    }
    if (!turn_ && left == 0) {
      return fail(kFileBusy, "others have been writing to '" + path_.string() + "' for ten minutes",
                  "run again when they are done");
    }
    if (!turn_) {
      never.wait_for(lock, stop_, kTurnPause, [] { return false; });
    }
  }
  return {};
}

Status TargetFile::write(std::string_view bytes) {
  bytes_ += static_cast<std::int64_t>(bytes.size());
  sum_.add(bytes);
  return file_->write(bytes);
}

Result<std::unique_ptr<TargetFile>> open_target(const sdk::StepConfig& config, const Path& path,
                                                const WriterCodes& codes, FileSystem& files,
                                                std::stop_token stop) {
  OSIRIS_CHECKED(check_target(config, path, codes, files));
  if (config.flag("create_dirs") && path.has_parent_path()) {
    OSIRIS_CHECKED(files.create_directories(path.parent_path()));
  }
  auto target = std::make_unique<TargetFile>(path, std::move(stop));
  if (config.text("if_exists") == "append") {
    OSIRIS_CHECKED(target->wait_for_turn());
  }
  OSIRIS_TRY(target->file_, files.create_atomic(path));
  return target;
}

Result<sdk::WrittenFile> commit_target(const sdk::StepConfig& config, const WriterCodes& codes,
                                       const FileSystem& files, TargetFile& target,
                                       std::int64_t rows, const BeforeCommit& before) {
  sdk::WrittenFile written{.path = target.path_,
                           .bytes = target.bytes_,
                           .rows = rows,
                           .sha256 = target.sum_.finish_hex()};
  OSIRIS_CHECKED(target.wait_for_turn());
  if (before) {
    OSIRIS_CHECKED(before(written));
  }
  OSIRIS_CHECKED(check_target(config, target.path_, codes, files));  // Somebody may be faster.
  OSIRIS_CHECKED(target.file_->commit());
  return written;
}

}  // namespace osiris::components
