"""Errors: status and body, and what the client makes of them."""

from . import differences
from .harness import EPOCH, NOON, Containing, Server, check, feast_error, raised

PROJECT = "headroom_checks"


def ask(s: Server, features: list[str], entities: dict | None = None) -> dict:
    return s.ask(features, entities if entities is not None else {"service_id": ["x"]})


def push(s: Server, df: dict, time: object = NOON, **more: object) -> dict:
    return s.publish("cost_push", df, time, **more)


VIEW_NOT_FOUND = f"Feature view nope does not exist in project {PROJECT}"


@check("an unknown view", {"status": 404, "body": feast_error("FeatureViewNotFoundException", VIEW_NOT_FOUND)})
def _(s: Server):
    return ask(s, ["nope:x"])


@check("an unknown view, by the client", {"raises": "FeatureViewNotFoundException", "message": VIEW_NOT_FOUND})
def _(s: Server):
    return raised(lambda: s.read(["nope:x"], [{"service_id": "x"}]))


@check("an unknown feature", {"status": 500, "body": "'Feature nope not found in projection load'"})
def _(s: Server):
    return ask(s, ["load:nope"])


@check("an unknown feature service", {
    "status": 404,
    "body": feast_error(
        "FeatureServiceNotFoundException",
        f"Feature service nope does not exist in project {PROJECT}",
    ),
})
def _(s: Server):
    return s.ask("nope", {"service_id": ["x"]})


COLLISION = (
    "Duplicate features named cpu found.\n"
    "To resolve this collision, either use the full feature name by setting 'full_feature_names=True', "
    "or ensure that the features in question have different names."
)


@check("two features of one name", {"status": 500, "body": feast_error("FeatureNameCollisionError", COLLISION)})
def _(s: Server):
    return ask(s, ["load:cpu", "shadow:cpu"])


@check("a missing key", {"status": 500, "body": Containing("Missing join key values for keys:", "service_id")})
def _(s: Server):
    return ask(s, ["load:cpu"], {"host_id": [1]})


@check(
    "a part of a composite key is missing",
    genuine={"service_id": [("x", "PRESENT", EPOCH)], "zone": [(None, "PRESENT", EPOCH)]},
    headroom={"status": 500, "body": Containing("Missing join key values for keys:", "host_id")},
    because="genuine Feast looks for a row without the missing part and finds none; "
    "Headroom tells the error that Feast has for a missing key",
)
def _(s: Server):
    return ask(s, ["placement:zone"], {"service_id": ["x"]})


@check("columns of different lengths", {"status": 500, "body": "All entity rows must have the same columns."})
def _(s: Server):
    return ask(s, ["placement:zone"], {"service_id": ["x", "y"], "host_id": [1]})


@check("no features at all", {"status": 500, "body": "No features specified for retrieval"})
def _(s: Server):
    return s.post("/get-online-features", {"entities": {"service_id": ["x"]}})


@check("a reference without a view", {
    "status": 500,
    "body": Containing("Invalid feature reference 'cpu'. Expected format: '<feature_view>:<feature>'"),
})
def _(s: Server):
    return ask(s, ["cpu"])


@check("no entities: 422 that names them", {
    "status": 422,
    "body": {
        "detail": [
            {
                "type": "missing",
                "loc": ["body", "entities"],
                "msg": "Field required",
                "input": {"features": ["load:cpu"]},
            }
        ]
    },
})
def _(s: Server):
    return s.post("/get-online-features", {"features": ["load:cpu"]})


@check("entities that are no list", {
    "status": 422,
    "body": {
        "detail": [
            {
                "type": "list_type",
                "loc": ["body", "entities", "service_id"],
                "msg": "Input should be a valid list",
                "input": "x",
            }
        ]
    },
})
def _(s: Server):
    return s.post("/get-online-features", {"entities": {"service_id": "x"}, "features": ["load:cpu"]})


@check("no JSON", {"status": 422, "type": "json_invalid", "place": "body"})
def _(s: Server):
    answer = s.post("/get-online-features", "not json")
    [detail] = answer["body"]["detail"]
    return {"status": answer["status"], "type": detail["type"], "place": detail["loc"][0]}


@check("a list instead of an object", {
    "status": 422,
    "body": {
        "detail": [
            {
                "type": "model_attributes_type",
                "loc": ["body"],
                "msg": "Input should be a valid dictionary or object to extract fields from",
                "input": [1],
            }
        ]
    },
})
def _(s: Server):
    return s.post("/get-online-features", [1])


@check("an unknown push source", {
    "status": 422,
    "body": feast_error("PushSourceNotFoundException", "Unable to find push source 'nope'."),
})
def _(s: Server):
    return s.publish("nope", {"service_id": ["x"]})


@check("an unknown view to write to", {
    "status": 404,
    "body": feast_error("FeastObjectNotFoundException", "Can't recognize feast object with a name nope"),
})
def _(s: Server):
    return s.save("nope", {"service_id": ["x"]})


@check("a push without a frame", {
    "status": 422,
    "body": {
        "detail": [
            {
                "type": "missing",
                "loc": ["body", "df"],
                "msg": "Field required",
                "input": {"push_source_name": "cost_push"},
            }
        ]
    },
})
def _(s: Server):
    return s.post("/push", {"push_source_name": "cost_push"})


