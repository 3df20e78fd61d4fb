using AsyncRL.Algorithms;
using AsyncRL.Environments;

namespace AsyncRL.LearningTests;

/// <summary>A training that learns is not told that it does not: every preset, silent from beginning to end.</summary>
public sealed class PresetWarningTests
{
    private static readonly string[] Games = ["Asterix", "Breakout", "Freeway", "Seaquest", "SpaceInvaders"];

    /// <summary>
    /// One-step methods do not find Freeway's first crossing in one training of three, which is worth a warning.
    /// </summary>
    private static readonly (string, string)[] Unreliable =
        [("async-q", "MinAtar/Freeway-v1"), ("async-sarsa", "MinAtar/Freeway-v1")];

    public static IEnumerable<object[]> Presets => All().Select(p => new object[] { p.Algorithm, p.Environment });

    [SlowTheory]
    [MemberData(nameof(Presets))]
    public void APresetTrainsWithoutAWarning(string algorithm, string environment) =>
        Assert.Empty(Warnings.Of(
            algorithm, () => EnvironmentRegistry.Default.Make(environment),
            Learning.Configure(algorithm, environment, seed: 0, ThreadsOf(algorithm, environment)).Options));

    private static IEnumerable<(string Algorithm, string Environment)> All()
    {
        IEnumerable<(string Algorithm, string Environment)> own = PresetCatalog.List()
            .Where(p => EnvironmentRegistry.Default.All.Any(e => e.Id == p.Section)
                && !p.Section.StartsWith("MinAtar/", StringComparison.Ordinal))
            .Select(p => (p.Algorithm, p.Section));
        IEnumerable<(string, string)> games = PresetCatalog.List().Where(p => p.Section == "MinAtar/*")
            .SelectMany(p => Games.Select(game => (p.Algorithm, $"MinAtar/{game}-v1")));
        return own.Concat(games).Except(Unreliable);
    }

    private static int ThreadsOf(string algorithm, string environment)
    {
        IEnumerable<(string Key, string Value)> set = PresetCatalog.For(algorithm, environment).SelectMany(l => l.Values);
        return OneActor(algorithm) || set.LastOrDefault(v => v.Key == "topology.threads").Value == "1" ? 1 : 2;
    }

    // Methods with a replay memory have one player.
    private static bool OneActor(string algorithm) =>
        AlgorithmCatalog.Find(algorithm).Options.Read.Any(o => o.Key == "replay.overlap");
}
