#pragma once
// What a plain (unquoted) scalar of YAML means.

#include "osiris/format/value.h"

#include <string_view>

namespace osiris {

/// The meaning of a plain scalar.
struct PlainScalar {
  Value value;
  bool too_large =
      false;  ///< A number that fits neither 64 bits nor a double; `value` is its text.
};

/// Gives a plain scalar its type by the core schema of YAML 1.2.2, except that a leading zero makes
/// no number: 0123 is a string.
PlainScalar resolve_plain_scalar(std::string_view text);

/// Tells whether YAML 1.1 reads the text as a boolean where YAML 1.2 sees a word: yes, no, on, off.
bool is_yaml11_boolean(std::string_view text);

/// Tells whether some version of YAML reads the plain text as anything but a string. Generous: what
/// we write must mean the same to every reader.
bool may_read_as_non_string(std::string_view text);

}  // namespace osiris
