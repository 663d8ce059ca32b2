#include "osiris/exchange/json_encoder.h"

#include "osiris/exchange/value_text.h"

#include <array>
#include <cmath>
#include <string_view>

namespace osiris::exchange {

namespace {

std::string_view text_of(const ByteBuffer& buffer) {
  return {reinterpret_cast<const char*>(buffer.data()), buffer.size()};
}

void append_base64(std::string_view bytes, ByteBuffer& out) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto at = [&](std::size_t i) -> unsigned {
    return i < bytes.size() ? static_cast<std::uint8_t>(bytes[i]) : 0;
  };
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const unsigned bits = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    const std::array<char, 4> digits = {kDigits[bits >> 18], kDigits[bits >> 12 & 63],
                                        i + 1 < bytes.size() ? kDigits[bits >> 6 & 63] : '=',
                                        i + 2 < bytes.size() ? kDigits[bits & 63] : '='};
    out.append_bytes(digits.data(), digits.size());
  }
}

// Appends a timestamp as ISO 8601 has it; infinities and years before 1, which that cannot write,
// stay as value_text.h says.
void append_iso_timestamp(const VectorView& column, std::size_t row, ByteBuffer& out) {
  ByteBuffer rendered;
  append_value(column, row, rendered);
  std::string text(text_of(rendered));
  const std::size_t blank = text.find(' ');
  if (blank != std::string::npos && text.find(" (BC)") == std::string::npos) {
    text[blank] = 'T';
    if (text.ends_with("+00")) {
      text.replace(text.size() - 3, 3, "Z");
    }
  }
  append_text(text, out);
}

// Appends a JSON column's text on one line; inside of strings JSON has no bare line breaks.
void append_on_one_line(std::string_view json, ByteBuffer& out) {
  for (std::size_t begin = 0; begin < json.size();) {
    const std::size_t end = std::min(json.find_first_of("\r\n", begin), json.size());
    append_text(json.substr(begin, end - begin), out);
    begin = end;
    if (begin < json.size()) {
      out.append(' ');
      ++begin;
    }
  }
}

// Appends values of one column and counts those that JSON has no number for.
class ValueEncoder {
 public:
  explicit ValueEncoder(ByteBuffer& out) : out_(out) {}

  void append(const VectorView& column, std::size_t row) {
    if (column.is_null(row)) {
      return append_text("null", out_);
    }
    switch (column.type().id) {
      case TypeId::kFloat:
        return append_real(column.data<float>()[row], column, row);
      case TypeId::kDouble:
        return append_real(column.data<double>()[row], column, row);
      case TypeId::kList:
      case TypeId::kArray:
        return append_list(column, row);
      case TypeId::kMap:
        return append_map(column, row);
      case TypeId::kStruct:
        return append_struct(column, row);
      case TypeId::kJson:
        return append_on_one_line(column.text(row), out_);
      case TypeId::kTimestamp:
      case TypeId::kTimestampS:
      case TypeId::kTimestampMs:
      case TypeId::kTimestampNs:
      case TypeId::kTimestampTz:
        out_.append('"');
        append_iso_timestamp(column, row, out_);
        return out_.append('"');
      case TypeId::kBlob:
        out_.append('"');
        append_base64(column.text(row), out_);
        return out_.append('"');
      default:
        return append_json_value(column, row, out_);
    }
  }

  std::int64_t nulled() const { return nulled_; }

 private:
  void append_real(double value, const VectorView& column, std::size_t row) {
    if (std::isfinite(value)) {
      return append_value(column, row, out_);
    }
    ++nulled_;
    append_text("null", out_);
  }

  void append_list(const VectorView& column, std::size_t row) {
    const auto [begin, count] = column.list_entry(row);
    const VectorView elements = column.child(0);
    out_.append('[');
    for (std::size_t i = begin; i < begin + count; ++i) {
      append_text(i == begin ? "" : ",", out_);
      append(elements, i);
    }
    out_.append(']');
  }

  // A key is a text, whatever its type was.
  void append_map(const VectorView& column, std::size_t row) {
    const auto [begin, count] = column.list_entry(row);
    const VectorView keys = column.child(0);
    const VectorView values = column.child(1);
    out_.append('{');
    for (std::size_t i = begin; i < begin + count; ++i) {
      append_text(i == begin ? "" : ",", out_);
      ByteBuffer key;
      append_value(keys, i, key);
      append_json_string(text_of(key), out_);
      out_.append(':');
      append(values, i);
    }
    out_.append('}');
  }

  void append_struct(const VectorView& column, std::size_t row) {
    out_.append('{');
    for (std::size_t i = 0; i < column.type().children.size(); ++i) {
      append_text(i == 0 ? "" : ",", out_);
      append_json_string(column.type().children[i].first, out_);
      out_.append(':');
      append(column.child(i), row);
    }
    out_.append('}');
  }

  ByteBuffer& out_;
  std::int64_t nulled_ = 0;
};

}  // namespace

JsonEncoder::JsonEncoder(const Schema& schema, JsonLayout layout)
    : layout_(layout), nulled_(std::make_unique<std::atomic<std::int64_t>[]>(schema.size())) {
  for (const Column& column : schema) {
    ByteBuffer key;
    key.append(keys_.empty() ? '{' : ',');
    append_json_string(column.name, key);
    key.append(':');
    keys_.emplace_back(text_of(key));
  }
}

void JsonEncoder::append_rows(const RelationReader& reader, ByteBuffer& out, RowEnds* ends) const {
  std::vector<VectorView> columns;
  columns.reserve(keys_.size());
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    columns.push_back(reader.column(i));
  }
  for (std::size_t row = 0; row < reader.row_count(); ++row) {
    append_text(layout_ == JsonLayout::kArray ? ",\n" : "", out);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      append_text(keys_[i], out);
      ValueEncoder encoder(out);
      encoder.append(columns[i], row);
      if (encoder.nulled() > 0) {
        nulled_[i] += encoder.nulled();
      }
    }
    append_text(layout_ == JsonLayout::kArray ? "}" : "}\n", out);
    if (ends != nullptr) {
      ends->push_back(out.size());
    }
  }
}

std::vector<std::int64_t> JsonEncoder::nulled() const {
  std::vector<std::int64_t> counts;
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    counts.push_back(nulled_[i]);
  }
  return counts;
}

}  // namespace osiris::exchange
