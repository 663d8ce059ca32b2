#include "components/mysql.writer/load_marker.h"

#include "components/mysql.writer/target_table.h"
#include "components/mysql.writer/write_job.h"
#include "components/mysql/error_class.h"
#include "components/mysql/quoting.h"
#include "osiris/base/ids.h"
#include "osiris/base/sha256.h"
#include "osiris/base/text.h"
#include "osiris/format/json.h"

#include <algorithm>
#include <string_view>

namespace osiris::components::mysql {
namespace {

constexpr std::uintmax_t kNoteBytesMax = 1 << 16;
constexpr std::size_t kIdDigits = 32;
// Sessions are not resumed after so long. Unit: days.
constexpr std::string_view kKeptDays = "30";
// How many old markers one step removes; in the long run more than it adds.
constexpr std::string_view kForgottenMax = "100";

bool is_id(std::string_view text) {
  return text.size() == kIdDigits && text.find_first_not_of("0123456789abcdef") == text.npos;
}

/// Lets a refusal tell what the table of loads needs.
Error name_marker_rights(Error error, const TableName& markers) {
  return name_rights(
      std::move(error),
      {.rights = "CREATE, SELECT, INSERT, UPDATE, DELETE",
       .place = markers.quoted(),
       .reason = "finished appends are noted in it, so that none is done twice; or set "
                 "'load_marker' to false, and see to it that no append is run twice"});
}

Status forget_old(Client& client, const TableName& markers) {
  OSIRIS_TRY(const TextRows old,
             client.query("SELECT load_id FROM " + markers.quoted() +
                          " WHERE started_at < UTC_TIMESTAMP() - INTERVAL " +
                          std::string(kKeptDays) + " DAY LIMIT " + std::string(kForgottenMax)));
  // One by one, by their key: a condition would wait for the loads that are under way.
  for (const auto& row : old.rows) {
    OSIRIS_CHECKED(run_statement(client, "DELETE FROM " + markers.quoted() + " WHERE load_id = " +
                                             quote_text(row[0].value_or(""))));
  }
  return {};
}

}  // namespace

TableName markers_of(const TableName& target) { return target.sibling("_osiris_loads"); }

Result<std::string> load_id(FileSystem& files, const Path& artifacts_dir) {
  const Path path = artifacts_dir / "load.json";
  if (const auto text = files.read_text(path, kNoteBytesMax); text.has_value()) {
    const auto note = parse_json(*text);
    if (note.has_value() && is_id(note->text_or("load_id", ""))) {
      return note->text_or("load_id", "");
    }
  }
  std::string id = sha256_hex(std::to_string(random_bits()) + " " + std::to_string(random_bits()))
                       .substr(0, kIdDigits);
  Value note = Value::object();
  note.set("load_id", id);
  OSIRIS_CHECKED(files.write_text(path, to_pretty_json(note) + "\n"));
  return id;
}

Status prepare_markers(Client& client, const TableName& target) {
  const TableName markers = markers_of(target);
  OSIRIS_TRY(const auto found, describe_target(client, markers));
  if (found) {
    return forget_old(client, markers);
  }
  auto made = client.execute(
      "CREATE TABLE IF NOT EXISTS " + markers.quoted() +
      " (load_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY, "
      "table_name VARCHAR(64) NOT NULL, started_at DATETIME NOT NULL, "
      "rows_written BIGINT UNSIGNED NULL, rows_sum CHAR(32) CHARACTER SET ascii NULL) "
      "ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 "
      "COMMENT='Finished appends of osiris, so that none is done twice'");
  if (!made.has_value()) {
    return fail(
        name_marker_rights(std::move(made).error().within("making " + markers.text()), markers));
  }
  return {};
}

Result<std::optional<FinishedLoad>> find_load(Client& client, const TableName& target,
                                              const std::string& id) {
  // A reading that locks sees what was committed since the transaction began.
  OSIRIS_TRY(const TextRows found,
             client.query("SELECT rows_written, rows_sum FROM " + markers_of(target).quoted() +
                          " WHERE load_id = " + quote_text(id) + " LOCK IN SHARE MODE"));
  if (found.rows.empty()) {
    return std::optional<FinishedLoad>();
  }
  const auto& row = found.rows.front();
  if (!row[0]) {
    return fail(kLoadUnclear,
                "an earlier attempt of this step died while it moved rows into " + target.text() +
                    ", which cannot undo: some of them may be there",
                "remove them, and start a new run; an InnoDB table would have undone it");
  }
  return std::optional(
      FinishedLoad{.rows = parse_integer(*row[0]).value_or(0), .sum = row[1].value_or("")});
}

Result<std::optional<FinishedLoad>> begin_load(Client& client, const TableName& target,
                                               const std::string& id) {
  const auto begun = client.execute("INSERT INTO " + markers_of(target).quoted() +
                                    " (load_id, table_name, started_at) VALUES (" + quote_text(id) +
                                    ", " + quote_text(target.name) + ", UTC_TIMESTAMP())");
  if (begun.has_value()) {
    return std::optional<FinishedLoad>();
  }
  if (begun.error().detail(kNumberDetail) != kDuplicateEntry) {
    return fail(name_marker_rights(begun.error(), markers_of(target)));
  }
  return find_load(client, target, id);
}

Status finish_load(Client& client, const TableName& target, const std::string& id,
                   const FinishedLoad& load) {
  return run_statement(client, "UPDATE " + markers_of(target).quoted() +
                                   " SET rows_written = " + std::to_string(load.rows) +
                                   ", rows_sum = " + quote_text(load.sum) +
                                   " WHERE load_id = " + quote_text(id));
}

}  // namespace osiris::components::mysql
