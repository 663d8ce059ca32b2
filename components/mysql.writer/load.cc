#include "components/mysql.writer/load.h"

#include "components/mysql/error_class.h"
#include "components/mysql/quoting.h"
#include "osiris/base/sha256.h"
#include "osiris/base/text.h"
#include "osiris/exchange/value_text.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <span>

namespace osiris::components::mysql {
namespace {

using exchange::ByteBuffer;

// A statement of LOAD DATA ends behind so many rows or bytes: then a bad row is told soon, and what
// a dead run leaves undone is little to undo. Larger ones are not faster.
constexpr std::int64_t kStatementRows = 100'000;
constexpr std::size_t kStatementBytes = std::size_t{32} << 20U;
// How much is encoded at once, while the server is busy with what it has.
constexpr std::size_t kPieceBytes = std::size_t{256} << 10U;
// An INSERT has at most so many bytes, if the server takes them. Larger ones are not faster.
constexpr std::size_t kInsertBytes = std::size_t{1} << 20U;
// What a statement may be smaller than max_allowed_packet, for its head.
constexpr std::size_t kPacketSlack = 1024;
constexpr std::size_t kWarningsMax = 1000;
constexpr std::size_t kSumDigits = 31;
constexpr char kLoadLetter = 'l';
constexpr char kInsertLetter = 'i';

// Servers that have LOAD DATA LOCAL switched off, in spite of what @@local_infile says.
constexpr std::array<std::string_view, 3> kLocalRefused{"1148", "3948", "4166"};

// What the server says of a row without its number: a foreign key, a check, JSON, a geometry, a
// partition.
constexpr std::array<std::string_view, 13> kRowless{"1452", "1216", "4025", "3819", "3140",
                                                    "4035", "4036", "4037", "4038", "4039",
                                                    "4040", "1416", "1526"};

// Warnings that say nothing of values: a statement that is unsafe for the binary log, old syntax.
constexpr std::array<std::string_view, 3> kHarmless{"1592", "1287", "1681"};

constexpr std::string_view kAtRow = " at row ";

/// Finds the row's number in the server's words: "Data truncated for column 'a' at row 3". The
/// protocol does not tell it otherwise.
std::optional<std::int64_t> row_in(std::string_view message) {
  const std::size_t at = message.rfind(kAtRow);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view rest = message.substr(at + kAtRow.size());
  return parse_integer(rest.substr(0, rest.find_first_not_of("0123456789")));
}

std::string_view text_of(const ByteBuffer& buffer) {
  return {reinterpret_cast<const char*>(buffer.data()), buffer.size()};
}

/// Names the row in the step's words, and leaves out its number in the statement.
Error at_row(Error error, const DescribeRow& describe_row) {
  const auto row = row_in(error.message);
  if (!row || !describe_row) {
    return error;
  }
  const std::size_t at = error.message.rfind(kAtRow);
  const std::size_t end = error.message.find_first_not_of("0123456789", at + kAtRow.size());
  error.message.erase(at, std::min(end, error.message.size()) - at);
  return std::move(error).within(describe_row(*row));
}

/// Describes the rows of a statement; the first is row `before` + 1 of the step.
DescribeRow rows_behind(std::int64_t before, const Load& load) {
  return [before, &load](std::int64_t row) { return name_row(load.source, before + row); };
}

/// Holds what a statement did against the rows that it had.
Status check_effect(Client& client, const Effect& effect, std::int64_t sent, const Load& load,
                    const DescribeRow& describe_row) {
  OSIRIS_CHECKED(check_warnings(client, effect, describe_row));
  if (load.replaces_duplicates || effect.rows_affected == static_cast<std::uint64_t>(sent)) {
    return {};
  }
  return fail(kRowsDiffer,
              "the server took " + std::to_string(effect.rows_affected) + " of " +
                  std::to_string(sent) + " rows and does not say why",
              "look for triggers and rules of the table that drop rows");
}

/// Sums rows as they are written in one form; the sum begins with a letter that names it.
class RowSum {
 public:
  RowSum(const Load& load, char form) : is_wanted_(load.sums_rows), form_(form) {}
  void add(const ByteBuffer& rows) {
    if (is_wanted_) {
      sum_.add(text_of(rows));
    }
  }
  std::string finish() {
    return is_wanted_ ? form_ + sum_.finish_hex().substr(0, kSumDigits) : std::string();
  }

