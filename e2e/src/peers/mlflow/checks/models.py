"""Registered models: life cycle, names, tags, aliases, search."""

from concurrent.futures import ThreadPoolExecutor

from .harness import check


def version(view, name, **more):
    return view.client.create_model_version(name, more.pop("source", "s3://bucket/models/x"), **more).version


@check("models: created and read back, field by field")
def created(view):
    answer = view.post("registered-models/create", name=view.name(), description="a model", tags=[{"key": "team", "value": "blue"}])
    view.see("create", answer)
    view.see("get", view.get("registered-models/get", name=view.name()))
    view.see("bare", view.post("registered-models/create", name=view.name("bare")))


@check("models: a name is taken once")
def taken(view):
    view.client.create_registered_model(view.name())
    view.see("again", view.post("registered-models/create", name=view.name()))


@check("models: names that are refused, and odd ones that are not")
def names(view):
    for label, body in {"none": {}, "empty": {"name": ""}, "blank": {"name": "  "}, "number": {"name": 7}, "null": {"name": None}}.items():
        view.see(label, view.call("POST", "registered-models/create", body))
    for name in ["a/b", "a:b", "..", ".", "../up", "a\\b", "it's", "Größe 機械", "a b", "%2e%2e", "a\nb", "a?b#c"]:
        view.see(name, view.post("registered-models/create", name=name if name.startswith(".") else view.name(name)))
    view.see("256", view.code(view.post("registered-models/create", name=view.name("n" * 300)[:256])))
    view.see("257", view.code(view.post("registered-models/create", name=view.name("n" * 300)[:257])))


@check("models: what is not there")
def unknown(view):
    name = view.name("none")
    view.see("get", view.get("registered-models/get", name=name))
    view.see("get no name", view.get("registered-models/get"))
    view.see("update", view.call("PATCH", "registered-models/update", {"name": name, "description": "x"}))
    view.see("rename", view.post("registered-models/rename", name=name, new_name=view.name("b")))
    view.see("delete", view.call("DELETE", "registered-models/delete", {"name": name}))
    view.see("tag", view.post("registered-models/set-tag", name=name, key="a", value="b"))
    view.see("alias", view.post("registered-models/alias", name=name, alias="a", version="1"))
    view.see("latest", view.post("registered-models/get-latest-versions", name=name))
    view.see("version", view.post("model-versions/create", name=name, source="mlflow-artifacts:/x"))


@check("models: described anew")
def updated(view):
    view.client.create_registered_model(view.name())
    view.see("update", view.call("PATCH", "registered-models/update", {"name": view.name(), "description": "new words"}))
    view.see("empty", view.call("PATCH", "registered-models/update", {"name": view.name(), "description": ""}))
    view.see("none", view.call("PATCH", "registered-models/update", {"name": view.name()}))
    view.see("no name", view.call("PATCH", "registered-models/update", {"description": "x"}))


@check("models: renamed with versions, tags and aliases")
def renamed(view):
    old, new = view.name("old"), view.name("new")
    view.client.create_registered_model(old, tags={"t": "1"})
    version(view, old)
    view.client.set_registered_model_alias(old, "champion", "1")
    view.see("rename", view.post("registered-models/rename", name=old, new_name=new))
    view.see("old", view.get("registered-models/get", name=old))
    view.see("new", view.get("registered-models/get", name=new))
    view.see("alias", view.client.get_model_version_by_alias(new, "champion").version)
    view.client.create_registered_model(old)
    view.see("taken", view.code(view.post("registered-models/rename", name=new, new_name=old)))
    for to in ["", "a/b", None, " "]:
        view.see(f"to {to!r}", view.post("registered-models/rename", name=new, new_name=to))
    view.see("to itself", view.code(view.post("registered-models/rename", name=new, new_name=new)))


@check("models: deleted with their versions")
def deleted(view):
    view.client.create_registered_model(view.name())
    version(view, view.name())
    view.see("delete", view.call("DELETE", "registered-models/delete", {"name": view.name()}))
    view.see("get", view.get("registered-models/get", name=view.name()))
    view.see("version", view.get("model-versions/get", name=view.name(), version="1"))
    view.see("no name", view.call("DELETE", "registered-models/delete", {}))
    view.client.create_registered_model(view.name())
    view.see("version of the next", version(view, view.name()))


@check("models: tags set, overwritten, deleted, and their limits")
def tags(view):
    name = view.name()
    view.client.create_registered_model(name)
    for key, value in [("a", "1"), ("a", "2"), ("b", "")]:
        view.see(f"{key}={value}", view.post("registered-models/set-tag", name=name, key=key, value=value))
    view.see("after", view.get("registered-models/get", name=name)["body"]["registered_model"]["tags"])
    view.see("delete", view.call("DELETE", "registered-models/delete-tag", {"name": name, "key": "a"}))
    view.see("delete again", view.call("DELETE", "registered-models/delete-tag", {"name": name, "key": "a"}))
    view.see("key 250", view.post("registered-models/set-tag", name=name, key="k" * 250, value="v"))
    view.see("key 251", view.post("registered-models/set-tag", name=name, key="k" * 251, value="v"))
    view.see("value 5000", view.post("registered-models/set-tag", name=name, key="k", value="v" * 5000))
    view.see("value 5001", view.code(view.post("registered-models/set-tag", name=name, key="k", value="v" * 5001)))
    view.see("value 100001", view.post("registered-models/set-tag", name=name, key="k", value="v" * 100_001))
    view.see("no key", view.post("registered-models/set-tag", name=name, value="v"))
    view.see("no value", view.post("registered-models/set-tag", name=name, key="v"))
    view.see("../key", view.post("registered-models/set-tag", name=name, key="../k", value="v"))


