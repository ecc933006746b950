"""The command that explains a result: one project, or what every pot's result means."""

from __future__ import annotations

import click

from medborgarbudget.commands.reader import Reader, print_json, to_reader
from medborgarbudget.commands.rounds import round_argument, tree_and_round
from medborgarbudget.commands.words import phrase
from medborgarbudget.records.explanations import explained
from medborgarbudget.records.pot_story import PotStory


@click.command()
@round_argument
@click.argument("project_id", metavar="[PROJECT]", required=False)
@to_reader("text", "json")
@click.option("--margin", is_flag=True, help="Also what it lacked, found by counting again.")
@click.option("--others", is_flag=True, help="Also with which other rules it would have won.")
def explain(
    round_id: str,
    project_id: str | None,
    reader: Reader,
    margin: bool,
    others: bool,
) -> None:
    """Say in plain words why PROJECT won or lost in ROUND.

    Without PROJECT, tell of each pot how many voters got a wish met, where the money goes, and what
    other rules would have made of the same votes.
    """
    if project_id is None and (margin or others):
        raise click.UsageError(phrase("--margin and --others are about a PROJECT: name one."))
    stories = _stories(round_id, project_id is None, reader)
    if project_id is None:
        _explain_pots(round_id, stories, reader)
        return
    story = next((one for one in stories if project_id in one.instance.by_id), None)
    if story is None:
        raise click.UsageError(
            phrase(
                "There is no project {project_id!r} on the ballots of {round_id}.",
                project_id=project_id,
                round_id=round_id,
            )
        )
    explainer = story.explainer(project_id, reader.language)
    sentences = list(explainer.sentences())
    if margin:
        sentences += story.margin(story.lacking(project_id), reader.language)
        if story.result.summed and not explainer.won:
            sentences.append(explained(reader.language, "margin-sums"))
    if others:
        sentences += story.others(project_id, reader.language)
    if reader.is_program:
        about = {"round": round_id, "pot": story.pot.pot_id, "project_id": project_id}
        print_json({**about, "selected": explainer.won, "sentences": sentences})
    else:
        click.echo("\n".join(sentences))


def _stories(round_id: str, with_proposals: bool, reader: Reader) -> list[PotStory]:
    """The pots by id, counted now where no result is written yet."""
    from medborgarbudget.counting.tally import tally_round

    only = None if with_proposals else ()
    tree, folder = tree_and_round(reader, round_id, only)
    result = folder.result
    if result is None:
        counted, problems = tally_round(tree, folder)
        if counted is None:
            reader.refuse(problems)
        result = counted.result
    return [PotStory(tree, folder, result, pot_id) for pot_id in sorted(result.pots)]


def _explain_pots(round_id: str, stories: list[PotStory], reader: Reader) -> None:
    from medborgarbudget.counting.meaning import meaning_data, meaning_lines

    if reader.is_program:
        pots = {story.pot.pot_id: meaning_data(story) for story in stories}
        print_json({"round": round_id, "pots": pots})
    else:
        click.echo("\n\n".join("\n".join(meaning_lines(one, reader.language)) for one in stories))
