"""File of raw columns → dense matrices. The file is memory-mapped; only the rows asked for are copied."""

from collections.abc import Sequence

import numpy as np

from errors import WorkerError
from job import Job, Range

FLOAT_MAX = float(np.finfo(np.float32).max)


class Dataset:
    """Little-endian float64, one whole column after the other; missing is NaN."""

    def __init__(self, job: Job) -> None:
        try:
            values = np.memmap(job.data, "<f8", "r")
        except (OSError, ValueError) as error:
            raise WorkerError("BAD_DATA", f"'{job.data}' holds no readable columns of float64: {error}") from error
        self.rows, beyond = divmod(len(values), len(job.columns))
        if beyond:
            raise WorkerError(
                "BAD_DATA", f"'{job.data}' holds {len(values)} values, which {len(job.columns)} columns do not share evenly"
            )
        columns = dict(zip(job.columns, np.asarray(values).reshape(len(job.columns), self.rows), strict=True))
        ranges = [*job.train, *job.valid, *job.explain, *(r for part in job.predict for r in part.rows)]
        end = max(to for _, to in ranges)
        if end > self.rows:
            raise WorkerError("BAD_JOB", f"a row range ends at {end}, the data has {self.rows} rows")
        self.features = job.features
        self._columns = [columns[name] for name in job.features]
        self._target = columns[job.target]
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
