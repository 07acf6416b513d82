"""The features of a face, painted on its skin: lines, cheeks, nose, beard, mouth, eyes, brows, glasses."""

import numpy as np

from gancourse.data.faces.colours import (
    BLUSH,
    EYES,
    GAP,
    GOLD,
    INK,
    LINE,
    LIPS,
    MOUTH,
    SHADOW,
    TONGUE,
    WHITE,
    WRINKLE,
    rgb,
)
from gancourse.data.faces.scene import Scene
from gancourse.data.faces.shapes import AWAY, Plane, box, disc, ellipse, step, stroke, wave

FACE = (0.15, 0.95, 0.12, 0.88)  # the window in which all features lie


def paint(scene: Scene) -> None:
    everybody = np.ones(len(scene.drawn), bool)
    scene.on(scene.has("age", "old"), _lines, FACE)
    scene.on(everybody, _cheeks, FACE)
    scene.on(~scene.has("beard", "none"), _beard)
    scene.on(everybody, _nose, FACE)
    scene.on(everybody, _mouth, FACE)
    scene.on(scene.has("mouth", "open"), _open_mouth, FACE)
    scene.on(~scene.has("eyes", "closed"), _open_eyes, FACE)
    scene.on(scene.has("eyes", "closed"), _closed_eyes, FACE)
    scene.on(everybody, _brows, FACE)
    scene.on(~scene.has("glasses", "none"), _glasses, FACE)


def _lines(scene: Scene) -> None:
    """Age: lines on the forehead, under the eyes, and from the nose to the corners of the mouth."""
    y, outwards = scene.y - scene.eye_y, np.abs(scene.face_x)
    forehead = np.minimum(
        stroke(scene.face_x, y + 0.33, 0.24, -0.02, 0.02), stroke(scene.face_x, y + 0.41, 0.18, -0.02, 0.016)
    )
    eyes = stroke(outwards - scene.apart - 0.01, y - 0.12, 0.105, 0.045, 0.026)
    across, down = outwards - 0.2, y - 0.29
    cheeks = stroke(0.4 * across + 0.92 * down, 0.92 * across - 0.4 * down, 0.16, 0.035, 0.03)
    lines = np.maximum(np.minimum(np.minimum(forehead, eyes), cheeks), scene.outline + 0.03)
    scene.shade(scene.inside(lines), WRINKLE)


def _cheeks(scene: Scene) -> None:
    spot = np.square(np.abs(scene.face_x) - 0.26) + np.square(scene.y - scene.eye_y - 0.19)
    much = scene.between("blush", 0.12, 0.34) + scene.by("age", child=0.12)
    scene.paint(much * np.clip(1 - spot / 0.03, 0, 1) * scene.inside(scene.outline), BLUSH)


def _nose(scene: Scene) -> None:
    """A small round one, a long one with a ridge that throws a shadow, or a broad one with two wings."""
    size = scene.between("nose size", 1.0, 1.14) * scene.by("age", child=1.1, adult=1, old=1)
    x = (scene.face_x - 0.1 * scene.turn) / size
    y = (scene.y - scene.eye_y) / size - scene.by("nose", button=0.14, long=0.205, broad=0.16)
    away = scene.by("light", left=1, front=1, right=-1)
    ridge = ellipse(x - 0.045 * away, y + 0.13, 0.04, 0.15) + scene.by("nose", button=AWAY, broad=AWAY)
    scene.shade(0.85 * scene.inside(ridge), SHADOW)
    wide = scene.by("nose", button=0.08, long=0.06, broad=0.155)
    tip = ellipse(x, y, wide, scene.by("nose", button=0.075, long=0.045, broad=0.075))
    much = scene.by("nose", button=0.8, long=0.2, broad=0.75)
    tint = np.where(scene.has("nose", "button")[:, None, None, None], rgb((1.0, 0.76, 0.70)), rgb((0.90, 0.70, 0.64)))
    scene.paint(much * scene.inside(tip), scene.skin * tint)
    under = stroke(x, y - scene.by("nose", long=0.02, broad=0.03), wide * 1.15, 0.04, 0.03)
    scene.shade(scene.inside(under + scene.by("nose", button=AWAY)), LINE)
    shine = scene.by("nose", button=0.85, long=0.35, broad=0.5)
    scene.paint(shine * scene.inside(disc(x + 0.02, y + 0.03, 0.028)), WHITE)


def _mouth_y(scene: Scene) -> Plane:
    return scene.eye_y + scene.between("mouth height", 0.345, 0.37) - scene.by("age", child=0.07)


def _beard(scene: Scene) -> None:
    """A moustache above the lip; a full beard too, an egg around the chin less the cheeks."""
    lip = stroke(scene.face_x - 0.05 * scene.turn, scene.y - _mouth_y(scene) + 0.045, 0.21, -0.05, 0.045)
    cheeks = ellipse(scene.face_x, scene.y - scene.eye_y + 0.02, 0.40, 0.36)
    longer = scene.outline - np.clip(scene.y, 0, 1) * scene.between("beard length", 0.04, 0.18)
    full = np.maximum(np.maximum(longer, -cheeks), -0.02 - scene.y) + scene.by("beard", moustache=AWAY)
    beard = np.minimum(lip, full)
    cover = scene.inside(beard)
    scene.shade(0.5 * step(beard, 0.08, 0.0) * scene.solid, SHADOW)
    scene.paint(cover, scene.hair * 0.88, is_solid=True)
    curls = wave(scene.face_x * 13 + scene.y * 4) * wave(scene.y * 9 - scene.face_x * 5)
    scene.shade(0.3 * cover * step(curls, -0.2, 0.8), SHADOW)


