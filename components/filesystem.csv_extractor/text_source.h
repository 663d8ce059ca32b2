#pragma once
// Where the text of a CSV file comes from, whatever it is packed and encoded in.

#include "components/filesystem/byte_source.h"
#include "components/filesystem/encoding.h"

#include <string>

namespace osiris::components {

inline constexpr ErrorCode kCsvEncoding{"csv.bad_encoding", Fault::kUser,
                                        "The file is not text in the declared encoding, or not in "
                                        "a form of it that can be read. Set the "
                                        "option encoding, or convert the file to UTF-8."};
inline constexpr ErrorCode kCsvCompression{
    "csv.bad_compression", Fault::kUser,
    "The file is not packed as its name or the option compression says, or it is cut off, or it is "
    "packed in a way that cannot be read. Unpack it first."};

/// Opens a regular file to be read once. `name` stands for it in messages. Its content is text in
/// UTF-8, or in ASCII where that was declared.
/// Errors: those of open_file(); reading also: csv.bad_encoding.
Result<OpenedFile> open_text(const Path& path, const std::string& name, const PackingRule& rule,
                             Encoding encoding);

}  // namespace osiris::components
