using System.CommandLine;
using System.Globalization;

namespace AsyncRL.Cli.Commands;

/// <summary>Options that several commands have, and how they become a configuration.</summary>
internal sealed class CommonOptions
{
    /// <summary>Every command has it.</summary>
    public static readonly Option<string[]> Assembly = new("--assembly")
    {
        Description = "A .dll with environments of your own, marked with [Environment(\"MyGame/Arena-v0\")]. May be given several times.", Recursive = true,
    };

    public Option<string> Environment { get; } = new("--env") { Description = "Id of the environment; see 'list environments'.", Required = true };

    public Option<int?> Threads { get; } = new("--threads") { Description = "Actor threads; one a logical processor unless told otherwise." };

    public Option<string?> Preset { get; } = new("--preset") { Description = "A named preset, such as paper; see 'list presets'." };

    public Option<string[]> Set { get; } = new("--set") { Description = "key=value; see docs/options.md. May be given several times." };

    public Option<string?> Config { get; } = new("--config") { Description = "A YAML file of options." };

    public void AddTo(Command command)
    {
        command.Options.Add(Environment);
        command.Options.Add(Threads);
        command.Options.Add(Preset);
        command.Options.Add(Set);
        command.Options.Add(Config);
    }

    /// <summary>Presets, then the file, then --set, then the dedicated flags.</summary>
    public ResolvedConfiguration Resolve(ParseResult parsed, string algorithm, IEnumerable<(string Flag, string Key, object? Value)> flags)
    {
        Algorithms.AlgorithmCatalog.Find(algorithm);
        string id = parsed.GetValue(Environment)!;
        Environments.EnvironmentRegistry.Default.Find(id);
        var layers = new List<OptionLayer>(PresetCatalog.For(algorithm, id, parsed.GetValue(Preset)));
        if (parsed.GetValue(Config) is { } file)
        {
            layers.AddRange(PresetCatalog.FromFile(file, id));
        }

        layers.Add(SetLayer(parsed.GetValue(Set)));
        foreach ((string flag, string key, object? value) in flags.Append(("--threads", "topology.threads", parsed.GetValue(Threads))))
        {
            if (value is not null)
            {
                layers.Add(new OptionLayer(flag, [(key, Convert.ToString(value, CultureInfo.InvariantCulture)!)]));
            }
        }

        return ResolvedConfiguration.Resolve(algorithm, id, layers);
    }

    public static OptionLayer SetLayer(string[]? settings) => new("--set", [.. (settings ?? []).Select(Split)]);

    private static (string Key, string Value) Split(string setting)
    {
        int equals = setting.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? (setting[..equals].Trim(), setting[(equals + 1)..])
            : throw new UsageException($"--set: '{setting}' is not key=value, such as learning_rate=0.001.");
    }
}
