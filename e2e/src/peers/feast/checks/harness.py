"""What a check is, what it can do to a feature server, and how its outcome is judged."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import requests
from feast import FeatureStore

#: Event times of checks that do not test time.
NOON = "2025-03-01T12:00:00"
BEFORE = "2025-03-01T11:00:00"
AFTER = "2025-03-01T13:00:00"
EPOCH = "1970-01-01T00:00:00Z"


class Containing:
    """Stands in an expectation for a text with all of the given parts."""

    def __init__(self, *parts: str) -> None:
        self.parts = parts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and all(part in other for part in self.parts)

    def __repr__(self) -> str:
        return f"a text with {' and '.join(map(repr, self.parts))}"


@dataclass(frozen=True)
class Check:
    name: str
    run: Callable[[Server], Any]
    genuine: Any
    headroom: Any
    #: Why the two sides differ; empty when they do not.
    because: str


CHECKS: list[Check] = []
_SAME = object()


def check(
    name: str, genuine: Any, headroom: Any = _SAME, because: str = ""
) -> Callable[[Callable[[Server], Any]], None]:
    """Registers a function of a server that returns what was seen, to be equal to what its side is to answer."""
    differs = headroom is not _SAME
    if differs != bool(because):
        raise ValueError(f"{name}: an answer of its own needs a reason, and a reason an answer")

    if any(one.name == name for one in CHECKS):
        raise ValueError(f"two checks are named {name!r}")

    def register(run: Callable[[Server], Any]) -> None:
        CHECKS.append(Check(name, run, genuine, headroom if differs else genuine, because))

    return register


class Server:
    """A feature server, through the genuine client and through bare HTTP. Each check gets one of its own."""

    def __init__(self, url: str, store: FeatureStore, number: int) -> None:
        self.url = url
        self.store = store
        #: A service that no other check knows.
        self.service = f"service-{number}"
        #: A host that no other check knows.
        self.host = 1000 + number

    # Through the client.

    def read(self, features: Any, entities: Any, **options: Any) -> dict[str, list[Any]]:
        return self.store.get_online_features(features, entities, **options).to_dict()

    def write(self, view: str, event_timestamp: Any = NOON, **columns: list[Any]) -> None:
        self.store.write_to_online_store(view, _frame(columns, event_timestamp))

    def push(self, source: str, event_timestamp: Any = NOON, **columns: list[Any]) -> None:
        self.store.push(source, _frame(columns, event_timestamp), allow_registry_cache=False)

    # Through HTTP.

    def post(self, path: str, body: Any) -> dict[str, Any]:
        data = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return _answer(
            requests.post(
                self.url + path,
                data=data,
                headers={"content-type": "application/json"},
                timeout=60,
            )
        )

    def get(self, path: str) -> dict[str, Any]:
        return _answer(requests.get(self.url + path, timeout=60))

    def save(self, view: str, df: dict[str, Any], event_timestamp: Any = NOON) -> dict[str, Any]:
        """Writes by HTTP what a frame cannot hold."""
        return self.post("/write-to-online-store", _body({"feature_view_name": view}, df, event_timestamp))

    def publish(
        self, source: str, df: dict[str, Any], event_timestamp: Any = NOON, **more: Any
    ) -> dict[str, Any]:
        return self.post("/push", _body({"push_source_name": source, **more}, df, event_timestamp))

    def ask(self, features: list[str] | str, entities: dict[str, Any], **more: Any) -> dict[str, Any]:
        """The bare answer: by name of feature its values, statuses and event times, or status and body of an error."""
        named = {"feature_service": features} if isinstance(features, str) else {"features": features}
        answer = self.post("/get-online-features", {"entities": entities, **named, **more})
        if answer["status"] != 200:
            return answer
        body = answer["body"]
        names = body["metadata"]["feature_names"]
        return {
            name: list(zip(one["values"], one["statuses"], one["event_timestamps"]))
            for name, one in zip(names, body["results"], strict=True)
        }


def _frame(columns: dict[str, list[Any]], event_timestamp: Any) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    frame["event_timestamp"] = pd.to_datetime(event_timestamp, utc=True)
    return frame


def _body(head: dict[str, Any], df: dict[str, Any], event_timestamp: Any) -> dict[str, Any]:
    rows = max((len(column) for column in df.values()), default=0)
    times = event_timestamp if isinstance(event_timestamp, list) else [event_timestamp] * rows
    return {**head, "df": {**df, "event_timestamp": times}, "allow_registry_cache": False}


def _answer(response: requests.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        body = response.text
    return {"status": response.status_code, "body": body}


def feast_error(kind: str, message: Any) -> Any:
    """Body of an error that is one of Feast's own: a JSON text inside a JSON text."""
    return _FeastError(kind, message)


class _FeastError:
    def __init__(self, kind: str, message: Any) -> None:
        self.expected = {"module": "feast.errors", "class": kind, "message": message}

    def __eq__(self, other: object) -> bool:
        try:
            return isinstance(other, str) and self.expected == json.loads(other)
        except ValueError:
            return False

    def __repr__(self) -> str:
        return f"JSON text of {self.expected}"


def raised(action: Callable[[], Any]) -> dict[str, str]:
    """What the client makes of an error."""
    try:
        action()
    except Exception as error:  # noqa: BLE001 - whatever it is, is the outcome
        return {"raises": type(error).__name__, "message": str(error)}
    return {"raises": "nothing", "message": ""}


def judge(one: Check, side: str, server: Server) -> dict[str, Any]:
    """Runs a check. Its outcome: what was expected and seen, as text, and whether they are the same."""
    expected = one.genuine if side == "genuine" else one.headroom
    try:
        seen = one.run(server)
        passed = bool(expected == seen)
    except Exception:  # noqa: BLE001 - a check that fails in any way tells so
        seen, passed = "".join(traceback.format_exception_only(sys.exception())), False
    return {
        "name": one.name,
        "passed": passed,
        "expected": repr(expected),
        "seen": seen if isinstance(seen, str) else repr(seen),
        "because": one.because,
    }
