"""Lesson 05, an MLP GAN on digits: the exercises, their right answers and what each wrong answer is told."""

import contextlib
import copy
import math
from unittest import mock

import torch
from torch import nn
from torch.nn import functional as F

from gancourse import settings
from gancourse.checks.exercise import Exercise
from gancourse.settings import device


def _column(*values: float) -> torch.Tensor:
    """Logits of shape (m, 1) on the chosen device, ready to be asked for their gradient."""
    return torch.tensor([[value] for value in values], device=device(), requires_grad=True)


def _gradient(loss: object, at: torch.Tensor) -> torch.Tensor | float:
    """d loss / d at, or 0 when no gradient arrives there."""
    if not isinstance(loss, torch.Tensor) or not loss.requires_grad:
        return torch.zeros_like(at)
    (slope,) = torch.autograd.grad(loss.sum(), at, retain_graph=True, allow_unused=True)
    return torch.zeros_like(at) if slope is None else slope


# --- 5.1 · make_discriminator -----------------------------------------------------------------------------------------

make_discriminator = Exercise(
    "make_discriminator",
    lesson="05",
    tolerance=1e-4,
    remember="533,505 numbers, and no sigmoid among them: the loss takes the logit, and does its own squashing without rounding.",
)


def _digits(m: int) -> torch.Tensor:
    return torch.rand(m, 1, 28, 28, device=device()) * 2 - 1


def _as_specified(network: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """What a 784-512-256-1 network with LeakyReLU(0.2) makes of `images` with the weights of `network`."""
    named = {tuple(parameter.shape): parameter for parameter in network.parameters()}
    hidden = images.flatten(1)
    for outputs, inputs in ((512, 784), (256, 512)):
        hidden = F.leaky_relu(F.linear(hidden, named[outputs, inputs], named[(outputs,)]), 0.2)
    return F.linear(hidden, named[1, 256], named[(1,)])


@make_discriminator.probe("7 images of shape (7, 1, 28, 28)", expected="7 logits, shape (7, 1)")
def seven_images(answer):
    return {"shape": tuple(answer().to(device())(_digits(7)).shape)}


@make_discriminator.probe("one image, shape (1, 1, 28, 28)", expected="one logit, shape (1, 1)")
def one_image(answer):
    return {"shape_for_one": tuple(answer().to(device())(_digits(1)).shape)}


@make_discriminator.probe("its parameters", expected="533,505 numbers: 784·512 + 512, 512·256 + 256, 256 + 1")
def size_of_d(answer):
    return {"numbers": sum(parameter.numel() for parameter in answer().parameters())}


@make_discriminator.probe(
    "the same image in the company of six others, and then of six different ones",
    expected="the same verdict: what D says of an image depends on that image alone",
    holds=lambda seen: seen["company_matters"] < 1e-4,
)
def company(answer):
    network, image = answer().to(device()), _digits(1)
    with torch.no_grad():
        first, second = (network(torch.cat([image, others]))[0] for others in (_digits(6), _digits(6) * 0.1 - 0.9))
    return {"company_matters": (first - second).abs().max()}


@make_discriminator.probe(
    "images far larger than any real one, so that D has to be very sure",
    expected="logits on both sides: some below 0, some above 1",
    holds=lambda seen: seen["lowest"] < 0 and seen["highest"] > 1,
)
def very_sure(answer):
    with torch.no_grad():
        logits = answer().to(device())(torch.randn(64, 1, 28, 28, device=device()) * 300)
    return {"lowest": logits.min(), "highest": logits.max()}


@make_discriminator.probe(
    "an image x and its negative -x",
    expected="a network that bends: D(x) + D(-x) is not 2·D(0)",
    holds=lambda seen: seen["bend"] > 1e-3,
)
def bends(answer):
    network, images = answer().to(device()), _digits(16)
    with torch.no_grad():
        return {"bend": (network(images) + network(-images) - 2 * network(torch.zeros_like(images))).abs().max()}


@make_discriminator.probe(
    "your weights, put through 784-512-256-1 with LeakyReLU(0.2) after both hidden layers",
    expected="the same logits as your network gives",
    holds=lambda seen: seen["difference"] < 1e-3 and seen["two_calls_share"] is False,
)
def follows_the_specification(answer):
    network, other, images = answer().to(device()), answer(), _digits(9) * 3
    with torch.no_grad():
        difference = (network(images) - _as_specified(network, images)).abs().max()
    shared = {parameter.data_ptr() for parameter in network.parameters()} & {p.data_ptr() for p in other.parameters()}
    return {"difference": difference, "two_calls_share": bool(shared) or network is other}


def _d_layers(first: list, after: list, last: list) -> nn.Sequential:
    """784-512-256-1, with `first` before, copies of `after` behind each hidden layer, `last` behind the end."""
    again = [copy.deepcopy(layer) for layer in after]
    return nn.Sequential(*first, nn.Linear(784, 512), *after, nn.Linear(512, 256), *again, nn.Linear(256, 1), *last)


@make_discriminator.right
def d_as_sequential():
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 512),
        nn.LeakyReLU(0.2),
        nn.Linear(512, 256),
        nn.LeakyReLU(0.2),
        nn.Linear(256, 1),
    )


@make_discriminator.right
def d_as_module():
    class Discriminator(nn.Module):
        def __init__(self):
            super().__init__()
            self.out, self.second, self.first = nn.Linear(256, 1), nn.Linear(512, 256), nn.Linear(784, 512)

        def forward(self, images):
            hidden = F.leaky_relu(self.first(images.reshape(len(images), -1)), 0.2)
            return self.out(F.leaky_relu(self.second(hidden), 0.2))

    return Discriminator()


@make_discriminator.wrong(when=lambda seen: seen["lowest"] >= 0 and seen["highest"] <= 1)
def d_ends_in_a_sigmoid():
    """However sure D is, its answer stays between {lowest:.3f} and {highest:.3f}: that is a probability, not a logit. The
    losses of this lesson take logits, and would squash a second time, so the most certain D could not say more than 0.73.
    Which layer of yours turns any number into one between 0 and 1?"""
    return _d_layers([nn.Flatten()], [nn.LeakyReLU(0.2)], [nn.Sigmoid()])


@make_discriminator.wrong
def d_flattens_the_batch_too():
    """It stopped with "{error}". Seven images of 784 numbers became one row of 5,488, so the network no longer knows
    where one image ends. From which dimension on should flattening start, if dimension 0 counts the images?"""
    return _d_layers([nn.Flatten(0)], [nn.LeakyReLU(0.2)], [])


@make_discriminator.wrong
def d_does_not_flatten():
    """It stopped with "{error}". A Linear layer multiplies along the last dimension, and for images of shape
    (m, 1, 28, 28) that is one row of 28 pixels. What must happen to an image before 784 weights can meet 784 pixels?"""
    return _d_layers([], [nn.LeakyReLU(0.2)], [])


@make_discriminator.wrong
def d_has_batch_norm():
    """With one image alone it stopped: "{error}". BatchNorm measures an image against the others in its batch, so your D
    judges the company as well as the image. The loss needs a verdict about one image: which layers mix the images of
    a batch?"""
    return _d_layers([nn.Flatten(), nn.BatchNorm1d(784)], [nn.LeakyReLU(0.2)], [])


@make_discriminator.wrong(when=lambda seen: seen["bend"] < 1e-3 and seen["shape"] == (7, 1))
def d_is_one_straight_line():
    """D(x) + D(−x) and 2·D(0) differ by only {bend:.1e}: your three layers together are one straight line, and their
    {numbers:,} numbers do the work of 785. No straight line through pixel space parts digits from scribbles. What is
    missing between two Linear layers?"""
    return _d_layers([nn.Flatten()], [], [])


@make_discriminator.wrong
def d_uses_plain_relu():
    """Shapes and sizes are right, but your network bends otherwise than asked: the logits differ by {difference:.2f}. A ReLU
    answers every negative input with 0, and where D's units are at 0 no gradient comes back to G. What would let a little
    through?"""
    return _d_layers([nn.Flatten()], [nn.ReLU()], [])


@make_discriminator.wrong
def d_leaks_the_default():
    """Nearly: your logits differ from the specification by {difference:.2f}. LeakyReLU without a number lets through 1 % of
    a negative input; asked for are 20 %, which is how much of D's gradient reaches G through a unit that is off. Where
    does that number go?"""
    return _d_layers([nn.Flatten()], [nn.LeakyReLU()], [])


_one_d = d_as_sequential()


@make_discriminator.wrong
def d_is_made_once():
    """The network is right, and it is the same one at every call: two calls share their weights ({two_calls_share}). The
    lesson trains several GANs one after another, and the second would start with a D that the first has trained. Where
    must the layers be made so that each call gets new ones?"""
    return _one_d


make_discriminator.hints(
    "Four stations: an image becomes a row of 784 numbers, twice a wide layer with a bend behind it, then one number.",
    "nn.Flatten() keeps dimension 0 and joins the rest. The last layer is followed by nothing at all.",
    "nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.LeakyReLU(0.2), …, nn.Linear(256, 1))",
)


# --- 5.2 · discriminator_loss -----------------------------------------------------------------------------------------

discriminator_loss = Exercise(
    "discriminator_loss",
    lesson="05",
    remember="A D that only guesses pays log 2 on the real ones and log 2 on the fakes: 2·log 2 = 1.386. It is V with the sign changed.",
)


@discriminator_loss.probe(
    "real logits 2 and -1, fake logits 0.5 and -3",
    expected="1.231427: the mean of -log D over the real ones plus the mean of -log(1 - D) over the fakes",
)
def four_logits(answer):
    return {"got": answer(_column(2.0, -1.0), _column(0.5, -3.0))}


@discriminator_loss.probe("a D that only guesses: logit 0 for 2 real images and 3 fakes", expected="2·log 2 = 1.386294")
def guessing(answer):
    return {"at_guess": answer(_column(0.0, 0.0), _column(0.0, 0.0, 0.0))}


@discriminator_loss.probe(
    "1 real image with logit 2 and 3 fakes with logits 0.5, -3 and 1",
    expected="0.905570: each kind has its own mean, however many there are of it",
)
def uneven(answer):
    return {"uneven": answer(_column(2.0), _column(0.5, -3.0, 1.0))}


@discriminator_loss.probe(
    "a D that is certain and wrong: real at logit -120, fakes at 120", expected="240, a finite number"
)
def certain_and_wrong(answer):
    return {"at_certain": answer(_column(-120.0, -120.0), _column(120.0, 120.0))}


