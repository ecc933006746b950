"""Rules for photos: there, described in words, small, really pictures, and telling no secrets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from medborgarbudget.moderation import picture
from medborgarbudget.moderation.rules.view import RoundView, finding, place_of
from medborgarbudget.pb.problem import Place, Problem
from medborgarbudget.pb.proposal import Photo
from medborgarbudget.records.paths import link_on_the_way

MAX_BYTES = 1_500_000
SAYING_NOTHING = ("bild", "bilden", "foto", "fotot", "image", "photo", "picture", "-", "...")
ALL_ENDINGS = tuple(ending for endings in picture.ENDINGS.values() for ending in endings)


def a_photo_is_described_in_words(view: RoundView) -> Iterator[Problem]:
    """Who cannot see the photo hears what it shows: the word "photo" says nothing."""
    for _, row, photo, path in _photos(view):
        said = photo.alt.strip().casefold().rstrip(".")
        if said in (*SAYING_NOTHING, photo.file, photo.file.rpartition(".")[0]):
            place = place_of(view.tree, path, "photos", row, "alt")
            yield finding("photo-alt-says-nothing", place, alt=photo.alt.strip())


def a_photo_lies_beside_its_proposal(view: RoundView) -> Iterator[Problem]:
    """The file named is in the proposal's own folder, and is a file."""
    for _, row, photo, path in _photos(view):
        if _file(view, photo) is None:
            place = place_of(view.tree, path, "photos", row, "file")
            folder = str(PurePosixPath(path).parent)
            yield finding("photo-missing", place, file=photo.file, folder=folder)


def a_photo_is_a_small_picture_without_secrets(view: RoundView) -> Iterator[Problem]:
    """JPEG, PNG or WebP by its bytes, of some size, without the place where it was taken."""
    for _, row, photo, path in _photos(view):
        file = _file(view, photo)
        if file is None:
            continue
        place = place_of(view.tree, path, "photos", row, "file")
        size = file.stat().st_size
        if size > MAX_BYTES:
            yield finding(
                "photo-too-large",
                place,
                file=photo.file,
                size=size // 1000,
                limit=MAX_BYTES // 1000,
            )
            continue
        data = file.read_bytes()
        kind = picture.kind(data)
        if kind is None:
            yield finding("photo-kind", place, file=photo.file)
        elif file.suffix not in picture.ENDINGS[kind]:
            ending = picture.ENDINGS[kind][0]
            yield finding("photo-ending", place, file=photo.file, kind=kind, ending=ending)
        elif carried := picture.unseen(data):
            yield finding("photo-metadata", place, file=photo.file, carried=carried)


def a_photo_in_the_folder_is_used(view: RoundView) -> Iterator[Problem]:
    """A picture that no proposal names is shown nowhere: worth a word to its sender."""
    if not view.has_read_all_proposals:
        return
    used = {photo.file for _, _, photo, _ in _photos(view)}
    folder = f"proposals/{view.folder.round_id}/"
    for path in view.tree.paths:
        name = path.removeprefix(folder)
        if path.startswith(folder) and name.endswith(ALL_ENDINGS) and name not in used:
            yield finding("photo-unused", Place(path), "note", file=name)


def _photos(view: RoundView) -> Iterator[tuple[str, int, Photo, str]]:
    for project_id, proposal in view.folder.proposals.items():
        for row, photo in enumerate(proposal.photos):
            yield project_id, row, photo, view.proposal_path(project_id)


def _file(view: RoundView, photo: Photo) -> Path | None:
    """The photo's file; None for one that is not there, lies elsewhere or is a link."""
    path = f"proposals/{view.folder.round_id}/{photo.file}"
    if path not in view.paths or link_on_the_way(view.tree.root, path):
        return None
    file = view.tree.root / path
    return file if file.is_file() else None


ROUND_RULES = (
    a_photo_is_described_in_words,
    a_photo_lies_beside_its_proposal,
    a_photo_is_a_small_picture_without_secrets,
    a_photo_in_the_folder_is_used,
)
