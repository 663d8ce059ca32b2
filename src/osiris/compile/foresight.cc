#include "osiris/compile/foresight.h"

#include "osiris/base/ids.h"
#include "osiris/base/text.h"
#include "osiris/compile/step_inputs.h"
#include "osiris/compile/written_files.h"
#include "osiris/format/yaml_scalar_places.h"
#include "osiris/oml/reader.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace osiris::compile {
namespace {

using exchange::BindInput;
using sdk::Certainty;
using sdk::Foresight;

/// Measures the word at an offset, to be underlined: a name, a number, a reference to a parameter,
/// or one character.
std::size_t word_length(std::string_view text, std::size_t offset) {
  const auto is_part = [](char byte) {
    return is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           byte == '_' || (static_cast<unsigned char>(byte) & 0x80U) != 0;
  };
  std::size_t end = std::min(offset, text.size());
  if (text.substr(end).starts_with("${")) {
    return std::min(text.find('}', end), text.size() - 1) + 1 - end;
  }
  if (end < text.size() && text[end] == '"') {
    end = std::min(text.find('"', end + 1), text.size() - 1) + 1;
  }
  while (end < text.size() && is_part(text[end])) {
    ++end;
  }
  return std::max<std::size_t>(end - std::min(offset, text.size()), 1);
}

class ForesightPass {
 public:
  ForesightPass(const std::vector<ManifestStep>& steps, const Origin& origin,
                const sdk::Registry& registry, const Foresee& foresee)
      : steps_(steps), origin_(origin), written_(steps, registry), foresee_(foresee) {}

  ForesightOutcome run() {
    for (const ManifestStep& step : steps_) {
      step_of_.emplace(step.id, &step);
    }
    report_shared_targets();
    for (std::size_t i = 0; i < steps_.size() && !outcome_.failure; ++i) {
      Foresight foresight = ask(i);
      if (steps_[i].mode != sdk::Mode::kWrite) {
        remember(steps_[i], foresight);
        outcome_.steps.push_back({steps_[i].id, std::move(foresight)});
      }
    }
    return std::move(outcome_);
  }

 private:
  void remember(const ManifestStep& step, const Foresight& foresight) {
    known_.emplace(step.id, foresight);
    for (const ManifestOutput& output : step.outputs) {
      known_.emplace(sdk::output_relation(step.id, output.name),
                     Foresight{.certainty = Certainty::kCertain,
                               .columns = output.columns,
                               .basis = "the component",
                               .obstacle = {}});
    }
  }

  Foresight ask(std::size_t index) {
    const ManifestStep& step = steps_[index];
    if (const auto writer = earlier_writer(step)) {
      return {.certainty = Certainty::kUnknown,
              .columns = {},
              .basis = "step '" + *writer + "' writes what it reads",
              .obstacle = {}};
    }
    const std::vector<BindInput> inputs = inputs_of(step);
    auto foresight = foresee_(step, inputs);
    if (!foresight.has_value()) {
      return refuse(index, std::move(foresight).error(), inputs);
    }
    lower_certainty(*foresight, inputs);
    if (foresight->obstacle) {
      report(index, *foresight->obstacle, Severity::kWarning);
    }
    return *std::move(foresight);
  }

  std::vector<BindInput> inputs_of(const ManifestStep& step) const {
    std::vector<BindInput> inputs;
    const auto has_relation = [&](const std::string& name) { return known_.count(name) > 0; };
    for (StepSource& source : step_inputs(step, has_relation)) {
      const Foresight& known = known_.at(source.input.relation);
      inputs.push_back({.input = std::move(source.input), .columns = {}});
      if (known.certainty != Certainty::kUnknown) {
        inputs.back().columns = known.columns;
      }
    }
    return inputs;
  }

