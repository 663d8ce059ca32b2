#include "osiris/base/atomic_file_set.h"

#include "osiris/base/memory_filesystem.h"
#include "osiris/base/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace osiris {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

using Files = std::vector<std::pair<std::string, std::string>>;
constexpr uid_t kNobody = 65534;

std::string content_of(const Path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void put(const Path& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

/// Returns what lies in a folder, hidden files too, each with its content.
std::map<std::string, std::string> files_in(const Path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files[entry.path().filename().string()] =
        entry.is_regular_file() ? content_of(entry.path()) : "(no file)";
  }
  return files;
}

ObsoleteNames obsolete(std::vector<std::string> names) {
  return [names = std::move(names)] { return names; };
}

/// Writes files as one set.
Status write_set(AtomicFileSet& set, const Files& files, const ObsoleteNames& leaving) {
  for (const auto& [name, text] : files) {
    OSIRIS_CHECKED(set.begin(name));
    OSIRIS_CHECKED(set.write(text));
  }
  return set.commit(leaving);
}

/// Calls `act` in a process of its own, as a user without rights; returns what it answers.
int run_as_nobody(const std::function<int()>& act) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::_exit(::setegid(kNobody) == 0 && ::seteuid(kNobody) == 0 ? act() : 99);
  }
  int state = 0;
  ::waitpid(child, &state, 0);
  return WIFEXITED(state) ? WEXITSTATUS(state) : -1;
}

using Opener = Result<std::unique_ptr<AtomicFileSet>> (*)(const Path&);

/// Holds for both kinds of file systems: those that can swap two names and those that cannot.
class AtomicFileSetTest : public ::testing::TestWithParam<std::pair<const char*, Opener>> {
 protected:
  std::unique_ptr<AtomicFileSet> open() const {
    auto set = GetParam().second(folder_ / "rows.csv");
    EXPECT_TRUE(set.has_value()) << set.error().message;
    return std::move(*set);
  }
  Status write(const Files& files, std::vector<std::string> leaving = {}) const {
    return write_set(*open(), files, obsolete(std::move(leaving)));
  }

  TemporaryFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(
    Kinds, AtomicFileSetTest,
    ::testing::Values(std::pair<const char*, Opener>("Preferred", &open_atomic_file_set),
                      std::pair<const char*, Opener>("WithoutSwaps",
                                                     &open_atomic_file_set_without_swaps)),
    [](const auto& kind) { return std::string(kind.param.first); });

TEST_P(AtomicFileSetTest, AppearsWholeAtCommit) {
  put(folder_ / "b", "old");
  put(folder_ / "c", "obsolete");
  put(folder_ / "other", "kept");
  {
    const auto set = open();
    ASSERT_TRUE(set->begin("a").has_value());
    ASSERT_TRUE(set->write("1").has_value());
    ASSERT_TRUE(set->begin("b").has_value());
    ASSERT_TRUE(set->write("2").has_value());
    ASSERT_TRUE(set->write("2").has_value());
    EXPECT_EQ(content_of(folder_ / "b"), "old");
    EXPECT_FALSE(std::filesystem::exists(folder_ / "a"));
    ASSERT_TRUE(set->commit(obsolete({"c"})).has_value());
  }
  EXPECT_THAT(files_in(folder_.path()),
              ElementsAre(Pair("a", "1"), Pair("b", "22"), Pair("other", "kept")));
}

TEST_P(AtomicFileSetTest, LeavesNothingWithoutCommit) {
  put(folder_ / "a", "old");
  {
    const auto set = open();
    ASSERT_TRUE(set->begin("a").has_value());
    ASSERT_TRUE(set->write("new").has_value());
    ASSERT_TRUE(set->begin("b").has_value());
  }
  EXPECT_THAT(files_in(folder_.path()), ElementsAre(Pair("a", "old")));
}

TEST_P(AtomicFileSetTest, ChangesNothingIfItIsToldNotTo) {
  put(folder_ / "a", "old");
  const auto refuse = []() -> Result<std::vector<std::string>> {
    return fail(make_error(kFileExists, "no"));
  };
  EXPECT_EQ(write_set(*open(), {{"a", "new"}}, refuse).error().code, kFileExists.name);
  EXPECT_THAT(files_in(folder_.path()), ElementsAre(Pair("a", "old")));
}

TEST_P(AtomicFileSetTest, KeepsPermissions) {
  put(folder_ / "a", "old");
  ASSERT_EQ(::chmod((folder_ / "a").c_str(), 0620), 0);
  const mode_t old_mask = ::umask(027);
  const Status written = write({{"a", "new"}, {"b", "new"}});
  ::umask(old_mask);
  ASSERT_TRUE(written.has_value());
  struct stat info{};
  ASSERT_EQ(::stat((folder_ / "a").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0620U);
  ASSERT_EQ(::stat((folder_ / "b").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0640U);
}

TEST_P(AtomicFileSetTest, RefusesWhatIsNoRegularFile) {
  std::filesystem::create_directory(folder_ / "dir");
  std::filesystem::create_symlink("elsewhere", folder_ / "link");
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  put(folder_ / "a", "old");
  for (const std::string name : {"dir", "link", "pipe"}) {
    EXPECT_EQ(open()->begin(name).error().code, kFileKind.name) << name;
    EXPECT_EQ(write({{"a", "new"}}, {name}).error().code, kFileKind.name) << name;
    EXPECT_EQ(content_of(folder_ / "a"), "old") << name;
  }
  EXPECT_THAT(files_in(folder_.path()), SizeIs(4));
}

TEST_P(AtomicFileSetTest, FindsAFolderThatAppearedMeanwhile) {
  put(folder_ / "a", "old");
  const auto set = open();
  ASSERT_TRUE(set->begin("a").has_value());
  ASSERT_TRUE(set->begin("b").has_value());
  std::filesystem::create_directory(folder_ / "b");
  EXPECT_EQ(set->commit(obsolete({})).error().code, kFileKind.name);
  EXPECT_EQ(content_of(folder_ / "a"), "old");
}

TEST_P(AtomicFileSetTest, NeedsItsFolder) {
  const auto set = GetParam().second(folder_ / "absent/rows.csv");
  ASSERT_FALSE(set.has_value());
  EXPECT_EQ(set.error().code, kFileNotFound.name);
  EXPECT_THAT(set.error().message, HasSubstr("absent' does not exist"));
}

TEST_P(AtomicFileSetTest, RemembersAFailedWrite) {
  put(folder_ / "a", "old");
  {
    const auto set = open();
    ASSERT_TRUE(set->begin("a").has_value());
    auto* const old_handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit old{};
    ::getrlimit(RLIMIT_FSIZE, &old);
    const rlimit lowered{4096, old.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &lowered);
    const Status full = set->write(std::string(1 << 20, 'x'));
    ::setrlimit(RLIMIT_FSIZE, &old);
    std::signal(SIGXFSZ, old_handler);
    EXPECT_EQ(full.error().code, kDiskFull.name);
    EXPECT_EQ(set->begin("b").error().code, kDiskFull.name);
    EXPECT_EQ(set->commit(obsolete({})).error().code, kDiskFull.name);
  }
  EXPECT_THAT(files_in(folder_.path()), ElementsAre(Pair("a", "old")));
}

TEST_P(AtomicFileSetTest, NeedsFewOpenFiles) {
  rlimit old{};
  ::getrlimit(RLIMIT_NOFILE, &old);
  const auto set = open();
  std::size_t open_files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    ++open_files;
  }
  const rlimit lowered{open_files + 18, old.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &lowered);
  Files files;
  for (int i = 100; i < 300; ++i) {
    files.emplace_back(std::to_string(i), "x");
  }
  const Status written = write_set(*set, files, obsolete({}));
  ::setrlimit(RLIMIT_NOFILE, &old);
  ASSERT_TRUE(written.has_value()) << written.error().message;
  EXPECT_TRUE(std::filesystem::exists(folder_ / "299"));
}

TEST_P(AtomicFileSetTest, ClearsUpAfterAKilledWriterButNotUnderALivingOne) {
  put(folder_ / ".rows.csv.osiris-0123456789abcdef.tmp", "a file, of somebody else");
  const pid_t child = ::fork();
  if (child == 0) {
    auto set = GetParam().second(folder_ / "rows.csv");
    (void)(*set)->begin("a");
    [[maybe_unused]] auto* kept = set->release();
    ::raise(SIGKILL);
  }
  int state = 0;
  ASSERT_EQ(::waitpid(child, &state, 0), child);
  EXPECT_THAT(files_in(folder_.path()), SizeIs(2));
  {
    const auto living = open();
    const auto another = open();
    EXPECT_THAT(files_in(folder_.path()), SizeIs(3)) << "the dead one's folder is gone";
    ASSERT_TRUE(write_set(*another, {{"a", "2"}}, obsolete({})).has_value());
    ASSERT_TRUE(write_set(*living, {{"a", "1"}}, obsolete({})).has_value());
  }
  EXPECT_EQ(content_of(folder_ / "a"), "1");
  EXPECT_THAT(files_in(folder_.path()), SizeIs(2));
}

/// Lets the kernel kill this process when it is about to swap two names. Source: seccomp(2).
bool die_at_a_swap() {
  const std::array<sock_filter, 6> rules{
      sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_renameat2, 0, 3),
      sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[4])),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RENAME_EXCHANGE, 0, 1),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  const sock_fprog program{rules.size(), const_cast<sock_filter*>(rules.data())};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

