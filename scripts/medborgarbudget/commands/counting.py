"""The counters' commands, from the opening of the vote to its count; `closing` has the middle."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from medborgarbudget.commands import door
from medborgarbudget.commands.file_options import file_options, option_name
from medborgarbudget.commands.next_steps import tell_next
from medborgarbudget.commands.pots import tally_of_files
from medborgarbudget.commands.reader import WROTE, Reader, print_json, to_reader
from medborgarbudget.commands.rounds import round_argument, round_name, tree_and_round
from medborgarbudget.commands.words import phrase
from medborgarbudget.pb.problem import Problem
from medborgarbudget.pb.rules import RULES


@click.command("open")
@round_argument
@click.option(
    "--paper-only",
    is_flag=True,
    help="Open without keys, though events.yaml promises a vote online.",
)
@to_reader("text", "json")
@door.today_option
def open_(round_id: str, paper_only: bool, reader: Reader, today: date | None) -> None:
    """Freeze the ballot of ROUND: write manifest.yaml with a hash of every file behind it.

    All of the town's files are validated first; an error there, and nothing is frozen. Nor is it
    while ideas come in or are assessed, or where a vote online is promised and has no keys. To undo
    it before anything is pushed, remove manifest.yaml.
    """
    from medborgarbudget.counting.digital import rolls_of
    from medborgarbudget.counting.few import few_ahead
    from medborgarbudget.moderation.validate import validate
    from medborgarbudget.records.manifest import manifest_path, manifest_text
    from medborgarbudget.records.writing import write_text
    from medborgarbudget.voting.opening import open_round
    from medborgarbudget.voting.printed_address import address_problems

    day = door.day_of_act(today)
    tree, folder = tree_and_round(reader, round_id, only=None)
    if paper_only and folder.keys is not None:
        raise click.UsageError(phrase("This round has keys.yaml: it is not on paper only."))
    manifest, problems = open_round(tree, folder, day, paper_only)
    if manifest is None:
        reader.refuse(problems)
    found = validate(tree, None, day)
    if any(problem.severity == "error" for problem in found):
        reader.refuse(found)
    path = manifest_path(round_id)
    write_text(reader.root, path, manifest_text(manifest))
    address = address_problems(tree) if folder.keys is not None else ()
    reader.warn((*problems, *address, *few_ahead(folder, rolls_of(tree, folder)[0])))
    reader.wrote([path], {"opened": day.isoformat(), "files": len(manifest.files)})
    tell_next(reader, round_id, "open")


@click.command()
@round_argument
@to_reader("text", "json")
def paper(round_id: str, reader: Reader) -> None:
    """Compare the two typed files of every paper batch of ROUND.

    Every difference is told with its batch, slip and field. A batch counts when resolution.yaml
    settles each of them; exit code 1 until all batches do.
    """
    from medborgarbudget.counting.batches import count_batches
    from medborgarbudget.counting.paper_report import paper_data, paper_text

    tree, folder = tree_and_round(reader, round_id)
    count = count_batches(tree, folder)
    if reader.is_program:
        print_json({**paper_data(count), **_problems_data(count.problems)})
    else:
        click.echo(paper_text(count, reader.language), nl=False)
        if count.problems:
            reader.show(count.problems)
    if not count.clean:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("what", metavar="ROUND|FILE.pb|DIR", required=False)
@click.option("--rule", type=click.Choice(sorted(RULES)), help="Count by this rule; write nothing.")
@click.option("--check", is_flag=True, help="Count again and compare with the written result.")
@file_options
@click.option(
    "--root",
    type=door.FOLDER,
    metavar="FOLDER",
    help="The town's folder, for a ROUND.",
)
@door.language_option
@door.format_option("text", "json", "pb")
@click.pass_context
def tally(
    context: click.Context,
    /,
    what: str | None,
    rule: str | None,
    check: bool,
    root: Path | None,
    language: str,
    output_format: str,
    **for_files: Any,
) -> None:
    """Count the ballots of ROUND and write result.yaml; or count any Pabulib file, step by step.

    With --rule, tell what another rule would give. With --check, compare byte for byte with what
    is written: exit code 1 and the difference where it is not the same. With a DIR, count every
    Pabulib file below it, one line each; exit code 1 where one cannot be counted.
    """
    compare, out = for_files["compare"], for_files["out"]
    if what is None and compare:
        what, for_files["compare"] = compare, ""
    if what is None:
        raise click.UsageError(
            phrase("Say what to count: a round, a Pabulib file, or a folder of them.")
        )
    if not what.endswith(".pb") and (output_format == "pb" or out is not None):
        raise click.UsageError(phrase("Only a Pabulib file can be written as one."))
    if tally_of_files(what, check, rule, output_format, language, for_files):
        return
    if given := [name for name, value in for_files.items() if value not in (None, ())]:
        options = ", ".join(map(option_name, given))
        raise click.UsageError(
            phrase("A round's rule stands in its round.yaml; leave out {options}.", options=options)
        )
    if check and rule:
        raise click.UsageError(
            phrase("Give either --check or --rule: only the round's rule is written.")
        )
    folder = door.town_folder(context, context.command.params[0], root)
    _tally_round(round_name(what), rule, check, Reader(folder, language, output_format))


def _tally_round(round_id: str, rule: str | None, check: bool, reader: Reader) -> None:
    from medborgarbudget.counting.checking import result_difference, result_problems
    from medborgarbudget.counting.round_narration import round_data, round_narration
    from medborgarbudget.counting.tally import tally_round
    from medborgarbudget.records.announced import read_announced
    from medborgarbudget.records.results import result_path, result_text
    from medborgarbudget.records.writing import write_text

    tree, folder = tree_and_round(reader, round_id)
    announced, unread, _ = read_announced(reader.root, round_id)
    counted, problems = tally_round(tree, folder, rule)
    if counted is None or unread:
        reader.refuse([*unread, *problems])
    path = result_path(round_id)
    if check:
        differences = tuple(result_problems(tree, counted.result))
        click.echo(result_difference(tree, counted.result), nl=False, err=reader.is_program)
        reader.report(differences, files=1)
        return
    if rule is None:
        write_text(reader.root, path, result_text(counted.result))
    if reader.is_program:
        print_json(round_data(counted, announced))
    else:
        click.echo(round_narration(counted, folder, announced, reader.language), nl=False)
    if rule is None:
        click.echo(WROTE[reader.language].format(path=path), err=True)
        tell_next(reader, round_id, "tally")


def _problems_data(problems: Sequence[Problem]) -> dict[str, Any]:
    from medborgarbudget.moderation import say

    data: dict[str, Any] = json.loads(say.as_json(say.Report(tuple(problems), 0)))
    return {"problems": data["problems"]}
