"""
The genuine Feast client against a feature server: genuine `feast serve` or Headroom's.

    PYTHON=…                                   # a Python that has requirements.txt
    $PYTHON run.py repository DIR --redis 127.0.0.1:6379,db=1   # makes and applies the repository in DIR
    $PYTHON -m feast.cli.cli -c DIR serve -p 16566              # genuine Feast serves it
    $PYTHON run.py check DIR --url http://127.0.0.1:16566 --side genuine
    $PYTHON run.py list                                         # names of the checks
    $PYTHON run.py check DIR --url http://127.0.0.1:6566 --side headroom [--only TEXT] [--failed]

Before the last one Headroom needs the same definitions: `headroom features import-feast DIR/registry.db` and
`headroom features apply repository/on-demand.yaml`. Each side should start without data. One line of JSON a check;
the exit status is 1 when one fails.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

import pyarrow.parquet as parquet  # noqa: E402
from feast import FeatureStore, FeatureView, RepoConfig  # noqa: E402
from feast.type_map import feast_value_type_to_pa  # noqa: E402
import pyarrow as pa  # noqa: E402

from checks import CHECKS, Server, judge  # noqa: E402
from repository.definitions import DEFINITIONS  # noqa: E402

PROJECT = "headroom_checks"
KEYS = {"service": ("service_id", pa.string()), "host": ("host_id", pa.int64())}


def config(folder: Path, online_store: dict[str, str]) -> RepoConfig:
    return RepoConfig(
        project=PROJECT,
        provider="local",
        registry=str(folder / "registry.db"),
        online_store=online_store,
        offline_store={"type": "file"},
        entity_key_serialization_version=3,
        repo_path=folder,
    )


def make_repository(folder: Path, redis: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for view in DEFINITIONS:
        if isinstance(view, FeatureView):
            write_empty_batch(folder, view)
    (folder / "feature_store.yaml").write_text(
        f"""project: {PROJECT}
provider: local
registry: {folder / "registry.db"}
online_store: {{type: redis, connection_string: "{redis}"}}
offline_store: {{type: file}}
entity_key_serialization_version: 3
"""
    )
    FeatureStore(repo_path=str(folder)).apply(DEFINITIONS)


def write_empty_batch(folder: Path, view: FeatureView) -> None:
    """Genuine Feast appends what is pushed offline to a file, whose columns have to be there."""
    columns = [(one.name, feast_value_type_to_pa(one.dtype.to_value_type())) for one in view.schema]
    keys = [KEYS[name] for name in view.entities if name in KEYS]
    time = [("event_timestamp", pa.timestamp("us", tz="UTC"))]
    schema = pa.schema([*keys, *columns, *time])
    parquet.write_table(schema.empty_table(), folder / f"{view.batch_source.path}")


def run_checks(folder: Path, url: str, side: str, only: str, failed_only: bool) -> bool:
    store = FeatureStore(config=config(folder, {"type": "remote", "path": url}))
    passed = True
    for number, one in enumerate(CHECKS):
        if only not in one.name:
            continue
        outcome = judge(one, side, Server(url, store, number))
        passed = passed and outcome["passed"]
        if not (failed_only and outcome["passed"]):
            print(json.dumps(outcome, ensure_ascii=False), flush=True)
    return passed


def main() -> int:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list")
    repository = commands.add_parser("repository")
    repository.add_argument("folder", type=Path)
    repository.add_argument("--redis", required=True)
    check = commands.add_parser("check")
    check.add_argument("folder", type=Path)
    check.add_argument("--url", required=True)
    check.add_argument("--side", choices=["genuine", "headroom"], required=True)
    check.add_argument("--only", default="")
    check.add_argument("--failed", action="store_true")
    options = parser.parse_args()
    if options.command == "list":
        print(json.dumps([one.name for one in CHECKS]))
        return 0
    if options.command == "repository":
        make_repository(options.folder.resolve(), options.redis)
        return 0
    passed = run_checks(options.folder.resolve(), options.url, options.side, options.only, options.failed)
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
