#pragma once
// Keeps a step that is run again from appending its rows a second time: the table _osiris_loads
// beside the target remembers finished appends, written in the same transaction as the rows.

#include "components/mysql.writer/options.h"
#include "components/mysql/client.h"
#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"

#include <cstdint>
#include <optional>
#include <string>

namespace osiris::components::mysql {

inline constexpr ErrorCode kLoadUnclear{
    "mysql.load_unclear", Fault::kExternal,
    "An earlier attempt of this step died while it moved rows into a table that cannot undo, so "
    "some of them may be there. Look, remove them, and start a new run."};

/// Returns the name under which a step's append is remembered: made up at its first attempt and
/// kept in the step's folder of artifacts, so that each attempt in the session has the same.
Result<std::string> load_id(FileSystem& files, const Path& artifacts_dir);

/// Returns the name of the table that remembers appends to `target`.
TableName markers_of(const TableName& target);

/// Sees to it that the table of finished loads is there, and forgets what is older than any session
/// that may be resumed.
Status prepare_markers(Client& client, const TableName& target);

/// A load that an earlier attempt finished.
struct FinishedLoad {
  std::int64_t rows = 0;
  std::string sum;  ///< LoadStats::sum.
};

/// Looks for a load. Errors: mysql.load_unclear if it began and did not end.
Result<std::optional<FinishedLoad>> find_load(Client& client, const TableName& target,
                                              const std::string& id);

/// Notes that a load begins. If an earlier attempt finished it, returns that; while one is under
/// way, waits for its end. Errors: mysql.load_unclear.
Result<std::optional<FinishedLoad>> begin_load(Client& client, const TableName& target,
                                               const std::string& id);

/// Notes that a load is finished.
Status finish_load(Client& client, const TableName& target, const std::string& id,
                   const FinishedLoad& load);

}  // namespace osiris::components::mysql
