namespace AsyncRL.Environments;

/// <summary>
/// The policy that knows nothing: uniform among the legal actions, or a sample of the box. Allocates nothing.
/// </summary>
public sealed class RandomActions
{
    private readonly Space actionSpace;
    private readonly Pcg64 random;
    private readonly int[] counts;
    private readonly int[] choices;
    private readonly float[] numbers;

    /// <summary>Creates the policy.</summary>
    /// <param name="actionSpace">The environment's action space.</param>
    /// <param name="random">The generator.</param>
    /// <exception cref="ArgumentException">It is no space of actions.</exception>
    public RandomActions(Space actionSpace, Pcg64 random)
    {
        ArgumentNullException.ThrowIfNull(random);
        this.actionSpace = actionSpace;
        this.random = random;
        ActionKind kind = ActionSpaces.KindOf(actionSpace);
        counts = kind == ActionKind.Continuous ? [] : ActionSpaces.ChoiceCounts(actionSpace);
        choices = kind == ActionKind.Choices ? new int[counts.Length] : [];
        numbers = kind == ActionKind.Continuous ? new float[actionSpace.Length] : [];
    }

    /// <summary>Draws an action.</summary>
    /// <param name="legal">Which choices are legal [<see cref="Space.MaskWidth"/>]; empty for all.</param>
    /// <returns>The action, valid until the next draw.</returns>
    public EnvironmentAction Next(ReadOnlySpan<bool> legal)
    {
        if (actionSpace is Discrete discrete)
        {
            return discrete.Start + UniformAction.Draw(random, discrete.Count, legal);
        }

        if (numbers.Length > 0)
        {
            actionSpace.Sample(random, numbers);
            return numbers;
        }

        UniformAction.Draw(random, counts, legal, choices);
        return choices;
    }
}
