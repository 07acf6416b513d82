"""Lesson 10: the ported networks, answers nobody planned for, and what the lesson's text and formulas claim."""

import math
import re

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from gancourse.checks.bank import bank
from gancourse.checks.exercise import CORRECT, NOT_YET
from gancourse.data.loading import Images
from gancourse.models import published
from gancourse.paths import ROOT, asset
from gancourse.training.recordings import Recording
from measuring import lesson_10

BANK = bank()


def trainable(network):
    return sum(parameter.numel() for parameter in network.parameters() if parameter.requires_grad)


def test_the_ported_networks_have_the_chapters_parameter_counts():
    assert trainable(published.book_discriminator()) == 392_833
    assert trainable(published.book_generator()) == 855_809
    everything = {
        network: trainable(network) + sum(b.numel() for n, b in network.named_buffers() if "running" in n)
        for network in (published.book_discriminator(), published.book_generator())
    }
    assert list(everything.values()) == [393_729, 856_193]


def test_the_last_layer_can_be_the_projects_relu():
    latent = torch.randn(8, 100)
    assert published.book_generator()(latent).min() < 0
    with_relu = published.book_generator(nn.ReLU())
    assert trainable(with_relu) == 855_809
    assert with_relu(latent).min() >= 0


@pytest.mark.parametrize("make", [published.book_discriminator, published.book_generator])
def test_the_ported_networks_follow_keras_conventions(make):
    for layer in make():
        if isinstance(layer, nn.BatchNorm2d):
            assert (layer.momentum, layer.eps) == (0.2, 1e-3)
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            fan_in, fan_out = nn.init._calculate_fan_in_and_fan_out(layer.weight)
            assert layer.bias.eq(0).all()
            assert 0.9 < layer.weight.abs().max() / (6 / (fan_in + fan_out)) ** 0.5 <= 1
        if isinstance(layer, nn.LeakyReLU):
            assert layer.negative_slope == 0.2
        if isinstance(layer, nn.Dropout):
            assert layer.p == 0.25


def test_stride_2_pads_right_and_below_as_keras_does():
    """Keras' 'same': ceil(n/s) outputs, the odd pixel of padding at the end."""
    padding, conv = published.keras_conv_stride_2(1, 1)
    with torch.no_grad():
        conv.weight.zero_()[0, 0, 0, 0] = 1.0
        conv.bias.zero_()
    image = torch.arange(36.0).reshape(1, 1, 6, 6)
    assert conv(padding(image)).flatten().tolist() == image[0, 0, ::2, ::2].flatten().tolist()


def test_a_round_of_book_training_moves_each_network_in_its_turn(monkeypatch):
    torch.manual_seed(0)
    gan = published.BookGAN("cpu")
    moves = []
    descend = published.descend

    def watched(optimizer, loss):
        before = [[p.clone() for p in net.parameters()] for net in (gan.discriminator, gan.generator)]
        descend(optimizer, loss)
        after = [list(net.parameters()) for net in (gan.discriminator, gan.generator)]
        moves.append([any(not torch.equal(a, b) for a, b in zip(old, new)) for old, new in zip(before, after)])

    monkeypatch.setattr(published, "descend", watched)
    losses = gan.step(torch.rand(gan.batch_size, 1, 28, 28), 0.0)
    assert moves == [[True, False], [True, False], [False, True]]
    assert set(losses) == {"d_loss", "g_loss", "d_real", "d_fake"}
    assert all(not value.requires_grad and value.numel() == 1 for value in losses.values())
    assert all(p.requires_grad for p in gan.discriminator.parameters())


def test_samples_are_drawn_in_eval_mode_and_leave_training_mode_on():
    torch.manual_seed(0)
    gan = published.BookGAN("cpu")
    gan.step(torch.rand(gan.batch_size, 1, 28, 28), 0.0)
    latent = gan.latent(6)
    assert gan.latent(6).shape == (6, 100) and gan.batch_size == 32
    together, alone = gan.sample(latent), gan.sample(latent[:1])
    assert together.shape == (6, 1, 28, 28) and together.min() >= 0 and together.max() <= 1
    assert torch.allclose(together[:1], alone, atol=1e-6)
    assert gan.generator.training and not together.requires_grad


