"""Trains the small network that hears mouth shapes: python train.py FEATURES.csv OUT.json (torch, numpy)."""
import base64
import json
import sys

import numpy as np
import torch

HIDDEN = 32
HELD_OUT = ("flite-slt", "espeak-de")

torch.manual_seed(7)
torch.set_num_threads(1)

voices, labels, rows = [], [], []
with open(sys.argv[1]) as lines:
    for line in lines:
        voice, viseme, rest = line.split(",", 2)
        voices.append(voice)
        labels.append(int(viseme))
        rows.append(np.array(rest.split(","), dtype=np.float32))
x = torch.from_numpy(np.stack(rows))
y = torch.tensor(labels)
held = torch.tensor([voice in HELD_OUT for voice in voices])

counts = torch.bincount(y[~held], minlength=15).float()
weights = (counts.mean() / (counts + 50)).sqrt()
mean = x[~held].mean(0)
net = torch.nn.Sequential(torch.nn.Linear(x.shape[1], HIDDEN), torch.nn.Tanh(), torch.nn.Dropout(0.25), torch.nn.Linear(HIDDEN, 15))
loss = torch.nn.CrossEntropyLoss(weight=weights, label_smoothing=0.05)
epochs = int(sys.argv[3]) if len(sys.argv) > 3 else 14
optimizer = torch.optim.AdamW(net.parameters(), lr=4e-3, weight_decay=0.15)
xt, yt = x[~held] - mean, y[~held]


def recoloured(batch):
    """Other microphones, rooms and voices: the same bands louder or softer in all frames of the context."""
    count = len(batch)
    place = torch.linspace(-1, 1, 16)
    colour = 0.5 * torch.randn(count, 1) * place + 0.3 * torch.randn(count, 1) * (place**2 - 0.3)
    colour = colour + 0.25 * torch.randn(count, 1) + 0.1 * torch.randn(count, 16)
    return batch + colour.repeat(1, batch.shape[1] // 16) + 0.08 * torch.randn_like(batch)


steps = epochs * (len(xt) // 256)
schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 8e-3, total_steps=steps + 1)
for step in range(steps):
    pick = torch.randint(0, len(xt), (256,))
    optimizer.zero_grad()
    loss(net(recoloured(xt[pick])), yt[pick]).backward()
    optimizer.step()
    schedule.step()

net.eval()
with torch.no_grad():
    guess = net(x - mean).argmax(1)
    for name, part in (("learnt", ~held), ("held out", held)):
        print(name, "frames right:", round((guess[part] == y[part]).float().mean().item(), 3))
    hidden, out = net[0], net[3]
    # The mean goes into the bias: features are used as they are.
    bias = hidden.bias - hidden.weight @ mean


def eight_bits(values):
    scale = values.abs().max().item() / 127
    whole = (values / scale).round().to(torch.int8).numpy().tobytes()
    return {"scale": scale, "values": base64.b64encode(whole).decode()}


with open(sys.argv[2], "w") as file:
    json.dump(
        {
            "hidden": {"weights": eight_bits(hidden.weight.detach()), "bias": [round(v, 4) for v in bias.tolist()]},
            "output": {"weights": eight_bits(out.weight.detach()), "bias": [round(v, 4) for v in out.bias.tolist()]},
        },
        file,
    )
