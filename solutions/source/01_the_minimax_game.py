# ---
# jupyter:
#   kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
#   gancourse:
#     lesson: "01"
#     title: The minimax game by hand
#     promise: Write the value function as a sum you could do on paper, find the best discriminator, and play the game round by round
#     minutes: 30
#     uses_gpu: false
#     teach_in: [half day, full day, ten lessons]
#     glossary:
#       explicit: "said of a model that tells the probability of a sample: ask for p(x), and it answers"
#       implicit: "said of a model that gives samples and never their probability, as a generator does"
#       maximum likelihood: "to choose the model under which the data are most probable"
#       nat: "the unit of information when logarithms are natural; log 2 = 0.693 nats are one bit"
#       entropy: "the mean of −log p over draws from p itself, which depends on nothing but p"
#       Kullback–Leibler divergence (KL): "KL(p‖q) is the mean of log(p/q) over draws from p: at least 0, 0 only if p = q, and another number the other way round"
#       landmark: "what V or a loss amounts to in a situation that one can name, for example 2·log 2 for a D that only guesses"
#       mixture: "half data and half G: (p_data + p_g)/2, what one sees if a coin decides between the two"
#       Jensen–Shannon divergence (JSD): "the mean of KL(p‖m) and KL(q‖m), where m is the mixture of p and q: between 0, if they are equal, and log 2, if they share nothing"
#       mode collapse: "G makes a few kinds of sample, or a single one, whatever its random numbers are"
#       density: "probability per unit of length; an area under it is a probability, so a density may exceed 1"
#       softplus: "log(1 + exp(a)), which is −log(1 − D) where a is D's logit"
# ---

# %% [markdown]
# # 1 · The minimax game by hand
#
# You write the formula of *Generative Adversarial Nets* as a sum you could do on paper.
# You find the best discriminator there can be, and prove what it leaves for the generator to do.
# You play the game round by round, with small steps and with large ones, and see where it goes.
#
# *Your time: @yours@ (1.4 and 1.5). The computer's: @computer@. Needs: Python, NumPy, logarithms. No PyTorch and no network training.*
#
# This is where it ends: the tables of this lesson become the curves of the next one. Everything that you prove about bars
# holds for the line they turn into.
#
# ![Three charts of the same two distributions, data dotted and G green, as bars of width 1, 0.5 and 0.1. The bars become curves: the tallest bar of G rises from 0.50 to 1.31 per unit of length, and JSD comes to 0.326.](../assets/lesson-01.png)

# %%
import itertools
import math

import numpy as np

from gancourse import beliefs, cards, check, explore, hint, outcome, plots, predict, summary

# %% [markdown]
# Five sentences first. Judge each before you read on; *not sure* is an answer too. At the end you judge them again, and then
# it says what is true.

# %%
beliefs("01")

# %% [markdown]
# ## The smallest pictures there are

# %% [markdown] tags=["teacher"]
# **For the teacher · 3 minutes.**
#
# *Board:* The four pictures, the data's 4, 2, 2, 0 eighths, and a dial with eight positions. Let the class choose the
# eight values of G and type them in: the lesson works with any G, and theirs is the one they remember.
#
# *Ask before running:* "Where in a generator network is $p_g$?" (Nowhere. It is what comes out if you turn the dial
# and count.)
#
# *Expect:* "$p_g$ is inside the network." Point at `np.bincount`: we had to count, and with 784 pixels nobody can.

# %% [markdown]
# Images of digits have 784 pixels. Ours have two, and each is black or white. That leaves four possible pictures, which
# we call *left*, *right*, *both* and *blank* after where the ink is. Whatever we want to know about probabilities, we
# can add up over four cases.
#
# The **data** show *left* half of the time, *right* and *both* a quarter each, and never a blank page. The
# **generator** G is a machine with a dial: the dial `z` has eight positions, all equally likely, and G turns each of
# them into a picture.

# %% tags=["nbval-check-output"]
PICTURES = ["left ■□", "right □■", "both ■■", "blank □□"]
p_data = np.array([4, 2, 2, 0]) / 8

generator = np.array([0, 1, 1, 2, 2, 3, 3, 3])  # the picture that G makes of z = 0, 1, ..., 7
p_g = np.bincount(generator, minlength=4) / len(generator)

for name, real, fake in zip(PICTURES, p_data, p_g):
    print(f"{name:9}  the data show it {real:5.1%}   G draws it {fake:5.1%}")

# %% [markdown]
# This G is not there yet. It draws *left* one time in eight, not one in two, and three of its eight dial positions end in
# a blank page.
#
# ### Two kinds of model
#
# Look at how we got `p_g`. We wrote down *what G does* with each z, and then counted. With a digit of 784 pixels, nobody
# can.

# %% tags=["nbval-check-output"]
print(f"two pixels, black or white: {2**2} pictures")
print(f"784 pixels, 256 greys:      about 10^{784 * np.log10(256):.0f} pictures")

# %% [markdown]
# All we can do with so many is turn the dial and look.
#
# - An **explicit** model gives you the table: ask for $p_g(x)$ and it answers. A histogram is one. A good fit is then easy
#   to define: the data should be probable under the model.
# - An **implicit** model gives you samples $G(z)$, and never a probability. A GAN's generator is one of these.
#
# The next section does what an explicit model can do. Everything after it is a way to do without.

# %% [markdown]
# ## Maximum likelihood, and the divergence inside it

# %% [markdown] tags=["teacher"]
# **For the teacher · 2 minutes.**
#
# *Board:* $\log p_g = \log p_\text{data} - \log(p_\text{data}/p_g)$, then the mean over the data on both sides. Two
# terms, and only one has $p_g$ in it.
#
# *Ask before running:* "165 generators. For how many is the log-likelihood finite?" (56: each of the three real
# pictures must be drawn at least once. One miss costs everything.)
#
# *Expect:* "KL is a distance." Read out the last line: 0.693 one way, infinite the other.
#
# *If time is short:* Skip the derivation; show the printed constant, the same to nine digits for all 56.

# %% [markdown]
# If you could ask a model for $p_g(x)$, you would choose the one under which the data are most probable. That is **maximum
# likelihood**. Over many samples the
# mean log-likelihood of a sample becomes a sum over the four pictures, each weighted by how often the data show it ($\mathbb{E}_{x
# \sim p}$ is the mean over draws from $p$; logarithms are natural, and their unit is the *nat*):
#
# $$\mathcal{L}(p_g) = \mathbb{E}_{x \sim p_\text{data}}[\log p_g(x)] = \sum_x p_\text{data}(x) \log p_g(x).$$
#
# Add and subtract $\log p_\text{data}(x)$ in every term, and two parts come out:
#
# $$\mathcal{L}(p_g) = \underbrace{\sum_x p_\text{data}(x) \log p_\text{data}(x)}_{-H(p_\text{data}),\ \text{no } p_g \text{ in it}}
# \; - \; \underbrace{\sum_x p_\text{data}(x) \log \frac{p_\text{data}(x)}{p_g(x)}}_{\mathrm{KL}(p_\text{data} \| p_g)}.$$
#
# The first part, minus the **entropy** $H$, is a constant of the data. So the model that makes the likelihood largest is the one that makes the
# **Kullback–Leibler divergence** from the data to the model smallest. Both parts are means of a logarithm. One small
# function serves for all of them, and for everything else in this lesson.


