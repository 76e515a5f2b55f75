"""Experiments: life cycle, names, tags, search."""

from concurrent.futures import ThreadPoolExecutor

from .harness import check


@check("experiments: created and read back, field by field")
def created(view):
    answer = view.post("experiments/create", name=view.name(), tags=[{"key": "team", "value": "blue"}])
    experiment_id = view.known_experiment(answer["body"]["experiment_id"])
    view.see("create", answer)
    view.see("get", view.get("experiments/get", experiment_id=experiment_id))
    view.see("by name", view.get("experiments/get-by-name", experiment_name=view.name()))


@check("experiments: an own artifact location is kept, a trailing slash too")
def own_location(view):
    for label, location in {"plain": "mlflow-artifacts:/elsewhere", "slash": "mlflow-artifacts:/elsewhere/"}.items():
        experiment_id = view.experiment(label, artifact_location=location)
        view.see(label, view.client.get_experiment(experiment_id).artifact_location)
        view.see(f"{label} run", view.client.get_run(view.run(experiment_id)).info.artifact_uri)


@check("experiments: artifact locations that are refused")
def bad_locations(view):
    for number, location in enumerate(["mlflow-artifacts:/x#y", "mlflow-artifacts:/a/../../b", "mlflow-artifacts:/x?query=1", "x" * 2049]):
        answer = view.post("experiments/create", name=view.name(str(number)), artifact_location=location)
        view.see(location[:40], answer if answer["status"] != 200 else "taken")


@check("experiments: a name is taken once, by a deleted experiment too")
def taken(view):
    first = view.experiment()
    view.see("again", view.code(view.post("experiments/create", name=view.name("exp"))))
    view.client.delete_experiment(first)
    view.see("deleted", view.code(view.post("experiments/create", name=view.name("exp"))))


@check("experiments: names that are refused")
def bad_names(view):
    cases = {"none": {}, "empty": {"name": ""}, "number": {"name": 12}, "null": {"name": None}, "list": {"name": ["a"]}}
    for label, body in cases.items():
        view.see(label, view.call("POST", "experiments/create", body))
    view.see("501 characters", view.post("experiments/create", name="n" * 501))


@check("experiments: names of 256 characters, with slashes, dots, quotes and other alphabets")
def odd_names(view):
    for label in ["a/b/../c", "..", "it's \"quoted\" `so`", "Größe 機械学習", " spaces ", "%41"]:
        experiment_id = view.experiment(label)
        view.see(label, view.client.get_experiment_by_name(view.name(label)).name)
        view.see(f"{label} location", view.client.get_experiment(experiment_id).artifact_location)
    for length in [256, 257]:
        view.see(f"{length}", view.code(view.post("experiments/create", name=view.name("n" * 300)[:length])))


@check("experiments: unknown, missing and ill-formed ids")
def unknown(view):
    view.see("unknown", view.get("experiments/get", experiment_id="999999999"))
    view.see("none", view.get("experiments/get"))
    view.see("empty", view.get("experiments/get", experiment_id=""))
    view.see("text", view.code(view.get("experiments/get", experiment_id="not-a-number")))
    view.see("name unknown", view.get("experiments/get-by-name", experiment_name=view.name("none")))
    view.see("name none", view.get("experiments/get-by-name"))


@check("experiments: deleted, seen as deleted, restored")
def deleted(view):
    experiment_id = view.experiment()
    view.see("delete", view.post("experiments/delete", experiment_id=experiment_id))
    view.see("get", view.get("experiments/get", experiment_id=experiment_id))
    view.see("by name", view.get("experiments/get-by-name", experiment_name=view.name("exp")))
    view.see("again", view.post("experiments/delete", experiment_id=experiment_id))
    view.see("rename", view.post("experiments/update", experiment_id=experiment_id, new_name=view.name("new")))
    view.see("tag", view.post("experiments/set-experiment-tag", experiment_id=experiment_id, key="a", value="b"))
    view.see("restore", view.post("experiments/restore", experiment_id=experiment_id))
    view.see("after", view.get("experiments/get", experiment_id=experiment_id))
    view.see("restore again", view.post("experiments/restore", experiment_id=experiment_id))


