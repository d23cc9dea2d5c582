"""Imports the published implementations, whose checkouts are given on the command line.

KwaiVGI/LivePortrait is imported as a package. Of warmshao/FasterLivePortrait and antgroup/ditto-talkinghead single
files are loaded; what those import and do not use here (torchgeometry, ffmpeg) is left empty.
"""

import sys
from importlib import import_module, util
from pathlib import Path
from types import ModuleType


def use(folder: Path) -> None:
    """Makes `src.*` of this checkout of LivePortrait importable."""
    if not (folder / "src" / "modules" / "warping_network.py").exists():
        raise SystemExit(f"{folder} holds no checkout of KwaiVGI/LivePortrait")
    sys.path.insert(0, str(folder))


def module(name: str) -> ModuleType:
    return import_module(f"src.{name}")


def file(path: Path, package: str = "") -> ModuleType:
    """A single file of another checkout; relative imports are of `package`, which must have been imported."""
    for absent in ("torchgeometry", "ffmpeg"):
        sys.modules.setdefault(absent, ModuleType(absent))
    name = f"{package}.{path.stem}" if package else path.stem
    spec = util.spec_from_file_location(name, path)
    loaded = util.module_from_spec(spec)
    sys.modules[name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


def package(folder: Path, alias: str, name: str) -> ModuleType:
    """A module of a package in another checkout, under another name for that package."""
    if alias not in sys.modules:
        root = ModuleType(alias)
        root.__path__ = [str(folder)]
        sys.modules[alias] = root
    return import_module(f"{alias}.{name}")
