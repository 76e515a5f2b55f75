"""Reading: entities, order, names, composite keys, event times."""

from . import differences
from .harness import EPOCH, NOON, Server, check

AT_NOON = "2025-03-01T12:00:00Z"
MISSING = (None, "NOT_FOUND", EPOCH)
MISSING_GENUINE = (None, "PRESENT", EPOCH)


def there(value: object, time: str = AT_NOON) -> tuple[object, str, str]:
    return (value, "PRESENT", time)


def write_load(s: Server) -> None:
    s.write("load", service_id=[s.service], cpu=[0.5], requests=[7], tier=["gold"])


@check("an existing entity", {"cpu": [0.5], "requests": [7], "tier": ["gold"]})
def _(s: Server):
    write_load(s)
    seen = s.read(["load:cpu", "load:requests", "load:tier"], [{"service_id": s.service}])
    return {name: seen[name] for name in ("cpu", "requests", "tier")}


@check("a missing entity is null to the client", {"service_id": ["nobody"], "cpu": [None]})
def _(s: Server):
    return s.read(["load:cpu"], [{"service_id": "nobody"}])


@check(
    "the status of a missing entity",
    genuine={"service_id": [("nobody", "PRESENT", EPOCH)], "cpu": [MISSING_GENUINE]},
    headroom={"service_id": [("nobody", "PRESENT", EPOCH)], "cpu": [MISSING]},
    because=differences.NOT_FOUND,
)
def _(s: Server):
    return s.ask(["load:cpu"], {"service_id": ["nobody"]})


@check("existing and missing entities keep their places", [None, 0.5, None, 0.5])
def _(s: Server):
    write_load(s)
    ids = ["nobody", s.service, "no one", s.service]
    return s.read(["load:cpu"], {"service_id": ids})["cpu"]


@check(
    "statuses of existing and missing entities in one column",
    genuine=[MISSING_GENUINE, there(0.5)],
    headroom=[MISSING, there(0.5)],
    because=differences.NOT_FOUND,
)
def _(s: Server):
    write_load(s)
    return s.ask(["load:cpu"], {"service_id": ["nobody", s.service]})["cpu"]


@check("keys come first, at the epoch; features with their event time", {
    "service_id": ["PRESENT", EPOCH],
    "cpu": ["PRESENT", AT_NOON],
})
def _(s: Server):
    write_load(s)
    seen = s.ask(["load:cpu"], {"service_id": [s.service]})
    return {name: list(cells[0][1:]) for name, cells in seen.items()}


@check("the answer names its features, whatever their order", ["cpu", "requests", "tier"])
def _(s: Server):
    first, *features = s.ask(["load:tier", "load:cpu", "load:requests"], {"service_id": ["x"]})
    return sorted(features) if first == "service_id" else first


@check("several views in one request", {"service_id": ["?"], "dollars": [2.5], "cpu": [0.5]})
def _(s: Server):
    write_load(s)
    s.write("cost", service_id=[s.service], dollars=[2.5], credits=[1])
    seen = s.read(["load:cpu", "cost:dollars"], [{"service_id": s.service}])
    return {**seen, "service_id": ["?"]}


@check("views come in the order in which they are first asked for", ["service_id", "dollars", "cpu"])
def _(s: Server):
    return list(s.ask(["cost:dollars", "load:cpu"], {"service_id": ["x"]}))


@check("features of a view stay together", ["dollars", "cpu", "tier"])
def _(s: Server):
    _, *names, last = s.ask(["load:tier", "cost:dollars", "load:cpu"], {"service_id": ["x"]})
    return [last, *sorted(names)]


@check("each view has its own event time", [("2025-03-01T12:00:00Z",), ("2025-03-01T11:00:00Z",)])
def _(s: Server):
    write_load(s)
    s.write("cost", "2025-03-01T11:00:00", service_id=[s.service], dollars=[2.5], credits=[1])
    seen = s.ask(["load:cpu", "cost:dollars"], {"service_id": [s.service]})
    return [seen[name][0][2:] for name in ("cpu", "dollars")]


@check(
    "an entity that one of two views has",
    genuine={"cpu": there(0.5), "dollars": MISSING_GENUINE},
    headroom={"cpu": there(0.5), "dollars": MISSING},
    because=differences.NOT_FOUND,
)
def _(s: Server):
    write_load(s)
    seen = s.ask(["load:cpu", "cost:dollars"], {"service_id": [s.service]})
    return {name: seen[name][0] for name in ("cpu", "dollars")}


@check("full names", ["service_id", "load__cpu", "shadow__cpu"])
def _(s: Server):
    features = ["load:cpu", "shadow:cpu"]
    return list(s.read(features, [{"service_id": "x"}], full_feature_names=True))


@check("full names tell equal names apart", {"load__cpu": [0.5], "shadow__cpu": [0.75]})
def _(s: Server):
    write_load(s)
    s.write("shadow", service_id=[s.service], cpu=[0.75])
    rows = [{"service_id": s.service}]
    seen = s.read(["load:cpu", "shadow:cpu"], rows, full_feature_names=True)
    return {name: seen[name] for name in ("load__cpu", "shadow__cpu")}


@check("the same feature asked for twice", 500)
def _(s: Server):
    return s.post(
        "/get-online-features",
        {"entities": {"service_id": ["x"]}, "features": ["load:cpu", "load:cpu"]},
    )["status"]


@check("rows as columns or as a list are the same", True)
def _(s: Server):
    write_load(s)
    features = ["load:cpu", "load:tier"]
    columns = s.read(features, {"service_id": [s.service, "x"]})
    return columns == s.read(features, [{"service_id": s.service}, {"service_id": "x"}])


