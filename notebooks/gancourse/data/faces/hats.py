"""Hats: a cap, a knitted beanie, a hat with a brim, a headscarf. Each throws a shadow on what is below it."""

import numpy as np

from gancourse.data.faces.colours import CREAM, HAT, SHADOW
from gancourse.data.faces.scene import Scene
from gancourse.data.faces.shapes import Plane, box, disc, ellipse, step, stroke, wave


def paint(scene: Scene) -> None:
    scene.on(scene.has("hat", "cap"), _cap)
    scene.on(scene.has("hat", "beanie"), _beanie)
    scene.on(scene.has("hat", "brim"), _brim)
    scene.on(scene.has("hat", "headscarf"), _headscarf)


def _colour(scene: Scene) -> np.ndarray:
    return scene.colour("shirt", HAT, "hat colour", 0.08)


def _cast(scene: Scene, hat: Plane) -> None:
    """The shadow of a hat on what is below it."""
    scene.shade(0.6 * step(hat, 0.12, 0.0) * scene.solid, SHADOW)


def _cap(scene: Scene) -> None:
    """A dome of panels, a button, a badge, and a peak that points where the face looks."""
    colour, x, y = _colour(scene), scene.x, scene.y
    front = scene.face_x
    dome = np.maximum(ellipse(x, y + 0.24, scene.wide + 0.075, scene.between("hat height", 0.42, 0.48)), y + 0.27)
    peak = stroke(front - 0.25 * scene.turn, y + 0.24, 0.47, -0.11, 0.075)
    _cast(scene, np.minimum(dome, peak))
    cover = scene.inside(dome)
    scene.paint(
        scene.inside(disc(x, y + 0.24 + scene.between("hat height", 0.42, 0.48), 0.045)), colour * 0.8, is_solid=True
    )
    scene.paint(cover, colour, is_solid=True)
    seam = np.abs(np.abs(front) - 0.2 + 0.25 * np.square(y + 0.24)) - 0.008
    scene.shade(0.5 * cover * scene.inside(seam), SHADOW)
    scene.paint(scene.inside(disc(front, y + 0.47, 0.085)), CREAM)
    scene.paint(scene.inside(disc(front, y + 0.47, 0.045)), colour * 0.8)
    scene.paint(scene.inside(peak), colour * 0.78, is_solid=True)
    scene.paint(0.3 * scene.inside(stroke(front - 0.25 * scene.turn, y + 0.22, 0.45, -0.12, 0.02)), CREAM)


def _beanie(scene: Scene) -> None:
    """A knitted dome with a turned-up rim and a bobble."""
    colour, x, y = _colour(scene), scene.x, scene.y
    high = scene.between("hat height", 0.44, 0.52)
    dome = np.maximum(ellipse(x, y + 0.26, scene.wide + 0.075, high), y + 0.27)
    rim = box(x, y + 0.315 + 0.06 * (1 - np.square(x / 0.5)), scene.wide + 0.09, 0.085, 0.06)
    bobble = disc(x - 0.1 * scene.turn, y + 0.28 + high, 0.13) + 0.018 * wave(x * 14) * wave(y * 14)
    _cast(scene, rim)
    scene.paint(scene.inside(bobble), CREAM, is_solid=True)
    scene.shade(0.5 * scene.inside(bobble) * step(y + 0.26 + high, -0.1, 0.12), SHADOW)
    cover = scene.inside(dome)
    scene.paint(cover, colour, is_solid=True)
    knit = step(wave(scene.face_x * 9), -0.3, 1)
    scene.shade(0.55 * cover * knit, SHADOW)
    scene.shade(0.5 * cover * step(rim, 0.1, 0), SHADOW)
    band = scene.inside(rim)
    scene.paint(band, 0.45 * colour + 0.55, is_solid=True)
    scene.shade(0.4 * band * step(wave(scene.face_x * 14), -0.2, 1), SHADOW)


def _brim(scene: Scene) -> None:
    """A straw or felt hat: a crown with a dent, a ribbon, and a wide brim."""
    colour, x, y = _colour(scene), scene.x, scene.y
    high = scene.between("hat height", 0.22, 0.26)
    crown = box(x / (1 + 0.25 * (y + 0.5)), y + 0.34 + high, scene.wide - 0.02, high, 0.14)
    dent = ellipse(x, y + 0.37 + 2 * high, 0.16, 0.07)
    rise = y + 0.35 - 0.08 * np.square(x)  # the brim is a little higher in front
    brim = ellipse(x, rise, 0.78, 0.105)
    _cast(scene, brim)
    cover = scene.inside(np.maximum(crown, -dent))
    scene.paint(cover, colour, is_solid=True)
    scene.shade(0.4 * cover * step(y + 0.34 + 2 * high, 0.12, 0.0), SHADOW)
    scene.paint(cover * scene.inside(np.abs(y + 0.48 - 0.1 * np.square(x)) - 0.06), colour * 0.45)
    scene.paint(scene.inside(brim), colour * 0.93, is_solid=True)
    scene.shade(0.5 * scene.inside(ellipse(x, rise + 0.03, 0.5, 0.065)) * (1 - cover), SHADOW)
    scene.paint(0.25 * scene.inside(stroke(x, y + 0.37, 0.74, 0.03, 0.02)) * scene.inside(brim), CREAM)


def behind(scene: Scene) -> None:
    """The inside of a scarf, where it stands away from the face."""
    scene.paint(scene.inside(_scarf(scene)), _colour(scene) * 0.55, is_solid=True)


def _scarf(scene: Scene) -> Plane:
    x, y = scene.x, scene.y
    below = ellipse(x, y, scene.wide + 0.10, 0.74)
    hood = np.where(y < 0, ellipse(x, y, scene.wide + 0.10, scene.high + 0.11), below)
    return np.minimum(
        hood, ellipse(scene.body_x, scene.body_y - 0.7, scene.by("age", child=0.34, adult=0.42, old=0.42), 0.18)
    )


def _headscarf(scene: Scene) -> None:
    """A scarf around head, neck and chest that leaves the face free."""
    colour, x, y = _colour(scene), scene.x, scene.y
    outside = _scarf(scene)
    opening = np.maximum(ellipse(scene.face_x, y - scene.eye_y - 0.13, 0.40, 0.47), scene.outline - 0.02)
    scarf = np.maximum(outside, -opening)
    _cast(scene, np.maximum(scarf, scene.outline))
    cover = scene.inside(scarf)
    scene.paint(cover, colour, is_solid=True)
    folds = wave(5 * np.sqrt(np.square(x * 1.3) + np.square(y - 0.1)) + 2 * x)
    scene.shade(0.35 * cover * step(folds, 0, 1), SHADOW)
    scene.paint(0.4 * cover * step(np.abs(opening - 0.03), 0.03, 0.0), CREAM)
    scene.shade(0.6 * cover * step(opening, 0.2, 0.05) * step(y, 0.5, 0.66), SHADOW)
