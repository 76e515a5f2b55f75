"""The feature repository that the suite's checks read and write, on genuine Feast and, imported, on Headroom."""

from datetime import timedelta

import pandas as pd
from feast import (
    Entity,
    FeatureService,
    FeatureView,
    Field,
    FileSource,
    PushSource,
    RequestSource,
    ValueType,
)
from feast.on_demand_feature_view import on_demand_feature_view
from feast.types import (
    Array,
    Bool,
    Bytes,
    Float32,
    Float64,
    Int32,
    Int64,
    String,
    UnixTimestamp,
)

service = Entity(name="service", join_keys=["service_id"], value_type=ValueType.STRING)
host = Entity(name="host", join_keys=["host_id"], value_type=ValueType.INT64)


def pushed(name: str) -> PushSource:
    """A push source over a batch file that no check reads."""
    batch = FileSource(
        name=f"{name}_batch", path=f"{name}.parquet", timestamp_field="event_timestamp"
    )
    return PushSource(name=f"{name}_push", batch_source=batch)


load = FeatureView(
    name="load",
    entities=[service],
    ttl=timedelta(0),
    schema=[
        Field(name="cpu", dtype=Float64),
        Field(name="requests", dtype=Int64),
        Field(name="tier", dtype=String),
    ],
    source=pushed("load"),
    tags={"team": "capacity"},
    owner="capacity@example.com",
    description="Load of a service",
)

cost = FeatureView(
    name="cost",
    entities=[service],
    ttl=timedelta(0),
    schema=[Field(name="dollars", dtype=Float64), Field(name="credits", dtype=Int64)],
    source=pushed("cost"),
)

# A second view of the same push source.
budget = FeatureView(
    name="budget",
    entities=[service],
    ttl=timedelta(0),
    schema=[Field(name="credits", dtype=Int64)],
    source=cost.stream_source,
)

# Without an entity: one row for all.
fleet = FeatureView(
    name="fleet",
    entities=[],
    ttl=timedelta(0),
    schema=[Field(name="size", dtype=Int64)],
    source=pushed("fleet"),
)

# Its feature has the name of one of `load`: only full names tell them apart.
shadow = FeatureView(
    name="shadow",
    entities=[service],
    ttl=timedelta(0),
    schema=[Field(name="cpu", dtype=Float64)],
    source=pushed("shadow"),
)

placement = FeatureView(
    name="placement",
    entities=[service, host],
    ttl=timedelta(0),
    schema=[Field(name="zone", dtype=String), Field(name="weight", dtype=Float64)],
    source=pushed("placement"),
)

recent = FeatureView(
    name="recent",
    entities=[service],
    ttl=timedelta(hours=1),
    schema=[Field(name="level", dtype=Float64)],
    source=pushed("recent"),
)

batch_only = FeatureView(
    name="batch_only",
    entities=[service],
    ttl=timedelta(0),
    schema=[Field(name="score", dtype=Float64)],
    source=FileSource(
        name="batch_only_file",
        path="batch_only.parquet",
        timestamp_field="event_timestamp",
    ),
)

SCALARS = {
    "a_bool": Bool,
    "an_int32": Int32,
    "an_int64": Int64,
    "a_float32": Float32,
    "a_float64": Float64,
    "a_string": String,
    "some_bytes": Bytes,
    "a_time": UnixTimestamp,
}

scalars = FeatureView(
    name="scalars",
    entities=[host],
    ttl=timedelta(0),
    schema=[Field(name=name, dtype=dtype) for name, dtype in SCALARS.items()],
    source=pushed("scalars"),
)

arrays = FeatureView(
    name="arrays",
    entities=[host],
    ttl=timedelta(0),
    schema=[Field(name=f"{name}s", dtype=Array(t)) for name, t in SCALARS.items()],
    source=pushed("arrays"),
)

request = RequestSource(name="request", schema=[Field(name="planned", dtype=Int64)])


@on_demand_feature_view(
    sources=[load, cost],
    schema=[Field(name="dollars_per_request", dtype=Float64)],
)
def efficiency(inputs: pd.DataFrame) -> pd.DataFrame:
    out = pd.DataFrame()
    out["dollars_per_request"] = inputs["dollars"] / inputs["requests"]
    return out


@on_demand_feature_view(
    sources=[load, request],
    schema=[Field(name="headroom", dtype=Int64)],
)
def plan(inputs: pd.DataFrame) -> pd.DataFrame:
    out = pd.DataFrame()
    out["headroom"] = inputs["planned"] - inputs["requests"]
    return out


scaling = FeatureService(name="scaling", features=[load[["cpu", "requests"]], cost])
spread = FeatureService(name="spread", features=[load, placement, recent])
spending = FeatureService(name="spending", features=[cost[["dollars"]], efficiency])

DEFINITIONS = [
    *[service, host],
    *[load, cost, budget, fleet, shadow, placement, recent, batch_only, scalars, arrays],
    *[efficiency, plan],
    *[scaling, spread, spending],
]
