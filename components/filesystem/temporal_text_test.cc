#include "components/filesystem/temporal_text.h"

#include <gtest/gtest.h>

#include <utility>

namespace osiris::components {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

TEST(TemporalText, KnowsTheFormsOfIso8601) {
  const std::pair<const char*, std::pair<TemporalForm, std::int64_t>> texts[] = {
      {"1970-01-02", {TemporalForm::kDate, 1}},
      {"2000-02-29", {TemporalForm::kDate, 11016}},
      {"00:01:00.25", {TemporalForm::kTime, 60 * kSecond + kSecond / 4}},
      {"1970-01-01T00:01", {TemporalForm::kTimestamp, 60 * kSecond}},
      {"1970-01-01 00:00:01.000001", {TemporalForm::kTimestamp, kSecond + 1}},
      {"1970-01-01T00:00:01Z", {TemporalForm::kInstant, kSecond}},
      {"1970-01-01 01:00:00+01", {TemporalForm::kInstant, 0}},
      {"1970-01-01T00:00:00.5-0130", {TemporalForm::kInstant, 5400 * kSecond + kSecond / 2}},
  };
  for (const auto& [text, expected] : texts) {
    const auto value = parse_temporal(text);
    ASSERT_TRUE(value.has_value()) << text;
    EXPECT_EQ(value->form, expected.first) << text;
    EXPECT_EQ(value->value, expected.second) << text;
  }
}

TEST(TemporalText, LeavesAnythingElseAlone) {
  for (const char* text :
       {"", "2024-1-31", "2023-02-29", "2024-13-01", "0000-01-01", "31.01.2024", "20240131",
        "2024-01-31T", "2024-01-31T24:00:00", "10:00", "2024-01-31T10:00Z", "2024-01-31t10:00:00",
        "2024-01-31T10:00:00.", "2024-01-31T10:00:00.1234567", "2024-01-31T10:00:00+15",
        "2024-01-31T10:00:00 Z", "2024-01-31 "}) {
    EXPECT_FALSE(parse_temporal(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace osiris::components
