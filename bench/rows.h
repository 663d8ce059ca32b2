#pragma once
// The rows of the ingest benchmark: ten columns of mixed types, each value a function of the row's
// number, cheap to make.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string_view>

namespace bench {

inline constexpr const char* kColumnsSql =
    "id BIGINT, customer INTEGER, quantity SMALLINT, amount DOUBLE, price DECIMAL(18,4), "
    "created TIMESTAMP, due DATE, status VARCHAR, name VARCHAR, note VARCHAR";
inline constexpr std::size_t kColumnCount = 10;

/// Mixes the bits of a row number. Source: SplitMix64.
inline std::uint64_t mix(std::uint64_t row) {
  std::uint64_t bits = row * 0x9E3779B97F4A7C15U;
  bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9U;
  return bits ^ (bits >> 27);
}

/// One row. `name` points into the row itself.
struct Row {
  std::int64_t id = 0;
  std::int32_t customer = 0;
  std::int16_t quantity = 0;
  bool amount_is_null = false;
  double amount = 0;
  std::int64_t price = 0;    ///< Ten-thousandths.
  std::int64_t created = 0;  ///< Microseconds since 1970.
  std::int32_t due = 0;      ///< Days since 1970.
  std::string_view status;
  std::string_view name;
  std::string_view note;  ///< NULL when empty.
  std::array<char, 24> name_space{};

  Row() = default;
  Row(const Row&) = delete;
  Row& operator=(const Row&) = delete;

  void make(std::int64_t row) {
    constexpr std::array<std::string_view, 6> kStatus{"new",     "paid",    "packed",
                                                      "shipped", "arrived", "returned"};
    constexpr std::array<std::string_view, 4> kNote{"", "leave at the door", "call before delivery",
                                                    "fragile"};
    const std::uint64_t bits = mix(static_cast<std::uint64_t>(row) + 1);
    id = row;
    customer = static_cast<std::int32_t>(bits % 200'000);
    quantity = static_cast<std::int16_t>((bits >> 8) % 50);
    amount_is_null = (bits >> 16) % 20 == 0;
    amount = static_cast<double>((bits >> 20) % 10'000'000) / 100;
    price = static_cast<std::int64_t>((bits >> 12) % 1'000'000'000);
    created = 1'700'000'000'000'000 + static_cast<std::int64_t>(bits % 31'536'000'000'000);
    due = static_cast<std::int32_t>(15'000 + (bits >> 30) % 5'000);
    status = kStatus[(bits >> 40) % kStatus.size()];
    note = kNote[(bits >> 44) % kNote.size()];
    name = make_name(bits);
  }

 private:
  std::string_view make_name(std::uint64_t bits) {
    constexpr std::string_view kLetters = "abcdefghijklmnop";
    const std::size_t length = 8 + (bits >> 50) % 12;
    for (std::size_t i = 0; i < length; ++i) {
      name_space[i] = kLetters[(bits >> (i * 3)) % kLetters.size()];
    }
    return {name_space.data(), length};
  }
};

/// Says that two databases hold the same rows when it gives the same number.
inline constexpr const char* kChecksumSql =
    "SELECT CAST(sum(hash(id, customer, quantity, amount, price, created, due, status, name, note) "
    "% 1000003) AS BIGINT) FROM rows";

}  // namespace bench
