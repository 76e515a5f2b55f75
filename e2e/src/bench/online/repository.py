"""The features that `npm run bench:online` reads: 20 in one view, and 20 in three."""

from datetime import timedelta

from feast import Entity, FeatureView, Field, FileSource, PushSource, ValueType
from feast.types import Float64

node = Entity(name="node", join_keys=["node_id"], value_type=ValueType.STRING)


def view(name: str, features: int) -> FeatureView:
    batch = FileSource(
        name=f"{name}_batch", path=f"{name}.parquet", timestamp_field="event_timestamp"
    )
    return FeatureView(
        name=name,
        entities=[node],
        ttl=timedelta(days=365),
        schema=[Field(name=f"{name}_{i}", dtype=Float64) for i in range(features)],
        source=PushSource(name=f"{name}_push", batch_source=batch),
    )


all_in_one, first, second, third = view("one", 20), view("a", 7), view("b", 7), view("c", 6)
