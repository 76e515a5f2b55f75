"""runs/search: the filter language, order, views, pages and limits."""

import math
from functools import cache

from .harness import check

T = 1_600_000_000_000


class Field:
    """Twelve runs of one experiment that differ in everything one can search by."""

    def __init__(self, view):
        self.view = view
        self.experiment_id = view.experiment()
        values = [0.5, 0.25, 1.0, -1.0, math.nan, math.inf, -math.inf, 0.0, None, 0.25, 100.0, 1e-9]
        for number, value in enumerate(values):
            run_id = view.run(
                self.experiment_id, run_name=f"r{number:02}", start_time=T + number * 1000,
                tags={"team": "red" if number % 2 else "Blue", "odd key": str(number), "quote'd": "it's", **({"only": "here"} if number == 3 else {})},
            )
            if value is not None:
                view.client.log_metric(run_id, "mae", value, timestamp=T, step=0)
                view.client.log_metric(run_id, "val loss", value, timestamp=T, step=0)
            view.client.log_param(run_id, "depth", str(number))
            view.client.log_param(run_id, "model", "XGBoost" if number < 6 else "lightgbm")
            if number % 3 == 0:
                view.client.set_terminated(run_id, "FINISHED" if number else "FAILED", end_time=T + 500_000 + number)
            if number == 11:
                view.client.delete_run(run_id)

    def search(self, text="", order=("attributes.run_name ASC",), **more):
        body = {"experiment_ids": [self.experiment_id], "filter": text, "order_by": list(order), "max_results": 100, **more}
        answer = self.view.call("POST", "runs/search", body)
        if answer["status"] != 200:
            return answer
        return " ".join(r["info"]["run_name"] for r in answer["body"].get("runs", []))


@cache
def _field_of(url):
    from .harness import View

    return Field(View(url))


def field(view):
    """Made once a server; errors that name it are told with its ids."""
    made = _field_of(view.url)
    view.known_experiment(made.experiment_id)
    return made


def see_all(view, texts):
    runs = field(view)
    for text in texts:
        found = runs.search(text)
        # Which words of a filter that it could not parse the genuine server names is its SQL parser's business.
        broken = isinstance(found, dict) and "Invalid clause(s)" in found["body"]["message"]
        view.see(text, view.code(found) if broken or "a/b" in text else found)


@check("search: metrics compared")
def metrics(view):
    see_all(view, [
        "metrics.mae = 0.25", "metrics.mae != 0.25", "metrics.mae > 0.25", "metrics.mae >= 0.25", "metrics.mae < 0", "metrics.mae <= 0",
        "metrics.mae > -1 AND metrics.mae < 1", "metric.mae = 100", "metrics.mae = 1e-9", "metrics.mae < .5", "metrics.mae > 1E1",
        "metrics.`val loss` = 0.5", "metrics.\"val loss\" = 0.5", "metrics.none > 0", "METRICS.mae > 1", "metrics.mae > 1 and params.depth = '5'",
    ])


@check("search: params compared")
def params(view):
    see_all(view, [
        "params.depth = '3'", "params.depth != '3'", "params.model LIKE 'XG%'", "params.model LIKE 'xg%'", "params.model ILIKE 'xg%'",
        "params.model LIKE '%gb_'", "param.depth = '1'", "parameter.depth = '1'", "parameters.depth = '1'", "params.depth = \"4\"",
        "params.none = 'x'", "params.depth LIKE '%'", "params.depth IS NULL", "params.none IS NULL", "params.depth IS NOT NULL",
    ])


@check("search: tags compared")
def tags(view):
    see_all(view, [
        "tags.team = 'red'", "tags.team != 'red'", "tags.team LIKE 'B%'", "tags.team ILIKE 'b%'", "tag.team = 'Blue'", "tags.`odd key` = '7'",
        "tags.\"odd key\" = '7'", "tags.only = 'here'", "tags.only != 'here'", "tags.only IS NULL", "tags.only IS NOT NULL",
        "tags.mlflow.runName = 'r04'", "tags.`mlflow.runName` LIKE 'r0%'", "tags.\"quote'd\" = \"it's\"",
    ])


@check("search: attributes compared")
def attributes(view):
    see_all(view, [
        "attributes.status = 'FINISHED'", "attributes.status != 'RUNNING'", "status = 'FAILED'", "attribute.status LIKE 'F%'", "attr.status ILIKE 'fin%'",
        "run_name = 'r05'", "attributes.run_name LIKE 'r1%'", "attributes.`run name` = 'r02'", "`run name` = 'r02'", "attributes.\"Run name\" = 'r02'", "run.status = 'FAILED'",
        f"start_time > {T + 8000}", f"attributes.start_time <= {T + 1000}", f"created = {T}", f"attributes.end_time > {T + 500_003}", "end_time > 0",
        "duration > 0", "artifact_uri LIKE 'mlflow-artifacts:%'", "user_id = 'x'", "attributes.lifecycle_stage = 'active'",
    ])


