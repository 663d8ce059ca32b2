#pragma once
// The records of files as rows of the types that were learned.

#include "components/filesystem.json_extractor/options.h"
#include "components/filesystem.json_extractor/record_reader.h"
#include "components/filesystem.json_extractor/shape.h"
#include "components/filesystem/named_files.h"
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

/// Which files are read, at least one, and what of them.
struct JsonRead {
  std::vector<NamedFile> files;
  JsonOptions options;
};

/// Begins to read a file. Errors: those of open_file() and JsonRecordReader::open().
Result<JsonRecordReader> open_records(const NamedFile& file, const JsonOptions& options);

/// What all records of the files have together. A record counts as an object of the shape.
struct LearnedShape {
  JsonShape rows;
  bool ended = true;  ///< All of them were looked at.
};

/// Looks at every record of the files, at `bytes_max` bytes of them at most.
/// Errors: json.*, file.*, run.cancelled.
Result<LearnedShape> learn_shape(const JsonRead& read, std::uintmax_t bytes_max,
                                 const std::stop_token& stop);

/// What a place of a row was that a warning tells of.
struct JsonLoss {
  std::int64_t count = 0;
  std::string first;  ///< "file:line: value"
};

/// Reads the files again, as rows. One partition.
class JsonSource final : public exchange::RowSource {
 public:
  /// `schema` has the columns to take, in their order; that of the file's name is last.
  JsonSource(const JsonRead& read, exchange::Schema schema, const FileSystem& files);

  const exchange::Schema& schema() const override { return schema_; }
  Status next(std::size_t partition, exchange::RowBatch& batch) override;
  void interrupt() override { stop_.request_stop(); }

  /// Numbers that DOUBLE rounds, by column.
  const std::vector<JsonLoss>& rounded() const { return rounded_; }

 private:
  Result<std::optional<JsonRecord>> next_record();
  Status append_row(const JsonRecord& record, exchange::RowBatch& batch);
  void append_value(JsonCursor& cursor, exchange::ColumnBuilder& out);
  void append_number(JsonCursor& cursor, exchange::ColumnBuilder& out);
  void append_list(JsonCursor& cursor, exchange::ColumnBuilder& out);
  void append_struct(JsonCursor& cursor, exchange::ColumnBuilder& out);
  bool misfit(JsonCursor& cursor, exchange::ColumnBuilder& out);

  const JsonRead& read_;
  exchange::Schema schema_;
  const FileSystem& files_;
  std::stop_source stop_;
  std::unordered_map<std::string, std::size_t> index_;
  std::optional<JsonRecordReader> reader_;
  std::size_t file_ = 0;  ///< The next to open.
  std::int64_t rows_ = 0;
  std::vector<std::int64_t> seen_in_;  ///< For each column, the last row that has it.
  std::vector<JsonLoss> rounded_;
  std::string text_;    ///< The text of the current value; kept for its memory.
  std::string rounds_;  ///< A number of the current value that DOUBLE rounds.
  bool changed_ = false;
  std::optional<std::string> duplicate_;
};

}  // namespace osiris::components
