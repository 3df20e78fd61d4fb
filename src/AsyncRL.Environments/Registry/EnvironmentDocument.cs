using System.Globalization;
using System.Text;

namespace AsyncRL.Environments;

/// <summary>All environments of a registry and their options as Markdown: the text of <c>docs/environments.md</c>.</summary>
internal static class EnvironmentDocument
{
    private const string Introduction = """
        # Environments

        `asyncrl list environments` shows those that can be played here, `asyncrl list environments ID` shows one with its
        options. This page is generated from the code; a test compares them. How to make your own:
        [own-environments.md](own-environments.md). Board games: [search.md](search.md#as-environments).

        | id | observations | actions | time limit | solved at | what it is |
        |---|---|---|---|---|---|

        """;

    private const string AboutGoals = """

        ## Goals

        In some worlds every episode has its own goal, and nothing is paid before the goal is reached. Their observations are a
        `Dict` of `observation`, `achieved_goal` and `desired_goal`, as in Gymnasium's goal environments. Methods with a replay
        memory can learn from what an episode achieved as if that had been its goal: hindsight experience replay,
        `--set her.strategy=future`. `asyncrl list environments ID` says whether a world has goals; these have:
        """;

    private const string AboutOptions = """

        ## Options

        An option is given on the command line (`--env-set key=value`, several times if wanted), in a YAML file
        (`environment: { key: value }`, for all environments or in a section), or in code:
        `EnvironmentRegistry.Default.Make("TMaze-v0", new EnvironmentOptions(("corridor_length", 20)))`. Later wins: the id's
        default, preset, `--config`, `--env-set`. A run keeps its options in `config.json` under `environment_options`, with
        where each came from, and a model file keeps them too: `resume`, `eval`, `watch` and `record` play the world that was
        trained on.

        Every id has `max_episode_steps`, its time limit: a whole number from 1, or `none`. (The training option of the same
        name, `--set max_episode_steps=N`, cuts episodes too.) Where a world's fair limit depends on its options, they set
        it, unless `max_episode_steps` is given.

        """;

    public static string ToMarkdown(EnvironmentRegistry registry)
    {
        var text = new StringBuilder(Introduction);
        IReadOnlyList<EnvironmentSpec> all = registry.All;
        var withGoals = new List<string>();
        foreach (EnvironmentSpec spec in all)
        {
            Environment environment = spec.Create();
            using var owned = environment as IDisposable;
            AppendRow(
                text, $"`{spec.Id}`", $"`{environment.ObservationSpace}`", $"`{environment.ActionSpace}`",
                OrNone(spec.MaxEpisodeSteps), OrNone(spec.RewardThreshold), spec.Description);
            if (environment.Goals is not null)
            {
                withGoals.Add(spec.Id);
            }
        }

        text.Append(AboutGoals).Append('\n').AppendJoin(", ", withGoals.Select(id => $"`{id}`")).Append(".\n");
        text.Append(AboutOptions);
        foreach (IGrouping<string, EnvironmentSpec> world in all.Where(s => Own(s).Any()).GroupBy(Signature))
        {
            text.Append("\n### ").AppendJoin(", ", world.Select(s => s.Id)).Append("\n\n");
            AppendRow(text, "option", "kind", "default", "what it does");
            text.Append("|---|---|---|---|\n");
            foreach (EnvironmentOptionEntry option in Own(world.First()))
            {
                string kind = option.Range.Length > 0 ? $"{option.Kind}, {option.Range}" : option.Kind;
                AppendRow(text, $"`{option.Key}`", kind, Defaults(world, option.Key), option.Description);
            }
        }

        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, params string[] cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string OrNone(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "none";

    private static IEnumerable<EnvironmentOptionEntry> Own(EnvironmentSpec spec) => spec.Options.SkipLast(1);

    // Ids with the same options share a table, whatever their defaults.
    private static string Signature(EnvironmentSpec spec) =>
        string.Join('\n', Own(spec).Select(o => $"{o.Key} {o.Kind} {o.Range} {o.Description}"));

    // That of the most ids, and the others by name.
    private static string Defaults(IEnumerable<EnvironmentSpec> world, string key)
    {
        IEnumerable<IGrouping<string, EnvironmentSpec>> values =
            world.GroupBy(s => s.Options.First(o => o.Key == key).Default).OrderByDescending(g => g.Count());
        return string.Join(
            "; ", values.Select((v, i) => i == 0 ? $"`{v.Key}`" : $"{string.Join(", ", v.Select(s => s.Id))}: `{v.Key}`"));
    }
}
