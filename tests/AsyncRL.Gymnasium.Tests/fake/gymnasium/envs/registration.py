import difflib
import importlib

registry = {}


class EnvSpec:
    def __init__(self, id, entry_point, max_episode_steps=None, kwargs=None):
        self.id, self.entry_point = id, entry_point
        self.max_episode_steps, self.kwargs = max_episode_steps, kwargs or {}


class NameNotFound(Exception):
    pass


def register(id, entry_point, max_episode_steps=None, kwargs=None):
    registry[id] = EnvSpec(id, entry_point, max_episode_steps, kwargs)


def spec(id):
    if id not in registry:
        near = difflib.get_close_matches(id, registry, 1)
        raise NameNotFound("Environment %s doesn't exist.%s" % (id, " Did you mean: %s?" % near[0] if near else ""))
    return registry[id]


def make(id, max_episode_steps=None, disable_env_checker=None, **kwargs):
    from gymnasium.wrappers import TimeLimit
    found = id if isinstance(id, EnvSpec) else spec(id)
    create = found.entry_point
    if isinstance(create, str):
        module, _, name = create.partition(":")
        create = getattr(importlib.import_module(module), name)
    env = create(**dict(found.kwargs, **kwargs))
    limit = max_episode_steps or found.max_episode_steps
    return env if limit is None else TimeLimit(env, limit)
