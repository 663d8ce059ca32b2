#include "components/filesystem.csv_extractor/column_names.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <iterator>

namespace osiris::components {
namespace {

std::string quoted_list(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 5;
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) {
    list += (i == 0 ? "'" : ", '") + printable(names[i], 60) + "'";
  }
  return list + (names.size() > kShown ? ", …" : "");
}

}  // namespace

std::vector<std::string> missing_from(const std::vector<std::string>& others,
                                      const std::vector<std::string>& some) {
  std::vector<std::string> missing;
  std::copy_if(some.begin(), some.end(), std::back_inserter(missing), [&](const std::string& name) {
    return std::find(others.begin(), others.end(), name) == others.end();
  });
  return missing;
}

std::optional<char> likely_delimiter(const std::string& name, char delimiter) {
  std::optional<char> likely;
  std::ptrdiff_t most = 0;
  for (const char candidate : {';', '\t', '|', ','}) {
    const std::ptrdiff_t count = std::count(name.begin(), name.end(), candidate);
    const std::ptrdiff_t least = candidate == ',' ? 2 : 1;
    if (candidate != delimiter && count >= least && count > most) {
      likely = candidate;
      most = count;
    }
  }
  return likely;
}

std::string difference(const std::vector<std::string>& lacking,
                       const std::vector<std::string>& more) {
  std::string text = lacking.empty() ? "" : "it lacks " + quoted_list(lacking);
  if (!more.empty()) {
    text += (text.empty() ? "it has " : " and has ") + quoted_list(more) + " besides";
  }
  return text;
}

}  // namespace osiris::components
