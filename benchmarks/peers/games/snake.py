"""Snake on 10 x 10 cells: 1 for each food; over at a wall, in its own body, after 100 steps without food, or with a full board."""
from collections import deque

import gymnasium
import numpy as np

from grid import RIGHT, neighbours

SIDE, PATIENCE = 10, 100
CELLS, START = SIDE * SIDE, 4 * SIDE + 5
HEAD, BODY, FOOD = range(3)
NEIGHBOURS = neighbours(SIDE)


class Snake(gymnasium.Env):
    observation_space = gymnasium.spaces.Box(0.0, 1.0, (SIDE, SIDE, 3), np.float32)
    action_space = gymnasium.spaces.Discrete(4)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.planes = np.zeros((CELLS, 3), np.float32)
        self.body = deque([START - 2, START - 1, START])  # from the tail to the head
        self.occupied = [False] * CELLS
        for cell in self.body:
            self.occupied[cell] = True
            self.planes[cell, BODY] = 1
        self.planes[START, BODY] = 0
        self.planes[START, HEAD] = 1
        self.heading, self.hungry = RIGHT, 0
        self._place_food()
        return self._observe(), {}

    def step(self, action):
        action = int(action)
        if action != (self.heading + 2) % 4:
            self.heading = action
        head = self.body[-1]
        cell = NEIGHBOURS[head][self.heading]
        eats = cell == self.food
        if not eats:
            tail = self.body.popleft()  # first, so that the head may follow the tail
            self.occupied[tail] = False
            self.planes[tail, BODY] = 0
        dies = cell < 0 or self.occupied[cell]
        if not dies:
            self.planes[head, HEAD] = 0
            self.planes[head, BODY] = 1
            self.planes[cell, HEAD] = 1
            self.body.append(cell)
            self.occupied[cell] = True
        self.hungry = 0 if eats else self.hungry + 1
        if eats:
            self.planes[cell, FOOD] = 0
            self._place_food()
        return self._observe(), float(eats), dies or self.hungry == PATIENCE or self.food < 0, False, {}

    def _place_food(self):
        free = [cell for cell in range(CELLS) if not self.occupied[cell]]
        self.food = free[self.np_random.integers(len(free))] if free else -1
        if free:
            self.planes[self.food, FOOD] = 1

    def _observe(self):
        return self.planes.reshape(SIDE, SIDE, 3).copy()
