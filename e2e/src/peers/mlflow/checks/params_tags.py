"""Parameters and tags of runs, with every limit."""

from concurrent.futures import ThreadPoolExecutor

from .harness import check

ODD_KEYS = ["a/b", "a.b-c_d e", "a:b", "..", "../up", "a/../b", "/abs", "a//b", "./a", "a/", "a\\b", "é", "a\nb", "a*b", "", " ", "a%2e%2e"]


@check("params: logged and read back")
def logged(view):
    run_id = view.run()
    view.see("log", view.post("runs/log-parameter", run_id=run_id, key="depth", value="6"))
    view.client.log_param(run_id, "rate", 0.1)
    view.client.log_param(run_id, "none", None)
    view.client.log_param(run_id, "text", "Größe\n機械")
    view.see("params", view.client.get_run(run_id).data.params)
    view.see("raw", view.get("runs/get", run_id=run_id)["body"]["run"]["data"]["params"])


@check("params: the same value again is fine, another is refused")
def immutable(view):
    run_id = view.run()
    view.see("first", view.post("runs/log-parameter", run_id=run_id, key="depth", value="6"))
    view.see("same", view.post("runs/log-parameter", run_id=run_id, key="depth", value="6"))
    view.see("other", view.post("runs/log-parameter", run_id=run_id, key="depth", value="7"))
    view.see("after", view.client.get_run(run_id).data.params)


@check("params: empty and missing values")
def empty(view):
    run_id = view.run()
    view.see("empty", view.post("runs/log-parameter", run_id=run_id, key="e", value=""))
    view.see("missing", view.post("runs/log-parameter", run_id=run_id, key="m"))
    view.see("number", view.post("runs/log-parameter", run_id=run_id, key="n", value=6))
    view.see("no key", view.post("runs/log-parameter", run_id=run_id, value="6"))
    view.see("no run", view.post("runs/log-parameter", key="n", value="6"))
    view.see("after", view.get("runs/get", run_id=run_id)["body"]["run"]["data"])


@check("params: a value over 6,000 characters is cut there")
def cut(view):
    run_id = view.run()
    for length in [6000, 6001, 20000]:
        view.see(f"{length}", view.post("runs/log-parameter", run_id=run_id, key=f"p{length}", value="v" * length))
    view.see("kept", {key: len(value) for key, value in view.client.get_run(run_id).data.params.items()})
    view.see("again", view.post("runs/log-parameter", run_id=run_id, key="p20000", value="v" * 20000))


@check("params: keys of 250 characters and of 251")
def key_length(view):
    run_id = view.run()
    view.see("250", view.post("runs/log-parameter", run_id=run_id, key="k" * 250, value="v"))
    view.see("251", view.post("runs/log-parameter", run_id=run_id, key="k" * 251, value="v"))


@check("params: odd keys, path escapes among them")
def odd_keys(view):
    run_id = view.run()
    for key in ODD_KEYS:
        view.see(repr(key), view.post("runs/log-parameter", run_id=run_id, key=key, value="v"))
    view.see("kept", sorted(view.client.get_run(run_id).data.params))


@check("params: of eight writers of one key one value stays")
def race(view):
    run_id = view.run()

    def put(number):
        return view.post("runs/log-parameter", run_id=run_id, key="k", value=str(number))["status"]

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(put, range(8)))
    view.see("statuses", statuses)
    view.see("one", len(view.client.get_run(run_id).data.params["k"]))


@check("params: of an unknown run")
def unknown(view):
    view.see("unknown", view.post("runs/log-parameter", run_id="0" * 32, key="k", value="v"))


@check("tags: set, overwritten, deleted")
def tags(view):
    run_id = view.run()
    for value in ["1", "2", ""]:
        view.see(f"set {value}", view.post("runs/set-tag", run_id=run_id, key="t", value=value))
    view.see("after", view.client.get_run(run_id).data.tags)
    view.see("delete", view.post("runs/delete-tag", run_id=run_id, key="t"))
    view.see("delete again", view.post("runs/delete-tag", run_id=run_id, key="t"))
    view.see("left", view.client.get_run(run_id).data.tags)


@check("tags: limits of keys and values")
def tag_limits(view):
    run_id = view.run()
    view.see("key 250", view.post("runs/set-tag", run_id=run_id, key="k" * 250, value="v"))
    view.see("key 251", view.post("runs/set-tag", run_id=run_id, key="k" * 251, value="v"))
    for length in [8000, 8001]:
        view.see(f"value {length}", view.post("runs/set-tag", run_id=run_id, key=f"v{length}", value="v" * length))
    view.see("kept", {key: len(value) for key, value in view.client.get_run(run_id).data.tags.items()})


@check("tags: odd keys")
def odd_tags(view):
    run_id = view.run()
    for key in ODD_KEYS:
        view.see(repr(key), view.post("runs/set-tag", run_id=run_id, key=key, value="v"))
    view.see("kept", sorted(view.client.get_run(run_id).data.tags))


@check("tags: missing fields and unknown runs")
def missing(view):
    run_id = view.run()
    view.see("no key", view.post("runs/set-tag", run_id=run_id, value="v"))
    view.see("no value", view.post("runs/set-tag", run_id=run_id, key="k"))
    view.see("number", view.post("runs/set-tag", run_id=run_id, key="k", value=3))
    view.see("no run", view.post("runs/set-tag", key="k", value="v"))
    view.see("unknown", view.post("runs/set-tag", run_id="0" * 32, key="k", value="v"))
    view.see("delete unknown", view.post("runs/delete-tag", run_id="0" * 32, key="k"))
    view.see("delete no key", view.post("runs/delete-tag", run_id=run_id))


@check("tags: what the client makes of Python values")
def python_values(view):
    run_id = view.run()
    for key, value in {"int": 3, "float": 0.5, "bool": True, "list": [1, "a"]}.items():
        view.client.set_tag(run_id, key, value)
    view.see("tags", view.client.get_run(run_id).data.tags)