@check("experiments: delete and restore of what is not there")
def delete_unknown(view):
    for call in ["delete", "restore"]:
        view.see(call, view.post(f"experiments/{call}", experiment_id="999999999"))
        view.see(f"{call} none", view.post(f"experiments/{call}"))


@check("experiments: runs go and come back with their experiment")
def runs_follow(view):
    experiment_id = view.experiment()
    run_id = view.run(experiment_id)
    view.client.delete_experiment(experiment_id)
    view.see("deleted", view.client.get_run(run_id).info.lifecycle_stage)
    view.client.restore_experiment(experiment_id)
    view.see("restored", view.client.get_run(run_id).info.lifecycle_stage)


@check("experiments: renamed")
def renamed(view):
    first, second = view.experiment("a"), view.experiment("b")
    view.see("rename", view.post("experiments/update", experiment_id=first, new_name=view.name("c")))
    view.see("after", view.client.get_experiment(first).name)
    view.see("taken", view.code(view.post("experiments/update", experiment_id=second, new_name=view.name("c"))))
    view.see("none", view.post("experiments/update", experiment_id=second))
    view.see("empty", view.post("experiments/update", experiment_id=second, new_name=""))
    view.see("unknown", view.post("experiments/update", experiment_id="999999999", new_name=view.name("d")))
    view.see("too long", view.post("experiments/update", experiment_id=second, new_name="n" * 501))


@check("experiments: tags set, overwritten, deleted")
def tags(view):
    experiment_id = view.experiment()
    for key, value in [("a", "1"), ("a", "2"), ("b", ""), ("mlflow.note.content", "# Notes")]:
        view.see(f"{key}={value}", view.post("experiments/set-experiment-tag", experiment_id=experiment_id, key=key, value=value))
    view.see("after", view.client.get_experiment(experiment_id).tags)
    view.see("delete", view.post("experiments/delete-experiment-tag", experiment_id=experiment_id, key="a"))
    view.see("left", view.client.get_experiment(experiment_id).tags)
    view.see("delete again", view.post("experiments/delete-experiment-tag", experiment_id=experiment_id, key="a"))


@check("experiments: limits of tags")
def tag_limits(view):
    experiment_id = view.experiment()

    def put(key, value):
        return view.post("experiments/set-experiment-tag", experiment_id=experiment_id, key=key, value=value)

    view.see("key 250", put("k" * 250, "v"))
    view.see("key 251", put("k" * 251, "v"))
    view.see("value 20000", put("long", "v" * 20000)["status"])
    view.see("value 20001", put("long", "v" * 20001))
    view.see("no key", view.post("experiments/set-experiment-tag", experiment_id=experiment_id, value="v"))
    view.see("unknown", view.post("experiments/set-experiment-tag", experiment_id="999999999", key="k", value="v"))
    for key in ["../up", "a/../b", "/abs", "a//b", "new\nline", ""]:
        view.see(f"key {key!r}", put(key, "v"))


@check("experiments: search by view type")
def search_views(view):
    kept, gone = view.experiment("kept"), view.experiment("gone")
    view.client.delete_experiment(gone)
    mine = f"name LIKE '{view.prefix}%'"
    for kind in ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"]:
        view.see(kind, view.post("experiments/search", max_results=10, filter=mine, view_type=kind, order_by=["name ASC"]))
    view.see("kept", kept)


@check("experiments: search by name and tags")
def search_filters(view):
    for label, tags in {"One": {"team": "blue"}, "two": {"team": "red", "odd key": "x"}, "Three": {}}.items():
        view.experiment(label, tags=tags)

    def found(text):
        return [e.name for e in view.client.search_experiments(filter_string=f"name LIKE '{view.prefix}%' AND {text}", order_by=["name"])]

    for text in [
        f"name = '{view.prefix}One'", f"name != '{view.prefix}One'", "name LIKE '%T%'", "name ILIKE '%T%'", "name LIKE '%tw_'",
        "tags.team = 'blue'", "tags.team != 'blue'", "tags.team LIKE 'r%'", "tags.team ILIKE 'R%'", "tags.`odd key` = 'x'",
        "tag.team = 'red'", "attribute.name LIKE '%One'", "creation_time > 0", "last_update_time < 1000", "tags.\"odd key\" = 'x'",
        "tags.team IS NULL", "tags.team IS NOT NULL",
    ]:
        try:
            view.see(text, found(text))
        except Exception as error:
            view.see(text, [getattr(error, "error_code", type(error).__name__), str(error)])


