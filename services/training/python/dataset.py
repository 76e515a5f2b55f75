"""Arrow IPC file → dense matrices. The file is memory-mapped; only the rows asked for are copied."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from errors import WorkerError
from job import Job, Range

FLOAT_MAX = float(np.finfo(np.float32).max)


class Dataset:
    """Columns are float64, missing is NaN (an Arrow null counts as missing too)."""

    def __init__(self, job: Job) -> None:
        try:
            with pa.memory_map(job.data) as source:
                table = pa.ipc.open_file(source).read_all()
        except (OSError, pa.ArrowException) as error:
            raise WorkerError("BAD_DATA", f"'{job.data}' is no readable Arrow IPC file: {error}") from error
        self.rows: int = table.num_rows
        ranges = [*job.train, *job.valid, *job.explain, *(r for part in job.predict for r in part.rows)]
        end = max(to for _, to in ranges)
        if end > self.rows:
            raise WorkerError("BAD_JOB", f"a row range ends at {end}, the data has {self.rows} rows")
        self.features = job.features
        self._columns = [_column(table, name) for name in job.features]
        self._target = _column(table, job.target)
        self._target_name = job.target

    def matrix(self, ranges: Sequence[Range], dtype: type[np.float32] | type[np.float64]) -> np.ndarray:
        """Rows × features, row-major, in the order of the ranges."""
        index = _index(ranges)
        out = np.empty((len(index), len(self._columns)), dtype)
        for i, column in enumerate(self._columns):
            out[:, i] = column[index]
        return out

    def target(self, ranges: Sequence[Range]) -> np.ndarray:
        index = _index(ranges)
        values: np.ndarray = self._target[index]
        bad = np.flatnonzero(~np.isfinite(values))
        if len(bad):
            raise WorkerError(
                "BAD_TARGET",
                f"target '{self._target_name}' is {values[bad[0]]} in row {index[bad[0]]} "
                f"({len(bad)} such rows); leave rows without a target out of train and valid",
            )
        return values

    def check(self, train: Sequence[Range]) -> None:
        """Refuses values that no float holds, and features without one value to learn from."""
        columns = list(zip(self.features, self._columns, strict=True))
        infinite = [name for name, column in columns if (np.abs(column) > FLOAT_MAX).any()]
        if infinite:
            raise WorkerError(
                "BAD_DATA",
                f"values beyond float32 in {', '.join(infinite)}; a missing value is NaN",
            )
        index = _index(train)
        missing = [name for name, column in columns if np.isnan(column[index]).all()]
        if missing:
            raise WorkerError(
                "ALL_MISSING",
                f"no value in any of the {len(index)} training rows: {', '.join(missing)}; "
                "leave absent metrics out of the features",
            )


def _index(ranges: Sequence[Range]) -> np.ndarray:
    return np.concatenate([np.arange(start, end) for start, end in ranges])


def _column(table: pa.Table, name: str) -> np.ndarray:
    found = table.schema.get_all_field_indices(name)
    if len(found) != 1:
        raise WorkerError("BAD_DATA", f"the data has {len(found)} columns named '{name}', one is needed")
    column = table.column(found[0])
    if column.type != pa.float64():
        raise WorkerError("BAD_DATA", f"column '{name}' is {column.type}; every column must be float64")
    values: np.ndarray = column.to_numpy()
    return values
