"""Sources that cannot be read: each failure names file, line, step, cause and remedy."""

import os

from osiris_project import ProjectTest, extract, obeying_permissions, run_tests, transform, write


class Sources(ProjectTest):
    def fail_to_extract(self, path, code, says=(), under=(), **config):
        """Runs extract and write; nothing may be written."""
        return self.fail_to_run(extract("load-orders", path, **config), write("save", "out/result.csv"),
                                code=code, step_id="load-orders", says=[path, *says], under=under)

    def refuse_to_extract(self, path, code, says=(), **config):
        """The same for what is wrong in the pipeline itself, by what the file shows now."""
        self.refuse_to_run(extract("load-orders", path, **config), write("save", "out/result.csv"), code=code,
                           step_id="load-orders", says=[path, *says])

    def test_a_missing_file(self):
        self.fail_to_extract("orders.csv", "file.not_found")

    def test_a_folder(self):
        self.project.put("orders.csv/part.txt", "id\n1\n")
        self.fail_to_extract("orders.csv", "file.not_found", says=["folder", ".tsv.gz"])

    def test_a_path_below_a_file(self):
        self.project.put("orders.csv", "id\n1\n")
        self.fail_to_extract("orders.csv/part.csv", "file.wrong_kind")

    def test_a_pattern(self):
        self.project.put("orders1.csv", "id\n1\n")
        self.fail_to_extract("order?.csv", "file.not_found")

    def test_files_with_other_columns(self):
        self.project.put("orders1.csv", "id,amount\n1,2\n")
        self.project.put("orders2.csv", "id,amuont\n1,2\n")
        self.fail_to_run(extract("load-orders", "orders?.csv"), write("save", "out/result.csv"),
                         code="csv.columns_differ", step_id="load-orders",
                         says=["orders1.csv", "orders2.csv", "lacks 'amount'", "'amuont'"])

    def test_a_folder_that_may_not_be_read(self):
        self.project.put("orders/1.csv", "id\n1\n")
        self.project.put("orders/deep/2.csv", "id\n1\n").parent.chmod(0)
        self.fail_to_extract("orders", "file.denied", under=obeying_permissions())
        (self.project.folder / "orders/deep").chmod(0o755)

    def test_a_file_that_may_not_be_read(self):
        self.project.put("orders.csv", "id\n1\n").chmod(0)
        self.fail_to_extract("orders.csv", "file.denied", under=obeying_permissions())

    def test_a_pipe(self):
        os.mkfifo(self.project.folder / "orders.csv")
        self.fail_to_extract("orders.csv", "file.wrong_kind")

    def test_a_file_without_a_line(self):
        self.project.put("orders.csv", "")
        self.fail_to_extract("orders.csv", "csv.no_columns")

    def test_a_bad_value_in_a_late_line(self):
        lines = [f"{number},{number}\n" for number in range(200_000)]
        lines[123_456] = "123456,12x\n"
        self.project.put("orders.csv", "id,amount\n" + "".join(lines))
        self.fail_to_extract("orders.csv", "csv.bad_value", says=["orders.csv:123458", "'12x'", "'amount'", "BIGINT"],
                             dtype={"amount": "BIGINT"})

    def test_a_row_with_too_many_fields(self):
        self.project.put("orders.csv", "id,amount\n1,2\n3,4,5\n6,7\n")
        self.fail_to_extract("orders.csv", "csv.malformed", says=["orders.csv:3"])

    def test_a_row_with_too_few_fields(self):
        lines = "".join(f"{number},1,2\n" for number in range(100_000))
        self.project.put("orders.csv", f"id,a,b\n{lines}1,2\n{lines}")
        self.fail_to_extract("orders.csv", "csv.malformed", says=["orders.csv:100002"])

    def test_a_quote_that_never_ends(self):
        self.project.put("orders.csv", 'id,name\n1,a\n2,"b\n3,c\n')
        self.fail_to_extract("orders.csv", "csv.malformed", says=["orders.csv:3"])

    def test_bytes_that_are_no_text(self):
        self.project.put("orders.csv", b"id,name\n1,a\n2,caf\xe9\n")
        self.fail_to_extract("orders.csv", "csv.bad_encoding", says=["orders.csv:3", "latin-1"])

    def test_a_cut_off_gzip_file(self):
        self.project.put("orders.csv.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\xcc")
        self.fail_to_extract("orders.csv.gz", "csv.bad_compression")

    def test_a_column_that_the_file_does_not_have(self):
        self.project.put("orders.csv", "id,amount\n1,2\n")
        self.refuse_to_extract("orders.csv", "csv.bad_option", says=["amout", "amount"], columns=["id", "amout"])

    def test_a_step_that_did_not_need_the_source_is_skipped_too(self):
        pipeline = self.project.pipeline(extract("broken", "absent.csv"), transform("other", "SELECT 1 AS x", needs=[]))
        outcome = self.project.osiris("run", pipeline, "--concurrency", "1", "--json")
        self.assert_failed(outcome, 1)
        self.assertEqual([step["status"] for step in outcome.document["steps"]], ["failed", "skipped"])

    def test_independent_steps_finish_if_asked_to(self):
        pipeline = self.project.pipeline(extract("broken", "absent.csv"), transform("after", "SELECT 1 AS x"),
                                         transform("other", "SELECT 1 AS x", needs=[]))
        outcome = self.project.osiris("run", pipeline, "--on-failure", "finish_independent", "--json")
        self.assert_failed(outcome, 1)
        self.assertEqual({step["step_id"]: step["status"] for step in outcome.document["steps"]},
                         {"broken": "failed", "after": "skipped", "other": "complete"})


if __name__ == "__main__":
    run_tests()
