import numpy as np


class Env:
    metadata = {"render_modes": []}
    render_mode = None
    spec = None
    _generator = None

    @property
    def unwrapped(self):
        return self

    @property
    def np_random(self):
        if self._generator is None:
            self._generator = np.random.Generator(np.random.PCG64())
        return self._generator

    def reset(self, *, seed=None, options=None):
        if seed is not None:
            self._generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed)))

    def render(self):
        raise NotImplementedError

    def close(self):
        pass


class Wrapper(Env):
    def __init__(self, env):
        self.env = env

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.env, name)

    observation_space = property(lambda self: self.env.observation_space)
    action_space = property(lambda self: self.env.action_space)
    metadata = property(lambda self: self.env.metadata)
    render_mode = property(lambda self: self.env.render_mode)
    unwrapped = property(lambda self: self.env.unwrapped)

    def reset(self, *, seed=None, options=None):
        return self.env.reset(seed=seed, options=options)

    def step(self, action):
        return self.env.step(action)

    def render(self):
        return self.env.render()

    def close(self):
        return self.env.close()
