"""The tiny CTC network: NeMo's inputs and outputs, convolutions that never see beyond a row's length."""

import torch
from torch import nn
from torch.nn import functional

from features import MEL_BINS
from vocabulary import ctc_pieces

WIDTH = 96
BLOCKS = 7
KERNEL = 9
SUBSAMPLING = 4


def mask_of(length: torch.Tensor, frames: torch.Tensor) -> torch.Tensor:
    """[B, 1, frames]: 1 within the row's length."""
    return (torch.arange(frames, device=length.device)[None, None] < length[:, None, None]).float()


class Block(nn.Module):
    """Depthwise convolution over time, then two dense layers over channels, added to the input."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.over_time = nn.Conv1d(WIDTH, WIDTH, KERNEL, padding=KERNEL // 2, groups=WIDTH)
        self.widen = nn.Linear(WIDTH, 2 * WIDTH)
        self.narrow = nn.Linear(2 * WIDTH, WIDTH)

    def forward(self, hidden, mask):
        normalised = self.norm(hidden).transpose(1, 2) * mask
        mixed = self.over_time(normalised).transpose(1, 2)
        return hidden + self.narrow(functional.gelu(self.widen(functional.gelu(mixed))))


class TinyCtc(nn.Module):
    """`audio_signal` [B, 80, T], `length` [B] -> log probabilities [B, T', pieces + 1], blank last.

    T' = (T - 1) // 4 + 1; a row's valid frames are (length - 1) // 4 + 1.
    """

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv1d(MEL_BINS, WIDTH, 3, stride=2, padding=1)
        self.second = nn.Conv1d(WIDTH, WIDTH, 3, stride=2, padding=1)
        self.blocks = nn.ModuleList(Block() for _ in range(BLOCKS))
        self.norm = nn.LayerNorm(WIDTH)
        self.head = nn.Linear(WIDTH, len(ctc_pieces()) + 1)

    def hidden(self, audio_signal, length):
        hidden = functional.gelu(self.first(audio_signal * mask_of(length, audio_signal.shape[2])))
        length = (length - 1) // 2 + 1
        hidden = functional.gelu(self.second(hidden * mask_of(length, hidden.shape[2])))
        length = (length - 1) // 2 + 1
        mask = mask_of(length, hidden.shape[2])
        hidden = hidden.transpose(1, 2)
        for block in self.blocks:
            hidden = block(hidden, mask)
        return self.norm(hidden)

    def forward(self, audio_signal, length):
        return functional.log_softmax(self.head(self.hidden(audio_signal, length)), dim=-1)