 private:
  bool is_wanted_;
  char form_;
  Sha256 sum_;
};

LoadStats stats_of(const RowFeed& feed, std::int64_t bytes, RowSum& sum) {
  return {.rows = feed.rows(), .bytes = bytes, .sum = sum.finish(), .losses = feed.losses()};
}

/// Columns of bytes arrive as hex digits: whatever the character set, bytes get through.
std::string load_data_sql(const Load& load) {
  std::vector<std::string> columns;
  std::vector<std::string> assignments;
  for (const PlannedColumn& column : load.plan) {
    const std::string name = quote_name(column.target.name);
    if (!is_hex(column.target)) {
      columns.push_back(name);
      continue;
    }
    const std::string variable = "@osiris_" + std::to_string(columns.size());
    columns.push_back(variable);
    assignments.push_back(name + " = UNHEX(" + variable + ")");
  }
  return "LOAD DATA LOCAL INFILE 'osiris'" +
         std::string(load.replaces_duplicates ? " REPLACE" : "") + " INTO TABLE " + load.table +
         " CHARACTER SET utf8mb4 FIELDS TERMINATED BY x'09' ESCAPED BY x'5c' LINES TERMINATED BY "
         "x'0a' (" +
         join(columns, ", ") + ")" + (assignments.empty() ? "" : " SET " + join(assignments, ", "));
}

/// The rows of one LOAD DATA, as the client asks for them.
class StatementRows {
 public:
  StatementRows(RowFeed& feed, RowSum& sum) : feed_(feed), sum_(sum), rows_before_(feed.rows()) {}

  Result<std::size_t> read(std::span<char> space) {
    if (taken_ == piece_.size()) {
      piece_.clear();
      taken_ = 0;
      OSIRIS_CHECKED(fill());
    }
    const std::size_t count = std::min(space.size(), piece_.size() - taken_);
    if (count > 0) {
      std::memcpy(space.data(), piece_.data() + taken_, count);
    }
    taken_ += count;
    bytes_ += count;
    return count;
  }
  std::int64_t rows() const { return feed_.rows() - rows_before_; }
  std::size_t bytes() const { return bytes_; }

 private:
  Status fill() {
    while (piece_.size() < kPieceBytes && rows() < kStatementRows && bytes_ < kStatementBytes) {
      OSIRIS_TRY(const bool more, feed_.has_row());
      if (!more) {
        break;
      }
      OSIRIS_CHECKED(feed_.append_row(piece_));
    }
    sum_.add(piece_);
    return {};
  }

  RowFeed& feed_;
  RowSum& sum_;
  std::int64_t rows_before_;
  ByteBuffer piece_;
  std::size_t taken_ = 0;
  std::size_t bytes_ = 0;
};

/// Tells whether an error has one of the server's numbers.
template <std::size_t count>
bool has_number(const Error& error, const std::array<std::string_view, count>& numbers) {
  return std::find(numbers.begin(), numbers.end(), error.detail(kNumberDetail)) != numbers.end();
}

/// The rows of the statement that the server works on: those behind the first `begin`.
struct Flight {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

/// Returns nothing if the server turns out not to take LOAD DATA LOCAL, before it got a row.
Result<std::optional<LoadStats>> by_load_data(Client& client, const Load& load, Flight& flight) {
  OSIRIS_TRY(RowFeed feed, RowFeed::open(load.source, load.plan, kLoadForm));
  const std::string sql = load_data_sql(load);
  RowSum sum(load, kLoadLetter);
  for (std::int64_t bytes = 0;;) {
    OSIRIS_TRY(const bool more, feed.has_row());
    if (!more) {
      return std::optional(stats_of(feed, bytes, sum));
    }
    const DescribeRow describe_row = rows_behind(feed.rows(), load);
    StatementRows rows(feed, sum);
    flight.begin = feed.rows();
    const auto effect =
        client.load_data(sql, [&rows](std::span<char> space) { return rows.read(space); });
    flight.end = feed.rows();
    if (!effect.has_value() && feed.rows() == 0 && has_number(effect.error(), kLocalRefused)) {
      return std::optional<LoadStats>();
    }
    if (!effect.has_value()) {
      return fail(at_row(effect.error(), describe_row));
    }
    OSIRIS_CHECKED(check_effect(client, *effect, rows.rows(), load, describe_row));
    bytes += static_cast<std::int64_t>(rows.bytes());
  }
}

/// Gathers rows for INSERT statements.
class Inserter {
 public:
  Inserter(Client& client, const Load& load, Flight& flight)
      : client_(client),
        load_(load),
        flight_(flight),
        head_((load.replaces_duplicates ? "REPLACE INTO " : "INSERT INTO ") + load.table + " (" +
              target_names(load.plan) + ") VALUES ") {}

