"""Pushing and writing, and which of two writes stands."""

from .harness import AFTER, BEFORE, EPOCH, NOON, Server, check


def cpu(s: Server, key: str | None = None) -> list:
    return s.read(["shadow:cpu"], [{"service_id": key or s.service}])["cpu"]


def write(s: Server, value: float, time: str) -> None:
    s.write("shadow", time, service_id=[s.service], cpu=[value])


@check("write_to_online_store, then read", [0.5])
def _(s: Server):
    write(s, 0.5, NOON)
    return cpu(s)


@check("push by the client, then read", [0.5])
def _(s: Server):
    s.push("shadow_push", service_id=[s.service], cpu=[0.5])
    return cpu(s)


@check("what /write-to-online-store answers", {"status": 200, "body": None})
def _(s: Server):
    return s.save("shadow", {"service_id": [s.service], "cpu": [0.5]})


@check("what /push answers", {"status": 200, "body": ""})
def _(s: Server):
    return s.publish("shadow_push", {"service_id": [s.service], "cpu": [0.5]})


@check("/push to online, the default", [0.5])
def _(s: Server):
    s.publish("shadow_push", {"service_id": [s.service], "cpu": [0.5]})
    return cpu(s)


@check("/push to online and offline", [{"status": 200, "body": ""}, [0.5]])
def _(s: Server):
    df = {"service_id": [s.service], "cpu": [0.5]}
    return [s.publish("shadow_push", df, "2025-03-01T12:00:00Z", to="online_and_offline"), cpu(s)]


@check("/push to offline is not readable online", [{"status": 200, "body": ""}, [None]])
def _(s: Server):
    df = {"service_id": [s.service], "cpu": [0.5]}
    return [s.publish("shadow_push", df, "2025-03-01T12:00:00Z", to="offline"), cpu(s)]


@check("a push reaches every view of its source", {"dollars": [2.5], "cost__credits": [9], "budget__credits": [9]})
def _(s: Server):
    s.publish("cost_push", {"service_id": [s.service], "dollars": [2.5], "credits": [9]})
    rows = [{"service_id": s.service}]
    features = ["cost:dollars", "cost:credits", "budget:credits"]
    seen = s.read(features, rows, full_feature_names=True)
    return {
        "dollars": seen["cost__dollars"],
        "cost__credits": seen["cost__credits"],
        "budget__credits": seen["budget__credits"],
    }


@check("a newer row replaces", [0.75])
def _(s: Server):
    write(s, 0.5, NOON)
    write(s, 0.75, AFTER)
    return cpu(s)


@check("an older row is ignored", [0.5])
def _(s: Server):
    write(s, 0.5, NOON)
    write(s, 0.25, BEFORE)
    return cpu(s)


@check("of two rows with the same event time the first stands", [0.5])
def _(s: Server):
    write(s, 0.5, NOON)
    write(s, 0.75, NOON)
    return cpu(s)


@check("of one entity twice in a frame the newest stands", [[0.75], [0.75]])
def _(s: Server):
    seen = []
    for i, (times, values) in enumerate([([NOON, AFTER], [0.5, 0.75]), ([AFTER, NOON], [0.75, 0.5])]):
        key = f"{s.service}-{i}"
        s.save("shadow", {"service_id": [key, key], "cpu": values}, times)
        seen.append(cpu(s, key))
    return seen


@check("of one entity twice in a frame at the same time the first stands", [0.5])
def _(s: Server):
    s.save("shadow", {"service_id": [s.service] * 2, "cpu": [0.5, 0.75]}, NOON)
    return cpu(s)


@check("a null overwrites", [None])
def _(s: Server):
    row = {"service_id": [s.service], "requests": [1], "tier": ["t"]}
    s.save("load", {**row, "cpu": [0.5]}, NOON)
    s.save("load", {**row, "cpu": [None]}, AFTER)
    return s.read(["load:cpu"], [{"service_id": s.service}])["cpu"]


@check("a frame without any value is not written", [200, [0.5]])
def _(s: Server):
    write(s, 0.5, NOON)
    answer = s.save("shadow", {"service_id": [s.service], "cpu": [None]}, AFTER)
    return [answer["status"], cpu(s)]


@check("event times with an offset, with Z and without a zone", [
    "2025-03-01T10:00:00Z",
    "2025-03-01T12:00:00Z",
    "2025-03-01T12:00:00Z",
])
def _(s: Server):
    seen = []
    for i, time in enumerate(["2025-03-01T12:00:00+02:00", "2025-03-01T12:00:00Z", "2025-03-01T12:00:00"]):
        key = f"{s.service}-{i}"
        s.save("shadow", {"service_id": [key], "cpu": [0.5]}, time)
        seen.append(s.ask(["shadow:cpu"], {"service_id": [key]})["cpu"][0][2])
    return seen


@check(
    "event times of several forms in one frame",
    genuine=500,
    headroom=200,
    because="pandas wants all times of a frame in the form of the first; Headroom reads each for itself",
)
def _(s: Server):
    keys = [s.service, f"{s.service}-2"]
    times = ["2025-03-01T12:00:00", "2025-03-01T12:00:00.25"]
    return s.save("shadow", {"service_id": keys, "cpu": [0.5, 0.5]}, times)["status"]


@check(
    "an event time as a number",
    genuine=[200, "1970-01-01T00:00:01.740830Z"],
    headroom=[422, EPOCH],
    because="genuine Feast takes the number for nanoseconds, whatever was meant; Headroom wants a text",
)
def _(s: Server):
    answer = s.save("shadow", {"service_id": [s.service], "cpu": [0.5]}, 1740830400)
    return [answer["status"], s.ask(["shadow:cpu"], {"service_id": [s.service]})["cpu"][0][2]]


@check("columns that no view has are ignored", [200, [0.5]])
def _(s: Server):
    answer = s.save("shadow", {"service_id": [s.service], "cpu": [0.5], "else": [1]})
    return [answer["status"], cpu(s)]


@check("an empty frame", {"status": 200, "body": ""})
def _(s: Server):
    return s.post("/push", {"push_source_name": "shadow_push", "df": {}})


@check("a view without a push source takes writes", [0.5])
def _(s: Server):
    s.write("batch_only", service_id=[s.service], score=[0.5])
    return s.read(["batch_only:score"], [{"service_id": s.service}])["score"]


@check("ten thousand rows in one push", [200, [0.0, 9999.0]])
def _(s: Server):
    keys = [f"{s.service}-{i}" for i in range(10_000)]
    df = {"service_id": keys, "cpu": [float(i) for i in range(10_000)]}
    answer = s.publish("shadow_push", df)
    seen = s.read(["shadow:cpu"], {"service_id": [keys[0], keys[-1]]})["cpu"]
    return [answer["status"], seen]


@check("a write to a composite key", ["a", "b"])
def _(s: Server):
    hosts = [s.host, s.host + 100_000]
    df = {"service_id": [s.service] * 2, "host_id": hosts, "zone": ["a", "b"], "weight": [1.0, 2.0]}
    s.publish("placement_push", df)
    return s.read(["placement:zone"], {"service_id": [s.service] * 2, "host_id": hosts})["zone"]
