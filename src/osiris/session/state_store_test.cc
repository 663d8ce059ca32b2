#include "osiris/session/state_store.h"

#include "osiris/base/memory_filesystem.h"
#include "osiris/base/temporary_folder.h"
#include "osiris/base/text.h"

#include <atomic>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::session {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const Path kStates = "shop/.osiris_state";

StateKey key_of(const std::string& pipeline, const std::string& profile, const std::string& step) {
  return {.pipeline_id = pipeline, .profile = profile, .step_id = step};
}

class StateStoreTest : public ::testing::Test {
 protected:
  static StateRecord record(StateKey key, std::int64_t last) {
    StateRecord record{.key = std::move(key),
                       .component = "mysql.extractor",
                       .connection = "@mysql.main",
                       .session_id = "20261122T170630123Z-3f9a1c",
                       .committed_at = "2026-11-22T17:06:30.123456+00:00",
                       .state = Value::object()};
    record.state.set("last", last);
    return record;
  }

  void write(const StateRecord& record) {
    const auto written = write_state(disk_, kStates, record);
    ASSERT_TRUE(written.has_value()) << written.error().message;
  }

  StoredState find(const StateKey& key) {
    auto stored = find_state(disk_, kStates, key);
    EXPECT_TRUE(stored.has_value()) << stored.error().message;
    return std::move(stored).value();
  }

  std::string& text_of(const StateKey& key) {
    return disk_.files.at(state_file(kStates, key).string());
  }

  MemoryFileSystem disk_;
  StateKey key_ = key_of("orders", "", "load-1.a");
};

TEST_F(StateStoreTest, GivesBackWhatWasWritten) {
  write(record(key_, 7));
  const StoredState stored = find(key_);
  ASSERT_TRUE(stored.record.has_value());
  EXPECT_EQ(stored.file, kStates / "orders/load-1.a.json");
  EXPECT_EQ(stored.record->key, key_);
  EXPECT_EQ(stored.record->component, "mysql.extractor");
  EXPECT_EQ(stored.record->connection, "@mysql.main");
  EXPECT_EQ(stored.record->session_id, "20261122T170630123Z-3f9a1c");
  EXPECT_EQ(stored.record->committed_at, "2026-11-22T17:06:30.123456+00:00");
  EXPECT_EQ(stored.record->state.find("last")->as_int(), 7);
  EXPECT_FALSE(stored.problem.has_value());
}

TEST_F(StateStoreTest, IsAFileThatPeopleCanRead) {
  write(record(key_, 7));
  EXPECT_EQ(text_of(key_), R"({
  "version": 1,
  "pipeline": "orders",
  "step": "load-1.a",
  "component": "mysql.extractor",
  "connection": "@mysql.main",
  "session_id": "20261122T170630123Z-3f9a1c",
  "committed_at": "2026-11-22T17:06:30.123456+00:00",
  "state": {
    "last": 7
  }
}
)");
}

TEST_F(StateStoreTest, KnowsNothingOfAStepThatLeftNothing) {
  const StoredState stored = find(key_);
  EXPECT_FALSE(stored.record.has_value());
  EXPECT_FALSE(stored.problem.has_value());
  EXPECT_EQ(stored.mark, "");
}

TEST_F(StateStoreTest, MarksTheContentAndNotWhoLeftItWhen) {
  write(record(key_, 7));
  const std::string mark = find(key_).mark;
  StateRecord again = record(key_, 7);
  again.session_id = "20261123T170630123Z-aaaaaa";
  again.committed_at = "2026-11-23T17:06:30.123456+00:00";
  write(again);
  EXPECT_EQ(find(key_).mark, mark);
  write(record(key_, 8));
  EXPECT_NE(find(key_).mark, mark);
  StateRecord elsewhere = record(key_, 7);
  elsewhere.connection = "@mysql.copy";
  write(elsewhere);
  EXPECT_NE(find(key_).mark, mark);
}

