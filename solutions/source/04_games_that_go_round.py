# ---
# jupyter:
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
#   gancourse:
#     lesson: "04"
#     title: Games that go round in circles
#     promise: Find out why two descents are not one descent, and what four cures for going round act on
#     minutes: 55
#     uses_gpu: false
#     teach_in: []
#     glossary:
#       saddle: "the place where neither player can gain by moving alone: V rises for one and falls for the other in every direction they have"
#       eigenvalue: "a number, perhaps a complex one, by which a matrix multiplies some direction; in t rounds that direction is multiplied by its t-th power"
#       heavy-ball momentum: "to repeat, in each step, β times the step before"
#       extragradient: "to take the slopes at a trial point, one step ahead, and to use them from where one stands"
#       Dirac-GAN: "the smallest GAN: all data at 0, all fakes at θ, and a D whose logit is ψ·x"
#       limit cycle: "a ring on which a game ends, wherever it began near it, and which it never leaves"
#       R1: "a price on D's slope: γ/2 times the mean squared length of the gradient of D's logit at the real images"
#       mixed: "said of a choice that is made by chance, with probabilities that the player chooses"
# ---

# %% [markdown]
# # 4 · Games that go round in circles
#
# You write games of two numbers, in which everything can be computed, and see why two descents are not one descent.
# You take apart four cures that every recipe for GANs contains in some form, and find out what each of them acts on.
# After this lesson, two loss curves that go up and down for ever are no bug to you.
#
# *Your time: @yours@. The computer's: @computer@.
# Needs: lessons 01 to 03 ($V$, both losses of $G$, the order of steps), and 2×2 matrices. NumPy, and no networks.*
#
# Six ways to play one game, drawn by the code below. Which way belongs to which panel is for you to find out:
#
# ![Six square panels, each with the path of two numbers around a cross, from the same start. Two paths leave the picture, one of them within its first turn; one closes to a ring; three wind inwards, one of them slowly and one at once.](../assets/lesson-04.png)

# %%
import functools
import math

import numpy as np

from gancourse import beliefs, cards, check, hint, outcome, predict, summary
from gancourse import Run, replay
from gancourse import explore, plots

# %%
from gancourse.paths import asset
from gancourse.toys import dirac
from gancourse.views import orbits

# %% [markdown]
# Nothing is random in this lesson: no seeds, no batches, no noise. What goes round here does so because of the game alone.
# Five statements first. Judge each, *not sure* is an answer too; at the end you judge them again.

# %%
beliefs("04")

# %% [markdown]
# ## Two descents are not one

# %% [markdown] tags=["teacher"]
# **For the teacher · 9 minutes.**
#
# *Board:* A cross at (0, 0), the point (1, 1), and the two lines x ← x − rate·y, y ← y + rate·x. Let the class draw the
# first four arrows by hand, at rate 1.
#
# *Ask before running:* "Both descend their own loss, with the exact slope and a small rate. Where do they end?" (At once:
# 12 times as far away after 500 rounds. In turn: on a ring.)
#
# *Expect:* "Make the rate smaller." At 0.01 it takes 50,000 rounds for the same factor, 12. In Exercise 4.1 many write y
# first and then use the new y for x at once as well.

# %% [markdown]
# One player alone who follows the slope downhill, in small steps, arrives at the bottom. A GAN has two players, and what
# one of them walks on is moved by the other. The smallest such game has two numbers:
#
# $$V(x, y) = x \cdot y, \qquad \text{G chooses } x \text{ and wants } V \text{ small}, \quad \text{D chooses } y \text{ and wants } V \text{ large}.$$
#
# At $(0, 0)$ neither can gain: while $y = 0$, $V$ is 0 whatever G does, and the other way round. That place is the game's
# **saddle**, and everybody would like to end there. (In GANs it is the pair of $p_g = p_\text{data}$ and $D = \tfrac12$.)
# The slope of $V$ in $x$ is $y$, and in $y$ it is $x$. A round can be played in the two ways that you know from
# lesson 03:
#
# - **at once**: both slopes are taken at the same place, then both move;
# - **in turn**: D moves, and G answers the D that has moved.
#
# ### Exercise 4.1 · One round
# *Difficulty 2 of 5 · 5 minutes · needed later: yes*
#
# Write both. G takes a step of `rate` times its slope down, D one of `rate` times its slope up; with `in_turn`, D goes
# first.


# %%
def one_round(x, y, rate, in_turn):
    """(x, y) after one round of V = x·y: x goes down its slope, y up its own; in_turn: y first."""
    ### BEGIN SOLUTION
    new_y = y + rate * x
    seen = new_y if in_turn else y
    return x - rate * seen, new_y
    ### END SOLUTION


# %%
one_round = check("one_round", one_round)


# %%
def walk(step, rounds, *settings):
    """All places of a game from (1, 1), (rounds + 1, 2); step(x, y, *settings) makes the next of each."""
    places = [(1.0, 1.0)]
    for _ in range(rounds):
        places.append(step(*places[-1], *settings))
    return np.array(places)


def distance(places):
    """How far from the saddle, for each place."""
    return np.hypot(*np.asarray(places).T)


# %% [markdown]
# **Predict.** Both start at $(1, 1)$ and play 500 rounds **at once**, at rate 0.1. Their slopes are exact. Where are they
# at the end?

# %%
predict("at_once", "nearer to the saddle", "as far away as at the start", "farther away")

# %% [markdown]
# **Predict.** And **in turn**?

# %%
predict("in_turn", "nearer to the saddle", "as far away as at the start", "farther away")

# %%
ROUNDS = 500
together = walk(one_round, ROUNDS, 0.1, False)
alternating = walk(one_round, ROUNDS, 0.1, True)

figure, axes = plots.figure(1, 2, size=(7.2, 3.7))
for ax, path, name in zip(axes, (together, alternating), ("at once", "in turn")):
    orbits.arrows(ax, lambda x, y: (-y, x), reach=3)
    orbits.orbit(ax, path[:190], reach=3, title=name)
ends = [distance(path)[-1] / distance(path)[0] for path in (together, alternating)]
plots.show(
    figure,
    f"The first 189 rounds at rate 0.1 (hollow dot: start). After {ROUNDS} rounds the distance to the saddle is "
    f"{ends[0]:.2f} times the first one at once, and {ends[1]:.3f} times in turn.",
)


# %%
def in_words(factor):
    """A change of the distance as one of the three choices."""
    if abs(math.log(factor)) < 0.1:
        return "as far away as at the start"
    return "nearer to the saddle" if factor < 1 else "farther away"


outcome("at_once", in_words(ends[0]))
outcome("in_turn", in_words(ends[1]))

# %% [markdown]
# The grey arrows are what the players follow, and no arrow points at the cross. Each stands at a right angle to the way
# there: **the slopes of this game say "go round", everywhere.** A descent has slopes that point downhill somewhere. Here,
# when G is pushed to smaller $x$, that changes D's slope, which then pushes $y$ down, which changes G's slope…
# No mistake of anybody is needed for this.
#
# At once, each straight step of this walk leads a little outside the circle: Pythagoras says that the distance grows by
# the factor $\sqrt{1 + \text{rate}^2}$ in each round, no more and no less. In turn, the walk stays on a ring (a slightly oblique one, between 1.000 and 1.051
# times the first distance), for ever.
#
# Then make the rate smaller?
#
# **Predict.** At once again, at a rate ten times smaller, 0.01, and for a hundred times as many rounds, 50,000. Where are the
# players at the end?