@discriminator_loss.probe(
    "the slope of the loss at real logits 2, -1 and fake logits 0.5, -3",
    expected="(D - 1)/2 for each real one and D/2 for each fake",
)
def slopes_of_d(answer):
    real, fake = _column(2.0, -1.0), _column(0.5, -3.0)
    loss = answer(real, fake)
    return {"slope_at_real": _gradient(loss, real).flatten(), "slope_at_fake": _gradient(loss, fake).flatten()}


@discriminator_loss.right
def d_loss_with_softplus(real_logits, fake_logits):
    return F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()


@discriminator_loss.right
def d_loss_with_cross_entropy(real_logits, fake_logits):
    on_real = F.binary_cross_entropy_with_logits(real_logits, torch.ones_like(real_logits))
    return on_real + F.binary_cross_entropy_with_logits(fake_logits, torch.zeros_like(fake_logits))


@discriminator_loss.right
def d_loss_with_logsigmoid(real_logits, fake_logits):
    return -(F.logsigmoid(real_logits).mean() + F.logsigmoid(-fake_logits).mean())


@discriminator_loss.wrong
def averages_the_two_parts(real_logits, fake_logits):
    """You halve the sum: a guessing D pays {at_guess:.3f} = log 2 in your version. Many codes do this, and D learns the same
    from it, half as fast under plain SGD. This lesson keeps the sum, so that minus your loss is the V of lesson 01; what
    would V of a guessing D be with your halves?"""
    return d_loss_with_softplus(real_logits, fake_logits) / 2


@discriminator_loss.wrong
def swaps_the_labels(real_logits, fake_logits):
    """Your loss is largest, {got:.3f} instead of 1.231, where D is right: it rewards D for calling real images fake. Such a
    D learns 1 − D*, and G is then led away from the data. Which of the two should cost nothing when its logit is very
    high?"""
    return F.softplus(real_logits).mean() + F.softplus(-fake_logits).mean()


@discriminator_loss.wrong
def returns_the_value_function(real_logits, fake_logits):
    """{got:.3f} is V(D, G), the quantity D wants large. An optimiser's step makes its loss smaller, so with this one D
    would learn to be wrong. What turns a hill into a valley?"""
    return -d_loss_with_softplus(real_logits, fake_logits)


@discriminator_loss.wrong
def squashes_twice(real_logits, fake_logits):
    """A D that is as wrong as can be pays only {at_certain:.3f}, and 240 was due. The logits went through a sigmoid before
    a loss that takes another, so D sees nothing but numbers from 0 to 1 as logits. What do the words "with logits" promise
    to do for you?"""
    return d_loss_with_softplus(real_logits.sigmoid(), fake_logits.sigmoid())


@discriminator_loss.wrong
def takes_the_log_of_a_rounded_sigmoid(real_logits, fake_logits):
    """Right for ordinary logits ({got:.6f}), and {at_certain} for a D that is certain and wrong: in float32 sigmoid(120)
    rounds to exactly 1 and 1 − 1 has no logarithm. From a logit of 17 on the run would die of this. Which function computes
    log(1 + eᵃ) without going through the sigmoid?"""
    return -torch.log(torch.sigmoid(real_logits)).mean() - torch.log(1 - torch.sigmoid(fake_logits)).mean()


@discriminator_loss.wrong
def clamps_the_log(real_logits, fake_logits):
    """The value is right for ordinary logits ({got:.6f}), but a D that is certain and wrong pays {at_certain:.0f} instead
    of 240, and where the clamp holds its slope is 0: D could never recover from there. BCELoss on a sigmoid does the same
    at 100. What if the sigmoid and the log were never computed one after the other?"""
    log = lambda p: torch.log(p).clamp(min=-100)  # noqa: E731
    return -log(torch.sigmoid(real_logits)).mean() - log(1 - torch.sigmoid(fake_logits)).mean()


@discriminator_loss.wrong
def sums_over_the_batch(real_logits, fake_logits):
    """You add up over the images: {got:.3f} for two of each, and a guessing D pays {at_guess:.2f} here because there are
    five. Double the batch and every step doubles too, so the learning rate means something else at each batch size. What
    should stay the same when the batch grows?"""
    return F.softplus(-real_logits).sum() + F.softplus(fake_logits).sum()


@discriminator_loss.wrong
def forgets_the_fakes(real_logits, fake_logits):
    """Your loss, {got:.3f}, does not change when the fakes do. Such a D calls everything real and pays nothing for it, and G
    has nobody to fool. What does the second expectation in V ask of D?"""
    return F.softplus(-real_logits).mean()


@discriminator_loss.wrong
def averages_over_everybody(real_logits, fake_logits):
    """You take one mean over real and fake together: {at_guess:.3f} for a D that guesses, and with one real image and three
    fakes {uneven:.3f}, where the fakes count three times as much. V does not say that. How many expectations are there
    in V, and how is each of them estimated?"""
    return torch.cat([F.softplus(-real_logits), F.softplus(fake_logits)]).mean()


@discriminator_loss.wrong
def d_loss_without_a_gradient(real_logits, fake_logits):
    """The number {got:.6f} is right, but it is only a number: its slope at the logits is 0, because the way back to D was cut
    by `.detach()`, `.item()` or `no_grad`. What does `backward()` need besides the value?"""
    return d_loss_with_softplus(real_logits, fake_logits).detach()


discriminator_loss.hints(
    "Two means, one for each kind of image. Each is a cross-entropy: what is the right label for real, what for fake?",
    "With D = sigmoid(a): −log D = softplus(−a) and −log(1 − D) = softplus(a).",
    "F.softplus(−real_logits).mean() plus the same without the minus for the fakes.",
)


# --- 5.3 · generator_loss ---------------------------------------------------------------------------------------------

generator_loss = Exercise(
    "generator_loss",
    lesson="05",
    remember="log 2 = 0.693 is what it costs G when D only guesses. Look for that number in every run.",
)


@generator_loss.probe("two fakes with logits 0.5 and -3", expected="1.761332, the mean of -log D(G(z)) over both fakes")
def two_fakes(answer):
    return {"got": answer(_column(0.5, -3.0))}


@generator_loss.probe(
    "four fakes that D is certain about, logit -50 each",
    expected="50, and a slope of -1/4 at each logit: here G is worst, and here it must be pushed hardest",
)
def certainly_fake(answer):
    logits = _column(-50.0, -50.0, -50.0, -50.0)
    loss = answer(logits)
    return {"at_caught": loss, "gradient": _gradient(loss, logits).mean()}


@generator_loss.probe("one fake that D is certain is real, logit 120", expected="0: there is nothing left to learn")
def completely_fooled(answer):
    return {"at_fooled": answer(_column(120.0))}


@generator_loss.probe("one fake that D is certain about, logit -120", expected="120, a finite number")
def hopeless(answer):
    return {"at_hopeless": answer(_column(-120.0))}


@generator_loss.probe("the slope at logits 0.5 and -3", expected="-(1 - D)/2 at each: -0.1888 and -0.4763")
def slopes_of_g(answer):
    logits = _column(0.5, -3.0)
    return {"slope": _gradient(answer(logits), logits).flatten()}


@generator_loss.right
def g_loss_with_softplus(fake_logits):
    return F.softplus(-fake_logits).mean()


@generator_loss.right
def g_loss_with_real_labels(fake_logits):
    return F.binary_cross_entropy_with_logits(fake_logits, torch.ones_like(fake_logits))


@generator_loss.right
def g_loss_with_logsigmoid(fake_logits):
    return -F.logsigmoid(fake_logits).mean()


@generator_loss.wrong(when=lambda seen: abs(seen["got"] + 0.511332) < 1e-5 and abs(seen["gradient"]) < 1e-6)
def saturating(fake_logits):
    """You minimise log(1 − D(G(z))), the loss in the minimax formula. It has the right fixed point, but look where it
    matters: with D at logit −50 the slope at each fake is {gradient:.1e}, so G hears nothing exactly when it is worst.
    Which loss has its steepest slope there?"""
    return -F.softplus(fake_logits).mean()


@generator_loss.wrong
def helps_the_discriminator(fake_logits):
    """The size is right and the sign is not: your loss falls from {at_fooled:.2f} to {at_caught:.2f} as D gets better at
    catching the fakes. A step downhill makes G easier to catch. Whose wish is that?"""
    return -F.softplus(-fake_logits).mean()


@generator_loss.wrong
def ds_own_loss(fake_logits):
    """{got:.6f} is what D pays for these fakes: you used the label "fake". G would pay {at_fooled:.0f} for fooling D
    completely and {at_caught:.1e} for being caught, so it would learn to be caught. What does G wish D would say?"""
    return F.softplus(fake_logits).mean()


@generator_loss.wrong
def sigmoid_twice(fake_logits):
    """Your loss stays between 0.313 and 0.693 whatever D says (here: {got:.3f}, and {at_hopeless:.3f} for a fake that is
    hopeless). D's output has been through a sigmoid before the loss took another one. What do the words "with logits"
    promise to do for you?"""
    return F.softplus(-fake_logits.sigmoid()).mean()


@generator_loss.wrong
def adds_up_the_batch(fake_logits):
    """You add up over the fakes: {got:.3f} for two of them, {at_caught:.0f} for four. With twice the batch G's step would
    be twice as long, and the learning rate would mean something else each time. What should not depend on how many you
    drew?"""
    return F.softplus(-fake_logits).sum()


@generator_loss.wrong
def rescues_the_log_with_epsilon(fake_logits):
    """For ordinary logits the value is right, {got:.4f}. But where D is certain, at logit −50, the small number inside the
    log has taken over: the loss stays at {at_caught:.1f} instead of 50 and its slope is {gradient:.1e} instead of −0.25.
    You kept the value finite and lost the gradient; which one does G learn from?"""
    return -torch.log(torch.sigmoid(fake_logits) + 1e-8).mean()


@generator_loss.wrong
def log_of_the_sigmoid(fake_logits):
    """Right as long as D is polite ({got:.6f}), and {at_hopeless} when it is certain: in float32 the sigmoid of a logit below
    about −88 rounds to 0, and log 0 is not a number G can climb back from. Which form of the loss never computes the
    sigmoid at all?"""
    return -torch.log(torch.sigmoid(fake_logits)).mean()


@generator_loss.wrong
def cut_from_the_generator(fake_logits):
    """The value is right, {got:.4f}, but it carries no gradient: `.detach()`, `.item()` or `no_grad` cut the only road from
    D's verdict back to G. In which of the two steps do you want that road closed?"""
    return F.softplus(-fake_logits.detach()).mean()


