// A step's `retry` and `timeout`.

#include "osiris/base/text.h"
#include "osiris/oml/draft.h"
#include "osiris/oml/vocabulary.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace osiris::oml {
namespace {

constexpr const char* kAttemptsHint = "write `max_attempts: 3`";

std::int64_t to_ms(double seconds) { return std::llround(seconds * 1000); }

/// Reads the parts of one `retry`.
class RetryReader {
 public:
  RetryReader(const DraftStep& draft, Findings& findings) : draft_(draft), findings_(findings) {}

  Retry read(const Value& value) {
    if (!value.is_object()) {
      report(value.mark, "retry", "retry must be a mapping, got " + kind_found(value),
             "write `retry: {max_attempts: 3}`");
      return {};
    }
    for (const Member& member : value.members()) {
      check_key(member);
    }
    Retry retry;
    if (const Value* attempts = value.find("max_attempts"); attempts == nullptr) {
      report(value.mark, "retry", "retry without 'max_attempts'", kAttemptsHint);
    } else {
      retry.max_attempts = read_attempts(*attempts);
    }
    retry.delay_ms = read_delay(value, "delay_seconds", retry.delay_ms);
    // A first delay above the default cap raises the cap; one above a written cap is an error.
    retry.max_delay_ms =
        read_delay(value, "max_delay_seconds", std::max(retry.max_delay_ms, retry.delay_ms));
    if (const Value* backoff = value.find("backoff"); backoff != nullptr) {
      retry.backoff = read_backoff(*backoff);
    }
    if (retry.max_delay_ms < retry.delay_ms) {
      report(value.find("max_delay_seconds")->mark, "retry.max_delay_seconds",
             "max_delay_seconds is below delay_seconds", "raise it, or lower delay_seconds");
    }
    return retry;
  }

 private:
  void check_key(const Member& member) {
    const auto& keys = retry_keys();
    if (std::find(keys.begin(), keys.end(), member.key) == keys.end()) {
      const std::string hint = did_you_mean(member.key, keys);
      findings_.error(kUnknownKey, draft_.at(member.key_mark, "retry." + member.key),
                      "retry has no key " + in_quotes(member.key),
                      hint.empty() ? "known: " + join(keys, ", ") : hint);
    }
  }

  int read_attempts(const Value& value) {
    const bool fits =
        value.kind() == Value::Kind::kInt && value.as_int() >= 1 && value.as_int() <= kAttemptsMax;
    if (!fits) {
      report(value.mark, "retry.max_attempts",
             "max_attempts must be an integer from 1 to " + std::to_string(kAttemptsMax),
             kAttemptsHint);
      return 1;
    }
    return static_cast<int>(value.as_int());
  }

  std::int64_t read_delay(const Value& retry, const std::string& key, std::int64_t fallback_ms) {
    const Value* value = retry.find(key);
    if (value == nullptr) {
      return fallback_ms;
    }
    const bool fits =
        value->is_number() && value->as_double() >= 0 && value->as_double() <= kDelaySecondsMax;
    if (!fits) {
      report(value->mark, "retry." + key, key + " must be a number of seconds from 0 to 86400",
             "write the number alone: `" + key + ": 30`");
      return fallback_ms;
    }
    return to_ms(value->as_double());
  }

  double read_backoff(const Value& value) {
    const bool fits =
        value.is_number() && value.as_double() >= 1 && value.as_double() <= kBackoffMax;
    if (!fits) {
      report(value.mark, "retry.backoff", "backoff must be a number from 1 to 100",
             "each delay is this many times the one before");
      return 1;
    }
    return value.as_double();
  }

  void report(const Mark& mark, std::string_view key, std::string message, std::string hint) {
    findings_.error(kInvalidRetry, draft_.at(mark, key), std::move(message), std::move(hint));
  }

  const DraftStep& draft_;
  Findings& findings_;
};

/// Reads "90s", "1.5h" as seconds; a negative number if it is none.
double parse_duration_seconds(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit = trim(text.substr(static_cast<std::size_t>(end - text.data())));
  if (error != std::errc() || !std::isfinite(number)) {
    return -1;
  }
  if (unit == "ms") {
    return number / 1000;
  }
  if (unit == "s") {
    return number;
  }
  if (unit == "m" || unit == "min") {
    return number * 60;
  }
  return unit == "h" ? number * 3600 : -1;
}

}  // namespace

Retry read_retry(const Value& value, const DraftStep& draft, Findings& findings) {
  return RetryReader(draft, findings).read(value);
}

std::int64_t read_timeout_ms(const Value& value, const DraftStep& draft, Findings& findings) {
  double seconds = -1;
  if (value.is_number()) {
    seconds = value.as_double();
  } else if (value.is_string()) {
    seconds = parse_duration_seconds(trim(value.as_string()));
  }
  if (!(seconds >= kTimeoutSecondsMin &&
        seconds <= kTimeoutSecondsMax)) {  // Not a number fails, too.
    findings.error(kInvalidTimeout, draft.at(value.mark, "timeout"),
                   "timeout must be above 0 and at most a week",
                   "write seconds, or a text such as 90s, 15m or 2h");
    return 0;
  }
  return to_ms(seconds);
}

}  // namespace osiris::oml