# %%
predict("small_rate", "nearer to the saddle", "as far away as at the start", "farther away")

# %% tags=["nbval-check-output"]
grown = {}
print("rate     rounds   rate² × rounds   growth of the distance   in one circle")
for rate, rounds in ((0.1, 500), (0.01, 5_000), (0.01, 50_000), (0.001, 50_000)):
    path = walk(one_round, rounds, rate, False)
    grown[rate, rounds] = factor = distance(path)[-1] / distance(path)[0]
    circle = 2 * math.pi / math.atan(rate)  # rounds for one time round
    print(
        f"{rate:<6}  {rounds:7,}   {rate**2 * rounds:9.2f}   {factor:20.2f}   {(1 + rate**2) ** (circle / 2):15.3f}"
    )
outcome("small_rate", in_words(grown[0.01, 50_000]))

# %% [markdown]
# **What a smaller rate does:** it makes the walk more like the circle. In one time round the distance grows by 37 % at rate
# 0.1, by 3 % at 0.01. **What it does not do:** turn anything inwards. The best that it can reach is the circle itself, and
# 50,000 rounds at 0.01 lead as far away as 500 at 0.1 (12.18 and 12.03 times). The third column decides: for a small rate the
# distance grows by the factor $e^{\text{rate}^2 \cdot\, \text{rounds} / 2}$, so a hundredth of rate² is made up for by a hundred times the rounds.
#
# ## A round is a matrix

# %% [markdown] tags=["teacher"]
# **For the teacher · 6 minutes.**
#
# *Board:* Both matrices, and below them: determinant 1 + rate² and determinant 1. A picture of the unit circle with two
# pairs of dots.
#
# *Ask before running:* "In turn the determinant is 1. Does that alone mean that nothing grows?" (No: beyond rate 2
# one eigenvalue leaves the circle, the other one goes inside.)
#
# *Expect:* "Complex eigenvalues are an artefact." They are the going round: their angle is how far one round turns.

# %% [markdown]
# A round makes new numbers out of old ones by multiplying and adding, so it is a matrix, and $t$ rounds are its $t$-th
# power. Everything about the far future is then written in the matrix.
#
# ### Exercise 4.2 · The matrix of a round
# *Difficulty 2 of 5 · 4 minutes · needed later: yes*
#
# Write the 2×2 matrix that makes $(x, y)$ after a round out of $(x, y)$ before it. In turn, D goes first, as in your
# `one_round`.


# %%
def round_matrix(rate, in_turn):
    """The matrix, (2, 2), of one round of V = x·y."""
    ### BEGIN SOLUTION
    corner = 1 - rate**2 if in_turn else 1.0  # x − rate·(y + rate·x)
    return np.array([[corner, -rate], [rate, 1.0]])
    ### END SOLUTION


# %%
round_matrix = check("round_matrix", round_matrix)

# %% [markdown]
# An **eigenvalue** of a matrix is a number by which it multiplies some direction; where the matrix turns everything, the
# numbers are complex. In $t$ rounds that direction is multiplied by the $t$-th power. So what counts is the size of the
# largest eigenvalue: above 1 the walk leaves, below 1 it arrives, at 1 it goes on as it is. On paper:
#
# - At once, the eigenvalues are $1 \pm i\,\text{rate}$. Their size is $\sqrt{1 + \text{rate}^2}$: **outside** the unit
#   circle at every rate.
# - In turn, they multiply to 1 (the determinant) and add up to $2 - \text{rate}^2$. As long as the rate is below 2 that makes a
#   complex pair of size 1: **on** the unit circle, exactly. Beyond 2, one of them leaves it.
#
# And the computer, which finds the matrix of any such round by feeding it $(1, 0)$ and $(0, 1)$:


# %% tags=["nbval-check-output"]
def matrix_of(step, *settings, size=2):
    """The matrix of a linear step: its columns are what becomes of (1, 0, …), (0, 1, …), …"""
    return np.array([step(*unit, *settings) for unit in np.eye(size)]).T


def largest(matrix):
    """The size of the largest eigenvalue: what a round multiplies the distance by, in the long run."""
    return np.abs(np.linalg.eigvals(matrix)).max()


print("rate    at once   √(1 + rate²)   in turn   matrices as the rounds")
for rate in (0.01, 0.1, 0.5, 1.0, 1.9, 2.1):
    sizes = [largest(round_matrix(rate, in_turn)) for in_turn in (False, True)]
    agree = all(
        np.allclose(round_matrix(rate, flag), matrix_of(one_round, rate, flag))
        for flag in (False, True)
    )
    print(f"{rate:<6}  {sizes[0]:.5f}   {math.sqrt(1 + rate**2):.5f}        {sizes[1]:.5f}   {agree}")

# %%
shown = {
    f"{'in turn' if in_turn else 'at once'}, rate {rate}": np.linalg.eigvals(
        round_matrix(rate, in_turn)
    )
    for in_turn in (False, True)
    for rate in (0.3, 1.0)
}
figure, ax = plots.figure(size=(6.2, 3.6))
orbits.unit_circle(ax, shown, title="eigenvalues of a round")
sizes = ", ".join(f"{name}: {np.abs(values).max():.3f}" for name, values in shown.items())
plots.show(figure, f"Eigenvalues of four rounds beside the unit circle. Sizes: {sizes}.")

# %% [markdown]
# At rate 1 in turn the pair stands at 60 degrees. Six rounds make a full circle, and the walk from $(1, 1)$ comes back to
# where it began: $(1,1), (-1,2), (-2,1), (-1,-1), (1,-2), (2,-1), (1,1)$. The assignments of a well-known Stanford course ask
# for these six steps by hand, and whether they will ever reach the optimal value. They will not.
#
# Mind the difference: the walk in turn is *bounded*, and it does not *converge*. It comes no nearer in 500 rounds, nor in
# 500,000.
#
# ## Momentum: following the past

# %% [markdown] tags=["teacher"]
# **For the teacher · 6 minutes.**
#
# *Board:* A circle, a place on it, and the last step as an arrow. Draw that same arrow at the new place: it points
# outside.
#
# *Ask before running:* "0.9, 0.5, 0, −0.5: with which does the walk arrive?" (In turn, with −0.5 alone. At once, with
# none.)
#
# *Expect:* "Momentum averages the circling away." It would if it looked back over whole circles; it looks back over
# $1/(1 - \beta)$ rounds, ten at β = 0.9, and a circle takes 63.
#
# *If time is short:* Leave 4.3 for home; the table runs on the course's version.
#
# *Homework:* 4.3.

# %% [markdown]
# In the descent of a single player, momentum is what makes a valley shorter: **heavy-ball momentum** repeats, in each
# step, $\beta$ times the step before. `torch.optim.SGD(momentum=0.9)` does it, and Adam's $\beta_1$ is a relative. What does it do to
# two players?
#
# ### Exercise 4.3 · A round with memory
# *Difficulty 3 of 5 · 6 minutes · needed later: yes*
#
# The state has four numbers now, $(x, y)$ and where both were a round ago. Each player's move is its step of `one_round`
# plus `beta` times its own last move. In turn, G answers the D that has moved, its momentum included.


