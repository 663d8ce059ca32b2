#include "components/filesystem.csv_extractor/bad_lines.h"

#include "osiris/base/text.h"

namespace osiris::components {
namespace {

/// A batch of fewer lines ends after so much text, which bounds the memory that long lines take.
constexpr std::int64_t kBatchTextBytes = std::int64_t{32} << 20;

/// Returns an error's message without the place, which has columns of its own.
std::string_view reason_of(const BadLine& line) {
  const std::string place = line.file.name + ":" + std::to_string(line.number) + ": ";
  std::string_view reason = line.error.message;
  if (reason.starts_with(place)) {
    reason.remove_prefix(place.size());
  }
  return reason;
}

}  // namespace

BadLineHandler BadLineCount::handler() {
  if (options_.bad_lines == BadLines::kError) {
    return {};
  }
  return [this](const BadLine& line) { return take(line); };
}

Status BadLineCount::take(const BadLine& line) {
  if (count_++ == 0) {
    first_ = line.error.message;
  }
  if (!options_.max_bad_lines || count_ <= *options_.max_bad_lines) {
    return {};
  }
  return fail(make_error(kCsvTooManyBadLines,
                         line.error.message + "; this is bad line number " +
                             std::to_string(count_) + ", and 'max_bad_lines' is " +
                             std::to_string(*options_.max_bad_lines),
                         "correct the lines, or check 'delimiter', 'quote' and 'dtype': the first "
                         "bad line is " +
                             first_)
                  .with("line", std::to_string(line.number)));
}

RejectSource::RejectSource(std::int64_t count) : left_(count) {
  using exchange::TypeId;
  schema_ = {{"file", TypeId::kVarchar},
             {"line", TypeId::kBigint},
             {"reason", TypeId::kVarchar},
             {"text", TypeId::kVarchar}};
}

Result<std::unique_ptr<RejectSource>> RejectSource::open(const std::vector<NamedFile>& files,
                                                         const CsvOptions& options,
                                                         const std::vector<CsvColumn>& columns,
                                                         std::int64_t count) {
  std::unique_ptr<RejectSource> source(new RejectSource(count));
  OSIRIS_TRY(source->records_,
             FileRecords::open(files, options, [self = source.get()](const BadLine& line) {
               return self->take(line);
             }));
  source->fitting_ = std::make_unique<FittingRecords>(*source->records_, columns);
  return source;
}

Status RejectSource::next(std::size_t, exchange::RowBatch& batch) {
  batch_ = &batch;
  batch_text_bytes_ = 0;
  while (left_ > 0 && !batch.full() && batch_text_bytes_ < kBatchTextBytes) {
    if (interrupted_) {
      return fail(kCancelled, "reading the file was stopped");
    }
    if (fitting_->advance() == FileRecords::Advance::kEnd) {
      return records_->outcome();
    }
  }
  return {};
}

Status RejectSource::take(const BadLine& line) {
  const std::string_view reason = reason_of(line);
  batch_->column(0).append_text(line.file.name);
  batch_->column(1).append_int(line.number);
  batch_->column(2).append_text(reason);
  batch_->column(3).append_text(line.text);
  --left_;
  batch_text_bytes_ += static_cast<std::int64_t>(line.text.size() + reason.size());
  return {};
}

}  // namespace osiris::components
