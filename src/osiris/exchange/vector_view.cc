#include "osiris/exchange/vector_view.h"

#include "osiris/base/check.h"
#include "osiris/exchange/duckdb_api.h"

namespace osiris::exchange {

namespace {

duckdb_vector raw(void* vector) { return static_cast<duckdb_vector>(vector); }

std::string_view string_at(const void* data, std::size_t row) {
  const auto& value = static_cast<const duckdb_string_t*>(data)[row];
  // Texts up to 12 bytes are stored in place. Read here and not through the C API, which costs two
  // calls each.
  const std::uint32_t length = value.value.inlined.length;
  return {length <= 12 ? value.value.inlined.inlined : value.value.pointer.ptr, length};
}

// The bytes that DuckDB uses for a decimal of so many digits.
std::size_t decimal_width(std::uint8_t precision) {
  if (precision <= 4) {
    return 2;
  }
  if (precision <= 9) {
    return 4;
  }
  return precision <= 18 ? 8 : 16;
}

std::size_t enum_width(std::size_t labels) {
  if (labels <= 0xFF) {
    return 1;
  }
  return labels <= 0xFFFF ? 2 : 4;
}

}  // namespace

VectorView::VectorView(const ColumnType& type, void* vector, std::size_t size)
    : type_(&type),
      vector_(vector),
      data_(duckdb().vector_get_data(raw(vector))),
      validity_(duckdb().vector_get_validity(raw(vector))),
      size_(size) {}

std::string_view VectorView::text(std::size_t row) const {
  if (type_->id != TypeId::kEnum) {
    return string_at(data_, row);
  }
  switch (enum_width(type_->labels.size())) {
    case 1:
      return type_->labels[data<std::uint8_t>()[row]];
    case 2:
      return type_->labels[data<std::uint16_t>()[row]];
    default:
      return type_->labels[data<std::uint32_t>()[row]];
  }
}

std::int64_t VectorView::integer(std::size_t row) const {
  switch (type_->id) {
    case TypeId::kTinyint:
      return data<std::int8_t>()[row];
    case TypeId::kSmallint:
      return data<std::int16_t>()[row];
    case TypeId::kInteger:
    case TypeId::kDate:
      return data<std::int32_t>()[row];
    case TypeId::kDecimal:
      return static_cast<std::int64_t>(int128(row));
    default:
      return data<std::int64_t>()[row];
  }
}

std::uint64_t VectorView::unsigned_integer(std::size_t row) const {
  switch (type_->id) {
    case TypeId::kUtinyint:
      return data<std::uint8_t>()[row];
    case TypeId::kUsmallint:
      return data<std::uint16_t>()[row];
    case TypeId::kUinteger:
      return data<std::uint32_t>()[row];
    default:
      return data<std::uint64_t>()[row];
  }
}

Int128 VectorView::int128(std::size_t row) const {
  if (type_->id == TypeId::kDecimal) {
    switch (decimal_width(type_->precision)) {
      case 2:
        return data<std::int16_t>()[row];
      case 4:
        return data<std::int32_t>()[row];
      case 8:
        return data<std::int64_t>()[row];
      default:
        break;
    }
  }
  const auto& value = data<duckdb_hugeint>()[row];
  return static_cast<Int128>((static_cast<Uint128>(static_cast<std::uint64_t>(value.upper)) << 64) |
                             value.lower);
}

Uint128 VectorView::uint128(std::size_t row) const {
  const auto& value = data<duckdb_uhugeint>()[row];
  Uint128 bits = (static_cast<Uint128>(value.upper) << 64) | value.lower;
  if (type_->id == TypeId::kUuid) {
    bits ^= static_cast<Uint128>(1)
            << 127;  // Stored flipped, so that signed order is the text's order.
  }
  return bits;
}

TimeTzValue VectorView::time_tz(std::size_t row) const {
  // 40 bits of µs, then 24 bits of the largest offset (15:59:59) less the offset, so that bits sort
  // as instants.
  constexpr std::int32_t kOffsetMax = 16 * 3600 - 1;
  const std::uint64_t bits = data<std::uint64_t>()[row];
  return {static_cast<std::int64_t>(bits >> 24),
          kOffsetMax - static_cast<std::int32_t>(bits & 0xFFFFFFU)};
}

std::string VectorView::bits(std::size_t row) const {
  // The first byte counts the padding bits at the start of the second.
  const std::string_view bytes = string_at(data_, row);
  OSIRIS_CHECK(bytes.size() >= 2, "a BIT value is shorter than DuckDB makes it");
  std::string out;
  for (std::size_t bit = 8 + static_cast<std::uint8_t>(bytes[0]); bit < bytes.size() * 8; ++bit) {
    const auto byte = static_cast<std::uint8_t>(bytes[bit / 8]);
    out += ((byte >> (7 - bit % 8)) & 1U) != 0 ? '1' : '0';
  }
  return out;
}

std::pair<std::size_t, std::size_t> VectorView::list_entry(std::size_t row) const {
  if (type_->id == TypeId::kArray) {
    return {row * type_->array_size, type_->array_size};
  }
  const auto& entry = data<duckdb_list_entry>()[row];
  return {entry.offset, entry.length};
}

VectorView VectorView::child(std::size_t index) const {
  const ColumnType& child_type = type_->children[index].second;
  switch (type_->id) {
    case TypeId::kStruct:
      return {child_type, duckdb().struct_vector_get_child(raw(vector_), index), size_};
    case TypeId::kArray:
      return {child_type, duckdb().array_vector_get_child(raw(vector_)), size_ * type_->array_size};
    case TypeId::kMap: {
      duckdb_vector entries = duckdb().list_vector_get_child(raw(vector_));
      return {child_type, duckdb().struct_vector_get_child(entries, index),
              duckdb().list_vector_get_size(raw(vector_))};
    }
    default:
      return {child_type, duckdb().list_vector_get_child(raw(vector_)),
              duckdb().list_vector_get_size(raw(vector_))};
  }
}

}  // namespace osiris::exchange
