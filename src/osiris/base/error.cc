#include "osiris/base/error.h"

#include "osiris/base/check.h"

namespace osiris {

Error&& Error::within(std::string_view where) && {
  message = std::string(where) + ": " + message;
  return std::move(*this);
}

Error&& Error::with(std::string key, std::string value) && {
  details.emplace_back(std::move(key), std::move(value));
  return std::move(*this);
}

Error&& Error::retryable() && {
  transient = true;
  return std::move(*this);
}

std::string Error::detail(std::string_view key) const {
  for (const auto& [name, value] : details) {
    if (name == key) {
      return value;
    }
  }
  return {};
}

Error make_error(const ErrorCode& code, std::string message, std::string hint) {
  Error error;
  error.code = std::string(code.name);
  error.fault = code.fault;
  error.message = std::move(message);
  error.hint = std::move(hint);
  return error;
}

std::string_view to_string(Fault fault) {
  switch (fault) {
    case Fault::kUser:
      return "user";
    case Fault::kExternal:
      return "external";
    case Fault::kSystem:
      return "system";
    case Fault::kBug:
      return "bug";
  }
  OSIRIS_CHECK(false, "a Fault outside its enumerators");
  return {};
}

}  // namespace osiris
