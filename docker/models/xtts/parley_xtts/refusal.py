"""What the converter refuses, without loading what it converts with."""


class Refusal(Exception):
    """Why a folder cannot be converted, in words for the person who runs the converter."""


def require_licence(accepted: bool) -> None:
    if not accepted:
        raise Refusal(
            "XTTS v2 is under the Coqui Public Model License (CPML): non-commercial use only, for the model and for "
            "what it says. Read it (LICENSE.txt beside the checkpoint), and pass --accept-cpml if you accept it."
        )
