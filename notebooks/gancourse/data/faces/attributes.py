"""Who is drawn: the attributes of a drawn face, how often each value comes, and what of it can be seen.

Face number i of a split is a function of the split and i alone. Its random numbers come from a counter that is mixed by
integer arithmetic (SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014),
so that they are the same on every machine and in every version of NumPy, and the first n faces are the same however
many are drawn.

Attributes are drawn independently of each other, but for these:

- children have no beards and are never bald;
- the old are grey-haired seven times out of ten, others once in twenty-five;
- bronze and umber skin comes with black hair seven times out of ten, other skin one time in four;
- a beard comes half as often with a bob, a bun or long hair, and never with a headscarf.

By way of age, beards and the colour of hair hang together a little too.

A label says what can be seen and not what was drawn: under a hat a short cut, a bun and a bald head look the same
(`under a hat`), a head without visible hair or beard has the hair colour `none`, and closed eyes have no colour.
"""

import numpy as np

ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "age": ("child", "adult", "old"),
    "skin": ("ivory", "peach", "honey", "bronze", "umber"),
    "hair": ("black", "brown", "ginger", "blond", "grey", "pink", "none"),
    "cut": ("bald", "short", "curls", "bob", "long", "bun", "under a hat"),
    "eyes": ("brown", "blue", "green", "closed"),
    "brows": ("thin", "thick"),
    "nose": ("button", "long", "broad"),
    "mouth": ("smile", "neutral", "sad", "open"),
    "glasses": ("none", "round", "square"),
    "hat": ("none", "cap", "beanie", "brim", "headscarf"),
    "beard": ("none", "moustache", "full"),
    "shirt": ("red", "yellow", "green", "blue", "plum", "white"),
    "background": ("coral", "butter", "mint", "sky", "lilac", "night"),
    "pose": ("left", "front", "right"),
    "light": ("left", "front", "right"),
}
NAMES = tuple(ATTRIBUTES)

# How often each value is drawn, in the order above. Values that are only ever seen, not drawn, are left out.
SHARES: dict[str, tuple[float, ...]] = {
    "age": (0.22, 0.54, 0.24),
    "skin": (0.2, 0.2, 0.2, 0.2, 0.2),
    "hair": (0.25, 0.28, 0.17, 0.2, 0.04, 0.06),
    "cut": (0.08, 0.26, 0.17, 0.16, 0.2, 0.13),
    "eyes": (0.36, 0.27, 0.25, 0.12),
    "brows": (0.5, 0.5),
    "nose": (0.34, 0.33, 0.33),
    "mouth": (0.38, 0.20, 0.14, 0.28),
    "glasses": (0.6, 0.2, 0.2),
    "hat": (0.64, 0.1, 0.11, 0.09, 0.06),
    "beard": (0.66, 0.13, 0.21),
    "shirt": (1 / 6,) * 6,
    "background": (1 / 6,) * 6,
    "pose": (0.3, 0.4, 0.3),
    "light": (0.35, 0.3, 0.35),
}
GREY_SHARES = (0.07, 0.07, 0.05, 0.06, 0.7, 0.05)  # of the hair colours, for the old
DARK_SHARES = (0.7, 0.14, 0.04, 0.03, 0.04, 0.05)  # for bronze and umber skin
BEARD_WITH_LONG = 0.5  # how many of the beards drawn with a bob, a bun or long hair stay

# What is not an attribute but differs from face to face: each is a number in [0, 1) that the painting reads by name.
JITTER = (
    "across", "down", "zoom", "tilt", "turn", "sun", "width", "height", "jaw", "eye size", "eye distance", "eye height",
    "brow height", "brow arch", "nose size", "mouth width", "mouth height", "blush", "skin tone", "hair tone",
    "hair height", "hair width", "hair end", "parting", "fringe", "hat height", "hat colour", "beard length",
    "beard stays", "shirt tone", "shoulders", "neckline", "background tone", "disc x", "disc y", "disc size",
)  # fmt: skip
SPLITS = {"train": 0, "test": 1}