# %%
def momentum_round(state, rate, beta, in_turn):
    """The next (x, y, x_before, y_before), with heavy-ball momentum for both."""
    ### BEGIN SOLUTION
    x, y, x_before, y_before = state
    new_y = y + rate * x + beta * (y - y_before)
    seen = new_y if in_turn else y
    return x - rate * seen + beta * (x - x_before), new_y, x, y
    ### END SOLUTION


# %%
momentum_round = check("momentum_round", momentum_round)

# %% [markdown]
# **Predict.** In turn, at rate 0.1, with $\beta$ = 0.9, 0.5, 0 or −0.5. With which does the walk come to the saddle?

# %%
predict("beta", "0.9", "0.5", "0", "−0.5")


# %% tags=["nbval-check-output"]
def growth(rate, beta, in_turn):
    """The largest eigenvalue, in size, of the 4×4 matrix of a round with momentum."""
    return largest(matrix_of(lambda *state: momentum_round(state, rate, beta, in_turn), size=4))


print("   β    at once   in turn   in turn, at rate 0.1·(1 − β)")
sizes = {}
for beta in (0.9, 0.5, 0.1, 0.0, -0.1, -0.5, -0.9):
    sizes[beta] = growth(0.1, beta, in_turn=True)
    adams = growth(0.1 * (1 - beta), beta, in_turn=True)
    print(f"{beta:+.1f}   {growth(0.1, beta, in_turn=False):.4f}    {sizes[beta]:.4f}    {adams:.4f}")
names = {"0.9": 0.9, "0.5": 0.5, "0": 0.0, "−0.5": -0.5}
outcome("beta", min(names, key=lambda name: sizes[names[name]]))

# %% [markdown]
# What helps one player drives two apart, and the more of it the faster: at $\beta$ = 0.9 each round multiplies the distance by
# 1.19. The reason is a picture. A step along the circle, repeated a little later, when the circle has turned, points **outwards**, most of
# all after a quarter turn; its opposite points inwards. So in turn a *negative* $\beta$, down to $\text{rate}/2 - 1$, makes the walk arrive (0.9985 a round at
# −0.5), and at once it is not even enough for that.
#
# The last column is for those who say that $\beta$ also makes longer steps: a running mean of slopes, as Adam keeps it, gives the
# newest one the share $1 - \beta$ only. The verdict is the same for every $\beta$ in this table.
#
# Nobody trains GANs with $\beta = -0.5$ (`torch.optim.SGD` refuses it: "Invalid momentum value"). But now you know why recipes go
# the other way than for classifiers: Radford, Metz and Chintala (2016) took Adam's $\beta_1$ down from 0.9 to 0.5 for their images, and
# [lesson 07](07_faster_and_better.ipynb) measures what $\beta_1 = 0$ brings. Zero is no brake. It is a foot taken off the
# accelerator.
#
# ## Averaging: bounded is not arrived

# %% [markdown] tags=["teacher"]
# **For the teacher · 6 minutes.**
#
# *Board:* A ring, and its centre. "Where are the players? Where is the average of where they were?"
#
# *Ask before running:* "At once: 1,000 rounds, the players are 145 times as far away as at the start. And the average of
# all their places?" (2.05, farther than the start, 1.41. It came as near as 0.08 to the saddle and left again.)
#
# *Expect:* "The average makes training converge." The players do not know of it. It is another thing that you hand in.

# %% [markdown]
# The walk in turn goes round and round a place where it never is. Then take the middle of it.
#
# ### Exercise 4.4 · The average so far
# *Difficulty 2 of 5 · 4 minutes · needed later: yes*
#
# `path` has shape (n, 2), a place for each round. Return, for each round, the average of all places until then, the
# starting place included.


# %%
def average_so_far(path):
    """(n, 2): in row t the mean of the rows 0 to t of path."""
    ### BEGIN SOLUTION
    return np.cumsum(path, axis=0) / np.arange(1, len(path) + 1)[:, None]
    ### END SOLUTION


# %%
average_so_far = check("average_so_far", average_so_far)

# %% [markdown]
# **Predict.** The players who move **at once** spiral outwards, in the end 145 times as far away as at the start. Where is the
# *average* of their places after 1,000 rounds at rate 0.1? (It, too, begins at $(1, 1)$.)

# %%
predict("average_of_spiral", "nearer to the saddle", "as far away as at the start", "farther away")


# %% tags=["nbval-check-output"]
def forgetful_average(path, look_back):
    """A running average that looks back over about `look_back(n)` places when n have been seen."""
    averages, mean = [], path[0]
    for n, place in enumerate(path, 1):
        share = 1 / look_back(n)
        mean = (1 - share) * mean + share * place
        averages.append(mean)
    return np.array(averages)


ring, spiral = (walk(one_round, 1_000, 0.1, in_turn) for in_turn in (True, False))
lines = {
    "in turn": ring, "its average": average_so_far(ring),
    "looking back over 10 rounds": forgetful_average(ring, lambda n: 10),
    "looking back over a fifth": forgetful_average(ring, lambda n: 1 + 0.2 * n),
    "at once": spiral, "average of at once": average_so_far(spiral),
}  # fmt: skip
print("distance to the saddle after     50 rounds       200     1,000")
for name, path in lines.items():
    print(
        f"{name:28} {distance(path)[50]:13.3f} {distance(path)[200]:9.3f} {distance(path)[1_000]:9.3f}"
    )
outcome("average_of_spiral", in_words(distance(lines["average of at once"])[-1] / distance(spiral)[0]))

# %% draws="the six rows of this table as curves over the rounds"
figure, ax = plots.figure(size=(7.2, 3.5))
looks = zip("-:--:-", (1.4, 2.0, 1.6, 2.2, 1.4, 2.0))
colors = (plots.GREEN, plots.GREEN, plots.SKY, plots.BLUE, plots.VERMILLION, plots.VERMILLION)
for (name, path), (line, width), color in zip(lines.items(), looks, colors):
    ax.plot(distance(path), color=color, linestyle=line, linewidth=width, label=name)
ax.set(xlabel="rounds", ylabel="distance to the saddle", yscale="log", ylim=(1e-3, 300))
ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=9, frameon=False)
plots.show(
    figure,
    f"In turn the players end at {distance(ring)[-1]:.2f} and their average at "
    f"{distance(lines['its average'])[-1]:.4f}; at once at {distance(spiral)[-1]:.0f} and {distance(lines['average of at once'])[-1]:.2f}.",
)

# %% [markdown]
# Three things to read off:
#
# - **In turn** the players are as far away as ever, and their average is 260 times nearer (0.005). It swings, and its widest
#   swings shrink like one over the number of rounds.
# - **At once** the average comes to 0.08 in the first time round, the best it will ever do, and then it goes outwards after the players.
#   An average finds the middle of what goes round. It brings back nobody who leaves.
# - **An average that forgets** has to look back over whole circles. A circle takes 63 rounds here: ten rounds back are too
#   few to notice that it is one (1.07). A fifth of all rounds so far is better the longer it lasts.
#
# That last line is what [lesson 07](07_faster_and_better.ipynb) does with the weights of $G$, and by the first paper's score
# no other of its tricks brings more. Note what it is: not one step of the training changes. The average is what you *hand in*.
#
# ## Looking ahead

