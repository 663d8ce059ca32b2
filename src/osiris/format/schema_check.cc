#include "osiris/format/schema_check.h"

#include "osiris/base/text.h"
#include "osiris/format/json.h"
#include "osiris/format/schema_words.h"
#include "osiris/format/yaml_scalar.h"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace osiris {
namespace {

/// Names in a hint; more are no help.
constexpr std::size_t kNamesMax = 20;
/// A longer item would hide what the hint says.
constexpr std::size_t kItemBytesMax = 60;

/// Quotients this near to a whole number count as whole: 0.3 is a multiple of 0.1 to people.
constexpr double kWholeTolerance = 1e-9;

/// What a comparison with NaN counts as: neither below, equal nor above, so every limit is
/// violated.
constexpr int kUnordered = 2;

bool is_whole(const Value& value) {
  return value.is_integer() ||
         (value.kind() == Value::Kind::kDouble &&
          std::trunc(value.as_double()) == value.as_double() && std::isfinite(value.as_double()));
}

bool has_type(SchemaType type, const Value& value) {
  switch (type) {
    case SchemaType::kNull:
      return value.is_null();
    case SchemaType::kBoolean:
      return value.is_bool();
    case SchemaType::kInteger:
      return is_whole(value);
    case SchemaType::kNumber:
      return value.is_number();
    case SchemaType::kString:
      return value.is_string();
    case SchemaType::kArray:
      return value.is_array();
    case SchemaType::kObject:
      return value.is_object();
  }
  return false;
}

/// Tells whether a value is of one of the node's types (any, if it names none).
bool has_accepted_type(const SchemaNode& node, const Value& value) {
  return node.types.empty() ||
         std::any_of(node.types.begin(), node.types.end(),
                     [&value](SchemaType type) { return has_type(type, value); });
}

/// Compares two numbers exactly: below 0, 0 or above 0; nothing if one is NaN.
std::optional<int> compare_numbers(const Value& left, const Value& right) {
  static_assert(std::numeric_limits<long double>::digits >= 64,
                "holds every 64-bit integer and every double exactly");
  const auto widen = [](const Value& value) -> long double {
    switch (value.kind()) {
      case Value::Kind::kInt:
        return static_cast<long double>(value.as_int());
      case Value::Kind::kUint:
        return static_cast<long double>(value.as_uint());
      default:
        return value.as_double();
    }
  };
  const long double first = widen(left);
  const long double second = widen(right);
  if (std::isnan(first) || std::isnan(second)) {
    return std::nullopt;
  }
  return first < second ? -1 : first > second ? 1 : 0;
}

bool accepts(const SchemaNode& node, SchemaType type) {
  return std::find(node.types.begin(), node.types.end(), type) != node.types.end();
}

/// JSON Schema knows one kind of number, so 1 equals 1.0 here, as it does in the canonical form.
bool is_same(const Value& left, const Value& right) {
  if (left.is_number() && right.is_number()) {
    return compare_numbers(left, right) == 0;
  }
  const bool has_parts = left.is_array() || left.is_object();
  return has_parts && left.kind() == right.kind()
             ? to_canonical_json(left) == to_canonical_json(right)
             : left == right;
}

bool is_multiple(const Value& value, const Value& divisor) {
  if (value.is_integer() && divisor.is_integer()) {
    const std::uint64_t number = value.kind() == Value::Kind::kInt && value.as_int() < 0
                                     ? 0 - static_cast<std::uint64_t>(value.as_int())
                                     : value.as_uint();
    return number % divisor.as_uint() == 0;
  }
  const double quotient = value.as_double() / divisor.as_double();
  return std::abs(quotient - std::round(quotient)) <=
         kWholeTolerance * std::max(1.0, std::abs(quotient));
}

bool is_uri_character(char c) {
  constexpr std::string_view kOthers = "-._~:/?#[]@!$&'()*+,;=%";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kOthers.find(c) != std::string_view::npos;
}

/// Tells whether text has the shape of a URI: a scheme, and a host if `//` asks for one.
/// Source: RFC 3986, in outline.
bool is_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size() ||
      !std::all_of(text.begin(), text.end(), is_uri_character)) {
    return false;
  }
  const std::string_view scheme = text.substr(0, colon);
  const bool scheme_is_clean = std::all_of(scheme.begin(), scheme.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '-' || c == '.';
  });
  const char first = to_lower(scheme)[0];
  const std::string_view rest = text.substr(colon + 1);
  const bool lacks_host =
      rest.starts_with("//") && (rest.size() == 2 || rest[2] == '/') && to_lower(scheme) != "file";
  return scheme_is_clean && first >= 'a' && first <= 'z' && !lacks_host;
}

