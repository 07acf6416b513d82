"""The teacher's pages in solutions/teaching/, made by `python3 ci/course.py build` from the lessons' sources.

A teacher's note is a markdown cell with the tag "teacher", directly below the heading (`## …`) of its section. It begins
`**For the teacher · 9 minutes.**`, or `**For the teacher · at home.**` for what a class does not do together; then come
labelled paragraphs, `*Board:* …` and so on, in the order of LABELS. A section without a note belongs to the one before.
The minutes of a lesson's notes add up to the `minutes` of its header, and the timetables are computed from them. The
header's `teach_in`, a list of timetables, says where a lesson is taught; the semester teaches every lesson.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import nbformat

from building import reading_times
from building.run_times import duration

LABELS = ("Board", "Ask before running", "Expect", "Watch the clock", "If time is short", "Homework")
NEEDED = ("Board", "Ask before running", "Expect")
OPENING = re.compile(r"\*\*For the teacher · (?:(\d+) minutes?|at home)\.\*\*")
PARAGRAPH = re.compile(rf"\*({'|'.join(LABELS)}):\* (.+)", re.S)
HEADING = re.compile(r"^## (.+)$", re.M)
EXERCISE = re.compile(
    r"^### Exercise (?P<number>\d+\.\d+) · (?P<title>.+)\n\*Difficulty (?P<difficulty>\d) of 5 · (?P<minutes>\d+) minutes",
    re.M,
)
CLOSING = "Recap"
LONG_RUN = 120  # seconds of computing from which on a class should not wait for it


class TeachingError(Exception):
    """Notes or minutes that make no page or no timetable, with the lesson and what to change in the message."""


@dataclass(frozen=True)
class Exercise:
    number: str
    title: str
    difficulty: int
    minutes: int
    at_home: bool


@dataclass(frozen=True)
class Section:
    """What one note covers: a section of the lesson, and those without a note that follow it."""

    lesson: str
    titles: tuple[str, ...]
    minutes: int  # 0: at home
    notes: Mapping[str, str]
    exercises: tuple[Exercise, ...]

    @property
    def name(self) -> str:
        """Its titles, or the first and the last of many."""
        return " · ".join(self.titles) if len(self.titles) < 4 else f"{self.titles[0]} … {self.titles[-1]}"


@dataclass(frozen=True)
class Lesson:
    number: str
    stem: str
    title: str
    promise: str
    minutes: int
    computer: Mapping[str, float]
    needs: str
    recap: str
    teach_in: tuple[str, ...]
    sections: tuple[Section, ...]
    alone: str = ""  # what a person alone takes, in words

    @property
    def in_class(self) -> list[Section]:
        return [section for section in self.sections if section.minutes]

    @property
    def needed(self) -> list[str]:
        """The numbers of the lessons that this one's first cell asks for."""
        return re.findall(r"\b\d\d\b", self.needs)

    @property
    def homework(self) -> list[Exercise]:
        return [exercise for section in self.sections for exercise in section.exercises if exercise.at_home]


@dataclass(frozen=True)
class Day:
    """A day of teaching, in minutes after midnight: blocks of at most `block` minutes, each with time for questions."""

    name: str
    ends: int
    begins: int = 9 * 60
    arrive: int = 15
    questions: int = 15  # at least; more where the day has room
    pause: int = 15
    block: int = 90
    lunch: int = 0
    lunch_between: tuple[int, int] = (11 * 60 + 30, 13 * 60 + 30)


@dataclass(frozen=True)
class Periods:
    """School lessons: each keeps `margin` of its minutes for arriving and for questions, the first one `settle` more.

    `split_price` is what beginning in the middle of a lesson costs, in minutes squared (see `partition`). A plan that may
    take `fewer` than its `count` takes as few as it can without cutting a lesson more.
    """

    name: str
    title: str
    count: int
    length: int
    margin: int
    settle: int
    split_price: float = 50.0
    fewer: bool = False
    every_lesson: bool = False

    def rooms(self, count: int) -> list[int]:
        """The minutes to teach in, period by period."""
        return [self.length - self.margin - self.settle, *[self.length - self.margin] * (count - 1)]


