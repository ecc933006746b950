"""The schemas themselves: every key is explained, in two languages, with examples that hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from medborgarbudget.pb.ballot import VOTE_TYPES, BallotLimits
from medborgarbudget.pb.criteria import CHECKS, MANUAL
from medborgarbudget.pb.proposal import Proposal
from medborgarbudget.pb.rules import RULES
from medborgarbudget.pb.schedule import STEPS
from medborgarbudget.pb.ties import TIE_CRITERIA
from medborgarbudget.records.kinds import PATTERNS
from medborgarbudget.records.labels import field_labels, field_name, title
from medborgarbudget.records.schema_files import inlined
from medborgarbudget.records.shape import KINDS, schema

Schema = dict[str, Any]


def keys_of(part: Schema, way: str) -> Iterator[tuple[str, Schema]]:
    """Every key that a file may have, with its schema: also in lists and in free mappings."""
    for name, child in part.get("properties", {}).items():
        yield f"{way}.{name}", child
        yield from keys_of(child, f"{way}.{name}")
    for word in ("items", "additionalProperties"):
        if isinstance(part.get(word), dict):
            yield from keys_of(part[word], f"{way}.*")


ALL_KEYS = [pair for kind in KINDS for pair in keys_of(inlined(kind), kind)]


def mappings_of(part: Any) -> Iterator[Schema]:
    """Every mapping in a schema, however deep."""
    if isinstance(part, dict):
        yield part
        for inner in part.values():
            yield from mappings_of(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from mappings_of(inner)


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_one_by_its_own_standard(kind: str) -> None:
    """Draft 2020-12, with an address of its own, whole in itself."""
    whole = schema(kind)

    Draft202012Validator.check_schema(whole)
    assert "https://json-schema.org/draft/2020-12/schema" == whole["$schema"]
    assert f"https://medborgarbudget.example/schemas/{kind}.schema.json" == whole["$id"]
    assert all(part["$ref"].startswith("#/") for part in mappings_of(whole) if "$ref" in part)


def test_every_kind_of_file_has_a_schema() -> None:
    """The kinds that are known by their place are the kinds that have a schema."""
    assert sorted(PATTERNS) == sorted(KINDS)


@pytest.mark.parametrize(("way", "part"), ALL_KEYS, ids=[way for way, _ in ALL_KEYS])
def test_every_key_is_explained_and_its_examples_hold(way: str, part: Schema) -> None:
    """A title and a description in English and Swedish, and an example that is in order."""
    for words in (part, part["x-sv"]):
        assert words["title"]
        assert words["description"].endswith(".")
    assert part["examples"]
    validator = Draft202012Validator(part)
    for example in part["examples"]:
        assert [] == list(validator.iter_errors(example)), way


@pytest.mark.parametrize("kind", KINDS)
def test_every_schema_shows_a_whole_file_that_holds(kind: str) -> None:
    """The examples at the top are whole files."""
    whole = inlined(kind)

    assert whole["title"] and whole["description"] and whole["x-sv"]["title"]
    assert whole["examples"]
    for example in whole["examples"]:
        assert [] == list(Draft202012Validator(whole).iter_errors(example))


def test_no_schema_lets_an_unknown_key_through() -> None:
    """Where a mapping names its keys, it takes no others."""
    for kind in KINDS:
        for part in mappings_of(inlined(kind)):
            if part.get("type") == "object" and "properties" in part:
                assert "additionalProperties" in part, (kind, part.get("title"))


def test_what_is_said_in_a_schema_and_in_the_code_is_the_same() -> None:
    """Facts that stand twice."""
    the_round = inlined("round")["properties"]
    ballot, rule = the_round["ballot"]["properties"], the_round["rule"]["properties"]

    assert {field.name for field in fields(BallotLimits)} == set(ballot)
    assert set(VOTE_TYPES) == set(ballot["vote_type"]["enum"])
    assert set(RULES) == set(rule["name"]["examples"])
    assert set(TIE_CRITERIA) == set(rule["tie_breaking"]["items"]["enum"])
    assert list(STEPS) == list(the_round["schedule"]["properties"])
    check = the_round["criteria"]["items"]["properties"]["check"]
    assert {MANUAL, *CHECKS} == set(check["examples"])
    assert {field.name for field in fields(Proposal)} - {"project_id"} == set(
        inlined("proposal")["properties"]
    )


def test_a_field_has_its_label_in_both_languages() -> None:
    """By the name that facts carry, which leaves the indices of lists out."""
    name = field_name("round", ("pots", 1, "name", "sv"))

    assert "round:pots.name.sv" == name
    assert "Potter › Namn › svenska" == field_labels("sv")[name]
    assert "Pots › Name › Swedish" == field_labels("en")[name]
    assert ("Förslag", "Proposal") == (title("proposal", "sv"), title("proposal", "en"))


def test_a_key_that_a_file_may_choose_has_a_label_too() -> None:
    """The id of a criterion is not a label; what lies under it has one."""
    name = field_name("assessment", ("criteria", "cost-cap", "finding"))

    assert "assessment:criteria.*.finding" == name
    assert "Criteria › Criterion › Finding" == field_labels("en")[name]
