from gymnasium.envs import registration
