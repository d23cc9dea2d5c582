"""Composes training windows in the power mel domain: clips, pauses, noise, filters, and what is said when."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from espeak import Espeak
from features import MEL_BINS, nemo_power_mel, whisper_power_mel
from noises import noise

CLIP_MARGIN = 5  # frames of silence that the corpus keeps on both sides of a clip
FLOOR = 1e-10


@dataclass
class Segment:
    """Words between two pauses; times in frames of 10 ms from the start of the window."""

    start: float
    end: float
    words: list[int] = field(default_factory=list)
    intervals: list[tuple[float, float] | None] = field(default_factory=list)


class Corpus:
    """All corpus-*.npz of a folder."""

    def __init__(self, folder: Path, front_end: str) -> None:
        self.mels, self.words, self.starts = [], [], []
        for path in sorted(folder.glob("corpus-*.npz")):
            with np.load(path) as file:
                lengths = file["lengths"]
                frame_ends, word_ends = lengths.cumsum(axis=0).T
                self.mels += np.split(file[front_end], frame_ends[:-1])
                self.words += np.split(file["words"], word_ends[:-1])
                self.starts += np.split(file["starts"], word_ends[:-1])
        self.lengths = np.array([len(mel) for mel in self.mels])


class Composer:
    """Draws windows; `front_end` is `whisper` or `nemo`."""

    def __init__(self, folder: Path, front_end: str, seed: int, noise_count=1000) -> None:
        self.corpus = Corpus(folder, front_end)
        self.generator = np.random.default_rng(seed)
        espeak = Espeak()
        power_mel = whisper_power_mel if front_end == "whisper" else nemo_power_mel
        drawn = [noise(espeak, self.generator) for _ in range(noise_count)]
        self.noises = [power_mel(sound) for sound, _ in drawn]
        self.mixable = [index for index, (_, mixable) in enumerate(drawn) if mixable]

    def noise_frames(self, count: int, index: int) -> np.ndarray:
        """[count, 80] of one noise from a random frame on, repeated forwards and backwards."""
        sound = self.noises[index]
        circle = np.concatenate([sound, sound[::-1]])
        start = self.generator.integers(len(circle))
        return circle[(start + np.arange(count)) % len(circle)]

    def clip(self, index: int, end_cut: bool) -> tuple[np.ndarray, Segment]:
        """One utterance, warped in time and frequency at times, cut within speech where asked and known."""
        draw = self.generator
        logarithm = self.corpus.mels[index].astype(np.float32)
        words, starts = self.corpus.words[index].tolist(), self.corpus.starts[index]
        ends = np.append(starts[1:], len(logarithm) - CLIP_MARGIN)
        known = starts[0] >= 0
        if end_cut and known and len(words) > 1:
            last = draw.integers(1, len(words) + 1)
            duration = ends[last - 1] - starts[last - 1]
            cut = int(ends[last - 1] + (draw.uniform(0, 0.2) - draw.choice([0, 0.1])) * duration)
            if CLIP_MARGIN < cut < len(logarithm):
                logarithm, words, starts, ends = logarithm[:cut], words[:last], starts[:last], ends[:last]
        stretch = draw.uniform(0.87, 1.15) if draw.random() < 0.3 else 1.0
        if stretch != 1.0:
            positions = np.arange(0, len(logarithm) - 1, 1 / stretch)
            below = positions.astype(int)
            share = (positions - below)[:, None].astype(np.float32)
            logarithm = logarithm[below] * (1 - share) + logarithm[below + 1] * share
        if draw.random() < 0.3:
            bins = np.clip(np.arange(MEL_BINS) * draw.uniform(0.86, 1.16), 0, MEL_BINS - 1.001)
            below = bins.astype(int)
            share = (bins - below).astype(np.float32)
            logarithm = logarithm[:, below] * (1 - share) + logarithm[:, below + 1] * share
        intervals = [
            (float(start) * stretch, float(end) * stretch) if known else None for start, end in zip(starts, ends)
        ]
        segment = Segment(CLIP_MARGIN * stretch, len(logarithm) - CLIP_MARGIN * stretch, words, intervals)
        return 10**logarithm, segment

    def filtered(self, power: np.ndarray) -> np.ndarray:
        """Random loudness and equaliser, at times a telephone's band."""
        draw = self.generator
        bins = np.arange(MEL_BINS) / MEL_BINS
        curve = np.full(MEL_BINS, draw.uniform(-3.5, 1.0))
        if draw.random() < 0.5:
            curve += draw.uniform(-1.2, 1.2) * (bins - 0.5)
            curve += draw.uniform(0, 0.35) * np.cos(2 * np.pi * (draw.uniform(0.5, 3) * bins + draw.random()))
        if draw.random() < 0.12:
            curve -= np.maximum(0, bins - draw.uniform(0.62, 0.9)) * 40
        if draw.random() < 0.1:
            curve -= np.maximum(0, draw.uniform(0.03, 0.12) - bins) * 30
        return power * (10**curve).astype(np.float32)

    def speech(self, frames: int, crowded: bool) -> tuple[np.ndarray, list[Segment], int]:
        """Returns (power [frames, 80], segments, frames of audio before the final digital silence)."""
        draw = self.generator
        power = np.zeros((frames, MEL_BINS), np.float32)
        segments: list[Segment] = []
        cursor = int(draw.choice([draw.uniform(0, 25), draw.uniform(10, 60), draw.uniform(0, 200)], p=[0.35, 0.4, 0.25]))
        candidates = np.flatnonzero(self.corpus.lengths * 1.16 < frames - 4)
        end = 0
        while True:
            index = int(draw.choice(candidates))
            end_cut = not crowded and draw.random() < 0.12
            clip, segment = self.clip(index, end_cut)
            if not segments:
                cursor = min(cursor, frames - len(clip))
            if cursor + len(clip) > frames:
                break
            power[cursor : cursor + len(clip)] += clip * 10 ** draw.uniform(-0.5, 0)
            self._append(segments, segment, cursor)
            end = cursor + len(clip)
            if end_cut or not crowded or draw.random() < 0.06:
                break
            cursor = end + int(draw.choice([draw.uniform(0, 35), draw.uniform(60, 120), draw.uniform(100, 300)]))
        tail = draw.choice([0, draw.uniform(0, 30), draw.uniform(20, 150), frames], p=[0.15, 0.3, 0.35, 0.2])
        audible = end if end_cut and draw.random() < 0.7 else min(frames, end + int(tail))
        power = self.filtered(power)
        if draw.random() < 0.7:
            loud = np.mean([power[int(s.start) : int(s.end) + 1].mean() for s in segments])
            sound = self.noise_frames(audible, int(draw.choice(self.mixable)))
            ratio = 10 ** (draw.uniform(0.4, 4.2))
            power[:audible] += sound * loud / ratio / max(sound.mean(), 1e-12)
        elif draw.random() < 0.5:
            power[:audible] += 10 ** draw.uniform(-9, -5) * draw.exponential(1, (audible, MEL_BINS)).astype(np.float32)
        return power, segments, audible

    @staticmethod
    def _append(segments: list[Segment], segment: Segment, offset: int) -> None:
        """Shifts a clip's segment into the window; joins it to the last where the pause is under half a second."""
        intervals = [span and (span[0] + offset, span[1] + offset) for span in segment.intervals]
        start, end = segment.start + offset, segment.end + offset
        if segments and start - segments[-1].end < 50:
            segments[-1].words += segment.words
            segments[-1].intervals += intervals
            segments[-1].end = end
        else:
            segments.append(Segment(start, end, list(segment.words), intervals))

    def no_speech(self, frames: int) -> tuple[np.ndarray, int]:
        """Noise, quiet noise, or digital silence; returns (power, frames of audio before the digital silence)."""
        draw = self.generator
        audible = frames if draw.random() < 0.5 else int(draw.integers(20, frames + 1))
        power = np.zeros((frames, MEL_BINS), np.float32)
        kind = draw.random()
        if kind < 0.1:
            return power, audible
        for _ in range(1 if kind < 0.7 else 2):
            sound = self.noise_frames(audible, int(draw.integers(len(self.noises))))
            power[:audible] += sound * 10 ** draw.uniform(-5, 1)
        if draw.random() < 0.5:
            power[:audible] += 10 ** draw.uniform(-9, -4) * draw.exponential(1, (audible, MEL_BINS)).astype(np.float32)
        return self.filtered(power), audible
