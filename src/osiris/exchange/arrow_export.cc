#include "osiris/exchange/arrow_export.h"

#include "osiris/base/check.h"
#include "osiris/base/text.h"
#include "osiris/exchange/sql_text.h"

#include <array>
#include <cstring>

namespace osiris::exchange {

namespace {

// An Arrow extension type of DuckDB's own: 16 bytes with a name. Source: Arrow's canonical
// extension `arrow.opaque`, and `arrow.uuid`.
struct Extension {
  std::string_view name;
  std::string_view metadata;
};

constexpr Extension kUuidExtension{"arrow.uuid", ""};
constexpr Extension kHugeintExtension{"arrow.opaque",
                                      R"({"type_name":"hugeint","vendor_name":"DuckDB"})"};
constexpr Extension kUhugeintExtension{"arrow.opaque",
                                       R"({"type_name":"uhugeint","vendor_name":"DuckDB"})"};

const Extension* extension_of(TypeId id) {
  switch (id) {
    case TypeId::kUuid:
      return &kUuidExtension;
    case TypeId::kHugeint:
      return &kHugeintExtension;
    case TypeId::kUhugeint:
      return &kUhugeintExtension;
    default:
      return nullptr;
  }
}

// Source: Arrow C data interface, format strings.
std::string format_of(const ColumnType& type) {
  switch (type.id) {
    case TypeId::kBoolean:
      return "b";
    case TypeId::kTinyint:
      return "c";
    case TypeId::kSmallint:
      return "s";
    case TypeId::kInteger:
      return "i";
    case TypeId::kBigint:
      return "l";
    case TypeId::kUtinyint:
      return "C";
    case TypeId::kUsmallint:
      return "S";
    case TypeId::kUinteger:
      return "I";
    case TypeId::kUbigint:
      return "L";
    case TypeId::kFloat:
      return "f";
    case TypeId::kDouble:
      return "g";
    case TypeId::kDecimal:
      return "d:" + std::to_string(type.precision) + "," + std::to_string(type.scale);
    case TypeId::kHugeint:
    case TypeId::kUhugeint:
    case TypeId::kUuid:
      return "w:16";
    case TypeId::kBlob:
      return "Z";
    case TypeId::kDate:
      return "tdD";
    case TypeId::kTime:
      return "ttu";
    case TypeId::kTimeNs:
      return "ttn";
    case TypeId::kTimestamp:
      return "tsu:";
    case TypeId::kTimestampS:
      return "tss:";
    case TypeId::kTimestampMs:
      return "tsm:";
    case TypeId::kTimestampNs:
      return "tsn:";
    case TypeId::kTimestampTz:
      return "tsu:UTC";
    case TypeId::kNull:
      return "n";
    case TypeId::kList:
      return "+L";
    case TypeId::kArray:
      return "+w:" + std::to_string(type.array_size);
    case TypeId::kMap:
      return "+m";
    case TypeId::kStruct:
    case TypeId::kInterval:
      return "+s";
    default:  // kVarchar, and what is cast from it.
      return "U";
  }
}

// Arrow metadata: count, then length-prefixed keys and values, all int32 of this machine's order.
std::string encode_metadata(const Extension& extension) {
  const std::array<std::pair<std::string_view, std::string_view>, 2> pairs = {{
      {"ARROW:extension:name", extension.name},
      {"ARROW:extension:metadata", extension.metadata},
  }};
  std::string out;
  const auto put_int = [&out](std::size_t value) {
    const auto number = static_cast<std::int32_t>(value);
    out.append(reinterpret_cast<const char*>(&number), sizeof(number));
  };
  put_int(pairs.size());
  for (const auto& [key, value] : pairs) {
    put_int(key.size());
    out += key;
    put_int(value.size());
    out += value;
  }
  return out;
}

// What an exported schema points to; freed by its release.
struct SchemaMemory {
  std::string format;
  std::string name;
  std::string metadata;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> child_pointers;
};

void release_schema(ArrowSchema* schema) {
  auto* memory = static_cast<SchemaMemory*>(schema->private_data);
  for (ArrowSchema& child : memory->children) {
    if (child.release != nullptr) {
      child.release(&child);
    }
  }
  delete memory;  // NOLINT(cppcoreguidelines-owning-memory): the C interface owns by pointer.
  schema->release = nullptr;
}

void fill_schema(std::string format, std::string name, std::string metadata,
                 std::vector<ArrowSchema> children, ArrowSchema* out) {
  auto memory = std::make_unique<SchemaMemory>();
  memory->format = std::move(format);
  memory->name = std::move(name);
  memory->metadata = std::move(metadata);
  memory->children = std::move(children);
  for (ArrowSchema& child : memory->children) {
    memory->child_pointers.push_back(&child);
  }
  *out = {};
  out->format = memory->format.c_str();
  out->name = memory->name.c_str();
  out->metadata = memory->metadata.empty() ? nullptr : memory->metadata.data();
  out->flags = kArrowNullable;
  out->n_children = static_cast<std::int64_t>(memory->child_pointers.size());
  out->children = memory->child_pointers.data();
  out->release = release_schema;
  out->private_data = memory.release();
}

void export_type(const ColumnType& type, const std::string& name, ArrowSchema* out) {
  std::vector<ArrowSchema> children;
  if (type.id == TypeId::kInterval) {
    children.resize(3);
    export_type(TypeId::kInteger, "months", &children[0]);
    export_type(TypeId::kInteger, "days", &children[1]);
    export_type(TypeId::kBigint, "micros", &children[2]);
  } else if (type.id == TypeId::kMap) {
    children.resize(1);
    export_type(ColumnType::structure(type.children), "entries", &children[0]);
    children[0].flags = 0;  // Entries and keys of a map are never null.
    children[0].children[0]->flags = 0;
  } else {
    children.resize(type.children.size());
    for (std::size_t i = 0; i < type.children.size(); ++i) {
      const std::string& child_name = type.children[i].first;
      export_type(type.children[i].second, child_name.empty() ? "item" : child_name, &children[i]);
    }
  }
  const Extension* extension = extension_of(type.id);
  fill_schema(format_of(type), name, extension != nullptr ? encode_metadata(*extension) : "",
              std::move(children), out);
}

// True if the type, or a part of it, arrives as something else than it is.
bool needs_cast(const ColumnType& type) {
  switch (type.id) {
    case TypeId::kJson:
    case TypeId::kEnum:
    case TypeId::kBit:
    case TypeId::kTimeTz:
    case TypeId::kTimeNs:
      return true;
    default:
      break;
  }
  for (const auto& [name, child] : type.children) {
    if (needs_cast(child)) {
      return true;
    }
  }
  return false;
}

bool holds_interval(const ColumnType& type) {
  if (type.id == TypeId::kInterval) {
    return true;
  }
  for (const auto& [name, child] : type.children) {
    if (holds_interval(child)) {
      return true;
    }
  }
  return false;
}

// Rebuilds values that hold intervals from their three parts.
std::string rebuild(const ColumnType& type, const std::string& value, int depth) {
  if (!holds_interval(type)) {
    return needs_cast(type) ? "CAST(" + value + " AS " + type.to_sql() + ")" : value;
  }
  const auto unless_null = [&value](const std::string& expression) {
    return "CASE WHEN " + value + " IS NULL THEN NULL ELSE " + expression + " END";
  };
  if (type.id == TypeId::kInterval) {
    return unless_null("to_months((" + value + ").months) + to_days((" + value +
                       ").days) + to_microseconds((" + value + ").micros)");
  }
  if (type.id == TypeId::kStruct) {
    std::string fields;
    for (const auto& [name, child] : type.children) {
      const std::string field = "struct_extract(" + value + ", " + quote_literal(name) + ")";
      fields += (fields.empty() ? "" : ", ") + quote_identifier(name) +
                " := " + rebuild(child, field, depth);
    }
    return unless_null("struct_pack(" + fields + ")");
  }
  OSIRIS_CHECK(type.id != TypeId::kMap, "a source cannot make a MAP with INTERVAL inside");
  const std::string item = "item_" + std::to_string(depth);
  const std::string list = "list_transform(" + value + ", lambda " + item + ": " +
                           rebuild(type.children[0].second, item, depth + 1) + ")";
  return type.id == TypeId::kArray ? "CAST(" + list + " AS " + type.to_sql() + ")" : list;
}

// What an exported array points to; freed by its release.
struct ArrayMemory {
  std::array<const void*, 3> buffers{};
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> child_pointers;
  std::unique_ptr<RowBatch> batch;  // Of the outermost array only.
  std::shared_ptr<BatchPool> pool;  // Shared: DuckDB may release arrays after the stream is gone.
};

void release_array(ArrowArray* array) {
  auto* memory = static_cast<ArrayMemory*>(array->private_data);
  for (ArrowArray& child : memory->children) {
    if (child.release != nullptr) {
      child.release(&child);
    }
  }
  if (memory->batch != nullptr) {
    memory->pool->give_back(std::move(memory->batch));
  }
  delete memory;  // NOLINT(cppcoreguidelines-owning-memory): the C interface owns by pointer.
  array->release = nullptr;
}

void finish_array(std::unique_ptr<ArrayMemory> memory, std::size_t length, std::size_t null_count,
                  std::int64_t buffer_count, ArrowArray* out) {
  for (ArrowArray& child : memory->children) {
    memory->child_pointers.push_back(&child);
  }
  *out = {};
  out->length = static_cast<std::int64_t>(length);
  out->null_count = static_cast<std::int64_t>(null_count);
  out->n_buffers = buffer_count;
  out->buffers = memory->buffers.data();
  out->n_children = static_cast<std::int64_t>(memory->child_pointers.size());
  out->children = memory->child_pointers.data();
  out->release = release_array;
  out->private_data = memory.release();
}

void export_column(const ColumnBuilder& column, ArrowArray* out);

// Entries of a map: an Arrow struct of keys and values, which our builder keeps as two children.
void export_map_entries(const ColumnBuilder& map, ArrowArray* out) {
  auto memory = std::make_unique<ArrayMemory>();
  memory->children.resize(2);
  export_column(map.child(0), &memory->children[0]);
  export_column(map.child(1), &memory->children[1]);
  finish_array(std::move(memory), map.child(0).size(), 0, 1, out);
}

// Memory that stands for an absent buffer: some readers want a pointer even for zero values.
constexpr std::int64_t kNoValues = 0;

void export_column(const ColumnBuilder& column, ArrowArray* out) {
  auto memory = std::make_unique<ArrayMemory>();
  memory->buffers[0] = column.validity();
  const void* values = column.values().data() != nullptr ? column.values().data()
                                                         : static_cast<const void*>(&kNoValues);
  std::int64_t buffer_count = 2;
  switch (column.type().id) {
    case TypeId::kStruct:
    case TypeId::kInterval:
    case TypeId::kArray:
      buffer_count = 1;
      break;
    case TypeId::kList:
    case TypeId::kMap:
      memory->buffers[1] = column.offsets().data();
      break;
    case TypeId::kNull:
      buffer_count = 0;
      break;
    default:
      if (column.offsets().size() > 0) {
        memory->buffers[1] = column.offsets().data();
        memory->buffers[2] = values;
        buffer_count = 3;
      } else {
        memory->buffers[1] = values;
      }
  }
  if (column.type().id == TypeId::kMap) {
    memory->children.resize(1);
    export_map_entries(column, &memory->children[0]);
  } else {
    memory->children.resize(column.child_count());
    for (std::size_t i = 0; i < column.child_count(); ++i) {
      export_column(column.child(i), &memory->children[i]);
    }
  }
  finish_array(std::move(memory), column.size(), column.null_count(), buffer_count, out);
}

bool is_utf8_type(TypeId id) {
  return id == TypeId::kVarchar || id == TypeId::kJson || id == TypeId::kEnum ||
         id == TypeId::kBit || id == TypeId::kTimeTz;
}

// True if no byte has its high bit set: the common case, checked at memory speed.
bool is_ascii(const ByteBuffer& bytes) {
  std::uint8_t seen = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    seen = static_cast<std::uint8_t>(seen | bytes.data()[i]);
  }
  return (seen & 0x80U) == 0;
}

std::optional<InvalidText> find_invalid_text(const ColumnBuilder& column) {
  if (is_utf8_type(column.type().id) && !is_ascii(column.values())) {
    const auto* offsets = reinterpret_cast<const std::int64_t*>(column.offsets().data());
    const auto* bytes = reinterpret_cast<const char*>(column.values().data());
    for (std::size_t row = 0; row < column.size(); ++row) {
      const std::string_view value(bytes + offsets[row],
                                   static_cast<std::size_t>(offsets[row + 1] - offsets[row]));
      if (const auto offset = find_invalid_utf8(value)) {
        return InvalidText{0, row, *offset, value};
      }
    }
  }
  for (std::size_t i = 0; i < column.child_count(); ++i) {
    if (auto found = find_invalid_text(column.child(i))) {
      return found;
    }
  }
  return std::nullopt;
}

}  // namespace

