"""A run's snapshot and its split, for models that the pipeline does not train."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

HOUR = pd.Timedelta(hours=1)
KEYS = ["service_id", "event_timestamp"]


@dataclass(frozen=True)
class Rows:
    table: pd.DataFrame
    features: list[str]
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


def read_rows(snapshot: str, predictions: str) -> Rows:
    """@param predictions a model's of the same run: its rows tell which ones validate and test"""
    table = pq.read_table(snapshot).to_pandas().sort_values(KEYS, kind="stable", ignore_index=True)
    split = pq.read_table(predictions, columns=[*KEYS, "split"]).to_pandas()
    table = table.merge(split, on=KEYS, how="left")
    first = table[table.split == "validation"].groupby("service_id").event_timestamp.min().rename("first")
    begin = table[["service_id"]].join(first, on="service_id")["first"]
    usable = np.isfinite(table[["y", "level", "scale"]]).all(axis=1)
    # What is learnt from ends before the cut, which is up to an hour before the first row that validates.
    train = usable & (table.event_timestamp <= begin - 2 * HOUR)
    features = [c for c in table.columns if c not in (*KEYS, "cluster_id", "y", "split") and table.loc[train, c].notna().any()]
    index = {part: np.flatnonzero(rows) for part, rows in (("train", train), ("validation", table.split == "validation"), ("test", table.split == "test"))}
    return Rows(table, features, **index)
