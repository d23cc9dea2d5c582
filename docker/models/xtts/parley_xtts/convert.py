"""The whole conversion, one file of the bundle after another."""

from pathlib import Path

from . import bundle_files, golden, graphs, manifest, tables
from .checkpoint import SPEAKERS_FILE, load_model, require_files
from .refusal import Refusal


def convert(checkpoint: Path, folder: Path, revision: str, with_int8: bool, without_speakers: bool = False) -> None:
    """
    Writes the bundle of `checkpoint` into `folder`, which must be empty or absent.

    Raises Refusal with what is missing or wrong.
    """
    require_files(checkpoint)
    if folder.exists() and any(folder.iterdir()):
        raise Refusal(f"{folder} is not empty. Give a new folder, so that no file of another bundle stays in it.")
    if not without_speakers and not (checkpoint / SPEAKERS_FILE).is_file():
        raise Refusal(
            f"{checkpoint} lacks {SPEAKERS_FILE}, the built-in speakers. Download it, or pass --without-speakers."
        )
    model = load_model(checkpoint)
    folder.mkdir(parents=True, exist_ok=True)
    graphs.write_graphs(model, folder, with_int8)
    graphs.copy_vocabulary(checkpoint, folder)
    tables.write_tables(model, folder)
    speakers = [] if without_speakers else tables.write_speakers(model, folder, checkpoint / SPEAKERS_FILE)
    golden.write_golden(model, folder)
    manifest.write_json(folder / bundle_files.METADATA, manifest.metadata(model, with_int8))
    manifest.write_json(
        folder / bundle_files.MANIFEST, manifest.manifest(model, folder, checkpoint, revision, speakers)
    )
