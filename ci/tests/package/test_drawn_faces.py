"""The drawn faces are many, varied, labelled by what can be seen, and the same on every machine. Whether a network can read
every label is measured when the judge of faces is trained (ci/building/train_face_judge.py), and looked up here."""

import hashlib
import itertools

import numpy as np
import pytest
import torch

from gancourse.data import drawn_faces
from gancourse.data.faces import attributes, shapes
from gancourse.data.faces.attributes import ATTRIBUTES, JITTER, NAMES, code, draw, in_words, seen, units
from gancourse.data.faces.painting import paint
from gancourse.errors import CourseError
from measuring.drawn_faces import GAP, cramers_v, sheet

MANY = 20_000


@pytest.fixture(scope="module")
def faces():
    return drawn_faces.faces(400)


@pytest.fixture(scope="module")
def labels():
    """Of all 20,000 training faces as drawn, which costs no painting."""
    return draw("train", 0, MANY)[0]


def column(labels, name):
    return labels[:, NAMES.index(name)]


# The same everywhere --------------------------------------------------------------------------------------------------


def test_form(faces):
    pixels, labels = faces
    assert pixels.shape == (400, 3, 32, 32) and pixels.dtype == torch.uint8
    assert labels.shape == (400, len(ATTRIBUTES)) and labels.dtype == torch.int64
    most = torch.tensor([len(values) for values in ATTRIBUTES.values()])
    assert labels.min() >= 0 and (labels < most).all()


def test_the_first_ones_are_the_same_however_many_are_drawn(faces):
    for count in (1, 131):
        pixels, labels = drawn_faces.faces(count)
        assert torch.equal(pixels, faces[0][:count]) and torch.equal(labels, faces[1][:count])


@pytest.mark.parametrize(
    ("size", "fingerprint"), [(16, "1a1081de1984d47e"), (32, "b6b2d857b1a4a22a"), (64, "e5b70edeed5df7de")]
)
def test_the_same_faces_on_every_machine(size, fingerprint):
    """The painting uses only what IEEE 754 rounds the same everywhere, so one byte that differs is a bug."""
    pixels, labels = drawn_faces.faces(24, "test", size)
    assert hashlib.sha256(pixels.numpy().tobytes() + labels.numpy().tobytes()).hexdigest()[:16] == fingerprint


def test_no_generator_is_touched():
    torch.manual_seed(5), np.random.seed(5)
    expected = torch.rand(1), np.random.rand()
    torch.manual_seed(5), np.random.seed(5)
    drawn_faces.faces(3)
    assert torch.equal(torch.rand(1), expected[0]) and np.random.rand() == expected[1]


def test_the_random_numbers_are_splitmix64():
    """Its published first numbers for the seed 0 (Steele, Lea, Flood 2014; as in Java's SplittableRandom)."""
    expected = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
    assert units("train", 0, 1, 3)[0].tolist() == [(number >> 40) / 2**24 for number in expected]


def test_random_numbers_are_even_and_independent():
    numbers = units("train", 0, MANY, len(NAMES) + len(JITTER)).astype(np.float64)
    assert np.abs(numbers.mean(0) - 0.5).max() < 0.01 and np.abs(numbers.var(0) - 1 / 12).max() < 0.003
    together = np.corrcoef(numbers.T) - np.eye(numbers.shape[1])
    assert np.abs(together).max() < 0.035  # five standard errors of 1 / sqrt(20,000)
    with pytest.raises(ValueError, match="256"):
        units("train", 0, 1, 257)


def test_train_and_test_share_no_random_number_and_no_picture(faces):
    """Each face owns 256 numbers of one sequence that never repeats: the counters of all faces of both splits differ,
    and SplitMix64 maps different counters to different numbers. So the rows differ too, whatever is left of them."""
    rows = np.concatenate([units(split, 0, count, 55) for split, count in (("train", MANY), ("test", 5_000))])
    assert len({row.tobytes() for row in rows}) == MANY + 5_000
    other, _ = drawn_faces.faces(200, "test")
    seen_here = {picture.numpy().tobytes() for picture in faces[0]}
    assert len(seen_here) == 400, "two pictures are the same"
    assert not seen_here & {picture.numpy().tobytes() for picture in other}


@pytest.mark.parametrize("size", [0, 15, 65])
def test_other_sizes_are_refused_in_words(size):
    with pytest.raises(CourseError, match="from 16 to 64"):
        drawn_faces.faces(1, size=size)


