"""The photos that pages show, as they are: never made smaller or written anew by the build."""

from __future__ import annotations

from collections.abc import Iterator

from medborgarbudget.records.folders import RoundFolder
from medborgarbudget.records.paths import read_bytes
from medborgarbudget.site.cards import is_picture
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Copy

LARGEST = 8 * 1024 * 1024


def photos(site: Site, folder: RoundFolder) -> Iterator[Copy]:
    """Each photo of the round once, at ``/R/photos/<file>``; one that is not there is left out."""
    for file, path in sorted(_places(folder).items()):
        data, _ = read_bytes(site.root, path, LARGEST)
        if data is not None:
            yield Copy(f"{folder.round_id}/photos/{file}", data)


def _places(folder: RoundFolder) -> dict[str, str]:
    places = {}
    for work in folder.implementation.values():
        for milestone in work.milestones:
            if milestone.photo and is_picture(milestone.photo.file):
                file = milestone.photo.file
                places[file] = f"{folder.path}/implementation/{file}"
    for proposal in folder.proposals.values():
        for photo in proposal.photos:
            if is_picture(photo.file):
                places[photo.file] = f"proposals/{folder.round_id}/{photo.file}"
    return places
