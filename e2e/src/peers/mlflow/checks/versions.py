"""Model versions: numbers, sources, stages, tags, search, latest."""

from concurrent.futures import ThreadPoolExecutor

from .harness import check


def model(view, label="model", versions=0):
    name = view.name(label)
    view.client.create_registered_model(name)
    for _ in range(versions):
        view.client.create_model_version(name, "s3://bucket/models/x")
    return name


def stages(view, name):
    found = view.client.search_model_versions(f"name = '{name}'")
    return sorted([int(v.version), v.current_stage] for v in found)


@check("versions: created and read back, field by field")
def created(view):
    name, run_id = model(view), view.run()
    source = view.client.get_run(run_id).info.artifact_uri + "/model"
    answer = view.post("model-versions/create", name=name, source=source, run_id=run_id, description="words", run_link="http://x/y", tags=[{"key": "t", "value": "1"}])
    view.see("create", answer)
    view.see("get", view.get("model-versions/get", name=name, version="1"))
    view.see("bare", view.post("model-versions/create", name=name, source="s3://bucket/models/x"))
    view.see("model", view.get("registered-models/get", name=name))


@check("versions: the download place")
def download(view):
    name = model(view, versions=1)
    view.see("uri", view.get("model-versions/get-download-uri", name=name, version="1"))
    view.see("unknown", view.get("model-versions/get-download-uri", name=name, version="7"))
    view.see("no version", view.get("model-versions/get-download-uri", name=name))


@check("versions: numbers are never used again")
def numbers(view):
    name = model(view, versions=3)
    view.client.delete_model_version(name, "2")
    view.client.delete_model_version(name, "3")
    view.see("next", view.client.create_model_version(name, "s3://bucket/models/x").version)
    view.see("left", stages(view, name))


@check("versions: eight made at once get eight numbers")
def race(view):
    name = model(view)

    def create(_):
        answer = view.post("model-versions/create", name=name, source="s3://bucket/models/x")
        return answer["body"]["model_version"]["version"]

    with ThreadPoolExecutor(8) as pool:
        view.see("numbers", sorted(int(n) for n in pool.map(create, range(8))))


@check("versions: sources that are refused")
def sources(view):
    name, run_id = model(view), view.run()
    for source in ["", "/etc/passwd", "file:///etc", "mlflow-artifacts:/a/../../b", "http://host/model?x=../..", "s3://bucket/a/../b", "mlflow-artifacts:/a/%2e%2e/b",
                   "s3://bucket/model", "mlflow-artifacts:/models/x", "runs:/" + run_id + "/model", "relative/path", "models:/other/1", "C:\\x", "mlflow-artifacts://host/a/%252e%252e/b"]:
        answer = view.post("model-versions/create", name=name, source=source)
        view.see(source, answer if answer["status"] != 200 else "taken")
    view.see("none", view.post("model-versions/create", name=name))
    view.see("unknown run", view.code(view.post("model-versions/create", name=name, source="mlflow-artifacts:/models/x", run_id="0" * 32)))
    view.see("no name", view.post("model-versions/create", source="mlflow-artifacts:/models/x"))


@check("versions: what is not there")
def unknown(view):
    name = model(view, versions=1)
    for number in ["9", "x", "0", "-1", "1.5", ""]:
        view.see(f"get {number}", view.get("model-versions/get", name=name, version=number))
    view.see("no version", view.get("model-versions/get", name=name))
    view.see("other model", view.get("model-versions/get", name=view.name("none"), version="1"))
    view.see("update", view.call("PATCH", "model-versions/update", {"name": name, "version": "9", "description": "x"}))
    view.see("delete", view.call("DELETE", "model-versions/delete", {"name": name, "version": "9"}))
    view.see("stage", view.post("model-versions/transition-stage", name=name, version="9", stage="Production", archive_existing_versions=False))
    view.see("tag", view.post("model-versions/set-tag", name=name, version="9", key="a", value="b"))
    view.see("delete tag", view.call("DELETE", "model-versions/delete-tag", {"name": name, "version": "9", "key": "a"}))


@check("versions: described anew and deleted")
def updated(view):
    name = model(view, versions=2)
    view.see("update", view.call("PATCH", "model-versions/update", {"name": name, "version": "1", "description": "new words"}))
    view.see("delete", view.call("DELETE", "model-versions/delete", {"name": name, "version": "2"}))
    view.see("get", view.get("model-versions/get", name=name, version="2"))
    view.see("left", view.get("registered-models/get", name=name))


@check("versions: stages")
def stage(view):
    name = model(view, versions=3)

    def move(number, to, archive=False):
        return view.post("model-versions/transition-stage", name=name, version=str(number), stage=to, archive_existing_versions=archive)

    view.see("staging", move(1, "Staging"))
    view.see("production", move(1, "Production"))
    view.see("second", move(2, "Production")["status"])
    view.see("both", stages(view, name))
    view.see("third, others archived", move(3, "Production", True)["status"])
    view.see("after", stages(view, name))
    view.see("latest", view.post("registered-models/get-latest-versions", name=name))
    for to in ["none", "production", "ARCHIVED", "Live", ""]:
        view.see(f"to {to}", view.code(move(1, to)))
    view.see("archived with archive", move(2, "Archived", True))
    view.see("none with archive", move(2, "None", True))
    view.see("no stage", view.post("model-versions/transition-stage", name=name, version="1"))


