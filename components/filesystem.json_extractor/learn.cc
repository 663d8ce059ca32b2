#include "components/filesystem.json_extractor/learn.h"

#include "components/filesystem.json_extractor/record_check.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace osiris::components {
namespace {

/// Tells the lines of places in a record. A place takes as long as it is far from the one before
/// it: a record may have a million keys.
class LineFinder {
 public:
  explicit LineFinder(const JsonRecord& record) : text_(record.text), line_(record.line) {}

  std::int64_t line_of(std::size_t offset) {
    const auto [begin, end] = std::minmax(at_, offset);
    const std::string_view between = text_.substr(begin, end - begin);
    const std::int64_t lines = std::count(between.begin(), between.end(), '\n');
    line_ += offset < at_ ? -lines : lines;
    at_ = offset;
    return line_;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::int64_t line_;  ///< Of `at_`.
};

/// Learns from records, one after another.
class Learner {
 public:
  Learner(const JsonOptions& options, JsonShape& rows)
      : options_(options), check_(options), rows_(rows) {}

  Status take(const JsonRecordReader& reader, const JsonRecord& record) {
    OSIRIS_CHECKED(RecordCheck::check_text(reader, record));
    JsonCursor cursor(record.text);
    OSIRIS_CHECKED(RecordCheck::check_begin(reader, record, cursor));
    LineFinder lines(record);
    const JsonWhere where = [&](std::size_t offset) {
      return reader.name() + ":" + std::to_string(lines.line_of(offset));
    };
    std::string key;
    cursor.enter();
    while (cursor.next_key(key)) {
      OSIRIS_CHECKED(check_.check_key(reader, record, cursor, key));
      const std::size_t known = rows_.fields().size();
      JsonShape& shape = rows_.field(key);
      if (rows_.fields().size() > known && options_.columns.empty()) {
        OSIRIS_CHECKED(check_name(key, where(cursor.offset()), lines.line_of(cursor.offset())));
      }
      if (options_.declared.has(key)) {
        cursor.skip();
      } else {
        shape.learn(cursor, where);
      }
    }
    return RecordCheck::check_end(reader, record, cursor);
  }

 private:
  /// A key as it was written first.
  struct Spelling {
    std::string key;
    std::string place;
  };

  /// Refuses a key that cannot name a column, or that the database would take for another one.
  Status check_name(const std::string& key, const std::string& place, std::int64_t line) {
    const auto [known, is_new] = spellings_.try_emplace(to_lower(key), Spelling{key, place});
    if (is_new && can_name_column(key)) {
      return {};
    }
    const std::string problem =
        is_new ? "cannot name a column, which has to have a name without NUL characters"
               : "differs from '" + printable(known->second.key) + "' (" + known->second.place +
                     ") in upper and lower case only, which columns do not tell apart";
    return fail(make_error(kJsonKey, place + ": the key '" + printable(key) + "' " + problem,
                           is_new ? "correct the key, or name those to take in 'columns'"
                                  : "write the key in one way, or name those to take in 'columns'")
                    .with("line", std::to_string(line)));
  }

  const JsonOptions& options_;
  const RecordCheck check_;
  JsonShape& rows_;
  std::unordered_map<std::string, Spelling> spellings_;  ///< By the key in lower case.
};

}  // namespace

Result<JsonRecordReader> open_records(const NamedFile& file, const JsonOptions& options) {
  OSIRIS_TRY(OpenedFile opened, open_file(file.path, file.name, options.packing_rule()));
  return JsonRecordReader::open(std::move(opened.content), file.name, options.layout);
}

Result<LearnedShape> learn_shape(const JsonRead& read, std::uintmax_t bytes_max,
                                 const std::stop_token& stop) {
  LearnedShape learned;
  Learner learner(read.options, learned.rows);
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
      OSIRIS_CHECKED(learner.take(reader, *record));
      ++learned.records;
    }
  }
  return learned;
}

}  // namespace osiris::components
