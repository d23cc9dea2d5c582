"""Small networks with the public exports' signatures. What is inside serves variety, except the Canary decoder,
whose modules are nested and named as NeMo's are, so that the exporter names its tensors as in the real files."""

import math

import torch
from torch import nn


def frame_mask(lengths: torch.Tensor, frames: torch.Tensor) -> torch.Tensor:
    """[B, T] of 0 and 1."""
    return (torch.arange(frames.shape[-1], device=frames.device)[None, :] < lengths[:, None]).to(torch.float32)


class MelEncoder(nn.Module):
    """[B, F, T] and lengths to [B, T', D] and lengths, T' = (T - 1) // 8 + 1, blind to what lies beyond a length."""

    def __init__(self, features: int, width: int):
        super().__init__()
        sizes = [features, width, width, width]
        self.convolutions = nn.ModuleList(
            nn.Conv1d(sizes[i], sizes[i + 1], 3, stride=2, padding=1) for i in range(3)
        )
        self.query = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width)
        for convolution in self.convolutions:
            nn.init.normal_(convolution.weight, std=1.6 / math.sqrt(convolution.weight[0].numel()))

    def forward(self, audio_signal: torch.Tensor, length: torch.Tensor):
        hidden = audio_signal
        for convolution in self.convolutions:
            hidden = torch.tanh(convolution(hidden))
            length = (length - 1) // 2 + 1
            hidden = hidden * frame_mask(length, hidden)[:, None, :]
        hidden = hidden.transpose(1, 2)
        mask = frame_mask(length, hidden.transpose(1, 2))
        scores = self.query(hidden) @ hidden.transpose(1, 2) + (1 - mask[:, None, :]) * -10000.0
        mixed = self.norm(hidden + 0.3 * torch.softmax(scores, dim=-1) @ hidden)
        return mixed * mask[:, :, None], length


class CtcModel(nn.Module):
    """NeMo's form: `audio_signal`, `length` to `logprobs`, the blank last."""

    def __init__(self, features: int, width: int, classes: int, blank: int, blank_bias: float):
        super().__init__()
        self.encoder = MelEncoder(features, width)
        self.head = nn.Linear(width, classes)
        nn.init.normal_(self.head.weight, std=0.7)
        with torch.no_grad():
            self.head.bias[blank] += blank_bias

    def forward(self, audio_signal: torch.Tensor, length: torch.Tensor) -> torch.Tensor:
        hidden, _ = self.encoder(audio_signal, length)
        return torch.log_softmax(self.head(hidden), dim=-1)


