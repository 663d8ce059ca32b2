#include "components/mysql.extractor/mysql_source.h"

#include "components/mysql/error_class.h"
#include "osiris/base/text.h"

#include <utility>

namespace osiris::components::mysql {
namespace {

/// A batch of fewer rows ends after so much of them, which bounds the memory that long values take.
constexpr std::int64_t kBatchBytes = std::int64_t{32} << 20;

/// Asks for the warnings of the last statement.
Result<ServerWarnings> learn_warnings(Client& client) {
  OSIRIS_TRY(const TextRows first, client.warnings(1));
  if (first.rows.empty() || first.rows.front().size() < 3) {
    return ServerWarnings{};
  }
  const auto& row = first.rows.front();
  OSIRIS_TRY(const auto count, client.query_value("SHOW COUNT(*) WARNINGS"));
  return ServerWarnings{.count = parse_integer(count.value_or("")).value_or(1),
                        .first = printable(row[2].value_or("")) + " (" + row[1].value_or("") + ")"};
}

}  // namespace

void ServerWarnings::add(const ServerWarnings& other) {
  if (count == 0) {
    first = other.first;
  }
  count += other.count;
}

Result<std::unique_ptr<MysqlSource>> MysqlSource::open(std::vector<std::unique_ptr<Client>> clients,
                                                       std::vector<std::string> statements,
                                                       const std::vector<Field>& fields,
                                                       const ReadRules& rules) {
  auto source = std::unique_ptr<MysqlSource>(new MysqlSource());
  OSIRIS_TRY(source->schema_, map_schema(fields, rules.types));
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (is_key(fields[i])) {
      source->keys_.push_back(i);
    }
  }
  source->rules_ = rules;
  source->statements_ = std::move(statements);
  for (std::unique_ptr<Client>& client : clients) {
    auto reader = std::make_unique<Reader>();
    reader->client = std::move(client);
    for (const Field& field : fields) {
      reader->decoders.emplace_back(field, rules.types, rules.zero_dates);
    }
    source->readers_.push_back(std::move(reader));
  }
  return source;
}

Status MysqlSource::next(std::size_t partition, exchange::RowBatch& batch) {
  Reader& reader = *readers_[partition];
  while (true) {
    if (!reader.stream) {
      const std::size_t statement = next_statement_.fetch_add(1);
      if (statement >= statements_.size()) {
        return {};
      }
      OSIRIS_CHECKED(start(reader, statements_[statement]));
    }
    OSIRIS_TRY(const bool is_full, fill(reader, batch));
    if (is_full) {
      return {};
    }
    OSIRIS_CHECKED(finish(reader));
  }
}

Status MysqlSource::start(Reader& reader, const std::string& statement) {
  OSIRIS_TRY(RowStream stream, reader.client->stream(statement));
  const auto schema = map_schema(stream.fields(), rules_.types);
  if (!schema.has_value() || *schema != schema_) {
    Error changed = make_error(kTableChanged, "the columns changed before the rows were read",
                               "run again when nobody alters the table");
    return fail(std::move(changed).retryable());
  }
  reader.stream = std::move(stream);
  return {};
}

/// Appends rows until the batch is full (true) or the statement has no more (false).
Result<bool> MysqlSource::fill(Reader& reader, exchange::RowBatch& batch) {
  RowStream& stream = *reader.stream;
  const std::size_t columns = reader.decoders.size();
  const std::int64_t first = stream.bytes_read();
  while (!batch.full() && stream.bytes_read() - first < kBatchBytes) {
    auto more = stream.next();
    if (!more.has_value()) {
      return fail(
          std::move(more).error().within("after " + group_thousands(reader.rows) + " rows"));
    }
    if (!*more) {
      return false;
    }
    ++reader.rows;
    const Cell* const cells = stream.cells();
    for (std::size_t i = 0; i < columns; ++i) {
      if (!reader.decoders[i].append(cells[i], batch.column(i))) {
        return fail(reader.decoders[i].explain(cells[i]).within(row_of(reader)));
      }
    }
    reader.bytes_read.store(reader.bytes_of_ended + stream.bytes_read(), std::memory_order_relaxed);
  }
  return true;
}

Status MysqlSource::finish(Reader& reader) {
  reader.bytes_of_ended += reader.stream->bytes_read();
  reader.stream.reset();
  OSIRIS_TRY(const ServerWarnings warnings, learn_warnings(*reader.client));
  reader.warnings.add(warnings);
  return {};
}

/// Names the row that was read last.
std::string MysqlSource::row_of(const Reader& reader) const {
  std::vector<std::string> keys;
  for (const std::size_t key : keys_) {
    keys.push_back(printable(schema_[key].name) + " = " +
                   reader.decoders[key].text_of(reader.stream->cells()[key]));
  }
  const std::string row =
      readers_.size() == 1 ? "row " + group_thousands(reader.rows) : std::string("a row");
  return keys.empty() ? row : row + " (" + join(keys, ", ") + ")";
}

void MysqlSource::interrupt() {
  for (const auto& reader : readers_) {
    reader->client->interrupt();
  }
}

std::int64_t MysqlSource::bytes_read() const {
  std::int64_t bytes = 0;
  for (const auto& reader : readers_) {
    bytes += reader->bytes_read.load(std::memory_order_relaxed);
  }
  return bytes;
}

template <class Choose>
std::vector<ValueLoss> MysqlSource::losses(const Choose& choose) const {
  std::vector<ValueLoss> sums(schema_.size());
  for (const auto& reader : readers_) {
    for (std::size_t i = 0; i < sums.size(); ++i) {
      sums[i].add(choose(reader->decoders[i]));
    }
  }
  return sums;
}

std::vector<ValueLoss> MysqlSource::zero_dates() const {
  return losses([](const ValueDecoder& decoder) { return decoder.zero_dates(); });
}

std::vector<ValueLoss> MysqlSource::rounded() const {
  return losses([](const ValueDecoder& decoder) { return decoder.rounded(); });
}

ServerWarnings MysqlSource::warnings() const {
  ServerWarnings all;
  for (const auto& reader : readers_) {
    all.add(reader->warnings);
  }
  return all;
}

}  // namespace osiris::components::mysql
