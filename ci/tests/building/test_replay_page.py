"""The pages of the recorded runs: current, self-contained, readable by everybody, alive in a browser without a network."""

import base64
import hashlib
import io
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from building import replay_page
from environment import ROOT
from gancourse.training import replaying
from gancourse.training.recordings import Recording
from gancourse.training.runs import Run
from gancourse.views import plots
from gates import lint

PAGES = sorted((ROOT / "assets").glob("lesson-*-run.html"))
TEMPLATE = (ROOT / "ci" / "building" / "replay_page.html").read_text("utf-8")
SHOWN = re.compile(r'id="sheet" width="(\d+)" height="(\d+)" x="(-\d+)" y="(-\d+)"')


def toy(frames=9, colour=False, history=None, **facts):
    rows = np.arange(1, 101)
    history = history or {"d_loss": (1 + 1 / rows).tolist(), "g_loss": (2 - 1 / rows).tolist()}
    history = {"step": rows.astype(float).tolist(), "seconds": (rows / 10).tolist(), **history}
    shape = (frames, 20, 30, 3) if colour else (frames, 20, 30)
    pictures = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    steps = tuple(np.linspace(1, 100, frames).astype(int).tolist())
    given = {"name": "toy", "seed": 0, "device": "cpu", "steps": 100, "versions": {"torch": "2.11"}, **facts}
    return Recording(history, pictures, steps, tuple(step / 10 for step in steps), given)


def page_of(recording):
    return replay_page.page(recording, Path("lesson-90-run.npz"), "A toy")


def picture_in(page):
    return Image.open(io.BytesIO(base64.b64decode(re.search(r"base64,([\w+/=]+)", page)[1])))


@pytest.fixture
def course(tmp_path):
    """A course with one recording, its page and its animation."""
    (tmp_path / "assets").mkdir()
    toy().save(tmp_path / "assets" / "lesson-90-run.npz")
    for path, content in replay_page.build(tmp_path, ["90"]).items():
        path.write_bytes(content)
    assert replay_page.differences(tmp_path) == []
    return tmp_path


def test_every_recording_has_its_page_and_both_agree():
    assert replay_page.differences() == []
    assert {path.stem for path in PAGES} == {path.stem for path in (ROOT / "assets").glob("lesson-*-run.npz")}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_small_holds_everything_and_is_well_written(path):
    text = path.read_text("utf-8")
    assert path.stat().st_size <= replay_page.PAGE_BYTES
    assert not foreign(text)
    prose = " ".join(words(text))
    for pattern in (lint.CONDESCENDING, lint.AMERICAN, lint.EMOJI, lint.MACHINE_PATH):
        assert not pattern.search(prose), pattern.search(prose)


def foreign(text):
    """What a browser would fetch: any address in an attribute or in a style that is not the page itself."""
    addresses = re.findall(r"""(?:src|href|action|poster|data)\s*=\s*["']?([^"'\s>]+)|url\(([^)]*)\)|@import""", text)
    return [address for address in addresses if not address[0].startswith("data:image/png;base64,")]


@pytest.mark.parametrize(
    "added", ['<img src="https://example.org/a.png">', "<link rel=icon href=a.ico>", "<style>@import 'a.css'</style>"]
)
def test_red_something_to_fetch(added):
    assert foreign(page_of(toy()) + added)


