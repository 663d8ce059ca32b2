#pragma once
// The records of files as rows of the types that were learned or declared.

#include "components/filesystem.json_extractor/json_cursor.h"
#include "components/filesystem.json_extractor/learn.h"
#include "components/filesystem.json_extractor/record_check.h"
#include "components/filesystem.json_extractor/record_reader.h"
#include "osiris/exchange/row_source.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace osiris::components {

inline constexpr ErrorCode kJsonFileChanged{
    "json.file_changed", Fault::kExternal,
    "The file changed while it was read, so that what was found first does not hold any more. Run "
    "again when nothing writes to it."};
inline constexpr ErrorCode kJsonDuplicateKey{
    "json.duplicate_key", Fault::kExternal,
    "An object has one key twice; which value is meant cannot be told. Correct the file."};
inline constexpr ErrorCode kJsonBadValue{
    "json.bad_value", Fault::kUser,
    "A value does not fit the type that schema or dtype declares. Correct the value, or declare "
    "another type."};
/// What a place of a row was that a warning tells of.
struct JsonLoss {
  std::int64_t count = 0;
  std::string first;  ///< "file:line: value"
};

/// Whether the records were looked at before they are read as rows.
enum class JsonLook {
  kBefore,
  kNever,  ///< All columns are declared. Names that no record has are found at the end.
};

/// Reads the files as rows. One partition.
class JsonSource final : public exchange::RowSource {
 public:
  /// `schema` has the columns to take, in their order; that of the file's name is last.
  JsonSource(const JsonRead& read, exchange::Schema schema, const FileSystem& files, JsonLook look);

  const exchange::Schema& schema() const override { return schema_; }
  /// Errors: json.*, file.*, run.cancelled; with kNever also data.column_not_found.
  Status next(std::size_t partition, exchange::RowBatch& batch) override;
  void interrupt() override { stop_.request_stop(); }

  /// Numbers that FLOAT and DOUBLE round, by column.
  const std::vector<JsonLoss>& rounded() const { return rounded_; }

 private:
  Result<std::optional<JsonRecord>> next_record();
  Status append_row(const JsonRecord& record, exchange::RowBatch& batch);
  Status append_column(const JsonRecord& record, JsonCursor& cursor, std::size_t column,
                       exchange::ColumnBuilder& out);
  Status pass_other_key(const JsonRecord& record, JsonCursor& cursor, const std::string& key);
  Error bad_value(const JsonRecord& record, std::string_view value,
                  const exchange::Column& column) const;
  Status check_names() const;
  Status check_end_of_files() const;
  void append_value(JsonCursor& cursor, exchange::ColumnBuilder& out);
  void append_number(JsonCursor& cursor, exchange::ColumnBuilder& out);
  void append_list(JsonCursor& cursor, exchange::ColumnBuilder& out);
  void append_struct(JsonCursor& cursor, exchange::ColumnBuilder& out);
  bool misfit(JsonCursor& cursor, exchange::ColumnBuilder& out);

  const JsonRead& read_;
  exchange::Schema schema_;
  const FileSystem& files_;
  const JsonLook look_;
  const RecordCheck check_;
  std::stop_source stop_;
  std::unordered_map<std::string, std::size_t> index_;
  std::vector<bool> is_declared_;  ///< By column.
  std::optional<JsonRecordReader> reader_;
  std::size_t file_ = 0;  ///< The next to open.
  std::int64_t rows_ = 0;
  std::vector<std::int64_t> seen_in_;  ///< For each column, the last row that has it.
  std::vector<JsonLoss> rounded_;
  std::vector<std::string> other_keys_;  ///< Some that are not taken, for messages.
  std::string text_;                     ///< The text of the current value; kept for its memory.
  std::string rounds_;                   ///< A number of the current value that DOUBLE rounds.
  bool changed_ = false;
  std::optional<std::string> duplicate_;
};

}  // namespace osiris::components