# %%
def expected_log(weights, t):
    """Sum of weights * log t. A picture whose weight is zero is never drawn and adds nothing, whatever t is there."""
    drawn = weights > 0
    with np.errstate(divide="ignore"):  # log 0 = -inf is a result here, not an accident
        return np.sum(weights[drawn] * np.log(t[drawn]))


def kl(p, q):
    """KL(p || q) in nats: what it costs, on average, to expect q when p is what happens."""
    return expected_log(p, p) - expected_log(p, q)


def all_generators(positions=8, pictures=4):
    """Every table p_g that a G with this many dial positions can have, one a row."""
    counts = itertools.product(range(positions + 1), repeat=pictures)
    return np.array([row for row in counts if sum(row) == positions]) / positions


# %% [markdown]
# **Predict.** Eight dial positions can be spread over four pictures in 165 ways. For how many of these 165 generators is
# the log-likelihood of the data a finite number?

# %%
predict("finite_likelihood", between=(0, 165))

# %% tags=["nbval-check-output"]
models = all_generators()
likelihood = np.array([expected_log(p_data, q) for q in models])
divergence = np.array([kl(p_data, q) for q in models])
finite = np.isfinite(likelihood)
total = likelihood[finite] + divergence[finite]

print(f"{len(models)} generators, {finite.sum()} of them with a finite log-likelihood")
print(f"log-likelihood + KL: between {total.min():.9f} and {total.max():.9f}")
print(f"-H(p_data), the constant of the data:  {expected_log(p_data, p_data):.9f}")
print("largest likelihood:", models[likelihood.argmax()], " smallest KL:", models[divergence.argmin()])
print(f"our G: KL(p_data || p_g) = {kl(p_data, p_g):.3f}, KL(p_g || p_data) = {kl(p_g, p_data):.3f}")

# %% tags=["nbval-check-output"]
outcome("finite_likelihood", finite.sum())

# %% [markdown]
# The sum of the two is the same number for all 56 of them, to nine digits: maximising the one *is* minimising the other.
# The other 109 generators never draw one of the three real pictures. One miss is enough for a likelihood of $-\infty$.
#
# The last line shows why KL is called a divergence and not a distance. From the data to our G it is 0.693. From G to the
# data it is infinite, because G draws blank pages and the data never do. Which way round you ask decides what is
# punished: missing a picture, or inventing one.

# %% [markdown]
# ## The game

# %% [markdown] tags=["teacher"]
# **For the teacher · 5 minutes.**
#
# *Board:* V as two sums, one in black (real, paid $\log D$), one in green (fake, paid $\log(1 - D)$). Beside it the
# three landmarks: V = −1.386, D's loss as a sum 1.386, as a mean 0.693. Leave them there for the course.
#
# *Ask before running:* "D is 90 % sure that *left* is real. Which entry of the table hurts D most?" (−0.288: G draws
# *left* one time in eight.)
#
# *Expect:* "G wants D's answer near 0." Point at the green curve: it is lowest where $t$ is near 1. In Exercise 1.1
# the common slips are a minus sign where $1 - D$ belongs, halving the sum (the landmark is then −log 2), and a
# constant inside the log (a D that is certain and wrong must score −∞).

# %% [markdown]
# Without $p_g(x)$ there is no likelihood. The idea of 2014 is to bring in a second player who needs only samples. The
# **discriminator** D looks at a picture and says how probable it is that it came from the data. It is scored like this:
#
# $$V(D, G) = \mathbb{E}_{x \sim p_\text{data}}[\log D(x)] + \mathbb{E}_{z \sim p_z}[\log(1 - D(G(z)))].$$
#
# Read it one term at a time. A picture from the data is shown, and D is paid the log of the probability it gave to
# "real". A picture from G is shown, and D is paid the log of the probability it gave to "fake". Both logs are at most
# 0, and there is no limit to what an error costs: whoever gives probability 0 to what then happens is paid log 0 = −∞.
# **D wants V large. G wants V small**, and G can only do something about the second term. That is all of it:
#
# $$\min_G \max_D V(D, G).$$
#
# In our world a mean over z is a mean over what G draws, and V is a sum over four pictures,
#
# $$V(D, G) = \sum_x \Big( p_\text{data}(x) \log D(x) + p_g(x) \log(1 - D(x)) \Big).$$

# %% tags=["nbval-check-output"]
D = np.array([0.9, 0.5, 0.6, 0.2])  # what some discriminator answers to left, right, both, blank

on_real, on_fake = p_data * np.log(D) + 0.0, p_g * np.log(1 - D) + 0.0  # + 0.0 turns a -0.0 into a 0.0

print("           p_data    p_g      D   p_data log D   p_g log(1 - D)")
for row in zip(PICTURES, p_data, p_g, D, on_real, on_fake):
    print("{:9} {:7.3f} {:6.3f} {:6.1f} {:14.3f} {:16.3f}".format(*row))
print(f"sum {on_real.sum():42.3f} {on_fake.sum():16.3f}   V = {on_real.sum() + on_fake.sum():.3f}")

# %% [markdown]
# V is the sum of the two columns' totals, −0.354 and −0.774: −1.128. The costliest single entry of the table is −0.288 in the
# first row: when G does draw *left*, one time in eight, this D is 90 % sure that it is real, and pays for it.
#
# G's own column is a mean of $\log(1 - t)$ with $t = D(G(z))$, D's answer to a fake. Here is its shape.


# %% draws="the picture of both logarithms, with three values of the second"
def picture_of_the_logs():
    t = np.linspace(0.002, 0.998, 499)
    figure, ax = plots.figure(size=(6.4, 3.4))
    ax.plot(t, np.log(t), **plots.DATA, label="log t: paid for a real picture")
    ax.plot(t, np.log(1 - t), **plots.GENERATOR, label="log(1 − t): paid for a fake")
    ax.axhline(-np.log(2), **plots.LANDMARK)
    ax.text(0.01, -np.log(2), "log ½ = −0.693", va="bottom")
    ax.set(xlabel="t, D's answer", ylabel="D's score", ylim=(-5, 0.1))
    ax.legend(loc="lower center", frameon=False)
    at = np.array([0.01, 0.5, 0.99])
    values = ", ".join(f"{value:.3f}" for value in np.log(1 - at))
    slopes = ", ".join(f"{-1 / (1 - t):.0f}" for t in at)
    return figure, f"log(1 − t) at t = 0.01, 0.5 and 0.99: {values}; its slope there: {slopes}."


plots.show(*picture_of_the_logs())

# %% [markdown]
# The green curve falls to the right. So G, who wants it low, wants $t = D(G(z))$ near 1: it wants its fakes to be taken
# for real. Compare the slopes in the caption: on the left, where bad fakes are, a hundredth of that on the right. A bad
# fake has little to gain from a small change of $t$. (In a network $t$ itself hardly moves where D is sure, and that is
# the larger part of the trouble; lesson 03 draws the consequence.)

# %% [markdown]
# ### Exercise 1.1 · The value of the game
# *Difficulty 1 of 5 · 4 minutes · needed later: yes*
#
# Write V for any number of pictures. `D`, `p` and `q` are arrays of the same length: D's answers, the table of the
# data, the table of G. Mind the pictures that one player never draws: they add nothing to that player's sum. A D that
# gives probability 0 to something that does happen scores −∞, and your function should say so. Stuck? `hint("value")`
# has three steps, from the idea to almost code; each exercise has its own.