@generator_loss.wrong
def smooths_the_label(fake_logits):
    """You asked D to say 0.9 and not 1: a G that fools D completely pays {at_fooled:.0f} for it. Label smoothing is for D,
    and for its real images only; it keeps D from being too sure. What would G aim for with your label: to be believed, or to
    be believed nine times in ten?"""
    return F.binary_cross_entropy_with_logits(fake_logits, torch.full_like(fake_logits, 0.9))


@generator_loss.wrong
def expects_probabilities(fake_logits):
    """You took the logarithm of the logits themselves, and got {got}: a logit may be negative, and the logarithm of a
    negative number is not a number. D's sigmoid was left out of this course's D on purpose; which function puts sigmoid and
    log together?"""
    return -torch.log(fake_logits).mean()


generator_loss.hints(
    "Which fakes should push G hardest: those that fool D, or those that do not?",
    "Write −log D(G(z)) with D = sigmoid(logit), and simplify before you type it.",
    "−log sigmoid(a) = softplus(−a). Then the mean over the batch.",
)


# --- 5.4 · six_steps --------------------------------------------------------------------------------------------------

six_steps = Exercise(
    "six_steps",
    lesson="05",
    remember="Six steps, two optimisers, two draws of noise, and the non-saturating loss. (If you left out detach, you are right too: "
    "zero_grad threw away the gradient that D's step had left in G, and only the time for it was lost.)",
)

_LATENT, _RATE = 16, 0.5


class _Watched(nn.Module):
    """A small network that notes what goes through it."""

    def __init__(self, name: str, network: nn.Module, log: list):
        super().__init__()
        self.name, self.network, self.log = name, network, log

    def forward(self, inputs):
        self.log.append((self.name, inputs.detach().clone()))
        return self.network(inputs)


class _WatchedSGD(torch.optim.SGD):
    """Plain SGD that notes each step, and how both networks looked after it."""

    def __init__(self, name: str, network: nn.Module, log: list, networks: dict):
        super().__init__(network.parameters(), lr=_RATE)
        self.name, self.log, self.networks = name, log, networks

    def step(self, closure=None):
        super().step(closure)
        self.log.append((self.name + ".step", _numbers(self.networks)))


def _numbers(networks: dict[str, nn.Module]) -> dict[str, torch.Tensor]:
    return {name: torch.cat([p.detach().flatten().clone() for p in net.parameters()]) for name, net in networks.items()}


def _small_pair(on: torch.device | str) -> dict[str, nn.Module]:
    pixels = 784
    generator = nn.Sequential(
        nn.Linear(_LATENT, 8), nn.Tanh(), nn.Linear(8, pixels), nn.Tanh(), nn.Unflatten(1, (1, 28, 28))
    )
    discriminator = nn.Sequential(nn.Flatten(), nn.Linear(pixels, 4), nn.LeakyReLU(0.2), nn.Linear(4, 1))
    return {"G": generator.to(on), "D": discriminator.to(on)}


class _Lesson:
    """One learner's six steps, watched: `call` runs them on a batch and keeps what happened."""

    def __init__(self, answer, on: torch.device | str):
        self.answer, self.log, self.on = answer, [], on
        self.plain = _small_pair(on)
        self.networks = {name: _Watched(name, network, self.log) for name, network in self.plain.items()}
        self.optimizers = {
            name: _WatchedSGD(name, network, self.log, self.plain) for name, network in self.plain.items()
        }

    def call(self, real: torch.Tensor):
        self.log.clear()
        self.real, self.before = real, _numbers(self.plain)
        self.start = copy.deepcopy(self.plain)
        losses = self.answer(
            self.networks["G"], self.networks["D"], self.optimizers["G"], self.optimizers["D"], real, _LATENT
        )
        self.after = _numbers(self.plain)
        self.losses = tuple(losses) if isinstance(losses, tuple | list) else (losses,)
        return self

    @property
    def order(self) -> str:
        return " then ".join(name[0] for name, _ in self.log if name.endswith(".step")) or "nobody"

    def noises(self) -> list[torch.Tensor]:
        return [inputs for name, inputs in self.log if name == "G"]

    def noise_before(self, who: str) -> torch.Tensor | None:
        """The last noise that went through G before `who` took the first step."""
        noise = None
        for name, value in self.log:
            if name == "G":
                noise = value
            if name == f"{who}.step":
                return noise
        return None

    def moved(self, who: str, during: str) -> float:
        """How far network `who` was moved by everything that belongs to the step of `during`."""
        before, moved = self.before, 0.0
        for name, value in self.log:
            if name.endswith(".step"):
                moved += (value[who] - before[who]).abs().sum().item() if name == f"{during}.step" else 0.0
                before = value
        return moved

    def expected(self) -> dict[str, torch.Tensor]:
        """Where D and G should be after the six steps, with the noise that the learner drew, and the two losses."""
        networks = copy.deepcopy(self.start)
        first, second = self.noise_before("D"), self.noise_before("G")
        fake = networks["G"](first).detach()
        d_loss = d_loss_with_softplus(networks["D"](self.real), networks["D"](fake))
        moves = {"d_loss": d_loss.item()}
        _plain_step(networks["D"], d_loss)
        g_loss = g_loss_with_softplus(networks["D"](networks["G"](second)))
        moves["g_loss"] = g_loss.item()
        _plain_step(networks["G"], g_loss)
        return moves | _numbers(networks)

    def compare(self) -> dict[str, float]:
        """Each network's move as a share of the right one, along it (1 is right), and what is left over (0 is right)."""
        expected, seen = self.expected(), {}
        for who in ("D", "G"):
            mine, right = self.after[who] - self.before[who], expected[who] - self.before[who]
            along = (mine @ right / right.square().sum()).item()
            seen[f"{who.lower()}_along"] = along
            seen[f"{who.lower()}_off"] = ((mine - along * right).norm() / right.norm()).item()
        simultaneous = copy.deepcopy(self.start)
        verdict = simultaneous["D"](simultaneous["G"](self.noise_before("G")))
        _plain_step(simultaneous["G"], g_loss_with_softplus(verdict))
        gap = (self.after["G"] - _numbers(simultaneous)["G"]).norm() / (expected["G"] - self.before["G"]).norm()
        return seen | {"g_from_old_d": gap.item()}


def _plain_step(network: nn.Module, loss: torch.Tensor) -> None:
    slopes = torch.autograd.grad(loss, list(network.parameters()))
    with torch.no_grad():
        for parameter, slope in zip(network.parameters(), slopes):
            parameter -= _RATE * slope


def _real(m: int, on: torch.device | str | None = None) -> torch.Tensor:
    return torch.rand(m, 1, 28, 28, device=on or device()) * 2 - 1


def _number(value) -> float:
    return float(value.detach()) if isinstance(value, torch.Tensor) else float(value)


@six_steps.probe(
    "6 real images, a G and a D of a few neurons, plain SGD",
    expected="one step of D, then one of G: two steps of the optimisers in all",
)
def order_of_the_steps(answer):
    return {"order": _Lesson(answer, device()).call(_real(6)).order}


@six_steps.probe(
    "the same, with a look at the noise",
    expected="6 rows of 16 normal random numbers for D's fakes, and 6 new rows for G's",
    holds=lambda seen: (
        seen["noise_shapes"] == "(6, 16)"
        and seen["fresh"]
        and seen["lowest_noise"] < -1.5
        and 0.7 < seen["noise_spread"] < 1.3
    ),
)
def the_noise(answer):
    lesson = _Lesson(answer, device()).call(_real(6))
    noises = lesson.noises()
    first, second = lesson.noise_before("D"), lesson.noise_before("G")
    fresh = first is not None and second is not None and (first.shape != second.shape or not torch.equal(first, second))
    return {
        "noise_shapes": " and ".join(sorted({str(tuple(noise.shape)) for noise in noises})),
        "fresh": bool(fresh),
        "lowest_noise": min(noise.min().item() for noise in noises),
        "noise_spread": torch.cat([noise.flatten() for noise in noises]).std().item(),
    }


@six_steps.probe(
    "the same, with a look at who moves when",
    expected="D's step moves D and leaves G alone; G's step moves G and leaves D alone",
    holds=lambda seen: (
        seen["d_moved_by_d"] > 1e-6
        and seen["g_moved_by_g"] > 1e-6
        and seen["d_moved_by_g"] == 0 == seen["g_moved_by_d"]
    ),
)
def who_moves(answer):
    lesson = _Lesson(answer, device()).call(_real(6))
    return {f"{who.lower()}_moved_by_{step.lower()}": lesson.moved(who, step) for who in "DG" for step in "DG"}


@six_steps.probe(
    "the same, with D's move beside the one that its loss asks for",
    expected="1 times the right move, and nothing besides",
    holds=lambda seen: abs(seen["d_along"] - 1) < 1e-3 and seen["d_off"] < 1e-3,
)
def d_move(answer):
    seen = _Lesson(answer, device()).call(_real(6)).compare()
    return {"d_along": seen["d_along"], "d_off": seen["d_off"]}


@six_steps.probe(
    "the same, with G's move beside the one that its loss asks for, judged by the D that has just learned",
    expected="1 times the right move, and nothing besides",
    holds=lambda seen: abs(seen["g_along"] - 1) < 1e-3 and seen["g_off"] < 1e-3,
)
def g_move(answer):
    seen = _Lesson(answer, device()).call(_real(6)).compare()
    return {name: seen[name] for name in ("g_along", "g_off", "g_from_old_d")}


@six_steps.probe(
    "two calls one after the other, the second with a short batch of 4 real images",
    expected="in the second call too each network moves by 1 times its right move, with 4 fakes beside 4 real ones",
    holds=lambda seen: (
        seen["second_shapes"] == "(4, 16)" and abs(seen["d_along_2"] - 1) < 1e-3 and abs(seen["g_along_2"] - 1) < 1e-3
        and seen["d_off_2"] < 1e-3 and seen["g_off_2"] < 1e-3
    ),
)  # fmt: skip
def second_call(answer):
    lesson = _Lesson(answer, device()).call(_real(6)).call(_real(4))
    shapes = " and ".join(sorted({str(tuple(noise.shape)) for noise in lesson.noises()}))
    return {"second_shapes": shapes} | {
        f"{name}_2": value for name, value in lesson.compare().items() if name != "g_from_old_d"
    }


