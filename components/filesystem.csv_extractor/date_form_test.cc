#include "components/filesystem.csv_extractor/date_form.h"

#include <gtest/gtest.h>

namespace osiris::components {
namespace {

/// Reads a text by a form of dates, else of timestamps; "none" if it is not of it, "no form" if
/// there is no such form.
std::string iso(std::string_view form, std::string_view text) {
  auto parsed = DateForm::parse(form, DateForm::Holds::kDate);
  if (!parsed) {
    parsed = DateForm::parse(form, DateForm::Holds::kTimestamp);
  }
  return parsed ? parsed->to_iso(text).value_or("none") : "no form";
}

TEST(DateForm, ReadsDays) {
  EXPECT_EQ(iso("%d.%m.%Y", "31.01.2024"), "2024-01-31");
  EXPECT_EQ(iso("%d.%m.%Y", "1.2.2024"), "2024-02-01");
  EXPECT_EQ(iso("%m/%d/%y", "02/29/24"), "2024-02-29");
  EXPECT_EQ(iso("%m/%d/%y", "12/31/69"), "1969-12-31");
  EXPECT_EQ(iso("%Y%m%d", "20240131"), "2024-01-31");
  EXPECT_EQ(iso("%d %b %Y", "07 MAR 1999"), "1999-03-07");
  EXPECT_EQ(iso("%B %d, %Y", "march 7, 1999"), "1999-03-07");
  EXPECT_EQ(iso("%F 100%%", "2024-01-31 100%"), "2024-01-31");
}

TEST(DateForm, ReadsTimes) {
  EXPECT_EQ(iso("%d.%m.%Y %H:%M", "31.01.2024 7:05"), "2024-01-31 07:05:00");
  EXPECT_EQ(iso("%FT%T.%f", "2024-01-31T07:05:09.25"), "2024-01-31 07:05:09.25");
  EXPECT_EQ(iso("%m/%d/%Y %I:%M %p", "01/31/2024 12:05 AM"), "2024-01-31 00:05:00");
  EXPECT_EQ(iso("%m/%d/%Y %I:%M %p", "01/31/2024 12:05 pm"), "2024-01-31 12:05:00");
  EXPECT_EQ(iso("%m/%d/%Y %I:%M %p", "01/31/2024 11:05 PM"), "2024-01-31 23:05:00");
  EXPECT_EQ(iso("%F %T %z", "2024-01-31 07:05:09 +0130"), "2024-01-31 07:05:09+01:30");
  EXPECT_EQ(iso("%F %T%z", "2024-01-31 07:05:09Z"), "2024-01-31 07:05:09Z");
  EXPECT_EQ(iso("%F %T%z", "2024-01-31 07:05:09-05"), "2024-01-31 07:05:09-05");
}

TEST(DateForm, RefusesWhatIsNoSuchDay) {
  EXPECT_EQ(iso("%d.%m.%Y", "30.02.2024"), "none");
  EXPECT_EQ(iso("%d.%m.%Y", "01.13.2024"), "none");
  EXPECT_EQ(iso("%d.%m.%Y", "01.12.24"), "none");
  EXPECT_EQ(iso("%d.%m.%Y", "01.12.2024 "), "none");
  EXPECT_EQ(iso("%d.%m.%Y", "01.12.0000"), "none");
  EXPECT_EQ(iso("%d.%m.%Y", ""), "none");
  EXPECT_EQ(iso("%Y%m%d", "2024131"), "none") << "20 24 13 1 or 2024 1 31";
  EXPECT_EQ(iso("%d %b %Y", "07 Mrz 1999"), "none");
  EXPECT_EQ(iso("%F %I %p", "2024-01-31 13 PM"), "none");
  EXPECT_EQ(iso("%F %T.%f", "2024-01-31 07:05:09.1234567"), "none") << "a digit would be lost";
  EXPECT_EQ(iso("%F %T%z", "2024-01-31 07:05:09+1"), "none");
}

TEST(DateForm, RefusesFormsThatNameNoMoment) {
  for (const char* form : {"", "%d.%m", "%Y", "%d.%m.%Y %Y", "%d.%m.%Y %M", "%q.%m.%Y", "%d.%m.%Y%",
                           "%d.%m.%Y %I:%M", "%d.%m.%Y %H:%S", "%b %m %d %Y", "%H:%M"}) {
    EXPECT_EQ(iso(form, "31.01.2024"), "no form") << form;
  }
  EXPECT_FALSE(DateForm::parse("%d.%m.%Y %H", DateForm::Holds::kDate));
  EXPECT_FALSE(DateForm::parse("%d.%m.%Y", DateForm::Holds::kTimestamp));
}

TEST(DateForms, TakeThePlaceOfIso) {
  const DateForms forms{.date = DateForm::parse("%d.%m.%Y", DateForm::Holds::kDate),
                        .timestamp = std::nullopt};
  EXPECT_EQ(forms.to_plain("31.01.2024"), "2024-01-31");
  EXPECT_EQ(forms.to_plain("2024-01-31"), std::nullopt);
  EXPECT_EQ(forms.to_plain("2024-01-31 10:00:00"), "2024-01-31 10:00:00");
  EXPECT_EQ(forms.to_plain("10:00:00"), "10:00:00");
  EXPECT_EQ(forms.to_plain("x"), "x");
}

}  // namespace
}  // namespace osiris::components