@dataclass(frozen=True)
class Slot:
    """One line of a day's timetable; a line without a section is arrival, questions, a break or free work."""

    begins: int
    ends: int
    text: str
    section: Section | None = None


SPLIT = 1e6  # where no evenness makes up for a lesson that is cut
HALF_DAY, FULL_DAY = Day("half day", ends=13 * 60), Day("full day", ends=17 * 60, lunch=60)
TEN_LESSONS = Periods("ten lessons", "Ten lessons of 45 minutes", count=10, length=45, margin=10, settle=5)
SEMESTER = Periods(
    "semester", "A semester, 90 minutes a week", count=15, length=90, margin=10, settle=5, split_price=SPLIT, fewer=True, every_lesson=True
)  # fmt: skip
PLANS = (HALF_DAY, FULL_DAY, TEN_LESSONS, SEMESTER)


# reading the notes ----------------------------------------------------------------------------------------------------


def read_lesson(source: Path, notebook: nbformat.NotebookNode) -> Lesson:
    facts, top = notebook.metadata.gancourse, notebook.cells[0].source
    needs = re.search(r"Needs: (.+?)\*?(?:\n\s*\n|\Z)", top, re.S)
    closing = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    recap = re.search(rf"^## {CLOSING}\n(.+?)(?=^#|\Z)", closing, re.M | re.S)
    lesson = Lesson(
        number=str(facts.lesson),
        stem=source.stem,
        title=facts.title,
        promise=facts.promise,
        minutes=facts.minutes,
        computer=dict(facts.run_seconds),
        needs=" ".join(needs[1].split()) if needs else "",
        recap=recap[1].strip() if recap else "",
        teach_in=tuple(facts.get("teach_in", [])),
        sections=tuple(read_sections(source.name, str(facts.lesson), notebook)),
        alone=reading_times.sentence(*reading_times.minutes(notebook.cells)),
    )
    check(source.name, lesson)
    return lesson


def read_sections(name: str, lesson: str, notebook: nbformat.NotebookNode) -> Iterator[Section]:
    """The sections of a lesson, in order, each with what belongs to it until the next note."""
    heading, last, current, seen = "", "", None, []
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            last = ""
            continue
        if "teacher" in cell.metadata.get("tags", []):
            if not last.startswith("## "):
                raise TeachingError(
                    f"{name}: the teacher's note {cell.source[:50]!r} is not directly below a heading `## …`"
                )
            if current:
                current["titles"].pop()
                yield finished(name, lesson, **current)
            elif len(seen) > 1:
                raise TeachingError(f"{name}: the first section, “{seen[0]}”, has no teacher's note below its heading")
            minutes, notes = read_note(f"{name}, “{heading}”", cell.source)
            current = {"titles": [heading], "minutes": minutes, "notes": notes, "found": []}
            continue
        text = re.sub(r"^```.*?^```", "", cell.source, flags=re.M | re.S)
        last = reading_times.ASIDE.sub("", text).rstrip().split("\n")[-1]
        for heading in HEADING.findall(text):
            if heading == CLOSING:
                break
            (current["titles"] if current else seen).append(heading)
        if current:
            current["found"] += [match.groupdict() for match in EXERCISE.finditer(text)]
        if heading == CLOSING:
            break
    if current is None:
        raise TeachingError(f"{name}: no teacher's note; each section begins with one, see ci/building/teaching.py")
    yield finished(name, lesson, **current)


def finished(
    name: str, lesson: str, titles: list[str], minutes: int, notes: dict[str, str], found: list[dict[str, str]]
) -> Section:
    homework = re.findall(r"\d+\.\d+", notes.get("Homework", ""))
    exercises = tuple(
        Exercise(
            each["number"],
            each["title"],
            int(each["difficulty"]),
            int(each["minutes"]),
            at_home=minutes == 0 or each["number"] in homework,
        )
        for each in found
    )
    section = Section(lesson, tuple(titles), minutes, notes, exercises)
    where = f"{name}, “{titles[0]}”"
    for number in set(homework) - {exercise.number for exercise in exercises}:
        raise TeachingError(f"{where}: Exercise {number}, named as homework, is not in this section")
    together = sum(exercise.minutes for exercise in exercises if not exercise.at_home)
    if together > minutes:
        raise TeachingError(
            f"{where}: the exercises take {together} minutes and the note declares {minutes}; "
            "give the section more, or name exercises under *Homework:*"
        )
    return section


