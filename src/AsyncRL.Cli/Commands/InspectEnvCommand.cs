using System.CommandLine;
using System.Globalization;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Environments.Checking;

namespace AsyncRL.Cli.Commands;

/// <summary><c>inspect-env</c>: what an environment looks like to a random policy, and what that advises for training.</summary>
internal static class InspectEnvCommand
{
    private const int MostElements = 10;
    private static readonly string[] ScalingKeys = ["reward_scale", "normalize_observations"];

    public static Command Create(Terminal terminal)
    {
        var id = new Argument<string>("id") { Description = "Id of the environment; see 'list environments'." };
        Command command = Create(terminal, "inspect-env", parsed => parsed.GetValue(id)!);
        command.Description =
            "Shows the rewards and scales that a random policy meets, with advice: asyncrl inspect-env CartPole-v1";
        command.Arguments.Add(id);
        return command;
    }

    /// <summary>What the command was called at first, for scripts that still do: <c>doctor --env ID</c>. Not listed.</summary>
    public static Command CreateDoctor(Terminal terminal)
    {
        var environment =
            new Option<string>("--env") { Description = "Id of the environment; see 'list environments'.", Required = true };
        Command command = Create(terminal, "doctor", parsed => parsed.GetValue(environment)!);
        command.Description = "The old name of inspect-env.";
        command.Hidden = true;
        command.Options.Add(environment);
        return command;
    }

    private static Command Create(Terminal terminal, string name, Func<ParseResult, string> idOf)
    {
        var episodes = new Option<int>("--episodes") { Description = "Episodes to play.", DefaultValueFactory = _ => 100 };
        var seed = new Option<ulong>("--seed")
        {
            Description = "Seed of the environment and the random policy.",
            DefaultValueFactory = _ => 0,
        };
        var maxSteps = new Option<int>("--max-steps")
        {
            Description = "An episode is cut after this many steps.",
            DefaultValueFactory = _ => EnvironmentProfile.DefaultMostSteps,
        };
        var command = new Command(name) { EnvironmentSettings.Option, episodes, seed, maxSteps };
        command.SetAction(parsed =>
        {
            string id = idOf(parsed);
            EnvironmentOptions options = EnvironmentSettings.For(parsed, id);
            EnvironmentProfile profile = EnvironmentProfile.Measure(
                () => EnvironmentRegistry.Default.Make(id, options), AtLeastOne(parsed.GetValue(episodes), "--episodes"),
                parsed.GetValue(seed), AtLeastOne(parsed.GetValue(maxSteps), "--max-steps"));
            Show(terminal, id, profile);
            return 0;
        });
        return command;
    }

    private static int AtLeastOne(int value, string option) =>
        value >= 1 ? value : throw new UsageException($"{option}: {value} is out of range; it must be at least 1.");

    private static void Show(Terminal terminal, string id, EnvironmentProfile p)
    {
        terminal.Out.WriteLine(F($"{id}: {p.Episodes:N0} episodes, {p.Steps:N0} steps of a random policy"));
        terminal.WriteTable(["", "mean", "deviation", "least", "greatest"],
        [
            Row("return", p.Return), Row("length", p.Length), Row("reward", p.Reward),
            Row(F($"discounted by {EnvironmentProfile.Discount}"), p.DiscountedReturn),
        ]);
        terminal.Out.WriteLine(F($"ends: {p.Terminated} terminated, {p.Truncated} truncated, {p.Cut} cut"));
        string values = string.Join(
            ", ",
            p.RewardValues.Take(5).Where(v => 1_000 * v.Value > p.Steps)
                .Select(v => F($"{v.Key:G4} ({(double)v.Value / p.Steps:P1})")));
        terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"rewards: {p.NonzeroRewards:P1} of steps and {p.EpisodesWithReward:P0} of episodes not 0; " +
            $"{(p.RewardValues.Count >= 1_000 ? "at least " : "")}{p.RewardValues.Count:N0} " +
            $"different{(values.Length > 0 ? $", most often {values}" : "")}"));
        terminal.WriteTable(["observation", "mean", "deviation", "least", "greatest"], Elements(p));
        IReadOnlyList<string> advice = p.Advice();
        foreach (string sentence in advice)
        {
            terminal.Out.WriteLine($"advice: {sentence}");
        }

        if (advice.Count == 0)
        {
            terminal.Out.WriteLine("advice: none; rewards and observations are at scales that networks learn from.");
        }

        foreach (Algorithm algorithm in AlgorithmCatalog.All)
        {
            string[] preset = [.. PresetCatalog.For(algorithm.Name, id).SelectMany(l => l.Values)
                .Where(v => ScalingKeys.Contains(v.Key)).Select(v => $"{v.Key}={v.Value}").Distinct()];
            if (preset.Length > 0)
            {
                terminal.Out.WriteLine($"preset: {algorithm.Name} on {id} sets {string.Join(' ', preset)} already.");
            }
        }
    }

    // The first elements one by one; the rest as the extremes of their means, deviations and ranges.
    private static IEnumerable<string[]> Elements(EnvironmentProfile p)
    {
        for (int i = 0; i < Math.Min(MostElements, p.Observation.Count); i++)
        {
            yield return Row(F($"element {i}"), p.Observation[i]);
        }

        if (p.Observation.Count > MostElements)
        {
            yield return
            [
                F($"all {p.Observation.Count:N0}"),
                F($"{p.Observation.Min(s => s.Mean):G4} to {p.Observation.Max(s => s.Mean):G4}"),
                F($"{p.Observation.Min(s => s.Deviation):G4} to {p.Observation.Max(s => s.Deviation):G4}"),
                F($"{p.Observation.Min(s => s.Low):G4}"),
                F($"{p.Observation.Max(s => s.High):G4}"),
            ];
        }
    }

    private static string[] Row(string name, Spread s) =>
        [name, F($"{s.Mean:G4}"), F($"{s.Deviation:G4}"), F($"{s.Low:G4}"), F($"{s.High:G4}")];

    private static string F(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
