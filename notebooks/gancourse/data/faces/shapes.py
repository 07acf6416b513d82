"""Distance fields: how far each pixel is from a shape, negative inside, in the units of the picture (two units across).

Everything is NumPy in float32 and uses +, -, *, / and square roots alone. IEEE 754 fixes how these are rounded, so a
face is the same to the last bit on every machine; sines and powers are not, and there are none. Arguments broadcast.
"""

import numpy as np

Plane = np.ndarray  # float32, broadcasts to (n, height, width)
AWAY = 9.0  # a distance that takes a shape out of every picture


def ellipse(x: Plane, y: Plane, wide: Plane | float, high: Plane | float) -> Plane:
    """To an ellipse around the origin with half axes `wide` and `high`; exact on its edge, close to it nearby.

    With k = |(x / wide, y / high)| the edge is k = 1, and (k - 1) divided by the length of its slope is the distance.
    """
    across, down = x / wide, y / high
    k = np.sqrt(across * across + down * down)
    across, down = across / wide, down / high
    return (k - 1) * (k + 1e-4) / (np.sqrt(across * across + down * down) + 1e-4)


def disc(x: Plane, y: Plane, radius: Plane | float) -> Plane:
    return np.sqrt(x * x + y * y) - radius


def box(x: Plane, y: Plane, wide: Plane | float, high: Plane | float, corner: Plane | float) -> Plane:
    """To a rectangle around the origin with half sides `wide` and `high` and corners of radius `corner`."""
    across, down = np.abs(x) - (wide - corner), np.abs(y) - (high - corner)
    outside = np.sqrt(np.square(np.maximum(across, 0)) + np.square(np.maximum(down, 0)))
    return outside + np.minimum(np.maximum(across, down), 0) - corner


def stroke(x: Plane, y: Plane, half: Plane | float, bend: Plane | float, thick: Plane | float) -> Plane:
    """To a pen stroke along a parabola from (-half, 0) to (half, 0) that is `bend` lower (y grows downwards) in the
    middle, `thick` to each side there and pointed at its ends."""
    q = x / half
    rest = 1 - q * q
    return np.abs(y - bend * rest) - thick * rest


def wave(x: Plane) -> Plane:
    """A smooth wave of period 2 between -1 and 1, zero at whole numbers: parabolas, where others take a sine."""
    t = x - 2 * np.floor(x * 0.5) - 1
    return -4 * t * (1 - np.abs(t))


def step(x: Plane, low: Plane | float, high: Plane | float) -> Plane:
    """0 below `low`, 1 above `high`, smooth between: 3 t² - 2 t³. With the larger number first, it falls."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)
