"""Fetch a parcel and bring it to its address, one of four doors, through four rooms of 8 x 8 cells: 1 on delivery."""
import gymnasium
from gymnasium.spaces import Dict, Discrete

from grid import neighbours

SIDE = 8
CELLS = CARRIED = SIDE * SIDE
MAP = (
    "0..#...1"
    "...#...."
    "........"
    "#.###.##"
    "...#...."
    "........"
    "...#...."
    "2..#...3")
NEIGHBOURS = neighbours(SIDE)


class Delivery(gymnasium.Env):
    observation_space = Dict({"place": Discrete(CELLS), "parcel": Discrete(CELLS + 1), "address": Discrete(4)})
    action_space = Discrete(4)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.place = self._free_cell()
        self.parcel = self._free_cell()
        while self.parcel == self.place:
            self.parcel = self._free_cell()
        self.address = int(self.np_random.integers(4))
        return self._observe(), {}

    def step(self, action):
        cell = NEIGHBOURS[self.place][action]
        if cell >= 0 and MAP[cell] != "#":
            self.place = cell
        if self.place == self.parcel:
            self.parcel = CARRIED
        delivered = self.parcel == CARRIED and MAP[self.place] == str(self.address)
        return self._observe(), float(delivered), delivered, False, {}

    def _free_cell(self):
        cell = int(self.np_random.integers(CELLS))
        while MAP[cell] != ".":
            cell = int(self.np_random.integers(CELLS))
        return cell

    def _observe(self):
        return {"place": self.place, "parcel": self.parcel, "address": self.address}
