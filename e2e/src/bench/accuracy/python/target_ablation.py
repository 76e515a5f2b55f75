"""What the target that is learnt, and the loss, are worth: the same LightGBM on the same columns, four times.

    python target_ablation.py SNAPSHOT PREDICTIONS
"""

import json
import sys

import lightgbm as lgb
import numpy as np

from rows import read_rows

rows = read_rows(*sys.argv[1:3])
x = rows.table[rows.features].to_numpy(np.float64)
y, level, scale = (rows.table[name].to_numpy() for name in ("y", "level", "scale"))
z = (y - level) / scale
service = rows.table.service_id.to_numpy()[rows.test]
PARAMS = {"learning_rate": 0.08, "num_leaves": 31, "min_data_in_leaf": 20, "feature_fraction": 0.3, "seed": 1, "num_threads": 1, "verbosity": -1}


def ratios(target: np.ndarray, loss: str) -> dict[str, float]:
    """MAE over persistence on the test rows: pooled, and as the mean over services."""
    fit_on = lgb.Dataset(x[rows.train], target[rows.train])
    stop_on = lgb.Dataset(x[rows.validation], target[rows.validation], reference=fit_on)
    booster = lgb.train({**PARAMS, "objective": loss, "metric": loss}, fit_on, 300, valid_sets=[stop_on], callbacks=[lgb.early_stopping(40, verbose=False)])
    answer = booster.predict(x[rows.test])
    cpu = answer if target is y else level[rows.test] + answer * scale[rows.test]
    error, yardstick = np.abs(cpu - y[rows.test]), np.abs(level - y)[rows.test]
    own = [error[service == one].mean() / yardstick[service == one].mean() for one in np.unique(service)]
    return {"pooled": error.mean() / yardstick.mean(), "services": float(np.mean(own))}


VARIANTS = {
    "z, absolute error (as in the pipeline)": (z, "regression_l1"),
    "z, squared error": (z, "regression"),
    "cpu itself, absolute error": (y, "regression_l1"),
    "cpu itself, squared error": (y, "regression"),
}
print(json.dumps({name: ratios(*variant) for name, variant in VARIANTS.items()}))
