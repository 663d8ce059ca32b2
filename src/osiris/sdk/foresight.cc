#include "osiris/sdk/foresight.h"

namespace osiris::sdk {

std::string_view to_string(Certainty certainty) {
  switch (certainty) {
    case Certainty::kLikely:
      return "likely";
    case Certainty::kSeen:
      return "seen";
    case Certainty::kCertain:
      return "certain";
    case Certainty::kUnknown:
      break;
  }
  return "unknown";
}

}  // namespace osiris::sdk
