#include "osiris/format/yaml_finding.h"

namespace osiris {

Diagnostic to_diagnostic(const YamlFinding& finding, YamlSource& source, const std::string& file) {
  const Mark mark = finding.end > finding.offset ? source.locate(finding.offset, finding.end)
                                                 : source.locate(finding.offset);
  Diagnostic diagnostic;
  diagnostic.code = std::string(finding.code.name);
  diagnostic.where = SourceSpan{file, mark.line, mark.column, mark.end_column};
  diagnostic.message = finding.message;
  diagnostic.hint = finding.hint;
  return diagnostic;
}

}  // namespace osiris
