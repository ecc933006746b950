"""Rules for photos: there, described in words, small, really pictures, and telling no secrets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from medborgarbudget.moderation import picture
from medborgarbudget.moderation.rules.view import Key, RoundView, finding, place_of
from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.records.paths import is_file, link_on_the_way, read_bytes

MAX_BYTES = 1_500_000
ALL_ENDINGS = tuple(ending for endings in picture.ENDINGS.values() for ending in endings)
SAYING_NOTHING = ("bild", "bilden", "foto", "fotot", "image", "photo", "picture", "-", "...")


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo that a file shows: which file, at which key, and the words for it by their keys."""

    path: str
    key: Key
    name: str
    words: tuple[tuple[Key, str], ...]

    @property
    def folder(self) -> str:
        """The folder in which the photo lies: beside the file that shows it."""
        return self.path.rpartition("/")[0]


def a_photo_is_described_in_words(view: RoundView) -> Iterator[Problem]:
    """Who cannot see the photo hears what it shows: the word "photo" says nothing."""
    for shown in _shown(view):
        for key, words in shown.words:
            said = words.strip().casefold().rstrip(".")
            if said in (*SAYING_NOTHING, shown.name, shown.name.rpartition(".")[0]):
                place = place_of(view.tree, shown.path, *key)
                yield finding("photo-alt-says-nothing", place, alt=words.strip())


def a_photo_lies_beside_the_file_that_shows_it(view: RoundView) -> Iterator[Problem]:
    """The file named is in the same folder, and is a file."""
    for shown in _shown(view):
        if _file(view, shown) is None:
            yield finding(
                "photo-missing", _place(view, shown), file=shown.name, folder=shown.folder
            )


def a_photo_is_a_small_picture_without_secrets(view: RoundView) -> Iterator[Problem]:
    """JPEG, PNG or WebP by its bytes, of some size, without the place where it was taken."""
    for shown in _shown(view):
        file, place = _file(view, shown), _place(view, shown)
        if file is None:
            continue
        size = file.stat().st_size
        if size > MAX_BYTES:
            sizes = {"size": size // 1000, "limit": MAX_BYTES // 1000}
            yield Problem("photo-too-large", place, {"file": shown.name, **sizes})
            continue
        data, problems = read_bytes(view.tree.root, f"{shown.folder}/{shown.name}", MAX_BYTES)
        if data is None:
            yield from problems
            continue
        kind = picture.kind(data)
        if kind is None:
            yield finding("photo-kind", place, file=shown.name)
        elif file.suffix not in picture.ENDINGS[kind]:
            ending = picture.ENDINGS[kind][0]
            yield finding("photo-ending", place, file=shown.name, kind=kind, ending=ending)
        elif carried := picture.unseen(data):
            yield finding("photo-metadata", place, file=shown.name, carried=carried)


def a_photo_in_the_folder_is_used(view: RoundView) -> Iterator[Problem]:
    """A picture that no proposal names is shown nowhere: worth a word to its sender."""
    if not view.has_read_all_proposals:
        return
    used = {f"{shown.folder}/{shown.name}" for shown in _shown(view)}
    for path in view.tree.paths:
        in_folder = path.startswith(f"proposals/{view.folder.round_id}/")
        if in_folder and path.endswith(ALL_ENDINGS) and path not in used:
            yield finding("photo-unused", Place(path), "note", file=path.rpartition("/")[2])


def _shown(view: RoundView) -> Iterator[Shown]:
    for project_id, proposal in view.folder.proposals.items():
        for row, photo in enumerate(proposal.photos):
            key: Key = ("photos", row)
            path = view.proposal_path(project_id)
            yield Shown(path, key, photo.file, (((*key, "alt"), photo.alt),))
    for project_id in view.folder.implementation:
        path = f"{view.folder.path}/implementation/{project_id}.yaml"
        for row, milestone in enumerate(view.data(path).get("milestones", ())):
            if "photo" in milestone:
                key = ("milestones", row, "photo")
                alt = milestone["photo"]["alt"].items()
                words = tuple(((*key, "alt", language), text) for language, text in alt)
                yield Shown(path, key, milestone["photo"]["file"], words)


def _place(view: RoundView, shown: Shown) -> Place:
    return place_of(view.tree, shown.path, *shown.key, "file")


def _file(view: RoundView, shown: Shown) -> Path | None:
    """The photo's file; None for one that is not there, lies elsewhere or is a link."""
    path = f"{shown.folder}/{shown.name}"
    if path not in view.paths or link_on_the_way(view.tree.root, path):
        return None
    file = view.tree.root / path
    return file if is_file(file) else None


ROUND_RULES = (
    a_photo_is_described_in_words,
    a_photo_lies_beside_the_file_that_shows_it,
    a_photo_is_a_small_picture_without_secrets,
    a_photo_in_the_folder_is_used,
)
