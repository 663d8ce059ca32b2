#include "osiris/sdk/settings_mask.h"

#include "osiris/base/text.h"
#include "osiris/format/json.h"
#include "osiris/sdk/environment_reference.h"
#include "osiris/sdk/json_pointer.h"
#include "osiris/sdk/secret_names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

namespace osiris::sdk {
namespace {

/// Words that mean a secret in a connection unless a spec says otherwise. Elsewhere they mean
/// columns and cursors as well, hence they are not in is_secret_name().
bool is_lone_secret_word(std::string_view name) {
  static constexpr std::array<std::string_view, 9> kWords{
      "key",         "token",      "auth", "authorization", "credential",
      "credentials", "passphrase", "pass", "bearer"};
  return std::find(kWords.begin(), kWords.end(), to_lower(name)) != kWords.end();
}

bool is_declared(std::string_view field, const std::vector<const Spec*>& specs) {
  return std::any_of(specs.begin(), specs.end(), [&](const Spec* spec) {
    const JsonSchema* schema = spec->connection_schema();
    const Value* fields = schema == nullptr ? nullptr : schema->source().find("properties");
    return fields != nullptr && fields->find(field) != nullptr;
  });
}

/// A piece of a text: offset and length.
struct Piece {
  std::size_t begin = 0;
  std::size_t length = 0;
};

/// Finds the password of the URL whose `://` stands at `scheme_end`: user:password@host.
Piece password_of_url(std::string_view text, std::size_t scheme_end) {
  const std::size_t start = scheme_end + 3;
  const std::size_t end = std::min(text.find_first_of(" \t\n\"'<>", start), text.size());
  // A password may hold anything but a slash, so the last @ in front of the first slash counts.
  const std::size_t slash = std::min(text.find('/', start), end);
  const std::size_t at = text.substr(0, slash).rfind('@');
  const std::size_t colon = text.find(':', start);
  const bool has_password =
      at != std::string_view::npos && at > start && colon != std::string_view::npos && colon < at;
  return has_password ? Piece{colon + 1, at - colon - 1} : Piece{start, 0};
}

/// Finds the value behind a `=` at `equals` if the name in front of it is one of a secret.
Piece value_of_pair(std::string_view text, std::size_t equals) {
  std::size_t begin = equals;
  while (begin > 0 && (std::isalnum(static_cast<unsigned char>(text[begin - 1])) != 0 ||
                       text[begin - 1] == '_' || text[begin - 1] == '-')) {
    --begin;
  }
  const std::string_view name = text.substr(begin, equals - begin);
  if (!is_secret_name(name) && !is_lone_secret_word(name)) {
    return {equals + 1, 0};
  }
  const std::size_t start = equals + 1;
  const char quote = start < text.size() ? text[start] : '\0';
  const bool is_quoted = quote == '\'' || quote == '"';
  const std::size_t end =
      is_quoted ? text.find(quote, start + 1) : text.find_first_of(" \t\n;&", start);
  const std::size_t first = is_quoted ? start + 1 : start;
  return {first, std::min(end, text.size()) - first};
}

/// Lists the secrets inside a text, in order; none overlap.
std::vector<Piece> find_passwords(std::string_view text) {
  std::vector<Piece> found;
  std::size_t at = 0;
  while ((at = text.find_first_of(":=", at)) != std::string_view::npos) {
    Piece piece{at + 1, 0};
    if (text[at] == '=') {
      piece = value_of_pair(text, at);
    } else if (text.substr(at, 3) == "://") {
      piece = password_of_url(text, at);
    }
    if (piece.length > 0) {
      found.push_back(piece);
    }
    at = std::max(at + 1, piece.begin + piece.length);
  }
  return found;
}

/// Tells whether a text is `${NAME}` and nothing else: no fallback that could be a secret.
bool is_plain_reference(std::string_view text) {
  const auto references = find_environment_references(text);
  return references.size() == 1 && is_variable_name(references.front().name) &&
         !references.front().fallback.has_value() && references.front().begin == 0 &&
         references.front().end == text.size();
}

/// Shows a secret text: the names of variables stay.
std::string mask_secret_text(const std::string& text) {
  std::string shown;
  std::size_t copied = 0;
  for (const EnvironmentReference& reference : find_environment_references(text)) {
    if (!is_variable_name(reference.name)) {
      continue;  // More likely a piece of a password than the name of a variable.
    }
    shown += reference.begin > copied ? session::kMask : "";
    shown += "${" + reference.name;
    shown += reference.fallback.has_value() ? ":-" + std::string(session::kMask) : "";
    shown += "}";
    copied = reference.end;
  }
  return shown.append(text.size() > copied ? session::kMask : "");
}

/// Masks one connection's settings.
class Masking {
 public:
  Masking(const Value& settings, const std::vector<const Spec*>& specs, session::Redactor& redactor)
      : specs_(specs), redactor_(redactor) {
    for (const Spec* spec : specs) {
      for (const std::string& pointer : spec->connection_secrets) {
        named_.insert(find_pointer(settings, pointer));
      }
    }
    masked_ = mask(settings, Sort::kPlain, Depth::kTop);
  }

