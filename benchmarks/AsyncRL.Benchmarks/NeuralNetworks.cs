using AsyncRL.Neural;

namespace AsyncRL.Benchmarks;

/// <summary>The networks that the command's <c>bench network</c> knows.</summary>
internal static class NeuralNetworks
{
    private static readonly Head[] Heads = [new("policy", 6), new("value", 1)];

    public static IReadOnlyList<string> Names { get; } = ["atari", "minatar", "mlp"];

    public static NetworkDescription Describe(string name) => name switch
    {
        "atari" => new([84, 84, 4], [new Conv2DLayer(16, 8, 4), new Conv2DLayer(32, 4, 2), new DenseLayer(256)], Heads),
        "minatar" => new([10, 10, 4], [new Conv2DLayer(16, 3), new DenseLayer(128)], Heads),
        "mlp" => new([4], [new DenseLayer(64), new DenseLayer(64)], [new("policy", 2), new("value", 1)]),
        _ => throw new ArgumentException($"There is no network '{name}'; use {string.Join(", ", Names)}.", nameof(name)),
    };
}
