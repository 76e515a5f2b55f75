"""Artifacts: the proxy as the client uses it, and as others may try to misuse it."""

import os
import tempfile
from pathlib import Path

import requests

from .harness import check

PROXY = "/api/2.0/mlflow-artifacts/artifacts"


def folder():
    place = Path(tempfile.mkdtemp())
    (place / "deep" / "er").mkdir(parents=True)
    (place / "a.txt").write_text("first")
    (place / "deep" / "b.bin").write_bytes(bytes(range(256)) * 40)
    (place / "deep" / "er" / "c d.json").write_text("{}")
    return place


def listed(view, run_id, path=None):
    return [[f.path, f.is_dir, f.file_size] for f in view.client.list_artifacts(run_id, path)]


@check("artifacts: a file logged, listed, downloaded")
def one_file(view):
    run_id, place = view.run(), folder()
    view.client.log_artifact(run_id, str(place / "a.txt"))
    view.client.log_artifact(run_id, str(place / "a.txt"), "under/here")
    view.see("root", listed(view, run_id))
    view.see("under", listed(view, run_id, "under"))
    view.see("here", listed(view, run_id, "under/here"))
    view.see("download", Path(view.client.download_artifacts(run_id, "under/here/a.txt")).read_text())


@check("artifacts: a folder logged and downloaded whole")
def folders(view):
    run_id, place = view.run(), folder()
    view.client.log_artifacts(run_id, str(place), "all")
    got = Path(view.client.download_artifacts(run_id, ""))
    files = sorted(p for p in got.rglob("*") if p.is_file())
    view.see("files", [[str(p.relative_to(got)), p.stat().st_size] for p in files])
    view.see("equal", (got / "all/deep/b.bin").read_bytes() == (place / "deep/b.bin").read_bytes())


@check("artifacts: text, dictionaries, figures and tables by the client")
def kinds(view):
    run_id = view.run()
    view.client.log_text(run_id, "Größe\n機械", "notes/text.txt")
    view.client.log_dict(run_id, {"b": [1, 2], "a": None}, "dict.json")
    view.client.log_dict(run_id, {"a": 1}, "dict.yaml")
    view.client.log_table(run_id, {"x": [1, 2], "y": ["a", "b"]}, "table.json")
    view.see("text", Path(view.client.download_artifacts(run_id, "notes/text.txt")).read_text())
    view.see("table", Path(view.client.download_artifacts(run_id, "table.json")).read_text())
    view.see("files", listed(view, run_id))


@check("artifacts: list over REST, field by field")
def rest_list(view):
    run_id, place = view.run(), folder()
    view.client.log_artifacts(run_id, str(place))
    view.see("root", view.get("artifacts/list", run_id=run_id))
    view.see("deep", view.get("artifacts/list", run_id=run_id, path="deep"))
    view.see("file", view.get("artifacts/list", run_id=run_id, path="a.txt"))
    view.see("nothing", view.get("artifacts/list", run_id=run_id, path="none"))
    view.see("empty run", view.get("artifacts/list", run_id=view.run(view.experiment("b"))))
    view.see("unknown run", view.get("artifacts/list", run_id="0" * 32))
    view.see("no run", view.get("artifacts/list"))


@check("artifacts: list that would leave its folder")
def list_escape(view):
    run_id, place = view.run(), folder()
    view.client.log_artifacts(run_id, str(place))
    for path in ["..", "../..", "deep/../..", "/etc", "deep/../../../..", "%2e%2e", "%2e%2e%2f%2e%2e", "..\\..", "C:\\", "file:///etc", "deep/..", "."]:
        view.see(path, view.code(view.get("artifacts/list", run_id=run_id, path=path)))


