// The verb `oml schema`.

#include "osiris/app/verbs.h"
#include "osiris/format/json.h"
#include "osiris/oml/language_schema.h"

namespace osiris::app {

Result<Value> language_schema(World& world, const Path& out_file) {
  OSIRIS_TRY(Value schema, oml::language_schema(world.registry));
  if (!out_file.empty()) {
    OSIRIS_CHECKED(world.files.write_text(out_file, to_pretty_json(schema) + "\n"));
  }
  return schema;
}

}  // namespace osiris::app
