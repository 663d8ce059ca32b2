#include "components/filesystem.csv_extractor/csv_source.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <limits>

namespace osiris::components {
namespace {

/// A batch of fewer rows ends after so much text, which bounds the memory that long values take.
constexpr std::int64_t kBatchTextBytes = std::int64_t{32} << 20;
/// Asking for a stop, and telling how far the file is read, costs a cache line.
constexpr std::int64_t kRecordsBetweenChecks = 1024;

Error wrong_value(const CsvColumn& column, const RawField& field, const CsvLine& line,
                  const FileRecords& records) {
  const ColumnRule& rule = column.rule();
  const std::string wanted =
      rule.declared ? rule.declared->to_sql() : "date or time as parse_dates asks";
  return make_error(kCsvBadValue,
                    records.place_of(records.position_of(line)) + ": column '" +
                        printable(column.name()) + "': '" + printable(field.text) + "' is no " +
                        wanted,
                    rule.declared
                        ? "correct the value, name it in 'na_values' if it means NULL, or declare "
                          "another type; 'decimal', 'thousands' and 'date_format' say how values "
                          "are written"
                        : "dates are written 2024-01-31, times 13:45:00 after a blank or T, unless "
                          "'date_format' or 'timestamp_format' say otherwise; else leave the "
                          "column out of 'parse_dates'")
      .with("line", std::to_string(line.number))
      .with("column", column.name())
      .with("value", printable(field.text));
}

}  // namespace

FittingRecords::FittingRecords(FileRecords& records, const std::vector<CsvColumn>& columns)
    : records_(records), columns_(columns) {
  for (std::size_t i = 0; i < columns.size() && records.passes_bad_lines(); ++i) {
    if (columns[i].is_picky()) {
      picky_.emplace_back(i, exchange::ColumnBuilder(columns[i].type()));
    }
  }
}

FileRecords::Advance FittingRecords::check_values() {
  const CsvLine& line = records_.record();
  for (auto& [position, scratch] : picky_) {
    const RawField& field = line.fields[position];
    if (!records_.lacks(position) && !columns_[position].fits(field, scratch)) {
      return records_.reject(wrong_value(columns_[position], field, line, records_));
    }
  }
  return FileRecords::Advance::kRecord;
}

Status look(FileRecords& records, std::vector<CsvColumn>& columns, std::int64_t bytes,
            const std::atomic<bool>& interrupted) {
  FittingRecords fitting(records, columns);
  const std::int64_t first = records.scanned_bytes();
  while (records.scanned_bytes() - first < bytes) {
    if (records.seen_count() % kRecordsBetweenChecks == 0 && interrupted) {
      return fail(kCancelled, "reading the file was stopped");
    }
    const FileRecords::Advance step = fitting.advance();
    if (step == FileRecords::Advance::kEnd) {
      break;
    }
    if (step == FileRecords::Advance::kBadLine) {
      continue;
    }
    const CsvLine& line = records.record();
    const std::int64_t position = records.position_of(line);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].rule().selected && !records.lacks(i) &&
          !columns[i].look(line.fields[i], position)) {
        return fail(wrong_value(columns[i], line.fields[i], line, records));
      }
    }
  }
  return records.outcome();
}

CsvSource::CsvSource(FileRecords& records, std::vector<CsvColumn>& columns,
                     const CsvOptions& options)
    : records_(records),
      columns_(columns),
      names_file_(!options.source_file_column.empty()),
      fitting_(records, columns) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (options.columns.empty()) {
      stored_.push_back(i);
    }
    columns[i].start_storing();
  }
  for (const std::string& wanted : options.columns) {
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const CsvColumn& column) {
      return column.name() == wanted;
    });
    stored_.push_back(static_cast<std::size_t>(found - columns.begin()));
  }
  for (const std::size_t position : stored_) {
    schema_.push_back({columns[position].name(), columns[position].type()});
  }
  if (names_file_) {
    schema_.push_back({options.source_file_column, exchange::TypeId::kVarchar});
  }
}

Status CsvSource::next(std::size_t, exchange::RowBatch& batch) {
  const std::int64_t first = records_.scanned_bytes();
  while (!batch.full() && records_.scanned_bytes() - first < kBatchTextBytes) {
    if (records_.seen_count() % kRecordsBetweenChecks == 0) {
      bytes_read_ = records_.scanned_bytes();
      if (interrupted_) {
        return fail(kCancelled, "reading the file was stopped");
      }
    }
    const FileRecords::Advance step = fitting_.advance();
    if (step == FileRecords::Advance::kEnd) {
      return records_.outcome();
    }
    if (step == FileRecords::Advance::kRecord) {
      OSIRIS_CHECKED(store(records_.record(), batch));
    }
  }
  return {};
}

Status CsvSource::store(const CsvLine& line, exchange::RowBatch& batch) {
  const std::int64_t position = records_.position_of(line);
  for (std::size_t i = 0; i < stored_.size(); ++i) {
    CsvColumn& column = columns_[stored_[i]];
    const RawField& field = line.fields[stored_[i]];
    if (records_.lacks(stored_[i])) {
      batch.column(i).append_null();
      continue;
    }
    const Taken taken = column.store(field, position, batch.column(i));
    if (taken == Taken::kRefused) {
      return fail(wrong_value(column, field, line, records_));
    }
    types_changed_ |= taken == Taken::kRetyped;
  }
  if (names_file_) {
    batch.column(stored_.size()).append_text(records_.file().name);
  }
  return types_changed_ ? look_at_the_rest() : Status();
}

Status CsvSource::look_at_the_rest() {
  OSIRIS_CHECKED(look(records_, columns_, std::numeric_limits<std::int64_t>::max(), interrupted_));
  return fail(kCancelled, "the types of the columns changed");
}

}  // namespace osiris::components