# Who is drawn ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_value_comes_and_can_be_seen(labels, name):
    counts = np.bincount(column(seen(labels), name), minlength=len(ATTRIBUTES[name]))
    assert (counts > 0.015 * MANY).all(), dict(zip(ATTRIBUTES[name], counts, strict=True))


STATED = {("age", "hair"), ("age", "cut"), ("age", "beard"), ("skin", "hair"), ("cut", "beard"), ("hat", "beard")}
BY_WAY_OF_AGE = {("hair", "beard")}


def test_attributes_are_independent_but_for_the_stated_pairs(labels):
    """Cramér's V of independent attributes is about 0.01 with 20,000 faces."""
    pairs = itertools.combinations(NAMES, 2)
    strong = {pair: v for pair in pairs if (v := cramers_v(labels, *pair)) > 0.04}
    assert set(strong) == STATED | BY_WAY_OF_AGE, strong


def test_cramers_v_knows_the_two_ends():
    rows = np.zeros((400, len(NAMES)), int)
    rows[:, NAMES.index("brows")] = np.arange(400) % 2
    rows[:, NAMES.index("skin")] = np.arange(400) % 4 // 2
    rows[:, NAMES.index("pose")] = np.arange(400) % 2
    assert cramers_v(rows, "brows", "pose") == pytest.approx(1)
    assert cramers_v(rows, "brows", "skin") == pytest.approx(0)


def test_a_sheet_puts_faces_in_rows():
    pixels = torch.arange(6, dtype=torch.uint8)[:, None, None, None].expand(6, 3, 4, 4)
    laid = sheet(pixels, 3)
    assert laid.shape == (2 * 4 + GAP, 3 * 4 + 2 * GAP, 3)
    assert laid[0, :: 4 + GAP, 0].tolist() == [0, 1, 2] and laid[-1, :: 4 + GAP, 0].tolist() == [3, 4, 5]
    assert (laid[:, 4 : 4 + GAP] == 255).all()


def share(mask, among):
    return mask[among].mean()


def test_the_stated_correlations(labels):
    age, skin, hair, cut, beard, hat = (column(labels, name) for name in ("age", "skin", "hair", "cut", "beard", "hat"))
    is_child, is_old = age == code("age", "child"), age == code("age", "old")
    assert not beard[is_child].any() and not (cut[is_child] == code("cut", "bald")).any()
    is_grey, is_black = hair == code("hair", "grey"), hair == code("hair", "black")
    assert abs(share(is_grey, is_old) - 0.70) < 0.02 and abs(share(is_grey, ~is_old) - 0.04) < 0.01
    is_dark = skin >= code("skin", "bronze")
    assert (
        abs(share(is_black, is_dark & ~is_old) - 0.70) < 0.02 and abs(share(is_black, ~is_dark & ~is_old) - 0.25) < 0.02
    )
    is_long = np.isin(cut, [code("cut", value) for value in ("bob", "long", "bun")])
    has_scarf = hat == code("hat", "headscarf")
    may = ~is_child & ~has_scarf
    assert abs(share(beard > 0, may & is_long) / share(beard > 0, may & ~is_long) - 0.5) < 0.03
    assert not beard[has_scarf].any()


def test_a_label_says_what_can_be_seen(labels):
    visible = seen(labels)
    hidden = column(visible, "cut") == code("cut", "under a hat")
    none = column(visible, "hair") == code("hair", "none")
    assert (column(labels, "hat")[hidden] > 0).all()
    assert not np.isin(column(labels, "cut")[hidden & (column(labels, "hat") != code("hat", "headscarf"))],
                       [code("cut", value) for value in ("curls", "bob", "long")]).any()  # fmt: skip
    bald = column(labels, "cut") == code("cut", "bald")
    scarf = column(labels, "hat") == code("hat", "headscarf")
    assert ((bald | scarf) & (column(labels, "beard") == 0) == none).all()
    changed = (visible != labels).any(0)
    assert [name for name, is_changed in zip(NAMES, changed, strict=True) if is_changed] == ["hair", "cut"]
    assert in_words(visible[0])["mouth"] in ATTRIBUTES["mouth"]


