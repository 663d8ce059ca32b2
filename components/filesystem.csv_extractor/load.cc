#include "components/filesystem.csv_extractor/load.h"

#include "components/filesystem.csv_extractor/bad_lines.h"
#include "components/filesystem.csv_extractor/column_names.h"
#include "components/filesystem.csv_extractor/csv_source.h"
#include "components/filesystem.csv_extractor/text_columns.h"
#include "osiris/base/text.h"
#include "osiris/exchange/relation.h"

#include <algorithm>
#include <optional>

namespace osiris::components {
namespace {

/// Most files are smaller: they are known whole before they are stored. Looking at so much takes
/// some milliseconds. Unit: bytes.
constexpr std::int64_t kLookFirstBytes = std::int64_t{4} << 20;

constexpr const char* kChangedHint = "run again when nothing writes to the file";

class CsvLoad {
 public:
  CsvLoad(const std::vector<NamedFile>& files, const CsvOptions& options, sdk::StepContext& context)
      : files_(files), options_(options), context_(context), file_bytes_(bytes_of(files)) {}

  Result<LoadedFiles> run() {
    OSIRIS_CHECKED(look_first());
    // The pass that finds other types than the first look learns all of them.
    for (int pass = 0; pass < 2; ++pass) {
      OSIRIS_TRY(const std::optional<LoadedFiles> loaded, store());
      if (loaded) {
        OSIRIS_CHECKED(store_bad_lines(loaded->bad_lines));
        OSIRIS_CHECKED(check_unchanged());
        return *loaded;
      }
    }
    return fail(file_changed("the types of the columns changed again"));
  }

 private:
  Status look_first() {
    BadLineCount bad_lines(options_);
    OSIRIS_TRY(const auto records, FileRecords::open(files_, options_, bad_lines.handler()));
    OSIRIS_TRY(columns_, make_columns(records->columns(), options_, files_.front().name));
    warn_of_names(*records);
    warn_of_delimiter(records->columns());
    std::atomic<bool> interrupted = false;
    const std::stop_callback wake(context_.stop, [&] { interrupted = true; });
    OSIRIS_CHECKED(look(*records, columns_, kLookFirstBytes, interrupted));
    for (const CsvColumn& column : columns_) {
      seen_.push_back(column.saw_values());
    }
    return warn_of_text_columns(files_, options_, columns_, *records, context_.observer);
  }

  /// Stores the files; nothing if it turns out that columns have other types.
  Result<std::optional<LoadedFiles>> store() {
    BadLineCount bad_lines(options_);
    OSIRIS_TRY(const auto records, FileRecords::open(files_, options_, bad_lines.handler()));
    OSIRIS_CHECKED(check_names(records->columns()));
    const std::vector<CsvColumn> before = columns_;
    CsvSource source(*records, columns_, options_);
    const auto stats =
        exchange::ingest(context_.connection, context_.step_id, source, control(source));
    if (stats.has_value()) {
      warn_of_rounding(*records);
      warn_of_bad_lines(bad_lines);
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (!seen_[i]) {
          warn_of_late_dates(columns_[i], options_, *records, context_.observer);
        }
      }
      note_separator_lines(*records);
      return std::optional(
          LoadedFiles{.rows = stats->rows, .bad_lines = bad_lines.count(), .bytes = file_bytes_});
    }
    if (source.types_changed() && stats.error().is(kCancelled) && !context_.stop.stop_requested()) {
      warn_of_changes(before, *records);
      return std::optional<LoadedFiles>();
    }
    return fail(stats.error());
  }

  /// Reads the files once more if there are bad lines to keep: two relations cannot be filled in
  /// one pass, and there may be more of such lines than memory has room for.
  Status store_bad_lines(std::int64_t count) {
    if (options_.bad_lines != BadLines::kReject) {
      return {};
    }
    OSIRIS_TRY(const auto source, RejectSource::open(files_, options_, columns_, count));
    OSIRIS_TRY(
        const exchange::IngestStats stats,
        exchange::ingest(context_.connection, sdk::output_relation(context_.step_id, kRejects),
                         *source, context_.control()));
    return stats.rows == count ? Status() : fail(file_changed("other lines of it are bad now"));
  }

  /// Tells how much of the file is read, which DuckDB cannot know.
  exchange::RunControl control(const CsvSource& source) const {
    exchange::RunControl control = context_.control();
    const PackingRule rule = options_.packing_rule();
    const bool packed = std::any_of(files_.begin(), files_.end(), [&rule](const NamedFile& file) {
      return rule.of(file.path) != Packing::kNone;
    });
    const bool bytes_are_text =
        !packed && options_.encoding != Encoding::kUtf16 && options_.encoding != Encoding::kLatin1;
    if (control.on_progress && bytes_are_text && file_bytes_ > 0) {
      control.on_progress = [&source, report = std::move(control.on_progress),
                             total = file_bytes_](exchange::Progress progress) {
        const double share = static_cast<double>(source.bytes_read()) / static_cast<double>(total);
        progress.percent = 100 * std::min(share, 1.0);
        report(progress);
      };
    }
    return control;
  }