TEST_F(StateStoreTest, KeepsProfilesApartWhateverTheyAreCalled) {
  for (const char* profile : {"", "prod", "../../x", "@", "%41", "a/b", "Ünïcode", " "}) {
    const StateKey key = key_of("orders", profile, "load");
    write(record(key, 1));
    EXPECT_EQ(find(key).record->key, key) << profile;
  }
  for (const auto& [path, text] : disk_.files) {
    EXPECT_THAT(path,
                AllOf(StartsWith("shop/.osiris_state/orders/"), ::testing::Not(HasSubstr("/../"))));
  }
  EXPECT_EQ(disk_.files.size(), 8U);
  EXPECT_EQ(state_file(kStates, key_of("orders", "../x", "load")),
            kStates / "orders/@..%2Fx/load.json");
  EXPECT_EQ(list_states(disk_, kStates)->size(), 8U);
}

/// A change to a whole file, and a piece of the message that it must cause.
struct Damage {
  const char* from;
  const char* to;
  const char* message;
};

TEST_F(StateStoreTest, NamesFileAndRemedyOfWhatIsDamaged) {
  const StateKey key = key_of("orders", "prod", "load");
  write(record(key, 7));
  const std::string whole = text_of(key);
  const std::string mark = find(key).mark;
  for (const Damage& damage :
       {Damage{"{\n  \"version\"", "\n  \"version\"", "is no state: "},
        Damage{"\"version\": 1", "\"version\": 2", "its version is 2, this osiris reads 1"},
        Damage{"\"version\": 1", "\"version\": \"1\"", "it has no 'version'"},
        Damage{"\"session_id\"", "\"session\"", "'session_id' is missing"},
        Damage{"\"mysql.extractor\"", "7", "'component' is missing"},
        Damage{"\"last\": 7\n  }", "\"last\": 7\n  }}", "is no state: "},
        Damage{"{\n    \"last\": 7\n  }", "[7]", "'state' is no object"}}) {
    ASSERT_NE(whole.find(damage.from), std::string::npos) << damage.from;
    text_of(key) = replace_all(whole, damage.from, damage.to);
    const StoredState stored = find(key);
    EXPECT_FALSE(stored.record.has_value());
    ASSERT_TRUE(stored.problem.has_value()) << damage.to;
    EXPECT_TRUE(stored.problem->is(kStateInvalid));
    EXPECT_THAT(stored.problem->message,
                AllOf(HasSubstr("orders/@prod/load.json'"), HasSubstr(damage.message)));
    EXPECT_THAT(stored.problem->hint,
                HasSubstr("osiris state reset orders --profile prod --step load"));
    EXPECT_NE(stored.mark, mark);
    EXPECT_NE(stored.mark, "");
  }
}

TEST_F(StateStoreTest, SaysWhoseStateWasPutInAnothersPlace) {
  write(record(key_of("orders", "prod", "load"), 7));
  const StateKey other = key_of("orders", "", "load-2");
  disk_.files[state_file(kStates, other).string()] = text_of(key_of("orders", "prod", "load"));
  const StoredState stored = find(other);
  EXPECT_FALSE(stored.record.has_value());
  ASSERT_TRUE(stored.problem.has_value());
  EXPECT_TRUE(stored.problem->is(kStateForeign));
  EXPECT_THAT(stored.problem->message,
              HasSubstr("is the state of step 'load' of pipeline 'orders' (profile 'prod')"));
}

