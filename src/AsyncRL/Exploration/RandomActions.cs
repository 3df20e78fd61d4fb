using AsyncRL.Environments;

namespace AsyncRL.Exploration;

/// <summary>
/// The policy that knows nothing: uniform among the legal actions, or over a box; where a box has no bound, a standard normal. Allocates nothing.
/// </summary>
/// <param name="actionSpace">The environment's action space.</param>
/// <param name="random">The generator.</param>
public sealed class RandomActions(Space actionSpace, Pcg64 random)
{
    private readonly float[] action = actionSpace is Box box ? new float[box.Length] : [];

    /// <summary>Draws an action.</summary>
    /// <param name="legal">Which discrete actions are legal; empty for all.</param>
    /// <returns>The action, valid until the next draw.</returns>
    public EnvironmentAction Next(ReadOnlySpan<bool> legal)
    {
        if (actionSpace is not Box bounds)
        {
            return UniformAction.Draw(random, ((Discrete)actionSpace).Count, legal);
        }

        for (int d = 0; d < action.Length; d++)
        {
            float low = bounds.Low[d], high = bounds.High[d];
            action[d] = float.IsFinite(low) && float.IsFinite(high) ? (float)random.Uniform(low, high) : Math.Clamp((float)random.Normal(), low, high);
        }

        return action;
    }
}
