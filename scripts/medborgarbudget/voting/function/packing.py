"""What of this package the vote function needs: found by following imports from its entry."""

from __future__ import annotations

import ast
import zipfile
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "medborgarbudget"
ENTRY = f"{PACKAGE}.voting.function.lambda_handler"
ROOT = Path(__file__).resolve().parents[2]
BESIDE = (
    f"{PACKAGE}/voting/function/openapi.json",
    f"{PACKAGE}/voting/stores/amazon.pem",
)


def function_files() -> dict[str, bytes]:
    """The function's own files by path in the zip, sorted: modules, and what they read."""
    names, found = [ENTRY], dict[str, Path]()
    while names:
        name = names.pop()
        path = _file(name)
        if path is None or name in found:
            continue
        found[name] = path
        names += [*_imports(path), *_packages(name)]
    paths = {path.relative_to(ROOT.parent).as_posix() for path in found.values()}
    return {path: (ROOT.parent / path).read_bytes() for path in sorted({*paths, *BESIDE})}


def write_function(folder: Path) -> tuple[Path, ...]:
    """Write `function_files` below a folder; returns them."""
    written = []
    for path, data in function_files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
        written.append(folder / path)
    return tuple(written)


def zip_folder(folder: Path, target: Path) -> None:
    """Write the zip of a folder: the same bytes whenever it is made, and readable for Lambda."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix())
            entry.external_attr = 0o100644 << 16
            packed.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)


def _file(name: str) -> Path | None:
    """The file of a module of ours."""
    if name.split(".")[0] != PACKAGE:
        return None
    path = ROOT.joinpath(*name.split(".")[1:])
    for file in (path.with_suffix(".py"), path / "__init__.py"):
        if file.is_file():
            return file
    return None


def _packages(name: str) -> Iterator[str]:
    """The packages that a module lies in: Python imports them first."""
    parts = name.split(".")
    yield from (".".join(parts[:length]) for length in range(1, len(parts)))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
