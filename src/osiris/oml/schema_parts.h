#pragma once
// Pieces that the JSON Schema of the language is put together from.

#include "osiris/format/value.h"

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace osiris::oml {

/// The place of the definition of `${params.x}` within the schema.
inline constexpr const char* kReferencePointer = "#/$defs/parameter_reference";

/// Makes an object of its members, in their order.
Value object_of(std::initializer_list<std::pair<const char*, Value>> members);

/// Makes a list of texts.
Value texts_of(const std::vector<std::string>& texts);

/// Makes `{"enum": […]}`.
Value one_of(const std::vector<std::string>& words);

/// Makes a schema accept what `schema` does, or a text that holds a parameter reference. What
/// editors show (title, description, default, …) stays outside, where they look for it.
Value or_reference(const Value& schema);

/// Lets references into the parts of a schema, but not beside the schema itself: of several
/// branches only one may take a reference.
Value with_references_inside(const Value& schema);

/// Lets references in everywhere: a list, and an item of it, may be a reference.
Value with_references(const Value& schema);

}  // namespace osiris::oml