@pytest.mark.parametrize(
    ("shown", "hidden"),
    [({"hat": "beanie"}, ("cut", ["short", "bun"])), ({"hat": "headscarf"}, ("cut", ["bald", "short", "curls", "bob", "long"]))],
)  # fmt: skip
def test_what_a_label_calls_hidden_does_hide(shown, hidden):
    """Faces that differ in nothing but what a hat covers are the same picture, or nearly: what is left is the shadow."""
    drawn, jitter = draw("train", 0, 40)
    drawn[:, NAMES.index("beard")] = 0
    for name, value in shown.items():
        drawn[:, NAMES.index(name)] = code(name, value)
    pictures = []
    for value in hidden[1]:
        drawn[:, NAMES.index(hidden[0])] = code(hidden[0], value)
        assert len(np.unique(column(seen(drawn), hidden[0]))) == 1
        pictures.append(paint(drawn, jitter, 32))
    apart = max(np.abs(pictures[0] - other).mean() for other in pictures[1:])
    assert apart < 0.01, apart


# How they look --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_attribute_shows(name):
    """The same face with another value of one attribute is another picture, in more than a few levels of grey."""
    drawn, jitter = draw("train", 0, 12)
    drawn[:, NAMES.index("hat")] = drawn[:, NAMES.index("beard")] = 0
    drawn[:, NAMES.index("cut")] = code("cut", "short")
    pictures = []
    for value in range(len(attributes.SHARES[name])):
        drawn[:, NAMES.index(name)] = value
        pictures.append(paint(drawn, jitter, 32))
    for i, one in enumerate(pictures):
        for other in pictures[:i]:
            assert (np.abs(one - other).max((1, 2, 3)) > 0.08).all()


def test_a_hundred_faces_are_a_hundred_people(faces):
    """No two of a sheet are close: the nearest pair differs by more than 10 of 255 levels, on average over all pixels."""
    flat = faces[0][:100].flatten(1).float()
    apart = torch.cdist(flat, flat, p=1) / flat.shape[1] + 255 * torch.eye(100)
    assert apart.min() > 10
    assert len({tuple(row) for row in faces[1][:100].tolist()}) == 100


def test_they_are_colourful_and_neither_dark_nor_pale(faces):
    pixels = faces[0].float() / 255
    assert 0.45 < pixels.mean() < 0.7 and 0.2 < pixels.std() < 0.32
    saturation = pixels.amax(1) - pixels.amin(1)
    assert saturation.mean() > 0.2
    assert ((pixels == 0) | (pixels == 1)).float().mean() < 0.01, "colours are cut off"


def test_every_size_shows_the_same_person():
    """Pictures of 64, averaged over 2 by 2 and 4 by 4 pixels, are close to those of 32 and 16."""
    large = drawn_faces.faces(24, size=64)[0].float()
    for size in (32, 16):
        small = drawn_faces.faces(24, size=size)[0].float()
        averaged = torch.nn.functional.avg_pool2d(large, 64 // size)
        assert (averaged - small).abs().mean() < 8
    for size in (17, 28, 45):
        assert drawn_faces.faces(2, size=size)[0].shape == (2, 3, size, size)


def test_distance_fields():
    x, y = np.float32([[0, 3, 0, 2, 5]]), np.float32([[0, 0, 2, 0, 0]])
    assert shapes.disc(x, y, 2).tolist() == [[-2, 1, 0, 0, 3]]
    assert shapes.ellipse(x, y, 3, 2) == pytest.approx(np.float32([[-2, 0, 0, -1, 2]]), abs=1.1)
    assert shapes.ellipse(x, y, 3, 2)[0, 1:3] == pytest.approx(0, abs=1e-6)
    assert shapes.ellipse(x, y, 3, 2)[0, 0] < -0.5, "the middle of an ellipse is inside"
    assert shapes.box(x, y, 2, 1, 0.5).tolist() == [[-1, 1, 1, 0, 3]]
    assert shapes.stroke(np.float32([0, 1]), np.float32([0.5, 0]), 1, 0.5, 0.1).tolist() == pytest.approx([-0.1, 0])
    assert shapes.wave(np.float32([0, 0.5, 1, 1.5, 2, -0.5])).tolist() == [0, 1, 0, -1, 0, -1]
    assert shapes.step(np.float32([-1, 0, 0.5, 1, 2]), 0, 1).tolist() == [0, 0, 0.5, 1, 1]
    assert shapes.step(np.float32([0, 1]), 1, 0).tolist() == [1, 0]