/// Writes a key as a step of a path: ".name", or "['odd name']" where a point would mislead.
std::string path_step(const std::string& key) {
  const bool is_plain = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return is_uri_character(c) &&
           std::string_view(":/?#[]@!&'()*+,;=%.").find(c) == std::string_view::npos;
  });
  return is_plain ? "." + key : "['" + printable(key, 60) + "']";
}

/// Says what to change when only the spelling is of the wrong type; empty if it is more than that.
std::string hint_for_type(const SchemaNode& node, const Value& value) {
  if (accepts(node, SchemaType::kString) && (value.is_number() || value.is_bool())) {
    return fmt::format("put it in quotes: \"{}\"", to_json(value));
  }
  const bool may_be_item = !value.is_array() && !value.is_object() && !value.is_null();
  if (accepts(node, SchemaType::kArray) && !accepts(node, SchemaType::kObject) && may_be_item) {
    const std::string item = to_json(value);
    return item.size() > kItemBytesMax ? "write a list" : fmt::format("write a list: [{}]", item);
  }
  if (!value.is_string()) {
    return "";
  }
  const std::string& text = value.as_string();
  if (accepts(node, SchemaType::kBoolean) && is_yaml11_boolean(text)) {
    return "write true or false";
  }
  const Value plain = resolve_plain_scalar(text).value;
  return !plain.is_string() && !plain.is_null() && has_accepted_type(node, plain)
             ? "remove the quotes"
             : "";
}

std::string hint_for_name(const std::string& name, const std::vector<std::string>& known,
                          std::string_view introduction) {
  if (const auto nearest = find_nearest(name, known)) {
    return fmt::format("did you mean '{}'?", *nearest);
  }
  if (known.empty() || known.size() > kNamesMax) {
    return "";
  }
  return fmt::format("{}: {}", introduction, join(known, ", "));
}

class SchemaChecker {
 public:
  void check(const SchemaNode& node, const Value& value);
  std::vector<SchemaFinding> take_findings() { return std::move(findings_); }

 private:
  void check_keywords(const SchemaNode& node, const Value& value);
  bool check_kind(const SchemaNode& node, const Value& value);
  void check_number(const SchemaNode& node, const Value& value);
  void check_string(const SchemaNode& node, const Value& value);
  void check_list(const SchemaNode& node, const Value& value);
  void check_unique(const Value& value);
  void check_mapping(const SchemaNode& node, const Value& value);
  void check_member(const SchemaNode& node, const Member& member);
  void check_branches(const SchemaNode& node, const Value& value);
  void check_one_branch(const std::vector<SchemaNode>& branches, const Value& value,
                        std::string_view keyword);
  std::vector<SchemaFinding> try_branch(const SchemaNode& branch, const Value& value);

  /// Adds a finding at the current path and returns it for what else there is to say.
  SchemaFinding& add(const Value& value, std::string_view keyword, std::string message);
  void add_expected(const SchemaNode& node, const Value& value, std::string_view keyword);
  std::string found(const Value& value) const {
    return secrets_ > 0 ? "a value that is not shown" : describe_found(value);
  }

  std::string path_;
  std::vector<SchemaFinding> findings_;
  int secrets_ = 0;  ///< Schemas around the current one that hide their values.
};

void SchemaChecker::check(const SchemaNode& node, const Value& value) {
  secrets_ += node.is_secret ? 1 : 0;
  check_keywords(node, value);
  secrets_ -= node.is_secret ? 1 : 0;
}

void SchemaChecker::check_keywords(const SchemaNode& node, const Value& value) {
  if (node.verdict.has_value()) {
    if (!*node.verdict) {
      add(value, "false", "is not allowed here");
    }
    return;
  }
  if (!check_kind(node, value)) {
    return;
  }
  if (value.is_number()) {
    check_number(node, value);
  } else if (value.is_string()) {
    check_string(node, value);
  } else if (value.is_array()) {
    check_list(node, value);
  } else if (value.is_object()) {
    check_mapping(node, value);
  }
  check_branches(node, value);
}

