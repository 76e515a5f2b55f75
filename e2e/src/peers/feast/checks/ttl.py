"""The time to live, by the wall clock."""

from datetime import datetime, timedelta, timezone

from .harness import Server, check


def level(s: Server, age: timedelta) -> tuple[object, str]:
    time = (datetime.now(timezone.utc) - age).isoformat()
    s.save("recent", {"service_id": [s.service], "level": [0.5]}, time)
    return s.ask(["recent:level"], {"service_id": [s.service]})["level"][0][:2]


@check("a value within its ttl", (0.5, "PRESENT"))
def _(s: Server):
    return level(s, timedelta(minutes=1))


@check(
    "a value past its ttl",
    genuine=(0.5, "PRESENT"),
    headroom=(0.5, "OUTSIDE_MAX_AGE"),
    because="genuine Feast 0.67 does not judge the age of what it reads; Headroom does, as Feast's documentation says",
)
def _(s: Server):
    return level(s, timedelta(hours=2))


@check("a value of the near future", (0.5, "PRESENT"))
def _(s: Server):
    return level(s, timedelta(minutes=-3))


@check("a ttl of zero never ends", (0.5, "PRESENT"))
def _(s: Server):
    s.write("shadow", "2001-01-01T00:00:00", service_id=[s.service], cpu=[0.5])
    return s.ask(["shadow:cpu"], {"service_id": [s.service]})["cpu"][0][:2]
