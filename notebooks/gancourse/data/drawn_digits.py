"""Handwritten digits drawn by the course itself, for a reader without a network.

A digit begins as a *form*: a few strokes, each a smooth curve through hand-placed points. Most digits have several forms
(an open and a closed 4, a 7 with and without a bar), and most forms have several examples that differ in proportion;
a sample is a random blend of the examples of one form. The curve is then bent, slanted, stretched and scaled at random,
and a pen of random width and softness is drawn along it: the ink at a pixel depends only on its distance to the curve.
As in MNIST, the ink fits a box of 20 by 20 pixels and its centre of mass lies in the middle of the picture.

What they are worth, measured by `ci/measuring/drawn_digits.py` (the picture is `assets/drawn-digits.png`): a small
convolutional network trained for four epochs on 60,000 of them alone, with no other augmentation, reads 95.3 % to 95.6 %
of the 10,000 real MNIST test digits right over three seeds; the same network trained on MNIST reads 99.1 %. That second
network agrees with 99.3 % of the labels of 10,000 drawn digits; it doubts the 1 with a flag or a base most (97.2 %). The
forms and the amounts of jitter were chosen by hand while looking at which MNIST *training* digits such a network
misread, so they know something of MNIST; the test digits were only counted. The mean of the ink is 0.135 and its
standard deviation 0.307 (MNIST: 0.131 and 0.308). They are still cleaner than handwriting: no broken strokes, no blots.
60,000 take 4 to 6 seconds of one core.
"""

import functools
import hashlib
import math
from collections.abc import Iterator
from pathlib import Path

import torch

SIZE = 28
POINTS = 96  # along the strokes of one digit; neighbours are less than a pixel apart
BLOCK = 500  # digits per seed: the first n digits are the same however many are drawn
AT_ONCE = 20  # digits per pass, so that their distances stay in the processor's cache
SPREAD, BEYOND = 1.5, 1.25  # how unequal the shares of a blend are, and how far it goes beyond its examples
TRIM, WAVER, WARP = 0.05, 0.02, 0.045
SEEDS = {"train": 0, "test": 1}  # block b of a split is drawn from seed 2 b + this

