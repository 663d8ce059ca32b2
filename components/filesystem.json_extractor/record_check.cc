#include "components/filesystem.json_extractor/record_check.h"

#include "osiris/base/text.h"

namespace osiris::components {

RecordCheck::RecordCheck(const JsonOptions& options)
    : schema_(options.declared.schema), listed_(schema_.begin(), schema_.end()) {}

Status RecordCheck::check_text(const JsonRecordReader& reader, const JsonRecord& record) {
  const auto invalid = find_invalid_utf8(record.text);
  return invalid ? fail(reader.error_at(record, *invalid, "bytes that are not UTF-8 stand here"))
                 : Status();
}

Status RecordCheck::check_begin(const JsonRecordReader& reader, const JsonRecord& record,
                                JsonCursor& cursor) {
  const auto kind = cursor.kind();
  if (!kind || *kind == JsonKind::kObject) {
    return {};
  }
  return fail(kJsonShape,
              reader.name() + ":" + std::to_string(record.line) +
                  ": a record has to be an object, this is none",
              "let 'records_path' lead to an array of objects, or set 'format'");
}

Status RecordCheck::check_key(const JsonRecordReader& reader, const JsonRecord& record,
                              const JsonCursor& cursor, const std::string& key) const {
  if (listed_.empty() || listed_.contains(key)) {
    return {};
  }
  const std::string line = std::to_string(JsonRecordReader::line_of(record, cursor.offset()));
  return fail(make_error(kJsonSchemaDiffers,
                         reader.name() + ":" + line + ": an object has the key '" + printable(key) +
                             "', which 'schema' does not list" + suggest(key, schema_),
                         "list it, or pass over it: name the keys to take in 'columns', and their "
                         "types in 'dtype' instead of 'schema'")
                  .with("line", line));
}

Status RecordCheck::check_end(const JsonRecordReader& reader, const JsonRecord& record,
                              JsonCursor& cursor) {
  if (!cursor.problem() && !cursor.at_end()) {
    cursor.refuse(cursor.offset(), "nothing may follow the object");
  }
  if (cursor.problem()) {
    return fail(reader.error_at(record, cursor.problem()->offset, cursor.problem()->what));
  }
  return {};
}

}  // namespace osiris::components
