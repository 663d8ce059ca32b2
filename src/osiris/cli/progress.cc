#include "osiris/cli/progress.h"

#include "osiris/base/text.h"
#include "osiris/cli/text_table.h"
#include "osiris/format/json.h"
#include "osiris/session/event_text.h"

#include <fmt/format.h>
#include <algorithm>

namespace osiris::cli {
namespace {

constexpr std::chrono::milliseconds kTick{200};      // Seconds that count up look alive.
constexpr std::chrono::seconds kPlainInterval{10};   // A log of an hour's step stays short.
constexpr std::chrono::milliseconds kRateFrom{500};  // The rate of less time is mere noise.

std::int64_t number_or_zero(const Value& line, std::string_view key) {
  const Value* value = line.find(key);
  return value != nullptr && value->kind() == Value::Kind::kInt ? value->as_int() : 0;
}

std::string rows_text(std::int64_t rows) {
  return group_thousands(rows) + (rows == 1 ? " row" : " rows");
}

std::int64_t milliseconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

}  // namespace

ProgressView::ProgressView(Console& console, const Clock& clock, ProgressStyle style,
                           ProgressDetail detail)
    : console_(console), clock_(clock), style_(style), detail_(detail) {
  live_ = style == ProgressStyle::kAuto && console.style().err_is_terminal;
  if (live_) {
    ticker_ = std::jthread([this](const std::stop_token& stop) { tick(stop); });
  }
}

void ProgressView::end() {
  if (ticker_.joinable()) {
    ticker_.request_stop();
    ticker_.join();
  }
  console_.show_live({});
}

void ProgressView::take(std::string_view name, const Value& line) {
  if (style_ == ProgressStyle::kNone) {
    return;
  }
  if (style_ == ProgressStyle::kJson) {
    console_.tell(to_json(line) + "\n");
    return;
  }
  const std::lock_guard<std::mutex> hold(mutex_);
  const std::string step_id = line.text_or("step_id", "");
  if (name == "step_start") {
    start_step(step_id, line);
  } else if (name == "step_progress") {
    update_step(step_id, line);
  } else if (name == "step_warning") {
    tell_step(step_id, console_.paint(Ink::kYellow, "warning") + " " + session::warning_text(line));
  } else if (name == "step_retry_attempt") {
    tell_step(step_id, fmt::format("attempt {} failed ({}), trying again in {}",
                                   number_or_zero(line, "attempt"), line.text_or("error_code", ""),
                                   format_duration(number_or_zero(line, "delay_ms"))));
  } else if (name == "step_complete" || name == "step_failed" || name == "step_skipped") {
    end_step(name, step_id, line);
  }
  show_now();
}

void ProgressView::start_step(const std::string& step_id, const Value& line) {
  const std::chrono::nanoseconds now = clock_.monotonic();
  running_[step_id] = RunningStep{.started = now, .last_line = now};
  if (!live_ && detail_ == ProgressDetail::kEverything) {
    tell_step(step_id, "started (" + line.text_or("driver", "") + ")");
  }
}

void ProgressView::update_step(const std::string& step_id, const Value& line) {
  RunningStep& step = running_[step_id];
  step.rows = number_or_zero(line, "rows");
  step.bytes = number_or_zero(line, "bytes");
  step.memory_bytes = number_or_zero(line, "memory_bytes");
  const Value* percent = line.find("percent");
  step.percent = percent != nullptr && percent->is_number() ? percent->as_double() : -1;
  const std::chrono::nanoseconds now = clock_.monotonic();
  if (live_ || now - step.last_line < kPlainInterval) {
    return;
  }
  step.last_line = now;
  tell_step(step_id, join(measures_of(step), ", "));
}

std::vector<std::string> ProgressView::measures_of(const RunningStep& step) const {
  const std::chrono::nanoseconds spent = clock_.monotonic() - step.started;
  const std::int64_t spent_ms = milliseconds(spent);
  std::vector<std::string> measures;
  if (step.rows > 0) {
    measures.push_back(rows_text(step.rows));
  }
  if (step.rows > 0 && spent >= kRateFrom) {
    measures.push_back(group_thousands(step.rows * 1000 / spent_ms) + " rows/s");
  }
  if (step.bytes > 0) {
    measures.push_back(format_bytes(step.bytes));
  }
  if (step.percent >= 0) {
    measures.push_back(fmt::format("{:.0f} %", step.percent));
  }
  measures.push_back(fmt::format("{}.{} s", spent_ms / 1000, spent_ms % 1000 / 100));
  if (step.memory_bytes > 0) {
    measures.push_back("memory " + format_bytes(step.memory_bytes));
  }
  return measures;
}

void ProgressView::end_step(std::string_view name, const std::string& step_id, const Value& line) {
  running_.erase(step_id);
  if (name == "step_failed") {
    tell_step(step_id, console_.paint(Ink::kRed, "failed") + " " + line.text_or("error_code", ""));
  } else if (live_ && detail_ == ProgressDetail::kUsual) {
    return;  // The table at the end says it.
  } else if (name == "step_skipped") {
    const std::string reason = line.text_or("reason", "");
    // What was not to be done is no news; the table at the end says it.
    const bool was_planned = reason == "already_complete" || reason == "not_selected";
    if (!was_planned || detail_ == ProgressDetail::kEverything) {
      tell_step(step_id, "skipped (" + reason + ")");
    }
  } else {
    tell_step(step_id, rows_text(number_or_zero(line, "rows_processed")) + ", " +
                           format_duration(number_or_zero(line, "duration_ms")));
  }
}

void ProgressView::tell_step(const std::string& step_id, std::string_view text) {
  std::string out = step_id + ":";
  std::string_view indent = " ";
  for (const std::string& line : split(text, '\n')) {
    out += std::string(indent) + line + "\n";
    indent = "  ";
  }
  console_.tell(out);
}

void ProgressView::show_now() {
  if (!live_) {
    return;
  }
  std::size_t width = 0;
  for (const auto& [step_id, step] : running_) {
    width = std::max(width, display_width(step_id));
  }
  std::vector<std::string> lines;
  for (const auto& [step_id, step] : running_) {
    lines.push_back(step_id + std::string(width - display_width(step_id), ' ') + "  " +
                    join(measures_of(step), "  "));
  }
  console_.show_live(std::move(lines));
}

void ProgressView::tick(const std::stop_token& stop) {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stop.stop_requested()) {
    wake_.wait_for(lock, stop, kTick, [] { return false; });
    if (!stop.stop_requested()) {
      show_now();
    }
  }
}

}  // namespace osiris::cli