# %%
def value(D, p, q):
    """V(D, G) in nats, a number. D: probabilities of "real"; p: p_data; q: p_g. NumPy arrays, one entry a picture."""
    ### BEGIN SOLUTION
    return expected_log(p, D) + expected_log(q, 1 - D)
    ### END SOLUTION


# %%
value = check("value", value)

# %% [markdown]
# **Pitfall.** A D that answers ½ to everything has $V = \log\tfrac12 + \log\tfrac12 = -\log 4 = -1.386$. Programs
# seldom print V. They print D's *loss*, which is $-V$: 1.386 if the two halves are added, 0.693 = log 2 if they are
# averaged. Three numbers, one situation. Before you compare a number with a landmark, find out which of the three it is.

# %% tags=["nbval-check-output"]
blind = np.full(4, 0.5)
V = value(blind, p_data, p_g)
print(f"V = {V:.3f}   D's loss as a sum = {-V:.3f}   D's loss as a mean = {-V / 2:.3f}")
print(f"the same blind D against a perfect G: V = {value(blind, p_data, p_data):.3f}")

# %% [markdown]
# ## The best discriminator

# %% [markdown] tags=["teacher"]
# **For the teacher · 5 minutes.**
#
# *Board:* The curves $a \log y + b \log(1 - y)$ by hand for (4, 1), (2, 2) and (0, 3). Let the class place the tops
# before the cell runs.
#
# *Ask before running:* "D\* for *left* is 0.8. Is that a good D that is unsure, or a bad D?" (The best there is. When
# data and fakes come equally often, one *left* in five is a fake: the doubt lies in the pictures.)
#
# *Expect:* The commonest wrong answers to Exercise 1.2 are p/q, which is the odds, and a D that answers 0 or 1: ask
# for its score when it is wrong once. Then 0/0 for a picture that nobody draws.
#
# *If time is short:* Leave out the 10,000 random rivals; keep *Why samples are enough*.

# %% [markdown]
# Hold G fixed. How well can D do? V is a sum over pictures, and D answers each of them separately, so D can make one
# term as large as possible without spoiling another. For one picture with $a = p_\text{data}(x)$ and $b = p_g(x)$ it
# has to choose $y = D(x)$ to maximise
#
# $$a \log y + b \log(1 - y).$$
#
# **Predict.** The data show *left* with $a = 4/8$, G draws it with $b = 1/8$. Where is the top of this curve: at 1,
# since the picture is mostly real, or lower?

# %%
predict("top_of_the_curve", between=(0.0, 1.0))


# %% draws="one curve for each of the four pictures, with a dot where it is highest"
def picture_of_the_best_answers():
    y = np.linspace(0.001, 0.999, 999)
    figure, ax = plots.figure(size=(6.4, 3.6))
    tops = []
    for name, a, b, look in zip(PICTURES, p_data, p_g, ["-", "--", ":", "-."]):
        score = a * np.log(y) + b * np.log(1 - y)
        ax.plot(
            y,
            score,
            color=plots.BLUE,
            linestyle=look,
            label=f"{name}: {8 * a:.0f}/8 data, {8 * b:.0f}/8 G",
        )
        ax.plot(y[score.argmax()], score.max(), "o", color=plots.VERMILLION)
        tops.append(y[score.argmax()])
    ax.set(xlabel="y, D's answer to this picture", ylabel="its part of V", ylim=(-1.3, 0.05))
    ax.legend(loc="lower center", frameon=False)
    found = ", ".join(f"{top:.3f}" for top in tops)
    return figure, f"The best answers among 999 tried, for left, right, both and blank: {found}."


plots.show(*picture_of_the_best_answers())

# %% tags=["nbval-check-output"]
y = np.linspace(0.001, 0.999, 999)
score_for_left = p_data[0] * np.log(y) + p_g[0] * np.log(1 - y)
outcome("top_of_the_curve", y[score_for_left.argmax()])

# %% [markdown]
# The top for *left* lies at 0.8, and $4/(4 + 1)$ is 0.8. *Right* and *both* have the same table, their curves lie on
# each other. For *blank* the best answer tried is the smallest one: there is nothing to be lost at 0, since the data
# never show that picture. To see that it is no accident, set the derivative to zero (both logs are concave, bent downwards everywhere, so where it is
# zero is the top):
#
# $$\frac{a}{y} - \frac{b}{1 - y} = 0.$$

# %% [markdown]
# ### Exercise 1.2 · The best discriminator there can be
# *Difficulty 2 of 5 · 4 minutes · needed later: yes*
#
# Solve that equation for y, and write D\* for whole tables. Somewhere there may be a picture that nobody draws,
# $a = b = 0$. Any answer is as good as any other there, but it must be a probability.


# %%
def best_D(p, q):
    """D*, the discriminator with the largest V against G: an array of probabilities. p: p_data; q: p_g."""
    ### BEGIN SOLUTION
    drawn = p + q
    return np.divide(p, drawn, out=np.full(len(p), 0.5), where=drawn > 0)
    ### END SOLUTION


# %%
best_D = check("best_D", best_D)

# %% tags=["nbval-check-output"]
optimum = best_D(p_data, p_g)
print("D* =", optimum.round(3), f"  V(D*, G) = {value(optimum, p_data, p_g):.3f}")

# %%
random = np.random.default_rng(0)
rivals = [value(random.uniform(size=4), p_data, p_g) for _ in range(10_000)]
print(f"best of 10,000 random discriminators: V = {max(rivals):.3f}")

# %% [markdown]
# Ten thousand random discriminators, and not one of them beats −1.006.
#
# ### Why samples are enough
#
# D\* contains $p_g$, which nobody has. But look at V again: it is two *means*, and a mean can be estimated from samples
# of the data and samples of G. A network that makes the estimated V large is on its way to D\* without ever being told a
# probability. And D\* in turn *contains* the ratio $p_\text{data}/p_g$. That is the trick of the paper.
#
# Likelihood has not disappeared. Toss a coin, show D a real picture or a fake, and ask which it was: the mean
# log-likelihood of D's answers is $V/2$. So D is trained by maximum likelihood after all. It need not say how probable a
# picture is, only where it came from.
#
# What does it cost to have samples only? Below, V is estimated from $n$ real and $n$ fake pictures, 5,000 times over.


# %%
def estimates_of_V(n, repeats=5_000):
    """V(D*, G) from n draws of the data and n draws of G, again and again."""
    real, fake = random.multinomial(n, p_data, repeats), random.multinomial(n, p_g, repeats)
    with np.errstate(divide="ignore", invalid="ignore"):
        on_real = np.where(real > 0, real * np.log(optimum), 0).sum(1)
        on_fake = np.where(fake > 0, fake * np.log(1 - optimum), 0).sum(1)
    return (on_real + on_fake) / n


for n in (10, 100, 10_000):
    V = estimates_of_V(n)
    print(f"n = {n:6,}: mean of the estimates {V.mean():.3f}, their standard deviation {V.std():.4f}")

# %% [markdown]
# On average the estimate is right, at any batch size. A single one is off by about 0.18 with 10 pictures, 0.06 with 100
# and 0.006 with 10,000: a hundred times more samples, ten times less spread. The mean over a mini-batch is an *estimate*
# of the expectation, not the same thing.

# %% [markdown]
# ## What is left for G

