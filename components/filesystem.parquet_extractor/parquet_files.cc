#include "components/filesystem.parquet_extractor/parquet_files.h"

#include "osiris/base/text.h"
#include "osiris/sdk/file_pattern.h"

#include <string>
#include <string_view>

namespace osiris::components {
namespace {

constexpr std::string_view kMagic = "PAR1";
constexpr std::string_view kEncryptedMagic = "PARE";  // Of files whose footer is encrypted.
/// A file has the magic at both ends and the footer's length before the second.
constexpr std::uintmax_t kSmallestFile = 12;

/// Says what a file looks like that is not Parquet.
std::string guess(std::string_view head) {
  if (head.starts_with("\x1f\x8b")) {
    return "; it is packed with gzip";
  }
  if (head.starts_with("{") || head.starts_with("[")) {
    return "; it looks like JSON";
  }
  return "";
}

/// Looks at both ends of a file: cheap, and clearer than what DuckDB says later.
Status check_ends(const Path& path, const std::string& name, std::uintmax_t bytes,
                  const FileSystem& files) {
  OSIRIS_TRY(const std::string head, files.read_part(path, 0, kMagic.size()));
  if (head == kEncryptedMagic) {
    return fail(kParquetEncrypted, name + " is encrypted",
                "have it written without encryption; osiris has no option for keys");
  }
  if (head != kMagic) {
    return fail(exchange::kParquetMalformed,
                name + (bytes == 0 ? " is empty" : " is no Parquet file" + guess(head)),
                "check 'path', or make the file anew");
  }
  const std::uintmax_t tail_begin = bytes < kSmallestFile ? bytes : bytes - kMagic.size();
  OSIRIS_TRY(const std::string tail, files.read_part(path, tail_begin, kMagic.size()));
  if (tail != kMagic) {
    return fail(exchange::kParquetMalformed,
                name +
                    " is cut off: it begins as Parquet does, but its last bytes, the footer, "
                    "are missing after " +
                    format_bytes(static_cast<std::int64_t>(bytes)),
                "make the file anew; a download or its writer may have been stopped");
  }
  return {};
}

/// Returns what stands in front of a file's name in its path; all paths are whole if it does not.
std::string root_of(const NamedFile& file) {
  const std::string& path = file.path.native();
  return path.ends_with(file.name) ? path.substr(0, path.size() - file.name.size()) : "";
}

}  // namespace

Result<ParquetFiles> find_parquet_files(const sdk::StepConfig& config, const PathResolver& resolve,
                                        const FileSystem& files) {
  ParquetFiles found;
  OSIRIS_TRY(const auto named, find_named_files(config, {{".parquet"}, {}}, resolve, files));
  for (const NamedFile& file : named) {
    found.source.files.push_back(file.path);
    const std::string name = printable(file.name);
    if (sdk::is_pattern(file.path)) {
      return fail(kFileNotFound, name + " has one of * ? [ in its name",
                  "rename the file; DuckDB would take its name for a pattern");
    }
    OSIRIS_CHECKED(check_ends(file.path, name, file.stamp.bytes, files));
  }
  found.bytes = bytes_of(named);
  found.source.root = root_of(named.front());
  found.source.names = config.texts("columns");
  found.source.union_by_name = config.flag("union_by_name");
  found.source.source_file_column = config.text("source_file_column");
  if (config.has("limit")) {
    found.source.rows_max = config.integer("limit");
  }
  return found;
}

}  // namespace osiris::components