  /// Adds row `number` of the step.
  Status add(const ByteBuffer& row, std::int64_t number) {
    const std::uint64_t packet = client_.server().max_allowed_packet;
    if (row.size() + head_.size() + kPacketSlack > packet) {
      return fail(kPacketTooLarge,
                  name_row(load_.source, number) + " has " + std::to_string(row.size()) +
                      " bytes as a part of a statement, and the server takes " +
                      std::to_string(packet),
                  "raise the server's max_allowed_packet, or switch on its local_infile");
    }
    const std::size_t bytes_max = std::min<std::uint64_t>(kInsertBytes, packet - kPacketSlack);
    if (rows_ == load_.insert_rows_max || statement_.size() + row.size() >= bytes_max) {
      OSIRIS_CHECKED(send());
    }
    exchange::append_text(rows_ == 0 ? std::string_view(head_) : ",", statement_);
    statement_.append_bytes(row.data(), row.size());
    ++rows_;
    return {};
  }

  Status send() {
    if (rows_ == 0) {
      return {};
    }
    if (load_.is_private && sent_ == committed_) {
      OSIRIS_CHECKED(run("START TRANSACTION"));
    }
    flight_ = {.begin = sent_, .end = sent_ + rows_};
    const DescribeRow describe_row = rows_behind(sent_, load_);
    const auto effect = client_.execute(text_of(statement_));
    if (!effect.has_value()) {
      return fail(at_row(effect.error(), describe_row));
    }
    OSIRIS_CHECKED(check_effect(client_, *effect, rows_, load_, describe_row));
    sent_ += rows_;
    bytes_ += static_cast<std::int64_t>(statement_.size());
    rows_ = 0;
    statement_.clear();
    return sent_ - committed_ < kStatementRows ? Status() : commit();
  }

  /// Commits what was sent to a private table.
  Status commit() {
    if (load_.is_private && sent_ > committed_) {
      OSIRIS_CHECKED(run("COMMIT"));
      committed_ = sent_;
    }
    return {};
  }
  std::int64_t bytes() const { return bytes_; }

 private:
  Status run(std::string_view sql) {
    const auto done = client_.execute(sql);
    return done.has_value() ? Status() : fail(done.error());
  }

