"""MLflow 3's logged models: life cycle, params, tags, metrics, artifacts, search."""

import tempfile
from pathlib import Path

import mlflow
from mlflow.entities import LoggedModelOutput, Metric

from .harness import check

T = 1_600_000_000_000


@check("logged models: created and read back, field by field")
def created(view):
    experiment_id = view.experiment()
    run_id = view.run(experiment_id)
    answer = view.post(
        "logged-models", experiment_id=experiment_id, name="first", model_type="tree", source_run_id=run_id,
        params=[{"key": "p", "value": "1"}], tags=[{"key": "t", "value": "2"}],
    )
    view.see("create", answer)
    model_id = answer["body"]["model"]["info"]["model_id"]
    view.see("shape", model_id.startswith("m-") and len(model_id) == 34)
    view.see("get", view.get(f"logged-models/{model_id}"))
    bare = view.post("logged-models", experiment_id=experiment_id)
    view.see("a name is made up", bool(bare["body"]["model"]["info"].pop("name")))
    view.see("bare", bare)


@check("logged models: refused at creation")
def refused(view):
    experiment_id = view.experiment()
    for name in ["a/b", "a:b", "a.b", "100%", "it's", '"x"']:
        view.see(name, view.post("logged-models", experiment_id=experiment_id, name=name))
    view.see("no experiment", view.post("logged-models", name="x"))
    view.see("unknown", view.code(view.post("logged-models", experiment_id="999999999", name="x")))
    view.client.delete_experiment(experiment_id)
    view.see("deleted", view.code(view.post("logged-models", experiment_id=experiment_id, name="x")))


@check("logged models: finalized, deleted, tagged")
def life(view):
    model = view.client.create_logged_model(view.experiment(), name="life")
    path = f"logged-models/{model.model_id}"
    for status in ["LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED", 2, "LOGGED_MODEL_GONE"]:
        view.see(f"{status}", view.call("PATCH", path, {"model_id": model.model_id, "status": status}))
    view.see("no status", view.call("PATCH", path, {"model_id": model.model_id}))
    view.see("tags", view.call("PATCH", f"{path}/tags", {"tags": [{"key": "a", "value": "1"}, {"key": "b", "value": "2"}]}))
    view.see("again", view.call("PATCH", f"{path}/tags", {"tags": [{"key": "a", "value": "3"}]}))
    view.see("get", view.get(path))
    view.see("delete tag", view.call("DELETE", f"{path}/tags/a"))
    view.see("delete tag again", view.code(view.call("DELETE", f"{path}/tags/a")))
    view.see("delete", view.call("DELETE", path))
    view.see("after", view.get(path))
    view.see("delete again", view.code(view.call("DELETE", path)))


@check("logged models: what is not there")
def unknown(view):
    none = f"logged-models/m-{'0' * 32}"
    view.see("get", view.get(none))
    view.see("finalize", view.call("PATCH", none, {"model_id": none[14:], "status": "LOGGED_MODEL_READY"}))
    view.see("delete", view.call("DELETE", none))
    view.see("tags", view.call("PATCH", f"{none}/tags", {"tags": [{"key": "a", "value": "1"}]}))
    view.see("params", view.code(view.call("POST", f"{none}/params", {"model_id": none[14:], "params": [{"key": "a", "value": "1"}]})))


@check("logged models: params")
def params(view):
    model = view.client.create_logged_model(view.experiment(), name="params", params={"a": "1"})
    view.client.log_model_params(model.model_id, {"b": "2", "long": "v" * 300})
    view.see("params", view.client.get_logged_model(model.model_id).params)


@check("logged models: metrics by run and model, told with the model")
def metrics(view):
    experiment_id = view.experiment()
    run_id = view.run(experiment_id)
    model = view.client.create_logged_model(experiment_id, name="measured", source_run_id=run_id)
    view.client.log_metric(run_id, "mae", 0.5, timestamp=T, step=1, model_id=model.model_id)
    view.client.log_metric(run_id, "mae", 0.25, timestamp=T, step=2, model_id=model.model_id, dataset_name="d", dataset_digest="abc")
    view.client.log_batch(run_id, metrics=[Metric("rmse", 1.5, T, 3, model_id=model.model_id, run_id=run_id)])
    found = view.client.get_logged_model(model.model_id).metrics or []
    view.see("metrics", sorted([m.key, m.value, m.step, m.dataset_name, m.dataset_digest] for m in found))
    view.see("run", view.client.get_run(run_id).data.metrics)
    view.see("raw", view.get(f"logged-models/{model.model_id}")["body"]["model"]["data"])


