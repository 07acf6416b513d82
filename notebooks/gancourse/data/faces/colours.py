"""The palette of the drawn faces: red, green and blue from 0 to 1."""

import numpy as np

Palette = dict[str, tuple[float, float, float]]

SKIN: Palette = {
    "ivory": (0.97, 0.85, 0.78),
    "peach": (0.95, 0.73, 0.59),
    "honey": (0.83, 0.60, 0.42),
    "bronze": (0.67, 0.44, 0.29),
    "umber": (0.49, 0.31, 0.23),
}
HAIR: Palette = {
    "black": (0.14, 0.12, 0.17),
    "brown": (0.40, 0.23, 0.13),
    "ginger": (0.80, 0.38, 0.15),
    "blond": (0.95, 0.78, 0.42),
    "grey": (0.78, 0.79, 0.82),
    "pink": (0.92, 0.42, 0.60),
}
EYES: Palette = {"brown": (0.34, 0.17, 0.08), "blue": (0.20, 0.52, 0.90), "green": (0.28, 0.66, 0.30)}
SHIRT: Palette = {
    "red": (0.85, 0.29, 0.27),
    "yellow": (0.95, 0.72, 0.25),
    "green": (0.27, 0.56, 0.42),
    "blue": (0.24, 0.44, 0.74),
    "plum": (0.50, 0.27, 0.52),
    "white": (0.96, 0.94, 0.90),
}
HAT: Palette = {  # by the shirt, which it goes with
    "red": (0.20, 0.32, 0.52),
    "yellow": (0.16, 0.46, 0.50),
    "green": (0.94, 0.76, 0.34),
    "blue": (0.92, 0.45, 0.32),
    "plum": (0.88, 0.64, 0.72),
    "white": (0.78, 0.26, 0.30),
}
BACKGROUND: Palette = {
    "coral": (0.97, 0.62, 0.53),
    "butter": (0.97, 0.85, 0.54),
    "mint": (0.64, 0.87, 0.74),
    "sky": (0.56, 0.80, 0.95),
    "lilac": (0.77, 0.70, 0.94),
    "night": (0.21, 0.27, 0.44),
}
INK, WHITE, CREAM, GOLD = (0.16, 0.11, 0.13), (1.0, 0.98, 0.95), (1.0, 0.97, 0.92), (0.97, 0.83, 0.45)
LAMP, BLUSH, GAP, TONGUE = (1.0, 0.93, 0.80), (0.93, 0.38, 0.36), (0.42, 0.09, 0.13), (0.92, 0.45, 0.45)
LIPS = (0.82, 0.28, 0.30)

# What shadows and lines leave of the red, green and blue below them: they are warm.
SHADOW, WRINKLE, LINE, MOUTH = (0.72, 0.55, 0.55), (0.74, 0.60, 0.58), (0.54, 0.37, 0.38), (0.42, 0.22, 0.22)


def rgb(colour: tuple[float, float, float]) -> np.ndarray:
    """A colour that broadcasts over pictures: (3, 1, 1)."""
    return np.array(colour, np.float32)[:, None, None]
