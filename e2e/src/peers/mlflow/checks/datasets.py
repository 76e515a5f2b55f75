"""Dataset and model inputs of runs."""

from mlflow.entities import Dataset, DatasetInput, InputTag

from .harness import check


def one(name="train", digest="abc123", context="training", **more):
    tags = [InputTag("mlflow.data.context", context)] if context else []
    return DatasetInput(Dataset(name, digest, "local", '{"uri": "/data/train.parquet"}', **more), tags)


@check("datasets: logged and read back")
def logged(view):
    run_id = view.run()
    view.client.log_inputs(run_id, [one(schema='{"mlflow_colspec": []}', profile='{"num_rows": 3}')])
    view.see("run", view.get("runs/get", run_id=run_id)["body"]["run"]["inputs"])


@check("datasets: the same one again, and with other tags")
def again(view):
    run_id = view.run()
    for context in ["training", "training", "validation", None]:
        view.client.log_inputs(run_id, [one(context=context)])
        view.see(f"after {context} {len(view.seen)}", view.get("runs/get", run_id=run_id)["body"]["run"]["inputs"])


@check("datasets: shared by runs of one experiment, found by it")
def found(view):
    experiment_id = view.experiment()
    for number in range(3):
        run_id = view.run(experiment_id, run_name=f"r{number}")
        view.client.log_inputs(run_id, [one(name="even" if number % 2 == 0 else "odd", digest=f"d{number}", context=["training", "eval"][number % 2])])

    def names(text):
        answer = view.post("runs/search", experiment_ids=[experiment_id], filter=text, order_by=["run_name"])
        return answer if answer["status"] != 200 else [r["info"]["run_name"] for r in answer["body"].get("runs", [])]

    for text in ["dataset.name = 'even'", "datasets.name LIKE 'o%'", "dataset.digest = 'd2'", "dataset.context = 'eval'", "dataset.name != 'even'",
                 "dataset.name IN ('even')", "dataset.digest IN ('d0', 'd1')", "dataset.name = 'even' AND dataset.digest = 'd2'", "dataset.name ILIKE 'EV%'",
                 "dataset.name NOT IN ('even')", "dataset.context LIKE 'tr%'"]:
        view.see(text, names(text))
    answer = view.call("POST", "/ajax-api/2.0/mlflow/experiments/search-datasets", {"experiment_ids": [experiment_id]})
    rows = answer["body"].get("dataset_summaries", []) if isinstance(answer["body"], dict) else answer["body"]
    view.see("summaries", sorted([[r["name"], r["digest"], r.get("context")] for r in rows]))
    view.see("no experiment", view.call("POST", "/ajax-api/2.0/mlflow/experiments/search-datasets", {"experiment_ids": []}))
    view.see("21 experiments", view.call("POST", "/ajax-api/2.0/mlflow/experiments/search-datasets", {"experiment_ids": ["1"] * 21}))


@check("datasets: limits and missing fields")
def limits(view):
    run_id = view.run()
    good = {"name": "n", "digest": "d", "source_type": "local", "source": "{}"}
    for label, change in {
        "name 500": {"name": "n" * 500}, "name 501": {"name": "n" * 501}, "digest 36": {"digest": "d" * 36}, "digest 37": {"digest": "d" * 37},
        "source 65536": {"source": "s" * 65536}, "no name": {"name": ...}, "no digest": {"digest": ...}, "no source": {"source": ...}, "no source type": {"source_type": ...},
    }.items():
        dataset = {key: value for key, value in {**good, **change}.items() if value is not ...}
        view.see(label, view.post("runs/log-inputs", run_id=run_id, datasets=[{"dataset": dataset}]))
    for label, tag in {"tag key 256": {"key": "k" * 256, "value": "v"}, "tag value 501": {"key": "k", "value": "v" * 501}, "tag no value": {"key": "k"}}.items():
        view.see(label, view.post("runs/log-inputs", run_id=run_id, datasets=[{"dataset": good, "tags": [tag]}]))
    view.see("no datasets", view.post("runs/log-inputs", run_id=run_id))
    view.see("1001", view.post("runs/log-inputs", run_id=run_id, datasets=[{"dataset": {**good, "digest": f"{i}"}} for i in range(1001)]))
    view.see("unknown run", view.post("runs/log-inputs", run_id="0" * 32, datasets=[{"dataset": good}]))
    view.see("no run", view.post("runs/log-inputs", datasets=[{"dataset": good}]))


@check("datasets: logged by the fluent client from a data frame")
def fluent(view):
    import mlflow
    import pandas as pd

    mlflow.set_tracking_uri(view.url)
    experiment_id = view.experiment()
    with mlflow.start_run(experiment_id=experiment_id) as run:
        mlflow.log_input(mlflow.data.from_pandas(pd.DataFrame({"a": [1, 2], "b": [0.5, 1.5]}), name="frame", targets="b"), context="training")
    inputs = view.client.get_run(run.info.run_id).inputs.dataset_inputs
    view.see("inputs", [[i.dataset.name, i.dataset.digest, i.dataset.schema, i.dataset.profile, [[t.key, t.value] for t in i.tags]] for i in inputs])
