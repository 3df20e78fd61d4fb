"""Land a craft on a pad 10 m wide, with little fuel: 100 for a soft touchdown, less what fuel, distance and speed cost."""
import math

import gymnasium
import numpy as np

GRAVITY, THRUST, TURN_RATE, STEP = 1.62, 3, 0.5, 0.1  # m/s^2, m/s^2 at full throttle, rad/s^2 at full turn, s
TANK, BURN = 75, 5  # kg, and kg/s at full throttle
HALF_WIDTH, CEILING, HALF_PAD = 50, 80, 5  # m


class Lander(gymnasium.Env):
    observation_space = gymnasium.spaces.Box(-np.inf, np.inf, (7,), np.float32)
    action_space = gymnasium.spaces.Box(-1.0, 1.0, (2,), np.float32)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        draw = self.np_random.uniform
        self.x, self.height = draw(-20, 20), 40.0
        self.velocity_x, self.velocity_y = draw(-3, 3), draw(-4, 0)
        self.tilt, self.spin, self.fuel = draw(-0.2, 0.2), 0.0, float(TANK)
        return self._observe(), {}

    def step(self, action):
        throttle = (min(max(float(action[0]), -1.0), 1.0) + 1) / 2
        burned = min(throttle * BURN * STEP, self.fuel)
        thrust = THRUST * burned / (BURN * STEP)
        self.fuel -= burned
        self.spin += TURN_RATE * min(max(float(action[1]), -1.0), 1.0) * STEP
        self.tilt += self.spin * STEP
        self.velocity_x += thrust * math.sin(self.tilt) * STEP
        self.velocity_y += (thrust * math.cos(self.tilt) - GRAVITY) * STEP
        self.x += self.velocity_x * STEP
        self.height += self.velocity_y * STEP

        reward = -0.1 * burned
        lost = abs(self.x) > HALF_WIDTH or self.height > CEILING
        down = not lost and self.height <= 0
        if lost:
            reward -= 100
        elif down:
            if abs(self.velocity_x) <= 1 and self.velocity_y >= -2 and abs(self.tilt) <= 0.2:
                reward += 100 - 2 * max(abs(self.x) - HALF_PAD, 0)
            else:
                reward -= math.sqrt(self.velocity_x ** 2 + self.velocity_y ** 2) + abs(self.x)
        return self._observe(), reward, lost or down, False, {}

    def _observe(self):
        return np.array(
            [self.x, self.height, self.velocity_x, self.velocity_y, self.tilt, self.spin, self.fuel], np.float32)
