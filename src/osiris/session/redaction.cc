#include "osiris/session/redaction.h"

#include "osiris/base/text.h"
#include "osiris/session/secret_forms.h"

#include <algorithm>

namespace osiris::session {
namespace {

std::string mask_forms(std::string_view text, const std::vector<std::string>& forms) {
  std::string masked;
  std::size_t kept_from = 0;
  for (const TextSpan& span : find_forms(text, forms)) {
    masked.append(text.substr(kept_from, span.start - kept_from)).append(kMask);
    kept_from = span.end;
  }
  return masked.append(text.substr(kept_from));
}

Value mask_forms(const Value& value, const std::vector<std::string>& forms) {
  if (value.is_string()) {
    return Value(mask_forms(std::string_view(value.as_string()), forms));
  }
  if (value.is_array()) {
    Value masked = Value::array();
    for (const Value& item : value.items()) {
      masked.push_back(mask_forms(item, forms));
    }
    return masked;
  }
  if (value.is_object()) {
    Value masked = Value::object();
    for (const Member& member : value.members()) {
      masked.set(mask_forms(std::string_view(member.key), forms), mask_forms(member.value, forms));
    }
    return masked;
  }
  return value;
}

void mask_leaves(Value& value) {
  if (value.is_array()) {
    std::for_each(value.items().begin(), value.items().end(), mask_leaves);
  } else if (value.is_object()) {
    for (Member& member : value.members()) {
      mask_leaves(member.value);
    }
  } else if (!value.is_null() && value != Value("")) {
    value = Value(kMask);
  }
}

/// Undoes the escapes of one part of a JSON pointer. Source: RFC 6901, section 4.
std::string unescape_part(std::string part) {
  return replace_all(replace_all(std::move(part), "~1", "/"), "~0", "~");
}

Value* child_of(Value& value, const std::string& part) {
  if (value.is_array()) {
    const std::optional<long long> index = parse_integer(part);
    const bool inside =
        index && *index >= 0 && static_cast<std::size_t>(*index) < value.items().size();
    return inside ? &value.items()[static_cast<std::size_t>(*index)] : nullptr;
  }
  return value.find(part);
}

}  // namespace

void Redactor::add_secret(std::string_view secret) {
  const std::lock_guard<std::mutex> hold(mutex_);
  for (std::string& form : searched_forms(secret)) {
    if (std::find(needles_.begin(), needles_.end(), form) == needles_.end()) {
      needles_.push_back(std::move(form));
    }
  }
}

std::string Redactor::redact(std::string_view text) const {
  const std::lock_guard<std::mutex> hold(mutex_);
  return mask_forms(text, needles_);
}

Value Redactor::redact(const Value& value) const {
  const std::lock_guard<std::mutex> hold(mutex_);
  return mask_forms(value, needles_);
}

Value mask_pointers(const Value& config, const std::vector<std::string>& pointers) {
  Value masked = config;
  for (const std::string& pointer : pointers) {
    Value* at = &masked;
    std::string_view rest = pointer;
    while (at != nullptr && !rest.empty()) {
      rest.remove_prefix(rest.front() == '/' ? 1 : 0);
      const std::size_t end = std::min(rest.find('/'), rest.size());
      at = child_of(*at, unescape_part(std::string(rest.substr(0, end))));
      rest.remove_prefix(end);
    }
    if (at != nullptr) {
      mask_leaves(*at);
    }
  }
  return masked;
}

}  // namespace osiris::session
