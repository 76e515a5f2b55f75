"""Writes a LightGBM model of 300 trees: as its text, and in the folder that `mlflow models serve` takes.

    python make_model.py FOLDER < columns.json
"""

import json
import sys
from pathlib import Path

import lightgbm
import mlflow.lightgbm
import numpy as np
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, Schema

folder = Path(sys.argv[1])
columns = json.load(sys.stdin)
rng = np.random.default_rng(7)
rows = rng.random((4000, len(columns)))
rows[rng.random(rows.shape) < 0.02] = np.nan
target = np.nansum(rows[:, ::7], axis=1) + rng.standard_normal(len(rows))
booster = lightgbm.train(
    {"objective": "regression_l1", "num_leaves": 31, "verbosity": -1, "seed": 7, "num_threads": 2, "feature_fraction": 0.5},
    lightgbm.Dataset(rows, target, feature_name=columns),
    num_boost_round=300,
)
booster.save_model(folder / "model.txt")
signature = ModelSignature(Schema([ColSpec("double", name) for name in columns]), Schema([ColSpec("double")]))
mlflow.lightgbm.save_model(booster, folder / "mlflow", signature=signature, pip_requirements=[])