# %% [markdown] tags=["teacher"]
# **For the teacher · 6 minutes.**
#
# *Board:* A place on the circle, the trial step along it, and the arrow at its end, carried back to the beginning: it
# points inside.
#
# *Ask before running:* "If only G looks ahead, what is that?" (Playing in turn: on the ring. If each looks ahead in its
# own number only, it is playing at once.)
#
# *Expect:* "That is just two steps." In Exercise 4.5 many go on from the trial point; that is two rounds at once, outwards.

# %% [markdown]
# In a circle the next arrow is turned a little further than this one, and "further" is inwards, seen from here. So try the step,
# look at the slopes there, come back, and use those. This is the **extragradient** method (Korpelevich, 1976).
#
# ### Exercise 4.5 · Look ahead
# *Difficulty 3 of 5 · 5 minutes · needed later: yes*
#
# From $(x, y)$ take a trial step at once. Take both slopes at the trial point. Step with them from $(x, y)$.


# %%
def look_ahead(x, y, rate):
    """(x, y) after one extragradient round of V = x·y."""
    ### BEGIN SOLUTION
    trial_x, trial_y = x - rate * y, y + rate * x
    return x - rate * trial_y, y + rate * trial_x
    ### END SOLUTION


# %%
look_ahead = check("look_ahead", look_ahead)


# %% tags=["nbval-check-output"]
def trials(x, y, rate, g_sees, d_sees):
    """A round in which only some see the other one's trial step."""
    trial_x, trial_y = x - rate * y, y + rate * x
    return x - rate * (trial_y if g_sees else y), y + rate * (trial_x if d_sees else x)


rounds = {
    "both look ahead": lambda x, y: look_ahead(x, y, 0.1),
    "G alone": lambda x, y: trials(x, y, 0.1, True, False),
    "D alone": lambda x, y: trials(x, y, 0.1, False, True),
    "each in its own number": lambda x, y: trials(x, y, 0.1, False, False),
}
in_turn, at_once = round_matrix(0.1, True), round_matrix(0.1, False)
for name, step in rounds.items():
    found = matrix_of(step)
    same = [
        word
        for word, known in (("in turn", in_turn), ("at once", at_once))
        if np.allclose(found, known)
    ]
    print(
        f"{name:23} {largest(found):.5f} a round   {'the same round as ' + same[0] if same else ''}".rstrip()
    )

# %% [markdown]
# With both looking ahead the distance shrinks in every round, by $\sqrt{1 - \text{rate}^2 + \text{rate}^4}$, as long as the rate is below 1. With half
# of it nothing is won. If G alone looks ahead, the result is *exactly* the round in turn: G answers where D will be. (D alone is the round in turn with G first. Its ring is the mirror image: from $(1, 1)$ it runs between 0.951 and 1.000 times the first distance.) And
# in its own number nobody has anything to foresee, because the slope in $x$ does not contain $x$.
#
# The price: two slopes for one step, so twice the computing. That is a reason to try the other cures first.
#
# ## Six side by side

# %% [markdown] tags=["teacher"]
# **For the teacher · 3 minutes.**
#
# *Ask before running:* "Stop the film after the first time round, at about 60. Which of the six will arrive?" (Momentum −0.5 and
# looking ahead. The average has come near already, and in turn nobody ever does. After one circle three of the panels look alike.)

# %% [markdown]
# All of it from one start, at rate 0.1, for 600 rounds. The curves are the distance to the saddle as a common logarithm: 0 is a
# distance of 1, −1 one of 0.1.

# %%
STEPS = {
    "at once": lambda x, y, a, b: (*one_round(x, y, 0.1, False), x, y),
    "in turn": lambda x, y, a, b: (*one_round(x, y, 0.1, True), x, y),
    "momentum 0.5": lambda *state: momentum_round(state, 0.1, 0.5, True),
    "momentum −0.5": lambda *state: momentum_round(state, 0.1, -0.5, True),
    "average of in turn": None,
    "looking ahead": lambda x, y, a, b: (*look_ahead(x, y, 0.1), x, y),
}


def race(rounds):
    """A Run of `rounds` rounds for the six, and their places so far."""
    paths = {name: [(1.0, 1.0, 1.0, 1.0)] for name in STEPS}
    run = Run("six ways from one start", steps=rounds, picture=lambda: draw_six(paths))
    run.paths = paths
    return run


# %%
def height(path):
    """The common logarithm of the last distance; None for players who have left, from 100 on."""
    far = math.log10(math.hypot(*path[-1][:2]))
    return far if far < 2 else None


def play_round(paths):
    for name, step in STEPS.items():
        if step:
            paths[name].append(step(*paths[name][-1]))
    turns, mean = len(paths["in turn"]), np.array(paths["average of in turn"][-1])
    paths["average of in turn"].append(tuple(mean + (np.array(paths["in turn"][-1]) - mean) / turns))


# %% draws="the six walks, each in its panel"
def draw_six(paths):
    figure, axes = plots.figure(2, 3, size=(7.2, 5.0))
    far = []
    for ax, (name, path) in zip(axes.flat, paths.items()):
        places = np.array(path)[:, :2]
        orbits.orbit(ax, places, reach=2.6, title=name)
        ax.set(xlabel="", ylabel="", xticks=[], yticks=[])
        far.append(f"{name} {plots.number(distance(places)[-1])}")
    rounds = len(path) - 1
    return figure, f"After {rounds} rounds, distance to the saddle: {', '.join(far)}."


def picture_of_six():
    """Without the names, which would answer what is asked before."""
    figure, caption = draw_six(six.paths)
    for ax in figure.axes:
        ax.set_title("")
    return figure, caption


# %%
six = race(600)
for step in six:
    play_round(six.paths)
    six.log(**{name: height(path) for name, path in six.paths.items()})

# %% [markdown]
# The same as a film, with your own run laid over it, thick and pale. No kernel at hand? [This page](../assets/lesson-04-run.html)
# replays it in any browser; in JupyterLab press *Trust HTML* at its top. The numbers under a picture are those of its own round; the line of
# the run above gives means over its last fifty rounds.

# %%
NAMES = ["in turn", "momentum −0.5", "looking ahead", "average of in turn"]
replay(asset("lesson-04-run.npz"), mine=six, names=NAMES)

# %% [markdown] tags=["pause"]
# **A place to pause.** You know why two exact descents go round a saddle, how a matrix tells what becomes of it, and three ways to the middle:
# an average of the places, a memory with the other sign, and slopes from one step ahead. Next comes a GAN, the smallest there
# is, and a fourth way, which changes the game itself.

# %% [markdown]
# ## The smallest GAN

# %% [markdown] tags=["teacher"]
# **For the teacher · 8 minutes.**
#
# *Board:* A number line, the data at 0, the fake at θ, and D's logit as a straight line through 0 with slope ψ. Which way does
# D tilt, and where does the fake go? Go once round with a finger.
#
# *Ask before running:* "How will the two loss curves look?" (Up and down around 2·log 2 and log 2, D's high where G's is
# low. Nothing is broken.)
#
# *Expect:* "The losses do not fall, so nothing is learned." With −log D the fake does come nearer, slowly, and the losses do not say so.

