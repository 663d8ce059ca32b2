#pragma once
// The benchmark's rows as an Arrow C stream, written by hand for these ten columns: the least work
// a program can do. Source: the Arrow C data and stream interfaces.

#include "rows.h"

#include <array>
#include <cstdint>
#include <vector>

namespace bench {

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  std::int64_t flags;
  std::int64_t n_children;
  ArrowSchema** children;
  ArrowSchema* dictionary;
  void (*release)(ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  std::int64_t length;
  std::int64_t null_count;
  std::int64_t offset;
  std::int64_t n_buffers;
  std::int64_t n_children;
  const void** buffers;
  ArrowArray** children;
  ArrowArray* dictionary;
  void (*release)(ArrowArray*);
  void* private_data;
};

struct ArrowStream {
  int (*get_schema)(ArrowStream*, ArrowSchema*);
  int (*get_next)(ArrowStream*, ArrowArray*);
  const char* (*get_last_error)(ArrowStream*);
  void (*release)(ArrowStream*);
  void* private_data;
};

/// One row group of DuckDB: measured to load fastest. Unit: rows.
inline constexpr std::int64_t kBatchRows = 122'880;

/// The values of one batch, and the Arrow structs that show them.
class Batch {
 public:
  void fill(std::int64_t first, std::int64_t last);
  /// Shows the values as a struct of ten columns; its release deletes the batch.
  void show(ArrowArray* out);

 private:
  struct Text {
    std::vector<std::int32_t> offsets{0};
    std::vector<char> bytes;
    void append(std::string_view text) {
      bytes.insert(bytes.end(), text.begin(), text.end());
      offsets.push_back(static_cast<std::int32_t>(bytes.size()));
    }
  };
  void show_column(std::size_t column, const void* validity, const void* values, const void* bytes);
  void append(const Row& row, std::size_t index);

  std::int64_t length_ = 0;
  std::vector<std::int64_t> id_;
  std::vector<std::int32_t> customer_;
  std::vector<std::int16_t> quantity_;
  std::vector<double> amount_;
  std::vector<std::array<std::int64_t, 2>> price_;  ///< DECIMAL in 128 bits: low half, high half.
  std::vector<std::int64_t> created_;
  std::vector<std::int32_t> due_;
  Text status_;
  Text name_;
  Text note_;
  std::vector<std::uint8_t> amount_valid_;
  std::vector<std::uint8_t> note_valid_;

  std::array<std::array<const void*, 3>, kColumnCount> buffers_{};
  std::array<ArrowArray, kColumnCount> columns_{};
  std::array<ArrowArray*, kColumnCount> children_{};
  std::array<const void*, 1> no_buffers_{};
};

/// A stream of `rows` rows.
class Stream {
 public:
  explicit Stream(std::int64_t rows) : rows_(rows) {}
  ArrowStream* get() { return &stream_; }

 private:
  static int schema(ArrowStream* stream, ArrowSchema* out);
  static int next(ArrowStream* stream, ArrowArray* out);

  std::int64_t rows_;
  std::int64_t given_ = 0;
  ArrowStream stream_{schema, next, [](ArrowStream*) { return ""; },
                      [](ArrowStream* stream) { stream->release = nullptr; }, this};
};

}  // namespace bench
