"""Writes models of 300 trees, of the depth that the pipeline takes, in the formats that serving reads.

    python make_boosters.py FOLDER < columns.json
"""

import json
import sys
from pathlib import Path

import catboost
import lightgbm
import numpy as np
import xgboost

TREES = 300
folder = Path(sys.argv[1])
columns = json.load(sys.stdin)
rng = np.random.default_rng(7)
rows = rng.random((500, len(columns)), dtype=np.float32)
rows[rng.random(rows.shape) < 0.02] = np.nan
target = np.nansum(rows[:, ::7], axis=1) + rng.standard_normal(len(rows))

xgb = xgboost.train(
    {"objective": "reg:absoluteerror", "max_depth": 6, "max_bin": 64, "learning_rate": 0.05, "colsample_bytree": 0.5, "nthread": 2, "seed": 7},
    xgboost.DMatrix(rows, target, feature_names=columns),
    num_boost_round=TREES,
)
(folder / "xgboost").write_bytes(xgb.save_raw(raw_format="json"))

lgb = lightgbm.train(
    {"objective": "regression_l1", "num_leaves": 31, "verbosity": -1, "seed": 7, "num_threads": 2, "feature_fraction": 0.5},
    lightgbm.Dataset(rows, target, feature_name=columns),
    num_boost_round=TREES,
)
lgb.save_model(folder / "lightgbm")

cat = catboost.CatBoostRegressor(
    iterations=TREES, depth=6, border_count=64, learning_rate=0.05, loss_function="MAE", bootstrap_type="Bernoulli", rsm=0.5,
    random_seed=7, thread_count=2, allow_writing_files=False, logging_level="Silent",
)
cat.fit(catboost.Pool(rows, target, feature_names=columns))
cat.save_model(str(folder / "catboost"), format="json")
