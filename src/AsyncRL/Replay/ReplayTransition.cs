namespace AsyncRL.Replay;

/// <summary>One transition of n steps drawn from a replay memory.</summary>
/// <param name="Action">Discrete action taken in the first state, counted from 0.</param>
/// <param name="Return">r_t + gamma r_{t+1} + ... over the steps, fewer than n where the episode ended.</param>
/// <param name="Discount">Factor on the value of the state that follows: gamma to the number of steps; 0
/// where the episode terminated.</param>
/// <param name="Next">Row of the state that follows; -1 where the episode terminated.</param>
public readonly record struct ReplayTransition(int Action, float Return, float Discount, long Next);
