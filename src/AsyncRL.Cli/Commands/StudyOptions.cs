using System.CommandLine;
using AsyncRL.Studies;

namespace AsyncRL.Cli.Commands;

/// <summary>Options that all studies have, and how they become a request.</summary>
/// <param name="defaultMethods">Methods of a study whose methods need not be named.</param>
/// <param name="severalEnvironments">Whether the study takes several environments and, so that their times compare, one training
/// at a time.</param>
internal sealed class StudyOptions(IReadOnlyList<string>? defaultMethods = null, bool severalEnvironments = false)
{
    private readonly Option<string?> methods = new("--methods")
    {
        Description = "Algorithms, separated by commas; see 'list algorithms'. " +
            "Each may have its own options: dqn,dqn+dqn.double=true,dqn+replay.n_step=3+gamma=0.9.",
    };

    private readonly Option<string> environment = new("--env")
    {
        Description = $"{(severalEnvironments ? "Ids of the environments, separated by commas" : "Id of the environment")}; " +
            "see 'list environments'.", Required = true,
    };

    private readonly Option<string?> preset =
        new("--preset") { Description = "A named preset, such as paper; see 'list presets'." };
    private readonly Option<string?> config = new("--config") { Description = "A YAML file of options." };
    private readonly Option<string[]> set =
        new("--set") { Description = "key=value; see docs/options.md. May be given several times." };
    private readonly Option<long?> steps =
        new("--steps") { Description = "Steps of each training. Default: those of the preset." };
    private readonly Option<int> episodes =
        new("--episodes") { Description = "Episodes per evaluation.", DefaultValueFactory = _ => 20 };
    private readonly Option<int?> jobs = new("--jobs")
    {
        Description =
            $"Trainings in parallel. Default: {(severalEnvironments ? "one at a time" : "as many as keep all cores busy")}.",
    };

    private readonly Option<string?> output =
        new("--out") { Description = "The study's folder. Default: studies/<kind>-<environment>." };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[]
        {
            methods, environment, EnvironmentSettings.Option, preset, config, set, steps, episodes, jobs, output,
        })
        {
            command.Options.Add(option);
        }
    }

    public StudyRequest Request(ParseResult parsed) => Request(parsed, parsed.GetValue(environment)!);

    /// <summary>A request for each of the environments that are named, separated by commas.</summary>
    public IReadOnlyList<StudyRequest> Requests(ParseResult parsed) =>
        [.. Split(parsed.GetValue(environment)!).Select(id => Request(parsed, id))];

    private StudyRequest Request(ParseResult parsed, string id)
    {
        List<OptionLayer> layers = parsed.GetValue(config) is { } file
            ? [.. PresetCatalog.FromFile(file, id, algorithm: null)]
            : [];
        return new StudyRequest
        {
            EnvironmentId = id,
            Methods = parsed.GetValue(methods) is { } list ? StudyMethod.Split(list) : defaultMethods ?? [],
            Layers = [.. layers, CommonOptions.SetLayer(parsed.GetValue(set)), EnvironmentSettings.Layer(parsed)],
            Preset = parsed.GetValue(preset),
            Steps = parsed.GetValue(steps),
            Episodes = parsed.GetValue(episodes),
            Jobs = parsed.GetValue(jobs),
        };
    }

    /// <summary>The study's folder.</summary>
    public string Folder(ParseResult parsed, Study study) => parsed.GetValue(output)
        ?? Path.Combine(
            "studies",
            $"{study.Kind}-{string.Join('-', study.EnvironmentIds).Replace('/', '-').Replace('\\', '-').Replace(':', '-')}");

    /// <summary>The command as it was typed, without the place of the folder, which says nothing about the results.</summary>
    public static string CommandLine(ParseResult parsed)
    {
        var words = new List<string> { "asyncrl" };
        for (int i = 0; i < parsed.Tokens.Count; i++)
        {
            string word = parsed.Tokens[i].Value;
            if (word == "--out")
            {
                i++;
                continue;
            }

            words.Add(word);
        }

        return ShellWords.Join(words);
    }

    /// <summary>Whole numbers, separated by commas.</summary>
    public static int[] Numbers(string option, string list, string example) =>
        [.. Split(list).Select(word => int.TryParse(word, out int number)
            ? number
            : throw new UsageException(
                $"{option}: '{word}' is not a whole number up to {int.MaxValue}; give numbers such as {option} {example}."))];

    private static string[] Split(string list) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
