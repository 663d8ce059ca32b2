// Writes the CSV file of the big benchmark: the same bytes for the same number of rows.
//
// Usage: generate_csv ROWS FILE
//
// Ten columns: three integers, a double, a decimal with 5 % NULL, a timestamp with microseconds, a
// word of few values, a name with commas and quotes, a note that is often NULL, a date.
// About 114 bytes a row.

#include <array>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

/// A small random source whose numbers are the same on every machine. Source: SplitMix64.
class Random {
 public:
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t bits = state_;
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9U;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBU;
    return bits ^ (bits >> 31);
  }
  unsigned below(unsigned limit) { return static_cast<unsigned>(next() % limit); }

 private:
  std::uint64_t state_ = 20'261'122;
};

constexpr std::array<const char*, 8> kStatus{"new",     "paid",     "packed",  "shipped",
                                             "arrived", "returned", "refused", "closed"};
constexpr std::array<const char*, 12> kFirst{"Ada",     "Grace",  "Alan",    "Edsger",
                                             "Barbara", "Donald", "Frances", "John",
                                             "Tony",    "Leslie", "Niklaus", "Karen"};
constexpr std::array<const char*, 12> kLast{"Lovelace", "Hopper",  "Turing", "Dijkstra",
                                            "Liskov",   "Knuth",   "Allen",  "Backus",
                                            "Hoare",    "Lamport", "Wirth",  "Spärck Jones"};
constexpr std::array<const char*, 6> kNotes{"leave at the door", "call before delivery",
                                            "\"gift, wrap it\"", "second attempt",
                                            "fragile goods",     "see order history"};

void write_name(std::FILE* out, Random& random) {
  const char* first = kFirst[random.below(kFirst.size())];
  const char* last = kLast[random.below(kLast.size())];
  switch (random.below(4)) {
    case 0:
      std::fprintf(out, "\"%s, %s\"", last, first);
      break;
    case 1:
      std::fprintf(out, "\"%s \"\"%u\"\" %s\"", first, random.below(100), last);
      break;
    default:
      std::fprintf(out, "%s %s", first, last);
  }
}

void write_row(std::FILE* out, std::uint64_t row, Random& random) {
  std::fprintf(out, "%" PRIu64 ",%u,%u,", row, random.below(200'000), random.below(50) + 1);
  std::fprintf(out, "%.4f,", static_cast<double>(random.below(100'000'000)) / 1e4);
  if (random.below(20) != 0) {
    std::fprintf(out, "%u.%02u", random.below(100'000), random.below(100));
  }
  std::fprintf(out, ",2024-%02u-%02u %02u:%02u:%02u.%06u,%s,", random.below(12) + 1,
               random.below(28) + 1, random.below(24), random.below(60), random.below(60),
               random.below(1'000'000), kStatus[random.below(kStatus.size())]);
  write_name(out, random);
  std::fputc(',', out);
  if (random.below(2) == 0) {
    std::fputs(kNotes[random.below(kNotes.size())], out);
  }
  std::fprintf(out, ",20%02u-%02u-%02u\n", random.below(30), random.below(12) + 1,
               random.below(28) + 1);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: generate_csv ROWS FILE\n", stderr);
    return 2;
  }
  const std::uint64_t rows = std::strtoull(arguments[1], nullptr, 10);
  std::FILE* out = std::fopen(arguments[2], "w");
  if (out == nullptr) {
    std::perror(arguments[2]);
    return 1;
  }
  std::fputs(
      "id,customer_id,quantity,amount,discount,created_at,status,customer_name,note,due_date\n",
      out);
  Random random;
  for (std::uint64_t row = 1; row <= rows; ++row) {
    write_row(out, row, random);
  }
  const bool failed = std::ferror(out) != 0;
  if (std::fclose(out) != 0 || failed) {
    std::perror(arguments[2]);
    return 1;
  }
  return 0;
}
