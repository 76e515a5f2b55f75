"""What people do with MLflow: log a model, load it, predict; autologging. Predictions have to be equal to the last bit."""

import warnings
from functools import cache

import lightgbm
import mlflow
import numpy as np
import pandas as pd
import xgboost
from mlflow.models import infer_signature
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from .harness import check

warnings.filterwarnings("ignore")


@cache
def data():
    draw = np.random.default_rng(7)
    table = pd.DataFrame(draw.normal(size=(200, 4)), columns=list("abcd"))
    return table, table["a"] * 2 - table["b"] + draw.normal(scale=0.1, size=200)


def prepare(view):
    mlflow.set_tracking_uri(view.url)
    mlflow.set_registry_uri(view.url)
    view.known_experiment(mlflow.set_experiment(view.name("flavors")).experiment_id)


def log_and_load(view, flavor, model, **more):
    table, _ = data()
    prepare(view)
    with mlflow.start_run() as run:
        info = flavor.log_model(model, name="model", signature=infer_signature(table, model.predict(table)), input_example=table[:2], **more)
    expected = np.asarray(model.predict(table))
    for label, uri in {"uri": info.model_uri, "by run": f"runs:/{run.info.run_id}/model"}.items():
        view.see(f"pyfunc, {label}", bool(np.array_equal(np.asarray(mlflow.pyfunc.load_model(uri).predict(table)).ravel(), expected.ravel())))
        view.see(f"own flavour, {label}", bool(np.array_equal(np.asarray(flavor.load_model(uri).predict(table)).ravel(), expected.ravel())))
    view.see("signature", str(mlflow.models.get_model_info(info.model_uri).signature))
    return run, info, expected


@check("flavours: scikit-learn logged, loaded, predicts the same")
def sklearn(view):
    table, target = data()
    log_and_load(view, mlflow.sklearn, make_pipeline(StandardScaler(), Ridge()).fit(table, target))


@check("flavours: LightGBM logged, loaded, predicts the same")
def lgbm(view):
    table, target = data()
    booster = lightgbm.train({"objective": "regression", "num_threads": 1, "verbose": -1}, lightgbm.Dataset(table, target), num_boost_round=20)
    log_and_load(view, mlflow.lightgbm, booster)


@check("flavours: XGBoost logged, loaded, predicts the same")
def xgb(view):
    table, target = data()
    log_and_load(view, mlflow.xgboost, xgboost.XGBRegressor(n_estimators=20, n_jobs=1).fit(table, target))


@check("flavours: registered while logged, loaded by version, alias and stage")
def registered(view):
    table, target = data()
    model = Ridge().fit(table, target)
    name = view.name("registered")
    _, _, expected = log_and_load(view, mlflow.sklearn, model, registered_model_name=name)
    view.client.set_registered_model_alias(name, "champion", "1")
    view.client.transition_model_version_stage(name, "1", "Production")
    for uri in [f"models:/{name}/1", f"models:/{name}@champion", f"models:/{name}/Production", f"models:/{name}/latest"]:
        view.see(uri, bool(np.array_equal(mlflow.pyfunc.load_model(uri).predict(table), expected)))
    for uri in [f"models:/{name}/9", f"models:/{name}@none", f"models:/{name}/Staging"]:
        view.see(uri, view.refused(mlflow.pyfunc.load_model, uri)[0])
    version = view.client.get_model_version(name, "1")
    view.see("version", [version.status, version.current_stage, version.aliases, version.source.startswith("models:/m-")])


@check("flavours: registered afterwards from a run")
def register_later(view):
    table, target = data()
    model = Ridge().fit(table, target)
    run, info, expected = log_and_load(view, mlflow.sklearn, model)
    for uri in [f"runs:/{run.info.run_id}/model", info.model_uri]:
        made = mlflow.register_model(uri, view.name("later"))
        view.see(f"version {made.version}", [made.status, made.run_id == run.info.run_id])
    view.see("predicts", bool(np.array_equal(mlflow.pyfunc.load_model(f"models:/{view.name('later')}/2").predict(table), expected)))


