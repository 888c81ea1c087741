#!/usr/bin/env python3
"""PyTorch beside us: the networks of tests/support/reference-networks.ts, one timed step at a time.

  torch_steps.py THREADS

Says one line of JSON about itself, then answers each line `NETWORK step|infer BATCH` on standard input
with the wall-clock and the CPU time of that one call, in ms. Networks: w1, w2 (transformers), w4 (LSTM).
"""

import json
import math
import os
import sys
import time

THREADS = int(sys.argv[1])
for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = str(THREADS)

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(THREADS)
BARS, FEATURES, OUTPUTS = 60, 50, 5


class Attention(nn.Module):
    def __init__(self, width, heads, causal):
        super().__init__()
        self.heads, self.causal = heads, causal
        self.projection = nn.Linear(width, 3 * width)
        self.output = nn.Linear(width, width)

    def forward(self, x):
        batch, bars, width = x.shape
        parts = self.projection(x).view(batch, bars, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        scores = (query @ key.transpose(-1, -2)) / math.sqrt(width // self.heads)
        if self.causal:
            scores = scores + torch.full((bars, bars), -1e9).triu(1)
        mixed = (scores.softmax(-1) @ value).transpose(1, 2).reshape(batch, bars, width)
        return self.output(mixed)


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads, causal=True)
        self.inner, self.outer = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.outer(F.gelu(self.inner(self.norm2(x)), approximate="tanh"))


class Decoder(nn.Module):
    def __init__(self, width, heads, layers):
        super().__init__()
        self.embedding = nn.Linear(FEATURES, width)
        self.blocks = nn.Sequential(*[Block(width, heads) for _ in range(layers)])
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, OUTPUTS)

    def forward(self, x):
        return self.head(self.norm(self.blocks(self.embedding(x))[:, -1]))


class AttentionLstm(nn.Module):
    def __init__(self, width=64, heads=4):
        super().__init__()
        self.lstm = nn.LSTM(FEATURES, width, 2, batch_first=True)
        self.attention = Attention(width, heads, causal=False)
        self.head = nn.Linear(width, OUTPUTS)

    def forward(self, x):
        states, _ = self.lstm(x)
        return self.head((states + self.attention(states))[:, -1])


NETWORKS = {
    "w1": lambda: Decoder(64, 4, 2),
    "w2": lambda: Decoder(128, 8, 4),
    "w4": AttentionLstm,
}


def training_step(model, batch):
    x, y = torch.randn(batch, BARS, FEATURES), torch.randn(batch, OUTPUTS)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = F.mse_loss(model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        return loss.item()

    return step


def inference(model, batch):
    model.eval()
    x = torch.randn(batch, BARS, FEATURES)

    def infer():
        with torch.inference_mode():
            return model(x).sum().item()

    return infer


def main():
    torch.manual_seed(1)
    print(json.dumps({"version": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    works = {}
    for line in sys.stdin:
        key = line.strip()
        if key not in works:
            network, kind, batch = key.split()
            make = training_step if kind == "step" else inference
            works[key] = make(NETWORKS[network](), int(batch))
        work = works[key]
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(json.dumps({"wallMs": wall * 1e3, "cpuMs": cpu * 1e3}), flush=True)


main()
