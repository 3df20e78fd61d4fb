using System.CommandLine;
using AsyncRL.Studies;

namespace AsyncRL.Cli.Commands;

/// <summary>Options that all studies have, and how they become a request.</summary>
internal sealed class StudyOptions(IReadOnlyList<string>? defaultMethods = null)
{
    private readonly Option<string?> methods = new("--methods") { Description = "Algorithms, separated by commas; see 'list algorithms'." };
    private readonly Option<string> environment = new("--env") { Description = "Id of the environment; see 'list environments'.", Required = true };
    private readonly Option<string?> preset = new("--preset") { Description = "A named preset, such as paper; see 'list presets'." };
    private readonly Option<string?> config = new("--config") { Description = "A YAML file of options." };
    private readonly Option<string[]> set = new("--set") { Description = "key=value; see docs/options.md. May be given several times." };
    private readonly Option<long?> steps = new("--steps") { Description = "Steps of each training; those of the preset unless told otherwise." };
    private readonly Option<int> episodes = new("--episodes") { Description = "Episodes an evaluation.", DefaultValueFactory = _ => 20 };
    private readonly Option<int?> jobs = new("--jobs") { Description = "Trainings side by side; as many as keep all cores busy unless told otherwise." };
    private readonly Option<string?> output = new("--out") { Description = "The study's folder; otherwise studies/<kind>-<environment>." };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { methods, environment, preset, config, set, steps, episodes, jobs, output })
        {
            command.Options.Add(option);
        }
    }

    public StudyRequest Request(ParseResult parsed)
    {
        string id = parsed.GetValue(environment)!;
        List<OptionLayer> layers = parsed.GetValue(config) is { } file ? [.. PresetCatalog.FromFile(file, id)] : [];
        return new StudyRequest
        {
            EnvironmentId = id,
            Methods = Split(parsed.GetValue(methods) ?? string.Join(',', defaultMethods ?? [])),
            Layers = [.. layers, CommonOptions.SetLayer(parsed.GetValue(set))],
            Preset = parsed.GetValue(preset),
            Steps = parsed.GetValue(steps),
            Episodes = parsed.GetValue(episodes),
            Jobs = parsed.GetValue(jobs),
        };
    }

    /// <summary>The study's folder.</summary>
    public string Folder(ParseResult parsed, Study study) => parsed.GetValue(output)
        ?? Path.Combine("studies", $"{study.Kind}-{study.EnvironmentId.Replace('/', '-').Replace('\\', '-').Replace(':', '-')}");

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

            words.Add(word.Contains(' ', StringComparison.Ordinal) ? $"'{word}'" : word);
        }

        return string.Join(' ', words);
    }

    public static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