# Each digit: (how often, examples of one form). An example is written as strokes separated by "/", a stroke as points
# "x,y" in hundredths, x to the right and y down. All examples of a form have the same strokes in the same order and
# direction, so that they can be blended.
# fmt: off
FORMS: dict[int, list[tuple[float, list[str]]]] = {
    0: [
        (0.8, [  # round, narrow, tilted; the end overlaps the beginning
            "50,8 34,15 25,35 24,55 31,80 48,92 66,83 75,60 74,36 64,15 50,8",
            "57,9 36,12 18,32 12,55 24,82 48,92 72,84 88,60 86,36 74,15 52,9",
            "66,12 48,10 32,28 22,54 26,82 42,92 60,80 74,54 78,28 70,12 62,12",
            "42,10 30,22 26,44 30,70 44,88 60,92 72,80 74,56 66,28 50,12 38,12",
            "60,14 42,14 26,32 22,60 34,86 54,90 74,66 76,36 62,14 46,16 34,26",
        ]),
        (0.2, [  # open at the top, or crossing there
            "40,14 26,30 22,58 34,86 54,90 74,68 76,38 64,16 52,12",
            "56,6 36,16 22,40 22,68 38,90 62,88 78,64 76,36 60,18 34,18",
            "70,8 46,14 24,36 18,64 30,88 54,92 74,72 80,44 70,24 54,22",
        ]),
    ],
    1: [
        (0.80, [
            "50,6 50,36 50,64 50,94",
            "58,6 53,36 48,64 45,94",
            "50,6 53,36 51,64 47,94",
            "48,6 47,36 49,64 53,94",
        ]),
        (0.10, [
            "42,24 48,17 54,7 / 54,7 54,36 53,64 52,94",
            "45,18 50,13 54,7 / 54,7 53,36 51,64 50,94",
            "36,34 46,22 56,7 / 56,7 54,36 51,64 48,94",
        ]),
        (0.05, [
            "34,28 44,20 54,7 / 54,7 54,36 53,64 52,92 / 32,93 50,92 70,92",
            "38,24 46,18 52,7 / 52,7 52,36 51,64 50,92 / 28,94 50,92 74,90",
            "26,30 40,20 54,7 / 54,7 54,36 52,64 50,92 / 22,92 50,92 80,91",
        ]),
    ],
    2: [
        (0.45, [  # a corner at the bottom left
            "24,28 34,13 52,8 69,19 68,38 54,60 38,77 22,91 / 22,91 42,89 60,89 82,88",
            "30,16 44,9 60,12 66,26 60,44 48,62 34,78 20,88 / 20,88 40,84 60,90 84,92",
            "22,34 30,16 50,7 72,16 74,34 58,56 40,72 26,86 / 26,86 44,88 62,92 80,86",
            "16,20 34,12 54,10 70,18 72,32 58,52 36,70 14,84 / 14,84 38,82 64,84 92,84",
            "30,26 38,12 52,8 64,18 62,40 54,62 46,78 38,92 / 38,92 48,92 58,92 68,91",
        ]),
        (0.45, [  # a loop there
            "26,25 40,10 60,12 68,30 58,52 40,76 26,86 20,78 34,72 52,82 68,90 86,84",
            "20,22 38,9 58,14 62,32 54,54 42,78 28,92 16,84 26,72 46,78 64,88 90,90",
            "28,30 42,11 62,10 72,26 60,50 38,70 24,80 22,76 36,74 54,86 70,94 84,88",
            "24,26 44,8 66,14 70,36 58,62 40,86 22,90 18,72 34,60 54,70 70,86 84,94",
            "12,24 34,10 56,12 62,28 50,50 32,72 16,84 12,78 28,72 50,78 72,84 98,78",
            "30,22 48,8 66,16 68,40 56,66 38,88 24,86 24,68 40,62 56,72 66,84 76,92",
            "24,30 36,12 58,8 74,22 74,46 60,70 38,88 18,84 16,66 34,58 54,66 68,80 80,92",
            "30,24 46,8 66,14 72,38 60,66 38,90 16,88 14,68 34,56 54,64 62,78 66,90",
            "16,18 38,8 60,10 70,24 60,46 40,66 18,80 14,70 30,66 50,74 74,84 98,72",
            "40,24 50,10 64,8 70,22 60,46 44,70 24,88 12,80 24,66 48,72 70,80 94,78",
            "44,20 54,8 66,12 68,28 58,50 44,74 28,90 16,82 24,64 44,60 58,72 74,90",
        ]),
        (0.10, [  # almost a Z
            "22,14 44,10 70,14 / 70,14 52,46 24,88 / 24,88 48,88 78,86",
            "18,20 44,14 76,12 / 76,12 54,44 16,84 / 16,84 50,86 90,88",
            "26,18 46,8 66,18 / 66,18 56,50 32,90 / 32,90 52,90 74,92",
        ]),
    ],
    3: [
        (0.70, [
            "26,20 42,8 62,12 68,26 58,40 42,46 / 42,46 62,50 72,66 64,84 44,92 24,84",
            "24,12 44,7 62,10 66,22 56,36 40,44 / 40,44 60,44 76,58 72,80 48,92 22,90",
            "22,22 36,10 58,8 70,22 62,42 36,50 / 36,50 56,52 68,66 60,86 38,94 18,84",
            "30,16 50,8 66,14 64,28 54,40 48,46 / 48,46 64,54 68,70 54,86 36,90 16,88",
            "16,18 38,8 62,10 72,20 62,34 44,42 / 44,42 66,46 76,58 66,76 38,88 8,86",
            "34,10 52,8 66,16 66,26 56,36 46,40 / 46,40 58,46 62,60 52,76 34,86 14,92",
            "26,16 44,8 58,14 60,28 50,42 32,50 / 32,50 58,48 78,62 74,82 50,94 22,86",
            "28,26 40,10 62,6 76,18 66,36 46,44 / 46,44 58,48 64,62 54,80 36,92 18,90",
            "10,12 34,10 58,14 66,24 58,34 42,40 / 42,40 66,46 84,60 78,80 50,92 14,84",
            "22,22 40,10 60,10 66,24 56,38 44,44 / 44,44 60,48 66,64 52,82 30,86 20,76",
            "40,16 52,8 64,12 66,24 56,36 40,46 / 40,46 50,44 60,54 56,72 38,88 12,92",
            "36,20 48,10 60,10 60,24 50,36 42,42 / 42,42 52,44 60,58 56,76 44,90 30,88",
            "20,30 34,12 56,8 66,22 54,42 28,54 / 28,54 50,48 66,56 68,74 50,90 16,88",
        ]),
        (0.15, [  # flat on top
            "24,12 44,11 70,10 / 70,10 58,26 44,42 / 44,42 64,46 74,64 64,84 44,92 22,86",
            "26,10 46,12 66,8 / 66,8 58,24 40,38 / 40,38 62,40 76,58 70,80 48,94 20,92",
            "14,14 44,12 80,10 / 80,10 60,24 40,38 / 40,38 64,42 74,58 60,76 34,84 8,84",
        ]),
        (0.15, [  # a small loop where the halves meet
            "26,20 42,8 62,12 66,26 54,42 40,50 36,46 44,42 62,50 70,68 60,86 42,92 22,84",
            "20,18 40,8 64,12 68,28 52,42 32,46 32,40 46,40 68,50 72,68 56,84 36,90 10,88",
            "30,16 48,8 62,16 60,32 46,46 34,52 36,44 48,44 64,54 66,70 52,86 34,90 16,86",
            "24,16 44,8 66,14 66,28 48,44 28,52 26,44 40,42 60,48 74,62 66,82 44,92 26,82",
            "28,22 40,10 56,10 60,22 48,38 26,48 24,40 38,40 54,50 60,66 48,84 28,88 14,78",
        ]),
    ],
    4: [
        (0.55, [  # open
            "30,10 26,30 22,50 / 22,50 42,54 60,52 80,47 / 72,8 68,36 62,64 57,94",
            "26,16 20,34 22,54 / 22,54 36,60 54,56 70,50 / 70,10 68,36 66,64 66,94",
            "36,6 28,26 18,52 / 20,52 38,53 58,51 76,47 / 66,22 62,44 58,68 54,94",
            "20,20 16,36 14,52 / 18,52 38,55 60,53 82,48 / 76,10 70,34 64,60 58,86",
            "34,6 32,24 30,44 / 30,44 42,48 56,46 74,42 / 68,12 66,38 62,66 58,94",
            "30,22 27,36 25,50 / 25,50 40,55 54,52 66,46 / 66,24 62,46 58,70 54,94",
            "32,10 30,28 28,50 / 28,50 44,50 58,50 76,50 / 62,26 62,46 62,70 62,94",
            "40,8 32,30 20,58 / 20,58 38,60 58,58 76,57 / 62,32 58,50 54,72 50,94",
        ]),
        (0.2, [  # closed
            "58,6 42,28 22,58 / 22,58 40,59 60,58 80,57 / 58,6 58,36 58,64 58,94",
            "66,8 44,26 22,50 / 22,50 40,54 60,54 80,52 / 68,8 66,36 62,64 60,94",
            "62,8 42,34 20,60 / 20,60 38,62 60,60 80,58 / 66,8 62,36 58,64 54,92",
        ]),
        (0.15, [  # rounded
            "28,12 24,30 24,46 36,54 54,50 68,36 / 72,8 70,36 68,64 66,94",
            "34,10 24,28 22,46 34,52 54,48 70,40 / 74,12 70,38 62,66 54,94",
            "22,18 16,34 18,50 34,54 56,50 76,42 / 80,12 72,38 64,64 56,90",
        ]),
        (0.1, [  # in one stroke, the stem running up from the bar
            "36,8 28,28 20,50 40,54 62,48 76,22 76,12 68,40 62,66 58,94",
            "28,12 22,32 20,50 36,54 58,44 72,18 72,10 68,38 66,66 64,94",
        ]),
    ],
    5: [
        (0.65, [
            "34,12 52,11 76,9 / 34,12 31,28 29,44 / 29,44 50,40 68,50 71,69 58,87 40,91 22,84",
            "42,10 60,8 84,5 / 42,10 38,24 34,38 / 34,38 50,42 62,54 62,72 50,88 32,94 14,90",
            "30,16 52,12 70,12 / 30,16 28,32 26,46 / 26,46 46,46 64,56 66,74 50,88 34,88 24,78",
            "38,18 64,12 96,8 / 38,18 34,30 30,42 / 30,42 48,44 60,54 58,70 42,82 24,86 4,84",
            "34,20 52,20 72,16 / 34,20 32,34 32,48 / 32,48 50,44 66,52 68,70 58,86 44,92 30,88",
            "36,10 54,10 72,8 / 36,10 34,22 32,36 / 32,36 50,34 68,44 74,64 62,84 42,92 26,78",
            "30,14 46,12 62,12 / 30,14 30,26 32,40 / 32,40 50,42 66,54 66,74 46,88 30,80 30,66",
            "46,12 66,10 86,10 / 46,12 36,26 28,40 / 28,40 50,44 70,56 72,74 54,88 34,92 12,92",
            "44,24 68,16 94,10 / 40,24 34,38 30,50 / 30,50 48,48 58,58 54,74 42,86 24,92 8,88",
        ]),
        (0.35, [  # in one stroke
            "78,10 58,10 40,16 34,34 46,46 62,58 64,76 48,90 30,88 20,76",
            "84,6 64,8 46,14 40,30 48,44 58,58 56,76 40,90 24,90 12,84",
            "72,12 50,10 34,16 32,34 44,44 62,52 68,72 54,90 34,92 22,84",
            "94,8 70,12 48,20 40,34 50,44 60,56 54,72 36,84 18,88 2,86",
        ]),
    ],
    6: [
        (1.0, [
            "64,7 46,20 33,42 28,66 36,86 54,91 69,79 67,61 52,55 37,62 30,74",
            "50,5 38,22 29,44 26,68 34,88 52,92 66,82 66,68 54,60 40,66 32,80",
            "74,10 52,16 34,36 24,62 32,86 54,92 76,78 76,56 58,46 40,54 28,68",
            "40,5 34,24 28,46 28,70 40,88 58,88 70,74 62,60 48,60 36,70 30,78",
            "86,8 62,18 38,36 20,60 22,82 44,90 68,82 76,66 62,58 40,66 24,78",
            "46,8 32,26 24,48 22,68 30,86 52,92 78,82 84,62 70,48 46,56 26,74",
            "58,6 44,28 36,50 34,70 38,86 48,92 58,86 60,74 54,66 44,70 38,80",
            "44,18 30,32 20,50 18,70 30,86 54,90 78,80 82,62 66,52 42,56 24,70",
            "38,8 30,28 24,50 26,74 40,90 60,84 74,66 72,50 58,46 42,58 30,78",
            "54,8 40,22 30,42 26,64 32,84 46,92 60,84 68,68 64,56 50,58 28,74",
            "34,10 26,30 22,52 24,74 38,88 62,86 78,72 76,58 60,54 40,62 25,76",
            "30,10 22,32 20,56 26,78 44,90 64,82 78,62 80,46 66,44 50,58 46,80",
            "44,10 30,30 22,54 26,80 46,90 66,82 82,64 80,50 64,48 48,60 36,84",
            "50,6 38,24 30,46 28,66 34,82 50,90 68,84 80,68 72,58 54,64 36,80",
        ]),
    ],
    7: [
        (0.6, [
            "22,16 40,13 58,12 78,10 / 78,10 66,34 54,62 44,94",
            "20,22 32,14 52,16 74,12 / 74,12 70,36 62,64 58,94",
            "18,12 38,11 58,12 72,14 / 72,14 66,36 50,62 32,92",
            "24,28 28,14 52,10 76,12 / 76,12 68,30 56,60 52,94",
            "8,24 30,18 58,16 88,10 / 88,10 70,34 52,60 38,88",
            "30,20 38,16 50,16 66,10 / 66,10 62,36 58,64 56,94",
        ]),
        (0.18, [  # with a hook at the left
            "24,36 23,26 24,15 / 24,15 42,15 58,13 76,11 / 76,11 70,34 60,62 54,94",
            "20,30 24,22 28,12 / 28,12 44,16 60,16 78,10 / 78,10 66,34 54,62 44,94",
            "26,40 26,28 28,16 / 28,16 40,12 54,12 68,14 / 68,14 66,38 62,66 60,94",
            "14,32 20,24 24,18 / 24,18 42,20 62,18 82,10 / 82,10 70,32 58,58 50,90",
        ]),
        (0.15, [  # with a bar
            "22,16 40,13 58,12 78,10 / 78,10 66,34 54,62 44,94 / 38,52 56,50 76,48",
            "20,22 32,14 52,16 74,12 / 74,12 66,36 56,64 50,94 / 34,56 54,52 78,46",
            "24,18 40,12 58,14 76,12 / 76,12 62,36 48,62 34,92 / 26,52 52,52 84,52",
        ]),
        (0.2, [  # round at the corner
            "22,22 30,12 48,12 64,12 72,20 70,38 62,56 54,74 46,94",
            "16,32 22,18 42,14 62,10 74,16 72,34 68,54 64,74 62,94",
            "26,16 40,14 56,12 70,14 72,26 64,42 54,58 44,76 36,94",
            "14,22 34,18 56,14 78,14 82,24 70,40 56,56 44,72 36,90",
            "18,40 20,26 28,16 44,14 64,12 72,18 68,38 58,64 50,94",
            "22,30 26,18 40,14 56,16 68,18 70,32 64,50 58,72 56,94",
        ]),
    ],
    8: [
        (0.7, [
            "66,20 50,8 34,18 36,33 50,46 66,62 68,80 50,93 32,80 36,62 50,46 64,33 66,20",
            "72,16 54,7 38,16 38,30 50,44 60,62 58,82 42,93 28,82 34,62 50,46 68,32 74,18",
            "64,26 48,8 28,18 30,36 50,48 68,60 72,78 54,92 34,84 34,66 48,50 60,38 64,24",
            "84,16 62,8 40,16 38,30 50,42 62,58 58,78 34,92 14,84 20,66 44,48 74,32 86,18",
            "60,16 50,8 42,16 42,28 50,40 64,56 70,76 52,93 32,78 36,56 50,40 58,28 60,16",
            "66,24 50,7 32,20 34,40 50,54 62,68 62,84 50,93 38,84 38,68 50,54 66,40 68,24",
            "70,16 54,8 38,18 38,32 50,42 58,54 54,74 44,92 34,84 38,64 48,46 62,32 70,18",
            "64,18 46,8 26,20 30,40 50,50 60,60 60,76 50,90 38,80 42,62 52,50 66,36 66,20",
            "76,18 58,8 42,18 40,32 48,42 54,56 46,78 32,92 22,84 30,66 46,48 66,36 78,22",
            "66,22 50,8 34,20 38,38 50,54 60,70 62,88 50,94 40,88 44,70 54,52 66,36 66,22",
            "72,20 52,8 30,20 34,38 52,54 66,72 66,90 50,88 36,92 40,74 54,52 72,36 72,20",
            "74,22 58,10 34,14 26,32 44,42 68,50 78,68 62,88 36,88 28,72 44,54 66,40 74,22",
        ]),
        (0.3, [  # open at the top right
            "78,12 56,7 36,16 36,32 54,48 66,66 60,86 42,93 30,80 38,62 56,46 72,32 80,22",
            "70,10 50,10 32,20 34,36 50,50 62,66 58,84 42,92 32,80 36,64 52,48 70,34 82,24",
            "74,20 56,8 36,16 34,32 52,46 66,62 62,84 42,93 26,82 34,62 54,46 76,30 92,10",
            "62,14 48,10 36,18 38,32 52,46 64,64 62,82 48,92 36,84 40,66 54,48 68,34 76,22",
        ]),
    ],
    9: [
        (0.55, [
            "68,22 54,10 36,16 29,34 40,48 58,44 68,24 / 68,22 68,46 64,70 58,94",
            "72,18 54,8 34,18 28,38 40,50 60,42 72,20 / 72,18 66,42 56,68 46,94",
            "62,20 50,12 34,20 30,34 42,42 56,36 64,22 / 66,14 66,40 66,68 66,94",
            "76,12 54,8 26,22 12,42 28,50 58,36 78,14 / 78,14 68,40 56,66 44,92",
            "60,12 50,8 40,16 36,28 42,36 52,32 60,16 / 60,12 58,40 54,68 50,94",
            "70,26 56,10 34,12 22,32 32,52 54,50 70,30 / 70,26 72,48 70,70 66,94",
            "66,18 52,10 36,20 32,38 42,52 56,46 66,24 / 68,14 66,42 64,68 60,94",
            "74,20 58,14 38,16 26,26 34,36 56,34 74,22 / 74,20 66,44 54,68 44,92",
            "72,24 54,8 30,16 16,44 28,66 52,58 72,28 / 72,24 74,46 74,68 76,92",
            "66,14 50,10 34,24 28,46 36,58 54,44 66,16 / 66,14 64,40 60,66 56,94",
            "62,10 52,16 44,28 42,40 50,42 58,32 64,14 / 62,10 60,38 54,66 48,94",
        ]),
        (0.25, [  # in one stroke, with a tail
            "68,24 54,10 36,16 29,34 40,48 58,45 68,26 69,50 62,76 46,92 28,86",
            "70,22 56,8 36,14 30,30 40,42 60,38 70,22 72,46 68,72 54,90 34,92",
            "72,18 54,8 34,18 28,36 42,46 62,38 72,22 66,46 56,70 42,90 22,90",
            "66,22 52,8 34,14 26,32 36,46 56,42 66,24 70,48 72,70 66,86 56,94",
            "64,24 52,12 38,18 36,34 48,40 60,34 64,24 68,46 66,70 50,90 24,80",
            "70,28 52,10 30,16 26,36 44,50 64,44 70,30 72,54 66,78 48,92 26,94",
        ]),
        (0.2, [  # the loop left open at the top
            "62,14 46,12 30,24 28,40 42,48 58,42 70,26 / 72,12 70,40 64,66 58,94",
            "70,10 48,10 26,24 22,40 38,48 58,40 74,24 / 76,16 70,40 62,66 52,94",
            "74,16 60,8 42,14 30,30 34,44 50,44 68,30 / 70,24 70,46 68,68 64,94",
            "66,8 52,12 38,26 34,42 44,48 58,40 70,22 / 72,18 68,42 62,68 56,94",
            "74,8 54,8 36,18 28,34 40,44 60,40 74,30 / 74,26 70,48 66,70 60,94",
            "54,10 40,16 32,30 36,44 48,46 60,36 66,24 / 66,16 66,42 64,68 62,94",
        ]),
    ],
}
# fmt: on