TEST(AtomicFileSet, LeavesOldAndNewFilesWholeIfKilledAmidTheCommit) {
  const TemporaryFolder folder;
  const Files files{{"a", "new"}, {"b", "new"}, {"c", "new"}};
  put(folder / "b", "old");
  put(folder / "d", "old");
  const pid_t child = ::fork();
  if (child == 0) {
    auto set = open_atomic_file_set(folder / "rows.csv");
    if (die_at_a_swap()) {
      (void)write_set(**set, files, obsolete({"d"}));
    }
    ::_exit(0);
  }
  int state = 0;
  ::waitpid(child, &state, 0);
  if (!WIFSIGNALED(state)) {
    GTEST_SKIP() << "the kernel has no filters, or the file system swaps no names";
  }
  auto left = files_in(folder.path());
  std::erase_if(left, [](const auto& file) { return file.first.starts_with(".rows.csv.osiris-"); });
  EXPECT_THAT(left, ElementsAre(Pair("a", "new"), Pair("b", "old"), Pair("d", "old")));

  auto again = open_atomic_file_set(folder / "rows.csv");
  ASSERT_TRUE(write_set(**again, files, obsolete({"d"})).has_value());
  again->reset();
  EXPECT_THAT(files_in(folder.path()),
              ElementsAre(Pair("a", "new"), Pair("b", "new"), Pair("c", "new")));
}

/// Makes a folder in which nobody can replace "c", though all may write it.
void make_sticky(const Path& folder) {
  for (const std::string name : {"a", "c", "d"}) {
    put(folder / name, "old");
    ASSERT_EQ(::chmod((folder / name).c_str(), 0666), 0);
    ASSERT_EQ(::chown((folder / name).c_str(), name == "c" ? 0 : kNobody, 0), 0);
  }
  ASSERT_EQ(::chmod(folder.c_str(), 01777), 0);
}

TEST_P(AtomicFileSetTest, TakesBackWhatItCanIfAFileCannotBePlaced) {
  if (::geteuid() != 0) {
    GTEST_SKIP() << "only root can make files of others";
  }
  const bool swaps = GetParam().first == std::string("Preferred");
  make_sticky(folder_.path());
  const int outcome = run_as_nobody([&] {
    const Status written = write({{"a", "new"}, {"b", "new"}, {"c", "new"}}, {"d"});
    const bool tells = written.error().message.find("; 1 new files") != std::string::npos;
    return written.error().is(kFileDenied) && tells == !swaps ? 0 : 1;
  });
  EXPECT_EQ(outcome, 0);
  EXPECT_THAT(files_in(folder_.path()),
              ElementsAre(Pair("a", swaps ? "old" : "new"), Pair("c", "old"), Pair("d", "old")));
}

TEST_P(AtomicFileSetTest, TakesBackWhatItCanIfAFileCannotBeRemoved) {
  if (::geteuid() != 0) {
    GTEST_SKIP() << "only root can make files of others";
  }
  const bool swaps = GetParam().first == std::string("Preferred");
  make_sticky(folder_.path());
  const int outcome = run_as_nobody([&] {
    const Status written = write({{"a", "new"}, {"b", "new"}}, {"d", "c"});
    return written.error().is(kFileDenied) ? 0 : 1;
  });
  EXPECT_EQ(outcome, 0);
  EXPECT_THAT(files_in(folder_.path()),
              ElementsAre(Pair("a", swaps ? "old" : "new"), Pair("c", "old"), Pair("d", "old")));
}

TEST(AtomicFileSetInMemory, DoesTheSame) {
  MemoryFileSystem disk;
  disk.files = {{"out/a", "old"}, {"out/b", "old"}};
  {
    auto discarded = disk.create_atomic_set("out/rows.csv");
    ASSERT_TRUE((*discarded)->begin("a").has_value());
    ASSERT_TRUE((*discarded)->write("lost").has_value());
  }
  auto set = disk.create_atomic_set("out/rows.csv");
  ASSERT_TRUE(write_set(**set, {{"a", "1"}, {"c", "2"}}, obsolete({"b"})).has_value());
  EXPECT_THAT(disk.files, ElementsAre(Pair("out/a", "1"), Pair("out/c", "2")));

  disk.full_path_part = "out/c";
  auto full = disk.create_atomic_set("out/rows.csv");
  EXPECT_EQ(write_set(**full, {{"a", "3"}, {"c", "4"}}, obsolete({})).error().code, kDiskFull.name);
  EXPECT_EQ((*full)->commit(obsolete({})).error().code, kDiskFull.name);
  EXPECT_THAT(disk.files, ElementsAre(Pair("out/a", "1"), Pair("out/c", "2")));
  EXPECT_EQ(disk.create_atomic_set("absent/rows.csv").error().code, kFileNotFound.name);
}

TEST(AtomicFileSetDeathTest, IsCommittedOnce) {
  const TemporaryFolder folder;
  auto set = open_atomic_file_set(folder / "rows.csv");
  EXPECT_DEATH((void)(*set)->write("x"), "write outside of a file");
  ASSERT_TRUE((*set)->commit(obsolete({})).has_value());
  EXPECT_DEATH((void)(*set)->commit(obsolete({})), "a second commit");
  EXPECT_DEATH((void)(*set)->begin("a"), "a file after commit");
}

}  // namespace
}  // namespace osiris
