"""Read a Pabulib file: all problems at once, with their lines, and the file where it is whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from medborgarbudget.pb.problem import Problem
from medborgarbudget.records.pabulib import comparison, meta, projects, votes
from medborgarbudget.records.pabulib.file import PabulibFile
from medborgarbudget.records.pabulib.findings import Findings
from medborgarbudget.records.pabulib.plain import read_plain, votes_begin
from medborgarbudget.records.pabulib.rows import MAX_BYTES, Row, Style, read_rows, read_text, spelt
from medborgarbudget.records.pabulib.sections import SECTIONS, Table, read_tables


def read_pabulib(
    data: bytes, path: str, max_bytes: int = MAX_BYTES, strangers: bool = False
) -> tuple[PabulibFile | None, tuple[Problem, ...]]:
    """The file that these bytes hold, and everything there is to say about it.

    No file where anything is an error, and nothing more than that where a line is too long: what
    lacks a row says little of the rest. Warnings and notes leave it whole: counts in META or
    PROJECTS that differ from the rows, a project named twice on a ballot (counted once), a ballot
    outside META's limits (it counts: in real files it is the limit that is wrong). In a file of
    `strangers` a voter without an id, or with another's, is a warning too: each row is a ballot.
    """
    begin = votes_begin(data) if len(data) <= max_bytes else None
    if begin is not None:
        file, problems = _read(data[:begin], path, max_bytes, data, strangers)
        if file is not None:
            return file, problems
    return _read(data, path, max_bytes, strangers=strangers)


def _read(
    data: bytes,
    path: str,
    max_bytes: int,
    plain: bytes | None = None,
    strangers: bool = False,
) -> tuple[PabulibFile | None, tuple[Problem, ...]]:
    """The same; where `plain` goes on with the rows of VOTES, no file unless they are all plain."""
    findings = Findings(path)
    text = read_text(data, findings, max_bytes)
    if text is None:
        return None, findings.problems()
    if not text.strip("\ufeff \t\r\n;"):
        findings.add("pb-empty")
        return None, findings.problems()
    rows, style = read_rows(text, findings)
    if findings.has("pb-line-too-long"):
        return None, findings.problems()
    tables = read_tables(rows, findings)
    if "META" in tables:
        meta.check(tables["META"], findings)
    if "PROJECTS" in tables:
        projects.check(tables["PROJECTS"], findings)
    if "VOTES" in tables:
        votes.check(tables, findings, "warning" if strangers else "error")
    if findings.refused:
        return None, findings.problems()
    file = _file(tables, style)
    if plain is not None:
        found = read_plain(plain, len(data), file.vote_columns, file.vote_type, file.project_ids)
        if found is None or file.votes:
            return None, ()
        ends = replace(file.style, ends_with_newline=plain.endswith(b"\n"))
        file = replace(file, votes=found, style=ends)
    comparison.note_differences(file, tables, findings)
    return file, findings.problems()


def _file(tables: Mapping[str, Table], style: Style) -> PabulibFile:
    meta_table, project_table, vote_table = (tables[name] for name in SECTIONS)
    spelling = dict(style.spelling)
    for tidy, row in _tidied(tables):
        if tidy != row.cells:
            spelling[tidy] = style.spelling.get(row.cells) or spelt(row.cells)
    return PabulibFile(
        {row.cells[0].strip(): row.cells[1] for row in meta_table.rows},
        project_table.columns,
        tuple(row.cells for row in project_table.rows),
        vote_table.columns,
        tuple(row.cells for row in vote_table.rows),
        replace(style, spelling=spelling),
    )


def _tidied(tables: Mapping[str, Table]) -> Iterator[tuple[tuple[str, ...], Row]]:
    """The rows of which we keep a tidier form: names of sections, columns and keys."""
    for name in SECTIONS:
        yield (name,), tables[name].named
        titled = tables[name].titled
        if titled is not None:
            yield tables[name].columns, titled
    for row in tables["META"].rows:
        yield (row.cells[0].strip(), row.cells[1]), row
