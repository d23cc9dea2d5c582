"""Checks a bundle: that every file is what the manifest says, and that the graphs say what PyTorch said."""

import json
from pathlib import Path

from . import bundle_files, golden
from .manifest import SCHEMA_VERSION, sha256


def file_faults(folder: Path) -> list[str]:
    manifest = json.loads((folder / bundle_files.MANIFEST).read_text(encoding="utf-8"))
    if manifest["schemaVersion"] != SCHEMA_VERSION:
        return [f"{bundle_files.MANIFEST} has schema version {manifest['schemaVersion']}, not {SCHEMA_VERSION}"]
    faults = []
    for name, expected in manifest["files"].items():
        path = folder / name
        if not path.is_file():
            faults.append(f"{name} is missing")
        elif path.stat().st_size != expected["bytes"]:
            faults.append(f"{name} has {path.stat().st_size} bytes instead of {expected['bytes']}")
        elif sha256(path) != expected["sha256"]:
            faults.append(f"{name} has another SHA-256 than the manifest says")
    return faults


def graph_faults(folder: Path) -> list[str]:
    faults = []
    for name, value in golden.compare(folder).items():
        exact = not name.startswith(bundle_files.GPT_INT8.removesuffix(".onnx"))
        print(f"{name}: differs by {value:.2e}" + ("" if exact else " (8-bit, for information)"))
        if exact and not value <= golden.TOLERANCE:
            faults.append(f"{name} differs from PyTorch by {value:.2e}, over {golden.TOLERANCE:.0e}")
    return faults


def verify(folder: Path) -> list[str]:
    """What is wrong with the bundle; empty where nothing is. Graphs are run only where all files are right."""
    if not (folder / bundle_files.MANIFEST).is_file():
        return [f"{folder} has no {bundle_files.MANIFEST}"]
    return file_faults(folder) or graph_faults(folder)
