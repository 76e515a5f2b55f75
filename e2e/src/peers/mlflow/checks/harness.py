"""How a check looks at a server, and how its observations are freed of what differs by chance."""

import json
import math
import re
import secrets
import time
import traceback

import requests
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

CHECKS = {}

ID = re.compile(r"\b[0-9a-f]{31,32}\b")
# How Python prints a set: in an order that changes from process to process.
SET = re.compile(r"\{('[^'{}]*'(?:, '[^'{}]*')*)\}")
UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
DAY_MS = 86_400_000


def check(title):
    """Registers a check. It makes what it needs by itself and tells by `see` what the server did."""

    def register(body):
        if title in CHECKS:
            raise ValueError(f"two checks are called {title!r}")
        CHECKS[title] = body
        return body

    return register


def run_check(body, url):
    """The observations of one check, and why it broke off, if it did."""
    view = View(url)
    try:
        body(view)
        problem = None if view.seen else "the check observed nothing"
    except Exception:
        problem = "".join("      " + line for line in traceback.format_exc(limit=-4).splitlines(True))
    return {"seen": view.seen, "problem": problem}


class View:
    """One check's view of the server."""

    def __init__(self, url):
        self.url = url
        self.client = MlflowClient(tracking_uri=url, registry_uri=url)
        self.prefix = f"p{secrets.token_hex(4)}z"
        self.seen = {}
        self._experiments = []
        self._ids = {}

    def see(self, what, value):
        """Records an observation: equal on both servers once ids, names and times of this run are taken out."""
        what = self._text(what)
        if what in self.seen:
            raise ValueError(f"{what!r} was observed before")
        self.seen[what] = self._scrub(value)

    def name(self, label=""):
        return f"{self.prefix}{label}"

    def experiment(self, label="exp", **more):
        experiment_id = self.client.create_experiment(self.name(label), **more)
        return self.known_experiment(experiment_id)

    def known_experiment(self, experiment_id):
        self._experiments.append(str(experiment_id))
        return str(experiment_id)

    def run(self, experiment_id=None, **more):
        experiment_id = experiment_id or self.experiment()
        return self.client.create_run(experiment_id, **{"run_name": "a run", **more}).info.run_id

    def call(self, method, path, body=None, query=None, **more):
        """A raw REST call: the path behind /api/2.0/mlflow/, or from the root if it starts with a slash."""
        root = self.url if path.startswith("/") else f"{self.url}/api/2.0/mlflow/"
        answer = requests.request(method, root + path, json=body, params=query, timeout=60, **more)
        return {"status": answer.status_code, "body": _json_or_text(answer)}

    def get(self, path, /, **query):
        return self.call("GET", path, query=query)

    def post(self, path, /, **body):
        return self.call("POST", path, body)

    def refused(self, call, *args, **more):
        """The error of a call that has to fail."""
        try:
            got = call(*args, **more)
        except MlflowException as error:
            return [error.error_code, error.message]
        raise AssertionError(f"was not refused: {got!r}")

    def code(self, answer):
        """Status and code alone, where the text is an accident of the genuine server's insides."""
        body = answer["body"]
        return [answer["status"], body.get("error_code") if isinstance(body, dict) else None]

    def refuses(self, answer):
        """Whether it was refused at all: for cases where the genuine server breaks down with a 500."""
        return answer["status"] >= 400

    def _scrub(self, value):
        if isinstance(value, dict):
            return {self._text(str(key)): self._scrub(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            items = [self._scrub(item) for item in value]
            keyed = all(isinstance(item, dict) and "key" in item for item in items)
            # Tags, params and latest metrics come in no promised order.
            return sorted(items, key=lambda item: json.dumps(item, sort_keys=True)) if keyed and not _has_steps(items) else items
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, float):
            return value if math.isfinite(value) else f"number {value}"
        if isinstance(value, int):
            return "<now>" if abs(value - time.time() * 1000) < DAY_MS else value
        return self._text(value) if isinstance(value, str) else repr(value)

    def _text(self, text):
        if text in self._experiments:
            return f"<experiment {self._experiments.index(text) + 1}>"
        if re.fullmatch(r"\d{13}", text) and abs(int(text) - time.time() * 1000) < DAY_MS:
            return "<now>"
        text = re.sub(self.prefix, "~", text, flags=re.IGNORECASE).replace(self.url, "<server>")
        for number, experiment_id in enumerate(self._experiments, 1):
            place = rf"((?::/|[iI][dD]\W{{1,2}}|experiments?\W{{1,2}}))'?{re.escape(experiment_id)}(?!\d)"
            text = re.sub(place, rf"\1<experiment {number}>", text)
            text = text.replace(f'"{experiment_id}"', f'"<experiment {number}>"')
        text = SET.sub(lambda found: "{" + ", ".join(sorted(found[1].split(", "))) + "}", text)
        for pattern in (UUID, ID):
            text = pattern.sub(self._number, text)
        return text

    def _number(self, found):
        number = self._ids.setdefault(found.group(), len(self._ids) + 1)
        return f"<id {number}>"


def _has_steps(items):
    """A metric's history has an order; lists of one point a key have none."""
    keys = [item["key"] for item in items]
    return len(set(keys)) < len(keys)


def _json_or_text(answer):
    try:
        return answer.json()
    except ValueError:
        return answer.text