# %% [markdown]
# Is $x \cdot y$ a GAN? Nearly. Let all data be the number 0, and let $G$ make one number, $\theta$, whatever its noise. D's
# logit is a straight line through 0, $a(x) = \psi x$. That is the **Dirac-GAN** (Mescheder, Geiger and Nowozin, 2018), two numbers
# again, and the course's losses are
#
# $$\text{D: } \text{softplus}(-\psi \cdot 0) + \text{softplus}(\psi\theta) = \log 2 + \text{softplus}(\psi\theta), \qquad
# \text{G: } \text{softplus}(-\psi\theta).$$
#
# At $\theta = \psi = 0$ the fake lies on the data and D says ½: the goal.
#
# ### Exercise 4.6 · The pulls
# *Difficulty 3 of 5 · 6 minutes · needed later: yes*
#
# Return in which direction each number is pulled: *minus* the slope of G's loss in $\theta$, and minus the slope of D's
# loss in $\psi$. `dirac.sigmoid` is $\sigma$, and $\text{softplus}' = \sigma$.


# %%
def dirac_pulls(theta, psi):
    """(pull on θ, pull on ψ): minus the slopes of softplus(−ψθ) in θ and of log 2 + softplus(ψθ) in ψ."""
    ### BEGIN SOLUTION
    logit = psi * theta
    return psi * dirac.sigmoid(-logit), -theta * dirac.sigmoid(logit)
    ### END SOLUTION


# %%
dirac_pulls = check("dirac_pulls", dirac_pulls)


# %%
def saturating_pulls(theta, psi):
    """The same with log(1 − D) for G: the minimax game of the paper."""
    return psi * dirac.sigmoid(psi * theta), -theta * dirac.sigmoid(psi * theta)


def gan_round(theta, psi, pulls, rate=0.1, in_turn=True):
    """One round of a game that is given by its pulls; in turn, D goes first."""
    on_theta, on_psi = pulls(theta, psi)
    new_psi = psi + rate * on_psi
    if in_turn:
        on_theta, _ = pulls(theta, new_psi)
    return theta + rate * on_theta, new_psi


# %% [markdown]
# **Predict.** In turn, from $(1, 1)$, with the loss that everybody uses, $-\log D$. How will the two loss curves look over 400 rounds?

# %%
predict(
    "two_losses_over_time",
    "both come to rest",
    "D's falls and G's rises for good",
    "both go up and down",
)

# %%
LONG = 4_000
used = walk(gan_round, LONG, dirac_pulls)
used_at_once = walk(gan_round, LONG, dirac_pulls, 0.1, False)
minimax = walk(gan_round, LONG, saturating_pulls)
logits = used[:401].prod(axis=1)  # ψ·θ, D's logit at the fake
d_losses, g_losses = math.log(2) + np.logaddexp(0, logits), np.logaddexp(0, -logits)


# %% draws="the two loss curves, and the two paths among their arrows"
def draw_losses(ax, path, title):
    logits = np.clip(path.prod(axis=1), -30, 30)
    ax.plot(math.log(2) + np.logaddexp(0, logits), **plots.DISCRIMINATOR, label="D's loss")
    ax.plot(np.logaddexp(0, -logits), **plots.GENERATOR, label="G's loss")
    for level, name in ((2 * math.log(2), "2·log 2"), (math.log(2), "log 2")):
        ax.axhline(level, **plots.LANDMARK)
        ax.text(1.05 * len(path), level, name, va="center", fontsize=9, color=plots.GREY)
    ax.set(xlabel="rounds", title=title, ylim=(0, 2.7))
    ax.legend(loc="upper right", ncols=2, fontsize=9, frameon=False)


figure, axes = plots.figure(1, 3, size=(9.8, 3.4), width_ratios=(1.35, 1, 1))
draw_losses(axes[0], used[:401], "the losses, −log D")
for ax, pulls, path, name in zip(
    axes[1:], (dirac_pulls, saturating_pulls), (used, minimax), ("−log D", "log(1 − D)")
):
    orbits.arrows(ax, pulls, reach=1.9)
    orbits.orbit(ax, path[:401], reach=1.9, title=name, axes="θψ")
crossed = int((np.diff(np.sign(d_losses - 2 * math.log(2))) != 0).sum())
plots.show(
    figure,
    f"400 rounds in turn at rate 0.1. With −log D the losses pass the dotted lines {crossed} times, and the distance to the "
    f"goal goes from 1.41 to {distance(used)[400]:.2f}; with log(1 − D) to {distance(minimax)[400]:.2f}.",
)

# %%
settled = (
    max(abs(d_losses[-100:] - 2 * math.log(2)).max(), abs(g_losses[-100:] - math.log(2)).max()) < 0.01
)
apart = d_losses[-1] < 1 and g_losses[-1] > 1
choice = "D's falls and G's rises for good" if apart else "both go up and down"
outcome("two_losses_over_time", "both come to rest" if settled else choice)
print("distance to the goal           0        200      1,000      4,000 rounds")
for name, path in (
    ("−log D, in turn", used),
    ("−log D, at once", used_at_once),
    ("log(1 − D), in turn", minimax),
):
    found = [distance(path)[after] for after in (0, 200, 1_000, LONG)]
    print(f"{name:22}" + "".join(f"{value:11.3f}" for value in found))

# %% [markdown]
# **These two curves are the lesson in one picture.** D's loss falls while G's rises, then the other way round, about
# $2\log 2$ and $\log 2$. In a log you would call it unstable. It is a correct program that walks round its goal.
#
# Near the goal every $\sigma$ is ½, so both games pull by $\psi/2$ and $-\theta/2$. Those of $x \cdot y$ are $-y$ and $x$: it is that circle at half the
# speed, and turned the other way, the game $-x \cdot y$ in place of $x \cdot y$. Nothing in this lesson depends on the sense of turning.
# Farther out the two games differ:
#
# - With $\log(1 - D)$, the minimax loss, the two pulls cancel exactly on the way to the goal: $\theta\,\psi\,\sigma - \psi\,\theta\,\sigma = 0$. The arrows stand
#   at right angles to it everywhere, and the ring stays.
# - With $-\log D$ they do not quite cancel, and the walk creeps inwards. With $t$ = rate × rounds the distance is about
#   $1/\sqrt{t/8 + 1/r_0^2}$, where $r_0$ is the first one: 0.58 after 200 rounds, 0.14 after 4,000. Ten times nearer takes a hundred times as long.
# - At once, the outward push of the step and that creeping meet: the walk ends on a **limit cycle**, a ring of radius
#   about $\sqrt{2\,\text{rate}}$, 0.45 here, from whichever side it comes. A smaller rate makes that ring smaller, by its root only.
#
# (The cancelling is exact. The other two are formulas for small rates, and so is the ring that stays; the table is the measurement.)
#
# ## R1: a brake in the game

# %% [markdown] tags=["teacher"]
# **For the teacher · 8 minutes.**
#
# *Board:* The 2×2 table of slopes with ½, −½ and −γ in it. The formula of the eigenvalues, and the question where its root becomes real.
#
# *Ask before running:* "Only D pays. Does G stop as well?" (Yes: G goes round because D does.)
#
# *Expect:* "The larger γ the better." At γ = 4 the way takes longer than at 1: D is held so flat that it hardly tells G
# where to go. "R1 is weight decay." Show the three D's.
#
# *Watch the clock:* Exercise 4.7 is short if the table of slopes stands on the board.