void export_schema(const Schema& schema, ArrowSchema* out) {
  std::vector<ArrowSchema> children(schema.size());
  for (std::size_t i = 0; i < schema.size(); ++i) {
    export_type(schema[i].type, schema[i].name, &children[i]);
  }
  fill_schema("+s", "", "", std::move(children), out);
}

std::string import_expression(const Column& column) {
  const std::string name = quote_identifier(column.name);
  const std::string expression = rebuild(column.type, name, 0);
  return expression == name ? name : expression + " AS " + name;
}

std::unique_ptr<RowBatch> BatchPool::take() {
  {
    const std::scoped_lock lock(mutex_);
    if (!free_.empty()) {
      auto batch = std::move(free_.back());
      free_.pop_back();
      return batch;
    }
  }
  return std::make_unique<RowBatch>(schema_);
}

void BatchPool::give_back(std::unique_ptr<RowBatch> batch) {
  batch->clear();
  const std::scoped_lock lock(mutex_);
  free_.push_back(std::move(batch));
}

void export_batch(std::unique_ptr<RowBatch> batch, std::shared_ptr<BatchPool> pool,
                  ArrowArray* out) {
  auto memory = std::make_unique<ArrayMemory>();
  memory->children.resize(batch->column_count());
  const std::size_t rows = batch->row_count();
  for (std::size_t i = 0; i < batch->column_count(); ++i) {
    OSIRIS_CHECK(batch->column(i).size() == rows, "the columns of a batch have different lengths");
    export_column(batch->column(i), &memory->children[i]);
  }
  memory->batch = std::move(batch);
  memory->pool = std::move(pool);
  finish_array(std::move(memory), rows, 0, 1, out);
}

std::optional<InvalidText> find_invalid_text(const RowBatch& batch) {
  for (std::size_t i = 0; i < batch.column_count(); ++i) {
    if (auto found = find_invalid_text(batch.column(i))) {
      found->column = i;
      return found;
    }
  }
  return std::nullopt;
}

}  // namespace osiris::exchange
