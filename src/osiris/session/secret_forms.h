#pragma once
// The guises in which a secret may stand in a text. Knows nothing of masks and logs.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::session {

/// Shorter secrets are not searched for inside texts: they would mask innocent words.
inline constexpr std::size_t kSearchedBytesMin = 4;

/// Lists what to search for so that a secret is found plain or inside base64, whatever stands
/// around it; of a secret of several lines (a private key) each long line too. Empty for a short
/// secret.
std::vector<std::string> searched_forms(std::string_view secret);

/// The bytes from `start` up to, not including, `end`.
struct TextSpan {
  std::size_t start = 0;
  std::size_t end = 0;
};

/// Finds where `forms` stand in a text: as they are, or behind URL or JSON escapes or with
/// quotes doubled, mixed or nested up to three deep; also the beginning of one (four bytes and
/// more) in front of `…` or `...`, where somebody cut the text. Returns spans in order that neither
/// overlap nor touch.
std::vector<TextSpan> find_forms(std::string_view text, const std::vector<std::string>& forms);

}  // namespace osiris::session
