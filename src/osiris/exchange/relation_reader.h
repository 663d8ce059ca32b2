#pragma once
// Rows on their way out of the database: batch after batch, with memory for a few of them only.

#include "osiris/exchange/database.h"
#include "osiris/exchange/vector_view.h"

#include <cstddef>
#include <memory>
#include <string_view>

namespace osiris::exchange {

/// Reads the rows of a query in their order. The connection must not be used otherwise until the
/// reader is gone.
class RelationReader {
 public:
  /// Starts a query. Errors: those of Connection::execute.
  static Result<RelationReader> open(Connection& connection, std::string_view sql,
                                     const RunControl& control = {});
  RelationReader(RelationReader&&) noexcept;
  RelationReader& operator=(RelationReader&&) noexcept;
  ~RelationReader();

  const Schema& schema() const;
  /// Reads the next batch (up to 2,048 rows); false at the end. row_count() and column() then show
  /// it.
  Result<bool> next();
  std::size_t row_count() const;
  VectorView column(std::size_t index) const;

 private:
  struct State;
  explicit RelationReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace osiris::exchange
