#include "bare_stream.h"

#include <algorithm>
#include <memory>

namespace bench {
namespace {

/// Flag of a column that may hold NULL.
constexpr std::int64_t kNullable = 2;

struct ColumnFormat {
  const char* format;
  const char* name;
};
constexpr std::array<ColumnFormat, kColumnCount> kFormats{{{"l", "id"},
                                                           {"i", "customer"},
                                                           {"s", "quantity"},
                                                           {"g", "amount"},
                                                           {"d:18,4", "price"},
                                                           {"tsu:", "created"},
                                                           {"tdD", "due"},
                                                           {"u", "status"},
                                                           {"u", "name"},
                                                           {"u", "note"}}};

/// The schema of a stream; lives as long as its consumer wants.
struct SchemaSpace {
  std::array<ArrowSchema, kColumnCount> columns{};
  std::array<ArrowSchema*, kColumnCount> children{};
};

void set_bit(std::vector<std::uint8_t>& bits, std::size_t index, bool value) {
  if (value) {
    bits[index / 8] = static_cast<std::uint8_t>(bits[index / 8] | (1U << (index % 8)));
  }
}

}  // namespace

void Batch::fill(std::int64_t first, std::int64_t last) {
  length_ = last - first;
  const auto size = static_cast<std::size_t>(length_);
  id_.resize(size);
  customer_.resize(size);
  quantity_.resize(size);
  amount_.resize(size);
  price_.resize(size);
  created_.resize(size);
  due_.resize(size);
  amount_valid_.assign((size + 7) / 8, 0);
  note_valid_.assign((size + 7) / 8, 0);
  Row row;
  for (std::size_t i = 0; i < size; ++i) {
    row.make(first + static_cast<std::int64_t>(i));
    append(row, i);
  }
}

void Batch::append(const Row& row, std::size_t index) {
  id_[index] = row.id;
  customer_[index] = row.customer;
  quantity_[index] = row.quantity;
  amount_[index] = row.amount;
  price_[index] = {row.price, 0};
  created_[index] = row.created;
  due_[index] = row.due;
  status_.append(row.status);
  name_.append(row.name);
  note_.append(row.note);
  set_bit(amount_valid_, index, !row.amount_is_null);
  set_bit(note_valid_, index, !row.note.empty());
}

void Batch::show_column(std::size_t column, const void* validity, const void* values,
                        const void* bytes) {
  buffers_[column] = {validity, values, bytes};
  ArrowArray& array = columns_[column];
  array.length = length_;
  array.null_count = validity == nullptr ? 0 : -1;
  array.n_buffers = bytes == nullptr ? 2 : 3;
  array.buffers = buffers_[column].data();
  array.release = [](ArrowArray* released) { released->release = nullptr; };
  children_[column] = &array;
}

void Batch::show(ArrowArray* out) {
  show_column(0, nullptr, id_.data(), nullptr);
  show_column(1, nullptr, customer_.data(), nullptr);
  show_column(2, nullptr, quantity_.data(), nullptr);
  show_column(3, amount_valid_.data(), amount_.data(), nullptr);
  show_column(4, nullptr, price_.data(), nullptr);
  show_column(5, nullptr, created_.data(), nullptr);
  show_column(6, nullptr, due_.data(), nullptr);
  show_column(7, nullptr, status_.offsets.data(), status_.bytes.data());
  show_column(8, nullptr, name_.offsets.data(), name_.bytes.data());
  show_column(9, note_valid_.data(), note_.offsets.data(), note_.bytes.data());
  *out = ArrowArray{};
  out->length = length_;
  out->n_buffers = 1;
  out->buffers = no_buffers_.data();
  out->n_children = kColumnCount;
  out->children = children_.data();
  out->private_data = this;
  out->release = [](ArrowArray* released) {
    const std::unique_ptr<Batch> batch(static_cast<Batch*>(released->private_data));
    released->release = nullptr;
  };
}

int Stream::schema(ArrowStream*, ArrowSchema* out) {
  auto space = std::make_unique<SchemaSpace>();
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    ArrowSchema& column = space->columns[i];
    column.format = kFormats[i].format;
    column.name = kFormats[i].name;
    column.flags = kNullable;
    column.release = [](ArrowSchema* released) { released->release = nullptr; };
    space->children[i] = &column;
  }
  *out = ArrowSchema{};
  out->format = "+s";
  out->name = "";
  out->n_children = kColumnCount;
  out->children = space->children.data();
  out->private_data = space.release();
  out->release = [](ArrowSchema* released) {
    const std::unique_ptr<SchemaSpace> owned(static_cast<SchemaSpace*>(released->private_data));
    released->release = nullptr;
  };
  return 0;
}

int Stream::next(ArrowStream* stream, ArrowArray* out) {
  auto& self = *static_cast<Stream*>(stream->private_data);
  if (self.given_ == self.rows_) {
    *out = ArrowArray{};
    return 0;
  }
  const std::int64_t last = std::min(self.rows_, self.given_ + kBatchRows);
  auto batch = std::make_unique<Batch>();
  batch->fill(self.given_, last);
  self.given_ = last;
  batch.release()->show(out);
  return 0;
}

}  // namespace bench
