"""Runs: creation, states, names, deletion."""

import re

from .harness import check


@check("runs: created with everything, field by field")
def created(view):
    experiment_id = view.experiment()
    answer = view.post(
        "runs/create", experiment_id=experiment_id, user_id="ada", run_name="first", start_time=1_600_000_000_000,
        tags=[{"key": "team", "value": "blue"}, {"key": "mlflow.source.name", "value": "train.py"}],
    )
    view.see("create", answer)
    view.see("get", view.get("runs/get", run_id=answer["body"]["run"]["info"]["run_id"]))


@check("runs: created with nothing but the experiment")
def bare(view):
    answer = view.post("runs/create", experiment_id=view.experiment())
    info = answer["body"]["run"]["info"]
    name = info.pop("run_name")
    answer["body"]["run"]["data"]["tags"] = [t for t in answer["body"]["run"]["data"]["tags"] if t["value"] != name]
    view.see("create", answer)
    view.see("a name is made up", bool(re.fullmatch(r"[a-z]+-[a-z]+-\d+", name)))


@check("runs: the name and the tag mlflow.runName at creation")
def name_and_tag(view):
    experiment_id = view.experiment()
    tag = [{"key": "mlflow.runName", "value": "by tag"}]
    view.see("by tag", view.post("runs/create", experiment_id=experiment_id, tags=tag))
    view.see("both", view.post("runs/create", experiment_id=experiment_id, run_name="by name", tags=tag))
    view.see("same", view.post("runs/create", experiment_id=experiment_id, run_name="by tag", tags=tag))


@check("runs: int64 given as text")
def int64_text(view):
    view.see("create", view.post("runs/create", experiment_id=view.experiment(), run_name="x", start_time="1600000000001"))
    view.see("not a number", view.post("runs/create", experiment_id=view.experiment("b"), run_name="x", start_time="soon"))


@check("runs: not in an unknown or deleted experiment")
def no_experiment(view):
    view.see("unknown", view.post("runs/create", experiment_id="999999999"))
    gone = view.experiment()
    view.client.delete_experiment(gone)
    view.see("deleted", view.post("runs/create", experiment_id=gone))
    answer = view.call("POST", "runs/create", {"experiment_id": 5.5})
    view.see("number", answer)


@check("runs: unknown, missing and ill-formed ids")
def unknown(view):
    view.see("unknown", view.get("runs/get", run_id="0" * 32))
    view.see("none", view.get("runs/get"))
    view.see("empty", view.get("runs/get", run_id=""))
    view.see("odd", view.get("runs/get", run_id="../../etc/passwd"))
    view.see("uuid", view.call("GET", "runs/get", query={"run_uuid": "1" * 32}))


@check("runs: read by the old field run_uuid")
def by_uuid(view):
    run_id = view.run()
    view.see("get", view.get("runs/get", run_uuid=run_id))
    view.see("update", view.post("runs/update", run_uuid=run_id, status="FINISHED", end_time=1_600_000_000_000))


@check("runs: every status, the end time, and one that does not exist")
def statuses(view):
    run_id = view.run()
    for status in ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]:
        view.see(status, view.post("runs/update", run_id=run_id, status=status, end_time=1_700_000_000_000))
    view.see("number", view.post("runs/update", run_id=run_id, status=3))
    view.see("wrong", view.post("runs/update", run_id=run_id, status="DONE"))
    view.see("after", view.get("runs/get", run_id=run_id))


@check("runs: update with nothing but the id")
def update_nothing(view):
    run_id = view.run()
    view.see("update", view.post("runs/update", run_id=run_id))
    view.see("unknown", view.post("runs/update", run_id="0" * 32, status="FINISHED"))
    view.see("none", view.post("runs/update", status="FINISHED"))


@check("runs: the client ends a run and starts it again")
def terminated(view):
    run_id = view.run()
    view.client.set_terminated(run_id, "FAILED", end_time=1_600_000_000_000)
    info = view.client.get_run(run_id).info
    view.see("ended", [info.status, info.end_time])
    view.client.update_run(run_id, status="RUNNING")
    info = view.client.get_run(run_id).info
    view.see("again", [info.status, info.end_time])


