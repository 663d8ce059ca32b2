#include "osiris/exchange/row_batch.h"

#include "osiris/base/check.h"

#include <array>
#include <cstdio>
#include <limits>

namespace osiris::exchange {

namespace {

// Bytes of one value in Arrow memory; 0 for booleans (bits), texts and nested types.
std::size_t value_width(const ColumnType& type) {
  switch (type.id) {
    case TypeId::kTinyint:
    case TypeId::kUtinyint:
      return 1;
    case TypeId::kSmallint:
    case TypeId::kUsmallint:
      return 2;
    case TypeId::kInteger:
    case TypeId::kUinteger:
    case TypeId::kFloat:
    case TypeId::kDate:
      return 4;
    case TypeId::kBigint:
    case TypeId::kUbigint:
    case TypeId::kDouble:
    case TypeId::kTime:
    case TypeId::kTimeNs:
    case TypeId::kTimestamp:
    case TypeId::kTimestampS:
    case TypeId::kTimestampMs:
    case TypeId::kTimestampNs:
    case TypeId::kTimestampTz:
      return 8;
    case TypeId::kHugeint:
    case TypeId::kUhugeint:
    case TypeId::kUuid:
    case TypeId::kDecimal:
      return 16;
    default:
      return 0;
  }
}

bool is_text(TypeId id) {
  return id == TypeId::kVarchar || id == TypeId::kJson || id == TypeId::kEnum ||
         id == TypeId::kBit || id == TypeId::kTimeTz || id == TypeId::kBlob;
}

}  // namespace

ColumnBuilder::ColumnBuilder(ColumnType type)
    : type_(std::move(type)),
      width_(value_width(type_)),
      has_offsets_(is_text(type_.id) || type_.id == TypeId::kList || type_.id == TypeId::kMap) {
  OSIRIS_CHECK(type_.id != TypeId::kUnion && type_.id != TypeId::kUnknown,
               "no source can make columns of this type");
  if (has_offsets_) {
    append_offset(0);
  }
  if (type_.id == TypeId::kInterval) {
    // Arrow's own interval counts nanoseconds, which would overflow: three plain columns instead.
    children_.push_back(std::make_unique<ColumnBuilder>(TypeId::kInteger));
    children_.push_back(std::make_unique<ColumnBuilder>(TypeId::kInteger));
    children_.push_back(std::make_unique<ColumnBuilder>(TypeId::kBigint));
  }
  for (const auto& [name, child_type] : type_.children) {
    children_.push_back(std::make_unique<ColumnBuilder>(child_type));
  }
}

void ColumnBuilder::refuse_value() const {
  check_failed("require", "a value was appended to a column of another type: " + type_.to_sql(),
               __FILE_NAME__, __LINE__);
}

void ColumnBuilder::push_validity_bit(bool valid) {
  if (size_ % 8 == 0) {
    validity_.append<std::uint8_t>(0);
  }
  if (valid) {
    validity_.data()[size_ / 8] =
        static_cast<std::uint8_t>(validity_.data()[size_ / 8] | (1U << (size_ % 8)));
  }
}

void ColumnBuilder::append_offset(std::size_t offset) {
  if (type_.id == TypeId::kMap) {
    require(offset <= std::numeric_limits<std::int32_t>::max());
    offsets_.append(static_cast<std::int32_t>(offset));
  } else {
    offsets_.append(static_cast<std::int64_t>(offset));
  }
}

void ColumnBuilder::append_empty_value() {
  if (type_.id == TypeId::kBoolean) {
    if (size_ % 8 == 0) {
      values_.append<std::uint8_t>(0);
    }
  } else if (width_ > 0) {
    values_.append_zeros(width_);
  } else if (has_offsets_) {
    append_offset(children_.empty() ? values_.size() : children_[0]->size());
  } else {
    const std::size_t copies = type_.id == TypeId::kArray ? type_.array_size : 1;
    for (auto& child : children_) {
      for (std::size_t i = 0; i < copies; ++i) {
        child->append_null();
      }
    }
  }
}

void ColumnBuilder::append_null() {
  if (null_count_ == 0) {
    // Everything before was valid; the bits for it were never written.
    validity_.clear();
    for (std::size_t byte = 0; byte < size_ / 8; ++byte) {
      validity_.append<std::uint8_t>(0xFF);
    }
    if (size_ % 8 != 0) {
      validity_.append(static_cast<std::uint8_t>((1U << (size_ % 8)) - 1));
    }
  }
  push_validity_bit(false);
  append_empty_value();
  ++null_count_;
  ++size_;
}

void ColumnBuilder::append_bool(bool value) {
  require(type_.id == TypeId::kBoolean);
  if (size_ % 8 == 0) {
    values_.append<std::uint8_t>(0);
  }
  if (value) {
    values_.data()[size_ / 8] =
        static_cast<std::uint8_t>(values_.data()[size_ / 8] | (1U << (size_ % 8)));
  }
  push_valid();
}

void ColumnBuilder::append_uint(std::uint64_t value) {
  switch (width_) {
    case 8:
      values_.append(value);
      break;
    case 4:
      require(value <= std::numeric_limits<std::uint32_t>::max());
      values_.append(static_cast<std::uint32_t>(value));
      break;
    case 2:
      require(value <= std::numeric_limits<std::uint16_t>::max());
      values_.append(static_cast<std::uint16_t>(value));
      break;
    default:
      require(width_ == 1 && value <= std::numeric_limits<std::uint8_t>::max());
      values_.append(static_cast<std::uint8_t>(value));
  }
  push_valid();
}

void ColumnBuilder::append_int128(Int128 value) {
  require(type_.id == TypeId::kHugeint || type_.id == TypeId::kDecimal);
  values_.append(value);
  push_valid();
}

void ColumnBuilder::append_uint128(Uint128 value) {
  require(type_.id == TypeId::kUhugeint || type_.id == TypeId::kUuid);
  if (type_.id == TypeId::kUuid) {
    // Arrow keeps a UUID as its 16 bytes in reading order.
    for (int shift = 120; shift >= 0; shift -= 8) {
      values_.append(static_cast<std::uint8_t>(value >> shift));
    }
  } else {
    values_.append(value);
  }
  push_valid();
}

void ColumnBuilder::append_float(float value) {
  require(type_.id == TypeId::kFloat);
  values_.append(value);
  push_valid();
}

void ColumnBuilder::append_time_tz(std::int64_t micros, std::int32_t offset_seconds) {
  require(type_.id == TypeId::kTimeTz);
  // Arrow has no such type; DuckDB reads this text exactly.
  const std::int32_t ahead = offset_seconds < 0 ? -offset_seconds : offset_seconds;
  std::array<char, 48> text{};
  const int length = std::snprintf(
      text.data(), text.size(), "%02lld:%02lld:%02lld.%06lld%c%02d:%02d:%02d",
      static_cast<long long>(micros / 3'600'000'000),
      static_cast<long long>(micros / 60'000'000 % 60),
      static_cast<long long>(micros / 1'000'000 % 60), static_cast<long long>(micros % 1'000'000),
      offset_seconds < 0 ? '-' : '+', ahead / 3600, ahead / 60 % 60, ahead % 60);
  append_text({text.data(), static_cast<std::size_t>(length)});
}

void ColumnBuilder::append_interval(std::int32_t months, std::int32_t days, std::int64_t micros) {
  require(type_.id == TypeId::kInterval);
  children_[0]->append_int(months);
  children_[1]->append_int(days);
  children_[2]->append_int(micros);
  push_valid();
}

void ColumnBuilder::end_list() {
  if (type_.id == TypeId::kArray) {
    require(children_[0]->size() == (size_ + 1) * type_.array_size);
  } else {
    require(type_.id == TypeId::kList || type_.id == TypeId::kMap);
    require(children_.back()->size() == children_.front()->size());
    append_offset(children_[0]->size());
  }
  push_valid();
}

void ColumnBuilder::end_struct() {
  require(type_.id == TypeId::kStruct);
  push_valid();
  for (const auto& field : children_) {
    require(field->size() == size_);
  }
}

std::size_t ColumnBuilder::size_bytes() const {
  std::size_t bytes = validity_.size() + values_.size() + offsets_.size();
  for (const auto& child : children_) {
    bytes += child->size_bytes();
  }
  return bytes;
}

void ColumnBuilder::clear() {
  size_ = 0;
  null_count_ = 0;
  validity_.clear();
  values_.clear();
  offsets_.clear();
  if (has_offsets_) {
    append_offset(0);
  }
  for (auto& child : children_) {
    child->clear();
  }
}

RowBatch::RowBatch(const Schema& schema) {
  columns_.reserve(schema.size());
  for (const Column& column : schema) {
    columns_.emplace_back(column.type);
  }
}

std::size_t RowBatch::size_bytes() const {
  std::size_t bytes = 0;
  for (const ColumnBuilder& column : columns_) {
    bytes += column.size_bytes();
  }
  return bytes;
}

void RowBatch::clear() {
  for (ColumnBuilder& column : columns_) {
    column.clear();
  }
}

}  // namespace osiris::exchange
