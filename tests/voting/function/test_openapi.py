"""The description in OpenAPI is whole, is served, and nothing is answered that is not in it.

``MB_CASES=5000 pytest tests/voting/function/test_openapi.py`` asks more than the 300 questions.
"""

from __future__ import annotations

import json
import os
import re

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi_checks

from medborgarbudget.records.sealed.encoding import canonical
from medborgarbudget.records.sealed.envelopes import Marks
from medborgarbudget.voting.function import core
from medborgarbudget.voting.function.http import Request
from medborgarbudget.voting.function.origins import only_from
from medborgarbudget.voting.function.wsgi import application
from medborgarbudget.voting.sealing import (
    ballot_body,
    head_body,
    revocation_body,
    revoked,
    sealed,
)

CASES = int(os.environ.get("MB_CASES", "300"))
ORIGIN = "https://lillby.example"
DESCRIPTION = json.loads(core.DESCRIPTION.read_text("utf-8"))
OPERATIONS = [
    (method.upper(), path) for path, methods in DESCRIPTION["paths"].items() for method in methods
]
CHECKS = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
]


@pytest.fixture
def described(booth):
    """The function as a page of the town meets it, found by its own description."""
    app = application(only_from(booth.function, frozenset({ORIGIN})))
    return schemathesis.openapi.from_wsgi("/openapi.json", app)


def signed_parts(booth):
    """Whole bodies of each route, to be taken apart: chance alone would never sign."""
    first = sealed(booth.election, "norr", "norr", booth.keys[0], Marks((1,)))
    other = sealed(booth.election, "norr", "norr", booth.keys[0], Marks((2,)))
    second = sealed(booth.election, "norr", "norr", booth.keys[0], Marks((2,)), first)
    key = booth.keys[1].public_key().public_bytes_raw()
    words = [
        revoked(booth.election, "any", key, why, booth.officer) for why in ("paper", "reissue")
    ]
    return {
        "/ballot": [json.loads(ballot_body(one)) for one in (first, other, second)],
        "/head": [json.loads(head_body(booth.election, key)) for key in booth.keys[:2]],
        "/revocation": [json.loads(revocation_body(word)) for word in words],
    }


def questions(schema, whole):
    """Requests to any route: as described, against the description, and partly or wholly real."""
    strategies = []
    for method, path in OPERATIONS:
        for mode in schemathesis.GenerationMode:
            strategies.append(schema[path][method].as_strategy(generation_mode=mode))
        if path in whole:
            asked = schema[path][method].as_strategy()
            strategies.append(
                st.builds(with_parts, asked, st.just(None), st.sampled_from(whole[path]))
            )
            names = st.sets(st.sampled_from(sorted(whole[path][0])))
            strategies.append(st.builds(with_parts, asked, names, st.sampled_from(whole[path])))
    return st.one_of(strategies)


def with_parts(case, names, whole):
    """The request with these parts, or all, of a real one."""
    case.body = {
        name: whole[name] if names is None or name in names else case.body[name] for name in whole
    }
    return case


def test_no_question_gets_an_answer_that_is_not_described(booth, described):
    """No fault, no status, no word and no shape beside those in the description."""
    statuses = set()

    @settings(
        max_examples=CASES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(questions(described, signed_parts(booth)))
    def ask(case):
        response = case.call(headers={"Origin": ORIGIN})
        statuses.add((case.path, response.status_code))
        case.validate_response(response, checks=CHECKS)

    ask()
    reached = {("/ballot", 201), ("/ballot", 400), ("/ballot", 409), ("/head", 200)}
    reached |= {("/revocation", 201), ("/election", 200), ("/openapi.json", 200)}
    assert set() == reached - statuses


def documented():
    """Every status and word of the description, by route."""
    found = set()
    for method, path in OPERATIONS:
        responses = DESCRIPTION["paths"][path][method.lower()]["responses"]
        for status, response in responses.items():
            schema = response["content"]["application/json"]["schema"]
            words = schema.get("properties", {}).get("error", {}).get("enum", ())
            found |= {(int(status), word) for word in words}
    return found


def test_every_word_of_the_function_is_described_and_no_other():
    """As the function's own source has them; 404 and 405 are of no route and stand in the text."""
    folder = core.DESCRIPTION.parent
    sources = [path.read_text("utf-8") for path in folder.glob("*.py")]
    told = r'(?:RefusedError|answer)\((\d+), (?:\{"error": )?"([a-z-]+)"'
    found = {(int(code), word) for text in sources for code, word in re.findall(told, text)}
    nowhere = {(404, "path"), (405, "method")}
    assert documented() == found - nowhere
    assert nowhere <= found
    assert all(
        f"{status} `{word}`" in DESCRIPTION["info"]["description"] for status, word in nowhere
    )


def test_every_word_of_the_function_stands_in_the_protocol(repository):
    """Who writes a second client reads that page."""
    text = (repository / "docs" / "voting-protocol.md").read_text("utf-8")
    section = text.partition("## 6. ")[2].partition("\n## 7. ")[0]
    assert [] == [word for _, word in documented() if f"`{word}`" not in section]


def test_the_routes_are_those_of_the_function(booth):
    """None more, none fewer."""
    assert set(booth.function.routes) == set(OPERATIONS)


def test_real_answers_have_the_described_shapes(booth):
    """Receipt, head and election, to the letter."""
    parts = signed_parts(booth)
    schemas = DESCRIPTION["components"]
    answers = {
        "Receipt": booth.post("/ballot", canonical(parts["/ballot"][0]).encode()),
        "Head": booth.post("/head", canonical(parts["/head"][0]).encode()),
        "Election": booth.function(Request("GET", "/election")),
    }
    for name, response in answers.items():
        shape = {"$ref": f"#/components/schemas/{name}", "components": schemas}
        Draft202012Validator(shape).validate(json.loads(response.body))
    for path, name in (
        ("/ballot", "Ballot"),
        ("/head", "HeadRequest"),
        ("/revocation", "Revocation"),
    ):
        shape = {"$ref": f"#/components/schemas/{name}", "components": schemas}
        for body in parts[path]:
            Draft202012Validator(shape).validate(body)
