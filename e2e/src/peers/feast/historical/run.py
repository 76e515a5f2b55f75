"""
Point-in-time joins on listed cases: genuine Feast's `get_historical_features` over a Parquet file, and Headroom's
`/api/v1/historical-features` over the same file, then over pushed rows. Each case states what each side is to answer; one line of JSON a case and side.

    $PYTHON run.py list
    $PYTHON run.py genuine FOLDER
    $PYTHON run.py headroom-files URL
    $PYTHON run.py headroom URL
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

import pandas as pd  # noqa: E402
import requests  # noqa: E402

TTL = timedelta(hours=6)
NOON = "2026-03-01T12:00:00Z"

#: One list of rows for all cases: view, keys, event time, values. A driver a case.
STATS = [
    # driver, event time, rate, trips
    (1, NOON, 0.5, 10),
    (1, "2026-03-01T13:00:00Z", 0.6, 11),
    (1, "2026-03-01T14:00:00Z", 0.7, 12),
    (2, NOON, 0.5, 10),
    (2, "2026-03-01T13:00:00Z", None, 11),
    (3, "2026-03-01T12:00:00.000001Z", 0.5, 10),
    (4, NOON, 0.25, 9007199254740993),
    (5, "2026-03-01T13:00:00+02:00", 0.5, 10),
    (6, NOON, 1.0, 1),
    (6, NOON, 2.0, 2),
]
CITY = [
    # driver, city, event time, name, scores
    (1, 7, NOON, "Bern", [1.5, 2.5]),
    (1, 8, NOON, "Genève", []),
    (1, 7, "2026-03-01T15:00:00Z", "Basel", [3.5]),
]


@dataclass(frozen=True)
class Case:
    name: str
    entities: dict[str, list[Any]]
    features: list[str]
    genuine: dict[str, list[Any]]
    #: Headroom's answer where it is another one, and why.
    headroom: dict[str, list[Any]] | None = None
    because: str = ""
    options: dict[str, Any] = field(default_factory=dict)


def at(*times: str) -> dict[str, list[Any]]:
    return {"event_timestamp": list(times)}


RATE = ["stats:rate"]
DROPPED = (
    "Feast's file store drops an entity row all of whose rows are too new or too old, as it drops equal ones "
    "(https://github.com/feast-dev/feast/issues/6787); its SQL stores keep them, one row in one row out, as ours does "
    "(https://github.com/feast-dev/feast/issues/1693)."
)
CASES = [
    Case("a row of the very time is seen", {"driver_id": [1], **at(NOON)}, RATE, {"rate": [0.5]}),
    Case(
        "a row a microsecond later is not",
        {"driver_id": [3, 3], **at(NOON, "2026-03-01T12:00:00.000001Z")},
        RATE,
        {"rate": [0.5]},
        headroom={"rate": [None, 0.5]},
        because=DROPPED,
    ),
    Case(
        "the newest row before the time is taken",
        {"driver_id": [1, 1], **at("2026-03-01T13:59:59Z", "2026-03-01T14:30:00Z")},
        RATE,
        {"rate": [0.6, 0.7]},
    ),
    Case(
        "nothing lies before the first row",
        {"driver_id": [1], **at("2026-03-01T11:59:59Z")},
        RATE,
        {"rate": []},
        headroom={"rate": [None]},
        because=DROPPED,
    ),
    Case("an entity without rows", {"driver_id": [99], **at(NOON)}, RATE, {"rate": [None]}),
    Case(
        "a row as old as the ttl is seen",
        {"driver_id": [4], **at("2026-03-01T18:00:00Z")},
        RATE,
        {"rate": [0.25]},
    ),
    Case(
        "a row older than the ttl is not",
        {"driver_id": [4], **at("2026-03-01T18:00:00.000001Z")},
        RATE,
        {"rate": []},
        headroom={"rate": [None]},
        because=DROPPED,
    ),
    Case(
        "without a ttl a row is seen for good",
        {"driver_id": [1], "city_id": [7], **at("2030-01-01T00:00:00Z")},
        ["cities:name"],
        {"name": ["Basel"]},
    ),
    Case(
        "a null in the newest row is null, not what was there before",
        {"driver_id": [2], **at("2026-03-01T13:30:00Z")},
        ["stats:rate", "stats:trips"],
        {"rate": [None], "trips": [11]},
    ),
    Case(
        "composite keys",
        {"driver_id": [1, 1, 1], "city_id": [7, 8, 9], **at(NOON, NOON, NOON)},
        ["cities:name"],
        {"name": ["Bern", "Genève", None]},
    ),
    Case(
        "several views in one join",
        {"driver_id": [1], "city_id": [7], **at("2026-03-01T13:30:00Z")},
        ["stats:rate", "cities:name"],
        {"rate": [0.6], "name": ["Bern"]},
    ),
    Case(
        "arrays",
        {"driver_id": [1, 1], "city_id": [7, 8], **at(NOON, NOON)},
        ["cities:scores"],
        {"scores": [[1.5, 2.5], []]},
    ),
    Case(
        "an int64 beyond 2^53 is exact",
        {"driver_id": [4], **at(NOON)},
        ["stats:trips"],
        {"trips": [9007199254740993]},
    ),
    Case(
        "full feature names",
        {"driver_id": [1], **at(NOON)},
        ["stats:rate", "stats:trips"],
        {"stats__rate": [0.5], "stats__trips": [10]},
        options={"full_feature_names": True},
    ),
    Case(
        "further columns of the entity rows come back",
        {"driver_id": [1, 1], "label": ["a", "b"], **at(NOON, "2026-03-01T13:00:00Z")},
        RATE,
        {"label": ["a", "b"], "rate": [0.5, 0.6]},
    ),
    Case(
        "times of another zone are the same instants",
        {"driver_id": [5, 5], **at("2026-03-01T11:00:00Z", "2026-03-01T11:59:59+01:00")},
        RATE,
        {"rate": [0.5]},
        headroom={"rate": [0.5, None]},
        because=DROPPED,
    ),
    Case(
        "a time of an entity row without a zone is UTC",
        {"driver_id": [1], **at("2026-03-01T12:00:00")},
        RATE,
        {"rate": [0.5]},
    ),
    Case(
        "of two rows of one entity and time",
        {"driver_id": [6], **at(NOON)},
        RATE,
        {"rate": [2.0]},
        headroom={"rate": [1.0]},
        because="Feast's online store keeps the first one (https://github.com/feast-dev/feast/pull/1961), its offline "
        "store takes the last, so what was trained on is not what is served; "
        "https://github.com/feast-dev/feast/issues/3360. Ours keeps the first on both sides.",
    ),
    Case(
        "two equal entity rows are two",
        {"driver_id": [1, 1], "order_id": [100, 101], **at(NOON, NOON)},
        RATE,
        {"order_id": [101], "rate": [0.5]},
        headroom={"order_id": [100, 101], "rate": [0.5, 0.5]},
        because="Feast's file store drops one of them: https://github.com/feast-dev/feast/issues/6787",
    ),
]


def judged(side: str, case: Case, seen: Any) -> bool:
    expected = case.headroom if side != "genuine" and case.headroom is not None else case.genuine
    passed = seen == expected
    print(
        json.dumps(
            {
                "name": case.name,
                "passed": passed,
                "expected": repr(expected),
                "seen": repr(seen),
                "because": case.because,
            }
        ),
        flush=True,
    )
    return passed


def plain(value: Any) -> Any:
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list):
        return value
    return None if value is None or pd.isna(value) else value


def run_genuine(folder: Path) -> None:
    from feast import Entity, FeatureStore, FeatureView, Field, FileSource, RepoConfig, ValueType
    from feast.types import Array, Float64, Int64, String

    folder.mkdir(parents=True, exist_ok=True)
    stats = pd.DataFrame(STATS, columns=["driver_id", "event_timestamp", "rate", "trips"])
    city = pd.DataFrame(CITY, columns=["driver_id", "city_id", "event_timestamp", "name", "scores"])
    sources = {}
    for name, frame in (("stats", stats), ("cities", city)):
        frame["event_timestamp"] = pd.to_datetime(
            frame["event_timestamp"], utc=True, format="ISO8601"
        )
        frame.to_parquet(folder / f"{name}.parquet")
        sources[name] = FileSource(
            path=str(folder / f"{name}.parquet"), timestamp_field="event_timestamp"
        )
    store = FeatureStore(
        config=RepoConfig(
            project="historical",
            provider="local",
            registry=str(folder / "registry.db"),
            online_store=None,
            offline_store={"type": "dask"},
            entity_key_serialization_version=3,
        )
    )
    driver = Entity(name="driver", join_keys=["driver_id"], value_type=ValueType.INT64)
    place = Entity(name="city", join_keys=["city_id"], value_type=ValueType.INT64)
    store.apply(
        [
            driver,
            place,
            FeatureView(
                name="stats",
                entities=[driver],
                ttl=TTL,
                schema=[Field(name="rate", dtype=Float64), Field(name="trips", dtype=Int64)],
                source=sources["stats"],
            ),
            FeatureView(
                name="cities",
                entities=[driver, place],
                ttl=timedelta(0),
                schema=[Field(name="name", dtype=String), Field(name="scores", dtype=Array(Float64))],
                source=sources["cities"],
            ),
        ]
    )
    for case in CASES:
        entities = pd.DataFrame(case.entities)
        entities["event_timestamp"] = pd.to_datetime(
            entities["event_timestamp"], format="ISO8601", utc=True
        )
        entities["place"] = range(len(entities))
        try:
            job = store.get_historical_features(entities, case.features, **case.options)
            answer = job.to_df().sort_values("place")
            names = (case.genuine or {}).keys()
            seen: Any = {name: [plain(value) for value in answer[name]] for name in names}
        except Exception as error:  # noqa: BLE001
            seen = f"{type(error).__name__}: {error}"
        judged("genuine", case, seen)


def post(url: str, body: object) -> requests.Response:
    response = requests.post(url, json=body, timeout=60)
    if response.status_code != 200:
        raise RuntimeError(f"{url}: {response.status_code} {response.text}")
    return response


def run_headroom(url: str, side: str) -> None:
    key = "int64"
    files = side == "headroom-files"
    sources = [
        {"kind": "file", "name": f"{name}_file", "path": f"{name}.parquet"}
        if files
        else {"kind": "push", "name": name}
        for name in ("stats", "cities")
    ]
    definitions = {
        "entities": [
            {"name": "driver", "join_keys": {"driver_id": key}},
            {"name": "city", "join_keys": {"city_id": key}},
        ],
        "sources": sources,
        "feature_views": [
            {
                "name": "stats",
                "entities": ["driver"],
                "schema": {"rate": "float64", "trips": "int64"},
                "source": sources[0]["name"],
                "ttl": "6h",
            },
            {
                "name": "cities",
                "entities": ["driver", "city"],
                "schema": {"name": "string", "scores": "array<float64>"},
                "source": sources[1]["name"],
            },
        ],
    }
    post(f"{url}/api/v1/definitions/apply", {"definitions": definitions, "author": "peers"})
    columns = {
        "stats": ["driver_id", "event_timestamp", "rate", "trips"],
        "cities": ["driver_id", "city_id", "event_timestamp", "name", "scores"],
    }
    for source, rows in () if files else (("stats", STATS), ("cities", CITY)):
        frame = {name: [row[i] for row in rows] for i, name in enumerate(columns[source])}
        post(f"{url}/push", {"push_source_name": source, "df": frame, "to": "offline"})
    for case in CASES:
        body = {"features": case.features, "entities": case.entities, **case.options}
        try:
            answer = post(f"{url}/api/v1/historical-features", body).json()["columns"]
            names = (case.headroom or case.genuine).keys()
            seen: Any = {name: answer[name] for name in names}
        except Exception as error:  # noqa: BLE001
            seen = f"{type(error).__name__}: {error}"
        judged(side, case, seen)


if __name__ == "__main__":
    if sys.argv[1] == "list":
        print(json.dumps([case.name for case in CASES]))
    elif sys.argv[1] == "genuine":
        run_genuine(Path(sys.argv[2]))
    else:
        run_headroom(sys.argv[2], sys.argv[1])
