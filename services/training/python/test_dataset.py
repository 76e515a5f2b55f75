"""What is read from the Arrow file, and what is refused: in this process, without a library to fit."""

import tempfile
import unittest
from pathlib import Path

import numpy as np
import pyarrow as pa

from dataset import Dataset
from errors import WorkerError
from job import Range
from test_job import parse

ROWS = 12


class ReadRows(unittest.TestCase):
    folder: tempfile.TemporaryDirectory[str]
    file: str

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.file = str(Path(cls.folder.name, "rows.arrow"))
        a = np.arange(ROWS) + 0.1
        gap = a.copy()
        gap[[2, 7]] = [np.nan, np.inf]
        nulls = pa.array([None if i % 3 else float(i) for i in range(ROWS)])
        table = pa.table(
            {
                **{"a": a, "empty": np.full(ROWS, np.nan), "gap": gap, "huge": a * 1e39},
                **{"integer": np.arange(ROWS), "nulls": nulls, "z": -a},
            }
        )
        with pa.ipc.new_file(cls.file, table.schema) as writer:
            for batch in table.to_batches(max_chunksize=5):
                writer.write_batch(batch)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.folder.cleanup()

    def read(self, features: list[str], target: str = "z", data: str = "", train: list[Range] | None = None) -> Dataset:
        rows = [[0, 1]] if train is None else [list(r) for r in train]
        return Dataset(parse(data=data or self.file, features=features, target=target, train=rows))

    def refuses(self, code: str, message: str, features: list[str], train: list[Range], **more: str) -> None:
        with self.assertRaises(WorkerError) as caught:
            data = self.read(features, train=train, **more)
            data.check(train)
            data.target(train)
        self.assertEqual(caught.exception.code, code)
        self.assertIn(message, str(caught.exception))

    def test_rows_come_in_the_order_of_the_ranges(self) -> None:
        data = self.read(["z", "a"], target="gap")
        np.testing.assert_array_equal(
            data.matrix([(10, 12), (0, 1)], np.float64), [[-10.1, 10.1], [-11.1, 11.1], [-0.1, 0.1]]
        )
        self.assertEqual(data.matrix([(0, 1)], np.float32)[0, 1], np.float32(0.1))
        np.testing.assert_array_equal(data.target([(3, 5)]), [3.1, 4.1])

    def test_a_null_is_missing(self) -> None:
        np.testing.assert_array_equal(self.read(["nulls"]).matrix([(0, 4)], np.float64)[:, 0], [0, np.nan, np.nan, 3])

    def test_columns_without_a_value_in_training_are_named(self) -> None:
        self.refuses("ALL_MISSING", "12 training rows: empty;", ["a", "empty"], [(0, ROWS)])
        self.refuses("ALL_MISSING", "4 training rows: empty, nulls;", ["empty", "nulls"], [(1, 3), (4, 6)])

    def test_bad_data_names_column_and_row(self) -> None:
        self.refuses("BAD_DATA", "beyond float32 in gap, huge;", ["a", "gap", "huge"], [(0, 2)])
        self.refuses("BAD_DATA", "0 columns named 'c'", ["c"], [(0, 2)])
        self.refuses("BAD_DATA", "'integer' is int64", ["integer"], [(0, 2)])
        self.refuses("BAD_TARGET", "'gap' is nan in row 2 (2 such rows)", ["a"], [(1, 9)], target="gap")
        self.refuses("BAD_JOB", "ends at 13, the data has 12 rows", ["a"], [(0, 13)])

    def test_a_file_that_is_none(self) -> None:
        torn = Path(self.folder.name, "torn.arrow")
        torn.write_bytes(Path(self.file).read_bytes()[:300])
        for path in (str(torn), str(torn.with_name("nowhere.arrow"))):
            self.refuses("BAD_DATA", f"'{path}' is no readable Arrow IPC file", ["a"], [(0, 2)], data=path)


if __name__ == "__main__":
    unittest.main()
