"""Handwritten digits drawn by the course itself, for a reader without a network.

A digit begins as a *form*: a few strokes, each a smooth curve through hand-placed points. Most digits have several forms
(an open and a closed 4, a 7 with and without a bar), and most forms have several examples that differ in proportion;
a sample is a random blend of the examples of one form. The curve is then bent, slanted, stretched and scaled at random,
and a pen of random width and softness is drawn along it: the ink at a pixel depends only on its distance to the curve.
As in MNIST, the ink fits a box of 20 by 20 pixels and its centre of mass lies in the middle of the picture.
"""

import functools
import hashlib
import math
from collections.abc import Iterator
from pathlib import Path

import torch

SIZE = 28
POINTS = 96  # along the strokes of one digit; neighbours are less than a pixel apart
BLOCK = 500  # digits per seed: the first n digits are the same however many are drawn
AT_ONCE = 20  # digits per pass, so that their distances stay in the processor's cache
SEEDS = {"train": 0, "test": 1}  # block b of a split is drawn from seed 2 b + this

Point = tuple[float, float]
Stroke = list[Point]
Example = list[Stroke]


def arc(x: float, y: float, width: float, height: float, start: float, end: float, count: int = 9) -> Stroke:
    """Points on an ellipse around (x, y); angles in degrees from 3 o'clock, growing clockwise because y points down."""
    angles = [math.radians(start + (end - start) * k / (count - 1)) for k in range(count)]
    return [(x + width * math.cos(a), y + height * math.sin(a)) for a in angles]