@check("models: aliases set, moved, read, deleted")
def aliases(view):
    name = view.name()
    view.client.create_registered_model(name)
    version(view, name), version(view, name)
    view.see("set", view.post("registered-models/alias", name=name, alias="champion", version="1"))
    view.see("get", view.get("registered-models/alias", name=name, alias="champion"))
    view.see("move", view.post("registered-models/alias", name=name, alias="champion", version="2"))
    view.see("second", view.post("registered-models/alias", name=name, alias="Challenger_1.0-b", version=2))
    view.see("model", view.get("registered-models/get", name=name))
    view.see("version", view.get("model-versions/get", name=name, version="2"))
    view.see("delete", view.call("DELETE", "registered-models/alias", {"name": name, "alias": "champion"}))
    view.see("after", view.get("registered-models/alias", name=name, alias="champion"))
    view.see("delete again", view.call("DELETE", "registered-models/alias", {"name": name, "alias": "champion"}))


@check("models: aliases that are refused")
def bad_aliases(view):
    name = view.name()
    view.client.create_registered_model(name)
    version(view, name)
    for alias in ["", "a b", "a/b", "latest", "LATEST", "v1", "V12", "1", "a" * 255, "a" * 256, "é", "..", "@a", "-", "version1"]:
        view.see(f"{alias[:12]} {len(alias)}", view.post("registered-models/alias", name=name, alias=alias, version="1"))
    for number in ["9", "x", "", "0", "-1"]:
        view.see(f"version {number}", view.post("registered-models/alias", name=name, alias="ok", version=number))
    view.see("no alias", view.post("registered-models/alias", name=name, version="1"))
    view.see("no version", view.post("registered-models/alias", name=name, alias="ok"))
    view.see("get none", view.get("registered-models/alias", name=name, alias="none"))
    view.see("get of none", view.get("registered-models/alias", name=view.name("none"), alias="none"))


@check("models: an alias goes with its version")
def alias_goes(view):
    name = view.name()
    view.client.create_registered_model(name)
    version(view, name), version(view, name)
    view.client.set_registered_model_alias(name, "champion", "2")
    view.client.delete_model_version(name, "2")
    view.see("alias", view.get("registered-models/alias", name=name, alias="champion"))
    view.see("model", view.get("registered-models/get", name=name)["body"])
    view.see("next number", version(view, name))


@check("models: search")
def search(view):
    for label, tags in {"One": {"team": "blue"}, "two": {"team": "red"}, "Three": {}}.items():
        view.client.create_registered_model(view.name(label), tags=tags)

    def found(text, **more):
        answer = view.call("GET", "registered-models/search", query={"filter": text, "max_results": 50, **more})
        return [m["name"] for m in answer["body"].get("registered_models", [])] if answer["status"] == 200 else answer

    mine = f"name LIKE '{view.prefix}%'"
    for text in [mine, f"name = '{view.prefix}One'", f"name != '{view.prefix}One' AND {mine}", f"name ILIKE '{view.prefix}t%'", f"{mine} AND tags.team = 'blue'",
                 f"{mine} AND tags.team != 'blue'", f"{mine} AND tags.team LIKE 'r%'", f"{mine} AND tag.team ILIKE 'R%'", f"{mine} AND tags.`team` = 'red'",
                 "tags.team > 'a'", "foo = 'x'", "name > 'a'", "name", "name = 5", "name = 'a' OR name = 'b'", "run_id = 'x'", "name IN ('a')", f"{mine} AND is_prompt = 'true'"]:
        view.see(text, found(text))
    for order in [["name"], ["name DESC"], ["timestamp DESC"], ["last_updated_timestamp ASC"], ["foo"], ["creation_timestamp"], ["name sideways"], ["timestamp", "name"]]:
        view.see(f"order {order}", found(mine, order_by=order))


@check("models: search page by page, limits, foreign page tokens")
def search_pages(view):
    for number in range(5):
        view.client.create_registered_model(view.name(str(number)))
    mine, token, pages = f"name LIKE '{view.prefix}%'", None, []
    while True:
        page = view.client.search_registered_models(mine, max_results=2, page_token=token)
        pages.append([m.name for m in page])
        token = page.token
        if not token:
            break
    view.see("pages", pages)
    for size in [0, -1, -2, 1000, 1001, "x"]:
        answer = view.get("registered-models/search", filter="name = 'none'", max_results=size)
        view.see(f"max_results {size}", view.code(answer) if size == -2 else answer)
    for token in ["nonsense", "e30="]:
        view.see(f"token {token}", view.code(view.get("registered-models/search", filter=mine, max_results=2, page_token=token)))


@check("models: of eight creators of one name exactly one wins")
def race(view):
    def create(_):
        return view.post("registered-models/create", name=view.name("raced"))["body"].get("error_code", "created")

    with ThreadPoolExecutor(8) as pool:
        view.see("outcomes", sorted(pool.map(create, range(8))))