@check("flavours: a model written in Python with an artifact of its own")
def python_model(view):
    import tempfile
    from pathlib import Path

    class Adder(mlflow.pyfunc.PythonModel):
        def load_context(self, context):
            self.amount = float(Path(context.artifacts["amount"]).read_text())

        def predict(self, context, model_input, params=None):
            return model_input.sum(axis=1) + self.amount

    prepare(view)
    amount = Path(tempfile.mkdtemp()) / "amount.txt"
    amount.write_text("2.5")
    with mlflow.start_run():
        info = mlflow.pyfunc.log_model(name="adder", python_model=Adder(), artifacts={"amount": str(amount)}, pip_requirements=[])
    view.see("predicts", mlflow.pyfunc.load_model(info.model_uri).predict(pd.DataFrame({"a": [1, 2], "b": [3, 4]})).tolist())


def seen_of_autolog(view, run_id):
    run = view.client.get_run(run_id)
    view.see("status", run.info.status)
    view.see("params", run.data.params)
    view.see("metrics", sorted(run.data.metrics))
    view.see("tags", sorted(run.data.tags))
    view.see("files", sorted(f.path for f in view.client.list_artifacts(run_id)))
    view.see("models", [len(run.outputs.model_outputs) if run.outputs else 0])
    view.see("datasets", [[d.dataset.name, [t.value for t in d.tags]] for d in run.inputs.dataset_inputs])


@check("flavours: LightGBM logs by itself")
def autolog_lgbm(view):
    table, target = data()
    prepare(view)
    mlflow.lightgbm.autolog(log_input_examples=True)
    try:
        with mlflow.start_run() as run:
            train = lightgbm.Dataset(table[:150], target[:150])
            booster = lightgbm.train(
                {"objective": "regression", "metric": ["l2", "l1"], "num_threads": 1, "verbose": -1}, train, num_boost_round=15,
                valid_sets=[train, lightgbm.Dataset(table[150:], target[150:], reference=train)], valid_names=["train", "valid"],
            )
    finally:
        mlflow.lightgbm.autolog(disable=True)
    seen_of_autolog(view, run.info.run_id)
    history = view.client.get_metric_history(run.info.run_id, "valid-l1")
    view.see("history", [[m.step, m.value] for m in history])
    loaded = mlflow.pyfunc.load_model(f"runs:/{run.info.run_id}/model")
    view.see("predicts", bool(np.array_equal(loaded.predict(table), booster.predict(table))))


@check("flavours: XGBoost logs by itself")
def autolog_xgb(view):
    table, target = data()
    prepare(view)
    mlflow.xgboost.autolog()
    try:
        with mlflow.start_run() as run:
            train = xgboost.DMatrix(table, target)
            booster = xgboost.train({"nthread": 1, "max_depth": 3}, train, num_boost_round=12, evals=[(train, "train")], verbose_eval=False)
    finally:
        mlflow.xgboost.autolog(disable=True)
    seen_of_autolog(view, run.info.run_id)
    view.see("history", len(view.client.get_metric_history(run.info.run_id, "train-rmse")))
    loaded = mlflow.xgboost.load_model(f"runs:/{run.info.run_id}/model")
    view.see("predicts", bool(np.array_equal(loaded.predict(train), booster.predict(train))))


@check("flavours: scikit-learn logs by itself, a grid search with its children")
def autolog_sklearn(view):
    from sklearn.model_selection import GridSearchCV

    table, target = data()
    prepare(view)
    mlflow.sklearn.autolog(max_tuning_runs=3, log_models=False)
    try:
        with mlflow.start_run() as run:
            GridSearchCV(Ridge(), {"alpha": [0.1, 1.0, 10.0]}, cv=2).fit(table, target)
    finally:
        mlflow.sklearn.autolog(disable=True)
    children = view.client.search_runs([run.info.experiment_id], f"tags.mlflow.parentRunId = '{run.info.run_id}'")
    view.see("children", sorted(c.data.params["alpha"] for c in children))
    view.see("metrics", sorted(view.client.get_run(run.info.run_id).data.metrics))


@check("flavours: evaluated with a dataset of its own")
def evaluated(view):
    table, target = data()
    prepare(view)
    model = Ridge().fit(table, target)
    frame = table.assign(y=target)
    with mlflow.start_run() as run:
        info = mlflow.sklearn.log_model(model, name="model")
        mlflow.models.evaluate(info.model_uri, frame, targets="y", model_type="regressor", evaluator_config={"log_explainer": False})
    metrics = view.client.get_run(run.info.run_id).data.metrics
    view.see("metrics", {key: round(value, 9) for key, value in metrics.items()})
    view.see("with the model", sorted(m.key for m in view.client.get_logged_model(info.model_id).metrics or []))