class Words(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.inside = [], []

    def handle_starttag(self, tag, attributes):
        self.inside.append(tag)
        self.found += [value for name, value in attributes if name == "aria-label"]

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if not {"script", "style", "dl", "code"} & set(self.inside):
            self.found.append(data)


def words(text):
    parser = Words()
    parser.feed(text)
    return parser.found


def test_the_same_recording_gives_the_same_bytes():
    assert page_of(toy()) == page_of(toy())
    assert replay_page.animation(toy()) == replay_page.animation(toy())


@pytest.mark.parametrize("colour", [False, True], ids=["grey", "colour"])
def test_each_frame_lies_where_the_page_looks_for_it(colour):
    frames = toy(frames=7, colour=colour).frames
    png, size, corners = replay_page.sprite(frames)
    image = Image.open(io.BytesIO(png))
    assert image.size == size and len(set(corners)) == 7
    sheet = np.asarray(image.convert("RGB" if colour else "L")).astype(int)
    for frame, (x, y) in zip(frames, corners, strict=True):
        assert abs(sheet[y : y + 20, x : x + 30] - frame).max() <= 5


def test_without_a_script_the_page_shows_the_last_frame():
    page, recording = page_of(toy()), toy()
    width, height, x, y = map(int, SHOWN.search(page).groups())
    sheet = np.asarray(picture_in(page).convert("L")).astype(int)
    assert sheet.shape == (height, width)
    assert abs(sheet[-y : 20 - y, -x : 30 - x] - recording.frames[-1]).max() <= 5
    assert "Trust HTML" in page and replay_page.caption(recording, 8) in page


def test_captions_give_the_numbers_of_the_notebooks_replay():
    recording = toy(frames=4)
    story = replaying._Story(recording, None, None, "step")
    for index in range(4):
        expected = [said.split()[-1] for said in story.values(recording.frame_steps[index])]
        said = replay_page.caption(recording, index)
        assert re.findall(r"loss ([\d.]+\d)", said) == expected
        assert said.startswith(f"Step {recording.frame_steps[index]:,}, after {recording.frame_seconds[index]:,.1f} s")


def test_a_frame_before_the_first_logged_row_gets_the_first_row():
    recording = toy(frames=2)
    late = {name: values[9:] for name, values in recording.history.items()}
    recording = Recording(late, recording.frames, (1, 100), (0.1, 10.0), recording.provenance)
    assert "D loss 1.10" in replay_page.caption(recording, 0)


def test_landmarks_and_what_it_shows_come_from_the_recording():
    page = page_of(toy(landmarks={"log 2": 0.6931}, shows="Thirty <points> on a circle."))
    assert page.count("log 2 = 0.693") >= 3  # below the caption, in the legend, in the description of the curves
    assert page.count('class="landmark"') == 2 and "Thirty &lt;points&gt; on a circle." in page
    assert 'class="landmark"' not in page_of(toy())


def test_a_run_hands_its_landmarks_to_the_recording():
    run = Run("toy", steps=1, landmarks={"log 2": 0.693})
    assert Recording.of(run).provenance["landmarks"] == {"log 2": 0.693}
    assert "landmarks" not in Recording.of(Run("toy", steps=1)).provenance


def test_curves_keep_the_courses_colours_and_dashes():
    page = page_of(toy())
    assert re.search(r'stroke="var\(--blue\)" stroke-width="2.2" stroke-dasharray="8.1 3.5"', page)
    assert re.search(r'stroke="var\(--green\)" stroke-width="2.2"(?! stroke-dasharray)', page)
    for colour in (plots.BLUE, plots.GREEN, plots.VERMILLION, plots.PURPLE):
        assert f"--{replay_page.COLOURS[colour]}: {colour.lower()}" in TEMPLATE


def test_a_run_without_losses_shows_what_it_measured_with_gaps_left_out():
    gap = [float("nan") if step % 2 else step / 100 for step in range(100)]
    page = page_of(toy(history={"gap": gap, "bad": [float("nan")] * 100}))
    assert "What was measured" in page and ">gap</li>" in page and ">bad</li>" not in page and "nan" not in page
    assert "Nothing was logged" in page_of(toy(history={"bad": [float("nan")] * 100}))


def test_steps_go_on_a_logarithmic_scale_where_frames_crowd_at_the_start():
    even, crowded = toy(frames=5), toy(frames=5)
    crowded = Recording(crowded.history, crowded.frames, (1, 3, 10, 30, 100), crowded.frame_seconds, crowded.provenance)
    place, logarithmic = replay_page.axis(crowded)
    assert logarithmic and place(1) == 0 and place(10) == pytest.approx(500) and place(100) == pytest.approx(1000)
    place, logarithmic = replay_page.axis(even)
    assert not logarithmic and place(1) == 0 and place(100) == 1000


def test_words_of_a_recording_cannot_become_part_of_the_page():
    attack = "</script><script>alert(1)</script>@moments@"
    page = page_of(toy(shows=attack, command=attack, landmarks={attack: 1.0}, **{"<b>": "<i>"}))
    assert page.count("<script") == page_of(toy()).count("<script")
    assert "<b>" not in page and "<i>" not in page and "@moments@" in page


def test_a_recording_without_frames_is_refused():
    with pytest.raises(ValueError, match="no frames"):
        page_of(toy(frames=0))


def test_frames_go_until_page_and_animation_fit(monkeypatch):
    whole, moving = page_of(toy(frames=40)), replay_page.animation(toy(frames=40))
    monkeypatch.setattr(replay_page, "PAGE_BYTES", len(whole) - 1)
    monkeypatch.setattr(replay_page, "ANIMATION_BYTES", len(moving) - 1)
    assert 'max="19"' in page_of(toy(frames=40))
    assert Image.open(io.BytesIO(replay_page.animation(toy(frames=40)))).n_frames == 20


@pytest.mark.parametrize("colour", [False, True], ids=["grey", "colour"])
def test_the_animation_holds_its_last_frame_and_comes_to_rest(colour):
    recording = toy(frames=6, colour=colour)
    image = Image.open(io.BytesIO(replay_page.animation(recording)))
    assert image.info["loop"] == 1 and image.n_frames == 6  # once, and once more
    durations = [frame.info["duration"] for frame in ImageSequence.Iterator(image)]
    assert durations == [replay_page.FRAME_MILLISECONDS] * 5 + [replay_page.HELD_MILLISECONDS]
    last = np.asarray(image.convert("RGB")).astype(int)
    large = recording.frames[-1].repeat(2, axis=0).repeat(2, axis=1).reshape(40, 60, -1)
    assert abs(last[:40] - large).mean() < (12 if colour else 5)  # a GIF has 256 colours
    assert last[40:].max() == 255


def test_the_letters_of_the_animation_are_all_there():
    assert set("0123456789,. s") == set(replay_page.LETTERS)
    one = replay_page.written("1")
    assert one.shape == (10, 8) and one[0, 2:4].all() and not one[:, 6:].any()


def test_a_page_packed_by_another_zlib_is_still_current(course):
    page = course / "assets" / "lesson-90-run.html"
    text = page.read_text("utf-8")
    buffer = io.BytesIO()
    picture_in(text).save(buffer, "png", compress_level=1)
    other = re.sub(r"(?<=base64,)[\w+/=]+", base64.b64encode(buffer.getvalue()).decode(), text)
    assert other != text
    page.write_text(other, "utf-8", newline="\n")
    assert replay_page.differences(course) == []


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda assets: (assets / "lesson-90-run.html").unlink(), "lesson-90-run.html is not what its recording says"),
        (lambda assets: toy(frames=8).save(assets / "lesson-90-run.npz"), "lesson-90-run.gif is not what"),
        (lambda assets: (assets / "lesson-90-run.gif").write_bytes(b"GIF89a"), "lesson-90-run.gif is not what"),
        (lambda assets: shutil.copy(assets / "lesson-90-run.html", assets / "lesson-91-run.html"), "no recording"),
    ],
    ids=["missing page", "another recording", "broken animation", "page without recording"],
)
def test_red_page_that_is_not_current(course, spoil, complaint):
    spoil(course / "assets")
    assert complaint in " ".join(replay_page.differences(course))


