"""The job: one JSON object, checked field by field before any data is read."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from errors import WorkerError

ALGORITHMS = ("xgboost", "lightgbm", "catboost")
Range = tuple[int, int]
Param = str | int | float | bool


@dataclass(frozen=True)
class Prediction:
    """Rows to predict, in the order given, into `out`: raw little-endian float64, one value a row."""

    rows: tuple[Range, ...]
    out: str


@dataclass(frozen=True)
class Job:
    algorithm: str
    data: str
    columns: tuple[str, ...]
    """Names of the columns of `data`, in their order there."""
    features: tuple[str, ...]
    target: str
    train: tuple[Range, ...]
    valid: tuple[Range, ...]
    predict: tuple[Prediction, ...]
    explain: tuple[Range, ...]
    """Rows whose SHAP values tell what a feature weighs; none unless asked for."""
    rounds: int
    early_stopping_rounds: int | None
    seed: int
    threads: int
    params: dict[str, Param]
    model: str


def _bad(field: str, wrong: str) -> WorkerError:
    return WorkerError("BAD_JOB", f"job field '{field}' {wrong}")


def _text(job: dict[str, Any], field: str) -> str:
    value = job.get(field)
    if not isinstance(value, str) or not value:
        raise _bad(field, f"must be a non-empty string, got {value!r}")
    return value


def _integer(job: dict[str, Any], field: str, low: int, high: int) -> int:
    value = job.get(field)
    # bool is an int in Python: `true` as a number of rounds is a mistake, not a 1.
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise _bad(field, f"must be an integer from {low} to {high}, got {value!r}")
    return value


def _ranges(value: Any, field: str) -> tuple[Range, ...]:
    if not isinstance(value, list) or not value:
        raise _bad(field, "must be a non-empty list of half-open row ranges [from, to]")
    for item in value:
        proper = isinstance(item, list) and len(item) == 2 and all(type(n) is int for n in item)
        if not proper or not 0 <= item[0] < item[1]:
            raise _bad(field, f"holds {item!r}; a row range is [from, to] with 0 <= from < to")
    return tuple((item[0], item[1]) for item in value)


def _apart(train: tuple[Range, ...], valid: tuple[Range, ...]) -> None:
    """A row in both would validate what it taught."""
    ordered = sorted(train + valid)
    for (_, end), (start, _) in zip(ordered, ordered[1:], strict=False):
        if start < end:
            raise _bad("train", f"or 'valid' holds row {start} twice; their ranges must not overlap")


def _names(job: dict[str, Any], field: str) -> tuple[str, ...]:
    names = job.get(field)
    if not isinstance(names, list) or not names or not all(isinstance(n, str) and n for n in names):
        raise _bad(field, "must be a non-empty list of column names")
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if twice:
        raise _bad(field, f"names a column twice: {', '.join(twice)}")
    return tuple(names)


def _features(job: dict[str, Any], columns: tuple[str, ...], target: str) -> tuple[str, ...]:
    names = _names(job, "features")
    if target in names:
        raise _bad("features", f"holds the target '{target}': a model must not see what it predicts")
    absent = [name for name in (*names, target) if name not in set(columns)]
    if absent:
        raise _bad("columns", f"lacks {', '.join(absent)}")
    return names


def _predictions(job: dict[str, Any]) -> tuple[Prediction, ...]:
    parts = job.get("predict", [])
    if not isinstance(parts, list) or not all(isinstance(p, dict) for p in parts):
        raise _bad("predict", "must be a list of {rows, out}")
    return tuple(Prediction(_ranges(p.get("rows"), f"predict[{i}].rows"), _text(p, "out")) for i, p in enumerate(parts))


def _params(job: dict[str, Any]) -> dict[str, Param]:
    params = job.get("params", {})
    if not isinstance(params, dict):
        raise _bad("params", "must be an object of the library's own parameters")
    for name, value in params.items():
        if not isinstance(value, str | int | float | bool):
            raise _bad(f"params.{name}", f"must be a string, number or boolean, got {value!r}")
    return dict(params)


FIELDS = frozenset(
    {"algorithm", "data", "columns", "features", "target", "train", "valid", "predict", "explain"}
    | {"rounds", "earlyStoppingRounds", "seed", "threads", "params", "model"}
)


def parse_job(line: str) -> Job:
    try:
        job = json.loads(line)
    except ValueError as error:
        raise WorkerError("BAD_JOB", f"the job is no JSON: {error}") from error
    if not isinstance(job, dict):
        raise WorkerError("BAD_JOB", "the job must be a JSON object")
    unknown = sorted(set(job) - FIELDS)
    if unknown:
        raise _bad(unknown[0], f"is unknown; the fields are {', '.join(sorted(FIELDS))}")
    algorithm = _text(job, "algorithm")
    if algorithm not in ALGORITHMS:
        raise _bad("algorithm", f"must be one of {', '.join(ALGORITHMS)}, got '{algorithm}'")
    target = _text(job, "target")
    columns = _names(job, "columns")
    train = _ranges(job.get("train"), "train")
    valid = _ranges(job["valid"], "valid") if "valid" in job else ()
    _apart(train, valid)
    stopping = _integer(job, "earlyStoppingRounds", 1, 10_000) if "earlyStoppingRounds" in job else None
    if stopping is not None and not valid:
        raise _bad("earlyStoppingRounds", "needs 'valid': stopping early is decided on validation rows")
    return Job(
        algorithm=algorithm,
        data=_text(job, "data"),
        columns=columns,
        features=_features(job, columns, target),
        target=target,
        train=train,
        valid=valid,
        predict=_predictions(job),
        explain=_ranges(job["explain"], "explain") if "explain" in job else (),
        rounds=_integer(job, "rounds", 1, 10_000),
        early_stopping_rounds=stopping,
        seed=_integer(job, "seed", 0, 2**31 - 1),
        threads=_integer(job, "threads", 1, 256),
        params=_params(job),
        model=_text(job, "model"),
    )
