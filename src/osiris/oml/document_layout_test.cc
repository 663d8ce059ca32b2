#include "osiris/oml/document_layout.h"

#include <gtest/gtest.h>

namespace osiris::oml {
namespace {

std::string laid_out(const std::string& text) {
  return lay_out_yaml(text, "p.yaml", document_layout()).text.value_or("no text");
}

TEST(DocumentLayout, OrdersSectionsAndPartsThemByAnEmptyLine) {
  EXPECT_EQ(laid_out("steps: []\n"
                     "params:\n  n: {default: 1, type: integer}\n"
                     "profiles: {fast: {n: 2}}\n"
                     "x-defaults: &defaults {header: true}\n"
                     "description: Text.\n"
                     "name: p\n"
                     "oml_version: \"0.1.0\"\n"),
            "oml_version: \"0.1.0\"\n"
            "name: p\n"
            "description: Text.\n"
            "x-defaults: &defaults {header: true}\n"
            "\n"
            "params:\n"
            "  n: {type: integer, default: 1}\n"
            "\n"
            "profiles: {fast: {n: 2}}\n"
            "steps: []\n");
}

TEST(DocumentLayout, OrdersTheKeysOfStepsAndLeavesOptionsAlone) {
  EXPECT_EQ(laid_out("steps:\n"
                     "- config:\n"
                     "    path: a.csv\n"
                     "    delimiter: ;\n"
                     "  x-owner: team\n"
                     "  retry: {delay_seconds: 1, max_attempts: 3}\n"
                     "  component: c\n"
                     "  id: a\n"
                     "- with: {}\n"
                     "  uses: c\n"
                     "  id: b\n"),
            "steps:\n"
            "  - id: a\n"
            "    component: c\n"
            "    config:\n"
            "      path: a.csv\n"
            "      delimiter: ;\n"
            "    retry: {max_attempts: 3, delay_seconds: 1}\n"
            "    x-owner: team\n"
            "\n"
            "  - id: b\n"
            "    uses: c\n"
            "    with: {}\n");
}

}  // namespace
}  // namespace osiris::oml
