#include "components/filesystem.json_extractor/json_cursor.h"

#include <utility>

namespace osiris::components {
namespace {

constexpr char kEnd = '\0';

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void append_utf8(unsigned code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      out += static_cast<char>(0xE0 | code >> 12);
    } else {
      out += static_cast<char>(0xF0 | code >> 18);
      out += static_cast<char>(0x80 | (code >> 12 & 0x3F));
    }
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
  }
  out += static_cast<char>(0x80 | (code & 0x3F));
}

}  // namespace

bool JsonCursor::refuse(std::size_t offset, std::string what) {
  if (!problem_) {
    problem_ = JsonProblem{offset, std::move(what)};
  }
  return false;
}

char JsonCursor::peek() {
  while (at_ < text_.size() &&
         (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r')) {
    ++at_;
  }
  return at_ < text_.size() ? text_[at_] : kEnd;
}

std::optional<JsonKind> JsonCursor::kind() {
  if (problem_) {
    return std::nullopt;
  }
  const char c = peek();
  switch (c) {
    case '{':
      return JsonKind::kObject;
    case '[':
      return JsonKind::kArray;
    case '"':
      return JsonKind::kString;
    case 't':
    case 'f':
      return JsonKind::kBoolean;
    case 'n':
      return JsonKind::kNull;
    default:
      break;
  }
  if (c == '-' || is_digit(c)) {
    return JsonKind::kNumber;
  }
  refuse(at_, "a value is expected here");
  return std::nullopt;
}

bool JsonCursor::word(std::string_view expected) {
  if (problem_) {
    return false;
  }
  peek();
  if (text_.substr(at_, expected.size()) != expected) {
    return refuse(at_, "'" + std::string(expected) + "' is expected here");
  }
  at_ += expected.size();
  return true;
}

bool JsonCursor::read_null() { return word("null"); }

bool JsonCursor::read_boolean(bool& out) {
  out = peek() == 't';
  return word(out ? "true" : "false");
}

bool JsonCursor::digits() {
  const std::size_t begin = at_;
  while (at_ < text_.size() && is_digit(text_[at_])) {
    ++at_;
  }
  return at_ > begin;
}

bool JsonCursor::read_number(std::string_view& out) {
  if (problem_) {
    return false;
  }
  peek();
  const std::size_t begin = at_;
  const auto is = [this](char c) { return at_ < text_.size() && text_[at_] == c; };
  at_ += is('-') ? 1 : 0;
  const bool zero = is('0');
  bool valid = digits() && (!zero || at_ == begin + 1 + (text_[begin] == '-' ? 1 : 0));
  if (valid && is('.')) {
    ++at_;
    valid = digits();
  }
  if (valid && (is('e') || is('E'))) {
    ++at_;
    at_ += is('+') || is('-') ? 1 : 0;
    valid = digits();
  }
  out = text_.substr(begin, at_ - begin);
  return valid || refuse(begin, "this is no number of JSON");
}

bool JsonCursor::read_hex(unsigned& out) {
  out = 0;
  for (int i = 0; i < 4; ++i, ++at_) {
    const char c = at_ < text_.size() ? text_[at_] : kEnd;
    const int digit = is_digit(c)            ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) {
      return refuse(at_, "four hex digits are expected here");
    }
    out = out * 16 + static_cast<unsigned>(digit);
  }
  return true;
}

bool JsonCursor::read_escape(std::string& out) {
  constexpr std::string_view kEscapes = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const std::size_t begin = at_ - 1;
  const char c = at_ < text_.size() ? text_[at_++] : kEnd;
  if (const std::size_t i = kEscapes.find(c); i != std::string_view::npos && c != kEnd) {
    out += kMeanings[i];
    return true;
  }
  unsigned code = 0;
  if (c != 'u') {
    return refuse(begin, "JSON has no such escape");
  }
  if (!read_hex(code)) {
    return false;
  }
  if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_, 2) == "\\u") {
    at_ += 2;
    unsigned low = 0;
    if (!read_hex(low)) {
      return false;
    }
    if (low >= 0xDC00 && low < 0xE000) {
      append_utf8(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00), out);
      return true;
    }
  }
  if (code >= 0xD800 && code < 0xE000) {
    return refuse(begin, "this is half of a character (a lone surrogate), which text cannot hold");
  }
  append_utf8(code, out);
  return true;
}

bool JsonCursor::read_string(std::string& out) {
  out.clear();
  if (problem_) {
    return false;
  }
  if (peek() != '"') {
    return refuse(at_, "a text in quotes is expected here");
  }
  const std::size_t begin = at_++;
  while (at_ < text_.size()) {
    const std::size_t plain = at_;
    while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' &&
           static_cast<unsigned char>(text_[at_]) >= 0x20) {
      ++at_;
    }
    out.append(text_.substr(plain, at_ - plain));
    if (at_ == text_.size()) {
      break;
    }
    const char c = text_[at_++];
    if (c == '"') {
      return true;
    }
    if (c != '\\') {
      return refuse(at_ - 1, "a control character stands bare in a text");
    }
    if (!read_escape(out)) {
      return false;
    }
  }
  return refuse(begin, "the text that begins here has no end");
}

bool JsonCursor::enter() {
  if (problem_) {
    return false;
  }
  if (++depth_ > kJsonDepthMax) {
    return refuse(at_, "values are nested more than " + std::to_string(kJsonDepthMax) + " deep");
  }
  peek();
  ++at_;
  entered_ = true;
  return true;
}

bool JsonCursor::next_item(char close) {
  if (problem_) {
    return false;
  }
  const bool first = std::exchange(entered_, false);
  const char c = peek();
  if (c == close) {
    ++at_;
    --depth_;
    return false;
  }
  if (first) {
    return true;
  }
  if (c != ',') {
    return refuse(at_, std::string("',' or '") + close + "' is expected here");
  }
  ++at_;
  return true;
}

bool JsonCursor::next_element() { return next_item(']'); }

bool JsonCursor::next_key(std::string& key) {
  if (!next_item('}') || !read_string(key)) {
    return false;
  }
  if (peek() != ':') {
    return refuse(at_, "':' is expected here");
  }
  ++at_;
  return true;
}

std::string_view JsonCursor::skip() {
  const auto found = kind();
  if (!found) {
    return {};
  }
  const std::size_t begin = at_;
  std::string_view number;
  bool boolean = false;
  switch (*found) {
    case JsonKind::kNull:
      read_null();
      break;
    case JsonKind::kBoolean:
      read_boolean(boolean);
      break;
    case JsonKind::kNumber:
      read_number(number);
      break;
    case JsonKind::kString:
      read_string(skipped_);
      break;
    case JsonKind::kArray:
      enter();
      while (next_element()) {
        skip();
      }
      break;
    case JsonKind::kObject:
      enter();
      while (next_key(skipped_)) {
        skip();
      }
      break;
  }
  return text_.substr(begin, at_ - begin);
}

bool JsonCursor::at_end() { return peek() == kEnd && at_ >= text_.size(); }

}  // namespace osiris::components