def digits(count: int, split: str = "train", progress: bool = False) -> tuple[torch.Tensor, torch.Tensor]:
    """The first `count` drawn digits of a split: uint8 pictures (count, 1, 28, 28) and int64 labels (count,).

    Every block of 500 has fifty of each digit, in random order, and its own seed; the two splits share no seed.
    """
    pixels = torch.empty(count, 1, SIZE, SIZE, dtype=torch.uint8)
    labels = torch.empty(count, dtype=torch.int64)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the pieces are small: two threads take many times longer than one
    try:
        _fill(pixels, labels, split, progress)
    finally:
        torch.set_num_threads(threads)
    return pixels, labels


def _fill(pixels: torch.Tensor, labels: torch.Tensor, split: str, progress: bool) -> None:
    count = len(labels)
    for block in _shown(range(math.ceil(count / BLOCK)), progress):
        generator = torch.Generator().manual_seed(2 * block + SEEDS[split])
        drawn = torch.randperm(BLOCK, generator=generator) % 10
        here = slice(block * BLOCK, min((block + 1) * BLOCK, count))
        labels[here] = drawn[: here.stop - here.start]
        pixels[here] = draw(drawn, generator)[: here.stop - here.start].mul_(255).round_().byte()


def draw(labels: torch.Tensor, generator: torch.Generator | None = None) -> torch.Tensor:
    """One picture per label, float32 of shape (n, 1, 28, 28) in [0, 1]."""
    curves = _skeletons(labels, generator)
    radii = _radii(len(labels), generator)
    softness = 0.55 + 0.12 * torch.rand(len(labels), 1, generator=generator)
    curves = _handwriting(curves, generator)
    curves = _framed(curves, radii)
    ink = [
        _ink(*part) for part in zip(curves.split(AT_ONCE), radii.split(AT_ONCE), softness.split(AT_ONCE), strict=True)
    ]
    return torch.cat(ink).view(-1, 1, SIZE, SIZE)


