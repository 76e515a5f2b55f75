"""Writes a small LightGBM model: its text, and `mlflow/`, which predicts as Headroom serves it: level + z · scale.

    python save_model.py FOLDER < columns.json
"""

import json
import sys
from pathlib import Path

import lightgbm
import mlflow.pyfunc
import numpy as np
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, Schema


class Served(mlflow.pyfunc.PythonModel):
    def __init__(self, text, columns):
        self.text = text
        self.columns = columns

    def predict(self, context, model_input, params=None):
        import lightgbm
        import numpy as np

        if len(model_input) == 0:
            return np.array([])
        rows = model_input[self.columns]
        return rows["level"].to_numpy() + lightgbm.Booster(model_str=self.text).predict(rows.to_numpy()) * rows["scale"].to_numpy()


folder = Path(sys.argv[1])
columns = json.load(sys.stdin)
rng = np.random.default_rng(5)
rows = rng.random((400, len(columns)))
rows[rng.random(rows.shape) < 0.1] = np.nan
target = np.nansum(rows, axis=1)
booster = lightgbm.train(
    {"objective": "regression_l1", "num_leaves": 8, "verbosity": -1, "seed": 5, "num_threads": 1},
    lightgbm.Dataset(rows, target, feature_name=columns),
    num_boost_round=20,
)
booster.save_model(folder / "model.txt")
signature = ModelSignature(Schema([ColSpec("double", name) for name in columns]), Schema([ColSpec("double")]))
model = Served(booster.model_to_string(), columns)
mlflow.pyfunc.save_model(folder / "mlflow", python_model=model, signature=signature, pip_requirements=[])
