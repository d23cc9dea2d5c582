"""What a voice is made of: conditioning encoder, speaker encoder and vocoder, around the reference's modules."""

import torch
from torch import nn
from TTS.tts.layers.xtts.gpt import GPT
from TTS.tts.layers.xtts.hifigan_decoder import HifiDecoder


class ConditioningGraph(nn.Module):
    """mel_spectrogram f32 [B, 80, T] (log, divided by mel_stats) to conditioning_latents [B, 32, width]."""

    def __init__(self, gpt: GPT):
        super().__init__()
        self.conditioning_encoder, self.conditioning_perceiver = gpt.conditioning_encoder, gpt.conditioning_perceiver

    def forward(self, mel_spectrogram):
        hidden = self.conditioning_encoder(mel_spectrogram)
        return self.conditioning_perceiver(hidden.permute(0, 2, 1))


class SpeakerGraph(nn.Module):
    """mel_spec f32 [B, 64, T] (power, not log) to speaker_embedding [B, 512, 1] of unit length."""

    def __init__(self, decoder: HifiDecoder):
        super().__init__()
        self.encoder = decoder.speaker_encoder

    def forward(self, mel_spec):
        encoder = self.encoder
        features = encoder.instancenorm((mel_spec + 1e-6).log()).unsqueeze(1)
        features = encoder.bn1(encoder.relu(encoder.conv1(features)))
        features = encoder.layer4(encoder.layer3(encoder.layer2(encoder.layer1(features))))
        features = features.flatten(1, 2)
        weights = encoder.attention(features)
        mean = torch.sum(features * weights, dim=2)
        deviation = torch.sqrt((torch.sum(features**2 * weights, dim=2) - mean**2).clamp(min=1e-5))
        embedding = encoder.fc(torch.cat((mean, deviation), 1))
        return nn.functional.normalize(embedding, p=2, dim=1).unsqueeze(-1)


class VocoderGraph(nn.Module):
    """latents f32 [1, T, width], speaker_embedding [1, 512, 1] to waveform [1, 1, N] at 24 kHz, interpolating."""

    def __init__(self, decoder: HifiDecoder):
        super().__init__()
        self.decoder = decoder

    def forward(self, latents, speaker_embedding):
        decoder = self.decoder
        frames = nn.functional.interpolate(
            latents.transpose(1, 2),
            scale_factor=[decoder.ar_mel_length_compression / decoder.output_hop_length],
            mode="linear",
        )
        frames = nn.functional.interpolate(
            frames, scale_factor=[decoder.output_sample_rate / decoder.input_sample_rate], mode="linear"
        )
        return decoder.waveform_decoder(frames, g=speaker_embedding)


class FramesGraph(nn.Module):
    """frames f32 [1, width, F] (interpolated outside), speaker_embedding [1, 512, 1] to waveform [1, 1, 256 F]."""

    def __init__(self, decoder: HifiDecoder):
        super().__init__()
        self.waveform_decoder = decoder.waveform_decoder

    def forward(self, frames, speaker_embedding):
        return self.waveform_decoder(frames, g=speaker_embedding)