@check("a composite key", {"zone": ["a", None, None]})
def _(s: Server):
    s.write("placement", service_id=[s.service], host_id=[s.host], zone=["a"], weight=[1.5])
    rows = {"service_id": [s.service, s.service, "x"], "host_id": [s.host, -1, s.host]}
    return {"zone": s.read(["placement:zone"], rows)["zone"]}


@check("the order of the parts of a composite key does not matter", [["a"], ["a"]])
def _(s: Server):
    s.write("placement", service_id=[s.service], host_id=[s.host], zone=["a"], weight=[1.5])
    one = {"service_id": [s.service], "host_id": [s.host]}
    other = {"host_id": [s.host], "service_id": [s.service]}
    return [s.read(["placement:zone"], rows)["zone"] for rows in (one, other)]


@check("views of different keys in one request", {"cpu": [0.5, 0.5], "zone": ["a", "b"]})
def _(s: Server):
    write_load(s)
    hosts = [s.host, -s.host]
    s.write("placement", service_id=[s.service] * 2, host_id=hosts, zone=["a", "b"], weight=[1.0, 2.0])
    seen = s.read(["load:cpu", "placement:zone"], {"service_id": [s.service] * 2, "host_id": hosts})
    return {name: seen[name] for name in ("cpu", "zone")}


@check("a key that no view needs is answered too", {"service_id": ["x"], "host_id": [5], "cpu": [None]})
def _(s: Server):
    return s.read(["load:cpu"], {"service_id": ["x"], "host_id": [5]})


@check(
    "a view without an entity",
    genuine=[[None], [None, None]],
    headroom=[[12], [12, 12]],
    because="genuine Feast's server does not find the row that was written to it; Headroom does",
)
def _(s: Server):
    s.save("fleet", {"size": [12]})
    none = s.read(["fleet:size"], {"service_id": ["x"]})
    return [none["size"], s.read(["fleet:size"], {"service_id": ["x", "y"]})["size"]]


@check("a hundred entities", [list(range(100))])
def _(s: Server):
    ids = [f"{s.service}-{i}" for i in range(100)]
    s.write("load", service_id=ids, cpu=[0.0] * 100, requests=list(range(100)), tier=["t"] * 100)
    return [s.read(["load:requests"], {"service_id": ids})["requests"]]


@check("unusual keys", ["", "ä€🚀", "a:b/c|d", "x" * 1000, '"quoted"\\', "line\nbreak"])
def _(s: Server):
    keys = ["", "ä€🚀", "a:b/c|d", "x" * 1000, '"quoted"\\', "line\nbreak"]
    s.write("load", service_id=keys, cpu=[0.5] * 6, requests=[0] * 6, tier=keys)
    return s.read(["load:tier"], {"service_id": keys})["tier"]


@check("int64 keys", [("a", -1), ("b", 2**53 + 1), ("c", 2**63 - 1), ("d", -(2**63)), (None, 2**53)])
def _(s: Server):
    keys = [-1, 2**53 + 1, 2**63 - 1, -(2**63)]
    s.write("placement", service_id=[s.service] * 4, host_id=keys, zone=list("abcd"), weight=[1.0] * 4)
    keys.append(2**53)
    seen = s.read(["placement:zone"], {"service_id": [s.service] * 5, "host_id": keys})
    return list(zip(seen["zone"], seen["host_id"]))


@check("milliseconds and microseconds of event times", [
    "2025-03-01T12:00:00.250Z",
    "2025-03-01T12:00:00.250001Z",
    "2025-03-01T12:00:00Z",
])
def _(s: Server):
    times = ["2025-03-01T12:00:00.250Z", "2025-03-01T12:00:00.250001Z", "2025-03-01T12:00:00.000Z"]
    seen = []
    for i, time in enumerate(times):
        key = f"{s.service}-{i}"
        s.save("shadow", {"service_id": [key], "cpu": [0.5]}, time)
        seen.append(s.ask(["shadow:cpu"], {"service_id": [key]})["cpu"][0][2])
    return seen


@check("versions of the views are told when asked for", {
    "feature_names": ["service_id", "cpu", "dollars"],
    "feature_view_metadata": [{"name": "load"}, {"name": "cost"}],
})
def _(s: Server):
    return s.post(
        "/get-online-features",
        {
            "entities": {"service_id": ["x"]},
            "features": ["load:cpu", "cost:dollars"],
            "include_feature_view_version_metadata": True,
        },
    )["body"]["metadata"]


@check("and not otherwise", {"status": 200, "parts": ["metadata", "results"], "metadata": ["feature_names"]})
def _(s: Server):
    answer = s.post(
        "/get-online-features", {"entities": {"service_id": ["x"]}, "features": ["load:cpu"]}
    )
    body = answer["body"]
    return {"status": answer["status"], "parts": sorted(body), "metadata": sorted(body["metadata"])}


@check(
    "a null in a row that is there",
    genuine={"cpu": there(0.5), "tier": (None, "PRESENT", AT_NOON)},
    headroom={"cpu": there(0.5), "tier": (None, "NULL_VALUE", AT_NOON)},
    because=differences.NULL,
)
def _(s: Server):
    s.save("load", {"service_id": [s.service], "cpu": [0.5], "requests": [1], "tier": [None]}, NOON)
    seen = s.ask(["load:cpu", "load:tier"], {"service_id": [s.service]})
    return {name: seen[name][0] for name in ("cpu", "tier")}
