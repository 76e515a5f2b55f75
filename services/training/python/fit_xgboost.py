from pathlib import Path
from typing import Any

import numpy as np
import xgboost as xgb

from dataset import Dataset
from fit import Fitted, Progress, library_params
from job import Job

DTYPE = np.float32  # what the library's matrix holds anyway


class _Report(xgb.callback.TrainingCallback):
    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self._progress = progress

    def after_iteration(self, model: Any, epoch: int, evals_log: Any) -> bool:
        valid = evals_log.get("valid")
        self._progress(
            epoch + 1,
            float(evals_log["train"]["mae"][-1]),
            float(valid["mae"][-1]) if valid else None,
        )
        return False


def fit(job: Job, data: Dataset, progress: Progress) -> Fitted:
    params = library_params(
        job,
        {
            "learning_rate": 0.05,
            "max_depth": 6,
            "min_child_weight": 5,
            "subsample": None,
            "colsample_bytree": None,
            "reg_alpha": None,
            "reg_lambda": None,
            "gamma": None,
            "max_bin": None,
            "grow_policy": None,
            "max_leaves": None,
        },
        {
            "objective": "reg:absoluteerror",
            "eval_metric": "mae",
            "booster": "gbtree",
            "tree_method": "hist",
            "seed": job.seed,
            "nthread": job.threads,
            "verbosity": 0,
        },
    )
    names = list(job.features)

    def matrix(x: np.ndarray, y: np.ndarray | None = None) -> xgb.DMatrix:
        return xgb.DMatrix(x, y, feature_names=names, nthread=job.threads)

    train = matrix(data.matrix(job.train, DTYPE), data.target(job.train))
    evals = [(train, "train")]
    if job.valid:
        evals.append((matrix(data.matrix(job.valid, DTYPE), data.target(job.valid)), "valid"))
    callbacks: list[xgb.callback.TrainingCallback] = [_Report(progress)]
    if job.early_stopping_rounds is not None:
        # save_best cuts the model after its best round: what is saved is what predicts.
        stop = xgb.callback.EarlyStopping(rounds=job.early_stopping_rounds, data_name="valid", save_best=True)
        callbacks.append(stop)
    booster = xgb.train(params, train, job.rounds, evals=evals, verbose_eval=False, callbacks=callbacks)
    gain = booster.get_score(importance_type="total_gain")
    return Fitted(
        library="xgboost",
        version=xgb.__version__,
        rounds=booster.num_boosted_rounds(),
        predict=lambda x: booster.predict(matrix(x)),
        shap=lambda x: booster.predict(matrix(x), pred_contribs=True)[:, :-1],
        # save_model picks its format by the file's suffix, and would write a binary one.
        save=lambda path: Path(path).write_bytes(booster.save_raw(raw_format="json")),
        # A list for models of several outputs alone.
        importance={name: float(gain.get(name, 0.0)) for name in names},  # type: ignore[arg-type]
        importance_kind="gain",
    )
