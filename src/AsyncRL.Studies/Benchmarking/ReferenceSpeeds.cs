namespace AsyncRL.Benchmarking;

/// <summary>
/// How fast the implementations are that the built-in environments are equal to, where that was measured: random play on one core
/// of a virtual machine with two AVX-512 cores, observations included. A ratio to them means something on that kind of machine
/// only.
/// </summary>
public static class ReferenceSpeeds
{
    private const string Gymnasium = "Gymnasium 1.4";

    // A step of it is its act and its state together.
    private const string MinAtar = "MinAtar (Python)";

    private static readonly Dictionary<string, ReferenceSpeed> Speeds = new(StringComparer.Ordinal)
    {
        ["CartPole-v1"] = new(Gymnasium, 182_000),
        ["MinAtar/Breakout"] = new(MinAtar, 641_000),
        ["MinAtar/Asterix"] = new(MinAtar, 508_000),
        ["MinAtar/Freeway"] = new(MinAtar, 238_000),
        ["MinAtar/Seaquest"] = new(MinAtar, 393_000),
        ["MinAtar/SpaceInvaders"] = new(MinAtar, 68_000),
    };

    /// <summary>What is known of the implementation that an environment is equal to.</summary>
    /// <param name="id">The environment's id; the versions of a MinAtar game, which differ in the choice of moves alone, share
    /// one figure.</param>
    /// <returns>Its speed; null where none was measured.</returns>
    public static ReferenceSpeed? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        string name = id is [.., '-', 'v', '0' or '1'] && id.StartsWith("MinAtar/", StringComparison.Ordinal) ? id[..^3] : id;
        return Speeds.GetValueOrDefault(name);
    }
}
