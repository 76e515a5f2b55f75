import lightgbm as lgb
import numpy as np

from dataset import Dataset
from fit import Fitted, Progress, library_params
from job import Job

DTYPE = np.float64  # thresholds are doubles: the booster compares what it is given


def fit(job: Job, data: Dataset, progress: Progress) -> Fitted:
    params = library_params(
        job,
        {
            "learning_rate": 0.05,
            "num_leaves": 31,
            "max_depth": None,
            "min_data_in_leaf": 20,
            "feature_fraction": None,
            "bagging_fraction": None,
            "bagging_freq": None,
            "lambda_l1": None,
            "lambda_l2": None,
            "max_bin": None,
            "zero_as_missing": None,
        },
        {
            "objective": "regression_l1",
            "metric": "l1",
            "seed": job.seed,
            "num_threads": job.threads,
            # Same bits on every run: no timing race between row-wise and column-wise, no atomic sums.
            "deterministic": True,
            "force_row_wise": True,
            "verbosity": -1,
        },
    )
    names = list(job.features)
    train = lgb.Dataset(data.matrix(job.train, DTYPE), data.target(job.train), feature_name=names)
    # Under the name "training" LightGBM leaves the training set out of early stopping.
    sets, labels = [train], ["training"]
    if job.valid:
        sets.append(lgb.Dataset(data.matrix(job.valid, DTYPE), data.target(job.valid), reference=train))
        labels.append("valid")

    def report(env: lgb.callback.CallbackEnv) -> None:
        loss = {result[0]: float(result[2]) for result in env.evaluation_result_list or ()}
        progress(env.iteration + 1, loss["training"], loss.get("valid"))

    callbacks = [report]
    if job.early_stopping_rounds is not None:
        callbacks.append(lgb.early_stopping(job.early_stopping_rounds, verbose=False))
    booster = lgb.train(params, train, job.rounds, valid_sets=sets, valid_names=labels, callbacks=callbacks)
    kept = booster.best_iteration if job.early_stopping_rounds is not None else booster.current_iteration()
    gain = booster.feature_importance("gain", iteration=kept)
    return Fitted(
        library="lightgbm",
        version=lgb.__version__,
        rounds=kept,
        predict=lambda x: np.asarray(booster.predict(x, num_iteration=kept, num_threads=job.threads)),
        shap=lambda x: np.asarray(booster.predict(x, num_iteration=kept, pred_contrib=True, num_threads=job.threads))[
            :, :-1
        ],
        save=lambda path: booster.save_model(path, num_iteration=kept),
        importance=dict(zip(names, gain.tolist(), strict=True)),
        importance_kind="gain",
    )
