"""Make a folder in which nbgrader grades the course's lessons, and print the commands that do it.

Files that are already in the folder stay as they are, so that the command can be repeated for further lessons.
"""

import argparse
import os
import shlex
import subprocess
import sys
from pathlib import Path

import nbformat

from building.build import HIDDEN_FROM_LEARNERS, Course

CONFIG = '''\
"""nbgrader's settings for this class, made by `python3 ci/course.py grade`. Yours to change."""

import sys
from pathlib import Path

COURSE = Path({course!r})  # where the course lies; change it when you move the course
if not (COURSE / "ci" / "classroom" / "grading.py").exists():
    sys.exit(f"The course is no longer in {{COURSE}}. Change COURSE in {{__file__}}.")
sys.path.insert(0, str(COURSE / "ci"))

from classroom import grading

c = get_config()  # noqa: F821
grading.configure(c)

c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.course_id = "gancourse"
c.Execute.timeout = {seconds}  # seconds a cell may take; on a very slow computer, more
'''


class GradeError(Exception):
    """What keeps the folder from being made, in one sentence with the next step."""


def chosen(course: Course, lessons: list[str]) -> list[Path]:
    """The solution notebooks asked for ("01", "1" or "01_the_minimax_game"), or all that have exercises."""
    solutions = [course.solution(source) for source in course.sources]
    if not lessons:
        return [path for path in solutions if points(nbformat.read(path, as_version=4))]
    found = []
    for lesson in lessons:
        wanted = lesson.zfill(2) if lesson.isdecimal() else lesson
        match = [path for path in solutions if wanted in (path.stem, path.stem[:2])]
        if not match:
            raise GradeError(
                f"There is no lesson {lesson!r}. Choose from {', '.join(path.stem[:2] for path in solutions)}."
            )
        found += match
    return found


def points(notebook: nbformat.NotebookNode) -> int:
    return sum(cell.metadata.get("nbgrader", {}).get("points", 0) for cell in notebook.cells)


def source_notebook(solution: Path) -> nbformat.NotebookNode:
    """The solved lesson as nbgrader wants it: no outputs, and no cells that are for the teacher alone."""
    notebook = nbformat.read(solution, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not HIDDEN_FROM_LEARNERS & set(cell.metadata.get("tags", []))]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def make(folder: Path, course: Course, lessons: list[str]) -> tuple[list[Path], list[Path]]:
    """Write what is missing; returns the solutions chosen and the files that were there before."""
    from classroom.grading import CELL_SECONDS

    solutions = chosen(course, lessons)
    files = {folder / "nbgrader_config.py": CONFIG.format(course=str(course.root), seconds=CELL_SECONDS)}
    for solution in solutions:
        text = nbformat.writes(source_notebook(solution)) + "\n"
        files[folder / "source" / solution.stem / solution.name] = text
    kept = []
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            kept.append(path)
    (folder / "submitted").mkdir(exist_ok=True)
    return solutions, kept


def instructions(folder: Path, solutions: list[Path]) -> str:
    """What the teacher types, ready to be copied."""
    python = [sys.executable, "-m", "nbgrader"]
    command = subprocess.list2cmdline(python) if os.name == "nt" else shlex.join(python)
    where = subprocess.list2cmdline([str(folder)]) if os.name == "nt" else shlex.quote(str(folder))
    worth = ", ".join(f"{path.stem} ({points(nbformat.read(path, as_version=4))} points)" for path in solutions)
    lesson = solutions[0].stem
    return "\n".join(
        [
            f"Lessons in {folder}: {worth}.",
            "",
            f"Go there, and for each lesson ({lesson} here):",
            "",
            f"    cd {where}",
            f"    {command} generate_assignment {lesson}",
            "",
            "The class works on the course's own notebooks, or on those in release/; either can be graded.",
            f"Put what NAME hands in at submitted/NAME/{lesson}/{lesson}.ipynb, one folder for each learner; then:",
            "",
            f"    {command} autograde {lesson}",
            f"    {command} generate_feedback {lesson}",
            f"    {command} export",
            "",
            "The points are in grades.csv, and what each learner is told in feedback/NAME/. What was handed in and could not be",
            "graded has no line in grades.csv but one in not_graded.csv, with the next step.",
        ]
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="course.py grade", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder to make, or to add lessons to")
    parser.add_argument("lessons", nargs="*", help="01 05 ...; by default every lesson with exercises")
    options = parser.parse_args(arguments)
    folder = options.folder.expanduser().resolve()
    try:
        solutions, kept = make(folder, Course(), options.lessons)
    except GradeError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{folder} cannot be used ({error.strerror}). Choose another folder.", file=sys.stderr)
        return 1
    for path in kept:
        print(f"Kept {path.relative_to(folder).as_posix()}, which was there before.")
    print(instructions(folder, solutions))
    return 0


if __name__ == "__main__":
    sys.exit(main())
