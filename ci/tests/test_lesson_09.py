"""Lesson 09: the ported networks, and what the lesson's text and formulas claim."""

import pytest
import torch
from torch import nn

from gancourse import published


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
    descend = published._descend

    def watched(optimizer, loss):
        before = [[p.clone() for p in net.parameters()] for net in (gan.discriminator, gan.generator)]
        descend(optimizer, loss)
        after = [list(net.parameters()) for net in (gan.discriminator, gan.generator)]
        moves.append([any(not torch.equal(a, b) for a, b in zip(old, new)) for old, new in zip(before, after)])

    monkeypatch.setattr(published, "_descend", watched)
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