class CtcModelOfHuggingFace(nn.Module):
    """The Hugging Face form: `input_features` [B, T, F] and `attention_mask` [B, T] to raw `logits`."""

    def __init__(self, features: int, width: int, classes: int, blank: int, blank_bias: float):
        super().__init__()
        self.inner = CtcModel(features, width, classes, blank, blank_bias)

    def forward(self, input_features: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        hidden, _ = self.inner.encoder(input_features.transpose(1, 2), attention_mask.sum(-1))
        return self.inner.head(hidden)


class TransducerEncoder(nn.Module):
    def __init__(self, features: int, width: int):
        super().__init__()
        self.encoder = MelEncoder(features, width)

    def forward(self, audio_signal: torch.Tensor, length: torch.Tensor):
        hidden, lengths = self.encoder(audio_signal, length)
        return hidden.transpose(1, 2), lengths


class DecoderJoint(nn.Module):
    """Prediction network (two LSTM layers) and joint network in one graph. `durations` is 0 for RNN-T."""

    def __init__(self, width: int, hidden: int, classes: int, durations: int, blank_bias: float):
        super().__init__()
        self.durations = durations
        self.embedding = nn.Embedding(classes, hidden, padding_idx=classes - 1)
        self.lstm = nn.LSTM(hidden, hidden, num_layers=2)
        self.encoder_projection = nn.Linear(width, hidden)
        self.prediction_projection = nn.Linear(hidden, hidden)
        self.token_head = nn.Linear(hidden, classes)
        nn.init.normal_(self.token_head.weight, std=1.2)
        for name, parameter in self.lstm.named_parameters():
            if name.startswith("weight"):
                nn.init.normal_(parameter, std=0.6)
        nn.init.normal_(self.prediction_projection.weight, std=1.5)
        nn.init.normal_(self.encoder_projection.weight, std=0.2)
        with torch.no_grad():
            self.token_head.bias[classes - 1] += blank_bias
        if durations:
            # Seen by the encoder's side alone, so that a frame that asks for duration 0 goes on asking.
            self.duration_head = nn.Linear(width, durations)
            nn.init.normal_(self.duration_head.weight, std=0.8)

    def forward(self, encoder_outputs, targets, target_length, input_states_1, input_states_2):
        embedded = self.embedding(targets).transpose(0, 1)
        predicted, (state_1, state_2) = self.lstm(embedded, (input_states_1, input_states_2))
        encoded = encoder_outputs.transpose(1, 2)
        joined = self.encoder_projection(encoded)[:, :, None, :]
        joined = torch.relu(joined + self.prediction_projection(predicted.transpose(0, 1))[:, None, :, :])
        outputs = self.token_head(joined)
        if self.durations:
            asked = self.duration_head(encoded)[:, :, None, :].expand(-1, -1, outputs.shape[2], -1)
            outputs = torch.cat((outputs, asked), dim=-1)
        return outputs, target_length + 0, state_1, state_2


class CanaryEncoder(nn.Module):
    def __init__(self, features: int, width: int):
        super().__init__()
        self.encoder = MelEncoder(features, width)

    def forward(self, audio_signal: torch.Tensor, length: torch.Tensor):
        hidden, lengths = self.encoder(audio_signal, length)
        return hidden, frame_mask(lengths, hidden.transpose(1, 2)).to(torch.int64)


class MultiHeadAttention(nn.Module):
    """Order and names of the operations as in NeMo's: they decide the tensors' names in the exported graph."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.scale = math.sqrt(math.sqrt(width // heads))
        self.query_net = nn.Linear(width, width)
        self.key_net = nn.Linear(width, width)
        self.value_net = nn.Linear(width, width)
        self.out_projection = nn.Linear(width, width)

    def split_heads(self, states: torch.Tensor) -> torch.Tensor:
        shape = states.size()[:-1] + (self.heads, states.size(-1) // self.heads)
        return states.view(*shape).permute(0, 2, 1, 3)

    def forward(self, queries, keys, values, mask):
        query, key, value = self.query_net(queries), self.key_net(keys), self.value_net(values)
        query = self.split_heads(query) / self.scale
        key = self.split_heads(key) / self.scale
        value = self.split_heads(value)
        scores = query @ key.transpose(-1, -2) + mask
        context = (torch.softmax(scores, dim=-1) @ value).permute(0, 2, 1, 3).contiguous()
        return self.out_projection(context.view(*(context.size()[:-2] + (context.size(-1) * self.heads,))))


class FeedForward(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.dense_in = nn.Linear(width, 2 * width)
        self.dense_out = nn.Linear(2 * width, width)

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        return self.dense_out(torch.relu(self.dense_in(states)))


class TransformerDecoderBlock(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.layer_norm_1 = nn.LayerNorm(width)
        self.first_sub_layer = MultiHeadAttention(width, heads)
        self.layer_norm_2 = nn.LayerNorm(width)
        self.second_sub_layer = MultiHeadAttention(width, heads)
        self.layer_norm_3 = nn.LayerNorm(width)
        self.third_sub_layer = FeedForward(width)

    def forward(self, query, mask, keys, encoder_states, encoder_mask):
        keys = self.layer_norm_1(keys)
        states = query + self.first_sub_layer(self.layer_norm_1(query), keys, keys, mask)
        states = states + self.second_sub_layer(self.layer_norm_2(states), encoder_states, encoder_states, encoder_mask)
        return states + self.third_sub_layer(self.layer_norm_3(states))


class TransformerDecoder(nn.Module):
    def __init__(self, width: int, layers: int, heads: int):
        super().__init__()
        self.layers = nn.ModuleList(TransformerDecoderBlock(width, heads) for _ in range(layers))
        self.final_layer_norm = nn.LayerNorm(width)

    @staticmethod
    def remember(memory, states):
        """Joined with time as the last dimension, as NeMo does for its export."""
        return torch.cat((memory.transpose(1, 2), states.transpose(1, 2)), dim=2).transpose(1, 2)

    def forward(self, states, mask, encoder_states, encoder_mask, memories):
        memory = self.remember(memories[0], states)
        kept = memory.unsqueeze(0)
        for index, layer in enumerate(self.layers):
            states = layer(states, mask, memory, encoder_states, encoder_mask)
            memory = self.remember(memories[index + 1], states)
            kept = torch.cat((kept, memory.unsqueeze(0)), dim=0)
        states = self.final_layer_norm(states)
        memory = self.remember(memories[len(self.layers) + 1], states)
        return torch.cat((kept, memory.unsqueeze(0)), dim=0)


class TokenEmbedding(nn.Module):
    def __init__(self, classes: int, width: int, longest: int):
        super().__init__()
        self.token_embedding = nn.Embedding(classes, width)
        nn.init.normal_(self.token_embedding.weight, std=1 / math.sqrt(width))
        position = torch.arange(0.0, longest)[:, None]
        rate = torch.exp(-math.log(10000.0) / width * torch.arange(0.0, width, 2))
        table = torch.zeros(longest, width)
        table[:, 0::2], table[:, 1::2] = torch.sin(position * rate), torch.cos(position * rate)
        self.register_buffer("position_table", table / math.sqrt(width))
        self.layer_norm = nn.LayerNorm(width)

    def forward(self, input_ids: torch.Tensor, past: int) -> torch.Tensor:
        positions = torch.arange(input_ids.shape[1])[None, :] + past
        return self.layer_norm(self.token_embedding(input_ids) + self.position_table[positions])


class CanaryDecoder(nn.Module):
    """`decoder_mems` [layers + 2, B, past, D]; `logits` are log probabilities of the last position only."""

    def __init__(self, classes: int, width: int, layers: int, heads: int, longest: int, gain: float = 1.0):
        super().__init__()
        self._embedding = TokenEmbedding(classes, width, longest)
        self._decoder = TransformerDecoder(width, layers, heads)
        self.head = nn.Linear(width, classes)
        for module in self._decoder.modules():
            if isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, std=gain / math.sqrt(module.in_features))
        nn.init.normal_(self.head.weight, std=0.6 * gain)

    def forward(self, input_ids, encoder_embeddings, encoder_mask, decoder_mems):
        count = input_ids.shape[1]
        causal = torch.triu(torch.ones(count, count), diagonal=1) * -10000.0
        hidden_encoder = (1.0 - encoder_mask.to(torch.float32))[:, None, None, :] * -10000.0
        states = self._embedding(input_ids, decoder_mems.shape[2])
        memories = self._decoder(states, causal[None, None], encoder_embeddings, hidden_encoder, decoder_mems)
        return torch.log_softmax(self.head(memories[-1][:, -1:]), dim=-1), memories
