"""The smallest GAN there is, the Dirac-GAN of Mescheder, Geiger and Nowozin (2018, section 2), with the course's losses.

All data are at 0 and all fakes at θ, the generator's only number. D's logit is ψ·x, and ψ is its only number. The best
each can do is θ = ψ = 0. With the Wasserstein loss the game is V = −ψθ, up to a sign the bilinear game xy of lesson 04.
NumPy throughout: θ and ψ are floats or arrays of one shape.
"""

import numpy as np

LOSSES = ("non-saturating", "saturating", "Wasserstein")
PENALTIES = ("none", "R1", "WGAN-GP")
START = (1.0, 1.0)


def sigmoid(logits):
    return (1 + np.tanh(np.asarray(logits) / 2)) / 2  # no overflow, unlike 1 / (1 + exp(−a))


def pulls(theta, psi, loss: str = "non-saturating", penalty: str = "none", gamma: float = 0.0):
    """What each player descends, with the minus sign: the directions in which θ and ψ move, a pair.

    penalty, on D's slope, which is ψ everywhere: "R1" costs γ/2·ψ², "WGAN-GP" γ/2·(|ψ| − 1)², where γ is twice that
    paper's λ. Raises ValueError for a loss or penalty that it does not know.
    """
    if loss not in LOSSES or penalty not in PENALTIES:
        raise ValueError(f"loss must be one of {', '.join(LOSSES)}, and penalty one of {', '.join(PENALTIES)}")
    on_fake = 1.0 if loss == "Wasserstein" else sigmoid(psi * theta)  # of D's loss, in the logit of the fake
    of_g = 1 - on_fake if loss == "non-saturating" else on_fake
    wanted = np.sign(psi) if penalty == "WGAN-GP" else 0.0
    brake = 0.0 if penalty == "none" else gamma * (psi - wanted)
    return psi * of_g, -theta * on_fake - brake


def play(
    rounds: int,
    rate: float,
    *,
    loss: str = "non-saturating",
    penalty: str = "none",
    gamma: float = 0.0,
    in_turn: bool = True,
    beta: float = 0.0,
    looks_ahead: bool = False,
    start: tuple[float, float] = START,
) -> np.ndarray:
    """The path (rounds + 1, 2) of (θ, ψ). in_turn: D moves first and G answers, else both at once; beta: heavy-ball momentum.

    looks_ahead: the pulls are those at a trial point, one step at once away (extragradient); in_turn then has no say.
    Players who leave for good stop where they are once a number exceeds 1e6.
    """
    path = np.empty((rounds + 1, 2))
    path[0] = start
    (theta, psi), steps = start, (0.0, 0.0)
    for done in range(1, rounds + 1):
        at = theta, psi
        if looks_ahead:
            trial = pulls(theta, psi, loss, penalty, gamma)
            at = theta + rate * trial[0], psi + rate * trial[1]
        on_theta, on_psi = pulls(*at, loss, penalty, gamma)
        step_of_d = rate * on_psi + beta * steps[1]
        if in_turn and not looks_ahead:
            on_theta, _ = pulls(theta, psi + step_of_d, loss, penalty, gamma)
        steps = rate * on_theta + beta * steps[0], step_of_d
        if max(abs(theta), abs(psi)) < 1e6:
            theta, psi = theta + steps[0], psi + steps[1]
        path[done] = theta, psi
    return path
