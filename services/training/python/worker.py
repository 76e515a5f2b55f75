"""Fits one boosting model: one JSON job on stdin, JSON lines on stdout, then exits.

    {"event":"progress","round":1,"rounds":150,"train":0.41,"valid":0.44}
    {"event":"result","model":"…","library":"lightgbm","libraryVersion":"4.7.0",…}
    {"event":"error","error":"ALL_MISSING","message":"…"}

Exit code 0 after a result, 2 after an error. When stdin closes the parent is gone: the process ends at once.
"""

import json
import os
import sys
import threading
import time
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

# Before any library loads OpenMP: idle threads must sleep, or they spin and starve the rest of the machine.
os.environ["OMP_WAIT_POLICY"] = "passive"
# Under `python -I`, which keeps a user's own packages out, the folder of the program is not searched.
sys.path.insert(0, str(Path(__file__).parent))

from errors import WorkerError  # noqa: E402
from job import ALGORITHMS, Job, parse_job  # noqa: E402

STDIN = 0
MAX_JOB_BYTES = 4 << 20
EXIT_PARENT_GONE = 3


def claim_stdout() -> int:
    """Libraries print where they like: their stdout becomes stderr, and the protocol keeps a pipe of its own."""
    protocol = os.dup(1)
    os.dup2(2, 1)
    return protocol


def emit(protocol: int, message: dict[str, Any]) -> None:
    line = memoryview((json.dumps(message, allow_nan=False) + "\n").encode())
    while line:
        line = line[os.write(protocol, line) :]


def read_line() -> str:
    """Reads the descriptor itself: a buffered reader shared with the watcher could swallow the end of input."""
    received = b""
    while b"\n" not in received:
        chunk = os.read(STDIN, 65_536)
        if not chunk:
            raise WorkerError("BAD_JOB", "stdin closed before a whole line with the job was read")
        received += chunk
        if len(received) > MAX_JOB_BYTES:
            raise WorkerError("BAD_JOB", f"the job is longer than {MAX_JOB_BYTES} bytes")
    return received.split(b"\n", 1)[0].decode("utf-8", "replace")


def watch_parent() -> None:
    while os.read(STDIN, 65_536):
        pass
    os._exit(EXIT_PARENT_GONE)


def peak_rss_bytes() -> int:
    """getrusage's figure survives exec, so it would start at the parent's size; Linux knows this program's own."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        import resource  # exists where /proc does not, on macOS; and not on Windows

        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def write_predictions(job: Job, data: Any, dtype: Any, predict: Any) -> list[dict[str, Any]]:
    written = []
    for part in job.predict:
        values = predict(data.matrix(part.rows, dtype)).astype("<f8")
        values.tofile(part.out + ".part")
        os.replace(part.out + ".part", part.out)
        written.append({"out": part.out, "rows": len(values)})
    return written


def mean_absolute_shap(job: Job, data: Any, dtype: Any, shap: Any) -> dict[str, float]:
    if not job.explain:
        return {}
    weights = abs(shap(data.matrix(job.explain, dtype)).astype("f8")).mean(axis=0)
    return dict(zip(job.features, weights.tolist(), strict=True))


def no_pandas() -> ModuleType:
    """LightGBM and CatBoost load pandas wherever it is installed, for rows that come as its frames. Ours never do, and
    it takes a third of a second and 60 MB. LightGBM sees that functions are missing and does without; CatBoost's
    compiled part asks of all it is given whether it is a frame, so there are types that nothing is of."""
    stand_in = ModuleType("pandas")
    for name in ("DataFrame", "Series"):
        setattr(stand_in, name, type(name, (), {}))
    return stand_in


def load(algorithm: str, threads: int) -> tuple[Any, Any]:
    os.environ["OMP_NUM_THREADS"] = str(threads)
    sys.modules["pandas"] = no_pandas()
    sys.modules["pyarrow"] = None  # type: ignore[assignment] # as if it were not installed: 25 MB that none of them needs
    return import_module("dataset"), import_module(f"fit_{algorithm}")


def run(job: Job, protocol: int) -> dict[str, Any]:
    dataset, trainer = load(job.algorithm, job.threads)
    data = dataset.Dataset(job)
    data.check(job.train)

    def progress(iteration: int, train: float, valid: float | None) -> None:
        line = {"event": "progress", "round": iteration, "rounds": job.rounds, "train": train}
        emit(protocol, line if valid is None else {**line, "valid": valid})

    wall, cpu = time.perf_counter(), time.process_time()
    try:
        fitted = trainer.fit(job, data, progress)
    except WorkerError:
        raise
    except Exception as error:  # each library has exception types of its own
        raise WorkerError("FIT_FAILED", f"{job.algorithm}: {error}") from error
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    try:
        fitted.save(job.model + ".part")
        os.replace(job.model + ".part", job.model)
        predictions = write_predictions(job, data, trainer.DTYPE, fitted.predict)
        shap = mean_absolute_shap(job, data, trainer.DTYPE, fitted.shap)
    except Exception as error:
        raise WorkerError("OUTPUT_FAILED", f"could not write the model, its predictions or its SHAP values: {error}") from error
    return {
        "event": "result",
        "model": job.model,
        "library": fitted.library,
        "libraryVersion": fitted.version,
        "rounds": fitted.rounds,
        "fitSeconds": wall,
        "cpuSeconds": cpu,
        "peakRssBytes": peak_rss_bytes(),
        "importanceKind": fitted.importance_kind,
        "importance": fitted.importance,
        "shap": shap,
        "predictions": predictions,
    }


def main() -> NoReturn:
    protocol = claim_stdout()
    try:
        # Told on the command line what will be asked for, it has its library loaded when the job comes.
        if len(sys.argv) == 3 and sys.argv[1] in ALGORITHMS:
            load(sys.argv[1], int(sys.argv[2]))
        job = parse_job(read_line())
        threading.Thread(target=watch_parent, daemon=True).start()
        emit(protocol, run(job, protocol))
    except WorkerError as error:
        emit(protocol, {"event": "error", "error": error.code, "message": str(error)})
        sys.exit(2)
    sys.exit(0)


if __name__ == "__main__":
    main()