# Each digit: a list of (how often, examples of one form). All examples of a form have the same strokes in the same order
# and direction, so that they can be blended. Coordinates: x to the right, y down, about 0 to 1.
FORMS: dict[int, list[tuple[float, list[Example]]]] = {
    0: [
        (
            1.0,
            [
                [arc(0.5, 0.5, 0.26, 0.42, -90, -450, 17)],
                [arc(0.5, 0.5, 0.38, 0.42, -80, -440, 17)],
                [arc(0.5, 0.5, 0.30, 0.40, -60, -400, 17)],
                [arc(0.5, 0.5, 0.32, 0.42, -110, -500, 17)],
                [
                    [
                        (0.62, 0.12),
                        (0.44, 0.12),
                        (0.27, 0.32),
                        (0.22, 0.60),
                        (0.34, 0.86),
                        (0.54, 0.88),
                        (0.74, 0.66),
                        (0.76, 0.36),
                        (0.62, 0.14),
                        (0.50, 0.16),
                    ]
                ],
            ],
        ),
    ],
    1: [
        (
            0.85,
            [
                [[(0.50, 0.06), (0.50, 0.36), (0.50, 0.64), (0.50, 0.94)]],
                [[(0.58, 0.06), (0.53, 0.36), (0.48, 0.64), (0.45, 0.94)]],
                [[(0.50, 0.06), (0.53, 0.36), (0.51, 0.64), (0.47, 0.94)]],
            ],
        ),
        (
            0.10,
            [
                [[(0.34, 0.28), (0.44, 0.20), (0.54, 0.07)], [(0.54, 0.07), (0.54, 0.36), (0.53, 0.64), (0.52, 0.94)]],
                [[(0.40, 0.22), (0.48, 0.16), (0.54, 0.07)], [(0.54, 0.07), (0.53, 0.36), (0.51, 0.64), (0.50, 0.94)]],
            ],
        ),
        (
            0.05,
            [
                [
                    [(0.34, 0.28), (0.44, 0.20), (0.54, 0.07)],
                    [(0.54, 0.07), (0.54, 0.36), (0.53, 0.64), (0.52, 0.92)],
                    [(0.30, 0.93), (0.50, 0.92), (0.76, 0.92)],
                ],
                [
                    [(0.38, 0.24), (0.46, 0.18), (0.52, 0.07)],
                    [(0.52, 0.07), (0.52, 0.36), (0.51, 0.64), (0.50, 0.92)],
                    [(0.24, 0.94), (0.50, 0.92), (0.72, 0.90)],
                ],
            ],
        ),
    ],
    2: [
        (
            0.55,
            [
                [
                    [
                        (0.24, 0.28),
                        (0.34, 0.13),
                        (0.52, 0.08),
                        (0.69, 0.19),
                        (0.68, 0.38),
                        (0.54, 0.60),
                        (0.38, 0.77),
                        (0.22, 0.91),
                    ],
                    [(0.22, 0.91), (0.42, 0.89), (0.60, 0.89), (0.82, 0.88)],
                ],
                [
                    [
                        (0.30, 0.16),
                        (0.44, 0.09),
                        (0.60, 0.12),
                        (0.66, 0.26),
                        (0.60, 0.44),
                        (0.48, 0.62),
                        (0.34, 0.78),
                        (0.20, 0.88),
                    ],
                    [(0.20, 0.88), (0.40, 0.84), (0.60, 0.90), (0.84, 0.92)],
                ],
                [
                    [
                        (0.22, 0.34),
                        (0.30, 0.16),
                        (0.50, 0.07),
                        (0.72, 0.16),
                        (0.74, 0.34),
                        (0.58, 0.56),
                        (0.40, 0.72),
                        (0.26, 0.86),
                    ],
                    [(0.26, 0.86), (0.44, 0.88), (0.62, 0.92), (0.80, 0.86)],
                ],
            ],
        ),
        (
            0.45,
            [
                [
                    [
                        (0.26, 0.25),
                        (0.40, 0.10),
                        (0.60, 0.12),
                        (0.68, 0.30),
                        (0.58, 0.52),
                        (0.40, 0.76),
                        (0.26, 0.86),
                        (0.20, 0.78),
                        (0.34, 0.72),
                        (0.52, 0.82),
                        (0.68, 0.90),
                        (0.86, 0.84),
                    ]
                ],
                [
                    [
                        (0.20, 0.22),
                        (0.38, 0.09),
                        (0.58, 0.14),
                        (0.62, 0.32),
                        (0.54, 0.54),
                        (0.42, 0.78),
                        (0.28, 0.92),
                        (0.16, 0.84),
                        (0.26, 0.72),
                        (0.46, 0.78),
                        (0.64, 0.88),
                        (0.90, 0.90),
                    ]
                ],
                [
                    [
                        (0.28, 0.30),
                        (0.42, 0.11),
                        (0.62, 0.10),
                        (0.72, 0.26),
                        (0.60, 0.50),
                        (0.38, 0.70),
                        (0.24, 0.80),
                        (0.22, 0.76),
                        (0.36, 0.74),
                        (0.54, 0.86),
                        (0.70, 0.94),
                        (0.84, 0.88),
                    ]
                ],
            ],
        ),
    ],
    3: [
        (
            0.85,
            [
                [
                    [(0.26, 0.20), (0.42, 0.08), (0.62, 0.12), (0.68, 0.26), (0.58, 0.40), (0.42, 0.46)],
                    [(0.42, 0.46), (0.62, 0.50), (0.72, 0.66), (0.64, 0.84), (0.44, 0.92), (0.24, 0.84)],
                ],
                [
                    [(0.24, 0.12), (0.44, 0.07), (0.62, 0.10), (0.66, 0.22), (0.56, 0.36), (0.40, 0.44)],
                    [(0.40, 0.44), (0.60, 0.44), (0.76, 0.58), (0.72, 0.80), (0.48, 0.92), (0.22, 0.90)],
                ],
                [
                    [(0.22, 0.22), (0.36, 0.10), (0.58, 0.08), (0.70, 0.22), (0.62, 0.42), (0.36, 0.50)],
                    [(0.36, 0.50), (0.56, 0.52), (0.68, 0.66), (0.60, 0.86), (0.38, 0.94), (0.18, 0.84)],
                ],
                [
                    [(0.30, 0.16), (0.50, 0.08), (0.66, 0.14), (0.64, 0.28), (0.54, 0.40), (0.48, 0.46)],
                    [(0.48, 0.46), (0.64, 0.54), (0.68, 0.70), (0.54, 0.86), (0.36, 0.90), (0.16, 0.88)],
                ],
            ],
        ),
        (
            0.15,
            [
                [
                    [(0.24, 0.12), (0.44, 0.11), (0.70, 0.10)],
                    [(0.70, 0.10), (0.58, 0.26), (0.44, 0.42)],
                    [(0.44, 0.42), (0.64, 0.46), (0.74, 0.64), (0.64, 0.84), (0.44, 0.92), (0.22, 0.86)],
                ],
                [
                    [(0.26, 0.10), (0.46, 0.12), (0.66, 0.08)],
                    [(0.66, 0.08), (0.58, 0.24), (0.40, 0.38)],
                    [(0.40, 0.38), (0.62, 0.40), (0.76, 0.58), (0.70, 0.80), (0.48, 0.94), (0.20, 0.92)],
                ],
            ],
        ),
    ],
    4: [
        (
            0.6,
            [
                [
                    [(0.30, 0.10), (0.26, 0.30), (0.22, 0.50)],
                    [(0.22, 0.50), (0.42, 0.54), (0.60, 0.52), (0.80, 0.47)],
                    [(0.72, 0.08), (0.68, 0.36), (0.62, 0.64), (0.57, 0.94)],
                ],
                [
                    [(0.26, 0.16), (0.20, 0.34), (0.22, 0.54)],
                    [(0.22, 0.54), (0.36, 0.60), (0.54, 0.56), (0.70, 0.50)],
                    [(0.70, 0.10), (0.68, 0.36), (0.66, 0.64), (0.66, 0.94)],
                ],
                [
                    [(0.36, 0.06), (0.28, 0.26), (0.18, 0.52)],
                    [(0.18, 0.52), (0.40, 0.52), (0.62, 0.50), (0.86, 0.46)],
                    [(0.66, 0.22), (0.62, 0.44), (0.58, 0.68), (0.54, 0.94)],
                ],
            ],
        ),
        (
            0.25,
            [
                [
                    [(0.58, 0.06), (0.42, 0.28), (0.22, 0.58)],
                    [(0.22, 0.58), (0.40, 0.59), (0.60, 0.58), (0.80, 0.57)],
                    [(0.58, 0.06), (0.58, 0.36), (0.58, 0.64), (0.58, 0.94)],
                ],
                [
                    [(0.66, 0.08), (0.44, 0.26), (0.22, 0.50)],
                    [(0.22, 0.50), (0.40, 0.54), (0.60, 0.54), (0.80, 0.52)],
                    [(0.68, 0.08), (0.66, 0.36), (0.62, 0.64), (0.60, 0.94)],
                ],
            ],
        ),
        (
            0.15,
            [
                [
                    [(0.28, 0.12), (0.24, 0.30), (0.24, 0.46), (0.36, 0.54), (0.54, 0.50), (0.68, 0.36)],
                    [(0.72, 0.08), (0.70, 0.36), (0.68, 0.64), (0.66, 0.94)],
                ],
                [
                    [(0.34, 0.10), (0.24, 0.28), (0.22, 0.46), (0.34, 0.52), (0.54, 0.48), (0.70, 0.40)],
                    [(0.74, 0.12), (0.70, 0.38), (0.62, 0.66), (0.54, 0.94)],
                ],
            ],
        ),
    ],
    5: [
        (
            0.7,
            [
                [
                    [(0.34, 0.12), (0.52, 0.11), (0.76, 0.09)],
                    [(0.34, 0.12), (0.31, 0.28), (0.29, 0.44)],
                    [(0.29, 0.44), (0.50, 0.40), (0.68, 0.50), (0.71, 0.69), (0.58, 0.87), (0.40, 0.91), (0.22, 0.84)],
                ],
                [
                    [(0.42, 0.10), (0.60, 0.08), (0.84, 0.05)],
                    [(0.42, 0.10), (0.38, 0.24), (0.34, 0.38)],
                    [(0.34, 0.38), (0.50, 0.42), (0.62, 0.54), (0.62, 0.72), (0.50, 0.88), (0.32, 0.94), (0.14, 0.90)],
                ],
                [
                    [(0.30, 0.16), (0.52, 0.12), (0.70, 0.12)],
                    [(0.30, 0.16), (0.28, 0.32), (0.26, 0.46)],
                    [(0.26, 0.46), (0.46, 0.46), (0.64, 0.56), (0.66, 0.74), (0.50, 0.88), (0.34, 0.88), (0.24, 0.78)],
                ],
            ],
        ),
        (
            0.3,
            [
                [
                    [
                        (0.78, 0.10),
                        (0.58, 0.10),
                        (0.40, 0.16),
                        (0.34, 0.34),
                        (0.46, 0.46),
                        (0.62, 0.58),
                        (0.64, 0.76),
                        (0.48, 0.90),
                        (0.30, 0.88),
                        (0.20, 0.76),
                    ]
                ],
                [
                    [
                        (0.84, 0.06),
                        (0.64, 0.08),
                        (0.46, 0.14),
                        (0.40, 0.30),
                        (0.48, 0.44),
                        (0.58, 0.58),
                        (0.56, 0.76),
                        (0.40, 0.90),
                        (0.24, 0.90),
                        (0.12, 0.84),
                    ]
                ],
            ],
        ),
    ],
    6: [
        (
            1.0,
            [
                [
                    [
                        (0.64, 0.07),
                        (0.46, 0.20),
                        (0.33, 0.42),
                        (0.28, 0.66),
                        (0.36, 0.86),
                        (0.54, 0.91),
                        (0.69, 0.79),
                        (0.67, 0.61),
                        (0.52, 0.55),
                        (0.37, 0.62),
                        (0.30, 0.74),
                    ]
                ],
                [
                    [
                        (0.50, 0.05),
                        (0.38, 0.22),
                        (0.29, 0.44),
                        (0.26, 0.68),
                        (0.34, 0.88),
                        (0.52, 0.92),
                        (0.66, 0.82),
                        (0.66, 0.68),
                        (0.54, 0.60),
                        (0.40, 0.66),
                        (0.32, 0.80),
                    ]
                ],
                [
                    [
                        (0.74, 0.10),
                        (0.52, 0.16),
                        (0.34, 0.36),
                        (0.24, 0.62),
                        (0.32, 0.86),
                        (0.54, 0.92),
                        (0.76, 0.78),
                        (0.76, 0.56),
                        (0.58, 0.46),
                        (0.40, 0.54),
                        (0.28, 0.68),
                    ]
                ],
                [
                    [
                        (0.40, 0.05),
                        (0.34, 0.24),
                        (0.28, 0.46),
                        (0.28, 0.70),
                        (0.40, 0.88),
                        (0.58, 0.88),
                        (0.70, 0.74),
                        (0.62, 0.60),
                        (0.48, 0.60),
                        (0.36, 0.70),
                        (0.30, 0.78),
                    ]
                ],
            ],
        ),
    ],
    7: [
        (
            0.75,
            [
                [
                    [(0.22, 0.16), (0.40, 0.13), (0.58, 0.12), (0.78, 0.10)],
                    [(0.78, 0.10), (0.66, 0.34), (0.54, 0.62), (0.44, 0.94)],
                ],
                [
                    [(0.20, 0.22), (0.32, 0.14), (0.52, 0.16), (0.74, 0.12)],
                    [(0.74, 0.12), (0.70, 0.36), (0.62, 0.64), (0.58, 0.94)],
                ],
                [
                    [(0.18, 0.12), (0.38, 0.11), (0.58, 0.12), (0.72, 0.14)],
                    [(0.72, 0.14), (0.66, 0.36), (0.50, 0.62), (0.32, 0.92)],
                ],
                [
                    [(0.24, 0.28), (0.28, 0.14), (0.52, 0.10), (0.76, 0.12)],
                    [(0.76, 0.12), (0.68, 0.30), (0.56, 0.60), (0.52, 0.94)],
                ],
            ],
        ),
        (
            0.25,
            [
                [
                    [(0.22, 0.16), (0.40, 0.13), (0.58, 0.12), (0.78, 0.10)],
                    [(0.78, 0.10), (0.66, 0.34), (0.54, 0.62), (0.44, 0.94)],
                    [(0.38, 0.52), (0.56, 0.50), (0.76, 0.48)],
                ],
                [
                    [(0.20, 0.22), (0.32, 0.14), (0.52, 0.16), (0.74, 0.12)],
                    [(0.74, 0.12), (0.66, 0.36), (0.56, 0.64), (0.50, 0.94)],
                    [(0.34, 0.56), (0.54, 0.52), (0.78, 0.46)],
                ],
            ],
        ),
    ],
    8: [
        (
            0.8,
            [
                [
                    [
                        (0.66, 0.20),
                        (0.50, 0.08),
                        (0.34, 0.18),
                        (0.36, 0.33),
                        (0.50, 0.46),
                        (0.66, 0.62),
                        (0.68, 0.80),
                        (0.50, 0.93),
                        (0.32, 0.80),
                        (0.36, 0.62),
                        (0.50, 0.46),
                        (0.64, 0.33),
                        (0.66, 0.20),
                    ]
                ],
                [
                    [
                        (0.72, 0.16),
                        (0.54, 0.07),
                        (0.38, 0.16),
                        (0.38, 0.30),
                        (0.50, 0.44),
                        (0.60, 0.62),
                        (0.58, 0.82),
                        (0.42, 0.93),
                        (0.28, 0.82),
                        (0.34, 0.62),
                        (0.50, 0.46),
                        (0.68, 0.32),
                        (0.74, 0.18),
                    ]
                ],
                [
                    [
                        (0.64, 0.26),
                        (0.48, 0.08),
                        (0.28, 0.18),
                        (0.30, 0.36),
                        (0.50, 0.48),
                        (0.68, 0.60),
                        (0.72, 0.78),
                        (0.54, 0.92),
                        (0.34, 0.84),
                        (0.34, 0.66),
                        (0.48, 0.50),
                        (0.60, 0.38),
                        (0.64, 0.24),
                    ]
                ],
            ],
        ),
        (
            0.2,
            [
                [
                    [
                        (0.78, 0.12),
                        (0.56, 0.07),
                        (0.36, 0.16),
                        (0.36, 0.32),
                        (0.54, 0.48),
                        (0.66, 0.66),
                        (0.60, 0.86),
                        (0.42, 0.93),
                        (0.30, 0.80),
                        (0.38, 0.62),
                        (0.56, 0.46),
                        (0.72, 0.32),
                        (0.80, 0.22),
                    ]
                ],
                [
                    [
                        (0.70, 0.10),
                        (0.50, 0.10),
                        (0.32, 0.20),
                        (0.34, 0.36),
                        (0.50, 0.50),
                        (0.62, 0.66),
                        (0.58, 0.84),
                        (0.42, 0.92),
                        (0.32, 0.80),
                        (0.36, 0.64),
                        (0.52, 0.48),
                        (0.70, 0.34),
                        (0.82, 0.24),
                    ]
                ],
            ],
        ),
    ],
    9: [
        (
            0.7,
            [
                [
                    [(0.68, 0.22), (0.54, 0.10), (0.36, 0.16), (0.29, 0.34), (0.40, 0.48), (0.58, 0.44), (0.68, 0.24)],
                    [(0.68, 0.22), (0.68, 0.46), (0.64, 0.70), (0.58, 0.94)],
                ],
                [
                    [(0.72, 0.18), (0.54, 0.08), (0.34, 0.18), (0.28, 0.38), (0.40, 0.50), (0.60, 0.42), (0.72, 0.20)],
                    [(0.72, 0.18), (0.66, 0.42), (0.56, 0.68), (0.46, 0.94)],
                ],
                [
                    [(0.62, 0.20), (0.50, 0.12), (0.34, 0.20), (0.30, 0.34), (0.42, 0.42), (0.56, 0.36), (0.64, 0.22)],
                    [(0.66, 0.14), (0.66, 0.40), (0.66, 0.68), (0.66, 0.94)],
                ],
            ],
        ),
        (
            0.3,
            [
                [
                    [
                        (0.68, 0.24),
                        (0.54, 0.10),
                        (0.36, 0.16),
                        (0.29, 0.34),
                        (0.40, 0.48),
                        (0.58, 0.45),
                        (0.68, 0.26),
                        (0.69, 0.50),
                        (0.62, 0.76),
                        (0.46, 0.92),
                        (0.28, 0.86),
                    ]
                ],
                [
                    [
                        (0.70, 0.22),
                        (0.56, 0.08),
                        (0.36, 0.14),
                        (0.30, 0.30),
                        (0.40, 0.42),
                        (0.60, 0.38),
                        (0.70, 0.22),
                        (0.72, 0.46),
                        (0.68, 0.72),
                        (0.54, 0.90),
                        (0.34, 0.92),
                    ]
                ],
            ],
        ),
    ],
}