# %% [markdown] tags=["teacher"]
# **For the teacher · 7 minutes.**
#
# *Board:* $C(G)$ with $p_\text{data} + p_g$ under both fractions; write $2m$ over it and take out the two factors 2.
# What is left is −log 4 and two KLs.
#
# *Ask before running:* "Which of the 165 generators has the largest C(G), and how large is it?" (The one that draws
# nothing but blank pages: 0, because D can be certain and right.)
#
# *Expect:* In Exercise 1.3: p + q not halved (equal tables then get −0.693), KL instead of JSD (infinite for tables
# that share nothing), and the KLs from the mixture instead of to it. SciPy's `jensenshannon` is the square root.
#
# *Watch the clock:* The exercise takes five of the seven minutes. *Explore* comes with the next section.

# %% [markdown]
# Suppose D is always the best D for the G of the moment. Then G plays against
#
# $$C(G) = \max_D V(D, G) = \sum_x p_\text{data} \log \frac{p_\text{data}}{p_\text{data} + p_g}
#   + \sum_x p_g \log \frac{p_g}{p_\text{data} + p_g}.$$
#
# Call $m = (p_\text{data} + p_g)/2$ the **mixture**: the table you would see if a coin decided between data and G. Each
# denominator is $2m$. Take the two factors 2 out of the logs, $-\log 2$ for each sum, and two KLs remain:
#
# $$C(G) = -\log 4 + \mathrm{KL}(p_\text{data} \| m) + \mathrm{KL}(p_g \| m)
#   = -\log 4 + 2\,\mathrm{JSD}(p_\text{data}, p_g).$$
#
# The **Jensen–Shannon divergence** is the mean of those two KLs. It is zero only if both tables are equal. For
# $\log t \le t - 1$, with equality only at $t = 1$; so, summed over the pictures with $p > 0$,
# $-\mathrm{KL}(p \| m) = \sum p \log(m/p) \le \sum (m - p) \le 0$. And since
# $m$ is never less than half of either table, no ratio in it exceeds 2, so it never exceeds log 2. (It is a divergence,
# not a distance: its square root is a distance.)
#
# So G can bring $C(G)$ down to $-\log 4$ and no further, and only by $p_g = p_\text{data}$. Mind the letter: $C$ is the
# value under the *best* D. Any other D scores less, and how much less has no limit. A V below −1.386 therefore says
# nothing good about G. It says that D is not at its best.

# %% [markdown]
# ### Exercise 1.3 · The Jensen–Shannon divergence
# *Difficulty 2 of 5 · 5 minutes · needed later: yes*
#
# Write JSD in nats. The check also compares $-\log 4 + 2\,\mathrm{JSD}$ with V at the best D, to nine digits.


# %%
def jensen_shannon(p, q):
    """JSD(p, q) in nats: the mean of the KLs from p and from q to their mixture."""
    ### BEGIN SOLUTION
    m = (p + q) / 2
    return (kl(p, m) + kl(q, m)) / 2
    ### END SOLUTION


# %%
jensen_shannon = check("jensen_shannon", jensen_shannon)

# %% [markdown]
# Now C(G) both ways, by playing the best D and by the formula, for each of the 165 generators.
#
# **Predict.** Which of the 165 generators gets the worst mark there is, the largest C(G)?

# %%
predict(
    "worst_generator",
    "it draws only left",
    "it draws only right",
    "it draws only blank",
    "it draws several pictures",
)

# %% tags=["nbval-check-output"]
by_playing = np.array([value(best_D(p_data, q), p_data, q) for q in models])
by_formula = np.array([-np.log(4) + 2 * jensen_shannon(p_data, q) for q in models])

print("the two agree to 1e-9:", bool(np.abs(by_playing - by_formula).max() < 1e-9))
print(f"smallest C(G) = {by_playing.min():.3f} for p_g =", models[by_playing.argmin()])
print(f"largest  C(G) = {by_playing.max():.3f} for p_g =", models[by_playing.argmax()])
print(f"our G:   C(G) = {value(optimum, p_data, p_g):.3f}, JSD = {jensen_shannon(p_data, p_g):.3f}")

# %% tags=["nbval-check-output"]
worst = models[by_playing.argmax()]
drawn = [name.split()[0] for name in np.array(PICTURES)[worst > 0]]
outcome(
    "worst_generator", f"it draws only {drawn[0]}" if len(drawn) == 1 else "it draws several pictures"
)

# %% [markdown]
# The bottom is $-\log 4 = -1.386$, at the data's own table; our G, with a JSD of 0.190 on a scale from 0 to 0.693, is well
# above it. The top is 0, for the G that draws nothing but blank pages:
# D can then be certain about everything, and right.
#
# Compare with the likelihood. There, 109 of the 165 generators were all equally hopeless, at $-\infty$. Here every one
# of them gets a finite mark. JSD forgives a missing picture, within limits; maximum likelihood never does.

# %% [markdown]
# ## Explore: move G and watch
#
# **Explore.** The sliders say how many dial positions end in each picture. D is the best one for your G, or the one that
# was best for G before it moved, or blind. *G steps* lets G answer: in each step every share is multiplied by
# $1/(1 - D(x))$ and all are scaled back to 1, so that pictures D believes in are drawn more often. (Why multiply? V's slope
# for the share of picture $x$ is $\log(1 - D(x))$. Subtracting it could make a share negative. Subtracting it from the
# *log* of the share, and scaling, leaves every share positive and their sum one, and still goes downhill on V.)
#
# The next cell holds the step, and the bars to draw it with.


# %%
def g_step(q, D, rate=1.0):
    """G moves against a fixed D: each share times (1 - D)^(-rate), scaled back to a table."""
    moved = np.zeros(len(q))
    drawn = q > 0  # what G never draws gets no answer from D, and cannot grow
    score = np.log(np.maximum(1 - D[drawn], 1e-16))  # 1 - D may round to 0 where a share is tiny
    logs = np.log(q[drawn]) - rate * score
    moved[drawn] = np.exp(logs - logs.max())
    return moved / moved.sum()


DOTTED = {"facecolor": "none", "edgecolor": plots.BLACK, "linestyle": ":", "linewidth": 2}


def draw_tables(ax, p, q, D):
    """The tables as bars, D's answers as dashed lines over them."""
    at = np.arange(len(p))
    ax.bar(at, p, width=0.8, **DOTTED, label="p_data")
    ax.bar(at, q, width=0.5, color=plots.GREEN, alpha=0.75, label="p_g")
    ax.hlines(D, at - 0.45, at + 0.45, **plots.DISCRIMINATOR, label="D")
    ax.set(ylim=(-0.03, 1.05), xticks=at, xticklabels=[name.replace(" ", "\n") for name in PICTURES])
    ax.legend(loc="upper right", ncols=3, fontsize=9, frameon=False, bbox_to_anchor=(1.02, 1.16))


# %% draws="what the sliders show, the tables as bars with D's answers over them, and five numbers"
def spell(number):
    """Three digits, with a real minus sign; infinity as a word."""
    return "infinite" if np.isinf(number) else f"{number:.3f}".replace("-", "−")


BEST, FROZEN, BLIND = "the best for this p_g", "the best for the first p_g, frozen", "½ everywhere"