@check("artifacts: the proxy's own list, put, get and delete")
def proxy(view):
    run = view.client.get_run(view.run())
    base = f"{view.url}{PROXY}/{run.info.artifact_uri.removeprefix('mlflow-artifacts:/')}"
    put = requests.put(f"{base}/x/data.bin", data=b"0123456789" * 10, timeout=60)
    view.see("put", [put.status_code, put.text])
    got = requests.get(f"{base}/x/data.bin", timeout=60)
    view.see("get", [got.status_code, got.text, got.headers.get("Content-Type"), got.headers.get("Content-Disposition"), got.headers.get("X-Content-Type-Options")])
    listing = requests.get(f"{view.url}{PROXY}", params={"path": run.info.artifact_uri.removeprefix("mlflow-artifacts:/") + "/x"}, timeout=60)
    view.see("list", [listing.status_code, listing.json()])
    again = requests.put(f"{base}/x/data.bin", data=b"new", timeout=60)
    view.see("overwritten", [again.status_code, requests.get(f"{base}/x/data.bin", timeout=60).text])
    gone = requests.delete(f"{base}/x/data.bin", timeout=60)
    view.see("delete", [gone.status_code, gone.text])
    missing = requests.get(f"{base}/x/data.bin", timeout=60)
    view.see("after", [missing.status_code, view.code({"status": missing.status_code, "body": missing.json()})])
    twice = requests.delete(f"{base}/x/data.bin", timeout=60)
    view.see("delete again", twice.status_code)


@check("artifacts: a part of a file")
def ranges(view):
    run_id = view.run()
    uri = view.client.get_run(run_id).info.artifact_uri.removeprefix("mlflow-artifacts:/")
    url = f"{view.url}{PROXY}/{uri}/r.bin"
    requests.put(url, data=bytes(range(100)), timeout=60)
    for part in ["bytes=0-9", "bytes=90-", "bytes=-5", "bytes=50-49", "bytes=200-300", "bytes=0-0", "bytes=95-500", "lines=1-2"]:
        got = requests.get(url, headers={"Range": part}, timeout=60)
        view.see(part, [got.status_code, list(got.content)[:20] if got.status_code < 400 else None, got.headers.get("Content-Range")])


@check("artifacts: several parts of a file in one request")
def several_ranges(view):
    uri = view.client.get_run(view.run()).info.artifact_uri.removeprefix("mlflow-artifacts:/")
    url = f"{view.url}{PROXY}/{uri}/r.bin"
    requests.put(url, data=bytes(range(100)), timeout=60)

    def ask(**headers):
        got = requests.get(url, headers=headers, timeout=60)
        kind, _, boundary = got.headers["Content-Type"].partition("; boundary=")
        body = got.content.replace(boundary.encode(), b"~") if boundary else got.content
        whole = int(got.headers["Content-Length"]) == len(got.content)
        return [got.status_code, kind, got.headers.get("Content-Range"), whole, body.decode("latin-1")]

    for part in ["0-9,20-29", "20-29,0-9", "0-0,-1", "0-9,5-29", "0-9,10-19", "0-9,11-19", "1-2,1-2", "0-,0-", "0-9,", ",", "0-9,abc", "0-9,200-300", "200-300,400-", "-0,1-2", "5-3,1-2", ",".join(["0-0"] * 101)]:
        view.see(part[:40], ask(Range=f"bytes={part}"))
    tag = requests.get(url, timeout=60).headers["ETag"]
    view.see("if it is the same", ask(**{"Range": "bytes=0-9", "If-Range": tag}))
    view.see("it is another", ask(**{"Range": "bytes=0-9", "If-Range": '"other"'}))


@check("artifacts: names with spaces, percent signs and other alphabets")
def odd_names(view):
    run_id, place = view.run(), Path(tempfile.mkdtemp())
    for name in ["with space.txt", "100%.txt", "a+b&c=d.txt", "Größe 機械.txt", "semi;colon.txt", "[brackets].txt", "hash#tag.txt"]:
        (place / name).write_text(name)
        try:
            view.client.log_artifact(run_id, str(place / name))
            view.see(name, Path(view.client.download_artifacts(run_id, name)).read_text())
        except Exception as error:
            view.see(name, type(error).__name__)
    view.see("listed", sorted(f.path for f in view.client.list_artifacts(run_id)))


