"""Targets that cannot be written, and disks that are full: no half file, no half table."""

import os

from osiris_project import (SESSIONS, ProjectTest, SmallDisk, extract, needs_mount, obeying_permissions, run_tests,
                            transform, write)

# Some 60 MB as a table or as CSV: much more than the small disks hold.
LARGE = "SELECT i, hash(i) AS a, hash(i + 1) AS b FROM range(1500000) AS numbers(i)"


class Targets(ProjectTest):
    def setUp(self):
        super().setUp()
        self.project.put("in.csv", "id\n1\n2\n")

    def fail_to_write(self, path, code, says=(), under=(), **config):
        return self.fail_to_run(extract("load", "in.csv"), write("save-orders", path, **config),
                                code=code, step_id="save-orders", says=says or [path], under=under)

    def test_a_missing_folder(self):
        self.fail_to_write("out/deep/orders.csv", "file.not_found", says=["out/deep/orders.csv"], create_dirs=False)

    def test_a_folder_in_place_of_the_file(self):
        self.project.put("out/orders.csv/old.csv", "old\n")
        self.fail_to_write("out/orders.csv", "file.wrong_kind", says=["out/orders.csv", "folder"])

    def test_a_file_in_place_of_the_folder(self):
        self.project.put("out", "a file\n")
        self.fail_to_write("out/orders.csv", "file.wrong_kind", says=["out'", "not a folder"])

    def test_a_folder_that_may_not_be_written(self):
        self.project.put("out/old.csv", "old\n")
        (self.project.folder / "out").chmod(0o555)
        self.fail_to_write("out/orders.csv", "file.denied", under=obeying_permissions())

    def test_a_file_that_may_not_be_written(self):
        self.project.put("out/orders.csv", "old\n").chmod(0o444)
        self.fail_to_write("out/orders.csv", "file.denied", under=obeying_permissions())
        self.assertEqual(self.project.content("out/orders.csv"), b"old\n")

    def test_a_file_beyond_the_limit_of_its_size(self):
        within = ("prlimit", f"--fsize={8 << 20}", "--")
        # One text is small in the database, and large as often as it stands in a file.
        self.fail_to_run(transform("rows", "SELECT repeat('x', 200) AS text FROM range(200000)", needs=[]),
                         write("save-orders", "orders.csv"), code="file.disk_full", step_id="save-orders",
                         says=["orders.csv"], under=within)
        self.fail_to_run(transform("rows", LARGE, needs=[]), code="file.disk_full", step_id="rows", under=within)

    def test_a_name_that_is_too_long(self):
        self.fail_to_write("x" * 300 + ".csv", "file.io", says=["too long"])

    def test_a_column_that_the_input_does_not_have(self):
        self.fail_to_run(extract("load", "in.csv"), write("save", "out.csv", columns=["id", "nam"]),
                         code="data.column_not_found", step_id="save", says=["nam", "id"])

    def test_a_character_that_the_encoding_does_not_have(self):
        self.project.put("in.csv", "name\n列\n")
        self.fail_to_write("out.csv", "csv.not_encodable", says=["out.csv", "line 2", "U+5217"], encoding="latin-1")

    def test_a_failure_keeps_the_old_file(self):
        self.project.put("in.csv", "name\nold\n列\n")
        self.project.put("out.csv", "old\n")
        self.fail_to_write("out.csv", "csv.not_encodable", encoding="ascii")
        self.assertEqual(self.project.content("out.csv"), b"old\n")


class FullDisks(ProjectTest):
    """Each disk is a tmpfs of few megabytes, which only the program sees."""

    def run_on(self, disk, pipeline):
        return self.project.osiris("run", pipeline, "--json", "--threads", "2", under=disk.under)

    @needs_mount
    def test_a_full_disk_under_the_output(self):
        pipeline = self.project.pipeline(transform("many", LARGE, needs=[]), write("save-many", "out/many.csv"))
        with SmallDisk(self.project.folder / "out", "8m") as disk:
            (disk.folder / "many.csv").write_text("old\n")
            told = self.project.osiris("run", pipeline, under=disk.under)
            self.assert_failed(told, 1)
            for words in ("error file.disk_full: step 'save-many'", "out/many.csv", "hint: "):
                self.assertIn(words, told.stderr)
            document = self.assert_failed(self.run_on(disk, pipeline), 1).document
            self.assertEqual((document["error"]["code"], document["failed_step"]), ("file.disk_full", "save-many"))
            self.assertEqual(os.listdir(disk.folder), ["many.csv"])
            self.assertEqual((disk.folder / "many.csv").read_text(), "old\n")
        self.assert_recorded(document)

    @needs_mount
    def test_a_full_disk_under_the_session(self):
        self.project.put("in.csv", "id\n1\n2\n")
        pipeline = self.project.pipeline(extract("load", "in.csv"), transform("many", LARGE),
                                         write("save", "out.csv"))
        with SmallDisk(self.project.folder / SESSIONS, "10m") as disk:
            before = self.project.files()
            outcome = self.assert_failed(self.run_on(disk, pipeline), 1)
            document = outcome.document
            self.assertEqual((document["error"]["code"], document["failed_step"]), ("file.disk_full", "many"), outcome)
            self.assertTrue(document["error"]["hint"])
            self.assertEqual(self.project.files(), before)
            listed = self.project.osiris("data", "ls", "last", "--json", under=disk.under)
            self.assertEqual(listed.exit_code, 0, listed)
            relations = {relation["name"]: relation["rows"] for relation in listed.document["relations"]}
            self.assertEqual(relations, {"load": 2})

    @needs_mount
    def test_a_session_without_any_room(self):
        pipeline = self.project.pipeline(transform("one", "SELECT 1 AS one", needs=[]), write("save", "out.csv"))
        with SmallDisk(self.project.folder / SESSIONS, "16k") as disk:
            (disk.folder / "filler").write_bytes(b"")
            fill(disk.folder / "filler")
            before = self.project.files()
            outcome = self.run_on(disk, pipeline)
            self.assertIn(outcome.exit_code, (1, 2), outcome)
            self.assertEqual(outcome.document["error"]["code"], "file.disk_full", outcome)
            self.assertEqual(self.project.files(), before)


def fill(path):
    """Writes into a file until its disk is full."""
    with open(path, "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass


if __name__ == "__main__":
    run_tests()
