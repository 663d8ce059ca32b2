#pragma once
// What a step's config says about a CSV file, in plain data.

#include "components/filesystem.csv_extractor/date_form.h"
#include "components/filesystem.csv_extractor/dialect.h"
#include "components/filesystem.csv_extractor/text_source.h"
#include "components/filesystem/declared_types.h"
#include "components/filesystem/named_files.h"
#include "components/filesystem/number_text.h"
#include "osiris/exchange/column_type.h"
#include "osiris/sdk/step_context.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::components {

inline constexpr ErrorCode kCsvOption{
    "csv.bad_option", Fault::kUser,
    "Options of a CSV step contradict each other, name a column that the file does not have, or a "
    "type that does not exist."};

/// Which columns may become dates and times.
enum class DateColumns { kNone, kAll, kNamed };

/// What becomes of a line that is malformed or has a value that does not fit a declared type.
enum class BadLines {
  kError,   ///< It ends the step.
  kSkip,    ///< It is passed over and counted.
  kReject,  ///< It goes into the relation `<step id>.rejects`.
};

struct CsvOptions {
  Dialect dialect;
  Encoding encoding = Encoding::kUtf8;
  std::optional<Packing> packing;  ///< Nothing: as each file's name says.
  std::int64_t skip_lines = 0;
  std::optional<std::int64_t> header_row = 0;  ///< From 0, after skip_lines; nothing: no names.
  bool skip_blank_lines = true;
  std::optional<std::int64_t> limit;
  std::vector<std::string> columns;  ///< Empty: all.
  DeclaredTypes declared;
  DateColumns dates = DateColumns::kAll;
  std::vector<std::string> date_columns;  ///< With kNamed.
  std::vector<std::string> null_words;
  bool empty_as_null = true;  ///< False: the empty field is the empty text.
  NumberForm numbers;
  DateForms date_forms;
  BadLines bad_lines = BadLines::kError;
  std::optional<std::int64_t> max_bad_lines;  ///< Nothing: any number.
  bool union_by_name = false;      ///< Of several files; a column that one lacks is NULL.
  std::string source_file_column;  ///< Empty: none.

  bool delimiter_by_name = false;  ///< Then that of the dialect is for names that say nothing.

  /// Returns how the files are packed.
  PackingRule packing_rule() const {
    return {packing, kCsvCompression, encoding != Encoding::kUtf16};
  }
  /// Returns how a file is written.
  Dialect dialect_of(const Path& path) const;
};

/// Returns how the names of CSV files in a folder end, packed or not.
std::vector<std::string_view> csv_endings();

/// Finds the files of the option `path`. Errors: as find_named_files() says.
Result<std::vector<NamedFile>> find_csv_files(const sdk::StepConfig& config,
                                              const CsvOptions& options,
                                              const PathResolver& resolve, const FileSystem& files);

/// Tells whether a file's name says that tabs divide its fields: .tsv, .tab, packed or not.
bool is_named_for_tabs(const Path& path);

/// Reads the config. Errors: csv.bad_option, csv.bad_compression.
Result<CsvOptions> read_options(const sdk::StepConfig& config);

}  // namespace osiris::components
