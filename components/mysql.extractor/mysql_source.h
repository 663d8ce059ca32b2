#pragma once
// The rows of statements, as batches of columns.

#include "components/mysql/client.h"
#include "components/mysql/value_decoder.h"
#include "osiris/exchange/row_source.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace osiris::components::mysql {

inline constexpr ErrorCode kTableChanged{
    "mysql.table_changed", Fault::kExternal,
    "The columns of a table changed while it was read. Run again when nobody alters it."};

/// How values are read.
struct ReadRules {
  TypeChoices types;
  ZeroDates zero_dates = ZeroDates::kError;
};

/// What a server wanted to say of a statement that it ran.
struct ServerWarnings {
  std::int64_t count = 0;
  std::string first;  ///< "Division by 0 (1365)"

  void add(const ServerWarnings& other);
};

/// Reads statements, each once, over one or more connections: every connection is a partition, and
/// takes the next statement when it is done with one.
class MysqlSource final : public exchange::RowSource {
 public:
  /// `fields` are those of every statement. Errors: data.invalid_columns.
  static Result<std::unique_ptr<MysqlSource>> open(std::vector<std::unique_ptr<Client>> clients,
                                                   std::vector<std::string> statements,
                                                   const std::vector<Field>& fields,
                                                   const ReadRules& rules);

  const exchange::Schema& schema() const override { return schema_; }
  std::size_t partition_count() const override { return readers_.size(); }
  Status next(std::size_t partition, exchange::RowBatch& batch) override;
  void interrupt() override;
  std::int64_t bytes_read() const override;

  // For when nothing is read any more.

  /// Returns the dates that became NULL, by column.
  std::vector<ValueLoss> zero_dates() const;
  /// Returns the decimals that were rounded, by column.
  std::vector<ValueLoss> rounded() const;
  ServerWarnings warnings() const;

 private:
  /// One connection. Used by one thread, but for `client->interrupt()` and `bytes_read`.
  struct Reader {
    std::unique_ptr<Client> client;
    std::vector<ValueDecoder> decoders;
    std::optional<RowStream> stream;  ///< Behind `client`, whose it is.
    std::int64_t rows = 0;
    std::int64_t bytes_of_ended = 0;  ///< Of the streams before.
    std::atomic<std::int64_t> bytes_read = 0;
    ServerWarnings warnings;
  };

  MysqlSource() = default;
  Status start(Reader& reader, const std::string& statement);
  Result<bool> fill(Reader& reader, exchange::RowBatch& batch);
  Status finish(Reader& reader);
  std::string row_of(const Reader& reader) const;
  template <class Choose>
  std::vector<ValueLoss> losses(const Choose& choose) const;

  exchange::Schema schema_;
  ReadRules rules_;
  std::vector<std::size_t> keys_;  ///< The columns that name a row in messages.
  std::vector<std::string> statements_;
  std::atomic<std::size_t> next_statement_ = 0;
  std::vector<std::unique_ptr<Reader>> readers_;
};

}  // namespace osiris::components::mysql
