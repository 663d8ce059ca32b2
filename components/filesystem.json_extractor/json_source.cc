#include "components/filesystem.json_extractor/json_source.h"

#include "osiris/base/text.h"

#include <charconv>
#include <utility>

namespace osiris::components {
namespace {

using exchange::ColumnBuilder;
using exchange::TypeId;

/// A batch of large records ends before it is full, so that memory stays bounded. Unit: bytes.
constexpr std::size_t kBatchBytesMax = std::size_t{64} << 20;

constexpr const char* kChangedHint = "run again when nothing writes to the file";

/// Makes sure that a record is one object and nothing else.
Status check_record(const JsonRecordReader& reader, const JsonRecord& record, JsonCursor& cursor) {
  const auto kind = cursor.kind();
  if (!kind || *kind == JsonKind::kObject) {
    return {};
  }
  return fail(kJsonShape,
              reader.name() + ":" + std::to_string(record.line) +
                  ": a record has to be an object, this is none",
              "let 'records_path' lead to an array of objects, or set 'format'");
}

Status check_end(const JsonRecordReader& reader, const JsonRecord& record, JsonCursor& cursor) {
  if (!cursor.problem() && !cursor.at_end()) {
    cursor.refuse(cursor.offset(), "nothing may follow the object");
  }
  if (cursor.problem()) {
    return fail(reader.error_at(record, cursor.problem()->offset, cursor.problem()->what));
  }
  return {};
}

exchange::Int128 parse_huge(std::string_view text) {
  exchange::Int128 value = 0;
  const bool negative = text.starts_with('-');
  for (const char c : text.substr(negative ? 1 : 0)) {
    value = value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

}  // namespace

Result<JsonRecordReader> open_records(const NamedFile& file, const JsonOptions& options) {
  OSIRIS_TRY(OpenedFile opened, open_file(file.path, file.name, options.packing_rule()));
  return JsonRecordReader::open(std::move(opened.content), file.name, options.layout);
}

Result<LearnedShape> learn_shape(const JsonRead& read, std::uintmax_t bytes_max,
                                 const std::stop_token& stop) {
  LearnedShape learned;
  std::int64_t rows = 0;
  std::uintmax_t bytes = 0;
  std::string key;
  for (const NamedFile& file : read.files) {
    OSIRIS_TRY(JsonRecordReader reader, open_records(file, read.options));
    while (!read.options.rows_max || rows < *read.options.rows_max) {
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
      if (const auto invalid = find_invalid_utf8(record->text)) {
        return fail(reader.error_at(*record, *invalid, "bytes that are not UTF-8 stand here"));
      }
      JsonCursor cursor(record->text);
      OSIRIS_CHECKED(check_record(reader, *record, cursor));
      cursor.enter();
      while (cursor.next_key(key)) {
        learned.rows.field(key).learn(cursor);
      }
      OSIRIS_CHECKED(check_end(reader, *record, cursor));
      ++rows;
    }
  }
  return learned;
}

JsonSource::JsonSource(const JsonRead& read, exchange::Schema schema, const FileSystem& files)
    : read_(read), schema_(std::move(schema)), files_(files) {
  const std::size_t values = schema_.size() - (read.options.source_file_column.empty() ? 0 : 1);
  for (std::size_t i = 0; i < values; ++i) {
    index_.emplace(schema_[i].name, i);
  }
  seen_in_.assign(values, 0);
  rounded_.resize(values);
}

Result<std::optional<JsonRecord>> JsonSource::next_record() {
  while (true) {
    if (!reader_) {
      if (file_ == read_.files.size()) {
        // Half of what somebody was writing is no table.
        if (auto change = find_change(read_.files, files_)) {
          return fail(kJsonFileChanged, *std::move(change), kChangedHint);
        }
        return std::optional<JsonRecord>();
      }
      const NamedFile& file = read_.files[file_++];
      OSIRIS_TRY(reader_, open_records(file, read_.options));
    }
    OSIRIS_TRY(auto record, reader_->next());
    if (record) {
      return record;
    }
    reader_.reset();
  }
}

Status JsonSource::next(std::size_t /*partition*/, exchange::RowBatch& batch) {
  std::size_t bytes = 0;
  while (!batch.full() && bytes < kBatchBytesMax &&
         (!read_.options.rows_max || rows_ < *read_.options.rows_max)) {
    if (stop_.stop_requested()) {
      return fail(kCancelled, "stopped while the file was read");
    }
    OSIRIS_TRY(const auto record, next_record());
    if (!record) {
      break;
    }
    ++rows_;
    bytes += record->text.size();
    OSIRIS_CHECKED(append_row(*record, batch));
  }
  return {};
}

Status JsonSource::append_row(const JsonRecord& record, exchange::RowBatch& batch) {
  JsonCursor cursor(record.text);
  OSIRIS_CHECKED(check_record(*reader_, record, cursor));
  std::string key;
  cursor.enter();
  while (cursor.next_key(key)) {
    const auto found = index_.find(key);
    if (found == index_.end()) {
      cursor.skip();
      continue;
    }
    const std::size_t i = found->second;
    if (std::exchange(seen_in_[i], rows_) == rows_) {
      duplicate_ = key;
      break;
    }
    append_value(cursor, batch.column(i));
    if (!rounds_.empty()) {
      if (rounded_[i].count++ == 0) {
        rounded_[i].first =
            reader_->name() + ":" + std::to_string(record.line) + ": '" + rounds_ + "'";
      }
      rounds_.clear();
    }
  }
  if (duplicate_) {
    return fail(kJsonDuplicateKey,
                reader_->name() + ":" + std::to_string(record.line) + ": an object has the key '" +
                    printable(*duplicate_) + "' twice",
                "correct the file: one of the two values would be lost");
  }
  OSIRIS_CHECKED(check_end(*reader_, record, cursor));
  if (changed_) {
    return fail(kJsonFileChanged,
                reader_->name() + ":" + std::to_string(record.line) +
                    ": a value is not what it was when the file was looked at",
                kChangedHint);
  }
  for (std::size_t i = 0; i < seen_in_.size(); ++i) {
    if (seen_in_[i] != rows_) {
      batch.column(i).append_null();
    }
  }
  if (!read_.options.source_file_column.empty()) {
    batch.column(seen_in_.size()).append_text(reader_->name());
  }
  return {};
}

/// Passes over a value that does not suit the type, and stores nothing for it.
bool JsonSource::misfit(JsonCursor& cursor, ColumnBuilder& out) {
  cursor.skip();
  out.append_null();
  changed_ = true;
  return false;
}

void JsonSource::append_value(JsonCursor& cursor, ColumnBuilder& out) {
  const auto kind = cursor.kind();
  if (kind && *kind == JsonKind::kNull) {
    cursor.read_null();
    return out.append_null();
  }
  const TypeId type = out.type().id;
  if (type == TypeId::kJson) {
    return out.append_text(cursor.skip());
  }
  bool boolean = false;
  if (kind == JsonKind::kString && type == TypeId::kVarchar) {
    cursor.read_string(text_);
    out.append_text(text_);
  } else if (kind == JsonKind::kBoolean && type == TypeId::kBoolean) {
    cursor.read_boolean(boolean);
    out.append_bool(boolean);
  } else if (kind == JsonKind::kNumber) {
    append_number(cursor, out);
  } else if (kind == JsonKind::kArray && type == TypeId::kList) {
    append_list(cursor, out);
  } else if (kind == JsonKind::kObject && type == TypeId::kStruct) {
    append_struct(cursor, out);
  } else {
    misfit(cursor, out);
  }
}

void JsonSource::append_number(JsonCursor& cursor, ColumnBuilder& out) {
  std::string_view text;
  if (!cursor.read_number(text)) {
    return out.append_null();
  }
  const NumberKind kind = kind_of_number(text);
  std::int64_t integer = 0;
  double real = 0;
  switch (out.type().id) {
    case TypeId::kVarchar:
      return out.append_text(text);
    case TypeId::kBigint:
      std::from_chars(text.data(), text.data() + text.size(), integer);
      changed_ = changed_ || kind != NumberKind::kBigint;
      return out.append_int(integer);
    case TypeId::kHugeint:
      changed_ = changed_ || kind > NumberKind::kHugeint;
      return out.append_int128(kind > NumberKind::kHugeint ? 0 : parse_huge(text));
    case TypeId::kDouble:
      std::from_chars(text.data(), text.data() + text.size(), real);
      changed_ = changed_ || kind == NumberKind::kText;
      if (rounds_.empty() && double_rounds(text)) {
        rounds_ = text;
      }
      return out.append_double(real);
    default:
      changed_ = true;
      return out.append_null();
  }
}

void JsonSource::append_list(JsonCursor& cursor, ColumnBuilder& out) {
  cursor.enter();
  while (cursor.next_element()) {
    append_value(cursor, out.child(0));
  }
  out.end_list();
}

void JsonSource::append_struct(JsonCursor& cursor, ColumnBuilder& out) {
  const auto& fields = out.type().children;
  const std::size_t rows = out.size();
  std::string key;
  cursor.enter();
  while (cursor.next_key(key)) {
    std::size_t i = 0;
    while (i < fields.size() && fields[i].first != key) {
      ++i;
    }
    if (i == fields.size()) {
      cursor.skip();
      changed_ = true;
    } else if (out.child(i).size() > rows) {
      cursor.skip();
      duplicate_ = key;
    } else {
      append_value(cursor, out.child(i));
    }
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (out.child(i).size() == rows) {
      out.child(i).append_null();
    }
  }
  out.end_struct();
}

}  // namespace osiris::components
