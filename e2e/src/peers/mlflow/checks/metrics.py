"""Metrics: values, order, history, sampled history of several runs."""

import math
from concurrent.futures import ThreadPoolExecutor

from mlflow.entities import Metric

from .harness import check

T = 1_600_000_000_000


def points(history):
    return [[p.key, p.value, p.timestamp, p.step] for p in history]


@check("metrics: logged and read back, field by field")
def logged(view):
    run_id = view.run()
    view.see("log", view.post("runs/log-metric", run_id=run_id, key="mae", value=0.25, timestamp=T, step=3))
    view.see("no step", view.post("runs/log-metric", run_id=run_id, key="rmse", value=2, timestamp=T))
    view.see("run", view.get("runs/get", run_id=run_id))
    view.see("history", view.get("metrics/get-history", run_id=run_id, metric_key="mae"))


@check("metrics: NaN and infinities")
def special(view):
    run_id = view.run()
    for key, value in {"nan": math.nan, "up": math.inf, "down": -math.inf}.items():
        view.client.log_metric(run_id, key, value, timestamp=T, step=0)
    view.see("raw", view.get("runs/get", run_id=run_id)["body"]["run"]["data"]["metrics"])
    for key in ["nan", "up", "down"]:
        view.see(key, view.get("metrics/get-history", run_id=run_id, metric_key=key))
    for text in ["NaN", "Infinity", "-Infinity", "1.5"]:
        view.see(f"text {text}", view.post("runs/log-metric", run_id=run_id, key=f"t{text}", value=text, timestamp=T))


@check("metrics: the extremes of double, large and odd steps")
def extremes(view):
    run_id = view.run()
    for key, value in {"max": 1.7976931348623157e308, "min": 5e-324, "third": 1 / 3, "minus zero": -0.0, "big": 2**53 + 2}.items():
        view.see(key, view.code(view.post("runs/log-metric", run_id=run_id, key=key, value=value, timestamp=T, step=0)))
    for step in [-5, 0, 2**31, 2**53, "17", 1.0, 1.5]:
        answer = view.post("runs/log-metric", run_id=run_id, key="steps", value=1, timestamp=T, step=step)
        view.see(f"step {step!r}", view.code(answer))
    view.see("latest", view.get("runs/get", run_id=run_id)["body"]["run"]["data"]["metrics"])
    view.see("raw", view.get("metrics/get-history", run_id=run_id, metric_key="steps"))


@check("metrics: values and times that are refused")
def refused(view):
    run_id = view.run()
    good = {"run_id": run_id, "key": "m", "value": 1, "timestamp": T, "step": 0}
    for label, change in {
        "no value": {"value": ...}, "no key": {"key": ...}, "no time": {"timestamp": ...}, "no run": {"run_id": ...},
        "text": {"value": "abc"}, "null": {"value": None}, "true": {"value": True}, "list": {"value": [1]},
        "time text": {"timestamp": "then"}, "time fraction": {"timestamp": 1.5}, "time negative": {"timestamp": -5},
        "unknown run": {"run_id": "0" * 32}, "key 250": {"key": "k" * 250}, "key 251": {"key": "k" * 251},
        "key number": {"key": 5}, "unknown field": {"colour": "blue"},
    }.items():
        body = {key: value for key, value in {**good, **change}.items() if value is not ...}
        answer = view.call("POST", "runs/log-metric", body)
        # The genuine server falls over a list.
        view.see(label, view.refuses(answer) if label == "list" else answer)


@check("metrics: odd keys, path escapes among them")
def odd_keys(view):
    run_id = view.run()
    for key in ["a/b", "a.b-c_d e", "a:b", "..", "../up", "a/../b", "/abs", "a//b", "./a", "a\\b", "é", "a\nb", "a*b", ""]:
        view.see(repr(key), view.post("runs/log-metric", run_id=run_id, key=key, value=1, timestamp=T))
    view.see("kept", sorted(view.client.get_run(run_id).data.metrics))


@check("metrics: the latest is that of the greatest step, then time, then value")
def latest(view):
    run_id = view.run()
    given = [(1.0, 10, 5), (2.0, 20, 3), (3.0, 5, 5), (0.5, 10, 5), (9.0, 10, 5), (7.0, 99, 4)]
    for value, time, step in given:
        view.client.log_metric(run_id, "m", value, timestamp=time, step=step)
        view.see(f"after {value}", view.client.get_run(run_id).data.metrics["m"])
    for value in [1.0, math.nan, 2.0]:
        view.client.log_metric(run_id, "n", value, timestamp=1, step=1)
        told = view.get("runs/get", run_id=run_id)["body"]["run"]["data"]["metrics"]
        view.see(f"n after {value}", [m["value"] for m in told if m["key"] == "n"])