def play_and_draw(left, right, both, blank, D, G_steps):
    counts = np.array([left, right, both, blank], dtype=float)
    q = counts / counts.sum() if counts.sum() else np.full(4, 0.25)
    answers = best_D(p_data, q) if D != BLIND else np.full(4, 0.5)
    for _ in range(G_steps):
        q = g_step(q, answers)
        answers = best_D(p_data, q) if D == BEST else answers
    readings = {
        "V(D, G)": value(answers, p_data, q), "C(G)": value(best_D(p_data, q), p_data, q),
        "JSD": jensen_shannon(p_data, q), "KL(p_data‖p_g)": kl(p_data, q), "KL(p_g‖p_data)": kl(q, p_data),
    }  # fmt: skip
    figure, ax = plots.figure(size=(6.4, 3.4))
    draw_tables(ax, p_data, q, answers)
    shares = " ".join(f"{share:.2f}" for share in q)
    numbers = ", ".join(f"{name} = {spell(number)}" for name, number in readings.items())
    return figure, f"p_g = {shares}; {numbers}."


# %% draws="the sliders, eight positions for each picture, three kinds of D, and up to five steps of G"
explore(
    play_and_draw,
    left=(0, 8, 1),
    right=(0, 8, 2),
    both=(0, 8, 2),
    blank=(0, 8, 3),
    D=[BEST, FROZEN, BLIND],
    G_steps=(0, 5, 0),
)

# %% [markdown]
# Things to try, with a guess before each:
#
# - Make $p_g$ equal to the data (4, 2, 2, 0). Which of the five readings are zero, and where does D go?
# - From there make D *blind*. V does not change. Now spoil G completely: V still does not change. V = −log 4 alone says
#   nothing about G.
# - Back to (1, 2, 2, 3) and the best D, then raise *G steps* one by one. How fast does JSD fall?
# - The same with the frozen D. Where does $p_g$ go now?
# - Set *right* to 0 and let G step. Why can *right* never come back, although D now gives it probability 1?
#
# The last one is a limit of tables: a share of zero stays zero, whatever it is multiplied by. A network is better off.
# Its pictures have greys, D's answer has a slope at each of them, and along that slope G moves to pictures that it
# never drew before. Lesson 02 shows it.

# %% [markdown] tags=["pause"]
# **A place to pause.** You have the whole game as a sum: $V$, the best D for any G, and what that D leaves for G to
# do, $-\log 4 + 2\,\mathrm{JSD}$. So far D was at its best before G had moved at all. Next the two take turns, in small steps
# and in large ones; then come the stories that are told about this game, and bars that turn into a curve.

# %% [markdown]
# ## Who moves first?

# %% [markdown] tags=["teacher"]
# **For the teacher · 5 minutes.**
#
# *Board:* Four cards for the pictures. Eight students are the dial positions, one is D and announces four numbers.
# Round one: everybody may go to the card that D trusts most (all do). Round two: a coin decides for each whether to
# move. Let the class see which version ends.
#
# *Ask before running:* "D's answers are 0.8, 0.5, 0.5 and 0, and D may not move. Where does G put its eight draws?"
# (All on *left*. JSD goes up, from 0.190 to 0.216.)
#
# *Expect:* "Mode collapse is a failure of training." Here it is the exact answer to *train D to its best, then G to
# its best*. "½ means that G is perfect." Use the *Explore* above: make D blind, spoil G, and V stays at −1.386.
#
# *If time is short:* Stop at the table of rounds. The slider for G's rate (it settles up to 3.4, with a late D up to about
# 1.7) and who moves first in $\max \min$ can be left for home.

# %% [markdown]
# The formula says $\min_G \max_D$: for every G, D is at its best. One popular recipe for training says it like this:
# *train D to its best with G fixed, then hold D fixed and train G to fool it as well as possible, and repeat.* The first
# half is right. Let us take the second half at its word.
#
# **Predict.** D is the best one for our G, its answers are 0.8, 0.5, 0.5 and 0. If D stays like this and G may change as
# much as it likes, what does it become?

# %%
predict(
    "reply_to_a_fixed_d", "the table of the data", "one picture only", "in proportion to D's answers"
)

# %% [markdown]
# **Predict.** G has now fooled this D as well as it can. How does its JSD from the data compare with the one before?

# %%
predict("jsd_after_the_reply", "smaller", "the same", "larger")

# %% tags=["nbval-check-output"]
against_fixed_D = np.array([value(optimum, p_data, q) for q in models])
favourite = models[against_fixed_D.argmin()]
before, after = jensen_shannon(p_data, p_g), jensen_shannon(p_data, favourite)
print("G's best reply to a fixed D* is p_g =", favourite)
print(f"V under this D: {value(optimum, p_data, p_g):.3f} before, {against_fixed_D.min():.3f} after")
print(
    f"C(G), under the best D: {-np.log(4) + 2 * before:.3f} before, {-np.log(4) + 2 * after:.3f} after"
)
print(f"JSD: {before:.3f} before, {after:.3f} after")

# %% tags=["nbval-check-output"]
if favourite.max() == 1:
    outcome("reply_to_a_fixed_d", "one picture only")
else:
    same = np.allclose(favourite, p_data)
    outcome("reply_to_a_fixed_d", "the table of the data" if same else "in proportion to D's answers")
changed = np.sign(round(after - before, 3))
outcome("jsd_after_the_reply", {-1: "smaller", 0: "the same", 1: "larger"}[changed])

# %% [markdown]
# All eight dial positions on *left*, the picture that this D trusts most. A D that could move would notice. This one is
# fixed. With D fixed, V is a straight line in the shares of G, and its lowest point over all tables is a corner: one
# picture. That is **mode collapse**, and here it is no failure of training. It is the exact solution of the problem that
# the recipe poses, and its JSD is larger than where G started.
#
# Look at the lines of V and JSD. G's loss, its part of V, has fallen by more than 1, and the samples have become worse.
# **A falling loss does not mean better samples.** V = −2.068 lies far below −log 4, which is the floor of $C(G)$ only: this D was
# the best one for the old G and is a poor one for the new. Give it the best D again, and the value goes *up*, to more
# than before.
#
# Now play several rounds of both: once with G's full reply, once with G moving a little. In both games D is perfect
# before every move.


# %%
def reply_in_full(q, D):
    """G trained to the end against a fixed D: everything on the picture that D trusts most."""
    return np.eye(len(q))[D.argmax()]


def play(move, q, rounds, late=0):
    """The tables p_g of a game in which D is the best D for the G of `late` rounds before."""
    history = [q]
    for _ in range(rounds):
        seen = history[max(len(history) - 1 - late, 0)]
        history.append(move(history[-1], best_D(p_data, seen)))
    return np.array(history)


small, full = play(g_step, p_g, 8), play(reply_in_full, p_g, 8)

# %% tags=["nbval-check-output"]
print("round   a small step            JSD      the full reply          JSD")
for number in range(7):
    row = f"{number:4} "
    for table in (small[number], full[number]):
        row += (
            "   "
            + "  ".join(f"{share:.2f}" for share in table)
            + f"   {jensen_shannon(p_data, table):.4f}"
        )
    print(row)

# %% [markdown]
# The full reply jumps to *left*; the new D knows, and answers 1 to *right* and *both*; G jumps to *right*, and back, for
# ever. JSD never falls below where it began. The small steps walk straight to the data, and you can say how fast.
# Against $D^*$, the share of a picture is multiplied by $1/(1 - D^*(x)) = (p_\text{data} + p_g)/p_g$, so the new table is
#
# $$p_g \cdot \frac{p_\text{data} + p_g}{p_g} \cdot \frac{1}{2} = \frac{p_\text{data} + p_g}{2},$$
#
# the mixture. Every round halves the difference between $p_g$ and $p_\text{data}$, picture by picture. This is the
# paper's Proposition 2 in our world: with D at its best before each of them, *small* moves of $p_g$ lead to
# $p_\text{data}$. (It does not say that the more steps a D takes that has to *learn*, the nearer G ends: each step costs, and
# lesson 03 counts.)


