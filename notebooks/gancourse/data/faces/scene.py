"""A scene: many faces that are painted at the same time, layer by layer, each layer a distance field with a colour."""

from collections.abc import Callable

import numpy as np

from gancourse.data.faces.attributes import ATTRIBUTES, JITTER, NAMES, code
from gancourse.data.faces.colours import Palette, rgb
from gancourse.data.faces.shapes import Plane

Colour = np.ndarray | tuple[float, float, float]
Window = tuple[float, float, float, float]  # top, bottom, left, right in shares of the picture
WHOLE: Window = (0.0, 1.0, 0.0, 1.0)


class Scene:
    """n faces of `side` by `side` pixels.

    pixels: float32 (n, 3, side, side), red, green, blue from 0 to 1. across, down: where each pixel lies, from -1 to 1.
    solid: how much of it the person covers. These, and whatever else a layer keeps here for later ones (arrays whose
    first axis counts the faces), are cut to size for a layer that paints some of the faces or a part of the picture.
    """

    def __init__(self, drawn: np.ndarray, jitter: np.ndarray, side: int) -> None:
        self.drawn, self.jitter, self.side = drawn, jitter, side
        n = len(drawn)
        place = (np.arange(side, dtype=np.float32) + np.float32(0.5)) * np.float32(2 / side) - np.float32(1)
        self.across = np.broadcast_to(place, (n, side, side))
        self.down = np.broadcast_to(place[:, None], (n, side, side))
        self.pixel = np.full((n, 1, 1), 2 / side, np.float32)  # its width
        self.pixels = np.zeros((n, 3, side, side), np.float32)
        self.solid = np.zeros((n, side, side), np.float32)

    def on(self, who: np.ndarray, layer: Callable[["Scene"], None], window: Window = WHOLE) -> None:
        """Paint a layer on those faces that a mask of shape (n,) chooses, within a window of their pictures."""
        if not who.any():
            return
        top, bottom, left, right = (round(share * self.side) for share in window)
        part = object.__new__(Scene)
        for name, value in vars(self).items():
            if isinstance(value, np.ndarray) and value.shape[-1] == value.shape[-2] == self.side and value.ndim > 2:
                value = value[..., top:bottom, left:right]
            setattr(part, name, value[who] if isinstance(value, np.ndarray) and not who.all() else value)
        layer(part)
        if not who.all():
            self.pixels[who, :, top:bottom, left:right] = part.pixels
            self.solid[who, top:bottom, left:right] = part.solid

    # What the faces are ---------------------------------------------------------------------------------------------

    def has(self, name: str, *values: str) -> np.ndarray:
        """(n,) bool: whose attribute has one of these values."""
        return np.isin(self.drawn[:, NAMES.index(name)], [code(name, value) for value in values])

    def by(self, name: str, **numbers: float) -> Plane:
        """A number for each face by the value of an attribute, else 0: by("age", child=0.1) has shape (n, 1, 1)."""
        return self._looked_up(name, numbers, 0)[:, None, None]

    def colour(self, name: str, palette: Palette, toned: str = "", most: float = 0) -> Colour:
        """(n, 3, 1, 1): a palette's colour for the value of an attribute, up to `most` brighter or darker by a jitter."""
        found = self._looked_up(name, palette, (0, 0, 0))[:, :, None, None]
        return found * (1 + self.between(toned, -most, most))[:, None] if toned else found

    def between(self, name: str, low: float, high: float) -> Plane:
        """The jitter of this name, evenly from low to high: (n, 1, 1)."""
        return low + (high - low) * self.jitter[:, JITTER.index(name), None, None]

    def _looked_up(self, name: str, table: dict, otherwise: object) -> np.ndarray:
        rows = np.array([table.get(value, otherwise) for value in ATTRIBUTES[name]], np.float32)
        return rows[self.drawn[:, NAMES.index(name)]]

    # Painting -------------------------------------------------------------------------------------------------------

    def inside(self, distance: Plane) -> Plane:
        """How much of each pixel a shape covers, from its distance field: the edge is one pixel soft."""
        return np.clip(np.float32(0.5) - distance / self.pixel, 0, 1)

    def paint(self, cover: Plane, colour: Colour, is_solid: bool = False) -> None:
        """Lay a colour, (n, 3, 1, 1) or (3, 1, 1), over the picture as far as `cover`, (n, side, side), says."""
        if isinstance(colour, tuple):
            colour = rgb(colour)
        self.pixels += cover[:, None] * (colour - self.pixels)
        if is_solid:
            np.maximum(self.solid, cover, out=self.solid)

    def shade(self, cover: Plane, tint: tuple[float, float, float]) -> None:
        """Multiply the picture by a tint where `cover` is 1, by less where it is less."""
        lost = 1 - rgb(tint)
        self.pixels *= 1 - cover[:, None] * lost
