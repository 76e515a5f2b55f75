"""Every value type, there and back."""

from datetime import datetime, timezone
from typing import Any

from . import differences
from .harness import NOON, Server, check, raised


def scalar(s: Server, name: str, *values: Any) -> list[Any]:
    """Writes each value in a row of its own, as JSON, and reads it back; an error's status instead of the value."""
    return column(s, "scalars", name, values)


def array(s: Server, name: str, *values: Any) -> list[Any]:
    return column(s, "arrays", name, values)


def column(s: Server, view: str, name: str, values: tuple[Any, ...]) -> list[Any]:
    seen = []
    for i, value in enumerate(values):
        key = s.host * 100 + i
        features = {field.name: [None] for field in s.store.get_feature_view(view).features}
        written = s.save(view, {"host_id": [key], **features, name: [value]}, NOON)
        if written["status"] == 200:
            seen.append(s.ask([f"{view}:{name}"], {"host_id": [key]})[name][0][0])
        else:
            seen.append(written["status"])
    return seen


@check("bool", [True, False])
def _(s: Server):
    return scalar(s, "a_bool", True, False)


@check("int32", [0, -1, 2**31 - 1, -(2**31)])
def _(s: Server):
    return scalar(s, "an_int32", 0, -1, 2**31 - 1, -(2**31))


@check("int64, exact beyond 2^53", [0, -1, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63)])
def _(s: Server):
    return scalar(s, "an_int64", 0, -1, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63))


@check("int64 beyond 2^53 through the client", [2**53 + 1])
def _(s: Server):
    s.write("load", service_id=[s.service], cpu=[0.0], requests=[2**53 + 1], tier=["t"])
    return s.read(["load:requests"], [{"service_id": s.service}])["requests"]


@check("float32 is rounded to its precision", [0.5, 0.10000000149011612, 16777216.0])
def _(s: Server):
    return scalar(s, "a_float32", 0.5, 0.1, 16777217.0)


@check("float64 is exact", [0.1, 1e-300, 1.7976931348623157e308, 5e-324, -2.5])
def _(s: Server):
    return scalar(s, "a_float64", 0.1, 1e-300, 1.7976931348623157e308, 5e-324, -2.5)


@check("float64 without a fraction stays a float", ["2.0", "-0.0"])
def _(s: Server):
    return [repr(value) for value in scalar(s, "a_float64", 2.0, -0.0)]


@check(
    "the bare words NaN and Infinity, which are no JSON",
    genuine=[None, "Infinity", "-Infinity"],
    headroom=[422, 422, 422],
    because="Python's json reads them; Headroom takes JSON alone",
)
def _(s: Server):
    return scalar(s, "a_float64", float("nan"), float("inf"), float("-inf"))


@check(
    "NaN and the infinities in the words of protobuf's JSON",
    genuine=[500, 500, 500],
    headroom=["NaN", "Infinity", "-Infinity"],
    because="genuine Feast answers these words but does not take them; Headroom takes what it answers",
)
def _(s: Server):
    return scalar(s, "a_float64", "NaN", "Infinity", "-Infinity")


@check("string", ["", "text", "ä€🚀", '"\\\n', "NaN", "x" * 10_000])
def _(s: Server):
    return scalar(s, "a_string", "", "text", "ä€🚀", '"\\\n', "NaN", "x" * 10_000)


@check(
    "bytes",
    genuine=[500, 500],
    headroom=["aGk=", ""],
    because="genuine Feast answers bytes as base64 but does not take them so; Headroom does",
)
def _(s: Server):
    return scalar(s, "some_bytes", "aGk=", "")


@check("bytes the client does not send", "TypeError")
def _(s: Server):
    row = {field.name: [None] for field in s.store.get_feature_view("scalars").features}
    row["some_bytes"] = [b"\x00\xff"]
    return raised(lambda: s.write("scalars", host_id=[s.host], **row))["raises"]


