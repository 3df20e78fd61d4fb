using AsyncRL.Environments;

namespace AsyncRL.LearningTests;

/// <summary>An environment with something wrong with it, so that there is nothing to learn.</summary>
internal sealed class Broken(Environments.Environment inner) : Wrapper(inner)
{
    private readonly Pcg64 random = Pcg64.FromSeed(5);

    /// <summary>What it pays instead of its own rewards; null to leave those.</summary>
    public Func<Pcg64, double>? Reward { get; init; }

    /// <summary>Whether all its observations are zero.</summary>
    public bool IsBlind { get; init; }

    public override bool CanSaveState => false;

    protected override void OnReset(ulong? seed, Span<float> observation)
    {
        if (seed is { } own)
        {
            // Rewards that are alike in all environments would be luck that lasts.
            random.Reseed(new SeedSequence(own));
        }

        base.OnReset(seed, observation);
        Show(observation);
    }

    protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
    {
        StepResult result = base.OnStep(action, observation);
        Show(observation);
        return Reward is null ? result : result with { Reward = Reward(random) };
    }

    private void Show(Span<float> observation)
    {
        if (IsBlind)
        {
            observation.Clear();
        }
    }
}