# %% draws="the picture of both games, one stacked bar for each round"
def stack(ax, tables, title):
    """What G draws, one stacked bar a round, and the data at the end."""
    stacks = np.vstack([tables, p_data])
    at = np.append(np.arange(len(tables)), len(tables) + 0.5)
    looks = zip(["#00543d", "#009E73", "#7fceb9", "#e5f5f1"], ["", "//", "..", ""])
    for picture, (tone, hatch) in enumerate(looks):
        look = {"color": tone, "hatch": hatch, "edgecolor": "black", "label": PICTURES[picture]}
        ax.bar(at, stacks[:, picture], bottom=stacks[:, :picture].sum(axis=1), **look)
    ax.set(title=title, xlabel="round", xticks=at, xticklabels=[*range(len(tables)), "data"])


def picture_of_two_games():
    figure, axes = plots.figure(1, 2, size=(9.0, 3.6), sharey=True)
    stack(axes[0], small, "a small step a round")
    stack(axes[1], full, "all the way, every round")
    axes[0].set_ylabel("what G draws")
    names = axes[0].get_legend_handles_labels()
    figure.legend(*names, loc="outside right center", reverse=True, frameon=False)
    start, walked, hopped = (jensen_shannon(p_data, table) for table in (p_g, small[-1], full[-1]))
    caption = (
        f"What G draws in each round. With small steps JSD falls from {start:.3f} to {walked:.6f}; "
    )
    return figure, caption + f"with full replies it ends at {hopped:.3f}, all on one picture."


# %%
plots.show(*picture_of_two_games())

# %% [markdown]
# ### How large a step?
#
# `g_step` has a `rate`: each share is multiplied by $(1 - D)^{-\text{rate}}$. So far it was 1. At a rate near 0 hardly
# anything moves, and a huge rate *is* the full reply.
#
# **Predict.** D is at its best before every move. With steps three times as large, at rate 3, when does G arrive, compared with rate 1?

# %%
predict("three_times_the_step", "sooner", "later or just as soon", "never")

# %% [markdown]
# **Predict.** Now let D be one round *late*, the best D for the G of the round before. When does G arrive at rate 3, compared with
# rate 1?

# %%
predict("three_times_and_late", "sooner", "later or just as soon", "never")

# %% [markdown]
# **Explore.** Find the largest rate at which G still settles on the data. Then let D be late, and find it again.


# %% draws="the same stacked bars, for a rate and a D that you choose"
LATE = "the best for the p_g of the round before"


def picture_of_rounds(rate, D):
    tables = play(lambda q, answers: g_step(q, answers, rate), p_g, 24, late=int(D == LATE))
    figure, ax = plots.figure(size=(9.4, 3.4))
    stack(ax, tables, f"rate {rate:.1f}, D: {D}")
    ax.set_ylabel("what G draws")
    ax.tick_params(axis="x", labelsize=8)
    figure.legend(
        *ax.get_legend_handles_labels(), loc="outside right center", reverse=True, frameon=False
    )
    marks = ", ".join(f"{max(jensen_shannon(p_data, q), 0):.3f}" for q in tables[::4])
    return figure, f"Rate {rate:.1f}, D: {D}. JSD in rounds 0, 4, 8 … 24: {marks}."


explore(picture_of_rounds, rate=(0.1, 5.0, 1.0, 0.1), D=[BEST, LATE])

# %% [markdown]
# Found them? Here is the number of rounds until JSD is below 0.001 and stays there, for both D's.


# %% tags=["nbval-check-output"]
def rounds_to_settle(rate, late, rounds=200):
    """The round from which JSD stays below 0.001; "never" if it has not settled in half of the rounds."""
    tables = play(lambda q, D: g_step(q, D, rate), p_g, rounds, late)
    above = np.flatnonzero([jensen_shannon(p_data, q) > 0.001 for q in tables])
    return above[-1] + 1 if above[-1] < rounds / 2 else "never"


print("rate     D at its best    D one round late")
for rate in (0.1, 0.5, 1, 1.5, 2, 3, 4):
    print(f"{rate:4} {rounds_to_settle(rate, late=0):>17} {rounds_to_settle(rate, late=1):>19}")


# %% tags=["nbval-check-output"]
def in_words(rate, late):
    """When G arrives at this rate, compared with rate 1."""
    rounds, at_one = rounds_to_settle(rate, late), rounds_to_settle(1, late)
    if rounds == "never":
        return rounds
    return "sooner" if rounds < at_one else "later or just as soon"


outcome("three_times_the_step", in_words(3, late=0))
outcome("three_times_and_late", in_words(3, late=1))

# %% [markdown]
# Larger steps arrive *sooner* at first, then later again, and beyond a threshold never. From our G the fewest rounds, 3, are needed
# at rates from 2.2 to 2.6; that is a measurement. Near the data you can work it out. To
# first order a round multiplies the difference of $p_g$ and $p_\text{data}$ by $1 - \text{rate}/2$: ½ at rate 1, nothing left at
# rate 2, the best one there. Beyond it G passes the data and comes back, and from rate 4 on the difference grows with every round. (From
# our G, which starts far off, the slider finds *never* a little earlier, from 3.5 on.) A late D halves the threshold: what D says was true one round ago, G overshoots, and the threshold near the data
# is 2. (At small rates it does no harm: it pushes a little too long, which at rate 0.5 even saves a round.) So *small* means small for the D of the moment. Networks have no such formula, and their D is
# never quite at its best.

# %% [markdown]
# And if D had to commit itself first, $\max_D \min_G$? Then G replies in full to whatever D says, and D can only guard
# against that by trusting no picture more than another: ½ on every picture that the data show. This guarantees −1.386,
# the same value as in the other order, and it teaches nothing, since against ½ every G does equally well. For tables the
# two orders agree on the *value*, not on what the players do. For networks not even the values need agree.

# %% [markdown]
# ## Four stories, one game

# %% [markdown] tags=["teacher"]
# **For the teacher · at home.**
#
# *Board:* If you have five minutes after all: the table of stories with the column *what G hears back* left empty,
# for the class to fill in.
#
# *Ask before running:* "Who has more information about the real pictures at the end, the forger or the critic?" and
# "What would the parrot need to hear?" (D's answer and its slope at every pixel: 784 numbers in place of one bit.)
#
# *Expect:* In Exercise 1.5 deal with `seed=` your group's number, so that neighbours hold different letters; the
# check follows the last deal. The card to discuss aloud next time is the one about ½: ask for two situations in which
# every answer of D is ½, and then for a measurement that tells them apart (train D a little more with G held fixed,
# and see whether V rises).

# %% [markdown]
# GANs are often introduced by a story. All four below tell of the same game. Ask of each: what does a player *see*, and
# what does G *hear back*?
#
# | story | G and D | what G hears back | where it breaks |
# |---|---|---|---|
# | the counterfeiter | criminal · police, or a clerk at the bank | accepted or refused | a clerk at 50 % proves a master forger, or a clerk who tosses a coin |
# | the art forger | forger · critic | the critic's reasons, if the forger is lucky | a forger studies real paintings; G never sees one, it learns of them through D only |
# | the parrot behind a curtain | parrot · little brother | a treat or none: one bit | the real G gets D's *gradient*: for each pixel, which way to change it |
# | the two boxers | sparring partners | blows | nobody promises that both get better: you have seen a pair that goes round in a circle |
#
# First break: **50 % is not a proof.** "The fakes are so good that no expert can tell" makes D answer ½. So does a D that
# knows nothing. Compare the three situations.

