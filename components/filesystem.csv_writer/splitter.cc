#include "components/filesystem.csv_writer/splitter.h"

#include <algorithm>
#include <utility>

namespace osiris::components {
namespace {

/// Returns where a row begins in the text.
std::size_t begin_of(const exchange::RowText& rows, std::size_t row) {
  return row == 0 ? 0 : rows.ends[row - 1];
}

}  // namespace

std::optional<SplitLimits> split_limits(const sdk::StepConfig& config) {
  const bool by_rows = config.has("rows_per_file");
  const bool by_bytes = config.has("bytes_per_file");
  if (!by_rows && !by_bytes) {
    return std::nullopt;
  }
  SplitLimits limits;
  if (by_rows) {  // The spec allows no 0, but a manifest may come from anywhere.
    limits.rows_max = std::max<std::int64_t>(config.integer("rows_per_file"), 1);
  }
  if (by_bytes) {
    limits.bytes_max = config.integer("bytes_per_file");
  }
  return limits;
}

Splitter::Splitter(const CsvWrite& write, const SplitLimits& limits, PartFiles& files)
    : write_(write),
      limits_(limits),
      header_(write.format.header ? exchange::csv_header(write.columns, write.format) : ""),
      files_(files) {}

Status Splitter::take(const exchange::RowText& rows) {
  for (std::size_t row = 0; row < rows.ends.size();) {
    const std::size_t count = part_ ? fitting(rows, row) : 0;
    if (count == 0) {
      OSIRIS_CHECKED(end());
      OSIRIS_CHECKED(begin());
      continue;
    }
    const std::size_t begin = begin_of(rows, row);
    row += count;
    OSIRIS_CHECKED(append(rows.text.substr(begin, begin_of(rows, row) - begin)));
    part_->rows += static_cast<std::int64_t>(count);
    files_.add_rows(static_cast<std::int64_t>(count));
  }
  return {};
}

Status Splitter::finish() {
  if (!part_) {
    OSIRIS_CHECKED(begin());
  }
  return end();
}

Status Splitter::begin() {
  OSIRIS_CHECKED(files_.begin());
  part_.emplace(Part{.encoder = Encoder(write_.encoding),
                     .packer = make_packer(write_.packing, [this](std::string_view bytes) {
                       return files_.write(bytes);
                     })});
  return append(header_);  // Without a header, a byte order mark alone.
}

Status Splitter::end() {
  if (!part_) {
    return {};
  }
  OSIRIS_CHECKED(part_->packer->finish());
  part_.reset();
  return {};
}

std::size_t Splitter::fitting(const exchange::RowText& rows, std::size_t row) const {
  const auto rows_left = static_cast<std::uint64_t>(limits_.rows_max - part_->rows);
  const std::size_t count = std::min<std::uint64_t>(rows.ends.size() - row, rows_left);
  std::int64_t bytes_left = limits_.bytes_max - part_->bytes;
  std::size_t fit = 0;
  if (write_.encoding == Encoding::kUtf8) {
    const auto first = rows.ends.begin() + static_cast<std::ptrdiff_t>(row);
    const auto begin = static_cast<std::int64_t>(begin_of(rows, row));
    const auto full = std::partition_point(
        first, first + static_cast<std::ptrdiff_t>(count),
        [&](std::size_t end) { return static_cast<std::int64_t>(end) - begin <= bytes_left; });
    fit = static_cast<std::size_t>(full - first);
  } else {
    for (; fit < count; ++fit) {
      const std::size_t begin = begin_of(rows, row + fit);
      const std::string_view text = rows.text.substr(begin, rows.ends[row + fit] - begin);
      bytes_left -= static_cast<std::int64_t>(encoded_size(text, write_.encoding));
      if (bytes_left < 0) {
        break;
      }
    }
  }
  return fit == 0 && part_->rows == 0 ? 1 : fit;
}

Status Splitter::append(std::string_view text) {
  auto encoded = part_->encoder.encode(text);
  if (!encoded.has_value()) {
    const Path name = Path(write_.name).parent_path() / files_.name();
    return fail(std::move(encoded).error().within(name.string()));
  }
  part_->bytes += static_cast<std::int64_t>(encoded->size());
  return part_->packer->write(*encoded);
}

}  // namespace osiris::components
