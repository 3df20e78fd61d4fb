using System.CommandLine;
using System.Globalization;
using AsyncRL.Algorithms;
using AsyncRL.Environments;

namespace AsyncRL.Cli.Commands;

/// <summary><c>list</c>: what there is to train, on what, and how.</summary>
internal static class ListCommand
{
    public static Command Create(Terminal terminal) => new("list", "Lists algorithms, environments or presets.")
    {
        Sub("algorithms", "The algorithms.", () => terminal.WriteTable(
            ["algorithm", "what it is"], AlgorithmCatalog.All.Select(a => new[] { a.Name, a.Summary }))),
        Sub("environments", "The environments.", () => terminal.WriteTable(
            ["id", "observations", "actions", "max steps", "solved at"],
            EnvironmentRegistry.Default.All.Select(Describe))),
        Sub("presets", "The option values that environments and named presets bring.", () => terminal.WriteTable(
            ["algorithm", "section", "values"],
            PresetCatalog.List().Select(p => new[]
            {
                p.Algorithm, p.Section, string.Join(' ', p.Layer.Values.Select(v => $"{v.Key}={v.Value}")),
            }))),
    };

    private static Command Sub(string name, string description, Action show)
    {
        var command = new Command(name, description);
        command.SetAction(_ => show());
        return command;
    }

    private static string[] Describe(EnvironmentSpec spec)
    {
        Environments.Environment environment = spec.Create();
        return
        [
            spec.Id,
            $"{environment.ObservationSpace}",
            $"{environment.ActionSpace}",
            spec.MaxEpisodeSteps?.ToString(CultureInfo.InvariantCulture) ?? "none",
            spec.RewardThreshold?.ToString(CultureInfo.InvariantCulture) ?? "-",
        ];
    }
}
