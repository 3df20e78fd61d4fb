"""Drive round a closed track 10 m wide for 50 s: the progress along its centre line in metres; over off the track."""
import math

import gymnasium
import numpy as np

RAYS, SIGHT, STEP = 7, 40, 0.1  # rays; m, sampled once a metre; s
HALF_TRACK, WHEELBASE = 5, 2.5  # m
POWER, DRAG, GRIP = 6, 0.2, 8  # m/s^2 at full gas; m/s^2 per m/s; m/s^2
DISTANCES = np.arange(SIGHT + 1.0)
RAY_ANGLES = (np.arange(RAYS) - 3) * math.pi / 6


def centre_line(angle, lib=math):
    """Radius of the centre line at an angle, and its derivative."""
    return (55 + 12 * lib.sin(2 * angle) + 8 * lib.cos(3 * angle),
            24 * lib.cos(2 * angle) - 24 * lib.sin(3 * angle))


def off_centre(x, y):
    """Distances of points from the centre line, to first order."""
    radius, slope = centre_line(np.arctan2(y, x), np)
    return np.abs(np.sqrt(x * x + y * y) - radius) * radius / np.sqrt(radius * radius + slope * slope)


class Racer(gymnasium.Env):
    observation_space = gymnasium.spaces.Box(0.0, 50.0, (RAYS + 1,), np.float32)
    action_space = gymnasium.spaces.Box(np.array([-0.5, 0.0], np.float32), np.array([0.5, 1.0], np.float32))

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        angle = self.np_random.uniform(-math.pi, math.pi)
        radius, slope = centre_line(angle)
        self.x, self.y = radius * math.cos(angle), radius * math.sin(angle)
        self.heading, self.speed = angle + math.atan2(radius, slope), 0.0
        return self._observe()[0], {}

    def step(self, action):
        steering, gas = min(max(float(action[0]), -0.5), 0.5), min(max(float(action[1]), 0.0), 1.0)
        self.speed += (POWER * gas - DRAG * self.speed) * STEP
        turn, most = self.speed * math.tan(steering) / WHEELBASE, GRIP / max(self.speed, 0.1)  # rad/s
        self.heading += min(max(turn, -most), most) * STEP
        before = math.atan2(self.y, self.x)
        self.x += self.speed * math.cos(self.heading) * STEP
        self.y += self.speed * math.sin(self.heading) * STEP

        # Length of the centre line over the angle passed, by the midpoint rule.
        passed = math.remainder(math.atan2(self.y, self.x) - before, 2 * math.pi)
        radius, slope = centre_line(before + passed / 2)
        progress = passed * math.sqrt(radius * radius + slope * slope)
        observation, off = self._observe()
        return observation, progress, off, False, {}

    def _observe(self):
        """The observation, and whether the car is off the track."""
        directions = self.heading + RAY_ANGLES
        off = off_centre(
            self.x + DISTANCES * np.cos(directions)[:, None], self.y + DISTANCES * np.sin(directions)[:, None])
        observation = np.zeros(RAYS + 1, np.float32)
        observation[RAYS] = self.speed
        is_off = bool(off[0, 0] > HALF_TRACK)
        if not is_off:
            outside = off > HALF_TRACK
            first = outside.argmax(axis=1)  # the first sample off the track; 0 where there is none
            for ray, k in enumerate(first.tolist()):
                if k:
                    last, next_ = off[ray, k - 1], off[ray, k]
                    observation[ray] = k - 1 + (HALF_TRACK - last) / (next_ - last)
                else:
                    observation[ray] = SIGHT
        return observation, is_off