@check("artifacts: an empty file and one of five megabytes")
def sizes(view):
    run_id, place = view.run(), Path(tempfile.mkdtemp())
    (place / "empty").write_bytes(b"")
    (place / "large").write_bytes(os.urandom(1024) * 5120)
    view.client.log_artifacts(run_id, str(place))
    view.see("listed", listed(view, run_id))
    view.see("equal", Path(view.client.download_artifacts(run_id, "large")).read_bytes() == (place / "large").read_bytes())
    view.see("empty", Path(view.client.download_artifacts(run_id, "empty")).stat().st_size)


@check("artifacts: paths that would leave the store")
def escapes(view):
    for path in ["../x", "a/../../x", "%2e%2e/x", "a/%2e%2e/%2e%2e/x", "..%2fx", "%252e%252e/x", "..\\x", "a%5c..%5c..%5cx", "/etc/passwd", "%2fetc%2fpasswd", "C:/x", "file:///etc/passwd", "a//b"]:
        for method in ["GET", "PUT", "DELETE"]:
            url = f"{view.url}{PROXY}/{path}"
            request = requests.Request(method, url, data=b"x" if method == "PUT" else None).prepare()
            request.url = url  # as it stands, without the client's tidying
            answer = requests.Session().send(request, timeout=60)
            try:
                code = answer.json().get("error_code")
            except ValueError:
                code = None
            if method == "DELETE" and path in ["/etc/passwd", "%2fetc%2fpasswd"]:
                continue  # the genuine server sends the client on to etc/passwd of the store, which is not there
            view.see(f"{method} {path}", [answer.status_code, code])


@check("artifacts: the client refuses to log beside the run")
def client_escape(view):
    run_id, place = view.run(), folder()
    for path in ["../up", "/abs", "a/../../b"]:
        try:
            view.client.log_artifact(run_id, str(place / "a.txt"), path)
            view.see(path, listed(view, run_id))
        except Exception as error:
            view.see(path, [type(error).__name__, getattr(error, "error_code", None)])


@check("artifacts: downloads of what is not there")
def missing(view):
    run_id = view.run()
    for path in ["none.txt", "none/"]:
        try:
            view.see(path, os.listdir(view.client.download_artifacts(run_id, path)))
        except Exception as error:
            view.see(path, type(error).__name__)
    answer = view.call("GET", "/get-artifact", query={"run_uuid": run_id, "path": "none.txt"})
    view.see("get-artifact", view.code(answer))


@check("artifacts: what the web page downloads")
def page(view):
    run_id, place = view.run(), folder()
    view.client.log_artifacts(run_id, str(place))
    for path in ["a.txt", "deep/b.bin", "deep/er/c d.json"]:
        got = requests.get(f"{view.url}/get-artifact", params={"run_uuid": run_id, "path": path}, timeout=60)
        view.see(path, [got.status_code, len(got.content), got.headers.get("Content-Type"), got.headers.get("Content-Disposition"), got.headers.get("X-Content-Type-Options")])
    for path in ["../a.txt", "..", "/etc/passwd", "deep/../../x"]:
        view.see(path, view.code(view.call("GET", "/get-artifact", query={"run_uuid": run_id, "path": path})))
    view.see("no path", view.code(view.call("GET", "/get-artifact", query={"run_uuid": run_id})))
    view.see("unknown run", view.code(view.call("GET", "/get-artifact", query={"run_uuid": "0" * 32, "path": "a.txt"})))


@check("artifacts: deleted with their folder")
def delete_folder(view):
    run_id, place = view.run(), folder()
    view.client.log_artifacts(run_id, str(place))
    uri = view.client.get_run(run_id).info.artifact_uri.removeprefix("mlflow-artifacts:/")
    view.see("delete", requests.delete(f"{view.url}{PROXY}/{uri}/deep", timeout=60).status_code)
    view.see("left", listed(view, run_id))
