#include "components/filesystem.json_extractor/learn.h"

#include "components/filesystem.json_extractor/record_check.h"

#include <string>
#include <utility>

namespace osiris::components {
namespace {

Status learn_record(const JsonRecordReader& reader, const JsonRecord& record,
                    const JsonOptions& options, const RecordCheck& check, JsonShape& rows) {
  OSIRIS_CHECKED(RecordCheck::check_text(reader, record));
  JsonCursor cursor(record.text);
  OSIRIS_CHECKED(RecordCheck::check_begin(reader, record, cursor));
  std::string key;
  cursor.enter();
  while (cursor.next_key(key)) {
    OSIRIS_CHECKED(check.check_key(reader, record, cursor, key));
    JsonShape& shape = rows.field(key);
    if (options.declared.has(key)) {
      cursor.skip();
    } else {
      shape.learn(cursor);
    }
  }
  return RecordCheck::check_end(reader, record, cursor);
}

}  // namespace

Result<JsonRecordReader> open_records(const NamedFile& file, const JsonOptions& options) {
  OSIRIS_TRY(OpenedFile opened, open_file(file.path, file.name, options.packing_rule()));
  return JsonRecordReader::open(std::move(opened.content), file.name, options.layout);
}

Result<LearnedShape> learn_shape(const JsonRead& read, std::uintmax_t bytes_max,
                                 const std::stop_token& stop) {
  LearnedShape learned;
  const RecordCheck check(read.options);
  const auto& rows_max = read.options.rows_max;
  std::uintmax_t bytes = 0;
  for (const NamedFile& file : read.files) {
    OSIRIS_TRY(JsonRecordReader reader, open_records(file, read.options));
    while (!rows_max || learned.records < *rows_max) {
      if (stop.stop_requested()) {
        return fail(kCancelled, "stopped while " + file.name + " was looked at");
      }
      OSIRIS_TRY(const auto record, reader.next());
      if (!record) {
        break;
      }
      bytes += record->text.size();
      if (bytes > bytes_max) {
        learned.ended = false;
        return learned;
      }
      OSIRIS_CHECKED(learn_record(reader, *record, read.options, check, learned.rows));
      ++learned.records;
    }
  }
  return learned;
}

}  // namespace osiris::components
