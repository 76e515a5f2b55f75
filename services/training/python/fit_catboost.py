import json
from typing import Any

import catboost as cb
import numpy as np

from dataset import Dataset
from fit import Fitted, Progress, library_params
from job import Job

DTYPE = np.float32  # borders are floats


class _Report:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def after_iteration(self, info: Any) -> bool:
        valid = info.metrics.get("validation")
        self._progress(info.iteration, info.metrics["learn"]["MAE"][-1], valid["MAE"][-1] if valid else None)
        return True


def _save(model: cb.CatBoostRegressor, path: str) -> None:
    """The library writes a guid and the time into its file: without them the same fit gives the same bytes."""
    model.save_model(path, format="json")
    with open(path, encoding="utf-8") as file:
        content = json.load(file)
    for volatile in ("model_guid", "train_finish_time"):
        content["model_info"].pop(volatile, None)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file, separators=(",", ":"))


def fit(job: Job, data: Dataset, progress: Progress) -> Fitted:
    params = library_params(
        job,
        {
            "learning_rate": 0.05,
            "depth": 6,
            # The library's default sampling (MVS) weighs rows by gradient and gives up when most are zero, as on
            # a constant target. Under absolute error all others weigh the same, so uniform sampling is its equal.
            "bootstrap_type": "Bernoulli",
            "subsample": 0.8,
            "rsm": None,
            "l2_leaf_reg": None,
            "border_count": None,
            "min_data_in_leaf": None,
            "nan_mode": None,
        },
        {
            "loss_function": "MAE",
            "eval_metric": "MAE",
            "iterations": job.rounds,
            "random_seed": job.seed,
            "thread_count": job.threads,
            "grow_policy": "SymmetricTree",
            "allow_const_label": True,
            "allow_writing_files": False,
            "logging_level": "Silent",
        },
    )
    names = list(job.features)
    stopping = job.early_stopping_rounds

    def pool(x: np.ndarray, y: np.ndarray | None = None) -> cb.Pool:
        return cb.Pool(x, y, feature_names=names, thread_count=job.threads)

    model = cb.CatBoostRegressor(**params)
    model.fit(
        pool(data.matrix(job.train, DTYPE), data.target(job.train)),
        eval_set=pool(data.matrix(job.valid, DTYPE), data.target(job.valid)) if job.valid else None,
        use_best_model=stopping is not None,
        early_stopping_rounds=stopping,
        callbacks=[_Report(progress)],
    )
    # CatBoost keeps no split gain; the average change of the prediction is its own measure of a feature.
    # They are shares of the sum: trees that never change it give shares of nothing.
    change = np.nan_to_num(model.get_feature_importance(type="PredictionValuesChange", thread_count=job.threads))
    return Fitted(
        library="catboost",
        version=cb.__version__,
        rounds=model.tree_count_,
        predict=lambda x: model.predict(pool(x), thread_count=job.threads),
        shap=lambda x: model.get_feature_importance(pool(x), type="ShapValues", thread_count=job.threads)[:, :-1],
        save=lambda path: _save(model, path),
        importance=dict(zip(names, change.tolist(), strict=True)),
        importance_kind="prediction_values_change",
    )