def read_note(where: str, text: str) -> tuple[int, dict[str, str]]:
    """The minutes of a note (0: at home) and its paragraphs by label."""
    first, *paragraphs = re.split(r"\n\s*\n", text.strip())
    opening = OPENING.fullmatch(first.strip())
    if not opening or opening[1] == "0":
        raise TeachingError(
            f"{where}: a teacher's note begins with `**For the teacher · 9 minutes.**`, or `**For the teacher · at home.**`, "
            f"as a paragraph of its own; this one begins {first[:60]!r}"
        )
    notes: dict[str, str] = {}
    for paragraph in paragraphs:
        labelled = PARAGRAPH.fullmatch(paragraph.strip())
        if not labelled or (notes and LABELS.index(labelled[1]) <= LABELS.index(list(notes)[-1])):
            raise TeachingError(
                f"{where}: a paragraph of a teacher's note begins with one of {', '.join(f'*{label}:*' for label in LABELS)}, "
                f"each once and in this order; found {paragraph[:60]!r}"
            )
        notes[labelled[1]] = " ".join(labelled[2].split())
    if not notes:
        raise TeachingError(
            f"{where}: the teacher's note says nothing; write at least one paragraph, such as *Board:* …"
        )
    return int(opening[1] or 0), notes


def check(name: str, lesson: Lesson) -> None:
    total = sum(section.minutes for section in lesson.sections)
    if total != lesson.minutes:
        parts = " + ".join(str(section.minutes) for section in lesson.in_class)
        raise TeachingError(
            f"{name}: the teacher's notes declare {parts} = {total} minutes, the header {lesson.minutes}; make them agree"
        )
    for label in NEEDED:
        if not any(label in section.notes for section in lesson.sections):
            raise TeachingError(f"{name}: no teacher's note of this lesson has a paragraph *{label}:*")
    if not lesson.sections[0].minutes:
        raise TeachingError(f"{name}: the first section is at home; a class begins with something it does together")
    for number in lesson.needed:
        if number >= lesson.number:
            raise TeachingError(f"{name}: lesson {lesson.number} needs lesson {number}, which comes later")
    names = [plan.name for plan in PLANS if not teaches_all(plan)]
    for unknown in set(lesson.teach_in) - set(names):
        raise TeachingError(f"{name}: teach_in knows {', '.join(names)}, and not {unknown!r}")


# computing the timetables ---------------------------------------------------------------------------------------------


def partition(
    sections: Sequence[Section], rooms: Sequence[int], split_price: float
) -> tuple[float, list[list[Section]]] | None:
    """The sections cut into one consecutive part for each room, no part longer than its room, at the least cost.

    The cost adds the squares of the parts' minutes, least when they are even, and a price for each part that begins
    in the middle of a lesson. None if there is no such partition.
    """
    best: dict[int, tuple[float, list[list[Section]]]] = {0: (0.0, [])}  # by how many sections are placed
    for room in rooms:
        longer: dict[int, tuple[float, list[list[Section]]]] = {}
        for start, (cost, parts) in best.items():
            for stop in range(start + 1, len(sections) + 1):
                part = list(sections[start:stop])
                minutes = sum(section.minutes for section in part)
                if minutes > room:
                    break
                price = split_price if start and sections[start - 1].lesson == part[0].lesson else 0.0
                if stop not in longer or cost + minutes**2 + price < longer[stop][0]:
                    longer[stop] = (cost + minutes**2 + price, [*parts, part])
        best = longer
    return best.get(len(sections))


def teaches_all(plan: Day | Periods) -> bool:
    return isinstance(plan, Periods) and plan.every_lesson


def taught(plan: Day | Periods, lessons: Sequence[Lesson]) -> list[Lesson]:
    return [lesson for lesson in lessons if teaches_all(plan) or plan.name in lesson.teach_in]