def digits(count: int, split: str = "train", progress: bool = False) -> tuple[torch.Tensor, torch.Tensor]:
    """The first `count` drawn digits of a split: uint8 pictures (count, 1, 28, 28) and int64 labels (count,).

    Every block of 500 has fifty of each digit, in random order, and its own seed; the two splits share no seed.
    """
    pixels = torch.empty(count, 1, SIZE, SIZE, dtype=torch.uint8)
    labels = torch.empty(count, dtype=torch.int64)
    for block in _shown(range(math.ceil(count / BLOCK)), progress):
        generator = torch.Generator().manual_seed(2 * block + SEEDS[split])
        drawn = torch.randperm(BLOCK, generator=generator) % 10
        here = slice(block * BLOCK, min((block + 1) * BLOCK, count))
        labels[here] = drawn[: here.stop - here.start]
        pixels[here] = draw(drawn, generator)[: here.stop - here.start].mul_(255).round_().byte()
    return pixels, labels


def draw(labels: torch.Tensor, generator: torch.Generator | None = None) -> torch.Tensor:
    """One picture per label, float32 of shape (n, 1, 28, 28) in [0, 1]."""
    curves = _skeletons(labels, generator)
    radii = _radii(len(labels), generator)
    softness = 0.55 + 0.12 * torch.rand(len(labels), 1, generator=generator)
    curves = _handwriting(curves, generator)
    curves = _framed(curves, radii)
    ink = [
        _ink(*part) for part in zip(curves.split(AT_ONCE), radii.split(AT_ONCE), softness.split(AT_ONCE), strict=True)
    ]
    return torch.cat(ink).view(-1, 1, SIZE, SIZE)


