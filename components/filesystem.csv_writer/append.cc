#include "components/filesystem.csv_writer/append.h"

#include "components/filesystem/unpacker.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace osiris::components {
namespace {

constexpr std::uintmax_t kPieceBytes = 1 << 20;
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::size_t kUnpackedBytes = std::size_t{64} << 10;
constexpr std::size_t kShownBytes = 200;

/// Watches the text go by: how it begins, whether quotes are open, how it ends.
class TextWatch {
 public:
  explicit TextWatch(const AppendRules& rules)
      : unit_(rules.encoding == Encoding::kUtf16 ? 2 : 1), quote_(rules.quote) {}

  void see(std::string_view text) {
    if (begin_.size() < kBeginBytes) {
      begin_ += text.substr(0, kBeginBytes - begin_.size());
    }
    for (const char byte : text) {
      // Of a UTF-16 unit, which is little-endian, the second byte tells whether it is ASCII.
      const bool whole = ++seen_ % unit_ == 0;
      if (whole && (unit_ == 1 || byte == 0)) {
        const char unit = unit_ == 1 ? byte : previous_;
        quotes_ += unit == quote_ ? 1 : 0;
        last_ = unit;
      } else if (whole) {
        last_ = 0;
      }
      previous_ = byte;
    }
  }

  bool is_empty() const { return seen_ == 0; }
  bool quotes_are_open() const { return quotes_ % 2 != 0; }
  bool ends_in_line() const { return seen_ == 0 || last_ == '\n' || last_ == '\r'; }
  std::string_view begin() const { return begin_; }

  static constexpr std::size_t kBeginBytes = 1 << 20;  ///< Longer headers are not told apart.

 private:
  const std::size_t unit_;
  const char quote_;
  std::string begin_;
  std::uint64_t seen_ = 0;
  std::uint64_t quotes_ = 0;
  char previous_ = 0;
  char last_ = 0;
};

/// Hands what a piece unpacks to on to a watch; false if it is damaged.
bool watch_unpacked(std::string_view packed, Unpacker& unpacker, std::vector<char>& space,
                    TextWatch& watch) {
  for (std::size_t count = 1; count > 0;) {
    const auto unpacked = unpacker.unpack(packed, space);
    if (!unpacked) {
      return false;
    }
    count = *unpacked;
    watch.see({space.data(), count});
  }
  return true;
}

Error cannot_append(const std::string& name, const std::string& why, std::string hint) {
  return make_error(kCsvCannotAppend, "cannot append to " + name + ": " + why, std::move(hint));
}

std::string first_line(std::string_view text) {
  return printable(text.substr(0, std::min(text.find('\n'), kShownBytes)), kShownBytes);
}

/// Returns the option that lets the header fit what the file begins with; empty if none does.
std::string other_form(std::string_view begin, const AppendRules& rules) {
  const bool has_mark = begin.starts_with("\xFF\xFE") || begin.starts_with("\xFE\xFF");
  if (rules.encoding != Encoding::kUtf16 && has_mark) {
    return begin.front() == '\xFF' ? "set 'encoding' to utf-16"
                                   : "convert the file, which is UTF-16 of the other byte order";
  }
  if (rules.encoding == Encoding::kUtf16 && !has_mark) {
    return "set 'encoding' to what the file is written in, utf-8 perhaps";
  }
  if (rules.encoding == Encoding::kUtf16 || rules.header.empty()) {
    return {};
  }
  const std::string_view line = begin.substr(0, begin.find('\n'));
  const bool has_return = line.ends_with('\r');
  const std::string wanted = rules.header.substr(0, rules.header.find_first_of("\r\n"));
  const std::string_view names = line.substr(0, line.size() - (has_return ? 1 : 0));
  if (names == wanted) {
    return has_return ? "set 'newline' to crlf" : "set 'newline' to lf";
  }
  for (const char delimiter : {',', ';', '\t', '|'}) {
    std::string other = wanted;
    std::replace(other.begin(), other.end(), rules.delimiter, delimiter);
    if (names == other) {
      return "set 'delimiter' to \"" + (delimiter == '\t' ? "\\t" : std::string(1, delimiter)) +
             "\"" + (has_return ? " and 'newline' to crlf" : "");
    }
  }
  return {};
}

Status judge(const TextWatch& watch, const AppendRules& rules, const std::string& name) {
  if (watch.is_empty()) {
    return {};
  }
  std::string_view begin = watch.begin();
  if (rules.encoding == Encoding::kUtf8 && begin.starts_with(kUtf8Mark)) {
    begin.remove_prefix(kUtf8Mark.size());
  }
  const std::string other = begin.starts_with(rules.header) ? "" : other_form(begin, rules);
  if (!other.empty()) {
    return fail(cannot_append(name, "its first line is written in another way", other));
  }
  if (!begin.starts_with(rules.header)) {
    return fail(cannot_append(name,
                              "its first line is '" + first_line(begin) + "', that of the rows '" +
                                  first_line(rules.header) + "'",
                              "name the columns in the file's order in 'columns', write to another "
                              "'path', or set 'if_exists' to replace"));
  }
  if (watch.quotes_are_open()) {
    return fail(cannot_append(name, "it ends within quotes, so that rows would go on with a field",
                              "mend the file; whoever wrote it was stopped"));
  }
  return {};
}

}  // namespace

Result<ExistingText> copy_existing(const AppendRules& rules, const std::string& name,
                                   const FileSystem& files, TargetFile& target) {
  ExistingText existing;
  if (!files.exists(target.path())) {
    return existing;
  }
  OSIRIS_TRY(existing.stamp, files.stamp(target.path()));
  TextWatch watch(rules);
  const auto unpacker = make_unpacker(rules.packing);
  std::vector<char> space(unpacker == nullptr ? 0 : kUnpackedBytes);
  for (std::uintmax_t offset = 0; offset < existing.stamp.bytes;) {
    OSIRIS_TRY(const std::string piece,
               files.read_part(target.path(), offset,
                               std::min(kPieceBytes, existing.stamp.bytes - offset)));
    const Packing found = offset == 0 ? packing_of_bytes(piece) : rules.packing;
    if (found != rules.packing) {
      return fail(cannot_append(
          name,
          found == Packing::kNone ? "it is not packed with " + std::string(to_string(rules.packing))
                                  : "it is packed with " + std::string(to_string(found)),
          "set 'compression' to how the file is packed"));
    }
    if (unpacker == nullptr) {
      watch.see(piece);
    } else if (!watch_unpacked(piece, *unpacker, space, watch)) {
      return fail(cannot_append(name, "its packed content is damaged", "make the file anew"));
    }
    OSIRIS_CHECKED(target.write(piece));
    if (piece.empty()) {
      break;  // It shrank; check_untouched() tells.
    }
    offset += piece.size();
  }
  if (unpacker != nullptr && !unpacker->is_whole()) {
    return fail(cannot_append(name, "its packed content is cut off", "make the file anew"));
  }
  OSIRIS_CHECKED(judge(watch, rules, name));
  existing.is_empty = watch.is_empty();
  existing.ends_in_line = watch.ends_in_line();
  return existing;
}

Status check_untouched(const ExistingText& before, const Path& path, const std::string& name,
                       const FileSystem& files) {
  const auto now = files.exists(path) ? files.stamp(path) : Result<FileStamp>(FileStamp());
  if (now.has_value() && *now == before.stamp) {
    return {};
  }
  return fail(make_error(kCsvTargetChanged,
                         "somebody else wrote to " + name + " while rows were appended",
                         "run again when nobody else writes to the file")
                  .retryable());
}

}  // namespace osiris::components