def timetable_of(day: Day, lessons: Sequence[Lesson]) -> list[Slot]:
    """The day's lines: as few lessons cut by a break as possible, then as few breaks, then blocks of even length."""
    chosen = taught(day, lessons)
    sections = [section for lesson in chosen for section in lesson.in_class]
    room = day.block - day.questions
    candidates = []
    for count in range(1, len(sections) + 1):
        found = partition(sections, [room - day.arrive, *[room] * (count - 1)], split_price=SPLIT)
        if found:
            cost, blocks = found
            slots = slots_of(day, blocks, lessons, day.questions)
            candidates.append((slots[-1].ends > day.ends, cost // SPLIT, count, slots, blocks))
    total = sum(section.minutes for section in sections)
    declared = f"the lessons {', '.join(lesson.number for lesson in chosen)} declare {total} minutes"
    if not candidates:
        longest = max(sections, key=lambda section: section.minutes)
        raise TeachingError(
            f"The {day.name} has blocks of {day.block} minutes, {day.questions} of them for questions and {day.arrive} for "
            f"arriving: “{longest.name}” (lesson {longest.lesson}, {longest.minutes} minutes) does not fit; split its section"
        )
    late, _, _, slots, blocks = min(candidates, key=lambda candidate: candidate[:3])
    if late:
        soonest = min(slots[-1].ends for *_, slots, _ in candidates)
        raise TeachingError(
            f"The {day.name} ends at {clock(day.ends)}: {declared}, and with arrival, questions and breaks it would end at "
            f"{clock(soonest)}; take a lesson out by `teach_in` in its header, or declare fewer minutes"
        )
    for questions in range(day.questions + 5, day.block, 5):
        longer = slots_of(day, blocks, lessons, questions)
        if longer[-1].ends > day.ends or longest_block(longer) > day.block:
            break
        slots = longer
    if slots[-1].ends < day.ends:
        slots.append(Slot(slots[-1].ends, day.ends, "Own work: homework, or a run with other settings"))
    return slots


def longest_block(slots: Sequence[Slot]) -> int:
    """The minutes of the longest time without a break."""
    begins, longest = slots[0].begins, 0
    for slot in slots:
        if slot.text.startswith(("Break", "Lunch", "Own work")):
            begins = slot.ends
        longest = max(longest, slot.ends - begins)
    return longest


def slots_of(day: Day, blocks: Sequence[Sequence[Section]], lessons: Sequence[Lesson], questions: int) -> list[Slot]:
    """Arrival, blocks, questions and breaks, by the clock; lunch takes the place of the break nearest to its middle."""
    by_number = {lesson.number: lesson for lesson in lessons}
    lunch = lunch_break(day, blocks, questions)
    now = day.begins + day.arrive
    slots = [Slot(day.begins, now, f"Arrive; everybody opens lesson {blocks[0][0].lesson} and runs it")]
    for number, block in enumerate(blocks):
        if number:
            is_lunch = number == lunch
            length = day.lunch if is_lunch else day.pause
            text = "Lunch" if is_lunch else "Break"
            slots.append(Slot(now, now + length, " ".join([f"{text}.", *before_the_break(block, by_number)])))
            now += length
        for section in block:
            slots.append(Slot(now, now + section.minutes, "", section))
            now += section.minutes
        slots.append(Slot(now, now + questions, "Questions, and what took longer"))
        now += questions
    return slots


def lunch_break(day: Day, blocks: Sequence[Sequence[Section]], questions: int) -> int | None:
    """Before which block lunch lies."""
    if not day.lunch or len(blocks) < 2:
        return None
    now, starts = day.begins + day.arrive, []
    for block in blocks[:-1]:
        now += sum(section.minutes for section in block) + questions
        starts.append(now)
        now += day.pause
    middle = sum(day.lunch_between) / 2
    best = min(range(len(starts)), key=lambda index: abs(starts[index] - middle))
    if not day.lunch_between[0] <= starts[best] <= day.lunch_between[1]:
        raise TeachingError(
            f"The {day.name} has no break between {clock(day.lunch_between[0])} and {clock(day.lunch_between[1])} for lunch; "
            f"its breaks would begin at {', '.join(map(clock, starts))}"
        )
    return best + 1


def before_the_break(block: Sequence[Section], by_number: Mapping[str, Lesson]) -> Iterator[str]:
    """What the teacher's computer may do meanwhile, for the lessons of the block that follows."""
    for number in dict.fromkeys(section.lesson for section in block):
        lesson = by_number[number]
        if lesson.computer["quick"] >= LONG_RUN:
            yield (
                f"Before it, start *Run → Run All Cells* in lesson {number} on the projector's machine: it computes for about "
                f"{duration(lesson.computer['quick'])}, and a picture is then ready for whoever has a slow computer."
            )


def periods_of(plan: Periods, lessons: Sequence[Lesson]) -> list[list[Section]]:
    """The sections of each period, as even as the order allows; few periods begin in the middle of a lesson."""
    chosen = taught(plan, lessons)
    sections = [section for lesson in chosen for section in lesson.in_class]
    most = min(plan.count, len(sections))
    counts = range(1, most + 1) if plan.fewer else [most]
    found = list(filter(None, (partition(sections, plan.rooms(count), plan.split_price) for count in counts)))
    if found:
        return min(found, key=lambda each: (each[0] // SPLIT, len(each[1])))[1]
    total, longest = sum(section.minutes for section in sections), max(section.minutes for section in sections)
    raise TeachingError(
        f"The {plan.name} of {plan.length} minutes, {plan.margin} of each and {plan.settle} more of the first for arriving and for "
        f"questions, leave {sum(plan.rooms(plan.count))} minutes to teach in; the lessons {', '.join(lesson.number for lesson in chosen)} "
        f"declare {total}, in sections of up to {longest}, which do not fit. Write `teach_in: []` in the header of a lesson to "
        "leave out, or declare fewer minutes"
    )


# writing the pages ----------------------------------------------------------------------------------------------------


def clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def plural(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def section_link(lesson: Lesson, section: Section, solved: bool, text: str) -> str:
    """With the heading's address as JupyterLab forms it; a viewer that does not jump there opens the notebook at its top."""
    folder = ".." if solved else "../../notebooks"
    return f"[{text}]({folder}/{lesson.stem}.ipynb#{quote(section.titles[0].replace(' ', '-'), safe='')})"


def exercises_named(exercises: Sequence[Exercise]) -> str:
    names = [exercise.number for exercise in exercises]
    if not names:
        return ""
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"Exercise{'s' if len(names) > 1 else ''} {listed}"


def lesson_page(lesson: Lesson, lessons: Sequence[Lesson]) -> str:
    stems = {each.number: each.stem for each in lessons}
    needs = re.sub(
        r"\b\d\d\b",
        lambda match: f"[{match[0]}]({stems[match[0]]}.md)" if match[0] in stems else match[0],
        lesson.needs,
    )
    budget = lesson.computer.get("budget", 0)
    fixed = f", at most {duration(budget)} of it training by the clock" if budget else ""
    homework = exercises_named(lesson.homework)
    home_minutes = sum(exercise.minutes for exercise in lesson.homework)
    lines = [
        f"# Lesson {lesson.number} · {lesson.title}",
        "",
        f"{lesson.promise}.",
        "",
        f"- **In class:** {plural(lesson.minutes, 'minute')}"
        + (f". **At home:** {homework}, {plural(home_minutes, 'minute')}." if homework else "."),
        f"- **Alone:** {lesson.alone}.",
        f"- **The computer:** about {duration(lesson.computer['quick'])} for the whole notebook at speed *quick* on two CPU "
        f"cores{fixed}.",
        f"- **Needs:** {needs}",
        f"- **Notebooks:** [unsolved](../../notebooks/{lesson.stem}.ipynb) · [solved](../{lesson.stem}.ipynb) · "
        "[all lessons and timetables](README.md)",
        "",
        "| from | minutes | section | exercises in class |",
        "|---|---|---|---|",
    ]
    now = 0
    for section in lesson.sections:
        together = ", ".join(exercise.number for exercise in section.exercises if not exercise.at_home)
        begins, length = (str(now), str(section.minutes)) if section.minutes else ("–", "at home")
        lines.append(f"| {begins} | {length} | {section.name} | {together} |")
        now += section.minutes
    now = 0
    for section in lesson.sections:
        time = f"Minutes {now} to {now + section.minutes}" if section.minutes else "At home"
        now += section.minutes
        unsolved = section_link(lesson, section, False, "unsolved")
        lines += ["", f"## {section.name}", ""]
        lines += [f"*{time}* · {unsolved} · {section_link(lesson, section, True, 'solved')}"]
        if section.name != " · ".join(section.titles):
            lines += ["", f"With {', '.join(f'“{title}”' for title in section.titles[1:])}."]
        for label, text in section.notes.items():
            lines += ["", f"**{label}.** {text}"]
        if section.exercises:
            lines.append("")
        for exercise in section.exercises:
            where = "at home" if exercise.at_home else "in class"
            lines.append(
                f"- Exercise {exercise.number} · {exercise.title}: difficulty {exercise.difficulty} of 5, "
                f"{exercise.minutes} minutes, {where}"
            )
    lines += ["", "## What the class should have at the end", "", links_from_here(lesson.recap), ""]
    return "\n".join([*lines, made_by(f"solutions/source/{lesson.stem}.py")])


def links_from_here(text: str) -> str:
    """A lesson's words, whose links start from the notebooks' folder, on a page of this one."""
    return re.sub(r"\]\((?!https?:|#|mailto:)([^)]+)\)", r"](../../notebooks/\1)", text)


def made_by(source: str) -> str:
    return f"*Made by `python3 ci/course.py build` from {source}; change it there.*\n"


def day_table(day: Day, lessons: Sequence[Lesson]) -> list[str]:
    by_number = {lesson.number: lesson for lesson in lessons}
    lines = ["| time | lesson | what | the clock |", "|---|---|---|---|"]
    for slot in timetable_of(day, lessons):
        time = f"{clock(slot.begins)}–{clock(slot.ends)}"
        if slot.section is None:
            lines.append(
                f"| {time} | | *{slot.text.split('. ')[0].rstrip('.')}* | {'. '.join(slot.text.split('. ')[1:])} |"
            )
            continue
        lesson = by_number[slot.section.lesson]
        link = section_link(lesson, slot.section, False, slot.section.name)
        notes = slot.section.notes.get("Watch the clock", "")
        lines.append(f"| {time} | [{lesson.number}]({lesson.stem}.md) | {link} | {notes} |")
    return lines


def period_table(plan: Periods, lessons: Sequence[Lesson]) -> list[str]:
    by_number = {lesson.number: lesson for lesson in lessons}
    lines = ["| period | what, and its minutes | taught | have ready | for home |", "|---|---|---|---|---|"]
    already: set[str] = set()
    for number, part in enumerate(periods_of(plan, lessons), 1):
        what, ready, home = [], [], []
        for name in dict.fromkeys(section.lesson for section in part):
            lesson = by_number[name]
            own = [section for section in part if section.lesson == name]
            sections = ", ".join(
                f"{section_link(lesson, section, False, section.name)} {section.minutes}" for section in own
            )
            what.append(f"[{name} · {lesson.title}]({lesson.stem}.md): {sections}")
            if name in already:
                ready.append(
                    f"Lesson {name} goes on, with an empty kernel: open it at “{own[0].titles[0]}” and choose *Run → Run All "
                    f"Above Selected Cell* as people arrive; the whole notebook computes for {duration(lesson.computer['quick'])}."
                )
            if lesson.computer["quick"] >= LONG_RUN and own[-1] == lesson.in_class[-1]:
                ready.append(
                    f"Lesson {name} computes for about {duration(lesson.computer['quick'])} in all: *Run All Cells* on the "
                    "projector's machine before people arrive, as a reserve."
                )
            ready += [
                f"“{section.titles[0]}”: {section.notes['Watch the clock']}"
                for section in own
                if "Watch the clock" in section.notes and lesson.computer["quick"] >= LONG_RUN
            ]
            home += home_of(lesson, own)
            already.add(name)
        minutes = sum(section.minutes for section in part)
        lines.append(f"| {number} | {'<br>'.join(what)} | {minutes} | {'<br>'.join(ready)} | {', '.join(home)} |")
    return lines


def home_of(lesson: Lesson, part: Sequence[Section]) -> Iterator[str]:
    """What is done at home after these sections: their own homework, and the sections at home that follow them."""
    for section in part:
        yield from (exercise.number for exercise in section.exercises if exercise.at_home)
        for after in lesson.sections[lesson.sections.index(section) + 1 :]:
            if after.minutes:
                break
            yield from [exercise.number for exercise in after.exercises] or [f"read “{after.titles[0]}”"]


def plan_section(plan: Day | Periods, lessons: Sequence[Lesson]) -> list[str]:
    chosen = taught(plan, lessons)
    if not chosen:
        return []
    total = sum(lesson.minutes for lesson in chosen)
    if isinstance(plan, Day):
        title = f"## A {plan.name}"
        text = (
            f"{clock(plan.begins)} to {clock(plan.ends)}: lessons {', '.join(lesson.number for lesson in chosen)}, {total} minutes "
            f"of teaching. Nobody sits longer than {plan.block} minutes, and each block ends with at least {plan.questions} minutes "
            "for questions and for whatever took longer."
        )
        table = day_table(plan, lessons)
    else:
        title = f"## {plan.title}"
        text = (
            f"Lessons {', '.join(lesson.number for lesson in chosen)}, {total} minutes of teaching. Each period keeps at least {plan.margin} of its "
            f"{plan.length} minutes for arriving and for questions, the first one {plan.margin + plan.settle}; the column *taught* "
            "says how many it fills."
        )
        table = period_table(plan, lessons)
    numbers = [lesson.number for lesson in chosen]
    missing = [
        f"Lesson {lesson.number} needs lesson {number}, which is not in this timetable: read its [page]({each.stem}.md) and tell the "
        "class what it is about."
        for lesson in chosen
        for number in lesson.needed
        for each in lessons
        if each.number == number and number not in numbers
    ]
    left_out = [f"{lesson.number}" for lesson in lessons if lesson not in chosen]
    rest = [f"Not in this timetable: {', '.join(left_out)}."] if left_out else []
    after = []
    if isinstance(plan, Day):
        homework = [
            f"lesson {lesson.number}: {exercises_named(lesson.homework)}" for lesson in chosen if lesson.homework
        ]
        after = ["", f"Afterwards, at home: {'; '.join(homework)}."] if homework else []
    return ["", title, "", " ".join([text, *missing, *rest]), "", *table, *after]


def readme(lessons: Sequence[Lesson], hand_written: Callable[[str], str]) -> str:
    lines = [hand_written("introduction.md"), "", "## The lessons", ""]
    lines += ["| lesson | in class | at home | the computer, at *quick* | in |", "|---|---|---|---|---|"]
    for lesson in lessons:
        home = sum(exercise.minutes for exercise in lesson.homework)
        lines.append(
            f"| [{lesson.number} · {lesson.title}]({lesson.stem}.md) | {lesson.minutes} min | {f'{home} min' if home else '–'} | "
            f"{duration(lesson.computer['quick'])} | {', '.join(plan.name for plan in PLANS if lesson in taught(plan, lessons))} |"
        )
    for plan in PLANS:
        lines += plan_section(plan, lessons)
    classroom = hand_written("classroom.md")
    if re.match(r"# ", classroom):  # a page of its own becomes a part of this one
        fenced = re.split(r"(^```.*?^```)", classroom, flags=re.M | re.S)
        classroom = "".join(
            part if part.startswith("```") else re.sub(r"^#", "##", part, flags=re.M) for part in fenced
        )
    return "\n".join([*lines, *(["", classroom] if classroom else []), "", made_by("solutions/source/")])


def pages(root: Path, notebooks: Mapping[Path, nbformat.NotebookNode]) -> dict[Path, str]:
    """Every page of solutions/teaching/ and its text."""
    folder, written = root / "solutions" / "teaching", root / "solutions" / "source" / "teaching"
    lessons = [read_lesson(source, notebook) for source, notebook in notebooks.items()]

    def hand_written(name: str) -> str:
        path = written / name
        return path.read_text("utf-8").strip() if path.exists() else ""

    built = {folder / f"{lesson.stem}.md": lesson_page(lesson, lessons) for lesson in lessons}
    return {**built, folder / "README.md": readme(lessons, hand_written)}