@check("search: run ids, one and several")
def run_ids(view):
    runs = field(view)
    found = view.client.search_runs([runs.experiment_id], order_by=["run_name"])
    first, second = found[0].info.run_id, found[1].info.run_id
    for text in [
        f"run_id = '{first}'", f"attributes.run_id = '{first}'", f"run_id IN ('{first}', '{second}')", f"run_id NOT IN ('{first}', '{second}')",
        f"attributes.run_id IN ('{first}')", f"run_id LIKE '{first[:31]}%'", f"run_id != '{first}'", "run_id IN ()", "run_id IN (1)", f"run_id IN ('{first}' '{second}')",
    ]:
        view.see(text, runs.search(text))


@check("search: several conditions")
def conjunctions(view):
    see_all(view, [
        "metrics.mae >= 0.25 AND params.model = 'XGBoost' AND tags.team = 'red'", "metrics.mae > 0 and tags.team = 'red'",
        "  metrics.mae>0   AND   params.depth='2'  ", "metrics.mae > 0 AND", "AND metrics.mae > 0", "metrics.mae > 0 OR metrics.mae < 0",
        "metrics.mae > 0 AND AND metrics.mae < 0", "NOT metrics.mae > 0", "(metrics.mae > 0)", "(metrics.mae > 0 AND tags.team = 'red')",
        "metrics.mae > 0; params.depth = '1'", "metrics.mae > 0, params.depth = '1'", "metrics.mae > 0 -- comment", "   ",
    ])


@check("search: filters that are refused")
def refused(view):
    see_all(view, [
        "metrics. = 1", "params. = 'x'", "attributes. = 'x'", "metrics..mae = 1", "metrics.mae == 1", "metrics.mae = 'x'", "metrics.mae LIKE '1'", "metrics.mae = '0.25'", "metrics.mae IN (1)", "metrics.mae", "metrics.mae >", "metrics = 1",
        "params.depth = 3", "params.depth > '3'", "params.depth = x", "params.depth IN ('1', '2')", "tags.team > 'a'", "tags.team = 5", "attributes.foo = 'x'",
        "foo.bar = 'x'", "foo = 'x'", "status > 'x'", "status = 5", "start_time = 'x'", "start_time LIKE '1'", "run_name > 'x'", "'red' = tags.team",
        "tags.team = 'red", "tags.team == 'red'", "tags.`team = 'red'", "1 = 1", "tags.team <> 'red'", "metrics.mae BETWEEN 1 AND 2", "datasets.name > 'x'",
        "dataset.foo = 'x'", "tags.a.b = 'c'", "metrics.a/b > 1", "metrics.'mae' > 0", "models.name = 'x'",
    ])


@check("search: ordered by metrics: numbers, then NaN, then missing")
def order_metrics(view):
    runs = field(view)
    for order in ["metrics.mae", "metrics.mae ASC", "metrics.mae DESC", "metric.mae desc", "metrics.`val loss` ASC", "metrics.none DESC"]:
        view.see(order, runs.search(order=[order, "attributes.run_name"]))


@check("search: ordered by params, tags and attributes")
def order_others(view):
    runs = field(view)
    for order in [
        ["params.depth"], ["params.depth DESC"], ["tags.team ASC", "params.depth DESC"], ["tags.only", "run_name DESC"], ["attributes.start_time DESC"], ["start_time"],
        ["status", "run_name"], ["attributes.end_time", "run_name"], ["attributes.run_name DESC"], ["`run name` DESC"], ["attributes.Created DESC"], ["params.none", "run_name"],
        ["tags.`odd key`"], [], ["metrics.mae DESC", "metrics.mae ASC", "run_name"], ["parameter.depth"], ["tag.team", "start_time DESC"],
    ]:
        view.see(", ".join(order) or "none", runs.search(order=order))


@check("search: orders that are refused")
def order_refused(view):
    runs = field(view)
    for order in ["foo", "attributes.foo", "metrics", "metrics.mae sideways", "metrics.mae ASC DESC", "", "mae", "foo.bar", "metrics.mae, params.depth", "params.depth = 1"]:
        view.see(repr(order), runs.search(order=[order]))


@check("search: by view type")
def views(view):
    runs = field(view)
    for kind in ["ACTIVE_ONLY", "DELETED_ONLY", "ALL", "SOME", 2]:
        view.see(f"{kind}", runs.search(run_view_type=kind))


