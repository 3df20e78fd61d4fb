namespace AsyncRL.Environments;

/// <summary>
/// Begins each episode with a random number of steps of one action that does nothing, so that episodes
/// begin differently (Mnih et al. 2015).
/// </summary>
public sealed class NoopReset : Wrapper
{
    // Tells this wrapper's stream from others of the same seed.
    private const uint Stream = 0x4E;

    private readonly int most;
    private readonly int noop;

    /// <summary>Wraps an environment.</summary>
    /// <param name="inner">The environment, with discrete actions.</param>
    /// <param name="most">Most steps; between 1 and this many are taken. At least 1.</param>
    /// <param name="noop">The action that does nothing.</param>
    /// <exception cref="ArgumentException">Actions are not discrete, or there is no such action.</exception>
    public NoopReset(Environment inner, int most = 30, int noop = 0)
        : base(inner)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        if (inner.ActionSpace is not Discrete actions || !actions.Contains(noop))
        {
            throw new ArgumentException(
                $"NoopReset needs discrete actions with an action {noop}, but {inner.GetType().Name} takes {inner.ActionSpace}.",
                nameof(noop));
        }

        (this.most, this.noop) = (most, noop);
    }

    /// <inheritdoc/>
    protected override void OnReset(ulong? seed, Span<float> observation)
    {
        if (seed is { } value)
        {
            Random.Reseed(new SeedSequence(value, Stream));
        }

        Inner.Reset(seed, observation);
        for (int steps = Random.Integers(1, most + 1); steps > 0; steps--)
        {
            if (Inner.Step(noop, observation).EpisodeEnded)
            {
                Inner.Reset(null, observation);
            }
        }
    }
}