_GOLDEN, _FIRST, _SECOND = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))


def units(split: str, start: int, stop: int, columns: int) -> np.ndarray:
    """Random numbers in [0, 1), float32 of shape (stop - start, columns): a row for each face, whatever the others are.

    Face i of a split owns the numbers (2 i + split) * 256 + column of one sequence, so no two faces share any.
    """
    if columns > 256:
        raise ValueError(f"A face owns 256 random numbers, and {columns} were asked for.")
    faces = 2 * np.arange(start, stop, dtype=np.uint64) + np.uint64(SPLITS[split])
    counter = faces[:, None] * np.uint64(256) + np.arange(columns, dtype=np.uint64)
    mixed = (counter + np.uint64(1)) * _GOLDEN
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
    mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(40)).astype(np.float32) / np.float32(2**24)


def draw(split: str, start: int, stop: int) -> tuple[np.ndarray, np.ndarray]:
    """Faces start to stop of a split: what they are, int64 (n, attributes), and their jitter, float32 (n, JITTER)."""
    numbers = units(split, start, stop, len(NAMES) + len(JITTER))
    chance = {name: numbers[:, column] for column, name in enumerate(NAMES)}
    jitter = numbers[:, len(NAMES) :]
    drawn = {name: _value(chance[name], SHARES[name]) for name in NAMES}

    is_child, is_old = (drawn["age"] == code("age", value) for value in ("child", "old"))
    is_dark = drawn["skin"] >= code("skin", "bronze")
    drawn["hair"] = np.where(is_dark, _value(chance["hair"], DARK_SHARES), drawn["hair"])
    drawn["hair"] = np.where(is_old, _value(chance["hair"], GREY_SHARES), drawn["hair"])
    hairy = 1 - SHARES["cut"][0]
    with_hair = SHARES["cut"][0] + hairy * chance["cut"]
    drawn["cut"] = np.where(is_child, _value(with_hair, SHARES["cut"]), drawn["cut"])
    is_long = np.isin(drawn["cut"], [code("cut", value) for value in ("bob", "long", "bun")])
    stays = ~is_long | (jitter[:, JITTER.index("beard stays")] < BEARD_WITH_LONG)
    has_scarf = drawn["hat"] == code("hat", "headscarf")
    drawn["beard"] = np.where(is_child | has_scarf | ~stays, 0, drawn["beard"])
    return np.stack([drawn[name] for name in NAMES], axis=1), jitter


def seen(drawn: np.ndarray) -> np.ndarray:
    """The labels: what can be seen of faces that were drawn like this. int64 (n, attributes), as `drawn`."""
    labels = drawn.copy()
    column = {name: labels[:, place] for place, name in enumerate(NAMES)}
    has_hat = column["hat"] != 0
    has_scarf = column["hat"] == code("hat", "headscarf")
    is_bald = column["cut"] == code("cut", "bald")
    is_covered = np.isin(column["cut"], [code("cut", value) for value in ("bald", "short", "bun")])
    column["hair"][(is_bald | has_scarf) & (column["beard"] == 0)] = code("hair", "none")
    column["cut"][has_scarf | (has_hat & is_covered)] = code("cut", "under a hat")
    return labels


def code(name: str, value: str) -> int:
    """The number that stands for a value in the column of an attribute: code("mouth", "open") is 3."""
    return ATTRIBUTES[name].index(value)


def in_words(labels: np.ndarray) -> dict[str, str]:
    """One row of labels in words: {"age": "adult", "skin": "honey", ...}."""
    return {name: values[number] for (name, values), number in zip(ATTRIBUTES.items(), labels, strict=True)}


def _value(chance: np.ndarray, shares: tuple[float, ...]) -> np.ndarray:
    steps = np.cumsum(np.array(shares, dtype=np.float64))
    return np.searchsorted(steps[:-1], chance.astype(np.float64), side="right")
