"""What is read from the file of columns, and what is refused: in this process, without a library to fit."""

import tempfile
import unittest
from pathlib import Path

import numpy as np

from dataset import Dataset
from errors import WorkerError
from job import Range
from test_job import parse

ROWS = 12
COLUMNS = ["a", "empty", "gap", "huge", "rare", "z"]


class ReadRows(unittest.TestCase):
    folder: tempfile.TemporaryDirectory[str]
    file: str

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.file = str(Path(cls.folder.name, "rows.f64"))
        a = np.arange(ROWS) + 0.1
        gap = a.copy()
        gap[[2, 7]] = [np.nan, np.inf]
        rare = np.where(np.arange(ROWS) % 3 == 0, a, np.nan)
        np.stack([a, np.full(ROWS, np.nan), gap, a * 1e39, rare, -a]).astype("<f8").tofile(cls.file)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.folder.cleanup()

    def read(self, features: list[str], target: str = "z", data: str = "", train: list[Range] | None = None) -> Dataset:
        rows = [[0, 1]] if train is None else [list(r) for r in train]
        return Dataset(parse(data=data or self.file, columns=COLUMNS, features=features, target=target, train=rows))

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

    def test_columns_without_a_value_in_training_are_named(self) -> None:
        self.refuses("ALL_MISSING", "12 training rows: empty;", ["a", "empty"], [(0, ROWS)])
        self.refuses("ALL_MISSING", "4 training rows: empty, rare;", ["empty", "rare"], [(1, 3), (4, 6)])

    def test_bad_data_names_column_and_row(self) -> None:
        self.refuses("BAD_DATA", "beyond float32 in gap, huge;", ["a", "gap", "huge"], [(0, 2)])
        self.refuses("BAD_TARGET", "'gap' is nan in row 2 (2 such rows)", ["a"], [(1, 9)], target="gap")
        self.refuses("BAD_JOB", "ends at 13, the data has 12 rows", ["a"], [(0, 13)])

    def test_a_file_that_is_none(self) -> None:
        whole = Path(self.file).read_bytes()
        for name, content in (("torn", whole[:-3]), ("empty", b""), ("nowhere", None)):
            path = Path(self.folder.name, name)
            if content is not None:
                path.write_bytes(content)
            self.refuses("BAD_DATA", f"'{path}' holds no readable columns", ["a"], [(0, 2)], data=str(path))
        short = Path(self.folder.name, "short")
        short.write_bytes(whole[:-8])
        self.refuses("BAD_DATA", f"'{short}' holds 71 values, which 6 columns", ["a"], [(0, 2)], data=str(short))


if __name__ == "__main__":
    unittest.main()
