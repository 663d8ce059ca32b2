#pragma once
// The one way a failure travels: values, never exceptions.

#include "osiris/base/error.h"

#include <tl/expected.hpp>
#include <utility>

namespace osiris {

/// Holds the outcome of one act that may fail in an expected way.
/// Only what std::expected of g++ 12 also has is used (has_value, value, error, operator*), so that
/// this line is the only one to change when the project moves to it.
template <class T>
using Result = tl::expected<T, Error>;

/// Stands for an act that returns nothing but may fail.
using Status = Result<void>;

/// Wraps an error for return from a function that yields a Result.
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

/// Wraps a new error for return: `return fail(kFileNotFound, "no file 'x.csv'");`
inline tl::unexpected<Error> fail(const ErrorCode& code, std::string message,
                                  std::string hint = {}) {
  return fail(make_error(code, std::move(message), std::move(hint)));
}

}  // namespace osiris

#define OSIRIS_CONCAT_INNER(a, b) a##b
#define OSIRIS_CONCAT(a, b) OSIRIS_CONCAT_INNER(a, b)

/// Evaluates `expression`, returns its error from the enclosing function, or binds its value:
/// `OSIRIS_TRY(auto text, files.read_text(path));`
#define OSIRIS_TRY(declaration, expression) \
  OSIRIS_TRY_INNER(OSIRIS_CONCAT(osiris_try_, __LINE__), declaration, expression)
#define OSIRIS_TRY_INNER(holder, declaration, expression) \
  auto holder = (expression);                             \
  if (!holder.has_value()) {                              \
    return ::osiris::fail(std::move(holder).error());     \
  }                                                       \
  declaration = std::move(holder).value()

/// Evaluates `expression` of type Status and returns its error from the enclosing function.
#define OSIRIS_CHECKED(expression)                                       \
  do {                                                                   \
    if (auto osiris_status = (expression); !osiris_status.has_value()) { \
      return ::osiris::fail(std::move(osiris_status).error());           \
    }                                                                    \
  } while (false)
