using AsyncRL.Algorithms;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AsyncRL.Environments;

namespace AsyncRL.Studies;

/// <summary>
/// What decides about a study's results, as <c>study.json</c> keeps it: a study is gone on with only with the same settings.
/// </summary>
internal static class StudySettings
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The settings of a study: its own, and every option of every method that it does not vary.</summary>
    public static IReadOnlyDictionary<string, string> Of(Study study)
    {
        var settings = new Dictionary<string, string>
        {
            ["kind"] = study.Kind,
            ["environment"] = string.Join(',', study.EnvironmentIds),
            ["methods"] = string.Join(',', study.Methods),
            ["episodes"] = Text(study.Episodes),
        };
        foreach ((string name, string value) in study.OwnSettings)
        {
            settings[name] = value;
        }

        foreach (StudyTrial trial in study.Trials.DistinctBy(t => (t.EnvironmentId, t.Method)))
        {
            string name = trial.EnvironmentId is { } environment ? $"{environment} {trial.Method}" : trial.Method;
            EnvironmentOptions played = study.EnvironmentOptionsOf(trial);
            settings[$"{study.EnvironmentOf(trial)} environment options"] = played.Count == 0 ? "defaults" : $"{played}";
            IEnumerable<OptionEntry> entries = AlgorithmCatalog.Find(trial.Algorithm).Options.All;
            foreach (OptionEntry entry in entries.Where(e => !study.VariedKeys.Contains(e.Key)))
            {
                settings[$"{name} {entry.Key}"] = entry.Format(trial.Options);
            }
        }

        return settings;
    }

    /// <summary>The text of <c>study.json</c>.</summary>
    /// <param name="study">The study.</param>
    /// <param name="versions">Versions of the program that trained its trials.</param>
    public static string ToJson(Study study, string versions) => new JsonObject
    {
        ["version"] = versions,
        ["settings"] = new JsonObject(Of(study).Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value))),
    }.ToJsonString(Indented);

    /// <summary>Refuses to go on with a study whose settings differ.</summary>
    /// <param name="study">The study as it is asked now.</param>
    /// <param name="json">The text of <c>study.json</c>.</param>
    /// <param name="folder">The folder, for the message.</param>
    /// <exception cref="StudyException">A setting differs, or the text is damaged.</exception>
    public static void RequireSame(Study study, string json, string folder)
    {
        IReadOnlyDictionary<string, string> now = Of(study);
        foreach ((string name, string before) in Read(json, folder))
        {
            // A setting that only one of two versions of the program knows cannot be compared.
            if (now.TryGetValue(name, out string? value) && value != before
                && !(study.GrowingSettings.Contains(name) && Grew(before, value)))
            {
                string grow = study.GrowingSettings.Contains(name) ? $"; {name} may grow, but not shrink" : string.Empty;
                throw new StudyException(
                    $"The study in '{folder}' was begun with {name} = {before}, but now it is {value}{grow}: " +
                    "name another folder with --out, or the old value to go on with this study.");
            }
        }
    }

    /// <summary>The versions that trained the trials of a study, this one added where it is to train more.</summary>
    /// <param name="json">The text of <c>study.json</c>.</param>
    /// <param name="goesOn">Whether trials are missing.</param>
    public static string Versions(string json, bool goesOn)
    {
        string earlier = (string?)JsonNode.Parse(json)!["version"] ?? "unknown";
        return !goesOn || earlier.Split(", ").Contains(ProductVersion.Current) ? earlier : $"{earlier}, {ProductVersion.Current}";
    }

    private static Dictionary<string, string> Read(string json, string folder)
    {
        try
        {
            return JsonNode.Parse(json)!["settings"]!.AsObject().ToDictionary(s => s.Key, s => (string)s.Value!);
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException)
        {
            throw new StudyException(
                $"'{folder}' holds a study.json that cannot be read ({e.Message}); name another folder with --out.");
        }
    }

    // A count that is greater, or a list that has all of before and more.
    private static bool Grew(string before, string now)
    {
        bool counts = int.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out int old)
            & int.TryParse(now, NumberStyles.None, CultureInfo.InvariantCulture, out int more);
        return counts ? more > old : StudyMethod.Split(before).All(StudyMethod.Split(now).Contains);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