# %% [markdown]
# The three cures so far leave the game as it is. The fourth makes another one of it. Where the fake lies on the data, a
# tilted D has nothing to say any more, and yet it goes on pushing until it has been tilted back. So let tilting cost something. **R1**
# (Mescheder et al., 2018) is a price on the slope of D's logit at the *real* data: $\frac{\gamma}{2}\,\mathbb{E}\,\lvert a'(x)\rvert^2$,
# a term in D's loss alone. In our GAN the slope is $\psi$, the price $\frac{\gamma}{2}\psi^2$, and D's pull gets one more term, $-\gamma\psi$.
#
# **Predict.** With $\gamma$ = 0.25, 0.5, 1 or 2: which is the first at which the fake does not go round the data any more, that is, never changes sides?

# %%
predict("first_gamma", "0.25", "0.5", "1", "2")

# %% [markdown]
# ### Exercise 4.7 · Near the goal
# *Difficulty 3 of 5 · 5 minutes · needed later: yes*
#
# Near $\theta = \psi = 0$ both pulls are linear in $(\theta, \psi)$, up to terms too small to count. Write the 2×2 matrix of their slopes with R1: first row G's pull, second row D's;
# first column the slope in $\theta$, second the slope in $\psi$. (No rate comes in: these are the arrows, not a round.)


# %%
def jacobian_with_r1(gamma):
    """The slopes, (2, 2), of the pulls on (θ, ψ) at the goal, with R1."""
    ### BEGIN SOLUTION
    return np.array([[0.0, 0.5], [-0.5, -gamma]])  # both sigmoids are ½ there
    ### END SOLUTION


# %%
jacobian_with_r1 = check("jacobian_with_r1", jacobian_with_r1)

# %% [markdown]
# At a small rate a round is the identity matrix plus rate × this one. So now the *real part* of an eigenvalue counts: negative is inwards. And the *imaginary part*
# is the going round. With $f = \sigma(0) = \tfrac12$ for the slope of softplus at 0,
#
# $$\lambda = -\frac{\gamma}{2} \pm \sqrt{\frac{\gamma^2}{4} - f^2}.$$


# %%
def with_r1(gamma):
    """The pulls with R1: your pulls, and −γψ for D."""

    def pulls(theta, psi):
        on_theta, on_psi = dirac_pulls(theta, psi)
        return on_theta, on_psi - gamma * psi

    return pulls


gammas, sides = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0), {}
print("   γ   eigenvalues                     θ changes sides     distance")
print("                                       in 1,000 rounds     after 400")
for gamma in gammas:
    low, high = np.sort_complex(np.linalg.eigvals(jacobian_with_r1(gamma)).astype(complex))
    path = walk(gan_round, 1_000, with_r1(gamma))
    sides[gamma] = int((np.diff(np.sign(path[:, 0])) != 0).sum())
    print(f"{gamma:4}   {low:+.3f}  {high:+.3f}   {sides[gamma]:12}   {distance(path)[400]:16.2g}")
first = next(gamma for gamma in gammas[1:] if sides[gamma] == 0)
outcome("first_gamma", first)

# %% draws="the path for three values of γ, and the two parts of the eigenvalues over γ"
figure, axes = plots.figure(1, 4, size=(10, 2.8))
for ax, gamma in zip(axes, (0.25, 1.0, 4.0)):
    orbits.arrows(ax, with_r1(gamma), reach=1.5)
    path = walk(gan_round, 400, with_r1(gamma))
    orbits.orbit(ax, path, reach=1.5, title=f"γ = {gamma:g}", axes="θψ")
fine = np.linspace(0, 4, 401)
both = np.array([np.sort_complex(np.linalg.eigvals(jacobian_with_r1(g)).astype(complex)) for g in fine])
axes[3].plot(fine, both.real, color=plots.BLUE, linestyle="-")
axes[3].plot(fine, both.imag, color=plots.VERMILLION, linestyle=":")
axes[3].axvline(1, **plots.LANDMARK)
axes[3].set(xlabel="γ", title="real —, imaginary ···")
slowest = both.real.max(axis=1)
plots.show(
    figure,
    f"R1 with γ = 0.25, 1 and 4, and the eigenvalues: the slower real part is lowest, {slowest.min():.2f}, at γ = {fine[slowest.argmin()]:.2f}, and "
    f"{slowest[-1]:.3f} at γ = 4.",
)

# %% [markdown]
# Below $\gamma = 2f = 1$ the walk arrives by going round; from 1 on nothing goes round. And more is not better: beyond 1 one of the two eigenvalues turns back
# towards 0, and at $\gamma = 4$ the walk is slower than at 0.25 was. A D that may hardly tilt hardly says anything. G pays nothing and stops
# all the same, because it went round only as long as D did.
#
# On pictures nobody knows $f$, and a $\gamma$ has to be tried. What carries over is the kind of cure: R1 changes the arrows, not the
# way they are followed. That is its part in [lesson 07](07_faster_and_better.ipynb).
#
# ### A price on what?
#
# In this toy D's slope *is* its only weight, so R1 looks like weight decay, a price on the size of weights. Three other D's show that it
# is not, with the slope at the data taken by a small difference:

# %% tags=["nbval-check-output"]
judges = {
    "a(x) = 3·x": (lambda x: 3 * x, [3]),
    "a(x) = 8, whatever x": (lambda x: 8.0, [8]),
    "a(x) = 2·(2·(2·(2·x)))": (lambda x: 2 * (2 * (2 * (2 * x))), [2, 2, 2, 2]),
}
print("                          sum of squared weights   squared slope at the data")
for name, (logit, weights) in judges.items():
    slope = (logit(1e-4) - logit(-1e-4)) / 2e-4
    print(f"{name:25} {sum(w * w for w in weights):14}   {slope**2:24.0f}")

# %% [markdown]
# The second D has the largest weights and no slope at all; the third has small weights and the steepest logit. R1 asks how much D's verdict
# changes when a *picture* changes.
#
# ### The other famous price
#
# WGAN-GP (Gulrajani et al., 2017) has a D whose output is no probability and goes through no softplus: a score, which D wants high on data and
# low on fakes, and G wants high on fakes. Here the pulls are $\psi$ and $-\theta$ themselves, the game $-x \cdot y$ not only near the goal. Its price wants the slope to be **1** in place of 0:
# in our letters $\frac{\gamma}{2}(\lvert\psi\rvert - 1)^2$.
#
# **Predict.** With this price and $\gamma = 1$, in turn, at rate 0.01, for 10,000 rounds: where does the game end?

# %%
predict("wgan_gp", "at the goal", "on a ring around it", "beside it, standing still")

