namespace AsyncRL.Neural;

/// <summary>A linear output of the network, on top of the last hidden layer.</summary>
/// <param name="Name">Name of the output, such as "logits"; its parameters are called logits.weight and logits.bias.</param>
/// <param name="Width">Numbers it gives; at least 1.</param>
/// <param name="InitialScale">Gain of the orthogonal initialisation; unused by the other.</param>
public sealed record Head(string Name, int Width, float InitialScale = 1f);
