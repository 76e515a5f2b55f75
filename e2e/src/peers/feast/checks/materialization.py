"""From offline to online."""

from .errors import VIEW_NOT_FOUND
from .harness import Server, check, feast_error

SPAN = {"start_ts": "2025-03-01T00:00:00", "end_ts": "2025-03-02T00:00:00"}


def push_offline(s: Server, value: float, time: str) -> None:
    s.publish("shadow_push", {"service_id": [s.service], "cpu": [value]}, time, to="offline")


def cpu(s: Server) -> list:
    return s.read(["shadow:cpu"], [{"service_id": s.service}])["cpu"]


@check("what was pushed offline is online after /materialize", [{"status": 200, "body": None}, [0.75]])
def _(s: Server):
    push_offline(s, 0.5, "2025-03-01T10:00:00Z")
    push_offline(s, 0.75, "2025-03-01T11:00:00Z")
    return [s.post("/materialize", {**SPAN, "feature_views": ["shadow"]}), cpu(s)]


@check("/materialize keeps to its span", [None])
def _(s: Server):
    push_offline(s, 0.5, "2025-04-01T10:00:00Z")
    s.post("/materialize", {**SPAN, "feature_views": ["shadow"]})
    return cpu(s)


@check("/materialize does not put older over newer", [0.9])
def _(s: Server):
    push_offline(s, 0.5, "2025-03-01T10:00:00Z")
    s.write("shadow", "2025-03-01T11:00:00", service_id=[s.service], cpu=[0.9])
    s.post("/materialize", {**SPAN, "feature_views": ["shadow"]})
    return cpu(s)


@check("/materialize-incremental", [{"status": 200, "body": None}, [0.5]])
def _(s: Server):
    push_offline(s, 0.5, "2025-06-01T10:00:00Z")
    body = {"end_ts": "2025-06-02T00:00:00", "feature_views": ["shadow"]}
    return [s.post("/materialize-incremental", body), cpu(s)]


@check("/materialize of an unknown view", {
    "status": 404,
    "body": feast_error("FeatureViewNotFoundException", VIEW_NOT_FOUND),
})
def _(s: Server):
    return s.post("/materialize", {**SPAN, "feature_views": ["nope"]})


@check("/materialize of a span that ends before it begins", {
    "status": 500,
    "body": "start_ts (2025-01-01 00:00:00+00:00) must be before end_ts (2024-01-01 00:00:00+00:00)",
})
def _(s: Server):
    return s.post("/materialize", {"start_ts": "2025-01-01T00:00:00", "end_ts": "2024-01-01T00:00:00"})


@check("/materialize without a start", {
    "status": 500,
    "body": "start_ts and end_ts are required when disable_event_timestamp is False",
})
def _(s: Server):
    return s.post("/materialize", {"end_ts": "2024-01-01T00:00:00"})


@check("/materialize-incremental without an end", {
    "status": 422,
    "body": {
        "detail": [
            {"type": "missing", "loc": ["body", "end_ts"], "msg": "Field required", "input": {}},
        ]
    },
})
def _(s: Server):
    return s.post("/materialize-incremental", {})


@check("/materialize?async=true is accepted", {
    "status": 202,
    "body": {"status": "accepted", "feature_views": ["recent"]},
})
def _(s: Server):
    return s.post("/materialize?async=true", {**SPAN, "feature_views": ["recent"]})