@check("runs: renamed by name and by tag")
def renamed(view):
    run_id = view.run()
    view.client.update_run(run_id, name="second")
    run = view.client.get_run(run_id)
    view.see("by name", [run.info.run_name, run.data.tags["mlflow.runName"]])
    view.client.set_tag(run_id, "mlflow.runName", "third")
    run = view.client.get_run(run_id)
    view.see("by tag", [run.info.run_name, run.data.tags["mlflow.runName"]])
    view.see("empty", view.post("runs/update", run_id=run_id, run_name=""))
    view.see("deleted tag", view.post("runs/delete-tag", run_id=run_id, key="mlflow.runName"))


@check("runs: deleted and restored")
def deleted(view):
    run_id = view.run()
    view.see("delete", view.post("runs/delete", run_id=run_id))
    view.see("get", view.get("runs/get", run_id=run_id))
    view.see("again", view.post("runs/delete", run_id=run_id))
    view.see("restore", view.post("runs/restore", run_id=run_id))
    view.see("after", view.client.get_run(run_id).info.lifecycle_stage)
    view.see("restore again", view.post("runs/restore", run_id=run_id))


@check("runs: a deleted run takes no writes")
def deleted_writes(view):
    run_id = view.run()
    view.client.delete_run(run_id)
    view.see("metric", view.post("runs/log-metric", run_id=run_id, key="m", value=1, timestamp=1))
    view.see("param", view.post("runs/log-parameter", run_id=run_id, key="p", value="1"))
    view.see("tag", view.post("runs/set-tag", run_id=run_id, key="t", value="1"))
    view.see("delete tag", view.post("runs/delete-tag", run_id=run_id, key="t"))
    view.see("batch", view.post("runs/log-batch", run_id=run_id, metrics=[{"key": "m", "value": 1, "timestamp": 1, "step": 0}]))
    view.see("update", view.post("runs/update", run_id=run_id, status="FINISHED"))


@check("runs: delete and restore of what is not there")
def delete_unknown(view):
    for call in ["delete", "restore"]:
        view.see(call, view.post(f"runs/{call}", run_id="0" * 32))
        view.see(f"{call} none", view.post(f"runs/{call}"))


@check("runs: the artifact place lies under the experiment's")
def place(view):
    experiment_id = view.experiment()
    run = view.client.get_run(view.run(experiment_id))
    view.see("uri", run.info.artifact_uri)
    view.see("under", run.info.artifact_uri.startswith(view.client.get_experiment(experiment_id).artifact_location))


@check("runs: a parent and its children")
def parents(view):
    experiment_id = view.experiment()
    parent = view.run(experiment_id, run_name="parent")
    for name in ["child 1", "child 2"]:
        view.run(experiment_id, run_name=name, tags={"mlflow.parentRunId": parent})
    found = view.client.search_runs([experiment_id], f"tags.mlflow.parentRunId = '{parent}'", order_by=["attributes.run_name"])
    view.see("children", [r.info.run_name for r in found])
    view.see("parent", view.client.get_parent_run(found[0].info.run_id).info.run_name)


@check("runs: long and odd names and tags at creation")
def odd(view):
    experiment_id = view.experiment()
    for name in ["a/b", "..", "Größe 機械", "'quoted\"", "n" * 250]:
        view.see(name[:20], view.client.get_run(view.run(experiment_id, run_name=name)).info.run_name)
    view.see("name 251", view.code(view.post("runs/create", experiment_id=experiment_id, run_name="n" * 251)))
    view.see("tag key 251", view.code(view.post("runs/create", experiment_id=experiment_id, run_name="x", tags=[{"key": "k" * 251, "value": "v"}])))
    view.see("tag ..", view.post("runs/create", experiment_id=experiment_id, run_name="x", tags=[{"key": "../k", "value": "v"}]))
