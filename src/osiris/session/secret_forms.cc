#include "osiris/session/secret_forms.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace osiris::session {
namespace {

/// A log line quotes a message that quotes a JSON body that quotes a URL; deeper has not been seen.
constexpr int kDecodingsMax = 3;
/// Lines of a long secret that are shorter than this say too little to be searched for.
constexpr std::size_t kLineBytesMin = 16;

/// A text seen through decoders. `origins[i]` is the part of the first text that byte i stands for;
/// no origins at all: the text is the first one.
struct View {
  std::string text;
  std::vector<TextSpan> origins;

  TextSpan origin(std::size_t index) const {
    return origins.empty() ? TextSpan{index, index + 1} : origins[index];
  }
};

/// What stands at one place of an escaped text: the bytes it means and how many bytes say so.
struct Unescaped {
  std::string bytes;
  std::size_t length = 0;
};

std::optional<unsigned> hex_value(std::string_view digits) {
  unsigned value = 0;
  for (const char c : digits) {
    const std::size_t digit = std::string_view("0123456789abcdef").find(to_lower({&c, 1}));
    if (digit == std::string_view::npos) {
      return std::nullopt;
    }
    value = value * 16 + static_cast<unsigned>(digit);
  }
  return value;
}

std::optional<Unescaped> percent_escape(std::string_view rest) {
  if (rest.size() < 3 || rest[0] != '%') {
    return std::nullopt;
  }
  const std::optional<unsigned> value = hex_value(rest.substr(1, 2));
  if (!value) {
    return std::nullopt;
  }
  return Unescaped{std::string(1, static_cast<char>(*value)), 3};
}

std::optional<Unescaped> form_space(std::string_view rest) {
  if (rest[0] != '+') {
    return std::nullopt;
  }
  return Unescaped{" ", 1};
}

/// Reads `\uXXXX` at the start.
std::optional<unsigned> utf16_unit(std::string_view rest) {
  if (rest.size() < 6 || rest.substr(0, 2) != "\\u") {
    return std::nullopt;
  }
  return hex_value(rest.substr(2, 4));
}

std::string to_utf8(std::uint32_t code_point) {
  const auto tail = [code_point](unsigned shift) {
    return static_cast<char>(0x80U | ((code_point >> shift) & 0x3FU));
  };
  if (code_point < 0x80) {
    return {static_cast<char>(code_point)};
  }
  if (code_point < 0x800) {
    return {static_cast<char>(0xC0U | (code_point >> 6U)), tail(0)};
  }
  if (code_point < 0x10000) {
    return {static_cast<char>(0xE0U | (code_point >> 12U)), tail(6), tail(0)};
  }
  return {static_cast<char>(0xF0U | (code_point >> 18U)), tail(12), tail(6), tail(0)};
}

std::optional<Unescaped> json_escape(std::string_view rest) {
  if (rest.size() < 2 || rest[0] != '\\') {
    return std::nullopt;
  }
  // JSON has no \', but SQL and program text, whose escapes are the same otherwise, do.
  constexpr std::string_view kLetters = "\"'\\/bfnrt";
  constexpr std::string_view kMeanings = "\"'\\/\b\f\n\r\t";
  const std::size_t letter = kLetters.find(rest[1]);
  if (letter != std::string_view::npos) {
    return Unescaped{std::string(1, kMeanings[letter]), 2};
  }
  const std::optional<unsigned> unit = utf16_unit(rest);
  if (!unit) {
    return std::nullopt;
  }
  const std::optional<unsigned> low = utf16_unit(rest.substr(6));
  if (*unit >= 0xD800 && *unit < 0xDC00 && low && *low >= 0xDC00 && *low < 0xE000) {
    return Unescaped{to_utf8(0x10000 + ((*unit - 0xD800) << 10U) + (*low - 0xDC00)), 12};
  }
  return Unescaped{to_utf8(*unit), 6};
}

/// Reads a quote that is written twice, as SQL, YAML and CSV do.
std::optional<Unescaped> doubled_quote(std::string_view rest) {
  if (rest.size() < 2 || rest[1] != rest[0]) {
    return std::nullopt;
  }
  return Unescaped{std::string(1, rest[0]), 2};
}

/// Knows one kind of escapes: the byte that begins them, and how to read one.
struct Decoder {
  char first;
  std::optional<Unescaped> (*read)(std::string_view rest);
};

constexpr Decoder kDecoders[] = {{'%', &percent_escape},
                                 {'+', &form_space},
                                 {'\\', &json_escape},
                                 {'"', &doubled_quote},
                                 {'\'', &doubled_quote}};

/// Returns the view behind one kind of escapes; nothing if there are none.
std::optional<View> decode(const View& view, const Decoder& decoder) {
  const std::string_view text = view.text;
  if (text.find(decoder.first) == std::string_view::npos) {
    return std::nullopt;
  }
  View decoded;
  bool changed = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::optional<Unescaped> escape =
        text[at] == decoder.first ? decoder.read(text.substr(at)) : std::nullopt;
    const std::size_t length = escape ? escape->length : 1;
    const std::string_view bytes = escape ? std::string_view(escape->bytes) : text.substr(at, 1);
    const TextSpan origin{view.origin(at).start, view.origin(at + length - 1).end};
    decoded.text += bytes;
    decoded.origins.insert(decoded.origins.end(), bytes.size(), origin);
    changed = changed || escape;
    at += length;
  }
  return changed ? std::optional<View>(std::move(decoded)) : std::nullopt;
}

