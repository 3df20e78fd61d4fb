"""Shoot aliens that come down over 10 x 10 cells: 1 for each; over when one lands, or a bomb hits the ship."""
import gymnasium
import numpy as np

SIDE = 10
CELLS, BOTTOM_ROW = SIDE * SIDE, SIDE * (SIDE - 1)
MOVE_LEFT, MOVE_RIGHT, FIRE = 1, 2, 3
SHIP, ALIENS, SHOT, BOMBS = range(4)


class Shooter(gymnasium.Env):
    observation_space = gymnasium.spaces.Box(0.0, 1.0, (SIDE, SIDE, 4), np.float32)
    action_space = gymnasium.spaces.Discrete(4)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.aliens, self.bombs = set(), set()  # cells
        self.ship, self.shot = int(self.np_random.integers(SIDE)), None  # a column, a cell
        return self._observe(), {}

    def step(self, action):
        random = self.np_random.random
        self.ship = min(max(self.ship + (action == MOVE_RIGHT) - (action == MOVE_LEFT), 0), SIDE - 1)
        if action == FIRE and self.shot is None:
            self.shot = BOTTOM_ROW + self.ship
        hits = self._raise_shot()

        # The lowest row first, so that aliens above one another can all come down.
        landed = False
        for cell in sorted(self.aliens, key=lambda cell: (-(cell // SIDE), cell)):
            if random() < 0.25 and cell + SIDE not in self.aliens:
                self.aliens.remove(cell)
                landed |= cell + SIDE >= BOTTOM_ROW
                if self.shot == cell + SIDE:
                    self.shot = None
                    hits += 1
                else:
                    self.aliens.add(cell + SIDE)

        self.bombs = {cell + SIDE for cell in self.bombs if cell < BOTTOM_ROW}
        struck = BOTTOM_ROW + self.ship in self.bombs
        if self.aliens and random() < 0.1:
            cell = sorted(self.aliens)[self.np_random.integers(len(self.aliens))]
            if cell < BOTTOM_ROW:
                self.bombs.add(cell + SIDE)
        if random() < 0.15:
            self.aliens.add(int(self.np_random.integers(SIDE)))
        return self._observe(), float(hits), landed or struck, False, {}

    def _raise_shot(self):
        for _ in range(2):
            if self.shot is None:
                break
            self.shot = self.shot - SIDE if self.shot >= SIDE else None
            if self.shot in self.aliens:
                self.aliens.remove(self.shot)
                self.shot = None
                return 1
        return 0

    def _observe(self):
        planes = np.zeros((CELLS, 4), np.float32)
        planes[BOTTOM_ROW + self.ship, SHIP] = 1
        for cell in self.aliens:
            planes[cell, ALIENS] = 1
        for cell in self.bombs:
            planes[cell, BOMBS] = 1
        if self.shot is not None:
            planes[self.shot, SHOT] = 1
        return planes.reshape(SIDE, SIDE, 4)