@check("search: page by page, each run once")
def pages(view):
    runs = field(view)
    token, seen = None, []
    while True:
        page = view.client.search_runs([runs.experiment_id], order_by=["metrics.mae DESC", "run_name"], max_results=4, page_token=token)
        seen.append([r.info.run_name for r in page])
        token = page.token
        if not token:
            break
    view.see("pages", seen)
    view.see("a page as long as the rest", bool(view.client.search_runs([runs.experiment_id], max_results=11).token))


@check("search: limits of a page, foreign page tokens")
def limits(view):
    runs = field(view)
    for size in [0, -1, 50000, 50001, "5", "x"]:
        view.see(f"max_results {size!r}", runs.search(max_results=size))
    for token in ["nonsense", "e30=", "eyJvZmZzZXQiOiAiYSJ9", "eyJvZmZzZXQiOiAtMX0="]:
        answer = runs.search(page_token=token)
        view.see(f"token {token}", view.code(answer) if isinstance(answer, dict) else answer)
    view.see("token offset 9", runs.search(page_token="eyJvZmZzZXQiOiA5fQ=="))


@check("search: several experiments, unknown ones, none, too many")
def experiments(view):
    first, second = view.experiment("a"), view.experiment("b")
    view.run(first, run_name="one", start_time=T)
    view.run(second, run_name="two", start_time=T + 1)

    def names(**body):
        answer = view.post("runs/search", **body)
        if answer["status"] != 200:
            return answer
        return [r["info"]["run_name"] for r in answer["body"].get("runs", [])]

    view.see("both", names(experiment_ids=[first, second]))
    view.see("unknown", names(experiment_ids=["999999999"]))
    view.see("with unknown", names(experiment_ids=[first, "999999999"]))
    view.see("none", names(experiment_ids=[]))
    view.see("no field", names())
    view.see("text", view.code(view.post("runs/search", experiment_ids=["abc"])))
    view.see("no list", view.post("runs/search", experiment_ids=first))
    view.see("numbers", view.post("runs/search", experiment_ids=[5]))


@check("search: a found run is told whole")
def whole(view):
    experiment_id = view.experiment()
    run_id = view.run(experiment_id, start_time=T, tags={"team": "red"})
    view.post("runs/log-batch", run_id=run_id, metrics=[{"key": "m", "value": 0.5, "timestamp": T, "step": 2}], params=[{"key": "p", "value": "1"}])
    view.see("search", view.post("runs/search", experiment_ids=[experiment_id]))
    view.see("empty", view.post("runs/search", experiment_ids=[experiment_id], filter="metrics.m > 1"))


@check("search: the latest value counts, not the best")
def latest_counts(view):
    experiment_id = view.experiment()
    run_id = view.run(experiment_id)
    for step, value in enumerate([0.9, 0.1, 0.5]):
        view.client.log_metric(run_id, "m", value, step=step)
    for text in ["metrics.m = 0.1", "metrics.m = 0.5", "metrics.m > 0.6"]:
        view.see(text, len(view.client.search_runs([experiment_id], text)))


@check("search: patterns and quotes in values are taken literally")
def quoting(view):
    experiment_id = view.experiment()
    for number, value in enumerate(["100%", "a_b", "it's", 'say "so"', "back\\slash", "a'; drop table runs; --", "%"]):
        view.run(experiment_id, run_name=f"q{number}", tags={"v": value})
    for text in ["tags.v = '100%'", "tags.v LIKE '100%'", "tags.v LIKE 'a_b'", "tags.v = \"it's\"", "tags.v = 'say \"so\"'", "tags.v = 'it''s'",
                 "tags.v = 'back\\slash'", "tags.v LIKE '%\\\\%'", "tags.v = \"a'; drop table runs; --\"", "tags.v LIKE '\\%'", "tags.v = 'it\\'s'"]:
        answer = view.post("runs/search", experiment_ids=[experiment_id], filter=text, order_by=["run_name"])
        view.see(text, answer if answer["status"] != 200 else [r["info"]["run_name"] for r in answer["body"].get("runs", [])])


@check("search: the fluent client's data frame")
def frame(view):
    import mlflow

    mlflow.set_tracking_uri(view.url)
    runs = field(view)
    table = mlflow.search_runs([runs.experiment_id], "metrics.mae >= 0.25", order_by=["metrics.mae DESC", "attributes.run_name"])
    view.see("columns", sorted(table.columns))
    view.see("rows", [[row["tags.mlflow.runName"], row["metrics.mae"], row["params.model"], row["status"]] for _, row in table.iterrows()])
