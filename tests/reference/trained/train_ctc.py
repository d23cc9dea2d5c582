"""Trains the tiny CTC network: `python train_ctc.py WORK MINUTES`; a frame classifier helps and is dropped."""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from ctc_network import SUBSAMPLING, WIDTH, TinyCtc
from features import nemo_log_mel
from vocabulary import WORDS, ctc_pieces, pieces_of
from windows import Composer

BUDGET_FRAMES = 9000
LENGTHS = (200, 240, 320, 420, 600, 1000, 1600)
IGNORED = -100
PIECES = ctc_pieces()
PIECES_OF_WORD = [[PIECES.index(piece) for piece in pieces_of(word)] for word in WORDS]


class Trainee(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.network = TinyCtc()
        self.frame_head = nn.Linear(WIDTH, len(WORDS) + 1)


def example(composer: Composer, frames: int):
    draw = composer.generator
    if draw.random() < 0.1:
        power, audible = composer.no_speech(frames)
        segments = []
    else:
        power, segments, audible = composer.speech(frames, crowded=draw.random() < (0.35 if frames < 900 else 0.6))
    mel = nemo_log_mel(power[:audible])
    if draw.random() < 0.2:
        low = draw.integers(0, 76)
        mel[:, low : low + draw.integers(1, 9)] = 0
    classes = np.full((frames - 1) // SUBSAMPLING + 1, IGNORED)
    if all(span for segment in segments for span in segment.intervals):
        classes[: (audible - 1) // SUBSAMPLING + 1] = len(WORDS)
        for segment in segments:
            for word, (start, end) in zip(segment.words, segment.intervals):
                classes[int(start / SUBSAMPLING) : int(end / SUBSAMPLING) + 1] = word
    pieces = [piece for s in segments for word in s.words for piece in PIECES_OF_WORD[word]]
    return mel, classes, pieces


def batch(composer: Composer):
    frames = int(composer.generator.choice(LENGTHS, p=(0.1, 0.2, 0.2, 0.2, 0.15, 0.1, 0.05)))
    rows = [example(composer, frames) for _ in range(BUDGET_FRAMES // frames)]
    mels = np.zeros((len(rows), 80, frames), np.float32)
    for row, (mel, _, _) in enumerate(rows):
        mels[row, :, : len(mel)] = mel.T
    lengths = torch.tensor([len(mel) for mel, _, _ in rows])
    return torch.from_numpy(mels), lengths, torch.from_numpy(np.stack([row[1] for row in rows])), [r[2] for r in rows]


def loss_of(trainee: Trainee, data) -> tuple[torch.Tensor, torch.Tensor]:
    mels, lengths, classes, pieces = data
    hidden = trainee.network.hidden(mels, lengths)
    ctc = functional.ctc_loss(
        functional.log_softmax(trainee.network.head(hidden), -1).transpose(0, 1),
        torch.tensor([piece for row in pieces for piece in row], dtype=torch.long),
        (lengths - 1) // SUBSAMPLING + 1, torch.tensor([len(row) for row in pieces]),
        blank=len(PIECES), zero_infinity=True, reduction="sum",
    ) / sum(max(1, len(row)) for row in pieces)
    frame = functional.cross_entropy(
        trainee.frame_head(hidden).flatten(0, 1), classes.flatten(), ignore_index=IGNORED, reduction="sum"
    ) / (classes != IGNORED).sum().clamp(min=1)
    return ctc, frame


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=Path)
    parser.add_argument("minutes", type=float)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(1)
    trainee, checkpoint = Trainee(), arguments.work / "ctc.pt"
    if arguments.resume:
        trainee.load_state_dict(torch.load(checkpoint))
    average = AveragedModel(trainee, multi_avg_fn=get_ema_multi_avg_fn(0.998))
    optimizer = torch.optim.AdamW(trainee.parameters(), arguments.rate, betas=(0.9, 0.98), weight_decay=0.01)
    composer = Composer(arguments.work, "nemo", arguments.seed)
    began, step, running = time.monotonic(), 0, [0.0, 0.0]
    while (share := (time.monotonic() - began) / 60 / arguments.minutes) < 1:
        parts = loss_of(trainee, batch(composer))
        optimizer.zero_grad()
        (parts[0] + 0.5 * parts[1]).backward()
        nn.utils.clip_grad_norm_(trainee.parameters(), 1.0)
        for group in optimizer.param_groups:
            group["lr"] = arguments.rate * min(1, (step + 1) / 200) * (1 - share) ** 0.8
        optimizer.step()
        average.update_parameters(trainee)
        step += 1
        running = [old * 0.97 + part.item() * 0.03 for old, part in zip(running, parts)]
        if step % 50 == 0:
            print(step, f"{share:.2f} ctc {running[0]:.3f} frame {running[1]:.3f}", flush=True)
        if step % 500 == 0:
            torch.save(average.module.state_dict(), checkpoint)
    torch.save(average.module.state_dict(), checkpoint)


if __name__ == "__main__":
    main()
