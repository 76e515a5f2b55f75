"""What every trainer gives back, and the shape each of them has."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from errors import WorkerError
from job import Job

Progress = Callable[[int, float, float | None], None]
"""round (from 1), training loss, validation loss or None"""


@dataclass(frozen=True)
class Fitted:
    library: str
    version: str
    rounds: int
    """Trees in the saved model: fewer than asked for if stopped early."""
    predict: Callable[[np.ndarray], np.ndarray]
    save: Callable[[str], object]
    """Writes the library's own text or JSON format."""
    shap: Callable[[np.ndarray], np.ndarray]
    """The library's own SHAP values: rows × features, the bias left out."""
    importance: dict[str, float]
    importance_kind: str


def library_params(job: Job, tunable: dict[str, object], fixed: dict[str, object]) -> dict[str, object]:
    """Tunable ones with the worker's defaults (None: the library's own), then the fixed ones that make a fit
    comparable and repeatable. The list is closed because two of the libraries ignore a misspelt name in silence."""
    unknown = sorted(set(job.params) - set(tunable))
    if unknown:
        raise WorkerError(
            "BAD_JOB",
            f"job field 'params.{unknown[0]}' cannot be set; for {job.algorithm} these can: {', '.join(tunable)}",
        )
    chosen = {name: value for name, value in {**tunable, **job.params}.items() if value is not None}
    return {**chosen, **fixed}
