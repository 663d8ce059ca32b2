#include "osiris/cli/component_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::cli {
namespace {

constexpr std::string_view kSpec = R"(
name: shop.reader
version: 1.2.0
title: Read a shop
description: Reads what a shop sold.
modes: [extract]
capabilities: {discover: true, streaming: true, doctor: false}
configSchema:
  type: object
  additionalProperties: false
  required: [table]
  properties:
    table: {type: string, minLength: 1, description: What to read.}
    host: {type: string, default: localhost}
    limit: {type: integer, minimum: 1, maximum: 9}
    columns: {anyOf: [{enum: [all, none]}, {type: array, items: {type: string}}]}
constraints:
  required:
    - when: {limit: null}
      must: {table: {pattern: "^small_"}}
      error: a large table needs a limit
x-connection-fields: [host, {name: key, override: forbidden}]
connectionSchema:
  type: object
  required: [key]
  properties: {host: {type: string, description: Where it is.}, key: {type: string}}
connectionSecrets: [/key]
llmHints: {inputAliases: {table: [table_name, source]}}
x-runtime: {connection: required, state: true}
examples:
  - title: A small table
    config: {table: small_orders}
)";

TEST(ComponentText, SaysAllThatTheSpecDoes) {
  const auto spec = sdk::Spec::parse(kSpec, "spec.yaml");
  ASSERT_TRUE(spec.has_value()) << spec.error().message;
  EXPECT_EQ(component_text(*spec), R"(shop.reader 1.2.0  (read)
Read a shop
  Reads what a shop sold.

options:
  table  (string, at least 1 character, required)
      What to read.
      Refused under its other names: table_name, source.
  host  (string, default "localhost")
  limit  (integer, at least 1, at most 9)
  columns  (all | none or list of string)

rules between options:
  a large table needs a limit
      (when {"limit":null}: {"table":{"pattern":"^small_"}})

connection of family shop, required:
  host  (string)
      Where it is.
      A step may set it too.
  key  (string, required, secret)
      A step may not set it.

keeps state between runs

capabilities: discover, streaming

example: A small table
  table: small_orders
)");
}

}  // namespace
}  // namespace osiris::cli
