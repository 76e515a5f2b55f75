"""
The engine's features in pandas and in polars, each in its own idiom, for `npm run bench:features`.

    peers.py pandas|polars FOLDER

FOLDER holds the input as raw float64 columns (`input.bin`: end, service, eight metrics; rows of a service follow each
other, one a cadence, without gaps) and `input.json`. Each repetition prints a line of JSON: CPU and wall seconds, peak
resident bytes of the process. Of the last one every `step`-th row is written to `<library>.bin`, column by column, in
the order of `<library>.json`. Times cover the computation alone, from a frame in memory to all columns in memory.

polars takes windows of so many rows, which the missing gaps allow: its windows by time cost several times as much.
"""

from __future__ import annotations

import json
import math
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

METRICS = ["cpu", "mem", "net", "disk", "req", "lat", "err", "inst"]
WINDOWS = {"6h": 6, "24h": 24, "7d": 168}
STATISTICS = ["mean", "std", "min", "max"]
LAGS = range(1, 25)
PAIRS = [(a, b) for i, a in enumerate(METRICS) for b in METRICS[i + 1 :]]
RATIOS = [
    *[("cpu", "mem"), ("net", "disk"), ("lat", "req"), ("cpu", "req")],
    *[("mem", "req"), ("net", "req"), ("cpu", "inst"), ("req", "inst")],
]
RELATIVE = [
    *["cpu"],
    *[f"cpu_roll_{w}_{s}" for w in WINDOWS for s in STATISTICS],
    *[f"cpu_lag_{k}" for k in LAGS],
]
SCALE_FLOOR = 1e-4


def relative_name(column: str) -> str:
    return "cpu_utilization_rel" if column == "cpu" else f"{column}_rel"


def circles(hour, dow, dom, month) -> dict[str, tuple]:
    """Position and period of each cyclic feature."""
    return {"hour": (hour, 24), "dow": (dow, 7), "dom": (dom, 31), "month": (month, 12)}


def with_pandas(columns: dict[str, np.ndarray], cadence_minutes: int) -> Callable[[], dict[str, np.ndarray]]:
    import pandas as pd

    frame = pd.DataFrame(columns)
    frame["end"] = pd.to_datetime(frame["end"], unit="ms")

    def compute() -> dict[str, np.ndarray]:
        out: dict[str, np.ndarray] = {}
        end = frame["end"].dt
        hour = end.hour + end.minute / 60
        dow = end.day_of_week
        for name, (at, period) in circles(hour, dow, end.day - 1, end.month - 1).items():
            angle = at.to_numpy() * (2 * math.pi / period)
            out[f"{name}_sin"], out[f"{name}_cos"] = np.sin(angle), np.cos(angle)
        out["is_weekend"] = (dow >= 5).to_numpy(dtype=float)
        out["is_business_hours"] = ((end.hour >= 9) & (end.hour < 17) & (dow < 5)).to_numpy(dtype=float)

        by_time = frame.set_index("end").groupby("service", sort=False)[METRICS]
        for window, hours in WINDOWS.items():
            rolling = by_time.rolling(f"{hours}h", min_periods=1)
            for statistic in STATISTICS:
                values = getattr(rolling, statistic)()
                for m in METRICS:
                    out[f"{m}_roll_{window}_{statistic}"] = values[m].to_numpy()
        cpu = frame.set_index("end").groupby("service", sort=False)["cpu"]
        out["level"] = cpu.rolling("1h", min_periods=1).mean().to_numpy()
        count = cpu.rolling("24h", min_periods=1).count().to_numpy()
        enough = count >= max(6, 360 / cadence_minutes)
        spread = np.maximum(out["cpu_roll_24h_std"], SCALE_FLOOR)
        out["scale"] = np.where(enough, spread, np.nan)

        by_row = frame.groupby("service", sort=False)[METRICS]
        for k in LAGS:
            lagged = by_row.shift(k)
            for m in METRICS:
                out[f"{m}_lag_{k}"] = lagged[m].to_numpy()

        metrics = {m: frame[m].to_numpy() for m in METRICS}
        derive(out, metrics)
        return out

    return compute


def derive(out: dict[str, np.ndarray], metrics: dict[str, np.ndarray]) -> None:
    for name in RELATIVE:
        values = metrics["cpu"] if name == "cpu" else out[name]
        away = values if name.endswith("_std") else values - out["level"]
        out[relative_name(name)] = away / out["scale"]
    for a, b in PAIRS:
        out[f"{a}_x_{b}"] = metrics[a] * metrics[b]
    for a, b in RATIOS:
        out[f"{a}_per_{b}"] = metrics[a] / (metrics[b] + 1e-9)