@check("a time in epoch seconds", [1740830400, 0, -1])
def _(s: Server):
    return scalar(s, "a_time", 1740830400, 0, -1)


@check("a time through the client", [1740830400])
def _(s: Server):
    row = {field.name: [None] for field in s.store.get_feature_view("scalars").features}
    row["a_time"] = [datetime(2025, 3, 1, 12, tzinfo=timezone.utc)]
    s.write("scalars", host_id=[s.host], **row)
    return s.read(["scalars:a_time"], [{"host_id": s.host}])["a_time"]


@check(
    "a time as text",
    genuine=[500, 500],
    headroom=[1740830400, 1740826800],
    because="genuine Feast takes epoch seconds alone; Headroom takes RFC 3339 too",
)
def _(s: Server):
    return scalar(s, "a_time", "2025-03-01T12:00:00Z", "2025-03-01T12:00:00+01:00")


@check("array of bool", [[True, False], [True]])
def _(s: Server):
    return array(s, "a_bools", [True, False], [True])


@check("array of int32", [[1, -2]])
def _(s: Server):
    return array(s, "an_int32s", [1, -2])


@check("array of int64, exact beyond 2^53", [[2**53 + 1, -(2**63)]])
def _(s: Server):
    return array(s, "an_int64s", [2**53 + 1, -(2**63)])


@check("array of float32", [[0.5, 0.10000000149011612]])
def _(s: Server):
    return array(s, "a_float32s", [0.5, 0.1])


@check("array of float64", [[0.1, -2.5]])
def _(s: Server):
    return array(s, "a_float64s", [0.1, -2.5])


@check("array of string", [["", "ä€🚀"], ["one"]])
def _(s: Server):
    return array(s, "a_strings", ["", "ä€🚀"], ["one"])


@check(
    "array of bytes",
    genuine=[500],
    headroom=[["aGk=", ""]],
    because="genuine Feast answers bytes as base64 but does not take them so; Headroom does",
)
def _(s: Server):
    return array(s, "some_bytess", ["aGk=", ""])


@check("array of times in epoch seconds", [[1740830400, 0]])
def _(s: Server):
    return array(s, "a_times", [1740830400, 0])


@check("empty array", [[]])
def _(s: Server):
    return array(s, "a_float64s", [])


@check(
    "null in an array",
    genuine=[[0.5, "NaN"], None],
    headroom=[422, 422],
    because="Feast's arrays hold no nulls: genuine Feast makes NaN of it, or a null of the whole array; "
    "Headroom refuses it",
)
def _(s: Server):
    return array(s, "a_float64s", [0.5, None]) + array(s, "a_strings", ["a", None])


@check("null instead of an array", [None])
def _(s: Server):
    return array(s, "a_strings", None)


@check("a whole number for a float64", [2.0])
def _(s: Server):
    return scalar(s, "a_float64", 2)


def wrong(name: str, genuine: object, view: str, feature: str, value: object) -> None:
    @check(name, [genuine], [422], differences.REFUSED if genuine == 500 else differences.BENT)
    def _(s: Server):
        return column(s, view, feature, (value,))


wrong("a text for float64", 500, "scalars", "a_float64", "much")
wrong("a text for int64", 500, "scalars", "an_int64", "many")
wrong("a fraction for int64", 1, "scalars", "an_int64", 1.5)
wrong("a number for text", "5", "scalars", "a_string", 5)
wrong("a number for bool", True, "scalars", "a_bool", 5)
wrong("a number too large for int32", 500, "scalars", "an_int32", 2**31)
wrong("a number too large for int64", 500, "scalars", "an_int64", 2**63)
wrong("a scalar for an array", 500, "arrays", "a_float64s", 0.5)
wrong("an array for a scalar", None, "scalars", "a_float64", [0.5])
wrong("an object for text", None, "scalars", "a_string", {"a": 1})
