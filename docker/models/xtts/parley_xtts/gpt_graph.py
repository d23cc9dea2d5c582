"""The GPT of XTTS as one graph for prefill and for steps, made of plain operators only."""

import math

import torch
from torch import nn
from TTS.tts.layers.xtts.gpt import GPT

MASKED = -1e9
"""Added to the scores of positions that must not be seen: exp() of it is 0, and two of them still are finite."""


class SplitHeads(torch.autograd.Function):
    """[B, S, heads * size] to [B, S, heads, size], exported as one Reshape that copies B and S."""

    @staticmethod
    def forward(context, hidden, heads):
        return hidden.reshape(hidden.shape[0], hidden.shape[1], heads, hidden.shape[2] // heads)

    @staticmethod
    def symbolic(graph, hidden, heads):
        return graph.op("Reshape", hidden, graph.op("Constant", value_t=torch.tensor([0, 0, heads, -1])))


class JoinHeads(torch.autograd.Function):
    """[B, S, heads, size] to [B, S, heads * size], exported as one Reshape that copies B and S."""

    @staticmethod
    def forward(context, hidden):
        return hidden.reshape(hidden.shape[0], hidden.shape[1], hidden.shape[2] * hidden.shape[3])

    @staticmethod
    def symbolic(graph, hidden):
        return graph.op("Reshape", hidden, graph.op("Constant", value_t=torch.tensor([0, 0, -1])))


def gelu_new(hidden: torch.Tensor) -> torch.Tensor:
    """GPT-2's GELU, in the operators that onnxruntime fuses into FastGelu."""
    inner = math.sqrt(2.0 / math.pi) * (hidden + 0.044715 * torch.pow(hidden, 3.0))
    return 0.5 * hidden * (1.0 + torch.tanh(inner))


class Projection(nn.Module):
    """transformers' Conv1D (weights [in, out]) as MatMul and Add."""

    def __init__(self, convolution: nn.Module):
        super().__init__()
        self.weight = convolution.weight
        self.bias = convolution.bias

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        return torch.matmul(hidden, self.weight) + self.bias


class Layer(nn.Module):
    """One pre-norm block of GPT-2 with its keys and values handed in and out."""

    def __init__(self, block: nn.Module, heads: int):
        super().__init__()
        self.ln_1, self.ln_2 = block.ln_1, block.ln_2
        self.c_attn, self.c_proj = Projection(block.attn.c_attn), Projection(block.attn.c_proj)
        self.c_fc, self.mlp_c_proj = Projection(block.mlp.c_fc), Projection(block.mlp.c_proj)
        self.heads, self.width = heads, block.attn.embed_dim

    def split(self, hidden: torch.Tensor) -> torch.Tensor:
        return SplitHeads.apply(hidden, self.heads).permute(0, 2, 1, 3)

    def forward(self, hidden, mask, past_key, past_value):
        query, key, value = self.c_attn(self.ln_1(hidden)).split(self.width, dim=2)
        key = torch.cat([past_key, self.split(key)], dim=2)
        value = torch.cat([past_value, self.split(value)], dim=2)
        scale = (self.width // self.heads) ** -0.5
        scores = torch.matmul(self.split(query), key.transpose(2, 3)) * scale + mask
        context = torch.matmul(torch.softmax(scores, dim=-1), value)
        hidden = hidden + self.c_proj(JoinHeads.apply(context.permute(0, 2, 1, 3)))
        return hidden + self.mlp_c_proj(gelu_new(self.c_fc(self.ln_2(hidden)))), key, value


class GptGraph(nn.Module):
    """
    inputs_embeds f32 [B, S, width], attention_mask f32 [B, P + S] (1 seen, 0 hidden), then past keys and values
    [B, heads, P, size] of each layer (P may be 0), to logits [B, S, audio tokens], hidden_states [B, S, width]
    (after ln_f and final_norm: what mel_head and the vocoder take), and the keys and values of P + S positions.
    """

    def __init__(self, gpt: GPT):
        super().__init__()
        self.layers = nn.ModuleList(Layer(block, gpt.heads) for block in gpt.gpt.h)
        self.ln_f, self.final_norm, self.mel_head = gpt.gpt.ln_f, gpt.final_norm, gpt.mel_head

    def forward(self, inputs_embeds, attention_mask, *past):
        past_length, length = past[0].shape[2], inputs_embeds.shape[1]
        keys = torch.arange(past_length + length, device=inputs_embeds.device).unsqueeze(0)
        queries = torch.arange(past_length, past_length + length, device=inputs_embeds.device).unsqueeze(1)
        future = (keys > queries).to(inputs_embeds.dtype) * MASKED
        mask = future + ((1.0 - attention_mask) * MASKED).unsqueeze(1).unsqueeze(1)
        hidden, present = inputs_embeds, []
        for index, layer in enumerate(self.layers):
            hidden, key, value = layer(hidden, mask, past[2 * index], past[2 * index + 1])
            present += [key, value]
        latents = self.final_norm(self.ln_f(hidden))
        return (self.mel_head(latents), latents, *present)


def past_names(layers: int) -> list[str]:
    return [f"past_{kind}_{index}" for index in range(layers) for kind in ("key", "value")]


def present_names(layers: int) -> list[str]:
    return [f"present_{kind}_{index}" for index in range(layers) for kind in ("key", "value")]
