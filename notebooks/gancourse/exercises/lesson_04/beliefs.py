"""What lesson 04 asks before and after: small steps, momentum, averages, what R1 prices, and who moves second."""

from gancourse.checks.questions import Belief

BELIEFS = [
    Belief(
        "small_steps_arrive",
        lesson="04",
        says="If both players take small enough steps, each downhill on its own loss, they come to the place where neither can gain.",
        holds=False,
        why="At once, 50,000 rounds at rate 0.01 end 12.18 times as far away as they began, and 500 rounds at rate 0.1 end 12.03 times. "
        "A smaller rate makes the walk more like a circle, and a circle never arrives.",
        about="M9",
    ),
    Belief(
        "momentum_shortens_the_way",
        lesson="04",
        says="Momentum, which shortens the way of one player downhill, brings two players who move in turn to the goal.",
        holds=False,
        why="At rate 0.1 on x·y, β = 0.5 multiplies the distance by 1.0323 in every round and β = −0.5 by 0.9985. A repeated step belongs to another "
        "place of the circle, and points outwards here.",
        about="M10",
    ),
    Belief(
        "average_can_arrive_alone",
        lesson="04",
        says="The average of all places can come to the goal although the players themselves come no nearer to it.",
        holds=True,
        why="In turn, after 1,000 rounds, the players are 1.43 away, 1.41 at the start, and the average of their places 0.005. It does not bring back "
        "players who leave: at once it ends 2.05 away.",
    ),
    Belief(
        "penalty_on_weights",
        lesson="04",
        says="R1 and the penalty of WGAN-GP, two terms in D's loss that you meet below, are prices on the size of D's weights.",
        holds=False,
        why="A D that says 8 of everything has 64 as the sum of its squared weights and pays nothing for its slope, and four layers of weight 2 have 16 "
        "and a squared slope of 256. Both are prices on how fast D's output changes with the picture.",
        about="M23",
    ),
    Belief(
        "second_can_be_worth_more",
        lesson="04",
        says="In a game of two moves, to move second and have seen the first move can be worth more than to move first.",
        holds=True,
        why="In matching pennies with open pennies the second wins each time: min max is +1 and max min is −1. Only where both may leave their choice to "
        "chance do the two agree, at 0.",
    ),
]