/// Checks type, enum and const; after one of these nothing else is worth saying.
bool SchemaChecker::check_kind(const SchemaNode& node, const Value& value) {
  if (!has_accepted_type(node, value)) {
    add_expected(node, value, "type");
    findings_.back().hint = secrets_ > 0 ? "" : hint_for_type(node, value);
    return false;
  }
  const auto is_value = [&value](const Value& allowed) { return is_same(allowed, value); };
  if (node.allowed != nullptr &&
      std::none_of(node.allowed->items().begin(), node.allowed->items().end(), is_value)) {
    add_expected(node, value, "enum");
    std::vector<std::string> names;
    for (const Value& allowed : node.allowed->items()) {
      names.push_back(allowed.is_string() ? allowed.as_string() : to_json(allowed));
    }
    if (value.is_string() && secrets_ == 0) {
      findings_.back().hint = hint_for_name(value.as_string(), names, "allowed values");
    }
    return false;
  }
  if (node.constant != nullptr && !is_value(*node.constant)) {
    add_expected(node, value, "const");
    return false;
  }
  return true;
}

void SchemaChecker::check_number(const SchemaNode& node, const Value& value) {
  const auto compare = [&value](const Value* limit) -> std::optional<int> {
    if (limit == nullptr) {
      return std::nullopt;
    }
    return compare_numbers(value, *limit).value_or(kUnordered);
  };
  const auto low = compare(node.minimum);
  const auto high = compare(node.maximum);
  const auto above = compare(node.exclusive_minimum);
  const auto below = compare(node.exclusive_maximum);
  if (low == -1 || low == kUnordered) {
    add_expected(node, value, "minimum");
  } else if (high == 1 || high == kUnordered) {
    add_expected(node, value, "maximum");
  } else if (above.has_value() && *above != 1) {
    add_expected(node, value, "exclusiveMinimum");
  } else if (below.has_value() && *below != -1) {
    add_expected(node, value, "exclusiveMaximum");
  } else if (node.multiple_of != nullptr && !is_multiple(value, *node.multiple_of)) {
    add_expected(node, value, "multipleOf");
  }
}

void SchemaChecker::check_string(const SchemaNode& node, const Value& value) {
  const std::string& text = value.as_string();
  const std::size_t length = count_code_points(text);
  const bool is_short = length < node.length.min.value_or(0);
  if (is_short || length > node.length.max.value_or(length)) {
    add(value, is_short ? "minLength" : "maxLength",
        length == 0 ? "must not be empty"
                    : fmt::format("must have {}, got {}", describe_bounds(node.length, "character"),
                                  length));
    return;
  }
  if (node.pattern.has_value() && text.size() > Pattern::kTextBytesMax) {
    add(value, "pattern",
        fmt::format("must have at most {} bytes to be compared with a pattern, got {}",
                    Pattern::kTextBytesMax, text.size()));
  } else if (node.pattern.has_value() && !node.pattern->matches(text)) {
    add(value, "pattern",
        fmt::format("must {}, got {}",
                    node.pattern_words.empty() ? "match the pattern " + node.pattern->text()
                                               : "be " + node.pattern_words,
                    found(value)));
  }
  if (node.is_uri && !is_uri(text)) {
    add(value, "format", fmt::format("must be a URI, got {}", found(value))).hint =
        "a URI looks like https://example.com/path";
  }
}

void SchemaChecker::check_list(const SchemaNode& node, const Value& value) {
  const std::size_t count = value.items().size();
  const bool is_short = count < node.item_count.min.value_or(0);
  if (is_short || count > node.item_count.max.value_or(count)) {
    add(value, is_short ? "minItems" : "maxItems",
        count == 0
            ? "must not be empty"
            : fmt::format("must have {}, got {}", describe_bounds(node.item_count, "item"), count));
  }
  if (node.has_unique_items) {
    check_unique(value);
  }
  if (node.items == nullptr) {
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t length = path_.size();
    path_ += fmt::format("[{}]", i);
    check(*node.items, value.items()[i]);
    path_.resize(length);
  }
}

void SchemaChecker::check_unique(const Value& value) {
  std::map<std::string, std::size_t> first_places;
  for (std::size_t i = 0; i < value.items().size(); ++i) {
    const Value& item = value.items()[i];
    const auto [place, is_new] = first_places.emplace(to_canonical_json(item), i);
    if (!is_new) {
      const std::size_t length = path_.size();
      path_ += fmt::format("[{}]", i);
      add(item, "uniqueItems",
          fmt::format("must not stand in the list twice, got {} as items {} and {}", found(item),
                      place->second + 1, i + 1));
      path_.resize(length);
    }
  }
}

