"""Feature services, by name and as an object."""

from .harness import Server, check


def write_all(s: Server) -> None:
    s.write("load", service_id=[s.service], cpu=[0.5], requests=[4], tier=["gold"])
    s.write("cost", service_id=[s.service], dollars=[2.0], credits=[3])


@check("a feature service by name", {"cpu": 0.5, "requests": 4, "dollars": 2.0, "credits": 3})
def _(s: Server):
    write_all(s)
    seen = s.ask("scaling", {"service_id": [s.service], "host_id": [1]})
    return {name: cells[0][0] for name, cells in seen.items() if not name.endswith("_id")}


@check("a feature service as an object", {"cpu": [0.5], "requests": [4], "dollars": [2.0], "credits": [3]})
def _(s: Server):
    write_all(s)
    seen = s.read(s.store.get_feature_service("scaling"), [{"service_id": s.service}])
    return {name: values for name, values in seen.items() if name != "service_id"}


@check("order of a feature service's answer: by view", [["cpu", "requests"], ["credits", "dollars"]])
def _(s: Server):
    _, *names = s.ask("scaling", {"service_id": ["x"]})
    return [sorted(names[:2]), sorted(names[2:])]


@check("a feature service with full names", [
    *["cost__credits", "cost__dollars", "load__cpu", "load__requests", "service_id"],
])
def _(s: Server):
    return sorted(s.ask("scaling", {"service_id": ["x"]}, full_feature_names=True))


@check("a feature service of views with different keys", {"cpu": 0.5, "zone": "a", "weight": 1.5, "level": None})
def _(s: Server):
    write_all(s)
    s.write("placement", service_id=[s.service], host_id=[s.host], zone=["a"], weight=[1.5])
    seen = s.ask("spread", {"service_id": [s.service], "host_id": [s.host]})
    return {name: seen[name][0][0] for name in ("cpu", "zone", "weight", "level")}


@check("a feature service and a list of features: the service counts", ["service_id", "dollars"])
def _(s: Server):
    body = {
        "entities": {"service_id": ["x"]},
        "feature_service": "spending",
        "features": ["load:cpu"],
    }
    names = s.post("/get-online-features", body)["body"]["metadata"]["feature_names"]
    return names[:2]