@six_steps.probe(
    "what it returns",
    expected="two numbers: the loss that D descended and the loss that G descended",
    holds=lambda seen: (
        seen["returned_numbers"] == 2 and abs(seen["d_loss_error"]) < 1e-4 and abs(seen["g_loss_error"]) < 1e-4
    ),
)
def what_it_returns(answer):
    lesson = _Lesson(answer, device()).call(_real(6))
    expected, losses = lesson.expected(), lesson.losses
    both = (_number(losses[0]), _number(losses[1])) if len(losses) == 2 else (math.nan, math.nan)
    return {
        "returned_numbers": len(losses) if losses[0] is not None else 0,
        "d_loss_error": both[0] - expected["d_loss"],
        "g_loss_error": both[1] - expected["g_loss"],
    }


@contextlib.contextmanager
def _elsewhere():
    """The meta device as a stand-in for a GPU: it computes shapes only, and refuses to mix with the CPU as a GPU does."""
    with (
        mock.patch.object(settings, "DEVICES", (*settings.DEVICES, "meta")),
        mock.patch.dict(settings._chosen, {"device": "meta"}),
        mock.patch.object(torch.Tensor, "item", lambda tensor: 0.0),
        mock.patch.object(torch.Tensor, "__float__", lambda tensor: 0.0),
    ):
        yield torch.device("meta")


@six_steps.probe(
    "networks and images on another device than the CPU",
    expected="every tensor you make is made on that device, so that the six steps run there unchanged",
    holds=lambda seen: seen["order_elsewhere"] == "D then G",
)
def on_another_device(answer):
    with _elsewhere() as elsewhere:
        return {"order_elsewhere": _Lesson(answer, elsewhere).call(_real(6, elsewhere)).order}


def _go(optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.detach()


def _noise(real, latent_size):
    return torch.randn(len(real), latent_size, device=real.device)


@six_steps.right
def with_detach(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    latent = _noise(real, latent_size)
    fake = generator(latent)
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(fake.detach()))
    _go(d_optimizer, d_loss)
    latent = _noise(real, latent_size)
    fake_logits = discriminator(generator(latent))
    g_loss = g_loss_with_softplus(fake_logits)
    _go(g_optimizer, g_loss)
    return d_loss.detach(), g_loss.detach()


@six_steps.right
def with_labels_and_no_grad(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    ones, zeros = torch.ones(len(real), 1, device=real.device), torch.zeros(len(real), 1, device=real.device)
    with torch.no_grad():
        fake = generator(_noise(real, latent_size))
    logits = discriminator(torch.cat([real, fake]))
    d_loss = 2 * F.binary_cross_entropy_with_logits(logits, torch.cat([ones, zeros]))
    _go(d_optimizer, d_loss)
    g_loss = F.binary_cross_entropy_with_logits(discriminator(generator(_noise(real, latent_size))), ones)
    _go(g_optimizer, g_loss)
    return d_loss.item(), g_loss.item()


@six_steps.right
def without_detach(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    fake = generator(_noise(real, latent_size))
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(fake))
    _go(d_optimizer, d_loss)
    g_loss = g_loss_with_softplus(discriminator(generator(_noise(real, latent_size))))
    _go(g_optimizer, g_loss)
    return d_loss, g_loss


@six_steps.right
def tidies_up_at_the_end(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(fake))
    d_loss.backward()
    d_optimizer.step()
    discriminator.requires_grad_(False)
    g_loss = g_loss_with_softplus(discriminator(generator(_noise(real, latent_size))))
    g_loss.backward()
    g_optimizer.step()
    discriminator.requires_grad_(True)
    d_optimizer.zero_grad()
    g_optimizer.zero_grad()
    return d_loss.item(), g_loss.item()


@six_steps.wrong(when=lambda seen: seen["order"] == "D then G" and seen["g_moved_by_g"] == 0)
def detaches_in_step_six(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """D learns, and G stands still: after its step its numbers have moved by {g_moved_by_g:.1f} in all. The gradient of G's
    loss travels back through D into the fakes and ends there, because the fakes were cut loose from G. In which step is the
    cut right, and what did you feed D in the other one?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake)))
    g_loss = g_loss_with_softplus(discriminator(generator(_noise(real, latent_size)).detach()))
    g_optimizer.zero_grad()
    g_loss.backward()
    g_optimizer.step()
    return d_loss, g_loss.detach()


@six_steps.wrong(when=lambda seen: seen["order"] == "G then D")
def trains_g_first(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """You step {order}. It trains, and one popular introduction does it, but these are not the six steps: D then learns from
    fakes of a G that no longer exists, and G listens to a D that is one batch older. Which of the two should speak with
    fresh knowledge when G takes its step?"""
    fake = generator(_noise(real, latent_size))
    g_loss = _go(g_optimizer, g_loss_with_softplus(discriminator(fake)))
    fake = generator(_noise(real, latent_size)).detach()
    return _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake))), g_loss


@six_steps.wrong(
    when=lambda seen: seen["d_moved_by_g"] > 0 or seen["order"].count("D") > 1 and seen["order"].endswith("D")
)
def steps_d_in_step_six_too(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """The optimisers stepped {order}. `g_loss.backward()` leaves a gradient in D as well, one that says how D could be
    fooled more easily, and your last D step follows it. Who is being trained in step 6, and whose numbers should stay as
    they are?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake)))
    d_optimizer.zero_grad()
    g_loss = _go(g_optimizer, g_loss_with_softplus(discriminator(generator(_noise(real, latent_size)))))
    d_optimizer.step()
    return d_loss, g_loss


@six_steps.wrong(when=lambda seen: seen["order"] == "D then D then G")
def steps_d_twice(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """The optimisers stepped {order}: one step for the real images, one for the fakes. Two half-informed steps are not one
    on the sum, since the second is taken from where the first has moved D (a popular book chapter does this too). At what
    point do the two losses have to meet?"""
    d_real = _go(d_optimizer, F.softplus(-discriminator(real)).mean())
    d_fake = _go(d_optimizer, F.softplus(discriminator(generator(_noise(real, latent_size)).detach())).mean())
    return d_real + d_fake, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(_noise(real, latent_size)))))


@six_steps.wrong(
    when=lambda seen: seen["order"] == "D then G" and not seen["fresh"] and seen["noise_shapes"] == "(6, 16)"
)
def reuses_the_noise(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """G is judged on the very noise D has just learned from (new noise: {fresh}). It often trains, and saves a draw, but D
    has seen exactly these fakes a moment ago, so its verdict on them is not what it would say of others. Step 5 of the six
    begins with a draw: of what?"""
    latent = _noise(real, latent_size)
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(generator(latent).detach())))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(latent))))


@six_steps.wrong(when=lambda seen: "second time" in seen["error"])
def walks_one_graph_twice(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """PyTorch stopped: "{error:.64} …". D's `backward()` has used up the graph inside these fakes, and your G loss wants to
    walk through it again. `retain_graph=True` would silence the error and keep the mistake. Step 5 does not judge the fakes
    of step 3: what does it draw?"""
    fake = generator(_noise(real, latent_size))
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake)))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(fake)))


@six_steps.wrong(when=lambda seen: seen["lowest_noise"] >= 0)
def draws_uniform_noise(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """Your lowest noise is {lowest_noise:.2f} and its spread {noise_spread:.2f}: `torch.rand` draws evenly from 0 to 1, and
    the lesson's latent is normal, from `torch.randn`, with mean 0 and spread 1. Either could feed a G; but what happens to
    pictures that are later drawn from the other one?"""
    noise = lambda: torch.rand(len(real), latent_size, device=real.device)  # noqa: E731
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(generator(noise()).detach())))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(noise()))))


@six_steps.wrong(
    when=lambda seen: (
        seen["order"] == "D then G" and seen["second_shapes"] != "(4, 16)" and seen["noise_shapes"] == "(6, 16)"
    )
)
def remembers_one_batch_size(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """With 6 real images all is well, and with 4 you still draw noise of shape {second_shapes}. The last batch of an epoch is
    often shorter, and labels of the wrong length stop the run there, after minutes. Where does the number of fakes stand
    that you need?"""
    noise = lambda: torch.randn(6, latent_size, device=real.device)  # noqa: E731
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(generator(noise()).detach())))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(noise()))))


@six_steps.wrong(when=lambda seen: seen["order"] == "D then G" and seen["noise_shapes"] not in ("(6, 16)", ""))
def draws_noise_of_another_shape(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """Your noise has shape {noise_shapes}, and 6 real images with a latent size of 16 ask for (6, 16). When the number of
    fakes differs from the number of real ones, D hears more often of one kind. Which two numbers decide the shape of the
    noise?"""
    noise = lambda: torch.randn(100, latent_size, device=real.device)  # noqa: E731
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(generator(noise()).detach())))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(noise()))))


@six_steps.wrong(when=lambda seen: seen["g_along"] < -0.5 and abs(seen["d_along"] - 1) < 1e-3)
def labels_the_fakes_fake_for_g(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """D learns well, and G walks the wrong way: its move is {g_along:.2f} times the right one, so each step makes its fakes
    easier to catch. The loss in your step 6 is D's loss on the fakes. Which label does G want D to read on them?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake)))
    return d_loss, _go(g_optimizer, F.softplus(discriminator(generator(_noise(real, latent_size)))).mean())


@six_steps.wrong(when=lambda seen: abs(seen["g_along"] - 1) < 1e-3 and seen["d_along"] < 0)
def swaps_ds_labels(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """G's step is right, and D's goes backwards: {d_along:.2f} times the right move. Your D is taught to call the real images
    fake and the fakes real, and G then learns to please a D that hates digits. Which call of D gets the label real?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(fake), discriminator(real)))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(_noise(real, latent_size)))))