@functools.cache
def version() -> str:
    """Changes whenever this file does, so that digits kept from an older version are not used."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:10]


def _shown(blocks: range, progress: bool) -> Iterator[int] | range:
    if not progress:
        return blocks
    from tqdm.auto import tqdm

    return tqdm(blocks, desc="Drawing digits, once", leave=False)


# The strokes --------------------------------------------------------------------------------------------------------


def _spline(stroke: Stroke, count: int) -> torch.Tensor:
    """`count` points, evenly spaced, on the smooth (Catmull-Rom) curve through the points of a stroke."""
    points = torch.tensor(stroke)
    padded = torch.cat([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    where = torch.linspace(0, len(points) - 1 - 1e-4, 400)
    index, t = where.long(), (where % 1)[:, None]
    before, start, end, after = (padded[index + k] for k in range(4))
    dense = 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )
    along = torch.cat([torch.zeros(1), (dense[1:] - dense[:-1]).norm(dim=1).cumsum(0)])
    wanted = torch.linspace(0, along[-1].item(), count)
    right = torch.searchsorted(along, wanted).clamp(1, len(along) - 1)
    part = ((wanted - along[right - 1]) / (along[right] - along[right - 1]).clamp(min=1e-9)).clamp(0, 1)[:, None]
    return dense[right - 1] * (1 - part) + dense[right] * part


@functools.cache
def _bank(digit: int) -> list[tuple[float, torch.Tensor]]:
    """(how often, examples (k, POINTS, 2)) for each form of a digit."""
    bank = []
    for weight, examples in FORMS[digit]:
        lengths = [
            sum((_spline(example[s], 50).diff(dim=0)).norm(dim=1).sum().item() for example in examples)
            for s in range(len(examples[0]))
        ]
        counts = [max(4, round(POINTS * length / sum(lengths))) for length in lengths]
        counts[counts.index(max(counts))] += POINTS - sum(counts)
        bank.append(
            (
                weight,
                torch.stack(
                    [
                        torch.cat([_spline(stroke, n) for stroke, n in zip(example, counts, strict=True)])
                        for example in examples
                    ]
                ),
            )
        )
    return bank


def _skeletons(labels: torch.Tensor, generator: torch.Generator | None) -> torch.Tensor:
    """A random blend of the examples of a random form for each label: (n, POINTS, 2)."""
    curves = torch.empty(len(labels), POINTS, 2)
    for digit in range(10):
        mine = (labels == digit).nonzero().flatten()
        bank = _bank(digit)
        forms = torch.multinomial(
            torch.tensor([weight for weight, _ in bank]), max(len(mine), 1), replacement=True, generator=generator
        )
        for form, (_, examples) in enumerate(bank):
            which = mine[forms[: len(mine)] == form]
            shares = -torch.rand(len(which), len(examples), generator=generator).clamp(min=1e-6).log()
            shares = shares / shares.sum(1, keepdim=True)
            shares = 1.3 * shares - 0.3 / len(examples)  # a little beyond the examples, too
            curves[which] = torch.einsum("nk,kpc->npc", shares, examples)
    return curves


def _handwriting(curves: torch.Tensor, generator: torch.Generator | None) -> torch.Tensor:
    """Bend each curve with slow random waves, then slant, turn and stretch it."""
    n = len(curves)

    def normal(*shape: int) -> torch.Tensor:
        return torch.randn(n, *shape, generator=generator)

    curves = curves - 0.5
    for frequency in (1.0, 1.7, 2.6):
        phase = torch.rand(n, 1, 2, generator=generator) * 2 * math.pi
        waves = torch.sin(curves @ (2.2 * frequency * normal(2, 2)) + phase)
        curves = curves + 0.045 / frequency * normal(1, 2) * waves
    slant, turn = 0.08 + 0.22 * normal(), 0.09 * normal()
    wide, high = (0.16 * normal()).exp(), (0.06 * normal()).exp()
    matrix = torch.stack(
        [
            torch.stack([wide * turn.cos(), -high * (turn.sin() + slant)], 1),
            torch.stack([wide * turn.sin(), high * turn.cos()], 1),
        ],
        1,
    )
    return curves @ matrix.transpose(1, 2)


def _radii(n: int, generator: torch.Generator | None) -> torch.Tensor:
    """Half the width of the pen in pixels at each point: its own mean for each digit, and a pressure that varies slowly."""
    mean = (1.25 * (0.28 * torch.randn(n, 1, generator=generator)).exp()).clamp(0.6, 2.4)
    phase = 2 * math.pi * torch.rand(n, 1, generator=generator)
    return mean * (1 + 0.15 * torch.sin(torch.linspace(0, 5, POINTS) + phase))


def _framed(curves: torch.Tensor, radii: torch.Tensor) -> torch.Tensor:
    """As MNIST was made: the ink just fits a box of 20 by 20 pixels, and its centre of mass is the picture's centre."""
    low, high = curves.amin(1, keepdim=True), curves.amax(1, keepdim=True)
    pen = radii.mean(1)[:, None, None]
    curves = curves * ((20 - 2 * pen) / (high - low).amax(2, keepdim=True).clamp(min=1e-3))
    weight = torch.zeros_like(radii)
    steps = curves.diff(dim=1).norm(dim=2).clamp(max=2.0)
    weight[:, 1:] += steps
    weight[:, :-1] += steps
    weight = (weight * radii)[..., None]
    centre = (curves * weight).sum(1, keepdim=True) / weight.sum(1, keepdim=True)
    return curves - centre + SIZE / 2


def _ink(curves: torch.Tensor, radii: torch.Tensor, softness: torch.Tensor) -> torch.Tensor:
    """The distance field: (n, 784) ink in [0, 1] from each pixel's distance to the nearest point, less the pen's radius.

    For pixel q and points p with radius r, the smallest |q - p|^2 - r^2 needs one matrix product for all pixels and
    points, and one minimum: |q|^2 + min over p of (-2 q.p + |p|^2 - r^2).
    """
    place = torch.arange(SIZE) + 0.5
    pixels = torch.stack([place.repeat(SIZE), place.repeat_interleave(SIZE), torch.ones(SIZE * SIZE)], 1)
    points = torch.cat([-2 * curves, (curves.square().sum(2) - radii.square())[..., None]], 2)
    power = (pixels @ points.transpose(1, 2)).amin(2) + pixels[:, :2].square().sum(1)
    pen = radii.mean(1, keepdim=True)
    outside = (power + pen.square()).clamp_(min=0).sqrt_() - pen
    return (0.5 - outside / (2 * softness)).clamp_(0, 1)