TEST_F(StateStoreTest, ListsEverythingThatCountsAndWhatIsWrong) {
  EXPECT_THAT(*list_states(disk_, kStates), IsEmpty());
  write(record(key_of("orders", "", "b"), 1));
  write(record(key_of("orders", "", "a-2"), 1));
  write(record(key_of("orders", "", "a"), 1));
  write(record(key_of("orders", "prod", "a"), 1));
  write(record(key_of("archive", "", "z"), 1));
  text_of(key_of("orders", "", "b")) = "{";
  disk_.files[(kStates / ".lock").string()] = "";
  disk_.files[(kStates / "orders/.a.json.osiris-12.tmp").string()] = "half";
  disk_.files[(kStates / "orders/notes.txt").string()] = "mine";
  disk_.files[(kStates / "orders/%zz/a.json").string()] = "no folder of ours";
  disk_.files[(kStates / "orders/@%4/a.json").string()] = "nor this";
  const auto states = list_states(disk_, kStates);
  ASSERT_TRUE(states.has_value()) << states.error().message;
  std::vector<std::string> names;
  for (const StoredState& state : *states) {
    names.push_back(state.key.pipeline_id + "/" + state.key.profile + "/" + state.key.step_id +
                    (state.problem.has_value() ? " damaged" : ""));
  }
  EXPECT_THAT(names, ElementsAre("archive//z", "orders//a", "orders//a-2", "orders//b damaged",
                                 "orders/prod/a"));
}

TEST_F(StateStoreTest, LeavesTheOldStateIfTheDiskIsFull) {
  write(record(key_, 7));
  disk_.full_path_part = "load-1.a";
  const auto written = write_state(disk_, kStates, record(key_, 8));
  ASSERT_FALSE(written.has_value());
  EXPECT_TRUE(written.error().is(kDiskFull));
  EXPECT_EQ(find(key_).record->state.find("last")->as_int(), 7);
}

TEST_F(StateStoreTest, RemovesOneStateOnly) {
  write(record(key_, 7));
  write(record(key_of("orders", "prod", "load-1.a"), 8));
  ASSERT_TRUE(remove_state(disk_, kStates, key_).has_value());
  EXPECT_EQ(find(key_).mark, "");
  EXPECT_NE(find(key_of("orders", "prod", "load-1.a")).mark, "");
  EXPECT_TRUE(remove_state(disk_, kStates, key_).has_value());
}

TEST(StateStore, TellsAFileThatCannotBeReadAndListsItAsAProblem) {
  const TemporaryFolder folder;
  RealFileSystem disk;
  const StateKey key = key_of("orders", "", "load");
  ASSERT_TRUE(disk.create_directories(folder / "orders").has_value());
  const std::string large((16U << 20) + 1, ' ');
  FileSystem& files = disk;
  ASSERT_TRUE(files.write_text(state_file(folder.path(), key), large).has_value());
  EXPECT_TRUE(find_state(disk, folder.path(), key).error().is(kFileTooLarge));
  const auto states = list_states(disk, folder.path());
  ASSERT_EQ(states->size(), 1U);
  EXPECT_TRUE(states->front().problem->is(kFileTooLarge));
}

TEST(StateStore, LetsOneProcessChangeStatesAtATime) {
  const TemporaryFolder folder;
  RealFileSystem disk;
  const Path states = folder / "deep/.osiris_state";
  std::atomic<bool> about_to_let_go = false;
  std::jthread other;
  {
    const auto lock = lock_states(disk, states);
    ASSERT_TRUE(lock.has_value()) << lock.error().message;
    EXPECT_TRUE(FileLock::is_held(states / ".lock"));
    const auto refused = lock_states(disk, states, std::chrono::milliseconds(0));
    ASSERT_FALSE(refused.has_value());
    EXPECT_TRUE(refused.error().is(kStateBusy));
    EXPECT_THAT(refused.error().message, HasSubstr("is locked by process "));
    other = std::jthread([&] {
      const auto waited = lock_states(disk, states);
      EXPECT_TRUE(waited.has_value()) << waited.error().message;
      EXPECT_TRUE(about_to_let_go);
    });
    about_to_let_go = true;
  }
  other.join();
  EXPECT_FALSE(FileLock::is_held(states / ".lock"));
}

}  // namespace
}  // namespace osiris::session