@check("versions: the latest of each stage")
def latest(view):
    name = model(view, versions=4)
    for number, to in {"1": "Production", "2": "Staging", "3": "Production"}.items():
        view.client.transition_model_version_stage(name, number, to)

    def versions(*asked):
        answer = view.post("registered-models/get-latest-versions", name=name, stages=list(asked))
        return sorted([v["version"], v["current_stage"]] for v in answer["body"].get("model_versions", [])) if answer["status"] == 200 else answer

    view.see("all", versions())
    for asked in [["Production"], ["None"], ["Staging", "Production"], ["production"], ["Archived"], ["Live"]]:
        view.see(f"{asked}", versions(*asked))
    view.see("get", view.call("GET", "registered-models/get-latest-versions", query={"name": name})["status"])


@check("versions: tags set, overwritten, deleted, and their limits")
def tags(view):
    name = model(view, versions=1)

    def put(key, value):
        return view.post("model-versions/set-tag", name=name, version="1", key=key, value=value)

    for key, value in [("a", "1"), ("a", "2"), ("b", "")]:
        view.see(f"{key}={value}", put(key, value))
    view.see("after", view.get("model-versions/get", name=name, version="1")["body"]["model_version"]["tags"])
    view.see("delete", view.call("DELETE", "model-versions/delete-tag", {"name": name, "version": "1", "key": "a"}))
    view.see("delete again", view.call("DELETE", "model-versions/delete-tag", {"name": name, "version": "1", "key": "a"}))
    view.see("key 250", put("k" * 250, "v"))
    view.see("key 251", put("k" * 251, "v"))
    view.see("value 100000", put("k", "v" * 100_000))
    view.see("value 100001", put("k", "v" * 100_001))
    view.see("no key", view.post("model-versions/set-tag", name=name, version="1", value="v"))


@check("versions: search")
def search(view):
    first, second, run_id = model(view, "a", 2), model(view, "b", 1), view.run()
    source = view.client.get_run(run_id).info.artifact_uri + "/model"
    view.client.create_model_version(second, source, run_id, tags={"team": "red"})
    view.client.set_registered_model_alias(first, "champion", "2")

    def found(text, **more):
        answer = view.call("GET", "model-versions/search", query={"filter": text, "max_results": 50, **more})
        if text.startswith("version ="):
            return view.code(answer)  # a word of SQL to the genuine server
        return [[v["name"], v["version"], v.get("aliases", [])] for v in answer["body"].get("model_versions", [])] if answer["status"] == 200 else answer

    mine = f"name LIKE '{view.prefix}%'"
    for text in [f"name = '{first}'", mine, f"run_id = '{run_id}'", f"run_id IN ('{run_id}', '{'0' * 32}')", f"source_path = '{source}'", f"{mine} AND tags.team = 'red'",
                 f"{mine} AND tags.team != 'red'", f"name ILIKE '{view.prefix.upper()}A'", f"name != '{first}' AND {mine}", f"version_number = 2 AND {mine}", f"version_number > 1 AND {mine}",
                 "version = '1'", "foo = 'x'", "name = 5", "run_id LIKE 'x'", "name", "run_id IN ()", f"source_path LIKE '%{run_id}/artifacts/model' AND {mine}", "version_number = 'x'", "name IN ('x')"]:
        view.see(text, found(text))
    for order in [["name DESC"], ["version_number DESC", "name"], ["creation_timestamp"], ["last_updated_timestamp DESC"], ["foo"], ["version_number sideways"], ["version_number ASC", "name DESC"]]:
        view.see(f"order {order}", found(mine, order_by=order))
    view.see("one", view.call("GET", "model-versions/search", query={"filter": f"run_id = '{run_id}'"}))


@check("versions: search page by page, limits, foreign page tokens")
def pages(view):
    name, token, seen = model(view, versions=5), None, []
    while True:
        page = view.client.search_model_versions(f"name = '{name}'", max_results=2, order_by=["version_number"], page_token=token)
        seen.append([v.version for v in page])
        token = page.token
        if not token:
            break
    view.see("pages", seen)
    for size in [0, -1, 200_000, 200_001, "x"]:
        view.see(f"max_results {size}", view.get("model-versions/search", filter="name = 'none'", max_results=size))
    for token in ["nonsense", "e30="]:
        view.see(f"token {token}", view.code(view.get("model-versions/search", filter=f"name = '{name}'", max_results=2, page_token=token)))


@check("versions: copied to another model as the client does it")
def copied(view):
    name = model(view, versions=1)
    view.client.set_model_version_tag(name, "1", "t", "1")
    copy = view.client.copy_model_version(f"models:/{name}/1", view.name("copy"))
    view.see("copy", [copy.name, copy.version, copy.source, copy.tags])
    view.see("download", view.get("model-versions/get-download-uri", name=copy.name, version="1"))
    view.see("of none", view.refused(view.client.copy_model_version, f"models:/{name}/9", view.name("copy")))