# %% tags=["nbval-check-output"]
situations = {
    "first G, blind D": (blind, p_g),
    "first G, best D": (best_D(p_data, p_g), p_g),
    "perfect G, best D": (best_D(p_data, p_data), p_data),
}
for name, (D, q) in situations.items():
    reports = f"V = {value(D, p_data, q):.3f}   mean answer to a fake = {np.sum(q * D):.3f}"
    print(f"{name:18} {reports}   JSD = {jensen_shannon(p_data, q):.3f}")

# %% [markdown]
# The first and the last line differ in nothing that D reports, and in everything that matters. ½ is news about G only if
# you know that D is at its best.
#
# Second break: **one bit or a gradient.** A parrot that wants to know how real its *left* sounds to a brother whose
# answer is 0.8 can only count treats. The spread of a share of $n$ treats is $\sqrt{0.8 \cdot 0.2 / n}$, so two digits
# take 1,600 performances of one picture. A generator network is *told* D's answer, and with it the direction in which
# every one of its pixels should change: 784 numbers for a single digit. That is why D must be differentiable, and it is
# what the stories leave out.
#
# Third break: **they get better together.** In the round-by-round table above, the two right-hand columns belong to a
# perfect D and to a G that gives its best reply every time. Neither gets anywhere. They improve together if the moves
# are small enough, and not because they fight.

# %% [markdown]
# ## Three criteria, three models
#
# Maximum likelihood minimises $\mathrm{KL}(p_\text{data} \| p_g)$, the game minimises JSD. If a model can match the data
# exactly, both lead there. Real models cannot, and then the criterion decides *what* is got wrong.
#
# A new world: a row of six pixels with ink in exactly one, so there are six pictures, 1 to 6. The data have two humps.
# The model is simple-minded: it is uniform on an interval of pictures, from a first to a last. There are 21 such
# intervals.

# %%
p_six = np.array([0.01, 0.01, 0.43, 0.23, 0.01, 0.31])


def uniform_on(first, last, pictures):
    """The table that is uniform on pictures first to last, both included, counted from 1."""
    number = np.arange(1, pictures + 1)
    return np.where((number >= first) & (number <= last), 1 / (last - first + 1), 0.0)


# %% [markdown]
# **Predict.** One criterion cannot bear to miss a picture. One cannot bear to draw what the data hardly show. One is in
# between. Which interval does maximum likelihood choose, that is $\mathrm{KL}(p_\text{data} \| p_g)$?

# %%
predict("interval_of_likelihood", "3 to 3", "3 to 4", "3 to 6", "1 to 6")

# %% [markdown]
# **Predict.** And with KL the other way round, $\mathrm{KL}(p_g \| p_\text{data})$?

# %%
predict("interval_of_reversed_kl", "3 to 3", "3 to 4", "3 to 6", "1 to 6")

# %% [markdown]
# **Predict.** And the game, with JSD?

# %%
predict("interval_of_jsd", "3 to 3", "3 to 4", "3 to 6", "1 to 6")

# %% [markdown]
# ### Exercise 1.4 · What each criterion chooses
# *Difficulty 3 of 5 · 6 minutes · needed later: no*
#
# For any table `p`, try all intervals and return the best one by each of the three criteria, as
# `[(first, last), (first, last), (first, last)]`, counted from 1, both ends included. You have `kl`, `jensen_shannon` and
# `uniform_on`.


# %%
def closest_intervals(p):
    """The intervals (first, last) with the smallest KL(p || q), KL(q || p) and JSD(p, q), in this order."""
    ### BEGIN SOLUTION
    n = len(p)
    candidates = [(first, last) for first in range(1, n + 1) for last in range(first, n + 1)]
    criteria = [kl, lambda p, q: kl(q, p), jensen_shannon]
    return [
        min(candidates, key=lambda ends: criterion(p, uniform_on(*ends, n))) for criterion in criteria
    ]
    ### END SOLUTION


# %%
closest_intervals = check("closest_intervals", closest_intervals)


# %% draws="the interval that each of the three criteria chooses"
def picture_of_three_choices(chosen):
    names = ["KL(p_data‖p_g): maximum likelihood", "KL(p_g‖p_data): the other way", "JSD: the game"]
    figure, axes = plots.figure(1, 3, size=(9.4, 3.0), sharey=True)
    for ax, name, (first, last) in zip(axes, names, chosen):
        at = np.arange(1, 7)
        ax.bar(at, p_six, width=0.8, **DOTTED)
        ax.bar(at, uniform_on(first, last, 6), width=0.5, color=plots.GREEN, alpha=0.75)
        ax.set(title=name, xticks=at, xlabel="picture")
        ax.title.set_fontsize(10)
    said = "; ".join(f"{name}: {first} to {last}" for name, (first, last) in zip(names, chosen))
    return figure, f"The interval that each criterion chooses. {said}."


plots.show(*picture_of_three_choices(closest_intervals(p_six)))

# %% tags=["nbval-check-output"]
asked = ("interval_of_likelihood", "interval_of_reversed_kl", "interval_of_jsd")
for name, (first, last) in zip(asked, closest_intervals(p_six)):
    outcome(name, f"{first} to {last}")

# %% [markdown]
# Maximum likelihood covers everything, and spends half of its draws on pictures that are 3 % of the data: with images,
# many that look like nothing in the data. The reversed KL sits on one hump and drops the other. JSD takes both humps and gives up the two rare pictures on
# the left. That is the exact minimum of the criterion of the game; what *training* does to it, you saw above, is another
# matter. For many other tables two of the three agree, so take this as a possibility, not as a law.

# %% [markdown]
# ## Seven sentences
#
# Sentences much like these stand in popular introductions to GANs. Each is a step away from being right. Choose one
# letter a card. The order is shuffled by the seed; your teacher may give you another one.

# %% tags=["nbval-check-output"]
cards.deal("statements", seed=1)

# %% [markdown]
# ### Exercise 1.5 · What is true
# *Difficulty 3 of 5 · 6 minutes · needed later: no*
#
# Return your letters, for example `{1: "a", 2: "c", 3: "a", 4: "b", 5: "d", 6: "a", 7: "b"}`. A list or a text of seven
# letters will do as well.


# %%
def statements():
    """One letter for each of the seven cards, as a dictionary."""
    ### BEGIN SOLUTION
    return {1: "a", 2: "b", 3: "d", 4: "c", 5: "a", 6: "a", 7: "c"}  # for seed=1
    ### END SOLUTION


# %%
statements = check("statements", statements)

# %% [markdown]
# ## From bars to a curve

# %% [markdown] tags=["teacher"]
# **For the teacher · 3 minutes.**
#
# *Board:* A bar of width $h$ and height $p_g(x)$: its *area* is the probability. Halve $h$, and ask what halves.
#
# *Ask before running:* "Can a density be larger than 1?" (Yes: all of G's samples in an interval of length ½ means 2
# per unit. A probability cannot.)
#
# *Expect:* "D\* is high where there are many data." Point at $x = -3$: hardly any data, hardly ever a fake, and D\* is
# near 1. It compares, it does not count.
#
# *If time is short:* Show the table that is printed; the formulas of logit and softplus wait for lesson 02.