@check("metrics: the same point twice is one")
def twice(view):
    run_id = view.run()
    for _ in range(3):
        view.client.log_metric(run_id, "m", 1.5, timestamp=T, step=1)
    view.client.log_metric(run_id, "m", 1.5, timestamp=T, step=2)
    view.see("history", points(view.client.get_metric_history(run_id, "m")))


@check("metrics: history in its order")
def history_order(view):
    run_id = view.run()
    for value, time, step in [(3.0, 30, 2), (1.0, 10, 9), (2.0, 20, 1), (5.0, 20, 0), (4.0, 20, 1)]:
        view.client.log_metric(run_id, "m", value, timestamp=time, step=step)
    view.see("history", view.get("metrics/get-history", run_id=run_id, metric_key="m"))


@check("metrics: history page by page")
def history_pages(view):
    run_id = view.run()
    view.client.log_batch(run_id, metrics=[Metric("m", i / 4, T + i, i) for i in range(25)])
    sizes, token, values = [], None, []
    while True:
        query = {"run_id": run_id, "metric_key": "m", "max_results": 10, **({"page_token": token} if token else {})}
        body = view.call("GET", "metrics/get-history", query=query)["body"]
        sizes.append(len(body["metrics"]))
        values += [m["value"] for m in body["metrics"]]
        token = body.get("next_page_token")
        if not token:
            break
    view.see("sizes", sizes)
    view.see("values", values)
    view.see("client", len(view.client.get_metric_history(run_id, "m")))


@check("metrics: history of nothing")
def no_history(view):
    run_id = view.run()
    view.see("unknown key", view.get("metrics/get-history", run_id=run_id, metric_key="none"))
    view.see("unknown run", view.get("metrics/get-history", run_id="0" * 32, metric_key="m"))
    view.see("no key", view.get("metrics/get-history", run_id=run_id))
    view.see("no run", view.get("metrics/get-history", metric_key="m"))
    view.see("token", view.code(view.get("metrics/get-history", run_id=run_id, metric_key="m", max_results=5, page_token="nonsense")))


@check("metrics: history of several runs at once")
def bulk(view):
    experiment_id = view.experiment()
    runs = [view.run(experiment_id) for _ in range(3)]
    for number, run_id in enumerate(runs):
        view.client.log_batch(run_id, metrics=[Metric("m", number * 10 + i, T + i, i) for i in range(4)])
    for path in ["/ajax-api/2.0/mlflow/metrics/get-history-bulk"]:
        answer = view.call("GET", path, query={"run_id": runs, "metric_key": "m", "max_results": 100})
        rows = answer["body"]["metrics"]
        view.see("bulk", [answer["status"], sorted([runs.index(r["run_id"]), r["key"], r["step"], r["timestamp"], r["value"]] for r in rows)])
        view.see("fields", sorted(rows[0]))
        view.see("cut", len(view.call("GET", path, query={"run_id": runs, "metric_key": "m", "max_results": 5})["body"]["metrics"]))
        view.see("no key", view.call("GET", path, query={"run_id": runs}))
        view.see("no run", view.call("GET", path, query={"metric_key": "m"}))
        view.see("101 runs", view.call("GET", path, query={"run_id": ["0" * 32] * 101, "metric_key": "m"}))


@check("metrics: sampled history of several runs")
def interval(view):
    experiment_id = view.experiment()
    runs = [view.run(experiment_id) for _ in range(2)]
    for number, run_id in enumerate(runs):
        view.client.log_batch(run_id, metrics=[Metric("m", number * 1000 + i, T + i, i) for i in range(500)])
    path = "/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval"

    def steps(**query):
        answer = view.call("GET", path, query={"run_ids": runs, "metric_key": "m", **query})
        if answer["status"] != 200:
            return answer
        return [[runs.index(m["run_id"]), m["step"], m["value"]] for m in answer["body"].get("metrics", [])]

    whole = steps(max_results=1000)
    view.see("all", [len(whole), whole[:3], whole[-3:]])
    view.see("ten", steps(max_results=10))
    view.see("span", steps(max_results=10, start_step=100, end_step=200))
    view.see("narrow", steps(max_results=10, start_step=5, end_step=8))
    view.see("half a span", steps(max_results=10, start_step=5))
    view.see("backwards", steps(max_results=10, start_step=8, end_step=5))
    view.see("too many", steps(max_results=2501))
    view.see("none", steps(max_results=0))
    view.see("no key", view.call("GET", path, query={"run_ids": runs}))
    view.see("no runs", view.call("GET", path, query={"metric_key": "m"}))
    view.see("fields", view.call("GET", path, query={"run_ids": runs[:1], "metric_key": "m", "max_results": 1})["body"])