@functools.cache
def version() -> str:
    """Changes whenever this file does, so that digits kept from an older version are not used."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:10]


def _shown(blocks: range, progress: bool) -> Iterator[int] | range:
    if not progress:
        return blocks
    from tqdm.auto import tqdm

    return tqdm(blocks, desc="Drawing digits, once", leave=False, mininterval=0.5)


# The strokes --------------------------------------------------------------------------------------------------------


def _spline(stroke: torch.Tensor, count: int) -> torch.Tensor:
    """`count` points, evenly spaced, on the smooth (Catmull-Rom) curve through the points of a stroke."""
    padded = torch.cat([2 * stroke[:1] - stroke[1:2], stroke, 2 * stroke[-1:] - stroke[-2:-1]])
    where = torch.linspace(0, len(stroke) - 1 - 1e-4, 400)
    index, t = where.long(), (where % 1)[:, None]
    before, start, end, after = (padded[index + k] for k in range(4))
    bend = (2 * before - 5 * start + 4 * end - after) * t**2 + (3 * start - before - 3 * end + after) * t**3
    dense = start + 0.5 * ((end - before) * t + bend)
    along = torch.cat([torch.zeros(1), _lengths(dense).cumsum(0)])
    wanted = torch.linspace(0, along[-1].item(), count)
    right = torch.searchsorted(along, wanted).clamp(1, len(along) - 1)
    share = ((wanted - along[right - 1]) / (along[right] - along[right - 1])).clamp(0, 1)[:, None]
    return torch.lerp(dense[right - 1], dense[right], share)


def _lengths(points: torch.Tensor) -> torch.Tensor:
    return points.diff(dim=-2).norm(dim=-1)


def _strokes(example: str) -> list[torch.Tensor]:
    points = [
        [[float(number) for number in point.split(",")] for point in stroke.split()] for stroke in example.split("/")
    ]
    return [torch.tensor(stroke) / 100 for stroke in points]


@functools.cache
def _bank(digit: int) -> list[tuple[float, torch.Tensor]]:
    """(how often, examples of shape (k, POINTS, 2)) for each form of a digit."""
    bank = []
    for weight, texts in FORMS[digit]:
        examples = [_strokes(text) for text in texts]
        lengths = [
            sum(_lengths(_spline(stroke, 50)).sum().item() for stroke in same) for same in zip(*examples, strict=True)
        ]
        counts = [max(4, round(POINTS * length / sum(lengths))) for length in lengths]
        counts[counts.index(max(counts))] += POINTS - sum(counts)
        curves = [torch.cat([_spline(*pair) for pair in zip(example, counts, strict=True)]) for example in examples]
        bank.append((weight, torch.stack(curves)))
    return bank


def _skeletons(labels: torch.Tensor, generator: torch.Generator | None) -> torch.Tensor:
    """A random blend of the examples of a random form for each label: (n, POINTS, 2)."""
    curves = torch.empty(len(labels), POINTS, 2)
    for digit in range(10):
        mine = (labels == digit).nonzero().flatten()
        bank = _bank(digit)
        often = torch.tensor([weight for weight, _ in bank])
        ladder = often.cumsum(0)[:-1] / often.sum()
        chosen = torch.searchsorted(ladder, torch.rand(len(mine), generator=generator))
        for form, (_, examples) in enumerate(bank):
            here = mine[chosen == form]
            shares = torch.rand(len(here), len(examples), generator=generator).clamp(min=1e-6).log().neg().pow(SPREAD)
            shares = shares / shares.sum(1, keepdim=True)
            shares = BEYOND * shares + (1 - BEYOND) / len(examples)
            curves[here] = torch.einsum("nk,kpc->npc", shares, examples)
    return curves


def _handwriting(curves: torch.Tensor, generator: torch.Generator | None) -> torch.Tensor:
    """Let the hand waver along the stroke, bend the plane with slow random waves, then slant, turn and stretch."""
    n = len(curves)

    def normal(*shape: int) -> torch.Tensor:
        return torch.randn(n, *shape, generator=generator)

    def phase(*shape: int) -> torch.Tensor:
        return 2 * math.pi * torch.rand(n, *shape, generator=generator)

    ends = TRIM * torch.rand(n, 2, generator=generator) * (POINTS - 1)
    kept = ends[:, :1] + torch.linspace(0, 1, POINTS) * (POINTS - 1 - ends.sum(1, keepdim=True))
    curves = curves.gather(1, kept.round().long()[..., None].expand(-1, -1, 2)) - 0.5
    along = torch.linspace(0, math.pi, POINTS)[:, None]
    for wave in (1, 2, 3, 4, 6):
        curves = curves + WAVER / wave * normal(1, 2) * torch.sin(wave * along + phase(1, 2))
    for frequency in (1.0, 1.7, 2.6):
        waves = torch.sin(curves @ (2.2 * frequency * normal(2, 2)) + phase(1, 2))
        curves = curves + WARP / frequency * normal(1, 2) * waves
    slant, turn = 0.12 + 0.25 * normal().clamp(-2, 2), 0.09 * normal()
    wide, high = (0.12 + 0.20 * normal().clamp(-2, 2)).exp(), (0.06 * normal()).exp()
    across = torch.stack([wide * turn.cos(), -high * (turn.sin() + slant)], 1)
    down = torch.stack([wide * turn.sin(), high * turn.cos()], 1)
    return curves @ torch.stack([across, down], 2)


def _radii(n: int, generator: torch.Generator | None) -> torch.Tensor:
    """Half the width of the pen in pixels at each point: its own mean for each digit, and a pressure that varies slowly."""
    mean = (1.25 * (0.30 * torch.randn(n, 1, generator=generator)).exp()).clamp(0.6, 2.5)
    phase = 2 * math.pi * torch.rand(n, 1, generator=generator)
    return mean * (1 + 0.15 * torch.sin(torch.linspace(0, 5, POINTS) + phase))


def _framed(curves: torch.Tensor, radii: torch.Tensor) -> torch.Tensor:
    """As MNIST was made: the ink just fits a box of 20 by 20 pixels, and its centre of mass is the picture's centre."""
    low, high = curves.amin(1, keepdim=True), curves.amax(1, keepdim=True)
    pen = radii.mean(1)[:, None, None]
    curves = curves * ((20 - 2 * pen) / (high - low).amax(2, keepdim=True).clamp(min=1e-3))
    weight = torch.zeros_like(radii)
    steps = curves.diff(dim=1).norm(dim=2).clamp(max=2.0)
    weight[:, 1:] += steps
    weight[:, :-1] += steps
    weight = (weight * radii)[..., None]
    centre = (curves * weight).sum(1, keepdim=True) / weight.sum(1, keepdim=True)
    return curves - centre + (SIZE + 1) / 2


def _ink(curves: torch.Tensor, radii: torch.Tensor, softness: torch.Tensor) -> torch.Tensor:
    """The distance field: (n, 784) ink in [0, 1] from each pixel's distance to the nearest point, less the pen's radius.

    For pixel q and points p with radius r, the smallest |q - p|^2 - r^2 needs one matrix product for all pixels and
    points, and one minimum: |q|^2 + min over p of (-2 q.p + |p|^2 - r^2).
    """
    place = torch.arange(SIZE) + 0.5
    pixels = torch.stack([place.repeat(SIZE), place.repeat_interleave(SIZE), torch.ones(SIZE * SIZE)], 1)
    points = torch.cat([-2 * curves, (curves.square().sum(2) - radii.square())[..., None]], 2)
    power = (pixels @ points.transpose(1, 2)).amin(2) + pixels[:, :2].square().sum(1)
    pen = radii.mean(1, keepdim=True)
    outside = (power + pen.square()).clamp_(min=0).sqrt_() - pen
    return (0.5 - outside / (2 * softness)).clamp_(0, 1)
