using AsyncRL;

namespace OwnTrainingLoop;

/// <summary>The options <c>soft_q.*</c>.</summary>
public sealed record SoftQOptions
{
    [Option(
        "Temperature of the softmax over action values: what one nat of entropy is worth.", Source = "chosen",
        Min = 1e-3, Max = 10)]
    public double Temperature { get; init; } = 0.1;
}
