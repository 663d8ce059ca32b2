#include "components/filesystem.json_extractor/json_source.h"

#include "components/filesystem.json_extractor/declared_value.h"
#include "components/filesystem.json_extractor/json_number.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace osiris::components {
namespace {

using exchange::ColumnBuilder;
using exchange::TypeId;

/// A batch of large records ends before it is full, so that memory stays bounded. Unit: bytes.
constexpr std::size_t kBatchBytesMax = std::size_t{64} << 20;

/// So many keys that are not taken are told, if one is missed; after so many rows hardly any is
/// new.
constexpr std::size_t kKeysToTell = 100;
constexpr std::int64_t kRowsToTellOf = 100;

constexpr const char* kChangedHint = "run again when nothing writes to the file";

exchange::Int128 parse_huge(std::string_view text) {
  exchange::Int128 value = 0;
  const bool negative = text.starts_with('-');
  for (const char c : text.substr(negative ? 1 : 0)) {
    value = value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

}  // namespace

JsonSource::JsonSource(const JsonRead& read, exchange::Schema schema, const FileSystem& files,
                       JsonLook look)
    : read_(read), schema_(std::move(schema)), files_(files), look_(look), check_(read.options) {
  const std::size_t values = schema_.size() - (read.options.source_file_column.empty() ? 0 : 1);
  for (std::size_t i = 0; i < values; ++i) {
    index_.emplace(schema_[i].name, i);
    is_declared_.push_back(read.options.declared.of(schema_[i].name).has_value());
  }
  seen_in_.assign(values, 0);
  rounded_.resize(values);
}

Result<std::optional<JsonRecord>> JsonSource::next_record() {
  while (true) {
    if (!reader_) {
      if (file_ == read_.files.size()) {
        OSIRIS_CHECKED(check_end_of_files());
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
  const auto& rows_max = read_.options.rows_max;
  while (!batch.full() && bytes < kBatchBytesMax && (!rows_max || rows_ < *rows_max)) {
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
  return batch.row_count() == 0 ? check_names() : Status();
}

/// Half of what somebody was writing is no table. What stands behind the limit does not matter.
Status JsonSource::check_end_of_files() const {
  auto change = find_change(read_.files, files_);
  return change ? fail(make_error(kJsonFileChanged, *std::move(change), kChangedHint).retryable())
                : Status();
}

/// Makes sure that every column is a key of some record, if nobody knows yet. With a schema it
/// need not be: what is not listed there is refused, so that a slip does not hide.
Status JsonSource::check_names() const {
  if (look_ == JsonLook::kBefore || !read_.options.declared.schema.empty() || rows_ == 0) {
    return {};
  }
  for (std::size_t i = 0; i < seen_in_.size(); ++i) {
    if (seen_in_[i] == 0) {
      std::vector<std::string> known = other_keys_;
      for (std::size_t other = 0; other < seen_in_.size(); ++other) {
        if (seen_in_[other] > 0) {
          known.push_back(schema_[other].name);
        }
      }
      return fail(unknown_key(read_.files.front(), schema_[i].name, known, KeyOption::kColumns));
    }
  }
  return {};
}

Status JsonSource::append_row(const JsonRecord& record, exchange::RowBatch& batch) {
  if (look_ == JsonLook::kNever) {
    OSIRIS_CHECKED(RecordCheck::check_text(*reader_, record));
  }
  JsonCursor cursor(record.text);
  OSIRIS_CHECKED(RecordCheck::check_begin(*reader_, record, cursor));
  std::string key;
  cursor.enter();
  while (!duplicate_ && cursor.next_key(key)) {
    const auto found = index_.find(key);
    if (found == index_.end()) {
      OSIRIS_CHECKED(pass_other_key(record, cursor, key));
    } else if (std::exchange(seen_in_[found->second], rows_) == rows_) {
      duplicate_ = key;
    } else {
      OSIRIS_CHECKED(append_column(record, cursor, found->second, batch.column(found->second)));
    }
  }
  if (duplicate_) {
    return fail(kJsonDuplicateKey,
                reader_->name() + ":" + std::to_string(record.line) + ": an object has the key '" +
                    printable(*duplicate_) + "' twice",
                "correct the file: one of the two values would be lost");
  }
  OSIRIS_CHECKED(RecordCheck::check_end(*reader_, record, cursor));
  if (changed_) {
    return fail(make_error(kJsonFileChanged,
                           reader_->name() + ":" + std::to_string(record.line) +
                               ": a value is not what it was when the file was looked at",
                           kChangedHint)
                    .retryable());
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

/// Passes over the value of a key that is no column.
Status JsonSource::pass_other_key(const JsonRecord& record, JsonCursor& cursor,
                                  const std::string& key) {
  OSIRIS_CHECKED(check_.check_key(*reader_, record, cursor, key));
  const bool is_worth_telling = look_ == JsonLook::kNever && other_keys_.size() < kKeysToTell;
  if (is_worth_telling && rows_ <= kRowsToTellOf &&
      std::find(other_keys_.begin(), other_keys_.end(), key) == other_keys_.end()) {
    other_keys_.push_back(key);
  }
  cursor.skip();
  return {};
}

/// Appends the value that comes next to a column.
Status JsonSource::append_column(const JsonRecord& record, JsonCursor& cursor, std::size_t column,
                                 ColumnBuilder& out) {
  cursor.kind();  // Passes over blanks.
  const std::size_t begin = cursor.offset();
  if (!is_declared_[column]) {
    append_value(cursor, out);
  } else {
    const DeclaredFit fit = append_declared(cursor, out, text_);
    if (fit == DeclaredFit::kNone && !cursor.problem()) {
      return fail(
          bad_value(record, record.text.substr(begin, cursor.offset() - begin), schema_[column]));
    }
    rounds_ = fit == DeclaredFit::kRounded ? text_ : "";
  }
  if (!rounds_.empty()) {
    if (rounded_[column].count++ == 0) {
      rounded_[column].first =
          reader_->name() + ":" + std::to_string(record.line) + ": '" + rounds_ + "'";
    }
    rounds_.clear();
  }
  return {};
}

/// Makes the error for a value, a part of the record's text.
Error JsonSource::bad_value(const JsonRecord& record, std::string_view value,
                            const exchange::Column& column) const {
  const auto offset = static_cast<std::size_t>(value.data() - record.text.data());
  const std::string line = std::to_string(JsonRecordReader::line_of(record, offset));
  const std::string shown = printable(value);
  return make_error(kJsonBadValue,
                    reader_->name() + ":" + line + ": key '" + printable(column.name) +
                        "': " + shown + " is no " + column.type.to_sql(),
                    "correct the value, or declare another type: TIMESTAMPTZ for times with Z or "
                    "an offset, more digits for DECIMAL, JSON or VARCHAR to keep any value")
      .with("line", line)
      .with("column", column.name)
      .with("value", shown);
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