  /// Half of what somebody was writing is no table. What stands behind `limit` does not matter.
  Status check_unchanged() {
    if (options_.limit) {
      return {};
    }
    auto change = find_change(files_, context_.files);
    if (!change) {
      return {};
    }
    OSIRIS_CHECKED(exchange::drop_relation(context_.connection, context_.step_id));
    return fail(make_error(kCsvFileChanged, *std::move(change), kChangedHint).retryable());
  }

  Status check_names(const std::vector<std::string>& names) const {
    const bool same = std::equal(
        names.begin(), names.end(), columns_.begin(), columns_.end(),
        [](const std::string& name, const CsvColumn& column) { return name == column.name(); });
    return same ? Status() : fail(file_changed("its columns are not what they were"));
  }

  /// Makes the error for files that show another content than before.
  Error file_changed(const std::string& what) const {
    return make_error(kCsvFileChanged, files_.front().name + " changed while it was read: " + what,
                      kChangedHint)
        .retryable();
  }

  void warn_of_names(const FileRecords& records) {
    for (const auto& [header, name] : records.renamed()) {
      context_.observer.warn("csv.column_renamed",
                             records.file().name + ": the column '" + printable(header) +
                                 "' is called '" + printable(name) + "', because " +
                                 (header.empty() ? "it has no name" : "another one has its name"),
                             1);
    }
  }

  /// A file with another delimiter than the configured one is a single column, named by all of its
  /// header.
  void warn_of_delimiter(const std::vector<std::string>& names) {
    if (names.size() != 1 || !options_.header_row) {
      return;
    }
    const Dialect dialect = options_.dialect_of(files_.front().path);
    const auto likely = likely_delimiter(names.front(), dialect.delimiter);
    if (likely) {
      const std::string shown = *likely == '\t' ? "\\t" : std::string(1, *likely);
      context_.observer.warn("csv.one_column",
                             files_.front().name + " has one column, '" + printable(names.front()) +
                                 "'; if its fields are divided by another character, set "
                                 "'delimiter' to \"" +
                                 shown + "\"",
                             1);
    }
  }

  void warn_of_rounding(const FileRecords& records) {
    for (const CsvColumn& column : columns_) {
      if (const std::int64_t count = column.rounded_count(); count > 0) {
        const Sighting& first = column.first_rounded();
        context_.observer.warn("csv.digits_lost",
                               records.place_of(first.line) + ": column '" +
                                   printable(column.name()) + "' is DOUBLE, which rounds '" +
                                   printable(first.value) +
                                   "'; declare DECIMAL or VARCHAR in 'dtype' to keep every digit",
                               count);
      }
    }
  }

  void warn_of_bad_lines(const BadLineCount& bad_lines) {
    if (bad_lines.count() > 0) {
      const std::string where = options_.bad_lines == BadLines::kReject
                                    ? "are in '" + sdk::output_relation(context_.step_id, kRejects)
                                    : "were left out of '" + context_.step_id;
      context_.observer.warn("csv.bad_lines",
                             bad_lines.first() + "; this and all other bad lines " + where + "'",
                             bad_lines.count());
    }
  }

  /// A line that is no row for a reason that no option names is at least told.
  void note_separator_lines(const FileRecords& records) {
    if (const std::int64_t count = records.separator_lines(); count > 0) {
      context_.observer.note("passed over the first line of " + std::to_string(count) + " of " +
                             std::to_string(files_.size()) +
                             " files, which names the delimiter, as in 'sep=" +
                             printable(std::string(1, options_.dialect.delimiter)) + "'");
    }
  }

  void warn_of_changes(const std::vector<CsvColumn>& before, const FileRecords& records) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const exchange::ColumnType was = before[i].type();
      const exchange::ColumnType is = columns_[i].type();
      const Sighting* beyond = columns_[i].first_beyond(was);
      // VARCHAR may stand for a column that was empty so far: finding its type loses nothing.
      if (was == is || was.id == exchange::TypeId::kVarchar || beyond == nullptr) {
        continue;
      }
      context_.observer.warn("csv.type_widened",
                             records.place_of(beyond->line) + ": column '" +
                                 printable(columns_[i].name()) + "' becomes " + is.to_sql() +
                                 " because of '" + printable(beyond->value) +
                                 "'; all values before it are " + was.to_sql(),
                             1);
    }
  }

  const std::vector<NamedFile>& files_;
  const CsvOptions& options_;
  sdk::StepContext& context_;
  std::vector<CsvColumn> columns_;
  std::vector<bool> seen_;  ///< By column: whether it had a value in the first part.
  const std::int64_t file_bytes_;
};

}  // namespace

Result<LoadedFiles> load_csv(const std::vector<NamedFile>& files, const CsvOptions& options,
                             sdk::StepContext& context) {
  return CsvLoad(files, options, context).run();
}

}  // namespace osiris::components
