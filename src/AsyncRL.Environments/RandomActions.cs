namespace AsyncRL.Environments;

/// <summary>
/// The policy that knows nothing: uniform among the legal actions, or a sample of the box. Allocates nothing.
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
        if (actionSpace is Discrete discrete)
        {
            return UniformAction.Draw(random, discrete.Count, legal);
        }

        actionSpace.Sample(random, action);
        return action;
    }
}
