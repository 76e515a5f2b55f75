"""What a data scientist would write without Headroom: snapshot in, model, predictions and errors out, by the official
package alone. The same rows, seed and parameters must give the same bits; the same work must not cost less.

    python plain_booster.py job.json
"""

import json
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

HOUR_MS = 3_600_000

job = json.loads(Path(sys.argv[1]).read_text())
algorithm, names, seed, threads = job["algorithm"], job["columns"], job["seed"], job["threads"]
rounds, patience, params = job["rounds"], job["early_stopping_rounds"], job["params"]
out = Path(job["out"])

table = pq.read_table(job["snapshot"], columns=list({"service_id", "event_timestamp", "y", "level", "scale", *names}))
values = {name: table.column(name).to_numpy() for name in table.column_names if name not in ("service_id", "event_timestamp")}
services = table.column("service_id").to_numpy(zero_copy_only=False)
times = table.column("event_timestamp").cast(pa.timestamp("ms")).cast(pa.int64()).to_numpy()
level, scale, y = values["level"], values["scale"], values["y"]
z = (y - level) / scale
usable = np.isfinite(y) & np.isfinite(level) & np.isfinite(scale) & (scale > 0)
validation_from, test_from = (np.array([job["cuts"][s][i] for s in services]) for i in (0, 1))
test = np.flatnonzero(usable & (times > test_from))
valid = np.flatnonzero(usable & (times > validation_from) & (times <= test_from - HOUR_MS))
train = np.flatnonzero(usable & (times <= validation_from - HOUR_MS))

# What else the model learns from beside the snapshot's columns, in a file of its own: training, validation, test rows.
kept = np.concatenate([train, valid, test])
extra = dict(zip(job["extra_columns"], np.memmap(job["extra"], "<f8", "r").reshape(-1, len(kept)), strict=True))
added = [name for name in extra if name not in values and name != "z"]
place = np.full(len(y), -1)
place[kept] = np.arange(len(kept))
beside = {name: extra[name] for name in added}
names = [*names, *added]


def matrix(rows, dtype):
    own = [values[name][rows] for name in names if name in values]
    return np.column_stack([*own, *(beside[name][place[rows]] for name in added)]).astype(dtype)


if algorithm == "xgboost":
    import xgboost as xgb

    fixed = {"objective": "reg:absoluteerror", "eval_metric": "mae", "tree_method": "hist", "seed": seed, "nthread": threads}

    def data(rows, labels=None):
        return xgb.DMatrix(matrix(rows, np.float32), labels, feature_names=names, nthread=threads)

    fit_on, stop_on = data(train, z[train]), data(valid, z[valid])
    booster = xgb.train(
        {**params, **fixed, "verbosity": 0},
        fit_on,
        rounds,
        evals=[(fit_on, "train"), (stop_on, "valid")],
        verbose_eval=False,
        callbacks=[xgb.callback.EarlyStopping(rounds=patience, data_name="valid", save_best=True)],
    )
    booster.save_model(out / "model.json")
    predict = lambda rows: booster.predict(data(rows))  # noqa: E731
    gain = booster.get_score(importance_type="total_gain")
    shap = lambda rows: booster.predict(data(rows), pred_contribs=True)  # noqa: E731
elif algorithm == "lightgbm":
    import lightgbm as lgb

    fixed = {"objective": "regression_l1", "metric": "l1", "seed": seed, "num_threads": threads, "verbosity": -1}
    exact = {"deterministic": True, "force_row_wise": True}
    fit_on = lgb.Dataset(matrix(train, np.float64), z[train], feature_name=names)
    stop_on = lgb.Dataset(matrix(valid, np.float64), z[valid], reference=fit_on)
    booster = lgb.train(
        {**params, **fixed, **exact},
        fit_on,
        rounds,
        valid_sets=[fit_on, stop_on],
        valid_names=["training", "valid"],
        callbacks=[lgb.early_stopping(patience, verbose=False)],
    )
    booster.save_model(out / "model.txt")
    predict = lambda rows: booster.predict(matrix(rows, np.float64), num_threads=threads)  # noqa: E731
    gain = booster.feature_importance("gain")
    shap = lambda rows: booster.predict(matrix(rows, np.float64), pred_contrib=True)  # noqa: E731
else:
    import catboost as cb

    def data(rows, labels=None):
        return cb.Pool(matrix(rows, np.float32), labels, feature_names=names, thread_count=threads)

    model = cb.CatBoostRegressor(
        **params,
        loss_function="MAE",
        eval_metric="MAE",
        iterations=rounds,
        random_seed=seed,
        thread_count=threads,
        allow_const_label=True,
        allow_writing_files=False,
        logging_level="Silent",
    )
    model.fit(data(train, z[train]), eval_set=data(valid, z[valid]), use_best_model=True, early_stopping_rounds=patience)
    model.save_model(str(out / "model.json"), format="json")
    predict = lambda rows: model.predict(data(rows), thread_count=threads)  # noqa: E731
    gain = model.get_feature_importance(type="PredictionValuesChange", thread_count=threads)
    shap = lambda rows: model.get_feature_importance(data(rows), type="ShapValues", thread_count=threads)  # noqa: E731

some = test[:: max(1, -(-len(test) // job["explained"]))]
weights = np.abs(shap(some)[:, :-1]).mean(axis=0)
cpu = {split: level[rows] + predict(rows).astype(np.float64) * scale[rows] for split, rows in (("train", train), ("validation", valid), ("test", test))}
errors = {}
for split, rows in (("train", train), ("validation", valid), ("test", test)):
    residual = cpu[split] - y[rows]
    errors[split] = {
        "mae": float(np.abs(residual).mean()),
        "rmse": float(np.sqrt((residual**2).mean())),
        "relative_mae": float(np.abs(residual).mean() / np.abs(level[rows] - y[rows]).mean()),
    }
(out / "metrics.json").write_text(json.dumps({"errors": errors, "shap": dict(zip(names, weights.tolist(), strict=True))}))
kept = np.concatenate([valid, test])
pq.write_table(
    pa.table(
        {
            "split": ["validation"] * len(valid) + ["test"] * len(test),
            "service_id": services[kept],
            "event_timestamp": times[kept],
            "y": y[kept],
            "prediction": np.concatenate([cpu["validation"], cpu["test"]]),
        }
    ),
    out / "predictions.parquet",
    compression="zstd",
)
