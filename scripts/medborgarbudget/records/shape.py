"""Whether a file has the shape that its kind must have: JSON Schema, in our codes and places."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

from medborgarbudget.pb.problem import Fact, Place, Problem, by_place
from medborgarbudget.records.enough import first_of_each
from medborgarbudget.records.kinds import plain_id
from medborgarbudget.records.labels import field_name
from medborgarbudget.records.languages import is_language
from medborgarbudget.records.moments import day, opening
from medborgarbudget.records.schema_files import ENDING, KINDS, inlined, schema
from medborgarbudget.records.source import Document, Key

__all__ = ["KINDS", "schema", "shape_problems"]

_EXPECTED = {
    "string": "text-expected",
    "integer": "whole-number-expected",
    "number": "number-expected",
    "array": "list-expected",
    "object": "fields-expected",
    "boolean": "true-or-false-expected",
}

# A schema's keyword whose value is a limit → our code.
_LIMITS = {
    "maxLength": "text-too-long",
    "minLength": "text-too-short",
    "minimum": "number-below-limit",
    "maximum": "number-above-limit",
    "maxProperties": "too-many-items",
    "minItems": "too-few-items",
    "minProperties": "too-few-items",
    "maxItems": "too-many-items",
}

MOST_FAULTS = 1000


def shape_problems(document: Document, kind: str) -> tuple[Problem, ...]:
    """Everything in which the document departs from the schema of its kind, in the file's order.

    Of each code the first 50 are told; a file with a thousand faults is not looked at further.
    """
    found = {
        (problem.code, problem.place, str(problem.facts.get("key", ""))): problem
        for error in islice(_validator(kind).iter_errors(document.data), MOST_FAULTS)
        for problem in _problems(error, document, kind)
    }
    return first_of_each(sorted(found.values(), key=by_place), document.path)


@cache
def _validator(kind: str) -> Any:
    """One validator per kind, made once: making it costs more than a hundred checks.

    The library is imported here, so that what checks no file's shape need not wait for it.
    """
    from jsonschema import Draft202012Validator, FormatChecker
    from jsonschema.validators import extend

    # A whole number is one that is written without a decimal point; JSON Schema takes 1.0 too.
    strict = extend(  # type: ignore[no-untyped-call]
        Draft202012Validator,
        type_checker=Draft202012Validator.TYPE_CHECKER.redefine(
            "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)
        ),
    )
    checker = FormatChecker(formats=())
    checker.checks("date", ValueError)(lambda value: not isinstance(value, str) or bool(day(value)))
    checker.checks("local-moment", ValueError)(
        lambda value: not isinstance(value, str) or bool(opening(value))
    )
    checker.checks("language")(lambda value: not isinstance(value, str) or is_language(value))
    return strict(inlined(kind), format_checker=checker)


def _problems(error: Any, document: Document, kind: str) -> Iterator[Problem]:
    key: Key = tuple(error.absolute_path)
    value, wanted, keyword = error.instance, error.validator_value, error.validator
    if keyword == "required":
        for name in (name for name in wanted if name not in value):
            yield _missing(document, kind, key, name)
    elif keyword == "dependentRequired":
        for name in sorted({one for key in wanted if key in value for one in wanted[key]}):
            if name not in value:
                yield _missing(document, kind, key, name)
    elif keyword == "additionalProperties":
        yield from _unknown_keys(error, document, kind, key)
    elif "propertyNames" in error.schema_path:
        code = str(error.schema.get("x-code", "key-unknown"))
        yield _at(document.key_place(*key, value), code, kind, key, _odd_key(value))
    elif value is None and keyword in ("type", "enum"):
        yield _at(document.key_place(*key), "value-missing", kind, key)
    else:
        code, facts = value_problem(error)
        yield _at(document.place(*key), code, kind, key, facts)


def value_problem(error: Any) -> tuple[str, dict[str, Fact]]:
    """The code and the facts for a value that a schema does not allow."""
    value, wanted, keyword = error.instance, error.validator_value, str(error.validator)
    if keyword in ("pattern", "format") or (keyword == "type" and "format" in error.schema):
        code = str(error.schema.get("x-code", "text-not-as-agreed"))
        return code, {"value": _shown(value), "near": plain_id(_shown(value))}
    if keyword == "type":
        expected = wanted if isinstance(wanted, str) else wanted[0]
        return _EXPECTED[expected], {"value": _shown(value)}
    if keyword in ("enum", "const"):
        allowed = tuple(str(one) for one in (wanted if keyword == "enum" else [wanted]))
        return "not-in-list", {"value": _shown(value), "allowed": allowed}
    if keyword == "uniqueItems":
        repeated = [_shown(one) for index, one in enumerate(value) if one in value[:index]]
        return "items-repeated", {"items": tuple(dict.fromkeys(repeated))}
    if keyword == "minLength" and not value:
        return "text-empty", {}
    if keyword in _LIMITS:
        found = value if isinstance(value, int | float) else len(value)
        return _LIMITS[keyword], {"found": _figure(found), "limit": _figure(wanted)}
    return "shape-not-as-agreed", {"value": _shown(value)}


def _unknown_keys(error: Any, document: Document, kind: str, key: Key) -> Iterator[Problem]:
    known = tuple(sorted(error.schema.get("properties", {})))
    for name in error.instance:
        if name in known:
            continue
        place = document.key_place(*key, name)
        near = difflib.get_close_matches(name.lower().replace("-", "_"), known, 1, 0.7)
        if near:
            facts: dict[str, Fact] = {"key": name, "near": near[0]}
            yield _at(place, "key-misspelt", kind, key, facts)
        else:
            unused = tuple(one for one in known if one not in error.instance)
            yield _at(place, "key-unknown", kind, key, {"key": name, "known": unused or known})


def _odd_key(name: str) -> dict[str, Fact]:
    return {"value": name, "key": name, "near": plain_id(name)}


def _missing(document: Document, kind: str, key: Key, name: str) -> Problem:
    """Said at the key that holds the mapping, or of the file as a whole."""
    place = document.key_place(*key) if key else Place(document.path)
    return _at(place, "key-missing", kind, (*key, name), {"key": name})


def _at(
    place: Place, code: str, kind: str, key: Key, facts: dict[str, Fact] | None = None
) -> Problem:
    name = field_name(kind, key)
    written = name.partition(":")[2]
    source = f"schemas/{kind}{ENDING} {written}".rstrip()
    return Problem(code, place, {"field": name, **(facts or {})}, source=source)


def _shown(value: Any) -> str:
    """The value as the person wrote it, or nearly so."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{…}"
    return "[…]" if isinstance(value, list) else str(value)


def _figure(number: float) -> Fact:
    return number if isinstance(number, int) else str(number)
