"""Will the service scale in the next hour? LightGBM on the snapshot's columns.

    python scaling_events.py SNAPSHOT PREDICTIONS DATASET
"""

import json
import sys

import lightgbm as lgb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from rows import HOUR, read_rows

PRECISION = 0.9

rows = read_rows(*sys.argv[1:3])
events = pq.read_table(sys.argv[3], columns=["service_id", "timestamp", "scaling_event"]).to_pandas()
events["event_timestamp"] = events.pop("timestamp") - HOUR
# Hourly data: the hour after t is one bucket. Where it is absent, nobody knows.
table = rows.table[["service_id", "event_timestamp"]].merge(events, on=["service_id", "event_timestamp"], how="left")
known = table.scaling_event.notna().to_numpy()
label = (known & (table.scaling_event != "none")).to_numpy().astype(float)
train, validation, test = (part[known[part]] for part in (rows.train, rows.validation, rows.test))
x = rows.table[rows.features].to_numpy(np.float64)

params = {"objective": "binary", "metric": "average_precision", "learning_rate": 0.03, "num_leaves": 15, "min_data_in_leaf": 20, "feature_fraction": 0.5, "seed": 1, "num_threads": 1, "verbosity": -1}
fit_on = lgb.Dataset(x[train], label[train])
stop_on = lgb.Dataset(x[validation], label[validation], reference=fit_on)
booster = lgb.train(params, fit_on, 600, valid_sets=[stop_on], callbacks=[lgb.early_stopping(100, verbose=False)])


def curve(part: np.ndarray) -> pd.DataFrame:
    """Precision and recall at each score, the greatest first; equal scores are told apart by nobody."""
    ranked = pd.DataFrame({"score": booster.predict(x[part]), "hit": label[part]}).sort_values("score", ascending=False)
    ranked["recall"] = ranked.hit.cumsum() / ranked.hit.sum()
    ranked["precision"] = ranked.hit.cumsum() / np.arange(1, len(ranked) + 1)
    return ranked.drop_duplicates("score", keep="last")


def reached(points: pd.DataFrame) -> pd.DataFrame:
    return points[points.precision >= PRECISION]


tested = curve(test)
steps = np.diff(tested.recall, prepend=0)
chosen = reached(curve(validation)).score.min()
alarms = tested[tested.score >= chosen]
print(
    json.dumps(
        {
            "rows": len(test),
            "positives": int(label[test].sum()),
            "pr_auc": float((steps * tested.precision).sum()),
            "recall": float(reached(tested).recall.max()) if len(reached(tested)) else 0.0,
            "chosen_precision": float(alarms.precision.iloc[-1]) if len(alarms) else None,
            "chosen_recall": float(alarms.recall.iloc[-1]) if len(alarms) else 0.0,
        }
    )
)