# %% [markdown]
# In lesson 02 a sample is not one of four pictures but a number. Numbers have no table: each single one has probability
# zero. But cut the line into bars of width $h$, and ask only which bar a number falls into. Then there is a table again,
# one entry a bar, and everything above holds for it.
#
# **Predict.** Make the bars ten times thinner. What happens to the largest entry of G's table, and what to JSD?

# %%
predict(
    "ten_times_thinner",
    "both shrink to a tenth",
    "only the entry shrinks",
    "neither changes much",
)


# %%
def share_below(x, mean, spread):
    """The share of a normal distribution that lies below x."""
    return np.array([0.5 + 0.5 * math.erf((end - mean) / (spread * math.sqrt(2))) for end in x])


def tables_of_bars(width):
    """Data around 0, G's numbers around 1 and closer together: the left ends of the bars, and both tables."""
    edges = np.linspace(-5, 5, round(10 / width) + 1)
    p, q = (np.diff(share_below(edges, mean, spread)) for mean, spread in ((0, 1), (1, 0.3)))
    return edges[:-1], p, q


# %% tags=["nbval-check-output"]
print("width   bars   largest share of G   share / width   D* from -3   D* from 1     JSD")
for width in (1, 0.5, 0.1, 0.01):
    left, p, q = tables_of_bars(width)
    at_3, at_1 = (best_D(p, q)[np.abs(left - start).argmin()] for start in (-3, 1))
    row = f"{width:5} {len(p):6} {q.max():20.4f} {q.max() / width:15.4f}"
    print(row + f" {at_3:12.4f} {at_1:11.4f} {jensen_shannon(p, q):7.4f}")

# %% tags=["nbval-check-output"]
entries, divergences = [], []
for width in (0.1, 0.01):
    _, p, q = tables_of_bars(width)
    entries.append(q.max())
    divergences.append(jensen_shannon(p, q))
shrinks, jsd_shrinks = entries[1] < entries[0] / 2, divergences[1] < divergences[0] / 2
if shrinks:
    measured = "both shrink to a tenth" if jsd_shrinks else "only the entry shrinks"
else:
    measured = "neither changes much"
outcome("ten_times_thinner", measured)

# %% [markdown]
# The shares go to zero with the width. What settles is the share *divided by the width*, probability per unit of length:
# the **density**. A probability is an area under it. So a density may exceed 1, as G's does here: only its whole area may not.
# D\* settles too, because the widths above and below its line cancel: it is the same ratio, of densities. And the sums
# become integrals, V as well as JSD.
#
# The argument for D\* needs nothing new. It was made for one picture at a time, so it holds for one point at a time. And D\*
# *compares*: in the bar that starts at −3 there are hardly any data, yet there are far fewer fakes, and D\* is 1 to four digits.


# %% draws="both distributions and the best D, in bars of width 1, 0.5 and 0.1"
def picture_of_the_bridge():
    figure, axes = plots.figure(1, 3, size=(9.4, 3.0), sharey=True)
    for ax, width in zip(axes, (1, 0.5, 0.1)):
        left, p, q = tables_of_bars(width)
        edges = np.append(left, 5)
        ax.stairs(q / width, edges, fill=True, color=plots.GREEN, alpha=0.75, label="p_g")
        ax.stairs(p / width, edges, **plots.DATA, label="p_data")
        ax.stairs(best_D(p, q), edges, **plots.DISCRIMINATOR, label="D*")
        ax.set(title=f"bars of width {width}", xlabel="x", xlim=(-4, 4))
    axes[0].set_ylabel("share per unit of length")
    names = axes[0].get_legend_handles_labels()
    figure.legend(*names, loc="outside upper center", ncols=3, frameon=False)
    peak, jsd = (q / width).max(), jensen_shannon(p, q)
    words = f"G's tallest bar comes to {peak:.2f} per unit of length, and JSD to {jsd:.3f}."
    return figure, f"The same two distributions in bars of width 1, 0.5 and 0.1. {words}"


plots.show(*picture_of_the_bridge())

# %% [markdown]
# One more word before networks play. A network puts out any number, and D\* is between 0 and 1. So D gives a **logit**, the
# log of its odds: $a = \log\frac{D}{1 - D}$, and back, $D = 1/(1 + e^{-a})$, the sigmoid. Then
# $\log D = -\log(1 + e^{-a})$ and $\log(1 - D) = -\log(1 + e^{a})$. The function $\log(1 + e^a)$ is called **softplus**. The odds
# of D\* are $p_\text{data}/p_g$, so its logit is $\log p_\text{data} - \log p_g$.

# %%
summary("01")

# %% [markdown]
# ## What you believe now
#
# The five sentences from the start. Judge them again: this time each answer tells you what is true, and why.

# %%
beliefs("01", after=True)

# %% [markdown]
# ## Recap
#
# - V is D's mean log-score on real pictures plus its mean log-score on fakes. D wants it large, G wants it small.
# - Against a fixed G the best D is $p_\text{data}/(p_\text{data} + p_g)$, and it leaves $C(G) = -\log 4 + 2\,\mathrm{JSD}$.
# - C(G) runs from −log 4 = −1.386, only at $p_g = p_\text{data}$, to 0, when the two share nothing.
# - V = −log 4 or D = ½ proves nothing by itself: a blind D reports the same.
# - Against a fixed D, G's best reply is one single picture. Small steps arrive, larger ones sooner, still larger ones later, too large ones never.

# %% [markdown]
# ## What popular introductions say, and what is true
#
# Five widely read introductions were the starting point of this course. Here is where this lesson parts from them,
# besides the seven sentences above.
#
# | said | true |
# |---|---|
# | KL is a good distance between distributions | it is not symmetric and can be infinite; both happened to our first G |
# | train D to its best, then G to its best against this D, and repeat | the full reply to a fixed D is one picture; take small steps |
# | the generator's output is noise | noise goes in; what comes out is a picture |
# | log D(x) is D's probability that x is real | D(x) is that probability; its log is what D is paid |
# | D is trained for the mean of log D(x) | that is one of its two terms; alone it would make D answer 1 to everything |
# | the two get better together | not guaranteed: full replies go round in a circle |
# | a falling loss means better samples | G's best reply to a fixed D has the lowest loss, and a larger JSD than before |

# %% [markdown]
# ## Further reading
#
# - I. Goodfellow, J. Pouget-Abadie, M. Mirza, B. Xu, D. Warde-Farley, S. Ozair, A. Courville, Y. Bengio, *Generative
#   Adversarial Nets*, 2014, [arXiv:1406.2661](https://arxiv.org/abs/1406.2661): sections 3 and 4 are this lesson;
#   Proposition 1 is Exercise 1.2, Theorem 1 is Exercise 1.3, Proposition 2 is the walk of small steps.
# - J. Lin, *Divergence measures based on the Shannon entropy*, IEEE Transactions on Information Theory 37 (1991), 145–151:
#   where JSD comes from.
# - L. Theis, A. van den Oord, M. Bethge, *A note on the evaluation of generative models*, 2016,
#   [arXiv:1511.01844](https://arxiv.org/abs/1511.01844): what KL, JSD and others prefer when no model fits exactly.
#
# Next: [lesson 02](02_figure_one.ipynb) plays this game with networks on the real line, where you can still check every
# number.