# %%
MANY = 10_000
ended = {}
print("price        γ   distance in the last tenth   |θ| at the end")
for penalty, gamma in (("R1", 1.0), ("R1", 2.0), ("WGAN-GP", 0.25), ("WGAN-GP", 1.0), ("WGAN-GP", 5.0)):
    path = dirac.play(MANY, 0.01, loss="Wasserstein", penalty=penalty, gamma=gamma)
    late = distance(path[-MANY // 10 :])
    print(f"{penalty:9} {gamma:5}   {late.min():14.3f} … {late.max():.3f}   {abs(path[-1, 0]):17.3f}")
    moves = (
        "on a ring around it" if np.ptp(path[-MANY // 10 :, 0]) > 0.1 else "beside it, standing still"
    )
    ended[penalty, gamma] = "at the goal" if late.max() < 0.1 else moves
outcome("wgan_gp", ended["WGAN-GP", 1.0])

# %% [markdown]
# A D that is asked for a slope of 1 keeps a slope where there is nothing to say, and pushes the fake off the data again: the game ends on a
# limit cycle, between 1.19 and 1.45 away. At $\gamma = 5$ it does not even go round: it stands still at $\theta = 5$, where the price and the fake hold $\psi$ at 0 between them.
# R1 arrives (nothing goes round from $\gamma = 2f = 2$ on: there is no softplus to halve the slope, so $f = 1$).
#
# Read it as the paper does: a counterexample in a small game, so nobody can promise that WGAN-GP arrives. On pictures it has served very well.
#
# **Pitfall.** A well-known StyleGAN in PyTorch (rosinality/style-based-gan-pytorch, `train.py`) offered R1 with $\gamma = 10$ from April 2019 on, and
# until August took the gradient of D's *loss* on the real images, the mean of $\text{softplus}(-a)$ over the batch, in place of the gradient of the logits $a$. A
# reader asked why (issue 34, "Possibly wrong R1 penalty"); "Thank you, I will correct it", and the same day it was. What had it been worth?


# %% tags=["nbval-check-output"]
def worth(slope_of, gamma=10.0, psi=1e-3, little=1e-6):
    """The γ that D feels if the price is γ/2 · slope_of(ψ)²: with the right slope, ψ, its pull is −γψ."""

    def price(psi):
        return gamma / 2 * slope_of(psi) ** 2

    pull = -(price(psi + little) - price(psi - little)) / (2 * little)  # minus the slope of the price
    return -pull / psi


batch = 32  # the program's default
at_0 = dirac.sigmoid(0.0)  # ½, the slope of softplus at the data, where the logit is 0
ways = {
    "of the logit a, as it should be": lambda psi: psi,
    "of softplus(−a)": lambda psi: -psi * at_0,
    "of its mean over 32 images": lambda psi: -psi * at_0 / batch,
}
for name, slope_of in ways.items():
    gamma = worth(slope_of)
    rounds = (
        "goes round" if np.iscomplex(np.linalg.eigvals(jacobian_with_r1(gamma))).any() else "no circles"
    )
    print(f"slope {name:33} γ = 10 is worth {gamma:8.5f}   {rounds}")

# %% [markdown]
# The slope of softplus at the goal is ½, and squared that is a quarter. The mean gives each image's gradient a 32nd, squared a 1,024th. Together a price of 10
# becomes one of 0.0024: next to none, and nothing is printed. The program trained all the same, as a GAN without R1 does. If you
# write R1, test it on a D whose slope you know.
#
# ## Another minimax

# %% [markdown] tags=["teacher"]
# **For the teacher · at home.**
#
# *Board:* The payoffs of matching pennies, 2×2, with 1 and −1. Play it with a learner, first with open pennies, then hidden.
#
# *Ask before running:* "Tic-tac-toe: how many positions does the search look at?" (5,478. Then: "And how many D's are there?")
#
# *Expect:* "GANs are played like chess, so a stronger player wins." In a saddle the best answer of either side leaves the value where it is.

# %% [markdown]
# Introductions to GANs like to explain the word *minimax* by board games: one player wants a high score, the other a low one, and an algorithm finds
# the best next move. The word is the same. Is the problem? Here is that algorithm for tic-tac-toe, whole:


# %% tags=["nbval-check-output"]
LINES = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]


@functools.cache
def value(board, player):
    """1 if X wins under best play by both, −1 if O does, 0 for a draw; X maximises."""
    for a, b, c in LINES:
        if board[a] != " " and board[a] == board[b] == board[c]:
            return 1 if board[a] == "X" else -1
    if " " not in board:
        return 0
    best = max if player == "X" else min
    other = "O" if player == "X" else "X"
    return best(
        value(board[:place] + player + board[place + 1 :], other)
        for place in range(9)
        if board[place] == " "
    )


print(
    f"the empty board is worth {value(' ' * 9, 'X')}; {value.cache_info().currsize:,} positions were looked at"
)

# %% [markdown]
# It works from the end backwards: a finished board has a value, and every other one gets the best of those that follow. There is no slope and no rate. Two such players draw from the first move on, and nothing goes round. **Search has a last move; a GAN has not.**
#
# What does a GAN's minimax look like as a board game? Like matching pennies. Both show a penny; if the sides are equal G pays D 1, else D pays G 1.

# %% tags=["nbval-check-output"]
pays = np.array([[1, -1], [-1, 1]])  # what D gets: rows are G's side, columns D's
print(f"D shows second: min over G of max over D = {pays.max(axis=1).min():+d}")
print(f"G shows second: max over D of min over G = {pays.min(axis=0).max():+d}")
heads = np.linspace(0, 1, 5)  # chances of heads
mixed = np.array([[(np.array([p, 1 - p]) @ pays @ np.array([q, 1 - q])) for q in heads] for p in heads])
print(
    f"with chances:   min max = {mixed.max(axis=1).min():+.0f}, max min = {mixed.min(axis=0).max():+.0f}"
)
x = 2 * heads - 1
print(f"and what D gets is x·y with x = 2p − 1 and y = 2q − 1: {np.allclose(mixed, np.outer(x, x))}")

# %% [markdown]
# With open pennies it matters who shows second, and there is no saddle. If each side may be **mixed**, chosen by chance, there is one: half and half. And
# the game of chances *is* $x \cdot y$, the game of this lesson. A table of chances is also what $p_g$ is. So a GAN's minimax is not the search of a board game: it is a pair of
# chances that answer each other, found by steps.
#
# ### Exercise 4.8 · Two minimaxes
# *Difficulty 2 of 5 · 8 minutes · needed later: no*
#
# Seven cards, some of them statements to be sorted. Answer with a letter for each.

# %%
cards.deal("two_minimaxes", seed=1)


# %%
def two_minimaxes():
    """One letter for each of the seven cards, as a dictionary."""
    ### BEGIN SOLUTION
    return {1: "a", 2: "b", 3: "c", 4: "c", 5: "a", 6: "a", 7: "b"}  # for seed=1
    ### END SOLUTION


# %%
two_minimaxes = check("two_minimaxes", two_minimaxes)

# %% [markdown]
# ## Four cures

# %% [markdown] tags=["teacher"]
# **For the teacher · 3 minutes.**
#
# *Board:* Four columns: the game, the place of the slope, the memory in the step, the report. The class puts each cure into its column.
#
# *Ask before running:* "A camera films the players. For which cure is the film the same?" (For the average.)
#
# *Expect:* "All four make the step smaller." None does; that is the smaller rate, which cures nothing.

# %% [markdown]
# You have met four cures, and a smaller rate, which everybody tries first. What does each of the five change?
#
# - `"the game"`: the arrows, what a player wants;
# - `"the place"`: where the arrow is read off;
# - `"the memory"`: what a step repeats of the one before;
# - `"the report"`: what is handed in at the end, and no step of the players;
# - `"nothing of it"`: it leaves the going round as it is.
#
# ### Exercise 4.9 · What it acts on
# *Difficulty 2 of 5 · 3 minutes · needed later: no*
#
# Each of these five phrases belongs to one of the five. Type keys and phrases as they stand here.


# %%
def acts_on():
    """{"average": …, "momentum": …, "look ahead": …, "R1": …, "smaller rate": …}, each one of the five phrases."""
    ### BEGIN SOLUTION
    return {
        "average": "the report", "momentum": "the memory", "look ahead": "the place", "R1": "the game",
        "smaller rate": "nothing of it",
    }  # fmt: skip
    ### END SOLUTION


# %%
acts_on = check("acts_on", acts_on)

# %% [markdown]
# **Explore.** All of it in one panel: the Dirac-GAN, 600 rounds from $(1, 1)$. (1) With `log(1 − D)`, and without touching the game ($\gamma = 0$), find two
# settings that come nearer. (2) Momentum 0.5 hurts. Does it still at $\gamma = 1$? (3) How large may the rate be with looking ahead?
# (Who looks ahead moves at once, whatever `in_turn` says.)


# %% draws="the Dirac-GAN in the plane, and the distance and both losses over the rounds, for the settings that you choose"
def draw_cures(loss, gamma, momentum, log10_rate, in_turn, looks_ahead):
    rate, name = 10**log10_rate, "saturating" if loss == "log(1 − D)" else "non-saturating"
    game = {"loss": name, "penalty": "R1", "gamma": gamma, "beta": momentum}
    path = dirac.play(600, rate, **game, in_turn=in_turn, looks_ahead=looks_ahead)
    averages = average_so_far(path)
    figure, axes = plots.figure(1, 3, size=(9.6, 3.2), width_ratios=(1, 1.2, 1.2))
    orbits.orbit(axes[0], path, reach=2.6, axes="θψ", title="600 rounds")
    axes[0].plot(*averages[-1], marker="x", color=plots.VERMILLION, markersize=9, markeredgewidth=2)
    axes[1].plot(distance(path), color=plots.BLUE, linestyle="-", label="the players")
    axes[1].plot(distance(averages), color=plots.VERMILLION, linestyle="--", label="their average (×)")
    axes[1].set(yscale="log", ylim=(1e-6, 1e2), xlabel="rounds", title="distance to the goal")
    axes[1].legend(fontsize=9, loc="lower left", frameon=False)
    draw_losses(axes[2], path, "losses")
    ends = f"players {plots.number(distance(path)[-1])}, average {plots.number(distance(averages)[-1])}"
    return (
        figure,
        f"{loss}, γ = {gamma:g}, β = {momentum:g}, rate {rate:.2g}: distance after 600 rounds: {ends}.",
    )


LOSSES, RATES = ["−log D", "log(1 − D)"], (-2.0, 0.4, -1.0, 0.1)
sliders = {"gamma": (0.0, 4.0, 0.0, 0.25), "momentum": (-0.9, 0.9, 0.0, 0.1), "log10_rate": RATES}
explore(draw_cures, loss=LOSSES, **sliders, in_turn=True, looks_ahead=False)

# %% [markdown]
# (1) In turn with a negative momentum, or looking ahead; the average (×) comes near as well, without the players. (2) No: with a brake in the game momentum
# *helps*, and β = 0.5 arrives in far fewer rounds than 0. What momentum does is not fixed: it repeats the past, and that is bad where the way has turned since, worst by a quarter of a circle. (3) Up to 2,
# which is $1/f$; beyond it the trial points lie too far away.
#
# | cure | acts on | what it does to $x \cdot y$ in turn at rate 0.1 | where the course uses it |
# |---|---|---|---|
# | average of the places | the report | players at 1.4, average at 0.005 after 1,000 rounds | the average of $G$ |
# | momentum 0 or below | the memory | 1.03 a round at 0.5, 1 at 0, 0.9985 at −0.5 | $\beta_1 = 0$ |
# | looking ahead | the place of the slope | 0.995 a round, at twice the price | – |
# | R1 | the game | (Dirac-GAN) no circles from $\gamma = 1$ on | R1 in D's loss |
#
# So when the losses of your GAN go up and down: first look at samples, not at the curves. If those get better, it is circling that hurts nobody; hand in the average. If
# they go round as well, the same fault today and again in a thousand steps, choose the cure by what you can change.

# %%
summary("04")

# %% [markdown]
# ## What you believe now
#
# The same five statements. This time each answer comes back with what is true.

# %%
beliefs("04", after=True)

# %% [markdown]
# ## Recap
#
# - Around a saddle the exact slopes go round: at once outwards by $\sqrt{1 + \text{rate}^2}$ a round, in turn on a ring; a smaller rate turns nothing inwards.
# - Losses that go up and down around $2\log 2$ and $\log 2$ are what a correct program shows there; they are no bug.
# - Momentum repeats steps of the past, which on a circle point outwards; 0 stops that, and only a negative one turns it round.
# - An average changes the report and no step; looking ahead changes where the slope is taken, and half of it is nothing.
# - R1 changes the game: with $f = \tfrac12$, nothing goes round from $\gamma = 2f = 1$ on; a wanted slope of 1 never comes to rest at the goal.
#
# ## What popular introductions say, and what is true
#
# | What is said | What you saw |
# |---|---|
# | Minimax is the algorithm of turn-based games such as tic-tac-toe and chess, which finds the best next move; a GAN plays a minimax game. | One word, two problems. That algorithm works backwards from finished boards; a GAN's players take steps along slopes, and two exact ones go round. |
# | GAN training is a zero-sum game. | With $\log(1 - D)$ it is. The code beside that sentence uses the label "real", $-\log D$, and then the two losses do not add up to a constant. |
# | Going back and forth between the two optimises the minimax equation, until D can only guess. | Back and forth on $x \cdot y$ ends on a ring: bounded, and never there. |
# | Both losses should go down, and a GAN whose losses oscillate is unstable. | Of the smallest GAN both losses oscillate around $2\log 2$ and $\log 2$ while its fake comes nearer. |
#
# ## Further reading
#
# - L. Mescheder, A. Geiger, S. Nowozin, *Which Training Methods for GANs do actually Converge?*, ICML 2018,
#   [arXiv:1801.04406](https://arxiv.org/abs/1801.04406): section 2 is the Dirac-GAN, section 3
#   what penalties do to it, section 4 R1 in general; a notebook with nine variants lies in
#   [github.com/LMescheder/GAN_stability](https://github.com/LMescheder/GAN_stability).
# - L. Mescheder, S. Nowozin, A. Geiger, *The Numerics of GANs*, NIPS 2017,
#   [arXiv:1705.10461](https://arxiv.org/abs/1705.10461): why imaginary eigenvalues ask for small rates.
# - G. Gidel, R. Askari Hemmat, M. Pezeshki, R. Le Priol, G. Huang, S. Lacoste-Julien, I. Mitliagkas, *Negative Momentum for Improved Game Dynamics*,
#   AISTATS 2019, [arXiv:1807.04740](https://arxiv.org/abs/1807.04740): the eigenvalues of the third section.
# - G. Gidel, H. Berard, G. Vignoud, P. Vincent, S. Lacoste-Julien, *A Variational Inequality Perspective on Generative Adversarial Networks*, ICLR 2019,
#   [arXiv:1802.10551](https://arxiv.org/abs/1802.10551): averaging and extragradient, with Adam, on pictures.
# - I. Gulrajani, F. Ahmed, M. Arjovsky, V. Dumoulin, A. Courville, *Improved Training of Wasserstein GANs*, NIPS 2017,
#   [arXiv:1704.00028](https://arxiv.org/abs/1704.00028).
# - Y. Yazıcı, C.-S. Foo, S. Winkler, K.-H. Yap, G. Piliouras, V. Chandrasekhar, *The Unusual Effectiveness of Averaging in GAN Training*, ICLR 2019,
#   [arXiv:1806.04498](https://arxiv.org/abs/1806.04498).