@pytest.mark.parametrize(("old", "new"), [("step", "Step"), ('aria-live="polite"', "")])
def test_red_page_edited_by_hand(course, old, new):
    page = course / "assets" / "lesson-90-run.html"
    text = page.read_text("utf-8")
    assert old in text
    page.write_text(text.replace(old, new), "utf-8", newline="\n")
    assert "lesson-90-run.html" in " ".join(replay_page.differences(course))


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_contrast_passes_wcag_aa(theme):
    block = re.findall(r":root \{(.*?)\}", TEMPLATE, re.S)[theme]
    colours = dict(re.findall(r"--(\w+): (#\w{6})", block))
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    for text in ("text", "quiet"):
        assert contrast(colours[text], colours["ground"]) >= 4.5
    assert contrast(colours["text"], colours["field"]) >= 4.5
    for drawn in {"rule", *replay_page.COLOURS.values()}:
        assert contrast(colours[drawn], colours["ground"]) >= 3, drawn


@pytest.fixture
def open_page(browser):
    """Opens a page from the disk, with no network, and hears what it complains about and asks for."""
    contexts = []

    def open_one(path, script=None, **options):
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_offline(True)
        page = context.new_page()
        page.complaints, page.requests = [], []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("websocket", lambda socket: page.requests.append(socket.url))
        if script:
            page.add_init_script(script)
        page.goto(path.as_uri())
        return page

    yield open_one
    for context in contexts:
        context.close()


