namespace AsyncRL.Environments;

/// <summary>
/// Turns an observation that is one whole number among n (Discrete, or a box from 0 to n - 1) into n numbers, of which
/// that one is 1 and the others are 0.
/// </summary>
public sealed class OneHotObservation : ObservationWrapper
{
    private readonly int start;

    /// <summary>Wraps an environment.</summary>
    /// <param name="inner">The environment, whose observations are one number from 0 to a finite bound.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public OneHotObservation(Environment inner)
        : base(inner, Hot(inner)) => start = inner.ObservationSpace is Discrete discrete ? discrete.Start : 0;

    /// <inheritdoc/>
    protected override void Transform(Span<float> inner, Span<float> observation, bool begins)
    {
        float value = inner[0] - start;
        if (!(value >= 0 && value < observation.Length) || value != MathF.Floor(value))
        {
            throw new InvalidOperationException(
                $"{Inner.GetType().Name} gave the observation {inner[0]}, but OneHotObservation needs whole numbers from " +
                $"{start} to {start + observation.Length - 1}.");
        }

        observation.Clear();
        observation[(int)value] = 1;
    }

    private static Box Hot(Environment inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        if (inner.ObservationSpace is Discrete discrete)
        {
            return new Box(0f, 1f, discrete.Count);
        }

        Box box = BoxOf(inner, nameof(OneHotObservation));
        return box.Length == 1 && box.Low[0] == 0 && float.IsFinite(box.High[0]) && box.High[0] == MathF.Floor(box.High[0])
            ? new Box(0f, 1f, (int)box.High[0] + 1)
            : throw new ArgumentException(
                "OneHotObservation needs observations of one number from 0 to a whole bound, " +
                $"but {inner.GetType().Name} gives {box}.", nameof(inner));
    }
}
