"""Hair: what lies behind the head, and what frames the face."""

import numpy as np

from gancourse.data.faces.colours import LAMP, SHADOW
from gancourse.data.faces.scene import Scene
from gancourse.data.faces.shapes import AWAY, Plane, box, disc, ellipse, step, wave

BRIM = -0.31  # hair above this height disappears under a hat


def behind(scene: Scene) -> None:
    """Curls all around, a bun on top, or a bob or long hair behind the neck, which lies in the shade."""
    scene.on(scene.has("cut", "curls"), _curls)
    scene.on(scene.has("cut", "bun"), _bun)
    scene.on(scene.has("cut", "bob", "long"), _fall)


def _curls(scene: Scene) -> None:
    round_ = disc(scene.x, scene.y + 0.13, scene.between("hair width", 0.6, 0.68))
    _fill(scene, round_ + 0.03 * _ringlets(scene), 0.85)


def _bun(scene: Scene) -> None:
    _fill(scene, disc(scene.x - 0.25 * scene.turn, scene.y + scene.high + 0.14, 0.17), 0.95)


def _fall(scene: Scene) -> None:
    wide, top = scene.between("hair width", 0.08, 0.13), scene.between("hair height", 0.06, 0.12)
    bottom = scene.by("cut", bob=0.46, long=0.86) + scene.by("cut", bob=0.1, long=0.25) * scene.between(
        "hair end", 0, 1
    )
    _fill(scene, _mane(scene, scene.wide + wide, scene.high + top, bottom), 0.72)


def _fill(scene: Scene, hair: Plane, brightness: float) -> None:
    scene.paint(scene.inside(_under_hat(scene, hair)), scene.hair * brightness, is_solid=True)


def in_front(scene: Scene) -> None:
    """All inside the hair's outline but an opening for the face, round or with a fringe; then locks and a gloss."""
    parting = scene.between("parting", -0.3, 0.3) * scene.by("cut", short=1, curls=0.2, bob=1, long=1, bun=0.3)
    is_curly = scene.has("cut", "curls")[:, None, None]
    ringlets = _ringlets(scene)
    hair = _under_hat(scene, np.maximum(_outline(scene), -_opening(scene, parting)))
    hair = np.where(is_curly, hair + 0.03 * ringlets, hair)
    cover = scene.inside(hair)
    scene.shade(0.5 * step(hair, 0.09, 0.0) * scene.inside(scene.outline), SHADOW)
    scene.paint(cover, scene.hair, is_solid=True)
    locks = step(np.where(is_curly, ringlets, wave(scene.face_x * 9 + parting * scene.y * 14)), -0.6, 1.0)
    scene.shade(0.22 * cover * locks, SHADOW)
    ring = ellipse(scene.x, scene.y, scene.wide * 0.86, scene.high * 0.9)
    gloss = step(np.abs(ring), 0.1, 0.0) * step(scene.lit, 0.5, 1.0) * (1 - 0.5 * locks)
    scene.paint(0.22 * gloss * cover, LAMP)


def _outline(scene: Scene) -> Plane:
    """A cap down to the ears, spiky now and then; of a bob and long hair the whole fall."""
    is_loose = scene.by("cut", bob=1, long=1)
    wide = scene.wide + scene.by("cut", short=0.045, curls=0.06, bun=0.03)
    wide = wide + is_loose * scene.between("hair width", 0.08, 0.13)
    rise = scene.by("cut", short=1, bob=0.5, long=0.5, curls=0.6) * scene.between("hair height", 0.02, 0.13)
    top = scene.high + 0.05 + rise
    bottom = scene.by("cut", short=0.06, curls=0.04, bob=0.46, long=0.8)
    bottom = bottom + scene.by("cut", bob=0.1, long=0.2) * scene.between("hair end", 0, 1)
    is_spiky = (scene.between("fringe", 0, 1) > 0.7) * scene.by("cut", short=1)
    spikes = 0.035 * is_spiky * wave(scene.x * 7 + 2 * scene.y)
    cap = np.maximum(ellipse(scene.x, scene.y, wide, top) + spikes, scene.y - bottom)
    return np.where(is_loose > 0, _mane(scene, wide, top, bottom), cap)


def _opening(scene: Scene, parting: Plane) -> Plane:
    """Where the face shows: slanted by the parting, and flat above where there is a fringe."""
    opening = ellipse(
        scene.face_x,
        scene.y + parting * scene.face_x - scene.by("cut", short=0.30, curls=0.28, bun=0.26, bob=0.40, long=0.42),
        scene.by("cut", short=0.40, curls=0.40, bun=0.42, bob=0.375, long=0.375),
        scene.by("cut", short=0.60, curls=0.56, bun=0.64, bob=0.70, long=0.72),
    )
    has_fringe = (scene.between("fringe", 0, 1) < 0.35) & scene.has("cut", "short", "bob", "long")[:, None, None]
    fringe = scene.eye_y - 0.27 - scene.y + 0.02 * wave(scene.face_x * 10)
    return np.where(has_fringe, np.maximum(opening, fringe), opening)


def _under_hat(scene: Scene, hair: Plane) -> Plane:
    return np.maximum(hair, BRIM - scene.y - scene.by("hat", none=AWAY))


def _mane(scene: Scene, wide: Plane, top: Plane, bottom: Plane) -> Plane:
    """Hair that is round above and hangs straight below y = 0, long hair in waves, down to `bottom`."""
    x, y = scene.x, scene.y
    waves = 0.025 * scene.by("cut", long=1) * wave(y * 5)
    return np.where(y < 0, ellipse(x, y, wide, top), box(x, y, wide + waves, bottom, 0.16))


def _ringlets(scene: Scene) -> Plane:
    """A pattern of curls between -1 and 1."""
    return wave(scene.x * 7 + wave(scene.y * 4)) * wave(scene.y * 8 + wave(scene.x * 5))
