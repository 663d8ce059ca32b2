#pragma once
// The records of a JSON file, one after the other, as text: lines of objects, or the elements of an
// array anywhere in a document. Memory holds one record.

#include "components/filesystem/byte_source.h"
#include "osiris/base/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace osiris::components {

inline constexpr ErrorCode kJsonMalformed{
    "json.malformed", Fault::kExternal,
    "The file is no JSON at the line that the message names, or it is cut off. Correct it, or make "
    "it anew."};
inline constexpr ErrorCode kJsonShape{
    "json.no_records", Fault::kUser,
    "The document has no list of objects where the step looks for one. Set `records_path` to where "
    "it is, or `format`."};
inline constexpr ErrorCode kJsonTooLarge{
    "json.record_too_large", Fault::kUser,
    "One record is larger than osiris holds in memory. If the file is one document, name the list "
    "in it with `records_path`."};

/// A record and what stands beside the list of records are held as a whole. Unit: bytes.
inline constexpr std::size_t kRecordBytesMax = std::size_t{64} << 20;

enum class JsonFormat { kAuto, kLines, kArray };

/// How a file is laid out.
struct JsonLayout {
  JsonFormat format = JsonFormat::kAuto;
  std::vector<std::string> records_path;  ///< Keys that lead to the array; empty: the document.
};

/// One record. Lifetime: until the next is read.
struct JsonRecord {
  std::string_view text;
  std::int64_t line = 1;  ///< Where it begins, from 1.
};

/// Reads a file from its start to its end, once.
class JsonRecordReader {
 public:
  /// Begins to read a text, called `name` in messages. Errors: those of next().
  static Result<JsonRecordReader> open(std::unique_ptr<ByteSource> text, std::string name,
                                       const JsonLayout& layout);

  /// Returns the next record, nothing at the end of the file. Its inside is not checked beyond
  /// where it ends.
  /// Errors: json.malformed, json.no_records, json.record_too_large, those of the source.
  Result<std::optional<JsonRecord>> next();
  /// Returns the line of a place in a record, from 1.
  static std::int64_t line_of(const JsonRecord& record, std::size_t offset);
  /// Makes the error for a place in a record.
  Error error_at(const JsonRecord& record, std::size_t offset, const std::string& what) const;
  const std::string& name() const { return name_; }

 private:
  JsonRecordReader(std::unique_ptr<ByteSource> text, std::string name)
      : text_(std::move(text)), name_(std::move(name)) {}
  Status begin(const JsonLayout& layout);
  Status find_list(const std::vector<std::string>& keys);
  Result<bool> find_key(const std::string& key);
  Result<bool> more();
  Result<char> peek();
  Result<std::string_view> take_value();
  Result<std::optional<JsonRecord>> next_element();
  Status finish();
  Error malformed(const std::string& what) const;

  std::unique_ptr<ByteSource> text_;
  std::string name_;
  std::string buffer_;
  std::size_t at_ = 0;     ///< In the buffer.
  std::int64_t line_ = 1;  ///< At `at_`.
  bool in_array_ = false;
  bool first_ = true;
  bool ended_ = false;
  std::size_t open_objects_ = 0;  ///< Around the list.
};

}  // namespace osiris::components
