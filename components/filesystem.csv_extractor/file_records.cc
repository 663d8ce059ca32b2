#include "components/filesystem.csv_extractor/file_records.h"

#include "components/filesystem.csv_extractor/column_names.h"
#include "osiris/base/text.h"

#include <algorithm>

namespace osiris::components {

Result<std::unique_ptr<FileRecords>> FileRecords::open(const std::vector<NamedFile>& files,
                                                       const CsvOptions& options,
                                                       BadLineHandler on_bad_line) {
  std::unique_ptr<FileRecords> records(new FileRecords(files, options, std::move(on_bad_line)));
  OSIRIS_TRY(records->reader_, records->open_file_at(0));
  records->columns_ = records->reader_->columns();
  records->renamed_ = records->reader_->renamed();
  if (options.union_by_name && files.size() > 1) {
    OSIRIS_CHECKED(records->collect_columns());
    OSIRIS_CHECKED(records->match_columns(records->reader_->columns()));
  }
  return records;
}

Result<std::unique_ptr<RecordReader>> FileRecords::open_file_at(std::size_t index) const {
  const NamedFile& file = files_[index];
  OSIRIS_TRY(OpenedFile opened,
             open_text(file.path, file.name, options_.packing_rule(), options_.encoding));
  return RecordReader::open(std::move(opened.content), options_, options_.dialect_of(file.path),
                            file.name);
}

Status FileRecords::collect_columns() {
  for (std::size_t i = 1; i < files_.size(); ++i) {
    OSIRIS_TRY(const auto reader, open_file_at(i));
    const auto more = missing_from(columns_, reader->columns());
    OSIRIS_CHECKED(check_spelling(more, files_[i]));
    columns_.insert(columns_.end(), more.begin(), more.end());
  }
  return {};
}

/// The database would take two columns for one.
Status FileRecords::check_spelling(const std::vector<std::string>& names,
                                   const NamedFile& file) const {
  for (const std::string& name : names) {
    const auto known = std::find_if(columns_.begin(), columns_.end(), [&](const std::string& one) {
      return to_lower(one) == to_lower(name);
    });
    if (known != columns_.end()) {
      return fail(kCsvColumnsDiffer,
                  file.name + ": column '" + printable(name) + "' is called '" + printable(*known) +
                      "' in a file before it, and the database does not tell upper from lower case",
                  "write its name the same way in all files");
    }
  }
  return {};
}

FileRecords::Advance FileRecords::advance() {
  if (records_ == options_.limit) {
    return Advance::kEnd;
  }
  do {
    if (const CsvLine* const line = reader_->next()) {
      ++records_;
      record_ = fields_of_columns_.empty() ? line : arrange(*line);
      return Advance::kRecord;
    }
    if (!outcome().has_value()) {
      return pass_bad_line() ? Advance::kBadLine : Advance::kEnd;
    }
  } while (open_next());
  return Advance::kEnd;
}

const CsvLine* FileRecords::next() {
  for (;;) {
    const Advance step = advance();
    if (step != Advance::kBadLine) {
      return step == Advance::kRecord ? record_ : nullptr;
    }
  }
}

/// Goes on behind a malformed line; false if nothing may or can.
bool FileRecords::pass_bad_line() {
  if (!on_bad_line_ || !failure_.has_value()) {
    return false;
  }
  const Status outcome = reader_->outcome();
  if (!reader_->pass_malformed()) {
    return false;
  }
  return hand_over(outcome.error());
}

FileRecords::Advance FileRecords::reject(const Error& error) {
  --records_;
  return hand_over(error) ? Advance::kBadLine : Advance::kEnd;
}

bool FileRecords::hand_over(const Error& error) {
  ++bad_lines_;
  failure_ = on_bad_line_({file(), reader_->line_number(), reader_->line_text(), error});
  return failure_.has_value();
}

/// Goes on to the next file; false if there is none, or on a failure.
bool FileRecords::open_next() {
  if (current_ + 1 == files_.size()) {
    return false;
  }
  auto opened = open_file_at(current_ + 1);
  if (!opened.has_value()) {
    failure_ = fail(std::move(opened).error());
    return false;
  }
  passed_bytes_ += reader_->scanned_bytes();
  passed_separator_lines_ = separator_lines();
  first_lines_.push_back(first_lines_.back() + reader_->line_count());
  reader_ = *std::move(opened);
  ++current_;
  failure_ = match_columns(reader_->columns());
  return failure_.has_value();
}

/// Finds out where the current file has the columns.
Status FileRecords::match_columns(const std::vector<std::string>& names) {
  fields_of_columns_.clear();
  if (names == columns_) {
    return {};
  }
  if (!options_.union_by_name &&
      !std::is_permutation(names.begin(), names.end(), columns_.begin(), columns_.end())) {
    return fail(columns_differ(names));
  }
  for (const std::string& column : columns_) {
    const auto found = std::find(names.begin(), names.end(), column);
    fields_of_columns_.push_back(
        found == names.end() ? std::nullopt
                             : std::optional(static_cast<std::size_t>(found - names.begin())));
  }
  return {};
}

Error FileRecords::columns_differ(const std::vector<std::string>& names) const {
  const auto lacking = missing_from(names, columns_);
  const auto more = missing_from(columns_, names);
  return make_error(kCsvColumnsDiffer,
                    file().name + " has other columns than " + files_.front().name + ": " +
                        difference(lacking, more),
                    "set 'union_by_name: true' to take all columns and fill up with NULL, or name "
                    "fewer files in 'path'");
}

const CsvLine* FileRecords::arrange(const CsvLine& line) {
  arranged_.kind = line.kind;
  arranged_.end = line.end;
  arranged_.number = line.number;
  arranged_.fields.clear();
  for (const std::optional<std::size_t>& field : fields_of_columns_) {
    arranged_.fields.push_back(field ? line.fields[*field] : RawField());
  }
  return &arranged_;
}

std::string FileRecords::place_of(std::int64_t position) const {
  const auto after = std::lower_bound(first_lines_.begin(), first_lines_.end(), position);
  const auto index = static_cast<std::size_t>(after - first_lines_.begin()) - 1;
  return files_[index].name + ":" + std::to_string(position - first_lines_[index]);
}

}  // namespace osiris::components
