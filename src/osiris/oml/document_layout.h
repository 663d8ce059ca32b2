#pragma once
// How a pipeline's document is laid out.

#include "osiris/format/yaml_layout.h"

namespace osiris::oml {

/// Returns the canonical layout of OML: the keys of the language in the order of vocabulary.h,
/// notes in front of the parameters and behind what a step has, options of components as they are
/// written, an empty line between sections and between steps.
YamlLayout document_layout();

}  // namespace osiris::oml
