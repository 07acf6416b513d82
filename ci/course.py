#!/usr/bin/env python3
"""The one entry point of the course. Needs Python 3.10 or newer and nothing else.

    python3 ci/course.py lab      set up, and open JupyterLab at lesson 00
    python3 ci/course.py demo     set up, train a GAN on digits for a minute, leave a picture and an animation
    python3 ci/course.py doctor   what works here, what does not, and the command that mends it
    python3 ci/course.py test     set up, and run every test of the course
    python3 ci/course.py build    make the notebooks from their sources (--check: only compare)

For teachers, and for whoever publishes the course (each says more with --help):

    python3 ci/course.py slides   a presentation of a lesson for the projector
    python3 ci/course.py grade    a folder for grading with nbgrader
    python3 ci/course.py report   one table and picture from a folder of progress files
    python3 ci/course.py address  where the course is published: show it, or change it everywhere
    python3 ci/course.py run      what is measured, recorded and drawn now and then: a list, or one of them

This file is written so that even an old Python can read it and say what is missing; the work is done in commands.py.
"""

import shutil
import sys

OLDEST = (3, 10)


def too_old(version, executable, platform, command="lab"):
    """One sentence and the way out for a Python older than the course needs, or None."""
    if tuple(version[:2]) >= OLDEST:
        return None
    sentence = "The course needs Python {0}.{1} or newer, and this is Python {2}.{3} ({4}).".format(
        OLDEST[0], OLDEST[1], version[0], version[1], executable
    )
    newer = newer_python()
    if newer:
        return "{0}\nA newer one is here. Run:  {1} ci/course.py {2}".format(sentence, newer, command)
    if platform == "darwin":
        remedy = "from https://www.python.org/downloads/ or with `brew install python`"
    elif platform.startswith("win"):
        remedy = "from https://www.python.org/downloads/ or with `winget install Python.Python.3.13`"
    else:
        remedy = (
            "with your system's packages (`sudo apt install python3 python3-venv` on a current Debian or Ubuntu) "
            "or from https://www.python.org/downloads/"
        )
    return "{0}\nInstall a newer one {1}, and run this command with it.".format(sentence, remedy)


def newer_python():
    """The name of a Python on this computer that is new enough, or None."""
    which = getattr(shutil, "which", lambda name: None)
    names = ["python3.{0}".format(minor) for minor in (13, 12, 11, 10, 14)]
    return next((name for name in names if which(name)), None)


if __name__ == "__main__":
    problem = too_old(sys.version_info, sys.executable, sys.platform, " ".join(sys.argv[1:]) or "lab")
    if problem:
        sys.stderr.write(problem + "\n")
        sys.exit(2)
    from commands import main

    sys.exit(main(__doc__))