@check("a push to nowhere", {
    "status": 500,
    "body": "moon is not a supported push format. "
    "Please specify one of these ['online', 'offline', 'online_and_offline'].",
})
def _(s: Server):
    return push(s, {"service_id": ["x"], "dollars": [1.0], "credits": [1]}, to="moon")


@check(
    "a push of a wrong type",
    genuine={"status": 500, "body": Containing("Type `<class 'str'>` not in")},
    headroom={"status": 422, "body": Containing("dollars")},
    because=differences.REFUSED,
)
def _(s: Server):
    return push(s, {"service_id": ["x"], "dollars": ["many"], "credits": [1]})


@check(
    "a push without a key",
    genuine={"status": 500, "body": "Column service_id not found in table"},
    headroom={"status": 422, "body": Containing("service_id")},
    because=differences.REFUSED,
)
def _(s: Server):
    return push(s, {"dollars": [1.0], "credits": [1]})


@check(
    "a push without one of the features",
    genuine={"status": 500, "body": Containing("credits")},
    headroom={"status": 422, "body": Containing("credits")},
    because=differences.REFUSED,
)
def _(s: Server):
    return push(s, {"service_id": ["x"], "dollars": [1.0]})


@check(
    "a push without event times",
    genuine={"status": 500, "body": Containing("event_timestamp", "does not exist in schema")},
    headroom={"status": 422, "body": Containing("event_timestamp")},
    because=differences.REFUSED,
)
def _(s: Server):
    df = {"service_id": ["x"], "dollars": [1.0], "credits": [1]}
    return s.post("/push", {"push_source_name": "cost_push", "df": df})


@check(
    "a push of columns of different lengths",
    genuine={"status": 500, "body": "All arrays must be of the same length"},
    headroom={"status": 422, "body": Containing("length")},
    because=differences.REFUSED,
)
def _(s: Server):
    return push(s, {"service_id": ["x", "y"], "dollars": [1.0], "credits": [1]}, [NOON])


@check(
    "a push with a time that is none",
    genuine={"status": 500, "body": Containing("unable to parse: yesterday")},
    headroom={"status": 422, "body": Containing("event_timestamp", "yesterday")},
    because=differences.REFUSED,
)
def _(s: Server):
    return push(s, {"service_id": ["x"], "dollars": [1.0], "credits": [1]}, ["yesterday"])


@check("a refused push writes nothing", [None, None])
def _(s: Server):
    df = {"service_id": [s.service, f"{s.service}-2"], "dollars": [1.0, "many"], "credits": [1, 2]}
    push(s, df)
    return s.read(["cost:dollars"], {"service_id": df["service_id"]})["dollars"]


@check(
    "a body of 50 MB",
    genuine=[200, 200],
    headroom=[413, 200],
    because="genuine Feast takes bodies of any size; Headroom bounds them, so that one cannot take its memory",
)
def _(s: Server):
    text = "x" * 50_000_000
    answer = s.save("load", {"service_id": [s.service], "cpu": [0.5], "requests": [1], "tier": [text]})
    return [answer["status"], s.get("/health")["status"]]


@check("ten thousand entities", [200, 10_000])
def _(s: Server):
    answer = s.post(
        "/get-online-features",
        {"entities": {"service_id": [str(i) for i in range(10_000)]}, "features": ["load:cpu"]},
    )
    return [answer["status"], len(answer["body"]["results"][1]["values"])]


@check(
    "a null key",
    genuine={"status": 500, "body": "attribute name must be string, not 'NoneType'"},
    headroom={"status": 422, "body": Containing("service_id")},
    because=differences.REFUSED,
)
def _(s: Server):
    return ask(s, ["load:cpu"], {"service_id": [None]})


@check(
    "a text that is no number as a key of int64",
    genuine={"status": 500, "body": "invalid literal for int() with base 10: 'five'"},
    headroom={"status": 422, "body": Containing("host_id", "five")},
    because=differences.REFUSED,
)
def _(s: Server):
    return ask(s, ["scalars:a_bool"], {"host_id": ["five"]})


@check("a number as a key of text, and a text of digits as a key of int64", [["5"], [5]])
def _(s: Server):
    text = ask(s, ["load:cpu"], {"service_id": [5]})["service_id"]
    number = ask(s, ["scalars:a_bool"], {"host_id": ["5"]})["host_id"]
    return [[cells[0][0]] for cells in (text, number)]


@check(
    "no rows",
    genuine={"status": 500, "body": Containing("Missing join key values for keys:")},
    headroom={"service_id": [], "cpu": []},
    because="genuine Feast takes a key without values for a missing key; Headroom answers no rows for no rows",
)
def _(s: Server):
    return ask(s, ["load:cpu"], {"service_id": []})


@check("health", {"status": 200, "body": ""})
def _(s: Server):
    return s.get("/health")


@check("a wrong method and an unknown path", [
    {"status": 405, "body": {"detail": "Method Not Allowed"}},
    {"status": 404, "body": {"detail": "Not Found"}},
])
def _(s: Server):
    return [s.get("/get-online-features"), s.get("/nope")]
