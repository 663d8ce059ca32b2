#pragma once
// A relation as text of any form, encoded in pieces by several threads and written in order. For
// the files of this folder only.

#include "osiris/exchange/byte_buffer.h"
#include "osiris/exchange/column_selection.h"
#include "osiris/exchange/csv_export.h"
#include "osiris/exchange/relation_reader.h"

#include <cstddef>
#include <vector>

namespace osiris::exchange {

/// Where rows end in a text.
using RowEnds = std::vector<std::size_t>;

/// Encodes batches of rows. Threads: const calls are safe.
class RowEncoder {
 public:
  virtual ~RowEncoder() = default;
  /// Appends the rows of the reader's current batch, and to `ends`, unless it is null, where each
  /// of them ends in `out`.
  virtual void append_rows(const RelationReader& reader, ByteBuffer& out, RowEnds* ends) const = 0;
};

/// Encodes all rows of a selection and hands them to the sink in their order, with memory for a few
/// pieces. Uses up to `workers` threads, each with a connection of its own to the same database;
/// the sink is called by one thread at a time.
/// Errors: those of the sink and of Connection::execute, run.cancelled.
Result<ExportStats> export_pieces(Connection& connection, ColumnSelection selection,
                                  const RowEncoder& encoder, const ByteSink& sink, int workers,
                                  const RunControl& control);

/// Does the same for a sink that has to know where rows end.
Result<ExportStats> export_rows(Connection& connection, ColumnSelection selection,
                                const RowEncoder& encoder, const RowSink& sink, int workers,
                                const RunControl& control);

}  // namespace osiris::exchange
