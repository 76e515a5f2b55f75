"""log-batch: what it writes, its limits, and what stays of a refused one."""

from concurrent.futures import ThreadPoolExecutor

from mlflow.entities import Metric, Param, RunTag

from .harness import check

T = 1_600_000_000_000


def metrics(count):
    return [{"key": f"m{i}", "value": i, "timestamp": T, "step": 0} for i in range(count)]


def pairs(count, letter="p"):
    return [{"key": f"{letter}{i}", "value": str(i)} for i in range(count)]


@check("batches: metrics, params and tags in one call")
def whole(view):
    run_id = view.run()
    view.see("log", view.post("runs/log-batch", run_id=run_id, metrics=metrics(3), params=pairs(2), tags=pairs(2, "t")))
    view.see("run", view.get("runs/get", run_id=run_id)["body"]["run"]["data"])


@check("batches: an empty one, and one without a run")
def empty(view):
    view.see("empty", view.post("runs/log-batch", run_id=view.run()))
    view.see("no run", view.post("runs/log-batch", metrics=metrics(1)))
    view.see("unknown", view.post("runs/log-batch", run_id="0" * 32, metrics=metrics(1)))


@check("batches: 1,000 metrics, 100 params, 100 tags, 1,000 in all; not one more")
def limits(view):
    run_id = view.run()
    view.see("1000 metrics", view.post("runs/log-batch", run_id=run_id, metrics=metrics(1000)))
    view.see("1001 metrics", view.post("runs/log-batch", run_id=run_id, metrics=metrics(1001)))
    view.see("100 params", view.post("runs/log-batch", run_id=run_id, params=pairs(100)))
    view.see("101 params", view.post("runs/log-batch", run_id=run_id, params=pairs(101)))
    view.see("101 tags", view.post("runs/log-batch", run_id=run_id, tags=pairs(101, "t")))
    view.see("1001 in all", view.post("runs/log-batch", run_id=run_id, metrics=metrics(950), params=pairs(51)))
    view.see("kept", [len(view.client.get_run(run_id).data.metrics), len(view.client.get_run(run_id).data.params)])


@check("batches: over a million bytes")
def bytes_limit(view):
    run_id = view.run()
    tags = [{"key": f"t{i}", "value": "v" * 12000} for i in range(90)]
    view.see("too large", view.post("runs/log-batch", run_id=run_id, tags=tags))


