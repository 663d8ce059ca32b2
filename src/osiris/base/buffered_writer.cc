#include "osiris/base/buffered_writer.h"

namespace osiris {
namespace {

/// Writes are gathered up to this size: a system call per CSV row would cost more than the row.
constexpr std::size_t kBufferBytes = 256 << 10;

}  // namespace

Status BufferedWriter::write(std::string_view bytes) {
  if (buffer_.size() + bytes.size() >= kBufferBytes) {
    OSIRIS_CHECKED(flush());
  }
  if (bytes.size() >= kBufferBytes) {
    return write_now(bytes);
  }
  buffer_ += bytes;
  return outcome();
}

Status BufferedWriter::flush() {
  const Status status = write_now(buffer_);
  buffer_.clear();
  return status;
}

Status BufferedWriter::write_now(std::string_view bytes) {
  if (problem_ == 0) {
    problem_ = write_fully(file_.number(), bytes);
  }
  return outcome();
}

Status BufferedWriter::outcome() const {
  if (problem_ != 0) {
    return fail(file_error(problem_, "write", shown_path_));
  }
  return {};
}

}  // namespace osiris
