"""Painting portraits: the order of the layers, and the layers that are not a feature of the face, hair or hat.

A position is in head units: the face is an egg about one unit wide around the origin, x to the right, y downwards,
the eyes near y = 0 and the chin near y = 0.56.
"""

import numpy as np

from gancourse.data.faces import features, hair, hats
from gancourse.data.faces.colours import BACKGROUND, CREAM, HAIR, LAMP, SHADOW, SHIRT, SKIN
from gancourse.data.faces.scene import Scene
from gancourse.data.faces.shapes import box, disc, ellipse, step

ROUND = 0.62  # radius of the round head on which a turned face is seen


def paint(drawn: np.ndarray, jitter: np.ndarray, side: int) -> np.ndarray:
    """Faces as drawn by `faces.attributes.draw`: float32 (n, 3, side, side) in about [0, 1]."""
    scene = Scene(drawn, jitter, side)
    _background(scene)
    _place_head(scene)
    _shirt(scene)
    has_hair = ~scene.has("cut", "bald") & ~scene.has("hat", "headscarf")
    scene.on(scene.has("hat", "headscarf"), hats.behind)
    scene.on(has_hair & scene.has("cut", "curls", "bob", "long", "bun"), hair.behind)
    _neck(scene)
    _ears(scene)
    scene.paint(scene.inside(scene.outline), scene.skin, is_solid=True)
    features.paint(scene)
    scene.on(has_hair, hair.in_front)
    hats.paint(scene)
    _lamp(scene)
    return scene.pixels


def _background(scene: Scene) -> None:
    """A wall, lighter where the lamp shines on it, with a soft disc of light behind the head."""
    base = scene.colour("background", BACKGROUND, "background tone", 0.03)
    slope = scene.by("light", left=-1, right=1)
    glow = np.clip(0.03 + 0.09 * (slope * scene.across - scene.down), -0.1, 0.2)[:, None]
    scene.pixels[:] = base * (1 + np.minimum(glow, 0)) + np.maximum(glow, 0) * (1 - np.minimum(base, 1))
    x, y = scene.across - scene.between("disc x", -0.2, 0.2), scene.down - scene.between("disc y", -0.15, 0.1)
    scene.paint(0.28 * scene.inside(disc(x, y, scene.between("disc size", 0.72, 0.95))), CREAM)


def _place_head(scene: Scene) -> None:
    """Where a head is and how it is turned: the coordinates and the outline that all later layers use.

    A turned face is seen on a round head: the point (x, y) of the picture shows the face's point (face_x, y) with
    face_x = x cos(turn) - sqrt(r² - x²) sin(turn), which narrows the far side by itself.
    """
    zoom = scene.between("zoom", 1.12, 1.23) * scene.by("age", child=0.94, adult=1, old=1)
    x = (scene.across - scene.between("across", -0.05, 0.05)) / zoom
    y = (scene.down - scene.between("down", 0.01, 0.07) - scene.by("age", child=0.09)) / zoom
    scene.body_x, scene.body_y, scene.pixel = x, y, scene.pixel / zoom
    t = scene.between("tilt", -0.06, 0.06)  # the tangent of half the angle: a rotation without sine and cosine
    cosine, sine = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
    scene.x, scene.y = cosine * x + sine * y, cosine * y - sine * x

    scene.turn = scene.by("pose", left=-1, right=1) * scene.between("turn", 0.2, 0.28)
    scene.turn = scene.turn + scene.by("pose", front=1) * scene.between("turn", -0.04, 0.04)
    depth = np.sqrt(np.maximum(ROUND * ROUND - scene.x * scene.x, 0.04))
    scene.face_x = scene.x * np.sqrt(1 - scene.turn * scene.turn) - depth * scene.turn
    scene.apart = scene.between("eye distance", 0.185, 0.21)
    scene.eye_y = scene.between("eye height", -0.02, 0.03) + scene.by("age", child=0.1)

    scene.wide = scene.between("width", 0.43, 0.475) * scene.by("age", child=1.02, adult=1, old=1.01)
    scene.high = scene.between("height", 0.53, 0.57) * scene.by("age", child=0.93, adult=1, old=1.05)
    below = np.maximum(scene.y / scene.high, 0)
    jaw = scene.between("jaw", 0.0, 0.16) - scene.by("age", child=0.08, old=0.05)
    taper = 1 - jaw * below * below
    scene.outline = ellipse((scene.x - 0.1 * scene.turn * below) / taper, scene.y, scene.wide, scene.high)

    across, down = scene.x / 0.62, (scene.y + 0.02) / 0.74
    towards = np.sqrt(np.maximum(1 - across * across - down * down, 0))
    sun = scene.by("light", left=-1, right=1) * scene.between("sun", 0.75, 1.0)
    scene.lit = 0.85 * sun * across - 0.42 * down + 0.62 * towards

    scene.skin = scene.colour("skin", SKIN, "skin tone", 0.035)
    scene.hair = scene.colour("hair", HAIR, "hair tone", 0.06)


def _shirt(scene: Scene) -> None:
    wide = scene.between("shoulders", 0.76, 0.92) * scene.by("age", child=0.9, adult=1, old=1)
    body = ellipse(scene.body_x, scene.body_y - 1.22 + scene.by("age", child=0.07), wide, 0.60)
    cover = scene.inside(body)
    scene.paint(cover, scene.colour("shirt", SHIRT, "shirt tone", 0.06), is_solid=True)
    scene.shade(0.4 * step(body, -0.14, 0.0) * cover, SHADOW)


def _neck(scene: Scene) -> None:
    """The neck and what the collar shows of the chest, in the shadow of the chin."""
    x, y = scene.body_x, scene.body_y
    wide = scene.by("age", child=0.125, adult=0.165, old=0.165)
    chest = ellipse(x, y - 0.76, wide + 0.07, scene.between("neckline", 0.08, 0.18))
    neck = np.minimum(box(x, y - 0.6, wide, 0.2, 0.02), chest)
    cover = scene.inside(neck)
    scene.paint(scene.inside(chest - 0.04), scene.colour("shirt", SHIRT, "shirt tone", 0.06) * 0.82)
    scene.paint(cover, scene.skin, is_solid=True)
    scene.shade(cover * (0.2 + 0.6 * step(scene.outline, 0.2, 0.02)), SHADOW)


def _ears(scene: Scene) -> None:
    y = scene.y - scene.eye_y - 0.06
    middle = np.where(scene.x < 0, -scene.wide, scene.wide) - 0.12 * scene.turn
    ear = ellipse(scene.x - middle, y, 0.075, scene.by("age", child=0.1, adult=0.105, old=0.135))
    scene.paint(scene.inside(ear), scene.skin, is_solid=True)
    scene.shade(0.55 * step(ear, 0.0, -0.05), SHADOW)


def _lamp(scene: Scene) -> None:
    """The side away from the lamp lies in a warm shadow, the side towards it is a little brighter."""
    scene.shade(0.65 * step(scene.lit, 0.45, -0.25) * scene.solid, SHADOW)
    scene.paint(0.22 * step(scene.lit, 0.55, 1.15) * scene.solid, LAMP)