  Client& client_;
  const Load& load_;
  Flight& flight_;
  std::string head_;
  ByteBuffer statement_;
  std::int64_t rows_ = 0;       ///< In the statement.
  std::int64_t sent_ = 0;       ///< Before it.
  std::int64_t committed_ = 0;  ///< Of these.
  std::int64_t bytes_ = 0;
};

Result<LoadStats> by_insert(Client& client, const Load& load, Flight& flight) {
  OSIRIS_TRY(RowFeed feed, RowFeed::open(load.source, load.plan, kInsertForm));
  Inserter inserter(client, load, flight);
  RowSum sum(load, kInsertLetter);
  ByteBuffer row;
  for (;;) {
    OSIRIS_TRY(const bool more, feed.has_row());
    if (!more) {
      break;
    }
    row.clear();
    OSIRIS_CHECKED(feed.append_row(row));
    sum.add(row);
    OSIRIS_CHECKED(inserter.add(row, feed.rows()));
  }
  OSIRIS_CHECKED(inserter.send());
  OSIRIS_CHECKED(inserter.commit());
  return stats_of(feed, inserter.bytes(), sum);
}

/// A Galera cluster may commit LOAD DATA piece by piece, which no transaction of ours could undo.
Result<bool> splits_load_data(Client& client) {
  OSIRIS_TRY(const TextRows found,
             client.query("SHOW GLOBAL VARIABLES WHERE variable_name IN ('wsrep_on', "
                          "'wsrep_load_data_splitting') AND value = 'ON'"));
  return found.rows.size() == 2;
}

Result<LoadStats> load_once(Client& client, const Load& load, Flight& flight) {
  OSIRIS_TRY(const bool splits, splits_load_data(client));
  if (!client.server().takes_local_files || splits) {
    return by_insert(client, load, flight);
  }
  OSIRIS_TRY(auto loaded, by_load_data(client, load, flight));
  return loaded ? *std::move(loaded) : by_insert(client, load, flight);
}

/// Tries a part of the rows; nothing of it stays. Returns whether the server refuses it.
Result<bool> is_refused(Client& client, const Load& load, Flight part) {
  Load trial{.table = load.table,
             .plan = load.plan,
             .source = load.source,
             .insert_rows_max = load.insert_rows_max,
             // The rows that were there are there again, and must not be in the way.
             .replaces_duplicates = load.replaces_all_rows};
  trial.source.rows_skipped += part.begin;
  trial.source.rows_max = part.end - part.begin;
  for (const char* const sql : {"ROLLBACK", "START TRANSACTION"}) {
    if (const auto done = client.execute(sql); !done.has_value()) {
      return fail(done.error());
    }
  }
  Flight flight;
  const auto tried = load_once(client, trial, flight);
  if (const auto undone = client.execute("ROLLBACK"); !undone.has_value()) {
    return fail(undone.error());
  }
  return !tried.has_value() && has_number(tried.error(), kRowless);
}

/// Finds the row that a statement was refused for, in ever smaller parts of it.
Result<std::int64_t> find_refused_row(Client& client, const Load& load, Flight part) {
  if (load.is_private) {  // The rows of it that are committed would be in the way.
    if (const auto emptied = client.execute("TRUNCATE TABLE " + load.table); !emptied.has_value()) {
      return fail(emptied.error());
    }
  }
  while (part.end - part.begin > 1) {
    const std::int64_t middle = part.begin + (part.end - part.begin) / 2;
    OSIRIS_TRY(const bool is_before,
               is_refused(client, load, {.begin = part.begin, .end = middle}));
    (is_before ? part.end : part.begin) = middle;
  }
  OSIRIS_TRY(const bool is_found, is_refused(client, load, part));
  return is_found ? part.end : 0;
}

}  // namespace

Status check_warnings(Client& client, const Effect& effect, const DescribeRow& describe_row) {
  if (effect.warnings == 0) {
    return {};
  }
  OSIRIS_TRY(const TextRows warnings, client.warnings(kWarningsMax));
  for (const auto& row : warnings.rows) {
    const std::string number = row[1].value_or("");
    if (std::find(kHarmless.begin(), kHarmless.end(), number) == kHarmless.end()) {
      const auto code = static_cast<unsigned>(parse_integer(number).value_or(0));
      Error error = make_server_error(code, row[2].value_or(""));
      if (error.code == kQueryFailed.name) {
        error = make_error(kRowsDiffer, error.message, "correct the data or the table")
                    .with(std::string(kNumberDetail), number);
      }
      return fail(at_row(std::move(error), describe_row));
    }
  }
  if (warnings.rows.size() < effect.warnings) {
    return fail(kRowsDiffer,
                "the server has " + std::to_string(effect.warnings) + " warnings and shows only " +
                    std::to_string(warnings.rows.size()),
                "raise the server's max_error_count");
  }
  return {};
}

Result<std::string> sum_rows(const Load& load, std::string_view like) {
  const bool inserts = like.starts_with(kInsertLetter);
  RowSum sum(load, inserts ? kInsertLetter : kLoadLetter);
  OSIRIS_TRY(RowFeed feed,
             RowFeed::open(load.source, load.plan, inserts ? kInsertForm : kLoadForm));
  ByteBuffer piece;
  for (;;) {
    OSIRIS_TRY(const bool more, feed.has_row());
    if (!more || piece.size() >= kPieceBytes) {
      sum.add(piece);
      piece.clear();
    }
    if (!more) {
      return sum.finish();
    }
    OSIRIS_CHECKED(feed.append_row(piece));
  }
}

Result<LoadStats> load_rows(Client& client, const Load& load) {
  Flight flight;
  auto loaded = load_once(client, load, flight);
  if (loaded.has_value() || !has_number(loaded.error(), kRowless)) {
    return loaded;
  }
  const auto row = find_refused_row(client, load, flight);
  return fail(row.value_or(0) > 0 ? std::move(loaded).error().within(name_row(load.source, *row))
                                  : std::move(loaded).error());
}

}  // namespace osiris::components::mysql
