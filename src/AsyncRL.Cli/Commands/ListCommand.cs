using System.CommandLine;
using System.Globalization;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Cli.Commands;

/// <summary><c>list</c>: what there is to train, on what, and how.</summary>
internal static class ListCommand
{
    public static Command Create(Terminal terminal) => new("list", "Lists algorithms, environments or presets.")
    {
        Algorithms(terminal),
        Environments(terminal),
        Presets(terminal),
    };

    private static Command Presets(Terminal terminal)
    {
        var name = new Argument<string?>("algorithm")
        {
            Description = "Show those of this algorithm only.", Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("presets", "The option values that environments and named presets set.") { name };
        command.SetAction(parsed =>
        {
            string? only = parsed.GetValue(name) is { } given ? AlgorithmCatalog.Find(given).Name : null;
            terminal.WriteTable(
                ["algorithm", "section", "values"],
                PresetCatalog.List().Where(p => only is null || p.Algorithm == only)
                    .Select(p => new[] { p.Algorithm, p.Section, Values(p.Layer) }));
        });
        return command;
    }

    private static Command Algorithms(Terminal terminal)
    {
        var name = new Argument<string?>("name")
        {
            Description = "Show this one with its options and presets.", Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("algorithms", "The algorithms, or one with its options and presets.") { name };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(name) is { } one)
            {
                Show(terminal, AlgorithmCatalog.Find(one));
                return;
            }

            terminal.WriteTable(
                ["algorithm", "reads, besides the common options", "what it is"],
                AlgorithmCatalog.All.Select(a => new[] { a.Name, Reads(a), a.Summary }));
        });
        return command;
    }

    private static string Reads(Algorithm algorithm) =>
        algorithm.Options.Patterns is { Count: > 0 } patterns ? string.Join(' ', patterns) : "-";

    private static void Show(Terminal terminal, Algorithm algorithm)
    {
        terminal.Out.WriteLine($"{algorithm.Name}: {algorithm.Summary}");
        terminal.Out.WriteLine($"reads, besides the common options: {Reads(algorithm)}");
        if (algorithm.OwnOptions.Count > 0)
        {
            terminal.Out.WriteLine($"of these its own: {string.Join(' ', algorithm.OwnOptions.Select(g => $"{g.Name}.*"))}");
        }

        var defaults = new TrainingOptions();
        terminal.WriteTable(
            ["option", "default", "kind", "what it does"],
            algorithm.Options.Read.Select(o => new[]
            {
                o.Key,
                o.Format(defaults) is { Length: > 0 } value ? value : "-",
                o.Range.Length > 0 ? $"{o.Kind}, {o.Range}" : o.Kind,
                o.Description,
            }));
        List<string[]> presets =
            [.. PresetCatalog.List().Where(p => p.Algorithm == algorithm.Name).Select(p => new[] { p.Section, Values(p.Layer) })];
        if (presets.Count > 0)
        {
            terminal.WriteTable(["preset", "values"], presets);
        }
    }

    private static string Values(OptionLayer layer) => string.Join(
        ' ',
        layer.Values.Select(v => $"{v.Key}={v.Value}").Concat(
            layer.EnvironmentValues.Select(v => $"environment.{v.Key}={v.Value}")));

    private static Command Environments(Terminal terminal)
    {
        var id = new Argument<string?>("id") { Description = "Show this one with its options.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Also show those that cannot be played here, and why." };
        var command = new Command("environments", "The environments that can be played here, or one with its options.")
        {
            id, all,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(id) is { } one)
            {
                Show(terminal, EnvironmentRegistry.Default.Find(one));
                return;
            }

            EnvironmentRegistry registry = EnvironmentRegistry.Default;
            terminal.WriteTable(
                ["id", "observations", "actions", "max steps", "solved at", "options"],
                (parsed.GetValue(all) ? registry.All : registry.Available).Select(Describe));
            foreach (EnvironmentFamily family in registry.Families)
            {
                terminal.Out.WriteLine($"{family.Prefix}...: {family.Description}");
            }
        });
        return command;
    }

    // The time limit, which all have, is a column of its own.
    private static string[] Describe(EnvironmentSpec spec)
    {
        if (spec.WhyUnavailable?.Invoke(EnvironmentOptions.None) is { } reason)
        {
            return [spec.Id, $"cannot be played here: {reason}", string.Empty, string.Empty, string.Empty, string.Empty];
        }

        Environment environment = spec.Create();
        using var owned = environment as IDisposable;
        return
        [
            spec.Id,
            $"{environment.ObservationSpace}",
            $"{environment.ActionSpace}",
            spec.MaxEpisodeSteps?.ToString(CultureInfo.InvariantCulture) ?? "none",
            spec.RewardThreshold?.ToString(CultureInfo.InvariantCulture) ?? "-",
            string.Join(' ', spec.Options.SkipLast(1).Select(o => o.Key)),
        ];
    }

    private static void Show(Terminal terminal, EnvironmentSpec spec)
    {
        terminal.Out.WriteLine($"{spec.Id}{(spec.Description.Length > 0 ? $": {spec.Description}" : string.Empty)}");
        if (spec.WhyUnavailable?.Invoke(EnvironmentOptions.None) is { } reason)
        {
            terminal.Out.WriteLine($"It cannot be played here: {reason}");
        }
        else
        {
            Environment environment = spec.Create();
            using var owned = environment as IDisposable;
            terminal.Out.WriteLine($"observations {environment.ObservationSpace}");
            terminal.Out.WriteLine($"actions {environment.ActionSpace}");
            if (environment.Goals is { } goals)
            {
                terminal.Out.WriteLine($"goals {goals.Desired.Space}; her.strategy=future learns in hindsight");
            }
        }

        terminal.WriteTable(
            ["option", "default", "kind", "what it does"],
            spec.Options.Select(
                o => new[] { o.Key, o.Default, o.Range.Length > 0 ? $"{o.Kind}, {o.Range}" : o.Kind, o.Description }));
    }
}