@six_steps.wrong(when=lambda seen: abs(seen["d_along"] - 0.5) < 1e-3 and seen["d_off"] < 1e-3)
def halves_ds_loss(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """Everything happens in the right order, and D moves {d_along:.2f} times as far as the sum of its two losses asks. You
    took their average. It is a matter of taste for Adam, which divides by the size of the gradient anyway; the lesson's
    landmark is the sum. What does a guessing D pay in your version?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake)) / 2)
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(_noise(real, latent_size)))))


@six_steps.wrong(
    when=lambda seen: (
        abs(seen["d_along"] - 1) < 1e-3 and seen["d_off"] < 1e-3 and abs(seen["g_along"] - 1) < 1e-3 and seen["g_off"] < 1e-3
        and seen["second_shapes"] == "(4, 16)" and (abs(seen["d_along_2"] - 1) > 1e-3 or seen["d_off_2"] > 1e-3)
    )
)  # fmt: skip
def never_clears_d(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """The first call is right. In the second D moves {d_along_2:.2f} times the right move and {d_off_2:.2f} beside it: it
    still carries gradients of the first call, and among them the one that G's `backward()` left in D. PyTorch adds
    gradients up until somebody clears them; when does D's slate have to be clean?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(fake))
    d_loss.backward()
    d_optimizer.step()
    return d_loss.detach(), _go(g_optimizer, g_loss_with_softplus(discriminator(generator(_noise(real, latent_size)))))


@six_steps.wrong(when=lambda seen: seen["d_off"] < 1e-3 and seen["g_from_old_d"] < 1e-3 < seen["g_off"])
def steps_only_at_the_end(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """D's step is right. G's is {g_along:.2f} times the right move with {g_off:.2f} beside it, because G was judged by the D
    from before its step: both gradients were taken first, and both steps after. The authors' own code of 2014 did that, and
    it trains; it is the simultaneous game of a later lesson. In the six steps, what has D already learned when G asks it?"""
    fake = generator(_noise(real, latent_size))
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(fake.detach()))
    g_loss = g_loss_with_softplus(discriminator(generator(_noise(real, latent_size))))
    g_optimizer.zero_grad()
    g_loss.backward()
    d_optimizer.zero_grad()
    d_loss.backward()
    d_optimizer.step()
    g_optimizer.step()
    return d_loss.detach(), g_loss.detach()


@six_steps.wrong(
    when=lambda seen: (
        abs(seen["d_along"] - 1) < 1e-3
        and seen["d_off"] < 1e-3
        and seen["g_off"] > 1e-3
        and seen["order"] == "D then G"
    )
)
def lets_ds_step_leak_into_g(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """D moves as it should; G moves {g_along:.2f} times its right move and {g_off:.2f} beside it. D's `backward()` went on into
    G and left there a gradient that says "be easier to catch", and nobody cleared it before G's own. There are two ways
    to keep it out; which one stops it at the fakes?"""
    d_optimizer.zero_grad()
    g_optimizer.zero_grad()
    d_loss = d_loss_with_softplus(discriminator(real), discriminator(generator(_noise(real, latent_size))))
    d_loss.backward()
    d_optimizer.step()
    g_loss = g_loss_with_softplus(discriminator(generator(_noise(real, latent_size))))
    g_loss.backward()
    g_optimizer.step()
    return d_loss.detach(), g_loss.detach()


@six_steps.wrong(
    when=lambda seen: abs(seen["d_along"] - 1) < 1e-3 and abs(seen["g_off"]) < 1e-3 and 0 < seen["g_along"] < 0.99
)
def uses_the_formula_as_printed(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """D's step is right; G goes in the right direction with {g_along:.2f} of the strength. You minimise log(1 − D(G(z))), the
    printed formula, whose slope is D itself: the better D catches the fakes, the less G hears. The six steps use the label
    "real" for the fakes. What is the slope of −log D(G(z)) when D is near 0?"""
    fake = generator(_noise(real, latent_size)).detach()
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(fake)))
    return d_loss, _go(g_optimizer, -F.softplus(discriminator(generator(_noise(real, latent_size)))).mean())


@six_steps.wrong
def makes_noise_on_the_cpu(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """Your six steps need everything on the CPU. With the networks on another device they stop: "{error:.120}".
    `torch.randn` and `torch.ones` make their tensors on the CPU unless they are told otherwise. Which tensor of yours
    always knows the right device?"""
    noise = lambda: torch.randn(len(real), latent_size)  # noqa: E731
    d_loss = _go(d_optimizer, d_loss_with_softplus(discriminator(real), discriminator(generator(noise()).detach())))
    return d_loss, _go(g_optimizer, g_loss_with_softplus(discriminator(generator(noise()))))


@six_steps.wrong(
    when=lambda seen: seen["returned_numbers"] != 2 and abs(seen["g_along_2"] - 1) < 1e-3 and seen["g_off_2"] < 1e-3
)
def returns_nothing(generator, discriminator, g_optimizer, d_optimizer, real, latent_size=100):
    """All six steps are right, and you returned {returned_numbers} of the two numbers that the curves are drawn from. Which
    two losses would you like to see next to log 2 and 2·log 2 while it trains?"""
    with_detach(generator, discriminator, g_optimizer, d_optimizer, real, latent_size)


six_steps.hints(
    "Steps 1 to 4 are D's: real images, noise, fakes, one loss made of two parts, one step. Steps 5 and 6 are G's: new noise, new "
    "fakes, D's verdict, one loss, one step.",
    "D's step must not reach G: detach the fakes there. G's step must go through D: no detach there. Each step begins with "
    "zero_grad() of its own optimiser.",
    "latent = torch.randn(len(real), latent_size, device=real.device); d_loss = discriminator_loss(discriminator(real), "
    "discriminator(generator(latent).detach())); then zero_grad, backward, step, and the same three for G.",
)


# --- 5.5 · sample_digits ----------------------------------------------------------------------------------------------

sample_digits = Exercise(
    "sample_digits",
    lesson="05",
    tolerance=1e-4,
    remember="eval() is about BatchNorm and Dropout, no_grad() about memory: they are two different switches, and samples need both.",
)


def _small_g(trained_on: float = 1.0) -> nn.Sequential:
    """A generator with BatchNorm and tanh whose running statistics have seen a few batches."""
    network = nn.Sequential(
        nn.Linear(_LATENT, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 784), nn.Tanh(), nn.Unflatten(1, (1, 28, 28))
    ).to(device())
    for _ in range(5):
        network(torch.randn(32, _LATENT, device=device()) * trained_on + 0.5)
    return network


@sample_digits.probe(
    "5 latents of size 16, a G that ends in tanh",
    expected="pictures of shape (5, 1, 28, 28), each pixel (tanh + 1)/2 as G gives it in eval mode",
)
def five_pictures(answer):
    generator = _small_g()
    pictures = answer(generator, torch.randn(5, _LATENT, device=device()) * 4)
    generator.eval()
    return {
        "shape": tuple(pictures.shape),
        "pixels": pictures.flatten()[:60],
        "low": pictures.min(),
        "high": pictures.max(),
    }


@sample_digits.probe(
    "one latent among five, and the same one among five others",
    expected="the same picture: a latent stands for one digit, whoever is drawn with it",
    holds=lambda seen: seen["company_changes"] < 1e-5,
)
def in_other_company(answer):
    generator = _small_g()
    latent = torch.randn(9, _LATENT, device=device())
    first, second = answer(generator, latent[:5])[0], answer(generator, torch.cat([latent[:1], latent[5:]]))[0]
    return {"company_changes": (first - second).abs().max()}


@sample_digits.probe("a G in the middle of its training", expected="in training mode afterwards, as it was before")
def mode_afterwards(answer):
    generator = _small_g().train()
    answer(generator, torch.randn(5, _LATENT, device=device()))
    return {"training_before": True, "training_afterwards": generator.training}


@sample_digits.probe("a G that was in eval mode", expected="in eval mode afterwards, as it was before")
def mode_of_a_finished_g(answer):
    generator = _small_g().eval()
    answer(generator, torch.randn(5, _LATENT, device=device()))
    return {"eval_afterwards": not generator.training}


@sample_digits.probe(
    "what hangs on to the pictures",
    expected="no gradient graph: the pictures are for looking at",
)
def without_a_graph(answer):
    pictures = answer(_small_g(), torch.randn(5, _LATENT, device=device()))
    return {"keeps_the_graph": pictures.requires_grad}


@sample_digits.probe(
    "G's running statistics, before and after",
    expected="unchanged: looking at samples must not train anything",
    holds=lambda seen: seen["statistics_moved"] == 0,
)
def statistics(answer):
    generator = _small_g()
    before = generator[1].running_mean.clone()
    answer(generator, torch.randn(5, _LATENT, device=device()) + 3)
    return {"statistics_moved": (generator[1].running_mean - before).abs().max()}


@sample_digits.right
def sample_and_restore(generator, latent):
    was_training = generator.training
    generator.eval()
    with torch.no_grad():
        pictures = (generator(latent) + 1) / 2
    generator.train(was_training)
    return pictures


@sample_digits.right
def sample_from_a_copy(generator, latent):
    return copy.deepcopy(generator).eval()(latent).detach().mul(0.5).add(0.5)


@sample_digits.wrong
def stays_in_training_mode(generator, latent):
    """The same latent gave two pictures that differ by up to {company_changes:.2f}, depending on who was drawn with it: in
    training mode BatchNorm measures each latent against the others in the batch. Drawing also moved G's running averages by
    {statistics_moved:.2f}. Which switch makes BatchNorm use what it has learned so far?"""
    with torch.no_grad():
        return (generator(latent) + 1) / 2


@sample_digits.wrong(when=lambda seen: seen["training_afterwards"] is False and seen["company_changes"] < 1e-5)
def leaves_g_in_eval_mode(generator, latent):
    """The pictures are right, but G was training before (training: {training_before}) and is not afterwards
    ({training_afterwards}). From the first picture on BatchNorm would run on old averages in every training step, and no
    error would tell you. What does a good guest do with the furniture?"""
    generator.eval()
    with torch.no_grad():
        return (generator(latent) + 1) / 2


@sample_digits.wrong(when=lambda seen: seen["eval_afterwards"] is False and seen["company_changes"] < 1e-5)
def always_ends_in_training_mode(generator, latent):
    """Right for a G in training; but a G that was in eval mode comes back with eval = {eval_afterwards}. The averaged
    generator at the end of this lesson is such a one, and each look would leave it changed by the next batch. How can the
    function know which mode to go back to?"""
    generator.eval()
    with torch.no_grad():
        pictures = (generator(latent) + 1) / 2
    generator.train()
    return pictures


@sample_digits.wrong
def keeps_the_graph(generator, latent):
    """Good pictures, with a rope attached (graph kept: {keeps_the_graph}): each one holds on to every activation inside G
    that it came from. A hundred snapshots of 64 digits would hold on to hundreds of megabytes. Which of your two switches is about
    gradients: eval() or the other one?"""
    was_training = generator.training
    generator.eval()
    pictures = (generator(latent) + 1) / 2
    generator.train(was_training)
    return pictures


@sample_digits.wrong(when=lambda seen: seen["low"] < -0.01)
def forgets_to_rescale(generator, latent):
    """Your pixels run from {low:.2f} to {high:.2f}, the range in which G paints. A picture needs 0 to 1; `imshow` would
    stretch the difference away, and a saved file would be half black. Which two operations move −1 to 0 and leave 1 at 1?"""
    was_training = generator.training
    generator.eval()
    with torch.no_grad():
        pictures = generator(latent)
    generator.train(was_training)
    return pictures


@sample_digits.wrong
def clips_what_does_not_fit(generator, latent):
    """The range fits, {low:.2f} to {high:.2f}, because you cut off what did not: everything G painted darker than middle
    grey became black. The faint parts of a stroke and the fringe of each digit are gone. What would move −1 to 0 and leave 1 where it
    is, without losing anything between?"""
    was_training = generator.training
    generator.eval()
    with torch.no_grad():
        pictures = generator(latent).clamp(0, 1)
    generator.train(was_training)
    return pictures


@sample_digits.wrong
def stretches_to_full_contrast(generator, latent):
    """You stretch the batch so that its darkest pixel is {low:.0f} and its brightest {high:.0f}. Then the same latent looks
    different in other company (by {company_changes:.2f}), and a G that cannot paint black looks as if it could: this is the
    mistake of `imshow`, by hand. Which fixed rule undoes "times 2, minus 1"?"""
    was_training = generator.training
    generator.eval()
    with torch.no_grad():
        pictures = generator(latent)
    generator.train(was_training)
    return (pictures - pictures.min()) / (pictures.max() - pictures.min())


sample_digits.hints(
    "Four things: eval mode, no gradient graph, pixels back to [0, 1], and G left in the mode it was in.",
    "generator.training tells the mode. torch.no_grad() is a with-block.",
    "was_training = generator.training; generator.eval(); with torch.no_grad(): pictures = …; generator.train(was_training)",
)


# --- 5.6 · range_pair -------------------------------------------------------------------------------------------------

range_pair = Exercise(
    "range_pair",
    lesson="05",
    remember="Data and generator must share a range; the paper paired a sigmoid with pixels in [0, 1], most later code a tanh with [-1, 1].",
)


def _some_pixels() -> torch.Tensor:
    """A picture made of every grey level, on a background of 0 as wide as a digit's."""
    levels = torch.linspace(0, 1, 150)
    return torch.cat([torch.zeros(784 - 150), levels]).reshape(1, 1, 28, 28).to(device())


def _three(answer):
    parts = answer()
    if not isinstance(parts, tuple | list) or len(parts) != 3 or not all(callable(part) for part in parts):
        raise TypeError("range_pair must return three things to call: to_network, last_layer, to_picture")
    return parts


def _span(values: torch.Tensor) -> dict[str, float]:
    return {"low": values.min().item(), "high": values.max().item()}


@range_pair.probe(
    "pixels from 0 (background) to 1 (ink) through to_network, and -50 … 50 through last_layer",
    expected="the same lowest value and the same highest: G can paint everything that occurs in the data, and nothing else",
    holds=lambda seen: abs(seen["data_low"] - seen["g_low"]) < 1e-3 and abs(seen["data_high"] - seen["g_high"]) < 1e-3,
)
def both_ranges(answer):
    to_network, last_layer, _ = _three(answer)
    data = _span(to_network(_some_pixels()))
    painted = _span(last_layer(torch.linspace(-50, 50, 1001, device=device())))
    return {"data_low": data["low"], "data_high": data["high"], "g_low": painted["low"], "g_high": painted["high"]}


@range_pair.probe(
    "the same picture there and back: to_picture(to_network(x))",
    expected="x again, to within rounding",
    holds=lambda seen: seen["round_trip_error"] < 1e-5,
)
def there_and_back(answer):
    to_network, _, to_picture = _three(answer)
    pixels = _some_pixels()
    return {"round_trip_error": (to_picture(to_network(pixels.clone())) - pixels).abs().max()}


@range_pair.probe(
    "the slope of last_layer in the middle, at 0",
    expected="more than 0: G's last layer must let gradients through",
    holds=lambda seen: seen["slope_in_the_middle"] > 0.05,
)
def middle_slope(answer):
    middle = torch.zeros(1, device=device(), requires_grad=True)
    return {"slope_in_the_middle": _gradient(_three(answer)[1](middle), middle)}


@range_pair.probe(
    "the same grey pixel in a dark picture and in a bright one",
    expected="one and the same value: a grey level means the same in every picture",
    holds=lambda seen: abs(seen["in_dark"] - seen["in_bright"]) < 1e-5,
)
def same_grey(answer):
    to_network = _three(answer)[0]
    dark, bright = torch.full((2, 1, 1, 28, 28), 0.5, device=device()).unbind()
    dark, bright = dark.clone(), bright.clone()
    dark[..., 1:, :], bright[..., 1:, :] = 0.0, 1.0
    return {"in_dark": to_network(dark)[0, 0, 0, 0], "in_bright": to_network(bright)[0, 0, 0, 0]}


@range_pair.right
def tanh_with_minus_one_to_one():
    return lambda pixels: pixels * 2 - 1, nn.Tanh(), lambda images: (images + 1) / 2


@range_pair.right
def sigmoid_with_zero_to_one():
    return lambda pixels: pixels, nn.Sigmoid(), lambda images: images


@range_pair.right
def stretched_sigmoid():
    return lambda pixels: (pixels - 0.5) / 0.5, lambda a: 2 * torch.sigmoid(a) - 1, lambda images: images * 0.5 + 0.5


@range_pair.wrong(when=lambda seen: seen["data_low"] < -0.9 and seen["g_low"] > -0.01 and 0.9 < seen["g_high"] < 1.1)
def sigmoid_on_minus_one_to_one():
    """Your data go down to {data_low:.0f} and your G only to {g_low:.0f}. On MNIST 81 % of all pixels are background, exactly
    {data_low:.0f} after scaling, and your G cannot paint one of them: D tells real from fake by looking at any corner. This
    is the pair in the introduction you have just run. Which of the two would you change?"""
    return lambda pixels: pixels * 2 - 1, nn.Sigmoid(), lambda images: (images + 1) / 2


@range_pair.wrong
def relu_on_minus_one_to_one():
    """Your data lie in [{data_low:.0f}, {data_high:.0f}] and your G paints from {g_low:.0f} to {g_high:.0f}: nothing below 0, so
    no background, and values no picture has at the other end. A popular book chapter publishes this pair, and `imshow`
    hides it by stretching whatever it gets. Which layer has both ends where your data have them?"""
    return lambda pixels: pixels * 2 - 1, nn.ReLU(), lambda images: (images + 1) / 2


@range_pair.wrong
def tanh_on_zero_to_one():
    """Your data lie in [{data_low:.0f}, {data_high:.0f}], and your G paints from {g_low:.0f} to {g_high:.0f}. It can reach every
    pixel, so it will learn, but the background sits in the middle of its range, where the slope is steepest and a 0 is
    hardest to hold: its pictures get a grey haze, and D sees negative pixels. Where would you like the background to lie?"""
    return lambda pixels: pixels, nn.Tanh(), lambda images: images


@range_pair.wrong(when=lambda seen: seen["g_low"] < -2 and seen["g_high"] > 2)
def no_last_activation():
    """Your G paints from {g_low:.0f} to {g_high:.0f}, and the data end at {data_high:.0f}. Every value is reachable, and so are
    values that no picture has; D spots those at once, and G must spend its strength on staying inside. What bends a line so
    that it flattens out at both ends of the data?"""
    return lambda pixels: pixels * 2 - 1, nn.Identity(), lambda images: (images + 1) / 2


@range_pair.wrong
def mean_and_deviation():
    """You scaled by mean and standard deviation, as is usual for classifiers: the data then run from {data_low:.2f} to
    {data_high:.2f}, and your G from {g_low:.0f} to {g_high:.0f}. The ink at {data_high:.2f} is out of its reach. A classifier
    does not mind, since it paints nothing; what does a painter need to know about its canvas?"""
    return lambda pixels: (pixels - 0.1307) / 0.3081, nn.Tanh(), lambda images: images * 0.3081 + 0.1307


@range_pair.wrong
def divides_by_255_again():
    """Your data end at {data_high:.4f} and your G at {g_high:.0f}. The pixels were in [0, 1] already, and a second division by
    255 leaves nearly black pictures: G can paint them, and everything else as well, and D sees the difference. What range
    did the line that loaded the digits promise?"""
    return lambda pixels: pixels / 255, nn.Sigmoid(), lambda images: images * 255


@range_pair.wrong(when=lambda seen: seen["round_trip_error"] > 1e-3 and abs(seen["data_low"] - seen["g_low"]) < 1e-3)
def forgets_the_way_back():
    """Data and G share the range [{data_low:.0f}, {data_high:.0f}]; only the way back is missing, and a picture there and back
    is off by {round_trip_error:.2f}. Shown like that, the background is drawn below black and half of the greys are cut off.
    Which steps undo "times 2, minus 1", and in which order?"""
    return lambda pixels: pixels * 2 - 1, nn.Tanh(), lambda images: images


@range_pair.wrong(when=lambda seen: abs(seen["in_dark"] - seen["in_bright"]) > 1e-3)
def stretches_each_picture():
    """The ends fit, but you stretch each picture by its own darkest and brightest pixel: the same grey becomes
    {in_dark:.2f} in a dark picture and {in_bright:.2f} in a bright one. There is no way back from that, and a faint digit
    becomes a bold one. Which two fixed numbers would do for all pictures?"""

    def to_network(pixels):
        low, high = pixels.min(), pixels.max()
        return (pixels - low) / (high - low) * 2 - 1

    return to_network, nn.Tanh(), lambda images: (images + 1) / 2


range_pair.hints(
    "Write down two intervals: where the data lie after to_network, and where last_layer can go. They must be the same.",
    "Two pairs are in common use. One leaves the pixels alone; the other moves them to [-1, 1] and needs a way back.",
    "return (lambda pixels: …), nn.Tanh(), (lambda images: …), where the last undoes the first.",
)


# --- 5.7 · fault_clinic -----------------------------------------------------------------------------------------------

fault_clinic = Exercise(
    "fault_clinic",
    lesson="05",
    remember="Curves tell who is winning; pictures and their range tell why. No single number of these runs tells health from sickness.",
)

_FAULTS = {"A": "detached", "B": "healthy", "C": "high rate", "D": "collapsed", "E": "wrong label", "F": "range"}
_CLUES = {
    "A": "a G whose loss climbs while its pictures stay the noise they were at the start",
    "B": "D(x) and D(G(z)) on both sides of 0.5, neither at an end, and pictures that differ",
    "C": "losses of a size that no sensible logit has",
    "D": "sixteen pictures from sixteen latents: count the different ones",
    "E": "both losses at 0 together: whose wish does each of them express?",
    "F": "a D that never errs, and pictures that went as dark as they could and are not black",
}


def _clinic() -> dict:
    """The last recorded numbers of each run, for the explanations to quote."""
    import numpy as np

    from gancourse.paths import asset

    with np.load(asset("lesson-05-clinic.npz")) as stored:
        seen = {}
        for letter in _FAULTS:
            for name in ("d_loss", "g_loss", "d_real", "d_fake"):
                seen[f"{letter}_{name}"] = float(stored[f"{letter}_{name}"][-15:].mean())
            samples = stored[f"{letter}_samples"] / 255
            seen[f"{letter}_spread"] = float(samples.std(axis=0).mean())
            seen[f"{letter}_darkest"] = float(samples.min())
    return seen


def _diagnosis(letter: str):
    def observe(answer):
        named = {str(key).strip().upper(): str(value).strip().lower() for key, value in dict(answer()).items()}
        return {letter: named.get(letter, "nothing")} | {
            name: value for name, value in _clinic().items() if name.startswith(letter)
        }

    return observe


for _letter, _clue in _CLUES.items():
    fault_clinic.probe(
        f"your name for run {_letter}",
        expected=f"a fault that explains {_clue}",
        holds=lambda seen, letter=_letter: seen[letter] == _FAULTS[letter],
    )(_diagnosis(_letter))


@fault_clinic.right
def diagnoses():
    return dict(_FAULTS)


@fault_clinic.right
def diagnoses_in_other_words():
    return [(letter.lower(), f" {fault.upper()} ") for letter, fault in reversed(_FAULTS.items())]


_REPLIES = {
    "A": {
        "healthy": """You call run A healthy. Its D is sure of everything, D(x) = {A_d_real:.2f} and D(G(z)) =
            {A_d_fake:.0e}, and G's loss stands at {A_g_loss:.0f} where guessing costs 0.69. What do its
            pictures show that a first picture would not?""",
        "range": """In run A D wins completely, as it does when G cannot paint the background. But a G with the wrong
            range does move: it goes as dark as it can. Here the pictures, with a spread of {A_spread:.2f}, are the
            noise of an untrained G, after 1,500 steps. What must be missing if a network is never changed at all?""",
        "wrong label": """A G with the wrong label gets what it wants: its loss goes to 0. In run A it climbs to
            {A_g_loss:.1f}, so this G wants the right thing and does not get it. Which road between D's verdict
            and G's weights may be closed?""",
        "collapsed": """A collapsed G paints one thing for every latent; in run A sixteen latents give sixteen different
            noises, with a spread of {A_spread:.2f}. Do these pictures look as if any training had touched them?""",
    },
    "B": {
        "collapsed": """Run B is accused of collapse, but its pictures differ from one another: their spread is
            {B_spread:.2f}, and real digits have about 0.20. Rough is not the same as all alike. What would a
            run have to look like for you to call it healthy after 1,500 steps?""",
        "high rate": """The curves of run B shake, as all GAN curves do, but around D loss {B_d_loss:.2f} and G loss
            {B_g_loss:.2f}, near 2·log 2 = 1.39 and log 2 = 0.69. A rate that is too high throws the logits into
            the thousands. Are these losses of that kind?""",
        "range": """With a wrong range D has a sure sign, and D(G(z)) sinks to 0; in run B it is {B_d_fake:.2f}. The
            pictures have white ink and black ground. What else would you ask of a GAN after a few seconds?""",
        "wrong label": """A G with the wrong label tries to be caught; in run B D takes fakes for real with {B_d_fake:.2f} on
            average, and the pictures turn into digits. Is anything wrong here at all?""",
    },
    "C": {
        "detached": """A G without gradient leaves its pictures as they were, grey noise. Run C's have a spread of
            {C_spread:.3f}: every pixel sits at an end of its range, and G's loss is {C_g_loss:,.0f}. Which one
            setting can throw both networks that far in a few steps?""",
        "collapsed": """All of run C's pictures are alike (spread {C_spread:.3f}), so the word fits; but look at why. G's
            loss is {C_g_loss:,.0f}, which means logits of minus that size, and no tanh comes back from where
            they pushed G. What do you lower first when weights fly apart?""",
        "wrong label": """With the wrong label both losses go to 0. In run C D's loss is {C_d_loss:.0f} and G's is
            {C_g_loss:,.0f}, a size that says something about the weights and not about labels. What makes
            weights that large in a few hundred steps?""",
        "range": """A wrong range makes D sure, with logits of ten or twenty. In run C they are in the thousands: G's
            loss is {C_g_loss:,.0f}. What else, one number in the optimisers, can do that?""",
    },
    "D": {
        "healthy": """Run D's numbers look peaceful: D loss {D_d_loss:.2f}, G loss {D_g_loss:.2f}, close to guessing. Now
            look at the sixteen pictures, with a spread of {D_spread:.3f} where real digits have 0.20. Who is
            fooled here, and by how many different pictures?""",
        "high rate": """A rate too high throws losses into the thousands; run D's stay near {D_d_loss:.2f} and
            {D_g_loss:.2f}. One network learns far faster than the other, and its pictures have a spread of
            {D_spread:.3f}. What does a G do when it may answer a slow D for a long time?""",
        "range": """With a wrong range D would win, and in run D it does not: D(x) = {D_d_real:.2f}, D(G(z)) =
            {D_d_fake:.2f}. The trouble is not how G paints but how many different things (spread
            {D_spread:.3f}). What is that called?""",
    },
    "E": {
        "healthy": """Both losses of run E fall to the floor, {E_d_loss:.2g} and {E_g_loss:.2g}, and that looks like
            success in any other course. Here two players with opposite wishes cannot both be satisfied; chance
            costs them 1.39 and 0.69. What must G be wishing for, to be content with D(G(z)) = {E_d_fake:.0e}?""",
        "detached": """A G without gradient has a climbing loss, because D leaves it behind. In run E G's loss is
            {E_g_loss:.2g}: it got exactly what it asked for, and its pictures have moved. What did it ask for?""",
        "range": """D wins in run E as it would with a wrong range, but then G's loss would be large. Here it is
            {E_g_loss:.2g}: G is content to be caught. In which line of the six steps is G told what to wish
            for?""",
        "collapsed": """Its pictures may resemble one another, but a collapsed G fools D; in run E D(G(z)) = {E_d_fake:.0e},
            and G's loss is {E_g_loss:.2g} all the same. How can a G that is always caught pay nothing?""",
    },
    "F": {
        "healthy": """Run F is never wrong about anything, D(x) = {F_d_real:.2f} and D(G(z)) = {F_d_fake:.0e}, and its
            pictures are one even grey: no pixel is darker than {F_darkest:.2f}, where black would be 0. In a
            healthy run neither side is always right. What could D be looking at?""",
        "detached": """A G without gradient would still paint its first noise, as another run does. Run F's G has moved:
            every pixel has gone down to {F_darkest:.2f}, and there it stopped. D catches it all the same (G
            loss {F_g_loss:.0f}). Why would a G go to the darkest value it has, and no further?""",
        "wrong label": """A G with the wrong label pays nothing for being caught; run F's pays {F_g_loss:.0f}, so it wants to
            fool D and cannot. Its darkest pixel is {F_darkest:.2f}. What does every real digit have that this G
            has no way to make?""",
        "collapsed": """All of run F's pictures are alike (spread {F_spread:.3f}), so the word fits; but a collapsed G fools
            its D, and this one never does (D(G(z)) = {F_d_fake:.0e}). Its pixels have all gone as low as they
            can, to {F_darkest:.2f}. Where was it trying to get to?""",
        "high rate": """A rate too high throws the losses into the thousands; run F's G pays {F_g_loss:.0f}, no more than
            D's certainty costs. Its pixels all stand at {F_darkest:.2f}, which is black to nobody. Which layer
            decides how dark this G can paint?""",
    },
}


def _misdiagnosis(letter: str, called: str, reply: str) -> None:
    def answer():
        return _FAULTS | {letter: called}

    answer.__name__ = f"{letter}_is_not_{called.replace(' ', '_')}"
    answer.__doc__ = reply
    fault_clinic.wrong(when=lambda seen: seen[letter] == called)(answer)


for _letter, _replies in _REPLIES.items():
    for _called, _reply in _replies.items():
        _misdiagnosis(_letter, _called, _reply)

fault_clinic.hints(
    "Ask three questions of each run. Who wins? Is that what each loss asks for? Do the sixteen pictures differ, and have they changed?",
    "Two runs have a G that cannot learn what it wants, one a G that wants the wrong thing, one has flown apart, one is too easily content.",
    "Both losses at 0: the wish is wrong. G's loss climbs and the pictures are untouched noise: no gradient. Losses in the thousands: the rate.",
)


# --- 5.8 · average_weights --------------------------------------------------------------------------------------------

average_weights = Exercise(
    "average_weights",
    lesson="05",
    remember="The average costs one pass over G's weights each time, and nothing when you sample. In this lesson hardly anything else brings as many nats.",
)


def _pair_of_networks() -> tuple[nn.Module, nn.Module]:
    """An average at 1 and a network at 3, everywhere, with BatchNorm's statistics at 2 and 6."""
    pair = []
    for weight, statistic in ((1.0, 2.0), (3.0, 6.0)):
        network = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3)).to(device())
        with torch.no_grad():
            for parameter in network.parameters():
                parameter.fill_(weight)
            network[1].running_mean.fill_(statistic)
            network[1].running_var.fill_(statistic)
            network[1].num_batches_tracked.fill_(int(statistic))
        pair.append(network)
    return pair[0].eval(), pair[1]


