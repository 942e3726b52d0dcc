"""The REST contract is a valid OpenAPI document whose examples fit their schemas (redocly.yaml beside
this file), and keeps the rules that its own text lays down."""
import http
import json
import pathlib
import re
import sys
import tempfile

import tools

sys.path.insert(0, str(tools.TOP / "tests"))

import tap  # noqa: E402

CONFIG = "--config=" + str(tools.HERE / "redocly.yaml")
STAY_UP = {"getStatus", "listNotices"}
# What a program meets at its start, in files or on the way to a server; no answer has it.
NEVER_SENT = {
    "store-foreign", "store-newer", "store-secret",
    "server-url-invalid", "server-url-insecure", "authority-invalid",
    "server-unreachable", "server-down", "server-silent", "connection-broken", "no-kms-server",
    "certificate-untrusted", "certificate-expired", "certificate-not-yet", "certificate-host", "certificate-invalid",
}
# The words that Python 3.11 has from before RFC 9110.
TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}
contract = {}  # the document, once bundle() has read it


def lint():
    found = tools.run("redocly", "lint", CONFIG, "--format=json", "--max-problems=1000",
                      tools.CONTRACT)
    assert found.stdout, found.stderr
    report = json.loads(found.stdout)
    lines = [
        f"{problem['location'][0].get('pointer', '')}: {problem['message']} ({problem['ruleId']})"
        for problem in report["problems"]
    ]
    assert not lines and not any(report["totals"].values()), "\n".join(lines)
    assert found.returncode == 0, found.stderr


def bundle():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "contract.json"
        made = tools.run("redocly", "bundle", CONFIG, f"--output={path}", tools.CONTRACT)
        assert made.returncode == 0, made.stderr
        contract.update(json.loads(path.read_text(encoding="utf-8")))


def resolve(node):
    while "$ref" in node:
        place = contract
        for step in node["$ref"].removeprefix("#/").split("/"):
            place = place[step]
        node = place
    return node


def operations():
    assert contract, "there is no document"
    for path in contract["paths"].values():
        for method, operation in path.items():
            if method != "parameters":
                yield operation


def schemas_below(schema, seen):
    """The schema and those of its parts."""
    schema = resolve(schema)
    if id(schema) in seen:
        return
    seen.add(id(schema))
    yield schema
    parts = list(schema.get("properties", {}).values()) + schema.get("oneOf", [])
    if "items" in schema:
        parts.append(schema["items"])
    for part in parts:
        yield from schemas_below(part, seen)


def closed(content):
    """Which objects of a body refuse members that they do not know."""
    for media in content.values():
        for schema in schemas_below(media.get("schema", {}), set()):
            if schema.get("type") == "object":
                yield schema.get("additionalProperties") is False


def requests_closed_answers_open():
    for operation in operations():
        name = operation["operationId"]
        if "requestBody" in operation:
            assert all(closed(operation["requestBody"]["content"])), f"{name}: open request"
        for response in map(resolve, operation["responses"].values()):
            assert not any(closed(response.get("content", {}))), f"{name}: closed answer"


def every_operation_answers_errors():
    for operation in operations():
        name, responses = operation["operationId"], operation["responses"]
        assert "default" in responses, f"{name} has no default answer"
        assert ("503" in responses) == (name not in STAY_UP), f"{name}: maintenance"
        assert ("401" in responses) == (name == "logIn" or operation.get("security") != []), (
            f"{name}: session")


def bodies_have_examples():
    for operation in operations():
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        for body in bodies + list(map(resolve, operation["responses"].values())):
            for kind, media in body.get("content", {}).items():
                assert media.get("examples") or kind == "application/pdf", (
                    f"{operation['operationId']}: {kind} without example")


def codes_by_status():
    """The list of the document's text: status → codes, and those that are in errors only."""
    assert contract, "there is no document"
    text = contract["info"]["description"]
    text = text[text.index("## Errors"):text.index("When several members")]
    found = {}
    for part in re.split(r"(?<=[.\n]) (?=\d{3}\W)|\n- ", text):
        status = re.match(r"(\d{3}|In `errors` only)", part)
        if status:
            found[status[1]] = re.findall(r"`([a-z]+(?:-[a-z]+)*)`", part.replace("`errors`", ""))
    return found


def codes_are_listed():
    listed = [code for codes in codes_by_status().values() for code in codes]
    known = contract["components"]["schemas"]["Code"]["enum"]
    assert set(listed) == set(known), set(listed) ^ set(known)
    source = (tools.TOP / "src/common/kms-error.c").read_text(encoding="utf-8")
    ours = set(re.findall(r'\] = "([a-z-]+)"', source))
    assert ours and ours - NEVER_SENT <= set(known), ours - NEVER_SENT - set(known)


def problems_fit_their_status():
    by_status = codes_by_status()
    for operation in operations():
        for status, response in operation["responses"].items():
            media = resolve(response).get("content", {}).get("application/problem+json", {})
            for example in map(resolve, media.get("examples", {}).values()):
                problem = example["value"]
                where = f"{operation['operationId']} {status} {problem['code']}"
                assert status in ("default", str(problem["status"])), where
                assert problem["code"] in by_status[str(problem["status"])], where
                assert problem["title"] == TITLES.get(
                    problem["status"], http.HTTPStatus(problem["status"]).phrase), where


tap.run([
    ("the tools are there", tools.install),
    ("no errors, no warnings", lint),
    ("it becomes JSON", bundle),
    ("requests refuse unknown members, answers may have them", requests_closed_answers_open),
    ("every operation answers errors, sessions and maintenance", every_operation_answers_errors),
    ("every body has an example", bodies_have_examples),
    ("the codes of text, schema and source are the same", codes_are_listed),
    ("problems fit their status", problems_fit_their_status),
])
