namespace AsyncRL.Neural;

/// <summary>An output of the network, on top of the last hidden layer.</summary>
/// <param name="Name">Name of the output, such as "logits"; its parameters are called logits.weight and, where it is linear,
/// logits.bias.</param>
/// <param name="Width">Numbers it gives; at least 1.</param>
/// <param name="InitialScale">Gain of the orthogonal initialisation of a linear head; unused by the other.</param>
public sealed record Head(string Name, int Width, float InitialScale = 1f)
{
    /// <summary>How it is computed. Default linear.</summary>
    public HeadKind Kind { get; init; }

    /// <summary>What every weight of a <see cref="HeadKind.LogDeviation"/> head starts from. Default -3.</summary>
    public float InitialLogDeviation { get; init; } = -3f;
}
