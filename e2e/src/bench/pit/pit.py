"""
Point-in-time joins: genuine Feast (dask over a Parquet file, and Postgres) and Headroom, from an entity frame in memory
to a frame with features in memory. Run by `npm run bench:pit`; prints one line of JSON.

    pit.py FOLDER POSTGRES_URL HEADROOM_URL
"""

from __future__ import annotations

import json
import logging
import sys
import time
import warnings
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urlparse

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import psycopg  # noqa: E402
import pyarrow as pa  # noqa: E402
import requests  # noqa: E402
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, RepoConfig, ValueType  # noqa: E402
from feast.infra.offline_stores.contrib.postgres_offline_store.postgres_source import (  # noqa: E402
    PostgreSQLSource,
)
from feast.types import Float64  # noqa: E402

ENTITIES, HOURS, FEATURES, PROBES = 1_000, 100, 20, 10_000
REPETITIONS = 5
START = datetime(2026, 1, 1, tzinfo=timezone.utc)
NAMES = [f"f{i}" for i in range(FEATURES)]
TTL = timedelta(days=2)
ARROW = "application/vnd.apache.arrow.stream"


def rows() -> pd.DataFrame:
    """One row an entity and hour."""
    random = np.random.default_rng(1)
    entity = np.tile(np.arange(ENTITIES), HOURS)
    hour = np.repeat(np.arange(HOURS), ENTITIES)
    frame = pd.DataFrame(random.random((ENTITIES * HOURS, FEATURES)), columns=NAMES)
    frame.insert(0, "driver_id", entity)
    frame["event_timestamp"] = pd.Timestamp(START) + pd.to_timedelta(hour, unit="h")
    return frame


def probes() -> pd.DataFrame:
    """No two are equal: Feast's dask store answers one of them only."""
    random = np.random.default_rng(2)
    chosen = random.choice(ENTITIES * HOURS * 3600, PROBES, replace=False)
    return pd.DataFrame(
        {
            "driver_id": chosen % ENTITIES,
            "event_timestamp": pd.Timestamp(START) + pd.to_timedelta(chosen // ENTITIES, unit="s"),
        }
    )


def store(folder: Path, offline: dict[str, object], source: object) -> FeatureStore:
    folder.mkdir()
    made = FeatureStore(
        config=RepoConfig(
            project="pit",
            provider="local",
            registry=str(folder / "registry.db"),
            online_store=None,
            offline_store=offline,
            entity_key_serialization_version=3,
        )
    )
    driver = Entity(name="driver", join_keys=["driver_id"], value_type=ValueType.INT64)
    view = FeatureView(
        name="stats",
        entities=[driver],
        ttl=TTL,
        schema=[Field(name=name, dtype=Float64) for name in NAMES],
        source=source,
    )
    made.apply([driver, view])
    return made


def dask(folder: Path, frame: pd.DataFrame) -> FeatureStore:
    path = folder / "rows.parquet"
    frame.to_parquet(path)
    source = FileSource(path=str(path), timestamp_field="event_timestamp")
    return store(folder / "dask", {"type": "dask"}, source)


def postgres(folder: Path, frame: pd.DataFrame, url: str) -> FeatureStore:
    columns = ", ".join(f"{name} float8" for name in NAMES)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create schema feast")
        connection.execute(
            f"create table feast.rows (driver_id int8, {columns}, event_timestamp timestamptz)"
        )
        with connection.cursor().copy("copy feast.rows from stdin") as copy:
            for row in frame.itertuples(index=False):
                copy.write_row(row)
        connection.execute("create index on feast.rows (driver_id, event_timestamp)")
        connection.execute("analyze feast.rows")
    at = urlparse(url)
    offline = {
        "type": "postgres",
        "host": at.hostname,
        "port": at.port,
        "database": at.path[1:],
        "db_schema": "feast",
        "user": at.username,
        "password": at.password,
        "sslmode": "disable",
    }
    source = PostgreSQLSource(name="rows", table="feast.rows", timestamp_field="event_timestamp")
    return store(folder / "postgres", offline, source)


def post(url: str, body: object) -> None:
    response = requests.post(url, json=body, timeout=120)
    if response.status_code != 200:
        raise RuntimeError(f"{url}: {response.status_code} {response.text[:500]}")


def fill_headroom(url: str, frame: pd.DataFrame) -> None:
    definitions = {
        "entities": [{"name": "driver", "join_keys": {"driver_id": "int64"}}],
        "sources": [{"kind": "push", "name": "rows"}],
        "feature_views": [
            {
                "name": "stats",
                "entities": ["driver"],
                "schema": {name: "float64" for name in NAMES},
                "source": "rows",
                "ttl": "2d",
            }
        ],
    }
    post(f"{url}/api/v1/definitions/apply", {"definitions": definitions, "author": "bench"})
    for start in range(0, len(frame), 10_000):
        part = frame.iloc[start : start + 10_000].copy()
        part["event_timestamp"] = part["event_timestamp"].map(lambda t: t.isoformat())
        post(
            f"{url}/push",
            {"push_source_name": "rows", "df": part.to_dict("list"), "to": "offline"},
        )


def headroom(url: str, entities: pd.DataFrame) -> pd.DataFrame:
    table = pa.Table.from_pandas(entities, preserve_index=False)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    response = requests.post(
        f"{url}/api/v1/historical-features?features={','.join(f'stats:{n}' for n in NAMES)}",
        data=sink.getvalue().to_pybytes(),
        headers={"content-type": ARROW, "accept": ARROW},
        timeout=120,
    )
    if response.status_code != 200:
        raise RuntimeError(f"{response.status_code} {response.text[:500]}")
    return pa.ipc.open_stream(response.content).read_pandas()


def canonical(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame[["driver_id", "event_timestamp", *NAMES]].copy()
    frame["event_timestamp"] = pd.to_datetime(frame["event_timestamp"], utc=True).astype(
        "datetime64[us, UTC]"
    )
    return frame.sort_values(["driver_id", "event_timestamp"]).reset_index(drop=True)


def main(folder: Path, postgres_url: str, url: str) -> None:
    frame, entities = rows(), probes()
    wanted = [f"stats:{name}" for name in NAMES]
    stores = {"dask": dask(folder, frame), "postgres": postgres(folder, frame, postgres_url)}
    fill_headroom(url, frame)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("analyze")

    def feast(one: FeatureStore):
        return lambda: one.get_historical_features(entities.copy(), wanted).to_df()

    sides = {
        "Headroom": lambda: headroom(url, entities),
        "Feast, dask": feast(stores["dask"]),
        "Feast, Postgres": feast(stores["postgres"]),
    }
    answers, seconds = {}, {name: [] for name in sides}
    for name, ask in sides.items():
        answers[name] = canonical(ask())
    for _ in range(REPETITIONS):
        for name, ask in sides.items():
            before = time.perf_counter()
            ask()
            seconds[name].append(time.perf_counter() - before)
    for name, answer in answers.items():
        pd.testing.assert_frame_equal(answers["Headroom"], answer, check_exact=True)
    print(json.dumps({"seconds": seconds, "present": int(answers["Headroom"]["f0"].notna().sum())}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
