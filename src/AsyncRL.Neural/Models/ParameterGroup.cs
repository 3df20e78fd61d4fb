namespace AsyncRL.Neural;

/// <summary>
/// How some parts of a model are trained; immutable. What it does not say is as the caller says for the whole model.
/// </summary>
/// <param name="Name">Its name; "" is the group of every part that names none.</param>
public sealed record ParameterGroup(string Name)
{
    /// <summary>The step size at step 0; null for the caller's. Finite, at least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double? LearningRate
    {
        get;
        init => field = value is null or >= 0 and < double.PositiveInfinity ? value : throw new ArgumentOutOfRangeException(
            nameof(value), value, FormattableString.Invariant(
                $"The learning rate of the group '{Name}' is {value}, but must be finite and at least 0, or use Frozen."));
    }

    /// <summary>How the step size changes over training; null for the caller's schedule.</summary>
    public LearningRateSchedule? Schedule { get; init; }

    /// <summary>Whether nothing changes its parts. Their networks still compute gradients when told to.</summary>
    public bool Frozen { get; init; }
}
