"""What the genuine MLflow client and raw REST callers see of a tracking server, check by check.

    PYTHON=.headroom/cache/<the peer's environment>/bin/python     # or any that has requirements.txt
    $PYTHON e2e/src/peers/mlflow/run_checks.py --url http://127.0.0.1:5000

compares a running server with what genuine MLflow answered (genuine.json beside this file) and prints each check that
differs, with what was expected. Exit code 1 if any does.

    --only TEXT      the checks whose title holds TEXT
    --list           titles only
    --out FILE       every check's observations as JSON
    --record         write genuine.json: only against `mlflow server --serve-artifacts` of the pinned version

Checks make experiments, runs and models of their own, under names that nobody else has; they leave them there.
"""

import argparse
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "60")
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from checks import CHECKS, run_check  # noqa: E402  (the client reads its settings when it is imported)

RECORDED = Path(__file__).with_name("genuine.json")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--url")
    arguments.add_argument("--only", default="")
    arguments.add_argument("--list", action="store_true")
    arguments.add_argument("--out")
    arguments.add_argument("--record", action="store_true")
    given = arguments.parse_args()
    chosen = {title: body for title, body in CHECKS.items() if given.only in title}
    if given.list:
        print(json.dumps(list(chosen)))
        return 0
    if not given.url:
        arguments.error("--url says which server to ask, for example http://127.0.0.1:5000")
    expected = {} if given.record or given.out else json.loads(RECORDED.read_text())
    outcomes, failed = {}, 0
    for title, body in chosen.items():
        outcome = run_check(body, given.url.rstrip("/"))
        outcomes[title] = outcome
        problem = verdict(outcome, expected.get(title))
        failed += problem is not None
        print(f"ok    {title}" if problem is None else f"FAIL  {title}\n{problem}", flush=True)
    print(f"{len(outcomes) - failed} of {len(outcomes)} checks passed", flush=True)
    if given.out:
        Path(given.out).write_text(as_json(outcomes))
    if given.record and not failed:
        told = json.loads(RECORDED.read_text()) if given.only else {}
        RECORDED.write_text(as_json({**told, **{title: seen["seen"] for title, seen in outcomes.items()}}))
    return 1 if failed else 0


def verdict(outcome, expected):
    """Why a check failed, or None. Without a recording, only a check that broke off fails."""
    if outcome["problem"]:
        return outcome["problem"]
    if expected is None:
        return None
    lines = []
    for what in {**expected, **outcome["seen"]}:
        wanted, got = expected.get(what), outcome["seen"].get(what)
        if wanted != got:
            lines += [f"      {what}", f"        genuine {as_line(wanted)}", f"        here    {as_line(got)}"]
    return "\n".join(lines) or None


def as_line(value):
    return json.dumps(value, sort_keys=True)[:2000]


def as_json(value):
    return json.dumps(value, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.exit(main())
