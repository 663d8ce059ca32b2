// What has to be true of every component of the program.

#include "components/all.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace osiris::components {
namespace {

TEST(AllComponents, HaveASpecThatParsesWithItsExamples) {
  const sdk::Registry registry(all());
  EXPECT_FALSE(registry.names().empty());
  for (const std::string& name : registry.names()) {
    const auto spec = registry.spec(name);
    ASSERT_TRUE(spec.has_value()) << spec.error().message;
    EXPECT_FALSE((*spec)->examples.empty()) << name << " shows no example";
    EXPECT_FALSE((*spec)->description.empty()) << name;
  }
}

TEST(AllComponents, CheckConnectionsExactlyIfTheirSpecSaysSo) {
  const sdk::Registry registry(all());
  for (const std::string& name : registry.names()) {
    const sdk::Component& component = **registry.component(name);
    EXPECT_EQ((*registry.spec(name))->has_doctor, component.doctor != nullptr) << name;
    EXPECT_EQ((*registry.spec(name))->has_discover, component.discover != nullptr) << name;
    EXPECT_NE(component.run, nullptr) << name;
  }
}

TEST(AllComponents, OfOneFamilyHaveOneCheck) {
  const sdk::Registry registry(all());
  std::map<std::string, sdk::DoctorFunction> checks;
  for (const std::string& name : registry.names()) {
    const sdk::Spec& spec = **registry.spec(name);
    const auto [check, is_first] =
        checks.emplace(spec.family(), (*registry.component(name))->doctor);
    EXPECT_EQ(check->second, (*registry.component(name))->doctor) << name;
  }
}

}  // namespace
}  // namespace osiris::components