  /// What follows from inputs is no surer than they are.
  void lower_certainty(Foresight& foresight, const std::vector<BindInput>& inputs) const {
    for (const BindInput& input : inputs) {
      const Foresight& known = known_.at(input.input.relation);
      if (foresight.certainty == Certainty::kUnknown && known.certainty == Certainty::kUnknown) {
        foresight.basis = "the columns of '" + input.input.relation + "' are not known";
      } else if (input.columns && known.certainty < foresight.certainty) {
        foresight.certainty = known.certainty;
        foresight.basis = known.basis;
      }
    }
  }

  /// Reports what is wrong with a step.
  Foresight refuse(std::size_t index, Error error, const std::vector<BindInput>& inputs) {
    Foresight unknown;
    unknown.basis = error.message;
    if (error.fault != Fault::kUser) {
      outcome_.failure = std::move(error);
      return unknown;
    }
    explain_missing_table(error, steps_[index], inputs);
    const std::string sample = sample_that_misleads(steps_[index], inputs);
    if (sample.empty()) {
      report(index, error, Severity::kError);
    } else {
      error.message += ", by the types in " + sample;
      report(index, error, Severity::kWarning);
    }
    return unknown;
  }

  /// Returns the sample of data whose types may be to blame for an error: with texts in place of
  /// them there is none. Empty if no sample is to blame.
  std::string sample_that_misleads(const ManifestStep& step, std::vector<BindInput> inputs) {
    std::string sample;
    for (BindInput& input : inputs) {
      const Foresight& known = known_.at(input.input.relation);
      if (input.columns && known.certainty == Certainty::kLikely) {
        sample = known.basis;
        for (exchange::ColumnText& column : *input.columns) {
          column.type = "VARCHAR";
        }
      }
    }
    return !sample.empty() && foresee_(step, inputs).has_value() ? sample : std::string();
  }

  /// Says of a table that is not there which step it is, or which name was meant.
  void explain_missing_table(Error& error, const ManifestStep& step,
                             const std::vector<BindInput>& inputs) const {
    const std::string table = error.detail(exchange::kMissingTableDetail);
    if (table.empty()) {
      return;
    }
    if (const std::string output = output_called(table); !output.empty()) {
      error.code = exchange::kUndeclaredInput.name;
      error.message = "the query reads '" + printable(table) + "', which is no input of this step";
      error.hint = "take it under 'inputs': `inputs: {" + sanitize_step_id(output) + ": \"@" +
                   output + "\"}`";
      return;
    }
    if (const ManifestStep* const other = step_called(table)) {
      error.code = exchange::kUndeclaredInput.name;
      const bool is_itself = other->id == step.id;
      const bool writes = other->mode == sdk::Mode::kWrite;
      error.message = "the query reads '" + printable(table) + "', which is " +
                      (is_itself ? "the step itself"
                       : writes  ? "a step that writes and has no rows to read"
                                 : "no input of this step");
      error.hint = is_itself || writes ? "read the relation of a step before it"
                                       : "add '" + other->id + "' to the step's 'needs'";
      return;
    }
    std::vector<std::string> names;
    for (const BindInput& input : inputs) {
      names.push_back(input.input.relation);
      names.insert(names.end(), input.input.names.begin(), input.input.names.end());
    }
    error.message = "the query reads '" + printable(table) + "', which is no input of this step";
    const auto nearest = find_nearest(table, names);
    error.hint = nearest         ? "did you mean '" + *nearest + "'?"
                 : names.empty() ? "the step has no inputs: name them under 'needs' or 'inputs'"
                                 : "its inputs are called " + join(names, ", ");
  }

