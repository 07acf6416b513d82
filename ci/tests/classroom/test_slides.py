"""The presentations: made by rule from every lesson, whole without a network, readable in the last row, driven by keys."""

import base64
import html
import io
import os
import re
import shutil
import sys

import nbformat
import pytest
from PIL import Image

from classroom import slide_fonts, slides
from environment import ROOT
from gates import lab_page, sample

SOLUTIONS = sorted((ROOT / "solutions").glob("[0-9][0-9]_*.ipynb"))
SMALLEST = 20  # pixels, on a slide of 1280 by 720
# What is too large, too small or missing on each slide of a presentation; each is shown for a moment.
FAULTS = """() => [...document.querySelectorAll(".slides > section")].flatMap((slide, index) => {
    slide.style.setProperty("display", "block", "important");
    const frame = slide.querySelector(".frame"), box = frame.getBoundingClientRect(), found = [];
    if (frame.scrollHeight > frame.clientHeight) found.push(`${frame.scrollHeight - frame.clientHeight} px too tall`);
    for (const part of frame.querySelectorAll(".block, .block *, h1, h2, h3")) {
        if (part.closest("aside") || !part.getClientRects().length) continue;
        const place = part.getBoundingClientRect(), scale = box.width / 1280;
        if (place.right > box.right + 1 || place.bottom > box.bottom + 1) found.push(`${part.tagName} leaves the frame`);
        const says = [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        const small = says && !part.closest("math") && parseFloat(getComputedStyle(part).fontSize) < SMALLEST;
        if (small) found.push(`${part.tagName} in ${getComputedStyle(part).fontSize}`);
        if (part.tagName === "math" && parseFloat(getComputedStyle(part).fontSize) < SMALLEST) found.push("a small formula");
        if (part.tagName === "IMG" && !(part.naturalWidth && part.alt.trim().split(/\\s+/).length > 2)) found.push("a picture");
    }
    if (!frame.querySelector("h1, h2, h3")) found.push("no heading");
    if (!frame.querySelector(".block")) found.push("nothing but a heading");
    slide.style.removeProperty("display");
    return found.map((fault) => `slide ${index + 1}, ${frame.querySelector("h1, h2, h3")?.textContent}: ${fault}`);
})""".replace("SMALLEST", str(SMALLEST))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The presentations of all lessons."""
    out = tmp_path_factory.mktemp("slides")
    assert slides.main(["--out", str(out)]) == 0
    return out


@pytest.fixture
def show(browser):
    """`show(path, "?view=print")` opens a presentation where no other address is within reach."""
    contexts = []

    def open_one(path, query="", **options):
        context = browser.new_context(viewport={"width": 1280, "height": 720}, **options)
        contexts.append(context)
        page = context.new_page()
        page.strangers, page.complaints = [], []

        def decide(route):
            if route.request.url.startswith(("file:", "data:")):
                route.continue_()
            else:
                page.strangers.append(route.request.url)
                route.abort()

        context.route("**/*", decide)
        page.on(
            "console", lambda message: message.type in ("error", "warning") and page.complaints.append(message.text)
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(path.as_uri() + query)
        page.wait_for_function("window.Reveal && Reveal.isReady()")
        return page

    yield open_one
    for context in contexts:
        context.close()


def number(page):
    return page.evaluate("Reveal.getIndices().h") + 1


def go_to(page, heading):
    """To the first slide whose heading contains these words."""
    page.evaluate(
        """(words) => Reveal.slide([...document.querySelectorAll(".slides > section")]
            .findIndex((slide) => slide.querySelector("h1, h2, h3").textContent.includes(words)))""",
        heading,
    )


def png(width=64, height=48):
    picture = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(picture, "png")
    return base64.b64encode(picture.getvalue()).decode()


def a_lesson(*cells, folder):
    """A solution notebook of one title cell and these cells; a text is a markdown cell."""
    made = [nbformat.v4.new_markdown_cell("# 90 · A toy\n\nIt has three lines.")]
    made += [nbformat.v4.new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    notebook = nbformat.v4.new_notebook(cells=made)
    notebook.metadata.gancourse = {"lesson": "90", "title": "A toy", "promise": "Nothing much", "minutes": 5}
    path = folder / "90_a_toy.ipynb"
    nbformat.write(notebook, path)
    return path


def code(source, *outputs, **metadata):
    return nbformat.v4.new_code_cell(source, outputs=list(outputs), metadata=metadata)


def printed(text):
    return nbformat.v4.new_output("stream", text=text)


def picture(caption="A picture of nothing at all."):
    return nbformat.v4.new_output(
        "display_data", {"image/png": png(), "text/plain": caption}, metadata={"image/png": {"alt": caption}}
    )


def sections(path):
    """For each slide before its division: heading, what is shown, what the teacher reads."""
    found = []
    for slide in slides.Lesson(path).slides:
        text = slide.html()
        said = " ".join(re.findall(r'<aside class="notes">(.*?)</aside>', text, re.S))
        shown = re.sub(r"<header>.*?</header>|<aside.*?</aside>", " ", text, flags=re.S)
        found.append(
            (slide.heading, *(" ".join(html.unescape(re.sub("<[^>]+>", " ", part)).split()) for part in (shown, said)))
        )
    return found


# Every lesson ----------------------------------------------------------------------------------------------------------


def test_every_lesson_becomes_one_page(folder):
    assert [path.stem for path in sorted(folder.iterdir())] == [path.stem for path in SOLUTIONS]


@pytest.mark.parametrize("stem", [path.stem for path in SOLUTIONS])
def test_a_lesson_on_the_projector(folder, show, stem):
    """All of it in one visit. Whoever comes back to a slide finds its answer open, so nothing goes past the answers first."""
    page = show(folder / f"{stem}.html")
    assert page.evaluate(FAULTS) == []
    total = page.evaluate("Reveal.getTotalSlides()")
    assert page.locator(".slide-number").inner_text().split() == ["1", "/", str(total)]
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert number(page) == 3
    nothing_follows_a_question(page)
    every_answer_is_empty_until_a_key_shows_it(page, stem)
    page.keyboard.press("End")
    assert number(page) == total
    assert page.strangers == [] and page.complaints == []


def nothing_follows_a_question(page):
    last = page.locator(".predict").evaluate_all(
        "boxes => boxes.map((box) => box === box.parentElement.lastElementChild)"
    )
    assert last and all(last), "something follows a Predict on its slide"


def every_answer_is_empty_until_a_key_shows_it(page, stem):
    exercises = nbformat.read(ROOT / "solutions" / f"{stem}.ipynb", 4).cells
    expected = sum(bool(cell.metadata.get("nbgrader", {}).get("solution")) for cell in exercises)
    headings = [text for text in page.locator("h3").all_text_contents() if text.endswith("One answer")]
    assert len(set(headings)) == len(headings) == expected
    for heading in headings:
        go_to(page, heading)
        answers = page.locator("section.present .answer")
        if not answers.count():  # a long answer has the next slide
            page.keyboard.press("ArrowRight")
        assert answers.count() and not any(answers.nth(index).is_visible() for index in range(answers.count()))
        before = number(page)
        page.keyboard.press("ArrowRight")
        assert number(page) == before and all(answers.nth(index).is_visible() for index in range(answers.count()))


@pytest.mark.on_two_lessons(*sample.SEEN)
@pytest.mark.parametrize("lesson", [path.stem for path in SOLUTIONS])
def test_printed_it_has_a_page_for_each_slide_and_no_answers(folder, show, lesson):
    page = show(folder / f"{lesson}.html", "?view=print")
    page.wait_for_selector(".pdf-page")
    total = page.locator(".pdf-page").count()
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == total > 10
    assert page.locator(".answer").count() and not page.locator(".answer:visible").count()


def test_answers_can_be_printed(folder, show):
    page = show(folder / f"{SOLUTIONS[0].stem}.html", "?view=print&answers")
    page.wait_for_selector(".pdf-page")
    assert page.locator(".answer:visible").count() == page.locator(".answer").count() > 0


def test_the_speakers_view_has_the_teachers_notes_without_a_network(folder, show):
    page = show(folder / f"{SOLUTIONS[-1].stem}.html")
    with page.context.expect_page() as opened:
        page.keyboard.press("s")
    notes = opened.value.locator(".speaker-controls-notes .value")
    notes.get_by_text("minutes").first.wait_for()
    page.keyboard.press("ArrowRight")
    notes.get_by_text("For the teacher").first.wait_for()
    assert page.strangers == []


def test_nothing_moves_for_those_who_asked_for_it(folder, show):
    page = show(folder / f"{SOLUTIONS[0].stem}.html", reduced_motion="reduce")
    moving = "() => [...document.querySelectorAll('.reveal *')].filter((part) => parseFloat(getComputedStyle(part).transitionDuration)).length"
    assert page.evaluate(moving) == 0


# The rule --------------------------------------------------------------------------------------------------------------


def test_prose_gives_its_first_sentence_and_the_rest_is_said(tmp_path):
    lesson = a_lesson(
        "## A section\n\nThe first sentence, which is long enough (Goodfellow et al. 2014). The second.",
        folder=tmp_path,
    )
    _, (heading, shown, said) = sections(lesson)
    assert heading == "A section" and shown.endswith("2014).") and said.endswith("The second.")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Now G. It learns from what D thinks of it, and from nothing else. More.", "Now G. It learns from what D thinks of it, and from nothing else."),
        ("Take $x$ from all of the data that there are, as said in **bold.** Then a second sentence.", "Take x from all of the data that there are, as said in bold."),
        ("A value, e.g. J. Smith's one half of the whole, is printed. And more.", "A value, e.g. J. Smith's one half of the whole, is printed."),
        ("The one who guesses has nothing to lose at all in this game. More. It pays:", "The one who guesses has nothing to lose at all in this game. It pays:"),
    ],
)  # fmt: skip
def test_where_a_sentence_ends(text, first, tmp_path):
    _, (_, shown, _) = sections(a_lesson(f"## A section\n\n{text}", folder=tmp_path))
    assert shown == first


def test_a_long_item_of_a_list_gives_its_first_sentences_with_a_space_between(tmp_path):
    item = "- **E** and **F** are it. Then comes a sentence which is as long as this one. " + "More of it. " * 12
    _, (_, shown, _) = sections(a_lesson(f"## A section\n\n{item}", folder=tmp_path))
    assert shown == "E and F are it. Then comes a sentence which is as long as this one."


def test_what_is_for_the_keyboard_is_left_out(tmp_path):
    lesson = a_lesson(
        "## A section",
        code("secret = 1", tags=["bootstrap"]),
        code("import torch\nfrom gancourse import check"),
        code("controls()"),
        code('hint("value")', printed("[Hint 1 of 3]")),
        code(
            'print("kept")\nsummary("90")',
            printed("kept\n  90  value  solved, 1 try\n1 of 1 solved; the others run.\n"),
        ),
        folder=tmp_path,
    )
    _, (_, shown, _) = sections(lesson)
    assert "kept" in shown and not re.search("secret|import|controls|Hint|solved|summary", shown)


def test_code_that_draws_gives_its_picture_and_long_code_what_it_prints(tmp_path):
    caption = "A picture of nothing at all, with a caption so long that the cell prints it in two lines of text."
    long = "\n".join(f"number_{index} = {index}" for index in range(30))
    lesson = a_lesson(
        "## A section",
        code(
            "plots.show(figure, caption)",
            picture(caption),
            printed("At the start: " + caption.replace("with a ", "with a\n") + "\n"),
        ),
        code(long + "\nprint(number_1)", printed("1\n")),
        code('def helper(a):\n    """What it does."""\n' + long.replace("number", "    number")),
        folder=tmp_path,
    )
    _, (_, shown, _) = sections(lesson)
    assert shown.count("nothing at all") == 1 and "plots.show" not in shown and "number" not in shown
    assert 'def helper ( a ): """What it does."""' in shown
    assert f'alt="{caption}"' in slides.Lesson(lesson).page()


def test_an_exercise_has_its_task_and_then_its_answer(tmp_path):
    task = "## A section\n\n### Exercise 90.1 · One half\n*Difficulty 1 of 5 · 4 minutes · needed later: yes*\n\nReturn one half. All of it."
    answer = 'def half():\n    """One half."""\n    ### BEGIN SOLUTION\n    return 0.5\n    ### END SOLUTION'
    lesson = a_lesson(
        task,
        code(answer, nbgrader={"solution": True, "grade": False}),
        code(
            'half = check("half", half)',
            printed("[Correct] half\n  Worth\n  remembering.\n"),
            nbgrader={"solution": False, "grade": True},
        ),
        "And on it goes with the section.",
        folder=tmp_path,
    )
    _, exercise, solved, after = sections(lesson)
    assert exercise[0] == "Exercise 90.1 · One half" and "Difficulty 1 of 5 · 4 minutes" in exercise[1]
    assert "All of it." in exercise[1] and "0.5" not in exercise[1]
    assert "return 0.5" in solved[1] and "SOLUTION" not in solved[1] and "Worth remembering." in solved[1]
    assert after[0] == "A section"


def test_the_teachers_cell_is_said_where_its_section_begins(tmp_path):
    teacher = nbformat.v4.new_markdown_cell("**For the teacher · 9 minutes.** Ask.", metadata={"tags": ["teacher"]})
    lesson = a_lesson(
        "## Empty\n\n## A section\n\nOne sentence.", "### A part\n\nAnother one.", teacher, folder=tmp_path
    )
    _, (_, shown, said), part = sections(lesson)
    assert "9 minutes" in said and "teacher" not in shown and "teacher" not in part[2]


def test_a_pause_is_for_those_who_sit_alone(tmp_path):
    pause = nbformat.v4.new_markdown_cell("**A place to pause.** Come back tomorrow.", metadata={"tags": ["pause"]})
    lesson = a_lesson("## One\n\nOne sentence.", pause, "## Two\n\nAnother one.", folder=tmp_path)
    assert not any("pause" in part or "tomorrow" in part for section in sections(lesson) for part in section)


def test_references_are_not_projected(tmp_path):
    *_, last = sections(
        a_lesson("## Recap\n\n- One.\n\n## Further reading\n\n- A. Author, *A paper*.", folder=tmp_path)
    )
    assert last[0] == "Recap" and "paper" in last[2] and "paper" not in last[1]


# Red tests -------------------------------------------------------------------------------------------------------------


def test_red_a_formula_that_cannot_be_shown(tmp_path, capsys):
    (tmp_path / "solutions").mkdir()
    a_lesson(r"## A section" + "\n\n" + r"It is $\unheard{x}$.", folder=tmp_path / "solutions")
    assert slides.main(["--out", str(tmp_path / "out")], root=tmp_path) == 1
    assert capsys.readouterr().err.startswith(r"Lesson 90: the formula $\unheard{x}$ cannot be shown on a slide.")


def test_red_a_picture_that_is_not_there(tmp_path):
    with pytest.raises(slides.SlidesError, match=r"Lesson 90: the picture \.\./assets/none\.png cannot be read"):
        slides.Lesson(a_lesson("## A section\n\n![a picture of nothing](../assets/none.png)", folder=tmp_path))


def test_red_an_unknown_lesson(capsys):
    assert slides.main(["77"]) == 1
    assert "There is no lesson 77; there are 00, 01" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("added", "fault"),
    [
        ('<div class="block" style="flex: none; height: 900px">x</div>', "px too tall"),
        ('<p class="block" style="font-size: 12px">x</p>', "P in 12px"),
        ('<div class="block"><img src="gone.png" alt="a picture of nothing"></div>', "a picture"),
        ('<div class="block"><p style="width: 2000px">x</p></div>', "P leaves the frame"),
    ],
)
def test_red_a_slide_that_cannot_be_read(added, fault, tmp_path, show):
    path = tmp_path / "page.html"
    path.write_text(slides.Lesson(a_lesson("## A section\n\nText.", folder=tmp_path)).page(), "utf-8")
    page = show(path)
    assert page.evaluate(FAULTS) == []
    page.locator(".frame").last.evaluate("(frame, added) => frame.insertAdjacentHTML('beforeend', added)", added)
    assert any(fault in found for found in page.evaluate(FAULTS))


def test_red_something_from_another_machine(tmp_path, show):
    page = tmp_path / "page.html"
    text = slides.Lesson(a_lesson("## A section\n\nText.", folder=tmp_path)).page()
    page.write_text(text.replace("</head>", '<script src="https://example.org/a.js"></script></head>'), "utf-8")
    assert show(page).strangers == ["https://example.org/a.js"]


# What divides a slide --------------------------------------------------------------------------------------------------


def test_long_code_lists_and_tables_go_on_on_the_next_slide(tmp_path, show):
    rows = "\n".join(f"| row {row} | {'words ' * 30}|" for row in range(12))
    items = "\n".join(f"{item}. item {item}, {'which has words, ' * 8}" for item in range(1, 13))
    printout = printed("".join(f"line {line}\n" for line in range(70)))
    lesson = a_lesson(
        f"## Table\n\n| a | b |\n|---|---|\n{rows}\n\n## List\n\n{items}\n\n## Lines",
        code("print(lines)", printout),
        folder=tmp_path,
    )
    path = tmp_path / "page.html"
    path.write_text(slides.Lesson(lesson).page(), "utf-8")
    page = show(path)
    assert page.evaluate(FAULTS) == []
    text = page.evaluate("[...document.querySelectorAll('.frame')].map((frame) => frame.textContent).join(' ')")
    for word, count in (("row", 12), ("item", 12), ("line", 70)):
        assert len(set(re.findall(rf"{word} (\d+)", text))) == count
    assert page.locator("thead").count() > 1, "each part of a table has the table's head"
    starts = page.locator("ol").evaluate_all("lists => lists.map((list) => list.start)")
    assert starts[0] == 1 and len(starts) > 1 and starts == sorted(set(starts))


def test_a_heading_is_measured_with_its_number(tmp_path, show):
    """The number may take a heading to a second line, which must not surprise what stands below it."""
    heading = "A heading so long that a number finds no more room"
    lesson = a_lesson(f"## {heading}", code("print(lines)", printed("a line\n" * 70)), folder=tmp_path)
    path = tmp_path / "page.html"
    path.write_text(slides.Lesson(lesson).page(), "utf-8")
    page = show(path)
    assert page.evaluate(FAULTS) == []
    page.add_style_tag(content=".slides > section { display: block !important }")
    first, *others = page.locator("h2").evaluate_all("headings => headings.map((heading) => heading.offsetHeight)")
    assert others and all(height > 1.5 * first for height in others)
    assert page.locator("h2").last.text_content() == f"{heading} ({len(others) + 1} of {len(others) + 1})"


def test_what_cannot_be_divided_is_made_smaller_and_the_console_says_so(tmp_path, show):
    endless = "word " * 1500
    path = tmp_path / "page.html"
    path.write_text(slides.Lesson(a_lesson(f"## Endless\n\n{endless}", folder=tmp_path)).page(), "utf-8")
    page = show(path)
    assert page.complaints == ["Too much for one slide: Endless"]
    assert page.locator(".squeezed").count() == 1 and page.evaluate(FAULTS) == []


# Fonts -----------------------------------------------------------------------------------------------------------------

# For each slide, where its parts stand and how large they are; each slide is shown for a moment.
LAYOUT = """() => [...document.querySelectorAll(".slides > section")].map((slide) => {
    slide.style.setProperty("display", "block", "important");
    const parts = [...slide.querySelectorAll(".frame, .frame *")].map((part) => part.getBoundingClientRect());
    slide.style.removeProperty("display");
    return parts.map((place) => [place.x, place.y, place.width, place.height].map(Math.round).join(" "));
})"""
EVERY_KIND = (
    "## Kinds of letters: **bold**, *slanted*, $x$\n\nThis is **bold**, *slanted*, ***both***, `code` and ½ ℒ ⟹ ∇.\n\n"
    r"$$\underbrace{\sqrt{\frac{\partial V}{\partial \theta}}}_{=\,0} \sim \sum_x \Bigg( \mathbb{E}[p_g(x)] \Bigg) h$$"
    "\n\n**Predict.** Which?",
    "### Table\n\n| a | **b** |\n|---|---|\n| `c` | é |",
    code('@wraps\ndef half(x):  # one half\n    """All of it → θ."""\n    return f"{x:.1f} …"', printed("■□ 1.0\n")),
)


def strange_letters(page):
    """The texts on the slides, and outside of them, that are set in a font of this computer."""
    page.add_style_tag(content=".slides > section { display: block !important }")
    client = page.context.new_cdp_session(page)
    client.send("DOM.enable")
    client.send("CSS.enable")
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    page.evaluate(
        """() => [...document.body.querySelectorAll("*")].filter((part) => part.getClientRects().length
            && [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
            .forEach((part) => part.setAttribute("data-says", ""))"""
    )
    nodes = client.send("DOM.querySelectorAll", {"nodeId": root, "selector": "[data-says]"})["nodeIds"]
    assert nodes
    found = []
    for node in nodes:
        fonts = client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        if not all(font["isCustomFont"] for font in fonts):
            text = client.send("DOM.getOuterHTML", {"nodeId": node})["outerHTML"]
            found.append((re.sub("<[^>]+>", "", text)[:60], [font["familyName"] for font in fonts]))
    return found


@pytest.fixture(scope="module")
def bare_browser(browser, tmp_path_factory):
    """A browser on a computer that has one font only, a typewriter's."""
    if sys.platform != "linux":
        pytest.skip("only on Linux can a browser be shown other fonts than the computer's")
    folder = tmp_path_factory.mktemp("fonts")
    shutil.copy(slide_fonts.FOLDER / "cmtt10.ttf", folder)
    (folder / "fonts.conf").write_text(
        f"<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>"
    )
    surroundings = {**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    running = browser.browser_type.launch(
        executable_path=lab_page.find_chromium(), args=lab_page.FLAGS, env=surroundings
    )
    yield running
    running.close()


def layout(path, browser):
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.goto(path.as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    found = page.evaluate(LAYOUT)
    page.close()
    return found


@pytest.mark.parametrize("stem", [SOLUTIONS[0].stem, "every kind"])
def test_every_letter_is_the_presentations_own(stem, folder, show, tmp_path):
    path = folder / f"{stem}.html"
    if stem == "every kind":
        path = tmp_path / "page.html"
        path.write_text(slides.Lesson(a_lesson(*EVERY_KIND, folder=tmp_path)).page(), "utf-8")
    assert strange_letters(show(path)) == []


def test_red_a_letter_from_the_computer(tmp_path, show):
    path = tmp_path / "page.html"
    text = slides.Lesson(a_lesson("## A section\n\nText.", folder=tmp_path)).page()
    path.write_text(
        text.replace("</section>", "<p class='block' style='font-family: monospace'>x</p></section>", 1), "utf-8"
    )
    assert [said for said, _ in strange_letters(show(path))] == ["x"]


@pytest.mark.may_skip
def test_the_slides_are_the_same_whatever_fonts_a_computer_has(folder, browser, bare_browser):
    path = folder / f"{SOLUTIONS[1].stem}.html"
    assert layout(path, browser) == layout(path, bare_browser)


@pytest.mark.may_skip
def test_red_slides_that_depend_on_the_computers_fonts(browser, bare_browser, tmp_path):
    text = slides.Lesson(a_lesson(*EVERY_KIND, folder=tmp_path)).page()
    path = tmp_path / "page.html"
    path.write_text(text.replace('--sans: "Slide Sans", "Slide Maths"', "--sans: sans-serif"), "utf-8")
    assert layout(path, browser) != layout(path, bare_browser)


def test_red_a_character_that_no_font_has(tmp_path, capsys):
    (tmp_path / "solutions").mkdir()
    a_lesson("## A section\n\nOne sentence with 漢 in it.", folder=tmp_path / "solutions")
    assert slides.main(["--out", str(tmp_path / "out")], root=tmp_path) == 1
    assert capsys.readouterr().err.startswith("Lesson 90: the fonts of the slides have no 漢 (U+6F22).")


def test_the_fonts_licences_go_with_them(folder):
    text = (folder / f"{SOLUTIONS[0].stem}.html").read_text("utf-8")
    assert "Bitstream Vera Fonts Copyright" in text and "SIL OPEN FONT LICENSE Version 1.1" in text


# The rest --------------------------------------------------------------------------------------------------------------


def test_the_same_notebook_gives_the_same_page():
    assert slides.Lesson(SOLUTIONS[0]).page() == slides.Lesson(SOLUTIONS[0]).page()
