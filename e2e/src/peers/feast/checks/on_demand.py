"""On-demand views, computed by the server."""

from .harness import EPOCH, Server, check, feast_error
from .services import write_all


@check("of two views", {"service_id": True, "dollars_per_request": [0.5]})
def _(s: Server):
    write_all(s)
    seen = s.read(["efficiency:dollars_per_request"], [{"service_id": s.service}])
    return {**seen, "service_id": seen["service_id"] == [s.service]}


@check("status and time of an on-demand feature", [(0.5, "PRESENT", EPOCH)])
def _(s: Server):
    write_all(s)
    return s.ask(["efficiency:dollars_per_request"], {"service_id": [s.service]})["dollars_per_request"]


@check("of a view and the request's own data", [6])
def _(s: Server):
    write_all(s)
    rows = {"service_id": [s.service], "planned": [10]}
    return s.read(["plan:headroom"], rows)["headroom"]


@check("the request's own data is not answered", ["service_id", "headroom"])
def _(s: Server):
    write_all(s)
    return list(s.ask(["plan:headroom"], {"service_id": [s.service], "planned": [10]}))


@check("of several rows, each by itself", [6, 16])
def _(s: Server):
    write_all(s)
    rows = {"service_id": [s.service] * 2, "planned": [10, 20]}
    return s.read(["plan:headroom"], rows)["headroom"]


@check("beside the features it is made of", {"dollars": [2.0], "dollars_per_request": [0.5]})
def _(s: Server):
    write_all(s)
    features = ["cost:dollars", "efficiency:dollars_per_request"]
    seen = s.read(features, [{"service_id": s.service}])
    return {name: seen[name] for name in ("dollars", "dollars_per_request")}


@check("in a feature service", {"dollars": [2.0], "dollars_per_request": [0.5]})
def _(s: Server):
    write_all(s)
    seen = s.ask("spending", {"service_id": [s.service]})
    return {name: [seen[name][0][0]] for name in ("dollars", "dollars_per_request")}


@check("with full names", ["service_id", "efficiency__dollars_per_request"])
def _(s: Server):
    features = ["efficiency:dollars_per_request"]
    return list(s.ask(features, {"service_id": ["x"]}, full_feature_names=True))


@check("of a missing entity", [(None, "PRESENT", EPOCH)])
def _(s: Server):
    return s.ask(["efficiency:dollars_per_request"], {"service_id": ["x"]})["dollars_per_request"]


@check("without the request's data", {
    "status": 404,
    "body": feast_error(
        "RequestDataNotFoundInEntityRowsException",
        "Required request data source features ['planned'] not found in the entity rows, "
        "but required by feature views",
    ),
})
def _(s: Server):
    return s.ask(["plan:headroom"], {"service_id": ["x"]})
