"""What callers in other languages meet: paths, bodies, content types, methods, versions."""

import requests

from .harness import check


@check("protocol: the same calls under /ajax-api")
def ajax(view):
    experiment_id = view.experiment()
    for root in ["/api/2.0/mlflow", "/ajax-api/2.0/mlflow"]:
        view.see(root, view.call("GET", f"{root}/experiments/get", query={"experiment_id": experiment_id}))
        view.see(f"{root} by name", view.call("GET", f"{root}/experiments/get-by-name", query={"experiment_name": view.name("exp")})["status"])
    run_id = view.run(experiment_id)
    view.see("metric", view.call("POST", "/ajax-api/2.0/mlflow/runs/log-metric", {"run_id": run_id, "key": "m", "value": 1, "timestamp": 1}))
    view.see("search", view.call("POST", "/ajax-api/2.0/mlflow/runs/search", {"experiment_ids": [experiment_id]})["status"])


@check("protocol: health and version")
def health(view):
    view.see("health", view.call("GET", "/health"))
    view.see("version", view.call("GET", "/version"))


@check("protocol: what the server says of itself")
def server_info(view):
    for root in ["/api/3.0", "/ajax-api/3.0"]:
        answer = view.call("GET", f"{root}/mlflow/server-info")
        # That one is a gateway to language models too, which this registry is not.
        view.see(root, [answer["status"], {key: value for key, value in answer["body"].items() if key != "features_enabled"}])


@check("protocol: bodies that are no JSON object")
def bodies(view):
    for label, body in {"empty": b"", "no json": b"{", "list": b"[]", "text": b'"x"', "null": b"null", "number": b"5", "text in text": b'"{\\"name\\": \\"\\"}"'}.items():
        answer = requests.post(f"{view.url}/api/2.0/mlflow/experiments/create", data=body, headers={"Content-Type": "application/json"}, timeout=60)
        try:
            body = answer.json()
        except ValueError:
            body = answer.text
        seen = {"status": answer.status_code, "body": body}
        # A list, a text or a number make the genuine server fall over.
        view.see(label, view.refuses(seen) if label in ["list", "text", "number"] else view.code(seen))


@check("protocol: content types")
def content_types(view):
    for kind in ["application/json", "application/json; charset=utf-8", "text/plain", "application/x-www-form-urlencoded", None]:
        headers = {"Content-Type": kind} if kind else {}
        answer = requests.post(f"{view.url}/api/2.0/mlflow/experiments/create", data=f'{{"name": "{view.name(str(kind))[:60]}"}}'.encode(), headers=headers, timeout=60)
        view.see(f"{kind}", [answer.status_code, answer.json().get("error_code")])
    view.see("answers", requests.get(f"{view.url}/api/2.0/mlflow/experiments/get?experiment_id=0", timeout=60).headers["Content-Type"].split(";")[0])


@check("protocol: unknown fields are ignored, null ones are absent")
def unknown_fields(view):
    answer = view.post("experiments/create", name=view.name("u"), colour="blue", tags=None, artifact_location=None)
    view.known_experiment(answer["body"].get("experiment_id", "none"))
    view.see("create", answer)
    view.see("get", view.call("GET", "experiments/get", query={"experiment_id": answer["body"].get("experiment_id"), "colour": "blue"})["status"])


@check("protocol: fields in camel case")
def camel(view):
    experiment_id = view.experiment()
    view.see("create run", view.code(view.call("POST", "runs/create", {"experimentId": experiment_id, "runName": "camel", "startTime": 5})))


@check("protocol: paths that do not exist")
def nothing(view):
    for method, path in [("GET", "nothing"), ("POST", "experiments/nothing"), ("GET", "experiments/"), ("GET", "/api/9.0/mlflow/experiments/get"), ("GET", "/ajax-api/2.0/nothing"), ("GET", "/nothing")]:
        view.see(f"{method} {path}", view.call(method, path)["status"])


@check("protocol: wrong methods, and those that are allowed instead")
def wrong_methods(view):
    paths = ["experiments/create", "experiments/search", "runs/get", "runs/log-batch", "registered-models/update", "registered-models/delete", "registered-models/alias", "logged-models/search", "logged-models/m-1", "logged-models/m-1/tags", "/ajax-api/2.0/mlflow/runs/create", "/api/2.0/mlflow-artifacts/artifacts", "/api/2.0/mlflow-artifacts/artifacts/none/file", "/api/3.0/mlflow/server-info", "/health", "/get-artifact"]
    for path in paths:
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]:
            url = view.url + (path if path.startswith("/") else f"/api/2.0/mlflow/{path}")
            # With a body that no call takes, so that only the methods tell.
            answer = requests.request(method, url, json=None if method in ["GET", "OPTIONS"] else {}, timeout=60)
            if method == "OPTIONS" and answer.ok or answer.status_code == 405:
                view.see(f"{method} {path}", [answer.ok, sorted(answer.headers["Allow"].replace(" ", "").split(","))])


@check("protocol: search of experiments by GET, as old clients do")
def old_search(view):
    view.experiment()
    view.see("search", view.call("GET", "experiments/search", query={"max_results": 5, "filter": f"name LIKE '{view.prefix}%'"}))


@check("protocol: browsers of other sites are refused")
def other_sites(view):
    def answer(**headers):
        return requests.post(f"{view.url}/api/2.0/mlflow/experiments/create", json={"name": ""}, headers=headers, timeout=60).status_code

    view.see("other origin", answer(Origin="http://evil.example"))
    view.see("other host", answer(Host="evil.example"))
    view.see("own origin", answer(Origin=view.url))


@check("protocol: a request for traces is answered as by a server without them, or with none")
def traces(view):
    experiment_id = view.experiment()
    place = {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": experiment_id}}
    answer = view.call("POST", "/api/3.0/mlflow/traces/search", {"locations": [place]})
    view.see("an answer, never a fault", answer["status"] < 500)
