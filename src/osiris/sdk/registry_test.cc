#include "osiris/sdk/component.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace osiris::sdk {
namespace {

constexpr std::string_view kSpec =
    "name: shop.reader\nversion: 1.0.0\nmodes: [read]\n"
    "configSchema: {type: object, additionalProperties: false, properties: {}}\n";

Registry registry() {
  return Registry({{.name = "shop.reader", .spec_yaml = kSpec},
                   {.name = "shop.broken", .spec_yaml = "name: ["},
                   {.name = "shop.alias", .spec_yaml = kSpec}});
}

TEST(Registry, ListsNamesWithoutReadingASpec) {
  const Registry components = registry();
  EXPECT_THAT(components.names(), testing::ElementsAre("shop.alias", "shop.broken", "shop.reader"));
  EXPECT_TRUE(components.has("shop.broken"));
  EXPECT_FALSE(components.has("shop.raeder"));
  EXPECT_TRUE(components.component("shop.broken").has_value());
}

TEST(Registry, ParsesASpecOnceAndKeepsIt) {
  const Registry components = registry();
  const auto first = components.spec("shop.reader");
  ASSERT_TRUE(first.has_value()) << first.error().message;
  EXPECT_EQ((*first)->name, "shop.reader");
  EXPECT_EQ(*components.spec("shop.reader"), *first);
}

TEST(Registry, GivesTheSameSpecToAllThreads) {
  const Registry components = registry();
  std::vector<const Spec*> specs(8, nullptr);
  std::vector<std::jthread> threads;
  for (const Spec*& spec : specs) {
    threads.emplace_back([&components, &spec] { spec = *components.spec("shop.reader"); });
  }
  threads.clear();
  EXPECT_THAT(specs, testing::Each(testing::Eq(specs.front())));
}

TEST(Registry, SuggestsTheNearestName) {
  const Registry components = registry();
  const auto near = components.spec("shop.raeder");
  ASSERT_FALSE(near.has_value());
  EXPECT_TRUE(near.error().is(kComponentUnknown));
  EXPECT_EQ(near.error().hint, "did you mean 'shop.reader'?");
  EXPECT_THAT(components.component("oracle.extractor").error().hint,
              testing::HasSubstr("components list"));
}

TEST(Registry, RefusesASpecThatIsNotTheComponents) {
  const Registry components = registry();
  EXPECT_TRUE(components.spec("shop.broken").error().is(kSpecInvalid));
  EXPECT_THAT(components.spec("shop.alias").error().message,
              testing::HasSubstr("not the component's name"));
  EXPECT_TRUE(components.spec("shop.broken").error().is(kSpecInvalid)) << "and again";
}

DoctorReport healthy(const ConnectionSettings&, const DoctorContext&) { return {}; }

TEST(Registry, RefusesASpecThatPromisesACheckThatIsNotThere) {
  const std::string with_doctor = std::string(kSpec) + "capabilities: {doctor: true}\n";
  const auto spec_of = [](std::string_view text, DoctorFunction doctor) {
    const Registry components({{.name = "shop.reader", .spec_yaml = text, .doctor = doctor}});
    return components.spec("shop.reader").has_value();
  };
  EXPECT_TRUE(spec_of(with_doctor, healthy));
  EXPECT_TRUE(spec_of(kSpec, nullptr));
  EXPECT_FALSE(spec_of(with_doctor, nullptr));
  EXPECT_FALSE(spec_of(kSpec, healthy));
}

Result<Discovery> nothing(const ConnectionSettings&, const DiscoverContext&) { return Discovery(); }

TEST(Registry, RefusesASpecThatPromisesADiscoveryThatIsNotThere) {
  const std::string with_discover = std::string(kSpec) + "capabilities: {discover: true}\n";
  const auto spec_of = [](std::string_view text, DiscoverFunction discover) {
    const Registry components({{.name = "shop.reader", .spec_yaml = text, .discover = discover}});
    return components.spec("shop.reader").has_value();
  };
  EXPECT_TRUE(spec_of(with_discover, nothing));
  EXPECT_FALSE(spec_of(with_discover, nullptr));
  EXPECT_FALSE(spec_of(kSpec, nothing));
}

TEST(RegistryDeath, StopsOnTwoComponentsOfOneName) {
  EXPECT_DEATH(Registry({{.name = "a.b", .spec_yaml = kSpec}, {.name = "a.b", .spec_yaml = kSpec}}),
               "same name");
}

}  // namespace
}  // namespace osiris::sdk