def _around_mouth(scene: Scene) -> tuple[Plane, Plane]:
    """Coordinates around the middle of the mouth, in mouths of the usual size."""
    size = scene.between("mouth width", 1.04, 1.22) * scene.by("age", child=1.06, adult=1, old=1)
    return (scene.face_x - 0.05 * scene.turn) / size, (scene.y - _mouth_y(scene)) / size


def _mouth(scene: Scene) -> None:
    """The lips, and over them the line between them; their bend is the mood."""
    x, y = _around_mouth(scene)
    bend = scene.by("mouth", smile=0.145, sad=-0.145, open=0.105)
    half = scene.by("mouth", smile=0.21, neutral=0.18, sad=0.17, open=0.215)
    y = y + scene.by("mouth", smile=0.06, sad=-0.065, open=0.05)
    full = scene.by("mouth", smile=0.042, neutral=0.04, sad=0.046, open=0.105)
    lips = stroke(x, y - scene.by("mouth", smile=0.012, neutral=0.012, sad=0.012), half * 0.94, bend, full)
    scene.paint(scene.inside(np.maximum(lips, scene.outline)), 0.5 * scene.skin + 0.5 * rgb(LIPS))
    line = stroke(x, y, half, bend, 0.022) + scene.by("mouth", open=AWAY)
    scene.paint(scene.inside(np.maximum(line, scene.outline)), scene.skin * rgb(MOUTH))


def _open_mouth(scene: Scene) -> None:
    """Inside the lips: teeth above, a tongue below."""
    x, y = _around_mouth(scene)
    y = y + 0.05
    gap = scene.inside(np.maximum(stroke(x, y, 0.2, 0.105, 0.085), scene.outline))
    scene.paint(gap, GAP)
    scene.paint(np.minimum(gap, scene.inside(ellipse(x, y - 0.17, 0.11, 0.07))), TONGUE)
    scene.paint(np.minimum(gap, scene.inside(stroke(x, y, 0.18, 0.055, 0.032))), WHITE)


def _eye(scene: Scene) -> tuple[Plane, Plane]:
    """Coordinates around the middle of the nearer eye."""
    size = scene.between("eye size", 0.95, 1.08) * scene.by("age", child=1.16, adult=1.0, old=0.9)
    middle = np.where(scene.face_x < 0, -scene.apart, scene.apart)
    return (scene.face_x - middle) / size, (scene.y - scene.eye_y) / size


def _open_eyes(scene: Scene) -> None:
    x, y = _eye(scene)
    white = scene.inside(ellipse(x, y, 0.108, 0.082))
    scene.paint(white, WHITE)
    gaze = disc(x - 0.06 * scene.turn, y, 0.0)
    scene.paint(np.minimum(white, scene.inside(gaze - 0.07)), scene.colour("eyes", EYES))
    scene.paint(np.minimum(white, scene.inside(gaze - 0.03)), INK)
    scene.paint(0.9 * scene.inside(disc(x - 0.03, y + 0.032, 0.018)), WHITE)
    scene.paint(scene.inside(stroke(x, y, 0.122, -0.085, 0.026)), INK)


def _closed_eyes(scene: Scene) -> None:
    """Laughing eyes are bent upwards, those of a calm or sad face downwards."""
    x, y = _eye(scene)
    bend = scene.by("mouth", smile=-0.08, neutral=0.06, sad=0.06, open=-0.08)
    scene.paint(scene.inside(stroke(x, y + 0.5 * bend, 0.122, bend, 0.026)), INK)


def _brows(scene: Scene) -> None:
    out = np.abs(scene.face_x) - scene.apart
    mood = scene.by("mouth", smile=-0.02, neutral=0.0, sad=0.36, open=-0.04)
    height = scene.between("brow height", 0.18, 0.2) + scene.by("glasses", round=0.04)
    thick = scene.by("brows", thin=0.005, thick=0.06)
    brow = stroke(
        out,
        scene.y - scene.eye_y + height - mood * out,
        scene.by("brows", thin=0.11, thick=0.14),
        scene.between("brow arch", -0.06, -0.03),
        thick,
    )
    darker = scene.by("skin", ivory=0.55, peach=0.55, honey=0.5, bronze=0.35, umber=0.2)  # they stand out on any skin
    scene.paint(scene.inside(brow), scene.hair * darker[:, None])


def _glasses(scene: Scene) -> None:
    outwards, y = np.abs(scene.face_x), scene.y - scene.eye_y
    x = outwards - scene.apart - 0.005
    is_round = scene.has("glasses", "round")[:, None, None]
    lens = np.where(is_round, disc(x, y, 0.155), box(x, y - 0.01, 0.17, 0.125, 0.03))
    bridge, arm = box(outwards, y + 0.03, 0.06, 0.015, 0.01), box(outwards - 0.44, y + 0.03, 0.09, 0.016, 0.01)
    frame = np.minimum(np.minimum(np.abs(lens) - 0.02, bridge), np.maximum(arm, scene.outline))
    scene.paint(0.2 * scene.inside(lens), WHITE)
    scene.paint(0.35 * scene.inside(np.maximum(lens + 0.02, np.abs(x + y) - 0.03)), WHITE)
    is_dark = scene.has("skin", "bronze", "umber")[:, None, None, None]
    scene.paint(scene.inside(frame), np.where(is_dark, rgb(GOLD), rgb(INK)))