  static bool means(const std::string& relation, const std::string& table) {
    std::vector<std::string> names = oml::input_names(relation, {}, false);
    names.push_back(relation);
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return to_lower(name) == to_lower(table); });
  }

  /// Returns the named output of a step that the query means by `table`; empty if none.
  std::string output_called(const std::string& table) const {
    for (const ManifestStep& step : steps_) {
      for (const ManifestOutput& output : step.outputs) {
        std::string relation = sdk::output_relation(step.id, output.name);
        if (means(relation, table)) {
          return relation;
        }
      }
    }
    return {};
  }

  const ManifestStep* step_called(const std::string& table) const {
    const auto found = std::find_if(steps_.begin(), steps_.end(), [&](const ManifestStep& step) {
      return means(step.id, table);
    });
    return found == steps_.end() ? nullptr : &*found;
  }

  /// Returns the step that writes a file which this one reads, before or beside it.
  std::optional<std::string> earlier_writer(const ManifestStep& step) const {
    for (const ManifestStep* const writer : written_.writers_for(step)) {
      if (!comes_after(*writer, step)) {
        return writer->id;
      }
    }
    return std::nullopt;
  }

  /// Tells whether `step` needs `first`, directly or not.
  bool comes_after(const ManifestStep& step, const ManifestStep& first) const {
    std::vector<const ManifestStep*> open{&step};
    std::set<const ManifestStep*> seen;
    while (!open.empty()) {
      const ManifestStep* const next = open.back();
      open.pop_back();
      if (next == &first) {
        return true;
      }
      if (seen.insert(next).second) {
        for (const std::string& need : next->needs) {
          open.push_back(step_of_.at(need));
        }
      }
    }
    return false;
  }

  /// Refuses two steps that write one file: whichever is last would win.
  void report_shared_targets() {
    for (const SharedFile& shared : written_.shared()) {
      const auto index = static_cast<std::size_t>(shared.file.step - steps_.data());
      report(index,
             make_error(kSharedTarget, "step '" + shared.other->id + "' writes this file too",
                        "give each of them a file of its own")
                 .with(std::string(sdk::kOptionDetail), shared.file.option),
             Severity::kError);
    }
  }

  void report(std::size_t index, const Error& error, Severity severity) {
    const StepOrigin& origin = origin_.steps[index];
    const std::string option = error.detail(sdk::kOptionDetail);
    const Value* const value = option.empty() ? nullptr : steps_[index].config.find(option);
    const bool is_written = value != nullptr && value->mark.line > 0;
    Mark mark = is_written ? value->mark : origin.mark;
    if (const std::string offset = error.detail(exchange::kOffsetDetail);
        is_written && value->is_string() && !offset.empty()) {
      mark = mark_inside(*value, static_cast<std::size_t>(parse_integer(offset).value_or(0)));
    }
    Diagnostic finding;
    finding.severity = severity;
    finding.code = error.code;
    finding.where = {origin_.file, mark.line, mark.column, mark.end_column};
    finding.message = printable(error.message, 500);
    finding.hint = error.hint;
    finding.type = error.code.substr(error.code.find('.') + 1);
    finding.location = origin.location + ".config" + (option.empty() ? "" : "." + option);
    outcome_.diagnostics.push_back(std::move(finding));
  }

  /// Returns the place of a byte of a text, which parameters may have been filled into.
  Mark mark_inside(const Value& value, std::size_t offset) const {
    const auto places = YamlScalarPlaces::find(origin_.text, value.mark);
    if (!places) {
      return value.mark;
    }
    const std::size_t written =
        oml::offset_before_parameters(places->text(), origin_.parameters, offset);
    return places->locate(written, word_length(places->text(), written));
  }

  const std::vector<ManifestStep>& steps_;
  const Origin& origin_;
  const WrittenFiles written_;
  const Foresee& foresee_;
  std::map<std::string, const ManifestStep*> step_of_;
  std::map<std::string, Foresight> known_;  ///< By relation.
  ForesightOutcome outcome_;
};

}  // namespace

ForesightOutcome foresee_steps(const std::vector<ManifestStep>& steps, const Origin& origin,
                               const sdk::Registry& registry, const Foresee& foresee) {
  return ForesightPass(steps, origin, registry, foresee).run();
}

}  // namespace osiris::compile
