namespace AsyncRL.Tests.Racing;

/// <summary>A parameter server in shards, as threads race on it: plain descent with a rate of 1, from zero.</summary>
internal interface IServer
{
    /// <summary>Elements of the parameters.</summary>
    int Length { get; }

    /// <summary>First element and length of each shard.</summary>
    IReadOnlyList<(int First, int Length)> Shards { get; }

    /// <summary>The parameters, read while nobody writes.</summary>
    float[] Theta { get; }

    /// <summary>Applies a gradient of equal numbers.</summary>
    /// <param name="bundle">Who does.</param>
    /// <param name="value">The number.</param>
    void Push(int bundle, float value);

    /// <summary>Copies the parameters.</summary>
    /// <param name="to">Receives them.</param>
    /// <returns>Updates that they hold.</returns>
    long Pull(float[] to);
}
