"""The six games by name, each as a class and its time limit (None: it has none)."""
from gymnasium.wrappers import TimeLimit

from delivery import Delivery
from lander import Lander
from merge import Merge
from racer import Racer
from shooter import Shooter
from snake import Snake

GAMES = {
    "snake": (Snake, 1000), "merge": (Merge, None), "lander": (Lander, 400),
    "racer": (Racer, 500), "shooter": (Shooter, 500), "delivery": (Delivery, 100),
}


def make(name):
    """A fresh game that truncates its episodes at its time limit."""
    game, most_steps = GAMES[name]
    return game() if most_steps is None else TimeLimit(game(), most_steps)