@check("logged models: outputs and inputs of runs")
def outputs(view):
    experiment_id = view.experiment()
    run_id = view.run(experiment_id)
    model = view.client.create_logged_model(experiment_id, name="output", source_run_id=run_id)
    view.client.log_outputs(run_id, [LoggedModelOutput(model.model_id, step=4)])
    view.see("outputs", view.get("runs/get", run_id=run_id)["body"]["run"].get("outputs"))
    other = view.run(experiment_id)
    view.see("input", view.post("runs/log-inputs", run_id=other, models=[{"model_id": model.model_id}]))
    view.see("inputs", view.get("runs/get", run_id=other)["body"]["run"].get("inputs"))


@check("logged models: artifacts in a folder of their own")
def artifacts(view):
    model = view.client.create_logged_model(view.experiment(), name="files")
    place = Path(tempfile.mkdtemp())
    (place / "in").mkdir()
    (place / "MLmodel").write_text("flavors: {}")
    (place / "in" / "data.txt").write_text("data")
    view.client.log_model_artifacts(model.model_id, str(place))
    view.see("location", model.artifact_location)
    view.see("list", view.get(f"logged-models/{model.model_id}/artifacts/directories"))
    view.see("deeper", view.get(f"logged-models/{model.model_id}/artifacts/directories", artifact_directory_path="in"))
    view.see("escape", view.code(view.get(f"logged-models/{model.model_id}/artifacts/directories", artifact_directory_path="../..")))
    got = view.call("GET", f"/ajax-api/2.0/mlflow/logged-models/{model.model_id}/artifacts/files", query={"artifact_file_path": "in/data.txt"})
    view.see("file", got)
    view.see("file escape", view.code(view.call("GET", f"/ajax-api/2.0/mlflow/logged-models/{model.model_id}/artifacts/files", query={"artifact_file_path": "../x"})))


@check("logged models: search")
def search(view):
    experiment_id = view.experiment()
    run_id = view.run(experiment_id)
    for number, value in enumerate([0.5, 0.25, 0.75]):
        model = view.client.create_logged_model(experiment_id, name=f"model{number}", model_type="tree", params={"depth": str(number)}, tags={"team": "red" if number else "blue"}, source_run_id=run_id)
        view.client.log_metric(run_id, "mae", value, timestamp=T, step=number, model_id=model.model_id)
        if number:
            view.client.finalize_logged_model(model.model_id, "READY")

    def found(text=None, **more):
        answer = view.post("logged-models/search", experiment_ids=[experiment_id], **({"filter": text} if text else {}), **more)
        return [m["info"]["name"] for m in answer["body"].get("models", [])] if answer["status"] == 200 else answer

    view.see("all", found())
    for text in ["name = 'model1'", "name LIKE 'model%'", "params.depth = '2'", "tags.team = 'red'", "metrics.mae < 0.6", "metrics.mae >= 0.5 AND tags.team = 'red'",
                 "attributes.name = 'model0'", "model_type = 'tree'", f"source_run_id = '{run_id}'", "name > 'a'", "name IN ('model0', 'model2')"]:
        view.see(text, found(text))
    for field, ascending in [("metrics.mae", True), ("metrics.mae", False), ("name", True), ("creation_time", True), ("foo", True)]:
        ordered = found(order_by=[{"field_name": field, "ascending": ascending}])
        view.see(f"order {field} {ascending}", view.code(ordered) if field == "foo" else ordered)
    first = view.post("logged-models/search", experiment_ids=[experiment_id], max_results=2, order_by=[{"field_name": "name", "ascending": True}])["body"]
    rest = view.post("logged-models/search", experiment_ids=[experiment_id], max_results=2, order_by=[{"field_name": "name", "ascending": True}], page_token=first["next_page_token"])["body"]
    view.see("pages", [[m["info"]["name"] for m in page["models"]] for page in (first, rest)] + ["next_page_token" in rest])
    view.see("no experiment", view.post("logged-models/search", experiment_ids=[]))
    for text in ["foo = 'x'", "metrics.mae = 'x'"]:
        view.see(text, view.refuses(view.post("logged-models/search", experiment_ids=[experiment_id], filter=text)))
    view.see("token", view.refuses(view.post("logged-models/search", experiment_ids=[experiment_id], page_token="nonsense")))


@check("logged models: a version registered from one")
def version(view):
    experiment_id = view.experiment()
    model = view.client.create_logged_model(experiment_id, name="source")
    view.client.create_registered_model(view.name("registered"))
    made = view.client.create_model_version(view.name("registered"), model.artifact_location, model_id=model.model_id)
    view.see("version", view.get("model-versions/get", name=made.name, version=made.version))
    mlflow.set_tracking_uri(view.url)
    view.see("tags of the model", view.client.get_logged_model(model.model_id).tags)
