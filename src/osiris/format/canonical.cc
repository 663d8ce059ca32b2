// The canonical form of JSON. Kept apart from the other writers: its bytes are fingerprints, and
// must not change when those do.

#include "osiris/format/json.h"
#include "osiris/format/json_text.h"

#include <algorithm>
#include <cmath>

namespace osiris {
namespace {

/// Tells whether `left` stands before `right` when both are compared as UTF-16 code units.
/// UTF-8 bytes sort as code points do, and UTF-16 differs from that only where one text has a code
/// point above U+FFFF (lead byte from F0; its surrogates begin at D800) and the other one from
/// U+E000 to U+FFFF (lead byte EE or EF).
bool before_in_utf16(std::string_view left, std::string_view right) {
  const auto [l, r] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  if (l == left.end() || r == right.end()) {
    return l == left.end() && r != right.end();
  }
  const auto left_byte = static_cast<unsigned char>(*l);
  const auto right_byte = static_cast<unsigned char>(*r);
  if (left_byte >= 0xEE && right_byte >= 0xEE && (left_byte >= 0xF0) != (right_byte >= 0xF0)) {
    return left_byte >= 0xF0;
  }
  return left_byte < right_byte;
}

/// JSON has no word for NaN and the infinities, yet they must not look like null or each other.
void append_double(std::string& out, double number) {
  if (std::isfinite(number)) {
    out += to_ecma_number(number);
  } else if (std::isnan(number)) {
    out += "NaN";
  } else {
    out += number > 0 ? "Infinity" : "-Infinity";
  }
}

void append(std::string& out, const Value& value);

void append_object(std::string& out, const Value::Object& members) {
  std::vector<const Member*> sorted;
  sorted.reserve(members.size());
  for (const Member& member : members) {
    sorted.push_back(&member);
  }
  std::sort(sorted.begin(), sorted.end(), [](const Member* left, const Member* right) {
    return before_in_utf16(left->key, right->key);
  });
  out += '{';
  for (const Member* member : sorted) {
    if (member != sorted.front()) {
      out += ',';
    }
    append_json_string(out, member->key);
    out += ':';
    append(out, member->value);
  }
  out += '}';
}

void append_array(std::string& out, const Value::Array& items) {
  out += '[';
  for (const Value& item : items) {
    if (&item != &items.front()) {
      out += ',';
    }
    append(out, item);
  }
  out += ']';
}

void append(std::string& out, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull:
      out += "null";
      return;
    case Value::Kind::kBool:
      out += value.as_bool() ? "true" : "false";
      return;
    case Value::Kind::kInt:
      out += std::to_string(value.as_int());
      return;
    case Value::Kind::kUint:
      out += std::to_string(value.as_uint());
      return;
    case Value::Kind::kDouble:
      append_double(out, value.as_double());
      return;
    case Value::Kind::kString:
      append_json_string(out, value.as_string());
      return;
    case Value::Kind::kArray:
      append_array(out, value.items());
      return;
    case Value::Kind::kObject:
      append_object(out, value.members());
      return;
  }
}

}  // namespace

std::string to_canonical_json(const Value& value) {
  std::string out;
  append(out, value);
  return out;
}

}  // namespace osiris
