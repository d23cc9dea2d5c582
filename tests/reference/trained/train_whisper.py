"""Trains the tiny Whisper: `python train_whisper.py WORK MINUTES [--resume] [--rate 2e-3] [--long 0.1]`.

Helpers that are dropped at export: a word-level CTC loss and a frame classifier on the encoder output,
and a loss that draws one cross-attention head of each layer to where the word was spoken. Short windows
see a random stretch of the encoder's positions; a share of the batches has the full 30 s.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import distributed, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import WhisperConfig, WhisperForConditionalGeneration

from features import whisper_log_mel
from targets import IGNORED, TargetMaker
from tokens import Vocabulary
from vocabulary import WORDS
from windows import Composer

RANKS = 2
BUDGET_FRAMES = 4500  # in a batch of one rank
SHORT_LENGTHS = (240, 320, 420, 600)
LONG_LENGTHS = (1000, 1600, 3000)
SILENCE = len(WORDS)
# Encoder positions (20 ms) away at which the heads of each layer begin to look; one head more is left free.
HEAD_SHIFTS = ((-2, -1, 1, 2), (-5, -2, 2, 5), (-9, -4, 4, 9), (-15, -7, 7, 15))


def configuration(vocabulary: Vocabulary) -> WhisperConfig:
    return WhisperConfig(
        vocab_size=vocabulary.size, num_mel_bins=80, d_model=80,
        encoder_layers=4, encoder_attention_heads=5, encoder_ffn_dim=320,
        decoder_layers=2, decoder_attention_heads=5, decoder_ffn_dim=320,
        max_source_positions=1500, max_target_positions=448,
        bos_token_id=vocabulary.end, eos_token_id=vocabulary.end, pad_token_id=vocabulary.end,
        decoder_start_token_id=vocabulary.start, suppress_tokens=None, begin_suppress_tokens=None,
        dropout=0.0, attention_dropout=0.0, activation_dropout=0.0,
    )


def initialise(whisper: WhisperForConditionalGeneration, first_timestamp: int) -> None:
    """Starts close to what a large model learns late, because a few thousand steps must do.

    Weights keep their input's variance. Each encoder head begins by looking a few positions back or
    ahead, which the sinusoids allow by a rotation. A timestamp begins as the position that it names.
    """
    for module in whisper.modules():
        if isinstance(module, (nn.Linear, nn.Conv1d)) and module is not whisper.proj_out:
            nn.init.normal_(module.weight, std=module.weight[0].numel() ** -0.5)
    encoder, table = whisper.model.encoder, whisper.model.decoder.embed_tokens.weight.data
    positions = encoder.embed_positions.weight.data
    table[first_timestamp : first_timestamp + 1500] = positions * 0.1
    width, heads = positions.shape[1], len(HEAD_SHIFTS[0]) + 1
    size = width // heads
    chosen = torch.arange(size // 2) * 2  # every second frequency from 1 rad a position downwards
    frequencies = torch.exp(-np.log(10_000) / (width // 2 - 1) * chosen)
    for depth, (layer, shifts) in enumerate(zip(encoder.layers, HEAD_SHIFTS)):
        gain = 1.4 + 0.15 * depth
        for head, shift in enumerate(shifts):
            rows = head * size + torch.arange(size // 2)
            for projection, distance in ((layer.self_attn.q_proj, shift), (layer.self_attn.k_proj, 0)):
                weight = projection.weight.data
                weight[head * size : (head + 1) * size] *= 0.2
                cosine, sine = torch.cos(frequencies * distance), torch.sin(frequencies * distance)
                weight[rows, chosen] += gain * cosine
                weight[rows, chosen + width // 2] += gain * sine
                weight[rows + size // 2, chosen] -= gain * sine
                weight[rows + size // 2, chosen + width // 2] += gain * cosine


class Trainee(nn.Module):
    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        config = configuration(vocabulary)
        config._attn_implementation = "eager"
        self.whisper = WhisperForConditionalGeneration(config)
        initialise(self.whisper, vocabulary.first_timestamp)
        self.frame_head = nn.Linear(config.d_model, len(WORDS) + 1)
        self.ctc_head = nn.Linear(config.d_model, len(WORDS) + 1)

    def encode(self, mel: torch.Tensor, offset: int) -> torch.Tensor:
        encoder = self.whisper.model.encoder
        hidden = functional.gelu(encoder.conv1(mel))
        hidden = functional.gelu(encoder.conv2(hidden)).permute(0, 2, 1)
        hidden = hidden + encoder.embed_positions.weight[offset : offset + hidden.shape[1]]
        for layer in encoder.layers:
            hidden = layer(hidden, None, layer_head_mask=None)[0]
        return encoder.layer_norm(hidden)

    def forward(self, mel, offset, inputs):
        encoded = self.encode(mel, offset)
        decoded = self.whisper.model.decoder(
            input_ids=inputs, encoder_hidden_states=encoded, output_attentions=True, use_cache=False
        )
        logits = self.whisper.proj_out(decoded.last_hidden_state)
        attention = torch.stack([layer[:, 0] for layer in decoded.cross_attentions])
        return encoded, logits, attention


def example(composer: Composer, maker: TargetMaker, frames: int, offset: int):
    draw = composer.generator
    if draw.random() < 0.2:
        power, audible = composer.no_speech(frames)
        segments = []
    else:
        power, segments, audible = composer.speech(frames, crowded=draw.random() < (0.35 if frames < 900 else 0.5))
    mel = whisper_log_mel(power)
    if audible < frames and draw.random() < 0.1:
        mel[audible:] = 0.0  # as faster-whisper pads
    if draw.random() < 0.2:
        low = draw.integers(0, 76)
        mel[:, low : low + draw.integers(1, 9)] = mel.min()
    classes = np.full(frames // 2, SILENCE if all(span for s in segments for span in s.intervals) else IGNORED)
    for segment in segments:
        for word, span in zip(segment.words, segment.intervals):
            if span:
                classes[int(span[0] / 2) : int(span[1] / 2) + 1] = word
    return mel, maker.make(segments, offset), classes, [word for s in segments for word in s.words]


def batch(composer: Composer, maker: TargetMaker, long_share: float):
    draw = composer.generator
    frames = int(draw.choice(LONG_LENGTHS if draw.random() < long_share else SHORT_LENGTHS))
    offset = 0 if draw.random() < 0.6 else int(draw.integers(0, 1500 - frames // 2 + 1))
    rows = [example(composer, maker, frames, offset) for _ in range(max(3, BUDGET_FRAMES // frames))]
    width = max(len(target.inputs) for _, target, _, _ in rows)
    inputs = np.full((len(rows), width), maker.vocabulary.end)
    labels = np.full((len(rows), width), IGNORED)
    spans = np.full((len(rows), width, 2), -1.0, np.float32)
    for row, (_, target, _, _) in enumerate(rows):
        inputs[row, : len(target.inputs)] = target.inputs
        labels[row, : len(target.labels)] = target.labels
        for column, span in enumerate(target.spans):
            if span:
                spans[row, column] = span
    mels = np.stack([mel.T for mel, _, _, _ in rows])
    return mels, offset, inputs, labels, spans, np.stack([row[2] for row in rows]), [row[3] for row in rows]


def token_loss(logits, labels, first_timestamp: int) -> torch.Tensor:
    """Cross entropy; a timestamp shares its weight with its neighbours (standard deviation 30 ms)."""
    rows = labels != IGNORED
    log_probabilities = functional.log_softmax(logits[rows], dim=-1)
    labels = labels[rows]
    chosen = -log_probabilities.gather(1, labels[:, None])[:, 0]
    timed = labels >= first_timestamp
    shifts = torch.arange(-5, 6)
    weights = torch.exp(-0.5 * (shifts / 1.5) ** 2)
    near = (labels[timed][:, None] + shifts).clamp(first_timestamp, logits.shape[-1] - 1)
    soft = -(log_probabilities[timed].gather(1, near) * (weights / weights.sum())).sum(1)
    return (chosen[~timed].sum() + 0.5 * soft.sum()) / len(labels)


def attention_loss(attention, spans) -> torch.Tensor:
    """Layer 0 looks at the last token shown, layer 1 at the token to come: [layers, B, L, positions], [B, L, 2]."""
    positions = torch.arange(attention.shape[-1])
    total = torch.zeros(())
    for weights, wanted in ((attention[0][:, 1:], spans[:, :-1]), (attention[1], spans)):
        known = wanted[..., 1] >= 0
        inside = (positions >= wanted[known][:, :1]) & (positions <= wanted[known][:, 1:])
        total = total - torch.log((weights[known] * inside).sum(-1) + 1e-4).sum() / known.sum().clamp(min=1)
    return total / 2


def losses(trainee, data, vocabulary):
    mels, offset, inputs, labels, spans, classes, words = data
    encoded, logits, attention = trainee(torch.from_numpy(mels), offset, torch.from_numpy(inputs))
    lengths = torch.tensor([len(row) for row in words])
    ctc = functional.ctc_loss(
        functional.log_softmax(trainee.ctc_head(encoded), -1).transpose(0, 1),
        torch.tensor([word for row in words for word in row], dtype=torch.long),
        torch.full((len(words),), encoded.shape[1]), lengths, blank=len(WORDS), zero_infinity=True,
    )
    classes = torch.from_numpy(classes).flatten()
    frame = functional.cross_entropy(
        trainee.frame_head(encoded).flatten(0, 1), classes, ignore_index=IGNORED, reduction="sum"
    ) / (classes != IGNORED).sum().clamp(min=1)
    return {
        "token": token_loss(logits, torch.from_numpy(labels), vocabulary.first_timestamp),
        "ctc": ctc,
        "frame": frame,
        "attention": attention_loss(attention, torch.from_numpy(spans)),
    }


WEIGHTS = {"token": 1.0, "ctc": 0.3, "frame": 0.5, "attention": 0.15}


def averaged_gradients(parameters, ranks: int) -> None:
    flat = torch.cat([parameter.grad.flatten() for parameter in parameters])
    distributed.all_reduce(flat)
    start = 0
    for parameter in parameters:
        parameter.grad.copy_(flat[start : start + parameter.numel()].view_as(parameter) / ranks)
        start += parameter.numel()


def optimizers_of(trainee: Trainee, rate: float) -> list[tuple[torch.optim.Optimizer, float]]:
    """Muon for the matrices within layers, AdamW for all else, each with its highest rate."""
    within = [p for name, p in trainee.named_parameters() if ".layers." in name and p.dim() == 2]
    others = [p for name, p in trainee.named_parameters() if not (".layers." in name and p.dim() == 2) and p.requires_grad]
    return [
        (torch.optim.Muon(within, rate, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"), rate),
        (torch.optim.AdamW(others, rate, betas=(0.9, 0.98), weight_decay=0.01), rate * 0.6),
    ]


def train(rank: int, arguments: argparse.Namespace) -> None:
    """One of RANKS processes with a thread of its own; they meet once a step, so that a busy machine delays little."""
    torch.set_num_threads(1)
    rendezvous = f"file://{arguments.work.resolve()}/rendezvous-{arguments.run}"
    distributed.init_process_group("gloo", init_method=rendezvous, rank=rank, world_size=RANKS)
    torch.manual_seed(arguments.seed)
    vocabulary = Vocabulary()
    trainee = Trainee(vocabulary)
    checkpoint = arguments.work / "whisper.pt"
    if arguments.resume:
        trainee.load_state_dict(torch.load(checkpoint))
    average = AveragedModel(trainee, multi_avg_fn=get_ema_multi_avg_fn(0.998))
    parameters = [parameter for parameter in trainee.parameters() if parameter.requires_grad]
    optimizers = optimizers_of(trainee, arguments.rate)
    composer = Composer(arguments.work, "whisper", arguments.seed * 100 + rank)
    maker = TargetMaker(vocabulary, composer.generator)
    distributed.barrier()
    began, step, running = time.monotonic(), 0, {}
    while True:
        shared_share = torch.tensor((time.monotonic() - began) / 60 / arguments.minutes)
        distributed.broadcast(shared_share, 0)
        share = shared_share.item()
        if share >= 1:
            break
        long_share = arguments.long if arguments.resume or share > 0.3 else 0.0
        parts = losses(trainee, batch(composer, maker, long_share), vocabulary)
        trainee.zero_grad()
        sum(WEIGHTS[name] * value for name, value in parts.items()).backward()
        averaged_gradients(parameters, RANKS)
        nn.utils.clip_grad_norm_(parameters, 1.0)
        for optimizer, rate in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate * min(1, (step + 1) / 100) * (1 - share) ** 0.8
            optimizer.step()
        average.update_parameters(trainee)
        step += 1
        for name, value in parts.items():
            running[name] = running.get(name, value.item()) * 0.97 + value.item() * 0.03
        if rank == 0 and step % 50 == 0:
            print(step, f"{share:.2f}", *(f"{name} {value:.3f}" for name, value in running.items()), flush=True)
        if rank == 0 and step % 200 == 0:
            torch.save(average.module.state_dict(), checkpoint)
    if rank == 0:
        torch.save(average.module.state_dict(), checkpoint)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=Path)
    parser.add_argument("minutes", type=float)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--long", type=float, default=0.1, help="share of batches of 10 to 30 s")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    arguments.run = int(time.time())
    torch.multiprocessing.spawn(train, (arguments,), RANKS)


if __name__ == "__main__":
    main()
