"""Imports the published LivePortrait (KwaiVGI/LivePortrait), whose folder is given on the command line.

Its packages import more than the parts used here need; what is not installed (tyro, pykalman ...) is left to the parts
that need it.
"""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType


def use(folder: Path) -> None:
    """Makes `src.*` of this checkout importable."""
    if not (folder / "src" / "modules" / "warping_network.py").exists():
        raise SystemExit(f"{folder} holds no checkout of KwaiVGI/LivePortrait")
    sys.path.insert(0, str(folder))


def module(name: str) -> ModuleType:
    return import_module(f"src.{name}")
