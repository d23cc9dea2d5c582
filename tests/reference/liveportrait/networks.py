"""LivePortrait's own networks with random weights, at full size or with few channels."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn

import published

SEED = 20_261_120
KEYPOINTS = 21
FULL = {
    "appearance": {"block_expansion": 64, "num_resblocks": 6},
    "motion": {"depths": [3, 3, 9, 3], "dims": [96, 192, 384, 768]},
    "warping": {"block_expansion": 64},
    "dense": {"block_expansion": 32, "max_features": 1024, "num_blocks": 5, "compress": 4},
    "generator": {"block_expansion": 64, "max_features": 512, "out_channels": 64},
    "spade_hidden": 128,
    "mask_kernel": 7,
    "mantissa_bits": None,
    "contrast": 0.5,
}
"""The sizes of the published `src/config/models.yaml`."""

SMALL = {
    "appearance": {"block_expansion": 4, "num_resblocks": 1},
    "motion": {"depths": [1, 1, 2, 1], "dims": [8, 12, 16, 24]},
    "warping": {"block_expansion": 2},
    "dense": {"block_expansion": 2, "max_features": 16, "num_blocks": 3, "compress": 1},
    "generator": {"block_expansion": 2, "max_features": 512, "out_channels": 6},
    "spade_hidden": 2,
    "mask_kernel": 3,
    "mantissa_bits": 3,
    "contrast": 1.2,
}
"""
Few channels inside; the feature volume and the 256 channels between warping and generation are as published. Weights of
few bits, and a mask of 3 x 3 x 3 in place of 7 x 7 x 7, keep the files small.
"""

WARPED_CHANNELS = 256
RETARGETING = {
    "stitching": {"input_size": 126, "hidden_sizes": [128, 128, 64], "output_size": 65},
    "eye": {"input_size": 66, "hidden_sizes": [256, 256, 128, 128, 64], "output_size": 63},
    "lip": {"input_size": 65, "hidden_sizes": [128, 128, 64], "output_size": 63},
}


@dataclass(frozen=True)
class Networks:
    appearance: nn.Module
    motion: nn.Module
    warping: nn.Module
    generator: nn.Module
    stitching: nn.Module
    eye: nn.Module
    lip: nn.Module

    def all(self) -> list[nn.Module]:
        return list(vars(self).values())


def _spread(module: nn.Module) -> None:
    """Weights that keep the size of activations, and statistics that are not those of a fresh layer."""
    if isinstance(module, nn.Conv2d | nn.Conv3d | nn.Linear):
        weight = getattr(module, "weight_orig", module.weight)
        nn.init.kaiming_normal_(weight, nonlinearity="relu")
        if module.bias is not None:
            nn.init.normal_(module.bias, std=0.05)
    elif isinstance(module, nn.BatchNorm2d | nn.BatchNorm3d):
        nn.init.uniform_(module.weight, 0.7, 1.1)
        nn.init.normal_(module.bias, std=0.1)
        nn.init.normal_(module.running_mean, std=0.1)
        nn.init.uniform_(module.running_var, 0.8, 1.5)
    elif type(module).__name__ == "GRN":
        nn.init.normal_(module.gamma, std=0.5)
        nn.init.normal_(module.beta, std=0.1)


def _settle_spectral_norms(network: nn.Module) -> None:
    """As after training: u and v are the singular vectors, so that the weight's norm is one."""
    for module in network.modules():
        for hook in module._forward_pre_hooks.values():
            if type(hook).__name__ == "SpectralNorm":
                for _ in range(20):
                    hook.compute_weight(module, do_power_iteration=True)


def _coarsen(network: nn.Module, bits: int) -> None:
    """Rounds large weights to so many bits of mantissa, which a repository packs well."""
    for parameter in network.parameters():
        if parameter.numel() > 1000:
            mantissa, exponent = torch.frexp(parameter.data)
            parameter.data = torch.ldexp((mantissa * 2**bits).round() / 2**bits, exponent)


def fold_spectral_norms(network: nn.Module) -> None:
    """Divides weights by their norms once, as an export does, and not at every call."""
    for module in network.modules():
        if any(type(hook).__name__ == "SpectralNorm" for hook in module._forward_pre_hooks.values()):
            nn.utils.remove_spectral_norm(module)


