namespace AsyncRL.Environments;

/// <summary>
/// Repeats the action before with some probability instead of taking the new one, so that a memorised sequence of actions does
/// not solve a deterministic game (Machado et al. 2018, who use 0.25).
/// </summary>
public sealed class StickyActions : Wrapper
{
    // Tells this wrapper's stream from others of the same seed.
    private const uint Stream = 0x57;

    private readonly double probability;
    private readonly HeldAction held;
    private bool hasAction;

    /// <summary>Wraps an environment.</summary>
    /// <param name="inner">The environment.</param>
    /// <param name="probability">Chance that the action before is repeated, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is none.</exception>
    public StickyActions(Environment inner, double probability = 0.25)
        : base(inner)
    {
        this.probability = probability is >= 0 and <= 1
            ? probability
            : throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability must be from 0 to 1.");
        held = new HeldAction(inner.ActionSpace);
    }

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(hasAction);
        held.Save(writer);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        hasAction = reader.ReadBoolean();
        held.Load(reader);
    }

    /// <inheritdoc/>
    protected override void OnReset(ulong? seed, Span<float> observation)
    {
        if (seed is { } value)
        {
            Random.Reseed(new SeedSequence(value, Stream));
        }

        hasAction = false;
        Inner.Reset(seed, observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
    {
        // An action that is no longer legal cannot stick.
        bool sticks = Random.Chance(probability) && hasAction && !HasActionMask;
        if (!sticks)
        {
            hasAction = true;
            held.Keep(action);
        }

        return Inner.Step(held.Action, observation);
    }
}
