"""The drawn digits are many, varied, the same every time, and look like MNIST to a ruler. Whether they look like
handwriting to a network is measured by ci/measuring/drawn_digits.py, which takes minutes."""

import time

import pytest
import torch

from gancourse.data import drawn_digits


@pytest.fixture(scope="module")
def drawn():
    return drawn_digits.digits(1_500)


def test_form(drawn):
    pixels, labels = drawn
    assert pixels.shape == (1_500, 1, 28, 28) and pixels.dtype == torch.uint8
    assert labels.dtype == torch.int64 and labels.bincount().tolist() == [150] * 10


def test_the_first_ones_are_the_same_however_many_are_drawn(drawn):
    pixels, labels = drawn_digits.digits(503)
    assert torch.equal(pixels, drawn[0][:503]) and torch.equal(labels, drawn[1][:503])


def test_train_and_test_share_no_seed_and_no_picture(drawn):
    blocks = range(200)
    seeds = {split: {2 * block + seed for block in blocks} for split, seed in drawn_digits.SEEDS.items()}
    assert not seeds["train"] & seeds["test"]
    other, _ = drawn_digits.digits(500, "test")
    seen = {picture.numpy().tobytes() for picture in drawn[0]}
    assert len(seen) == 1_500, "two pictures are the same"
    assert not seen & {picture.numpy().tobytes() for picture in other}


def test_the_global_generator_and_the_threads_are_left_alone():
    torch.manual_seed(5)
    threads = torch.get_num_threads()
    expected = torch.rand(1)
    torch.manual_seed(5)
    drawn_digits.digits(20)
    assert torch.equal(torch.rand(1), expected) and torch.get_num_threads() == threads


def test_ink_like_mnist(drawn):
    ink = drawn[0].float() / 255
    assert abs(ink.mean() - 0.131) < 0.012 and abs(ink.std() - 0.308) < 0.015
    assert ink.amax((1, 2, 3)).min() > 0.7, "a picture is almost empty"


def test_centred_and_framed_like_mnist(drawn):
    ink = drawn[0][:, 0].float()
    place = torch.arange(28) + 0.5
    for axis in (1, 2):
        centre = (ink.sum(axis) * place).sum(1) / ink.sum((1, 2))
        assert abs(centre.mean() - 14.5) < 0.2 and centre.std() < 0.6
        longest = (ink.amax(3 - axis) > 25).sum(1)
        assert longest.max() <= 23
    tall, wide = ((ink.amax(axis) > 25).sum(1) for axis in (2, 1))
    assert 18 < torch.maximum(tall, wide).float().mean() < 22


@pytest.mark.parametrize("digit", range(10))
def test_every_digit_varies_in_weight_slant_and_form(drawn, digit):
    pixels, labels = drawn
    ink = pixels[labels == digit][:, 0].double() / 255
    weight = ink.sum((1, 2))
    place = torch.arange(28.0, dtype=torch.float64)
    x = place - ((ink.sum(1) * place).sum(1) / weight)[:, None]
    y = place - ((ink.sum(2) * place).sum(1) / weight)[:, None]
    slant = -torch.einsum("nij,ni,nj->n", ink, y, x) / (ink.sum(2) * y.square()).sum(1)
    assert weight.std() / weight.mean() > 0.2
    assert 0.15 < slant.std() < 0.5
    average = ink.mean(0)
    assert (ink - average).square().mean() > 0.02, "they are all alike"


def test_every_stroke_is_written_in_pairs_of_numbers_and_forms_can_be_blended():
    for forms in drawn_digits.FORMS.values():
        for often, examples in forms:
            strokes = [drawn_digits._strokes(example) for example in examples]
            assert often > 0 and len({len(each) for each in strokes}) == 1
            assert all(
                points.shape[1] == 2 and points.min() >= 0 and points.max() <= 1 for each in strokes for points in each
            )


def test_fast_enough():
    """60,000 in well under a minute: 500 in well under half a second. Best of three, because machines are shared."""
    drawn_digits.digits(20)
    best = min(_seconds() for _ in range(3))
    assert best < 0.4, f"500 digits took {best:.2f} s, so 60,000 take {best * 120:.0f} s"


def _seconds() -> float:
    started = time.process_time()
    drawn_digits.digits(500)
    return time.process_time() - started