/// Returns how many bytes in front of `end` are the beginning of `form`; 0 if too few to tell.
std::size_t beginning_before(std::string_view text, std::size_t end, std::string_view form) {
  for (std::size_t length = std::min(form.size() - 1, end); length >= kSearchedBytesMin; --length) {
    if (text.substr(end - length, length) == form.substr(0, length)) {
      return length;
    }
  }
  return 0;
}

/// Finds forms of which only the beginning is left, because whoever quoted them cut the text.
void collect_cut(const View& view, const std::string& form, std::vector<TextSpan>& spans) {
  for (const std::string_view mark : {std::string_view("…"), std::string_view("...")}) {
    for (std::size_t at = view.text.find(mark); at != std::string::npos;
         at = view.text.find(mark, at + 1)) {
      if (const std::size_t length = beginning_before(view.text, at, form); length > 0) {
        spans.push_back({view.origin(at - length).start, view.origin(at - 1).end});
      }
    }
  }
}

void collect(const View& view, const std::vector<std::string>& forms, int decodings_left,
             std::vector<TextSpan>& spans) {
  for (const std::string& form : forms) {
    // From the next byte on, not behind the match: "abab" stands twice in "ababab".
    for (std::size_t at = view.text.find(form); at != std::string::npos;
         at = view.text.find(form, at + 1)) {
      spans.push_back({view.origin(at).start, view.origin(at + form.size() - 1).end});
    }
    collect_cut(view, form, spans);
  }
  if (decodings_left == 0) {
    return;
  }
  for (const Decoder& decoder : kDecoders) {
    if (const std::optional<View> decoded = decode(view, decoder)) {
      collect(*decoded, forms, decodings_left - 1, spans);
    }
  }
}

/// Encodes without padding. Source: RFC 4648, sections 4 and 5.
std::string base64(std::string_view bytes, std::string_view last_two_digits) {
  std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  digits += last_two_digits;
  std::string encoded;
  std::uint32_t bits = 0;
  unsigned bit_count = 0;
  for (const char c : bytes) {
    bits = (bits << 8U) | static_cast<unsigned char>(c);
    for (bit_count += 8; bit_count >= 6; bit_count -= 6) {
      encoded += digits[(bits >> (bit_count - 6)) & 0x3FU];
    }
  }
  return encoded;
}

/// Adds the base64 digits that depend on the secret alone, for each of the three places that it may
/// take among the triples of bytes around it.
void add_base64(std::string_view secret, std::vector<std::string>& forms) {
  for (const std::string_view last_two_digits : {"+/", "-_"}) {
    for (std::size_t shift = 0; shift < 3; ++shift) {
      const std::string encoded =
          base64(std::string(shift, '\0') + std::string(secret), last_two_digits);
      // One digit more than there are bytes in front holds bits of them; a last digit that holds
      // bits of what follows is not encoded at all.
      forms.push_back(encoded.substr(shift == 0 ? 0 : shift + 1));
    }
  }
}

}  // namespace

std::vector<std::string> searched_forms(std::string_view secret) {
  std::vector<std::string> forms;
  // A secret read from a file often ends in a line feed that nobody sends.
  const std::string_view core = trim(secret);
  const std::string_view searched = core.size() < kSearchedBytesMin ? secret : core;
  if (searched.size() < kSearchedBytesMin || core.empty()) {
    return forms;
  }
  forms.emplace_back(searched);
  add_base64(searched, forms);
  const std::vector<std::string> lines = split(core, '\n');
  for (const std::string& line : lines) {
    if (lines.size() > 1 && trim(line).size() >= kLineBytesMin) {
      forms.emplace_back(trim(line));
    }
  }
  return forms;
}

std::vector<TextSpan> find_forms(std::string_view text, const std::vector<std::string>& forms) {
  std::vector<TextSpan> spans;
  if (forms.empty()) {
    return spans;
  }
  collect(View{std::string(text), {}}, forms, kDecodingsMax, spans);
  std::sort(spans.begin(), spans.end(),
            [](const TextSpan& left, const TextSpan& right) { return left.start < right.start; });
  std::vector<TextSpan> merged;
  for (const TextSpan& span : spans) {
    if (!merged.empty() && span.start <= merged.back().end) {
      merged.back().end = std::max(merged.back().end, span.end);
    } else {
      merged.push_back(span);
    }
  }
  return merged;
}

}  // namespace osiris::session