@check("experiments: search filters that are refused")
def search_refused(view):
    for text in ["name", "name = ", "name = x", "foo = 'x'", "name > 'x'", "name = 'a' OR name = 'b'", "metrics.a > 1", "name IN ('a')",
                 "creation_time = 'x'", "creation_time LIKE 'x'", "tags.a > '1'", "params.a = '1'", "name = 'a' AND", "''"]:
        view.see(text, view.post("experiments/search", max_results=5, filter=text))


@check("experiments: search order")
def search_order(view):
    for label in ["b", "C", "a"]:
        view.experiment(label)

    def found(*order):
        answer = view.post("experiments/search", max_results=9, filter=f"name LIKE '{view.prefix}%'", order_by=list(order))
        return [e["name"] for e in answer["body"]["experiments"]] if answer["status"] == 200 else answer

    for order in ["name", "name DESC", "experiment_id", "experiment_id DESC", "creation_time", "last_update_time DESC", "attribute.name asc"]:
        view.see(order, found(order))
    view.see("default", found())
    view.see("two", found("creation_time DESC", "name ASC"))
    for order in ["tags.a", "foo", "name sideways", "name ASC DESC"]:
        view.see(order, found(order))


@check("experiments: search page by page")
def search_pages(view):
    for number in range(5):
        view.experiment(f"{number}")
    mine, token, pages = f"name LIKE '{view.prefix}%'", None, []
    while True:
        page = view.client.search_experiments(filter_string=mine, max_results=2, order_by=["name"], page_token=token)
        pages.append([e.name for e in page])
        token = page.token
        if not token:
            break
    view.see("pages", pages)


@check("experiments: limits of a page, foreign page tokens")
def search_limits(view):
    for size in [0, -1, 50001, "7", "x", None]:
        answer = view.post("experiments/search", max_results=size, filter=f"name = '{view.prefix}'")
        view.see(f"max_results {size!r}", answer)
    view.see("none", view.post("experiments/search", filter=f"name = '{view.prefix}'"))
    for token in ["nonsense", "e30=", "eyJvZmZzZXQiOiAxfQ=="]:
        view.see(f"token {token}", view.code(view.post("experiments/search", max_results=5, filter=f"name = '{view.prefix}'", page_token=token)))


@check("experiments: one is there from the start")
def default(view):
    answer = view.get("experiments/get", experiment_id="0")
    view.see("default", [answer["status"], answer["body"]["experiment"]["name"], answer["body"]["experiment"]["artifact_location"]])


@check("experiments: of eight creators of one name exactly one wins")
def race(view):
    def create(_):
        return view.post("experiments/create", name=view.name("raced"))["body"].get("error_code", "created")

    with ThreadPoolExecutor(8) as pool:
        view.see("outcomes", sorted(pool.map(create, range(8))))


@check("experiments: the fluent client makes one, finds it, and sets it again")
def fluent(view):
    import mlflow

    mlflow.set_tracking_uri(view.url)
    first = mlflow.set_experiment(view.name("fluent"))
    view.known_experiment(first.experiment_id)
    view.see("again", mlflow.set_experiment(view.name("fluent")).experiment_id == first.experiment_id)
    with mlflow.start_run(run_name="outer") as outer:
        mlflow.log_metric("m", 1)
        with mlflow.start_run(run_name="inner", nested=True) as inner:
            mlflow.log_params({"depth": 3})
    view.see("outer", [outer.info.run_name, view.client.get_run(outer.info.run_id).info.status])
    parent = view.client.get_run(inner.info.run_id).data.tags["mlflow.parentRunId"]
    view.see("nested", parent == outer.info.run_id)
    view.see("found", sorted(mlflow.search_runs([first.experiment_id], output_format="pandas")["tags.mlflow.runName"]))
    view.client.delete_experiment(first.experiment_id)
    view.see("set a deleted one", view.refused(mlflow.set_experiment, view.name("fluent"))[0])