@average_weights.probe(
    "weights at 1 in the average and 3 in the network, decay 0.75",
    expected="the average moves a quarter of the way: to 1.5",
)
def quarter_of_the_way(answer):
    average, network = _pair_of_networks()
    answer(average, network, 0.75)
    return {"weight": average[0].weight.mean(), "bias": average[0].bias.mean(), "scale": average[1].weight.mean()}


@average_weights.probe(
    "BatchNorm's running mean at 2 in the average and 6 in the network, decay 0.75",
    expected="3: the statistics belong to the weights, and are averaged like them",
)
def statistics_too(answer):
    average, network = _pair_of_networks()
    answer(average, network, 0.75)
    return {"running_mean": average[1].running_mean.mean(), "running_variance": average[1].running_var.mean()}


@average_weights.probe("the network itself", expected="unchanged at 3, and the average still a network of its own")
def network_unchanged(answer):
    average, network = _pair_of_networks()
    answer(average, network, 0.75)
    parts = {parameter.data_ptr() for parameter in average.parameters()}
    return {
        "network_weight": network[0].weight.mean(),
        "network_mean": network[1].running_mean.mean(),
        "shared": any(parameter.data_ptr() in parts for parameter in network.parameters()),
        "network_trains": network.training and all(parameter.requires_grad for parameter in network.parameters()),
    }


