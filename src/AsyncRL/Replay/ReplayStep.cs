namespace AsyncRL.Replay;

/// <summary>What was done in one row of a replay memory.</summary>
/// <param name="Action">The discrete action, counted from 0; 0 where actions are of another kind.</param>
/// <param name="Reward">The reward as learnt from.</param>
/// <param name="Terminated">Whether the episode ended here by the task's own rules; nothing follows then, even where it was
/// truncated too.</param>
/// <param name="Truncated">Whether the episode was cut off here, as by a time limit; the state that it led to is in the next
/// row.</param>
public readonly record struct ReplayStep(int Action, float Reward, bool Terminated, bool Truncated);
