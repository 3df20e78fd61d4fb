namespace AsyncRL.Environments;

/// <summary>Turns an observation that is one whole number from 0 to n - 1 into n numbers, of which that one is 1 and the others are 0.</summary>
public sealed class OneHotObservation : ObservationWrapper
{
    /// <summary>Wraps an environment.</summary>
    /// <param name="inner">The environment, whose observations are one number from 0 to a finite bound.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public OneHotObservation(Environment inner)
        : base(inner, Hot(inner))
    {
    }

    /// <inheritdoc/>
    protected override void Transform(Span<float> inner, Span<float> observation, bool begins)
    {
        int value = (int)inner[0];
        if (value != inner[0] || (uint)value >= (uint)observation.Length)
            throw new InvalidOperationException(
                $"{Inner.GetType().Name} gave the observation {inner[0]}, but OneHotObservation needs whole numbers from 0 to {observation.Length - 1}.");
        observation.Clear();
        observation[value] = 1;
    }

    private static Box Hot(Environment inner)
    {
        Box box = BoxOf(inner, nameof(OneHotObservation));
        return box.Length == 1 && box.Low[0] == 0 && float.IsFinite(box.High[0]) && box.High[0] == MathF.Floor(box.High[0])
            ? new Box(0f, 1f, (int)box.High[0] + 1)
            : throw new ArgumentException(
                $"OneHotObservation needs observations of one number from 0 to a whole bound, but {inner.GetType().Name} gives {box}.", nameof(inner));
    }
}