@average_weights.probe(
    "decay 0, nearly that of the very first step", expected="the average becomes a copy of the network: 3"
)
def first_step(answer):
    average, network = _pair_of_networks()
    answer(average, network, 0.0)
    return {"weight_at_0": average[0].weight.mean(), "mean_at_0": average[1].running_mean.mean()}


@average_weights.probe(
    "three steps with decay 0.5 towards a network at 3", expected="2.75: half of what is left, each time"
)
def three_steps(answer):
    average, network = _pair_of_networks()
    for _ in range(3):
        answer(average, network, 0.5)
    return {"after_three": average[0].weight.mean(), "graph": average[0].weight.grad_fn is not None}


@average_weights.right
def average_of_the_state(average, network, decay):
    with torch.no_grad():
        for old, new in zip(average.state_dict().values(), network.state_dict().values()):
            if old.is_floating_point():
                old.lerp_(new, 1 - decay)


@average_weights.right
def average_of_parameters_and_buffers(average, network, decay):
    with torch.no_grad():
        for old, new in zip(average.parameters(), network.parameters()):
            old.mul_(decay).add_((1 - decay) * new)
        for old, new in zip(average.buffers(), network.buffers()):
            old.copy_(decay * old + (1 - decay) * new)


@average_weights.right
def average_by_a_new_state(average, network, decay):
    new = network.state_dict()
    average.load_state_dict({name: decay * old + (1 - decay) * new[name] for name, old in average.state_dict().items()})