void SchemaChecker::check_mapping(const SchemaNode& node, const Value& value) {
  for (const std::string& key : node.required) {
    if (value.find(key) == nullptr) {
      SchemaFinding& finding =
          add(value, "required", fmt::format("the key '{}' is missing", printable(key)));
      finding.subject = key;
    }
  }
  const std::size_t count = value.members().size();
  const bool is_short = count < node.member_count.min.value_or(0);
  if (is_short || count > node.member_count.max.value_or(count)) {
    add(value, is_short ? "minProperties" : "maxProperties",
        fmt::format("must have {}, got {}", describe_bounds(node.member_count, "key"), count));
  }
  for (const Member& member : value.members()) {
    const std::size_t length = path_.size();
    const std::string step = path_step(member.key);
    path_ += path_.empty() && step.front() == '.' ? step.substr(1) : step;
    check_member(node, member);
    path_.resize(length);
  }
}

void SchemaChecker::check_member(const SchemaNode& node, const Member& member) {
  bool is_known = false;
  for (const auto& [name, property] : node.properties) {
    if (name == member.key) {
      check(property, member.value);
      is_known = true;
    }
  }
  for (const auto& [pattern, property] : node.pattern_properties) {
    if (member.key.size() <= Pattern::kTextBytesMax && pattern.matches(member.key)) {
      check(property, member.value);
      is_known = true;
    }
  }
  if (is_known || node.additional == nullptr) {
    return;
  }
  if (node.additional->verdict != false) {
    check(*node.additional, member.value);
    return;
  }
  std::vector<std::string> names;
  for (const auto& [name, property] : node.properties) {
    names.push_back(name);
  }
  SchemaFinding& finding = add(member.value, "additionalProperties",
                               fmt::format("unknown key '{}'", printable(member.key, 60)));
  finding.subject = member.key;
  finding.hint = hint_for_name(member.key, names, "known keys");
  finding.mark = member.key_mark;
}

void SchemaChecker::check_branches(const SchemaNode& node, const Value& value) {
  for (const SchemaNode& branch : node.all_of) {
    check(branch, value);
  }
  if (!node.any_of.empty()) {
    check_one_branch(node.any_of, value, "anyOf");
  }
  if (!node.one_of.empty()) {
    check_one_branch(node.one_of, value, "oneOf");
  }
  if (node.negated != nullptr && try_branch(*node.negated, value).empty()) {
    add(value, "not",
        fmt::format("must not be {}, got {}", describe_accepted(*node.negated), found(value)));
  }
}

/// Where only one branch is of the value's type, that branch was meant: its own findings say more
/// than "none of these".
void SchemaChecker::check_one_branch(const std::vector<SchemaNode>& branches, const Value& value,
                                     std::string_view keyword) {
  std::size_t matching = 0;
  std::size_t of_type = 0;
  std::vector<SchemaFinding> meant;
  std::vector<std::string> accepted;
  for (const SchemaNode& branch : branches) {
    std::vector<SchemaFinding> findings = try_branch(branch, value);
    matching += findings.empty() ? 1 : 0;
    accepted.push_back(describe_accepted(branch));
    if (!branch.verdict.has_value() && has_accepted_type(branch, value)) {
      ++of_type;
      meant = std::move(findings);
    }
  }
  if (matching == 1 || (matching > 1 && keyword == "anyOf")) {
    return;
  }
  if (matching > 1) {
    add(value, keyword,
        fmt::format("must be exactly one of {}, got {}, which is {} of them", join(accepted, "; "),
                    found(value), matching));
  } else if (of_type == 1) {
    std::move(meant.begin(), meant.end(), std::back_inserter(findings_));
  } else {
    add(value, keyword, fmt::format("must be {}, got {}", join(accepted, " or "), found(value)));
  }
}

std::vector<SchemaFinding> SchemaChecker::try_branch(const SchemaNode& branch, const Value& value) {
  std::vector<SchemaFinding> outer = std::exchange(findings_, {});
  check(branch, value);
  return std::exchange(findings_, std::move(outer));
}

SchemaFinding& SchemaChecker::add(const Value& value, std::string_view keyword,
                                  std::string message) {
  SchemaFinding& finding = findings_.emplace_back();
  finding.path = path_;
  finding.keyword = std::string(keyword);
  finding.message = std::move(message);
  finding.where = &value;
  finding.mark = value.mark;
  return finding;
}

void SchemaChecker::add_expected(const SchemaNode& node, const Value& value,
                                 std::string_view keyword) {
  add(value, keyword, fmt::format("must be {}, got {}", describe_accepted(node), found(value)));
}

}  // namespace

std::vector<SchemaFinding> check_schema(const SchemaNode& node, const Value& value) {
  SchemaChecker checker;
  checker.check(node, value);
  return checker.take_findings();
}

}  // namespace osiris