  /// Returns the settings, with the secrets that were found masked wherever else they stand.
  Value take() const { return redactor_.redact(masked_); }

 private:
  enum class Sort { kPlain, kSecret };
  enum class Depth { kTop, kBelow };

  Value mask(const Value& value, Sort sort, Depth depth) {
    const Sort own = named_.count(&value) > 0 ? Sort::kSecret : sort;
    if (value.is_object()) {
      Value masked = Value::object();
      for (const Member& member : value.members()) {
        masked.set(member.key, mask(member.value, sort_of(member.key, own, depth), Depth::kBelow));
      }
      return masked;
    }
    if (value.is_array()) {
      Value masked = Value::array();
      for (const Value& item : value.items()) {
        masked.push_back(mask(item, own, Depth::kBelow));
      }
      return masked;
    }
    return value.is_string() ? mask_text(value.as_string(), own) : mask_scalar(value, own);
  }

  Sort sort_of(const std::string& name, Sort parent, Depth depth) const {
    const bool sounds_secret =
        is_secret_name(name) ||
        (is_lone_secret_word(name) && !(depth == Depth::kTop && is_declared(name, specs_)));
    return sounds_secret ? Sort::kSecret : parent;
  }

  Value mask_text(const std::string& text, Sort sort) {
    if (sort == Sort::kPlain) {
      for (const Piece& piece : find_passwords(text)) {
        remember(text.substr(piece.begin, piece.length));
      }
      return Value(mask_passwords(text));
    }
    remember(text);
    return Value(mask_secret_text(text));
  }

  Value mask_scalar(const Value& value, Sort sort) {
    if (sort == Sort::kPlain || value.is_null()) {
      return value;
    }
    remember(to_json(value));
    return Value(session::kMask);
  }

  void remember(const std::string& secret) {
    if (find_environment_references(secret).empty()) {
      redactor_.add_secret(secret);
    }
  }

  const std::vector<const Spec*>& specs_;
  std::set<const Value*> named_;  ///< What a spec calls secret; a null among them does no harm.
  session::Redactor& redactor_;   ///< Learns every secret that is met.
  Value masked_;
};

}  // namespace

std::string mask_passwords(std::string_view text) {
  std::string masked;
  std::size_t copied = 0;
  for (const Piece& piece : find_passwords(text)) {
    masked.append(text.substr(copied, piece.begin - copied));
    const std::string_view secret = text.substr(piece.begin, piece.length);
    masked.append(is_plain_reference(secret) ? secret : session::kMask);
    copied = piece.begin + piece.length;
  }
  return masked.append(text.substr(copied));
}

Value mask_settings(const Value& settings, const std::vector<const Spec*>& specs) {
  session::Redactor redactor;
  return Masking(settings, specs, redactor).take();
}

void learn_secrets(const Value& settings, const std::vector<const Spec*>& specs,
                   session::Redactor& redactor) {
  const Masking masking(settings, specs, redactor);
}

void learn_secrets(const ConnectionSettings& settings, const std::vector<const Spec*>& specs,
                   session::Redactor& redactor) {
  learn_secrets(settings.values, specs, redactor);
  for (const std::string& text : settings.from_env) {
    redactor.add_secret(text);
  }
}

}  // namespace osiris::sdk