@average_weights.wrong
def mixes_up_the_shares(average, network, decay):
    """From 1 towards 3 with decay 0.75 you went to {weight:.2f}, and 1.50 was asked: decay is the share of the old average that
    stays. With the decays of this lesson, near 1, your average would be the last weights and nothing else. Which of the two
    should change slowly?"""
    average_of_the_state(average, network, 1 - decay)


@average_weights.wrong
def forgets_the_statistics(average, network, decay):
    """The weights are averaged, {weight:.2f}, and BatchNorm's running mean stayed at {running_mean:.2f} where 3.00 was due. In
    eval mode, in which the average paints, BatchNorm uses exactly those numbers, so averaged weights would meet the
    statistics of an untrained G. Where does a module keep what is not a parameter?"""
    with torch.no_grad():
        for old, new in zip(average.parameters(), network.parameters()):
            old.lerp_(new, 1 - decay)


@average_weights.wrong
def copies_the_network(average, network, decay):
    """Whatever the decay, your average becomes the network: {weight:.2f} where 1.50 was asked. A copy of the last weights has
    all of their noise. How much of the old average should be left after one step with decay 0.75?"""
    average.load_state_dict(network.state_dict())


@average_weights.wrong
def moves_the_network(average, network, decay):
    """The average stayed at {weight:.2f}, and the network you train went from 3 to {network_weight:.2f}. Training would be
    pulled back to the start in every step. Which of the two is being written, and which only read?"""
    average_of_the_state(network, average, 1 - decay)


@average_weights.wrong
def adds_without_forgetting(average, network, decay):
    """From 1 you went to {weight:.2f}: you add the new share without taking away from the old one, and after three steps with
    decay 0.5 the weight is {after_three:.2f}, larger than anything that was averaged. What must the two shares of a mean add
    up to?"""
    with torch.no_grad():
        for old, new in zip(average.state_dict().values(), network.state_dict().values()):
            if old.is_floating_point():
                old.add_(new, alpha=1 - decay)


@average_weights.wrong
def returns_a_new_state(average, network, decay):
    """You computed an average and left the module `average` as it was: its weight is still {weight:.2f}. The training loop calls
    your function for what it does to `average`. How do you write into a tensor that exists, so that its owner sees it?"""
    new = network.state_dict()
    return {name: decay * old + (1 - decay) * new[name] for name, old in average.state_dict().items()}


average_weights.hints(
    "A running average keeps the share `decay` of what it was, and takes the rest from the network.",
    "state_dict() gives weights and BatchNorm's statistics together, as tensors you can write into. One entry counts batches: it is not a float.",
    "for old, new in zip(average.state_dict().values(), network.state_dict().values()): if old.is_floating_point(): old.lerp_(new, 1 − decay)",
)


# --- 5.9 · r1_penalty -------------------------------------------------------------------------------------------------

r1_penalty = Exercise(
    "r1_penalty",
    lesson="05",
    tolerance=1e-4,
    remember="At the fixed point D is flat on the data, so a price on its slope there costs nothing at the goal and much on the way to it.",
)


class _Slope(nn.Module):
    """D(x) = w·(3 first pixels): its slope at every image is w, here (3, 4, 0), of length 5."""

    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.tensor([3.0, 4.0, 0.0]))

    def forward(self, images):
        return images.flatten(1)[:, :3] @ self.w[:, None]


class _Bowl(nn.Module):
    """D(x) = c·|x|²/2: its slope at x is c·x."""

    def __init__(self):
        super().__init__()
        self.c = nn.Parameter(torch.tensor(1.0))

    def forward(self, images):
        return self.c * images.flatten(1).square().sum(1, keepdim=True) / 2


@r1_penalty.probe("a D with the same slope everywhere, of length 5, and 4 images", expected="25, the squared length")
def one_slope(answer):
    return {"got": answer(_Slope().to(device()), _digits(4))}


@r1_penalty.probe(
    "D(x) = |x|²/2, whose slope at x is x, and 2 images of length 14 and 28", expected="490, the mean of 196 and 784"
)
def bowl(answer):
    images = torch.stack([torch.full((1, 28, 28), 0.5), torch.ones(1, 28, 28)]).to(device())
    return {"in_the_bowl": answer(_Bowl().to(device()), images)}


@r1_penalty.probe(
    "the first D again: how the penalty changes when its weights (3, 4, 0) do",
    expected="2w = (6, 8, 0): D must be able to learn from the penalty",
)
def reaches_d(answer):
    network = _Slope().to(device())
    return {"gradient_for_d": _gradient(answer(network, _digits(4)), network.w)}


@r1_penalty.probe("what is left behind", expected="no gradient in D's weights yet, and images that are as they were")
def left_behind(answer):
    network, images = _Slope().to(device()), _digits(4)
    before = images.clone()
    answer(network, images)
    return {"leaves_a_gradient": network.w.grad is not None, "images_changed": not torch.equal(images, before)}


@r1_penalty.right
def r1_by_autograd(discriminator, real):
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.square().flatten(1).sum(1).mean()


@r1_penalty.right
def r1_by_norm(discriminator, real):
    real = real.clone().requires_grad_()
    logits = discriminator(real)
    slope = torch.autograd.grad(logits, real, grad_outputs=torch.ones_like(logits), create_graph=True)[0]
    return (slope.reshape(len(real), -1).norm(dim=1) ** 2).sum() / len(real)


@r1_penalty.wrong
def forgets_create_graph(discriminator, real):
    """The value is right, {got:.1f}, and D cannot learn from it: its weights get the gradient {gradient_for_d}. The slope was
    computed and its own history thrown away, so a `backward()` through it finds nothing. Which argument of
    `torch.autograd.grad` keeps that history?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real)
    return slope.square().flatten(1).sum(1).mean()


@r1_penalty.wrong
def takes_the_length(discriminator, real):
    """{got:.1f} is the length of the slope, and R1 charges its square, 25. Near 0 the length has a kink: it pulls just as hard
    at a D that is almost flat, where the square lets go. Which of the two leaves a D in peace that has arrived?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.square().flatten(1).sum(1).sqrt().mean()


@r1_penalty.wrong
def means_over_the_pixels(discriminator, real):
    """You get {got:.4f} where 25 was due: a mean over all 784 pixels and not their sum. The squared length of a vector is a
    sum over its entries; a mean makes the penalty 784 times weaker and dependent on the picture's size. Over which dimension
    do you average, and over which do you add?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.square().mean()


@r1_penalty.wrong
def adds_up_the_images(discriminator, real):
    """You add up over the images: {got:.0f} for four of them, 25 each. With twice the batch D would pay twice as much for the
    same slope. What is it that R1 estimates: a total, or an expectation over the data?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return slope.square().sum()


@r1_penalty.wrong
def divides_by_the_batch_twice(discriminator, real):
    """{got:.4f} instead of 25: you took the slope of the mean logit, and each image's share of a mean over 4 is a quarter, so
    its square is a sixteenth. The images do not influence each other, so the slope of the sum is each image's own. What should
    be summed before the gradient is taken?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).mean(), real, create_graph=True)
    return slope.square().flatten(1).sum(1).mean()


@r1_penalty.wrong
def pulls_the_length_to_one(discriminator, real):
    """{got:.0f} = (5 − 1)²: you ask for slopes of length 1, as the penalty of WGAN-GP does. That D never gets flat, and near the
    goal it keeps pushing G around. Which slope should D have on the data when the fakes are perfect?"""
    real = real.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
    return (slope.flatten(1).norm(dim=1) - 1).square().mean()


@r1_penalty.wrong
def takes_ds_own_gradient(discriminator, real):
    """You took the gradient with respect to D's weights and got {got:.2f}. R1 asks for something else: how fast D's verdict
    changes when the *image* changes a little. That is the slope G climbs. With respect to which tensor do you differentiate?"""
    slopes = torch.autograd.grad(discriminator(real).sum(), list(discriminator.parameters()), create_graph=True)
    return sum(slope.square().sum() for slope in slopes)


r1_penalty.hints(
    "The slope of D at an image has 784 entries: how D's logit changes with each pixel. R1 is its squared length, averaged over the real images.",
    "The images must require a gradient. torch.autograd.grad(sum of logits, images, create_graph=True) gives all slopes at once.",
    "real = real.detach().requires_grad_(); (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True); then "
    "square, flatten(1), sum(1), mean.",
)
