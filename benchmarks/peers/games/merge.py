"""2048 on 4 x 4 cells: the value of every merged tile; over when no move is possible, cut after 1,000 moves in a row that change nothing."""
import gymnasium
import numpy as np

SIDE, PLANES, MOST_IDLE_STEPS = 4, 16, 1000
CELLS = SIDE * SIDE
# The cells of the four lines of each direction, counted from the side that tiles slide to.
LINES = (
    [[i * SIDE + line for i in range(SIDE)] for line in range(SIDE)],
    [[line * SIDE + SIDE - 1 - i for i in range(SIDE)] for line in range(SIDE)],
    [[(SIDE - 1 - i) * SIDE + line for i in range(SIDE)] for line in range(SIDE)],
    [[line * SIDE + i for i in range(SIDE)] for line in range(SIDE)])


def slide_line(tiles):
    """Slides four powers of two to the left; the tuple that results, and the sum of the merged tiles."""
    slid, reward, may_merge = [], 0, False
    for power in tiles:
        if not power:
            continue
        if may_merge and slid[-1] == power:
            slid[-1] += 1
            reward += 1 << slid[-1]
            may_merge = False
        else:
            slid.append(power)
            may_merge = True
    return tuple(slid + [0] * (SIDE - len(slid))), reward


class Merge(gymnasium.Env):
    observation_space = gymnasium.spaces.Box(0.0, 1.0, (SIDE, SIDE, PLANES), np.float32)
    action_space = gymnasium.spaces.Discrete(4)
    slid = {}  # what slide_line gave before

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.board, self.idle = [0] * CELLS, 0  # powers of two; 0 where empty
        self._add_tile()
        self._add_tile()
        return self._observe(), {}

    def step(self, action):
        board, reward = self._slide(int(action))
        stuck = False
        if board == self.board:
            self.idle += 1
        else:
            self.board, self.idle = board, 0
            self._add_tile()
            stuck = 0 not in self.board and all(self._slide(direction)[0] == self.board for direction in range(4))
        return self._observe(), float(reward), stuck, self.idle == MOST_IDLE_STEPS, {}

    def _slide(self, direction):
        board, reward = self.board.copy(), 0
        for cells in LINES[direction]:
            tiles = tuple([self.board[cell] for cell in cells])
            if tiles not in self.slid:
                self.slid[tiles] = slide_line(tiles)
            after, merged = self.slid[tiles]
            reward += merged
            for cell, power in zip(cells, after):
                board[cell] = power
        return board, reward

    def _add_tile(self):
        empty = [cell for cell, power in enumerate(self.board) if not power]
        cell = empty[self.np_random.integers(len(empty))]
        self.board[cell] = 1 if self.np_random.random() < 0.9 else 2

    def _observe(self):
        planes = np.zeros((CELLS, PLANES), np.float32)
        for cell, power in enumerate(self.board):
            planes[cell, min(power, PLANES - 1)] = 1
        return planes.reshape(SIDE, SIDE, PLANES)