def _plausible_heads(motion: nn.Module) -> None:
    """Outputs in the ranges of the real extractor's: degrees within +-30, a scale of 1.4, keypoints within a face."""
    heads, bins = motion.detector, torch.arange(66) - 32.5
    width = heads.fc_kp.in_features

    blurred = nn.functional.interpolate(torch.rand(8, 3, 6, 6), size=(256, 256), mode="bicubic").clamp(0, 1)
    usual, deviation = heads.forward_features(blurred).mean(0), 0.08

    def near(head: nn.Linear, center: torch.Tensor, spread: torch.Tensor | float) -> None:
        head.weight.copy_(torch.randn_like(head.weight) * spread / (width**0.5 * deviation))
        head.bias.copy_(center - head.weight @ usual)

    for head in (heads.fc_pitch, heads.fc_yaw, heads.fc_roll):
        near(head, -0.5 * (bins / 3) ** 2, 0.1)
        turn = torch.randn(1, width) * 3 / (9 * width**0.5 * deviation)
        head.weight.add_(bins[:, None] * turn)
        head.bias.sub_(bins * (turn @ usual))
    grid = torch.linspace(-0.28, 0.28, KEYPOINTS)
    face = torch.stack([grid[torch.randperm(KEYPOINTS)], grid, 0.3 * grid[torch.randperm(KEYPOINTS)]], dim=1)
    near(heads.fc_kp, face.flatten(), 0.02)
    near(heads.fc_exp, torch.zeros(63), 0.015)
    near(heads.fc_t, torch.tensor([0.02, -0.03, 0.4]), 0.03)
    near(heads.fc_scale, torch.tensor([1.4]), 0.08)


@torch.no_grad()
def build(sizes: dict) -> Networks:
    """The same weights whenever sizes and SEED are the same."""
    torch.manual_seed(SEED)
    published.module("modules.motion_extractor").model_dict["small"] = published.module("modules.convnextv2").ConvNeXtV2
    with spade_hidden(sizes["spade_hidden"]):
        generator = published.module("modules.spade_generator").SPADEDecoder(upscale=2, **sizes["generator"])
    retargeting = published.module("modules.stitching_retargeting_network").StitchingRetargetingNetwork
    networks = Networks(
        appearance=published.module("modules.appearance_feature_extractor").AppearanceFeatureExtractor(
            image_channel=3,
            num_down_blocks=2,
            max_features=512,
            reshape_channel=32,
            reshape_depth=16,
            **sizes["appearance"],
        ),
        motion=published.module("modules.motion_extractor").MotionExtractor(
            backbone="small", num_kp=KEYPOINTS, **sizes["motion"]
        ),
        warping=published.module("modules.warping_network").WarpingNetwork(
            num_kp=KEYPOINTS,
            max_features=512,
            num_down_blocks=2,
            reshape_channel=32,
            estimate_occlusion_map=True,
            dense_motion_params={"reshape_depth": 16, **sizes["dense"]},
            **sizes["warping"],
        ),
        generator=generator,
        **{name: retargeting(**layers) for name, layers in RETARGETING.items()},
    )
    inner = networks.warping.fourth.in_channels
    if inner != WARPED_CHANNELS:
        networks.warping.fourth = nn.Conv2d(inner, WARPED_CHANNELS, kernel_size=1)
        generator.fc = nn.Conv2d(WARPED_CHANNELS, generator.fc.out_channels, 3, padding=1)
    dense, kernel = networks.warping.dense_motion_network, sizes["mask_kernel"]
    dense.mask = nn.Conv3d(dense.mask.in_channels, dense.mask.out_channels, kernel, padding=kernel // 2)
    for network in networks.all():
        network.apply(_spread)
        network.eval()
    for name in RETARGETING:
        last = getattr(networks, name).mlp[-1]
        last.weight.mul_(0.05)
        last.bias.mul_(0.1)
    networks.generator.conv_img[0].weight.mul_(sizes["contrast"])
    _settle_spectral_norms(networks.generator)
    if sizes["mantissa_bits"] is not None:
        fold_spectral_norms(networks.generator)
        for network in networks.all():
            _coarsen(network, sizes["mantissa_bits"])
    _plausible_heads(networks.motion)
    return networks


class spade_hidden:
    """SPADE's hidden channels, which its class fixes at 128; where they differ, it reads the 256 warped channels."""

    def __init__(self, channels: int):
        self.channels = channels

    def __enter__(self) -> None:
        util = published.module("modules.util")
        self.original: Callable = util.SPADE.__init__
        channels = self.channels

        def initialize(spade, norm_nc: int, label_nc: int) -> None:
            self.original(spade, norm_nc, label_nc)
            if channels != 128:
                spade.mlp_shared[0] = nn.Conv2d(WARPED_CHANNELS, channels, kernel_size=3, padding=1)
                spade.mlp_gamma = nn.Conv2d(channels, norm_nc, kernel_size=3, padding=1)
                spade.mlp_beta = nn.Conv2d(channels, norm_nc, kernel_size=3, padding=1)

        util.SPADE.__init__ = initialize

    def __exit__(self, *_: object) -> None:
        published.module("modules.util").SPADE.__init__ = self.original
