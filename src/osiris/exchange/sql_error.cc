#include "osiris/exchange/sql_error.h"

#include "osiris/base/filesystem.h"
#include "osiris/base/text.h"
#include "osiris/exchange/database.h"

#include <string>

namespace osiris::exchange {

namespace {

struct ErrorClass {
  std::string_view prefix;
  const ErrorCode* code;
  std::string_view hint;
};

constexpr ErrorClass kErrorClasses[] = {
    {"INTERRUPT Error", &kCancelled, ""},
    {"Permission Error", &kSqlDenied,
     "extract files with a step of their own; SQL sees only the steps' relations"},
    {"Out of Memory Error", &kOutOfMemory, "raise --memory-limit, or make the query need less"},
    {"Parser Error", &kSqlInvalid, "correct the SQL"},
    {"Syntax Error", &kSqlInvalid, "correct the SQL"},
    {"Binder Error", &kSqlInvalid, "correct the SQL"},
    {"Catalog Error", &kSqlInvalid,
     "check the names; a step sees the relations of the steps it needs"},
    {"INTERNAL Error", &kBug, "please report this with the query"},
    {"FATAL Error", &kBug, "please report this with the query"},
};

}  // namespace

Error sql_error(std::string_view message) {
  const std::string text(trim(message));
  // The operating system's words reach us only inside DuckDB's text.
  if (text.find("No space left on device") != std::string::npos ||
      text.find("max_temp_directory_size") != std::string::npos) {
    return make_error(kDiskFull, text, "free disk space, then run again");
  }
  if (text.find("Could not write file") != std::string::npos &&
      (text.find("File too large") != std::string::npos ||
       text.find("Disk quota exceeded") != std::string::npos)) {
    return make_error(kDiskFull, text, "raise the limit of a file's size or the quota");
  }
  // Reading outside the confined paths is reported as a missing permission by some functions and as
  // an ordinary invalid input by others (SET on a locked configuration).
  if (text.find("configuration has been locked") != std::string::npos) {
    return make_error(kSqlDenied, text, "a pipeline cannot change settings of the database");
  }
  for (const ErrorClass& error_class : kErrorClasses) {
    if (text.starts_with(error_class.prefix)) {
      return make_error(*error_class.code, text, std::string(error_class.hint));
    }
  }
  return make_error(
      kSqlFailed, text.empty() ? "DuckDB failed without a message" : text,
      "correct the query, or the data it reads; TRY_CAST and TRY() give NULL instead");
}

}  // namespace osiris::exchange