# --- answers nobody planned for ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        lambda x, f: F.interpolate(x, scale_factor=(float(f[0]), float(f[1])), mode="bicubic"),
        lambda x, f: x.repeat_interleave(2, 2).repeat_interleave(2, 3),
        lambda x, f: x.repeat_interleave(f[0], 2).repeat_interleave(f[0], 3),
        lambda x, f: x.repeat_interleave(f[0], 2).repeat(1, 1, 1, f[1]),
        lambda x, f: x[:1, :1].repeat_interleave(f[0], 2).repeat_interleave(f[1], 3),
        lambda x, f: x.round().repeat_interleave(f[0], 2).repeat_interleave(f[1], 3),
        lambda x, f: x.repeat_interleave(f[0], 2).repeat_interleave(f[1], 3).flip(3),
    ],
)
def test_enlargements_nobody_planned(answer):
    assert BANK["enlarge"].judge(answer).kind != CORRECT


@pytest.mark.parametrize(
    "answer",
    [
        lambda n, k, s, p=0, op=0: (14, 14),
        lambda n, k, s, p=0, op=0: ((n + 2 * p - k) // s + 1, n * s),
        lambda n, k, s, p=0, op=0: (math.ceil(n / s), (n - 1) * s - 2 * p + k + op),
        lambda n, k, s, p=0, op=0: ((n + 2 * p - k + op) // s + 1, (n - 1) * s - 2 * p + k + op),
        lambda n, k, s, p=0, op=0: ((n + 2 * p - k) // s + 1, (n - 1) * s - 2 * p + k + min(op, 1)),
        lambda n, k, s, p=0, op=0: (float((n + 2 * p - k) // s + 1), float((n - 1) * s - 2 * p + k + op)),
    ],
)
def test_sizes_nobody_planned(answer):
    assert BANK["sizes"].judge(answer).kind == NOT_YET


def stamped(image, kernel, stride, padding=0):
    return F.conv_transpose2d(image[None, None], kernel[None, None], stride=stride, padding=padding)[0, 0]


@pytest.mark.parametrize(
    "answer",
    [
        lambda x, k, s, p=0: stamped(x, k, 2, p),
        lambda x, k, s, p=0: stamped(x, k, s, min(p, 1)).abs(),
        lambda x, k, s, p=0: stamped(x, k, s, p).T,
        lambda x, k, s, p=0: stamped(x.flip(0), k, s, p),
        lambda x, k, s, p=0: stamped(x, k, s, p) / k.sum(),
        lambda x, k, s, p=0: stamped(x, k, s, p) + 1e-2,
        lambda x, k, s, p=0: stamped(x, k.flip(0), s, p),
        lambda x, k, s, p=0: stamped(x, k, s, p)[None, None],
    ],
)
def test_stamps_nobody_planned(answer):
    assert BANK["transposed_conv"].judge(answer).kind != CORRECT


@pytest.mark.parametrize(
    "answer",
    [
        lambda k, s: (k, s) in ((4, 2), (6, 3)),
        lambda k, s: k % 2 == 0 or s == 1,
        lambda k, s: k % s == 0 and k >= 2,
        lambda k, s: int(k % s == 0),
        lambda k, s: "yes" if k % s == 0 else "",
    ],
)
def test_rules_nobody_planned(answer):
    assert BANK["covers_evenly"].judge(answer).kind != CORRECT


def normed(x, mean, var, training, momentum=0.1, eps=1e-5):
    mean, var = mean.clone(), var.clone()
    return F.batch_norm(x, mean, var, training=training, momentum=momentum, eps=eps), mean, var


@pytest.mark.parametrize(
    "answer",
    [
        lambda x, m, v, t, momentum=0.1, eps=1e-5: normed(x, m, v, t, 0.1, eps),
        lambda x, m, v, t, momentum=0.1, eps=1e-5: normed(x, m, v, t, momentum, 1e-5),
        lambda x, m, v, t, momentum=0.1, eps=1e-5: normed(x, m, v, t, momentum, eps)[0],
        lambda x, m, v, t, momentum=0.1, eps=1e-5: (normed(x, m, v, t, momentum, eps)[0], m, v),
        lambda x, m, v, t, momentum=0.1, eps=1e-5: normed(x, m, v, len(x) > 1, momentum, eps),
        lambda x, m, v, t, momentum=0.1, eps=1e-5: (normed(x, m, v, t, momentum, eps)[0].abs(), m, v),
        lambda x, m, v, t, momentum=0.1, eps=1e-5: normed(x, m, v.sqrt(), t, momentum, eps),
        lambda x, m, v, t, momentum=0.1, eps=1e-5: normed(x, m, v, t, momentum, eps)[::-1],
    ],
)
def test_norms_nobody_planned(answer):
    assert BANK["batch_norm"].judge(answer).kind != CORRECT


def spoiled(make, spoil):
    def answer():
        network = make()
        spoil(network)
        return network

    return answer


def replaced(index, layer):
    return lambda network: network.__setitem__(index, layer())


@pytest.mark.parametrize(
    "answer",
    [
        spoiled(published.book_generator, replaced(-1, nn.Hardtanh)),
        spoiled(published.book_generator, replaced(-1, nn.Softsign)),
        spoiled(published.book_generator, replaced(1, lambda: nn.LeakyReLU(0.2))),
        spoiled(published.book_generator, replaced(6, lambda: nn.LeakyReLU(0.2))),
        spoiled(published.book_generator, replaced(3, lambda: nn.Upsample(scale_factor=2, mode="bicubic"))),
        lambda: published.book_generator(width=64),
        lambda: nn.Sequential(nn.Linear(100, 784), nn.Tanh(), nn.Unflatten(1, (1, 28, 28))),
    ],
)  # fmt: skip
def test_generators_nobody_planned(answer):
    assert BANK["port_generator"].judge(answer).kind != CORRECT


@pytest.mark.parametrize(
    "answer",
    [
        spoiled(published.book_discriminator, replaced(2, nn.GELU)),
        spoiled(published.book_discriminator, replaced(3, lambda: nn.Dropout(0.5))),
        spoiled(published.book_discriminator, replaced(3, nn.Identity)),
        spoiled(published.book_discriminator, replaced(0, lambda: nn.ZeroPad2d((1, 0, 1, 0)))),
        spoiled(published.book_discriminator, replaced(0, lambda: nn.ReplicationPad2d((0, 1, 0, 1)))),
        spoiled(published.book_discriminator, lambda network: network.append(nn.Tanh())),
        spoiled(published.book_discriminator, lambda network: network.append(nn.BatchNorm1d(1))),
    ],
)
def test_discriminators_nobody_planned(answer):
    assert BANK["port_discriminator"].judge(answer).kind != CORRECT


def leaking_generator(slope, *places):
    network = published.book_generator()
    for place in places:
        network[place] = nn.LeakyReLU(slope) if slope else nn.Identity()
    return network


class WithEarlyConvolution(nn.Module):
    """The chapter's generator, and its second convolution in front of the second enlarging."""

    def __init__(self):
        super().__init__()
        layers = list(published.book_generator())
        self.layers = nn.Sequential(*layers[:7], *layers[8:11], layers[7], *layers[11:])

    def forward(self, latent):
        return self.layers(latent)


class WithOneConvolutionForAll(nn.Module):
    """A new discriminator at each call, but for its first convolution."""

    first = published.book_discriminator()[1]

    def __init__(self):
        super().__init__()
        self.layers = published.book_discriminator()
        self.layers[1] = self.first

    def forward(self, images):
        return self.layers(images)


FAMILIES = [
    ("enlarge", lambda x, f: x.repeat_interleave(max(f), 2).repeat_interleave(max(f), 3), "uses_one_factor_twice"),
    ("enlarge", lambda x, f: x.repeat_interleave(f[0], 0).repeat_interleave(f[1], 2), "repeats_images_and_channels"),
    ("enlarge", lambda x, f: nn.UpsamplingNearest2d(scale_factor=f), "returns_the_layer"),
    ("sizes", lambda n, k, s, p=0, op=0: ((n + 2 * p - k + op) // s + 1, (n - 1) * s - 2 * p + k + op), "adds_op_going_down"),
    ("sizes", lambda n, k, s, p=0, op=0: (int((n + 2 * p - k) / s + 1.5), n * s), "goes_up_by_the_stride_alone"),
    ("sizes", lambda n, k, s, p=0, op=0: ((n - k) // s + 1, (n - 1) * s - 2 * p + k + op), "forgets_the_padding"),
    ("sizes", lambda n, k, s, p=0, op=0: (1, 2, 3), "another_count"),
    ("transposed_conv", lambda x, k, s, p=0: stamped(x, k, s, p)[None], "keeps_batch_and_channel"),
    ("batch_norm", lambda x, m, v, t, momentum=0.1, eps=1e-5: normed(x, m, v, t, momentum, eps)[:2], "another_count"),
    ("port_generator", lambda: leaking_generator(0.01, 6, 10), "g_leaks"),
    ("port_generator", lambda: leaking_generator(0, 1, 6, 10), "g_misses_a_relu"),
    ("port_generator", WithEarlyConvolution, "g_grows_behind_the_convolutions"),
    ("port_discriminator", WithOneConvolutionForAll, "d_is_made_once"),
    ("port_discriminator", spoiled(published.book_discriminator, replaced(0, lambda: nn.ZeroPad2d((0, 0, 1, 1)))), "d_pads_one_direction"),
]  # fmt: skip


@pytest.mark.parametrize(("exercise", "answer", "mistake"), FAMILIES)
def test_relatives_of_a_mistake_are_told_the_same(exercise, answer, mistake):
    verdict = BANK[exercise].judge(answer)
    assert verdict.mistake == mistake, verdict.text


def test_no_warning_of_torch_reaches_the_learner(recwarn):
    """Answers that measure where they need not must not bring torch's warning into the notebook."""

    def measures_always(x, mean, var, training, momentum=0.1, eps=1e-5):
        measured, deviations = x.var(0), x.var(1)
        return *normed(x, mean, var, training, momentum, eps)[:2], var + 0 * (measured + deviations.sum())

    assert BANK["batch_norm"].judge(measures_always).kind == NOT_YET
    assert list(recwarn) == []


@pytest.mark.parametrize(
    ("exercise", "answer", "shown"),
    [
        ("port_generator", spoiled(published.book_generator, replaced(-1, nn.Softsign)), "your network computes = 'something else'"),
        ("port_generator", lambda: nn.Linear(99, 784), "PyTorch said = 'mat1 and mat2 shapes"),
        ("port_discriminator", spoiled(published.book_discriminator, replaced(2, nn.GELU)), "largest difference = "),
        ("port_discriminator", lambda: nn.Linear(27, 1), "PyTorch said = 'mat1 and mat2 shapes"),
        ("batch_norm", lambda x, m, v, t, momentum=0.1, eps=1e-5: (x, m + 0.3, v), "x afterwards = [[1.], [3.]]"),
    ],
)  # fmt: skip
def test_the_plain_reply_names_what_it_saw_in_words(exercise, answer, shown):
    verdict = BANK[exercise].judge(answer)
    assert verdict.mistake is None and shown in verdict.in_full, verdict.in_full
    assert not re.search(r"\b[gd] (shape|gap|acts)|shape = '|nothing known", verdict.in_full)


# --- what the lesson says ---------------------------------------------------------------------------------------------


def lesson_space(*names):
    """The functions of these names, as the lesson's cells define them."""
    source = (ROOT / "solutions" / "source" / "10_making_images_bigger.py").read_text("utf-8")
    space = {"torch": torch, "nn": nn, "F": F, "published": published}
    for cell in source.split("\n# %%"):
        if any(f"def {name}(" in cell for name in names) and "check(" not in cell:
            exec(re.sub(r"^.*\n", "", cell, count=1), space)
    return space


def test_counts_of_multiply_adds():
    space = lesson_space("multiply_adds", "light_generator")
    count = space["multiply_adds"]
    for network, millions in (
        (published.book_generator(), 87.8),
        (published.book_generator(width=64), 22.2),
        (space["light_generator"](), 7.3),
    ):
        assert round(count(network, 100) / 1e6, 1) == millions
    by_hand = 100 * 6272 + 128 * 128 * 9 * 196 + 128 * 64 * 9 * 784 + 64 * 9 * 784
    assert count(published.book_generator(), 100) == by_hand
    assert round(128 * 64 * 9 * 784 / by_hand, 2) == 0.66


def test_transposed_convolutions_are_counted_by_what_they_compute():
    """Each weight of the matrix behind the layer is one product; the rim that padding cuts off is counted too."""
    layer = nn.ConvTranspose2d(3, 5, 4, stride=2, bias=False)
    units = torch.eye(3 * 6 * 6).reshape(-1, 3, 6, 6)
    nn.init.ones_(layer.weight)
    assert lesson_space("multiply_adds")["multiply_adds"](layer, 3, 6, 6) == layer(units).ne(0).sum().item()


@pytest.mark.parametrize("s", range(1, 7))
@pytest.mark.parametrize("k", range(1, 13))
def test_even_coverage_is_divisibility(k, s):
    counts = torch.zeros(30 * s + k)
    for stamp in range(30):
        counts[stamp * s : stamp * s + k] += 1
    inside = counts[k : 29 * s]
    assert (inside.unique().numel() == 1) == (k % s == 0)


def test_four_kinds_of_pixel_share_no_weight_of_an_even_kernel():
    """Why random weights paint chequers through k = 4, s = 2: each kernel entry reaches exactly one kind of pixel."""
    for entry in range(16):
        kernel = torch.zeros(1, 1, 16)
        kernel[0, 0, entry] = 1
        out = F.conv_transpose2d(torch.ones(1, 1, 6, 6), kernel.reshape(1, 1, 4, 4), stride=2, padding=1)[
            0, 0, 2:-2, 2:-2
        ]
        assert sum(out[i::2, j::2].sum() > 0 for i in (0, 1) for j in (0, 1)) == 1


def test_copying_then_convolving_paints_no_chequers_on_a_plain_surface():
    flat = F.conv2d(
        torch.ones(1, 8, 24, 24), torch.randn(1, 8, 3, 3, generator=torch.Generator().manual_seed(1)), padding=1
    )
    assert flat[..., 1:-1, 1:-1].std() < 1e-5


def test_zero_padding_is_redundant_for_the_shape_and_not_for_the_values():
    torch.manual_seed(0)
    conv, seven = nn.Conv2d(1, 1, 3, stride=2), torch.rand(1, 1, 7, 7)
    as_keras = conv(F.pad(seven, (1, 1, 1, 1)))  # 'same' on an odd size pads both sides
    padded = conv(F.pad(seven, (0, 2, 0, 2)))  # the chapter's row and column, then 'same' on 8
    assert as_keras.shape == padded.shape == (1, 1, 4, 4)
    assert not torch.allclose(as_keras, padded)


def test_book_training_shows_d_the_eval_life_and_trains_on_the_same_noise(monkeypatch):
    gan = published.BookGAN("cpu")
    seen = []
    gan.generator.register_forward_hook(lambda g, inputs, output: seen.append((g.training, inputs[0].clone())))
    gan.discriminator.register_forward_hook(lambda d, inputs, output: seen.append(d.training))
    gan.step(torch.rand(32, 1, 28, 28))
    (first_mode, first), d_real, d_fake, (second_mode, second), d_verdict = seen
    assert (first_mode, second_mode) == (False, True)
    assert torch.equal(first, second)
    assert d_real and d_fake and d_verdict


# --- the recording and the tools --------------------------------------------------------------------------------------


def test_recording_is_the_ported_pair():
    recording = Recording.load(asset("lesson-10-run.npz"))
    assert recording.provenance["lesson"] == "10"
    assert recording.provenance["command"].endswith("--record-book FILE")
    assert recording.provenance["seconds"] >= 295
    assert {"d_loss", "g_loss", "d_real", "d_fake"} <= set(recording.history)
    assert len(recording.frames) >= 3
    assert asset("lesson-10-run.npz").stat().st_size <= 2_000_000


@pytest.mark.parametrize("form", lesson_10.FORMS)
def test_measurement_runs(form):
    data = Images(
        torch.randint(0, 256, (64, 1, 28, 28), dtype=torch.uint8), torch.zeros(64, dtype=torch.int64), "drawn"
    )
    row, shown = lesson_10.measure(form, 0, 2, 500, data, torch.rand(200, 128))
    assert row["form"] == form and np.isfinite(row["distance"]) and shown.shape == (16, 1, 28, 28)
    assert (row["lowest"] >= 0) == (form == "final ReLU")
