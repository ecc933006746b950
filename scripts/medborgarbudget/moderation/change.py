"""A change since another state of the repository: its files, and whose folders they lie in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from medborgarbudget.pb.problem import Place, Problem

RESIDENTS = "proposals"


class UnknownRevisionError(Exception):
    """The repository has no such state, or there is no repository."""


def changed_since(root: Path, revision: str) -> tuple[str, ...]:
    """The town's files that differ from `revision`, deleted and new ones too, as paths from root.

    Compares with the point where the two histories parted, as a pull request does, and with what
    lies in the folder now. Raises UnknownRevisionError.
    """
    import git  # only a check of what has changed need wait for it

    try:
        repository = git.Repo(root, search_parent_directories=True)
        wanted = f"{revision}^{{commit}}"
        name = repository.git.rev_parse("--verify", "--end-of-options", wanted)
        commit = repository.commit(name.splitlines()[-1])
        parted = repository.merge_base(commit, repository.head.commit)
        base = parted[0] if parted else commit
        names = repository.git.diff(
            "--name-only", "--no-renames", "--relative", "-z", base.hexsha, "--", str(root)
        )
        new = repository.git.ls_files("--others", "--exclude-standard", "-z", "--", str(root))
    except (git.GitError, ValueError, OSError) as error:
        raise UnknownRevisionError(revision) from error
    top = Path(str(repository.working_tree_dir)).resolve()
    prefix = root.resolve().relative_to(top).as_posix()
    ours = {_below(prefix, name) for name in f"{names}\0{new}".split("\0") if name}
    return tuple(sorted(ours))


def ownership_problems(changed: Collection[str]) -> Iterator[Problem]:
    """One change keeps to one owner's folders: residents' proposals, or the town's files."""
    proposals = sorted(path for path in changed if path.startswith(f"{RESIDENTS}/"))
    others = sorted(path for path in changed if not path.startswith(f"{RESIDENTS}/"))
    if proposals and others:
        facts = {"proposals": tuple(proposals), "others": tuple(others)}
        yield Problem("change-mixes-owners", Place(others[0]), facts, "warning")


def _below(prefix: str, name: str) -> str:
    return name.removeprefix(f"{prefix}/") if prefix != "." else name