@check("batches: one key with two values is refused, twice the same too")
def doubled(view):
    run_id = view.run()
    view.see("two values", view.post("runs/log-batch", run_id=run_id, params=[{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]))
    view.see("same", view.post("runs/log-batch", run_id=run_id, params=[{"key": "b", "value": "1"}, {"key": "b", "value": "1"}]))
    view.see("kept", view.client.get_run(run_id).data.params)


@check("batches: a changed param refuses the batch; what stays of it")
def conflict(view):
    run_id = view.run()
    view.client.log_param(run_id, "a", "1")
    answer = view.post("runs/log-batch", run_id=run_id, metrics=metrics(1), params=[{"key": "a", "value": "2"}, {"key": "b", "value": "1"}], tags=pairs(1, "t"))
    view.see("refused", answer)
    view.see("kept", view.get("runs/get", run_id=run_id)["body"]["run"]["data"])


@check("batches: a bad metric, param or tag among good ones; what stays")
def bad_one(view):
    for label, change in {
        "metric key": {"metrics": [*metrics(1), {"key": "../x", "value": 1, "timestamp": T, "step": 0}]},
        "metric text": {"metrics": [*metrics(1), {"key": "x", "value": "abc", "timestamp": T, "step": 0}]},
        "metric without value": {"metrics": [*metrics(1), {"key": "x", "timestamp": T, "step": 0}]},
        "metric without time": {"metrics": [*metrics(1), {"key": "x", "value": 1, "step": 0}]},
        "metric without step": {"metrics": [*metrics(1), {"key": "x", "value": 1, "timestamp": T}]},
        "metric without key": {"metrics": [*metrics(1), {"value": 1, "timestamp": T, "step": 0}]},
        "metric key 251": {"metrics": [{"key": "k" * 251, "value": 1, "timestamp": T, "step": 0}]},
        "param key 251": {"params": [{"key": "k" * 251, "value": "v"}]},
        "param without value": {"params": [{"key": "a"}]},
        "param without key": {"params": [{"value": "a"}]},
        "param value 6001": {"params": [{"key": "a", "value": "v" * 6001}]},
        "tag key 251": {"tags": [{"key": "k" * 251, "value": "v"}]},
        "tag value 8001": {"tags": [{"key": "k", "value": "v" * 8001}]},
        "tag without key": {"tags": [{"value": "v"}]},
        "metrics no list": {"metrics": "many"},
        "params of text": {"params": ["a"]},
    }.items():
        run_id = view.run(view.experiment(label))
        answer = view.call("POST", "runs/log-batch", {"run_id": run_id, **change})
        # The genuine server falls over params that are no objects.
        view.see(label, view.refuses(answer) if label == "params of text" else answer)
        data = view.client.get_run(run_id).data
        view.see(f"{label}, kept", [sorted(data.metrics), {k: len(v) for k, v in data.params.items()}, sorted(data.tags)])


@check("batches: an item whose field has another type; what is kept of it and of those behind it")
def misfits(view):
    good = {"metrics": {"key": "after", "value": 2, "timestamp": T}, "params": {"key": "after", "value": "v"}, "tags": {"key": "after", "value": "v"}}
    for of, field, wrong in [
        ("metrics", "key", 5), ("metrics", "value", "abc"), ("metrics", "value", "1_0"), ("metrics", "value", True), ("metrics", "timestamp", "soon"),
        ("metrics", "timestamp", True), ("metrics", "step", 1.5), ("metrics", "step", "1.0"), ("metrics", "step", 2**63), ("metrics", "step", True),
        ("params", "key", 5), ("params", "value", 5), ("tags", "key", [1]), ("tags", "value", {"a": 1}),
    ]:
        run_id = view.run(view.experiment(f"{of}{field}{wrong}"))
        bad = {"key": "bad", "value": 1 if of == "metrics" else "v", **({"timestamp": T, "step": 3} if of == "metrics" else {}), field: wrong}
        answer = view.post("runs/log-batch", run_id=run_id, **{of: [good[of] | {"key": "before"}, bad, good[of]]})
        view.see(f"{of} {field} {wrong}", answer)
        view.see(f"{of} {field} {wrong}, kept", view.get("runs/get", run_id=run_id)["body"]["run"]["data"])


@check("batches: many points of one metric, out of order")
def unordered(view):
    run_id = view.run()
    order = [7, 1, 9, 3, 9, 0]
    view.client.log_batch(run_id, metrics=[Metric("m", float(i), T, i) for i in order])
    view.see("latest", view.client.get_run(run_id).data.metrics)
    view.see("history", [[p.step, p.value] for p in view.client.get_metric_history(run_id, "m")])


@check("batches: tags overwrite, the last of one key wins, a run name among them renames")
def tags(view):
    run_id = view.run()
    view.client.log_batch(run_id, tags=[RunTag("t", "1"), RunTag("t", "2")])
    view.client.log_batch(run_id, tags=[RunTag("t", "3"), RunTag("mlflow.runName", "renamed")])
    run = view.client.get_run(run_id)
    view.see("tags", [run.data.tags, run.info.run_name])


@check("batches: the client splits large ones by itself")
def client_splits(view):
    import mlflow

    mlflow.set_tracking_uri(view.url)
    run_id = view.run()
    mlflow.MlflowClient(view.url).log_batch(run_id, params=[Param(f"p{i}", str(i)) for i in range(100)])
    mlflow.log_metrics({f"m{i}": i for i in range(1000)}, step=1, run_id=run_id)
    data = view.client.get_run(run_id).data
    view.see("counts", [len(data.params), len(data.metrics)])


@check("batches: eight writers of the same params and metrics")
def race(view):
    run_id = view.run()
    body = {"run_id": run_id, "metrics": metrics(50), "params": pairs(20), "tags": pairs(20, "t")}

    def write(_):
        return view.call("POST", "runs/log-batch", body)["status"]

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(write, range(8)))
    data = view.client.get_run(run_id).data
    view.see("kept", [len(data.metrics), len(data.params), len(view.client.get_metric_history(run_id, "m1"))])
    view.see("at least one went through", 200 in statuses)