@check("metrics: steps and times beyond 2^53 keep every digit")
def large_steps(view):
    experiment_id = view.experiment()
    run_id = view.run(experiment_id)
    steps = [2**53 + 1, -(2**53) - 3, 2**63 - 1, -(2**63), 9_999_999_999_999_999]
    for i, step in enumerate(steps):
        view.client.log_metric(run_id, f"client{i}", 1, timestamp=T, step=step)
        view.see(f"number {i}", view.post("runs/log-metric", run_id=run_id, key=f"number{i}", value=1, timestamp=T, step=step))
        view.see(f"text {i}", view.post("runs/log-metric", run_id=run_id, key=f"text{i}", value=1, timestamp=T, step=str(step)))
        view.see(f"time {i}", view.post("runs/log-metric", run_id=run_id, key=f"time{i}", value=1, timestamp=step, step=0))
    view.client.log_batch(run_id, metrics=[Metric("batch", float(i), 2**53 + 1 + i, step) for i, step in enumerate(steps)])
    view.see("run", view.get("runs/get", run_id=run_id)["body"]["run"]["data"])
    view.see("search", view.post("runs/search", experiment_ids=[experiment_id])["body"]["runs"][0]["data"])
    for key in ["client0", "number1", "text2", "time4", "batch"]:
        view.see(f"history {key}", view.get("metrics/get-history", run_id=run_id, metric_key=key))
        view.see(f"points {key}", [[p.step, p.timestamp, p.value] for p in view.client.get_metric_history(run_id, key)])
    view.see("bulk", view.call("GET", "/ajax-api/2.0/mlflow/metrics/get-history-bulk", query={"run_id": run_id, "metric_key": "batch"}))
    view.see("sampled", view.call("GET", "/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval", query={"run_ids": run_id, "metric_key": "batch"}))


@check("metrics: numbers in texts, as Python reads them")
def written_numbers(view):
    run_id = view.run()
    # At different times: of one step and time genuine MLflow sorts NaN as 0, ours behind the numbers.
    for i, text in enumerate(["1.5", " 1.5 ", "1_000", "1e3", "inf", "-Infinity", "NaN", "nan", "0x10", "", "abc", "1,5", "½"]):
        view.see(f"value {text!r}", view.post("runs/log-metric", run_id=run_id, key="v", value=text, timestamp=T + i))
    for text in ["7", " 7", "1_000", "+5", "-0", "1e3", "1.0", "1.5", "0x10", "", "9223372036854775808"]:
        view.see(f"step {text!r}", view.post("runs/log-metric", run_id=run_id, key="s", value=1, timestamp=T, step=text))
    for key in ["v", "s"]:
        view.see(key, view.get("metrics/get-history", run_id=run_id, metric_key=key))


@check("metrics: sixteen writers on one run lose nothing")
def writers(view):
    run_id = view.run()

    def write(writer):
        for i in range(10):
            view.client.log_metric(run_id, "shared", writer * 100 + i, timestamp=T + i, step=writer * 10 + i)
            view.client.log_metric(run_id, f"own{writer}", i, timestamp=T, step=i)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(write, range(16)))
    view.see("shared", len(view.client.get_metric_history(run_id, "shared")))
    latest = view.client.get_run(run_id).data.metrics
    view.see("latest", [latest["shared"], [latest[f"own{w}"] for w in range(16)]])


@check("metrics: a model and a dataset may be named with a point")
def of_model(view):
    run_id = view.run()
    view.see("log", view.post("runs/log-metric", run_id=run_id, key="m", value=1, timestamp=T, dataset_name="d", dataset_digest="abc"))
    view.see("run", view.get("runs/get", run_id=run_id)["body"]["run"]["data"])
