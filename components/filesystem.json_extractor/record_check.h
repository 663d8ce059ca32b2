#pragma once
// What every record has to be before its values count.

#include "components/filesystem.json_extractor/json_cursor.h"
#include "components/filesystem.json_extractor/options.h"
#include "components/filesystem.json_extractor/record_reader.h"

#include <string>
#include <unordered_set>
#include <vector>

namespace osiris::components {

inline constexpr ErrorCode kJsonSchemaDiffers{
    "json.schema_differs", Fault::kUser,
    "A record has a key that the option schema does not list. Correct the file or the schema."};

class RecordCheck {
 public:
  /// `options` must outlive the check.
  explicit RecordCheck(const JsonOptions& options);

  /// Holds that the bytes are text. Errors: json.malformed.
  static Status check_text(const JsonRecordReader& reader, const JsonRecord& record);
  /// Holds that an object begins, before the cursor moves. Errors: json.no_records.
  static Status check_begin(const JsonRecordReader& reader, const JsonRecord& record,
                            JsonCursor& cursor);
  /// Holds that the schema, if there is one, lists a key that the cursor is behind.
  /// Errors: json.schema_differs.
  Status check_key(const JsonRecordReader& reader, const JsonRecord& record,
                   const JsonCursor& cursor, const std::string& key) const;
  /// Holds that the cursor met no problem and nothing is left. Errors: json.malformed.
  static Status check_end(const JsonRecordReader& reader, const JsonRecord& record,
                          JsonCursor& cursor);

 private:
  const std::vector<std::string>& schema_;
  std::unordered_set<std::string> listed_;
};

}  // namespace osiris::components