def with_polars(columns: dict[str, np.ndarray], cadence_minutes: int) -> Callable[[], dict[str, np.ndarray]]:
    import polars as pl

    # A missing value is null in polars: NaN would be a value to its windows.
    metrics = [pl.Series(m, columns[m], nan_to_null=True) for m in METRICS]
    end = pl.Series("end", columns["end"].astype("int64")).cast(pl.Datetime("ms"))
    frame = pl.DataFrame([end, pl.Series("service", columns["service"]), *metrics])

    def compute() -> dict[str, np.ndarray]:
        time_of = pl.col("end").dt
        hour = time_of.hour() + time_of.minute() / 60
        dow = time_of.weekday() - 1
        calendar = []
        for name, (at, period) in circles(hour, dow, time_of.day() - 1, time_of.month() - 1).items():
            angle = at.cast(pl.Float64) * (2 * math.pi / period)
            calendar += [angle.sin().alias(f"{name}_sin"), angle.cos().alias(f"{name}_cos")]
        in_hours = time_of.hour().is_between(9, 16) & (dow < 5)
        calendar += [
            (dow >= 5).cast(pl.Float64).alias("is_weekend"),
            in_hours.cast(pl.Float64).alias("is_business_hours"),
        ]
        windows = [
            getattr(pl.col(m), f"rolling_{s}")(rows_of(hours), min_samples=2 if s == "std" else 1)
            .over("service")
            .alias(f"{m}_roll_{w}_{s}")
            for m in METRICS
            for w, hours in WINDOWS.items()
            for s in STATISTICS
        ]
        cpu = pl.col("cpu")
        level = cpu.rolling_mean(rows_of(1), min_samples=1).over("service").alias("level")
        count = cpu.is_not_null().cast(pl.Float64).rolling_sum(rows_of(24), min_samples=1).over("service")
        lags = [pl.col(m).shift(k).over("service").alias(f"{m}_lag_{k}") for m in METRICS for k in LAGS]
        products = [(pl.col(a) * pl.col(b)).alias(f"{a}_x_{b}") for a, b in PAIRS]
        ratios = [(pl.col(a) / (pl.col(b) + 1e-9)).alias(f"{a}_per_{b}") for a, b in RATIOS]
        spread = pl.max_horizontal("cpu_roll_24h_std", pl.lit(SCALE_FLOOR))
        scale = pl.when(count >= max(6, 360 / cadence_minutes)).then(spread).alias("scale")
        relative = [
            ((pl.col(n) if n.endswith("_std") else pl.col(n) - pl.col("level")) / pl.col("scale")).alias(relative_name(n))
            for n in RELATIVE
        ]
        result = (
            frame.lazy()
            .with_columns(*calendar, *windows, level, *lags, *products, *ratios)
            .with_columns(scale)
            .with_columns(*relative)
            .drop("end", "service", *METRICS)
            .collect()
        )
        return {name: result[name].fill_null(math.nan).to_numpy() for name in result.columns}

    def rows_of(hours: int) -> int:
        return max(1, hours * 60 // cadence_minutes)

    return compute


def usage() -> resource.struct_rusage:
    return resource.getrusage(resource.RUSAGE_SELF)


def main() -> None:
    library, folder = sys.argv[1], Path(sys.argv[2])
    about = json.loads((folder / "input.json").read_text())
    rows = about["rows"]
    data = np.fromfile(folder / "input.bin", dtype="float64").reshape(-1, rows)
    columns = dict(zip(["end", "service", *METRICS], data, strict=True))
    columns["service"] = columns["service"].astype("int32")
    prepare = {"pandas": with_pandas, "polars": with_polars}[library]
    compute = prepare(columns, about["cadenceMinutes"])
    result: dict[str, np.ndarray] = {}
    for _ in range(about["repetitions"]):
        result = {}
        cpu, wall, system = time.process_time(), time.perf_counter(), usage().ru_stime
        result = compute()
        cpu, wall, system = time.process_time() - cpu, time.perf_counter() - wall, usage().ru_stime - system
        print(json.dumps({"cpu": cpu, "system": system, "wall": wall, "peak": usage().ru_maxrss * 1024}), flush=True)
    with (folder / f"{library}.bin").open("wb") as file:
        for values in result.values():
            np.ascontiguousarray(values[:: about["step"]], dtype="float64").tofile(file)
    (folder / f"{library}.json").write_text(json.dumps(list(result)))


if __name__ == "__main__":
    main()