def shot(page, what):
    return hashlib.sha256(page.locator(what).screenshot()).hexdigest()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_slider_and_play_move_pictures_caption_and_marker(open_page, path):
    page = open_page(path, viewport={"width": 1280, "height": 900})
    count = int(page.locator("#slider").get_attribute("max")) + 1
    caption = page.locator("#caption")
    seen = [(caption.inner_text(), shot(page, "#frame"), shot(page, ".plot"))]
    page.locator("#slider").focus()
    for key in ("ArrowLeft", "Home"):
        page.keyboard.press(key)
        seen.append((caption.inner_text(), shot(page, "#frame"), shot(page, ".plot")))
    assert all(len(set(kind)) == 3 for kind in zip(*seen))
    assert page.locator("#slider").get_attribute("aria-valuetext") == f"picture 1 of {count}"
    play = page.get_by_role("button", name="Play")
    play.focus()
    page.keyboard.press("Space")
    assert caption.get_attribute("aria-live") == "off"
    page.wait_for_function("before => document.getElementById('caption').textContent !== before", arg=seen[2][0])
    page.get_by_role("button", name="Pause").click()
    assert caption.get_attribute("aria-live") == "polite"
    assert shot(page, "#frame") != seen[2][1]
    assert page.get_by_role("img").first.get_attribute("aria-label").endswith(caption.inner_text())
    assert page.complaints == []
    assert {url.split(":")[0] for url in page.requests} <= {"file", "data"}


FAST = "const real = setInterval; window.delays = []; window.setInterval = (f, d) => (delays.push(d), real(f, 1));"


@pytest.mark.parametrize(("motion", "delay"), [("no-preference", 400), ("reduce", 1500)])
def test_play_goes_to_the_end_stops_there_and_is_slower_where_motion_disturbs(open_page, course, motion, delay):
    page = open_page(course / "assets" / "lesson-90-run.html", FAST, reduced_motion=motion)
    assert page.evaluate("delays") == []  # nothing moves by itself
    last = page.locator("#caption").inner_text()
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => document.getElementById('play').textContent === 'Play'")
    assert page.locator("#caption").inner_text() == last
    assert page.evaluate("delays") == [delay]


@pytest.mark.parametrize("width", [360, 800, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_wider_than_the_window(open_page, width, theme):
    page = open_page(PAGES[0], viewport={"width": width, "height": 800}, color_scheme=theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    right = page.evaluate(
        "Math.max(...[...document.querySelectorAll('main :not(svg *)')].map(part => part.getBoundingClientRect().right))"
    )
    assert right <= width + 0.5
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 26)"}[theme]


def test_print_shows_the_last_frame_in_dark_ink(open_page):
    page = open_page(PAGES[0], color_scheme="dark")
    last = page.locator("#caption").inner_text()
    page.locator("#slider").press("Home")
    first = page.locator("#caption").inner_text()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert first != last and page.locator("#caption").inner_text() == last
    assert not page.locator("#controls").is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 31, 36)"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#caption").inner_text() == first


def test_without_scripts_the_last_picture_is_there_and_says_why_it_stands_still(open_page):
    page = open_page(PAGES[0], java_script_enabled=False)
    assert not page.locator("#controls").is_visible()
    assert page.locator("noscript p").is_visible()
    pixels = np.asarray(Image.open(io.BytesIO(page.locator("#frame").screenshot())).convert("L"))
    assert pixels.std() > 30


def test_red_page_that_reaches_for_the_network_or_fails(open_page, course):
    page = course / "assets" / "lesson-90-run.html"
    text = page.read_text("utf-8")
    page.write_text(text.replace("</main>", '<img src="https://example.org/a.png" alt=""></main>'), "utf-8")
    assert any("example.org" in complaint for complaint in open_page(page).complaints)
    page.write_text(text.replace("show(last);\nbyId", "show(last + 1);\nbyId"), "utf-8")
    assert open_page(page).complaints
