using System.Text.Json;
using System.Text.Json.Nodes;
using AsyncRL.Agents;
using AsyncRL.Environments;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Serialization;

namespace AsyncRL.Runs;

/// <summary>Whether a checkpoint is one of a run, and if not, in what they differ.</summary>
internal static class CheckpointFit
{
    private const string OptionsKey = "options";
    private const string PlayersKey = "players";

    // Options that decide how the state of a run is laid out: bytes that do not fit may make a wrong sense.
    private static readonly string[] Fixed =
    [
        "normalize_observations", "topology.threads", "topology.envs_per_actor", "topology.inference", "count_bonus.coef",
    ];

    // Options of a run's beginning. Later steps would be played at random again, and nothing be learnt from them.
    private static readonly string[] OfTheBeginning = ["rnd.random_steps"];

    // Options that change how a run goes on, and nothing that is saved.
    private static readonly string[] Free =
        ["steps", "horizon", "seed", "learning_rate", "report.", "evaluation.", "checkpoint.", "max_episode_steps"];

    /// <summary>Notes what <see cref="Explain"/> compares.</summary>
    public static void Note(Dictionary<string, string> metadata, Learner learner)
    {
        metadata[PlayersKey] = learner.Topology.Description;
        metadata[OptionsKey] = new JsonObject(
            OptionsOf(learner).Select(o => KeyValuePair.Create(o.Key, (JsonNode?)o.Value))).ToJsonString();
    }

    /// <summary>Checks what has to be the same for anything at all to fit.</summary>
    /// <exception cref="CheckpointMismatchException">It differs.</exception>
    /// <exception cref="CheckpointFormatException">The file is damaged.</exception>
    public static void RequireSame(SafetensorsFile file, string path, Learner learner)
    {
        PolicyDescription saved = PolicyDescription.FromMetadata(file.Metadata, path);
        var differences = new List<string>();
        Compare("algorithm", saved.Algorithm, learner.Algorithm.Name, differences);
        Compare("observation space", saved.ObservationSpace, learner.ObservationSpace, differences);
        Compare("action space", saved.ActionSpace, learner.ActionSpace, differences);
        Compare("tasks", TasksOf(saved.Tasks), TasksOf(learner.Tasks), differences);
        bool sameWorld = differences.Count == 0;
        ModelPart first = learner.Model.Parts[0];
        string network = NetworkFormat.Write((first as NetworkPart)?.Network, (first as TowerPart)?.Tower).ToJsonString();
        if (sameWorld && NetworkFormat.Write(saved.Network, saved.Tower).ToJsonString() != network)
        {
            // A tower follows from options of the algorithm's own.
            string[] changed =
            [
                .. ChangedOptions(file, path, learner).Where(
                    c => first is TowerPart || c.StartsWith("network.", StringComparison.Ordinal)),
            ];
            differences.AddRange(changed.Length > 0 ? changed :
            [
                $"the network ({saved.Parameters.Length:N0} numbers, now {first.Layout.Length:N0})",
            ]);
        }

        if (sameWorld)
        {
            differences.AddRange(
                ChangedOptions(file, path, learner).Where(c => Fixed.Concat(OfTheBeginning).Contains(c.Split(' ')[0])));
        }

        if (differences.Count > 0)
        {
            throw Mismatch(path, differences, sameWorld);
        }
    }

    /// <summary>Why a checkpoint could not be read to its end.</summary>
    /// <param name="file">The checkpoint.</param>
    /// <param name="path">Its path.</param>
    /// <param name="learner">The run's.</param>
    /// <param name="fault">What came of reading it.</param>
    /// <returns>The exception to throw.</returns>
    public static CheckpointFormatException Explain(SafetensorsFile file, string path, Learner learner, Exception fault)
    {
        List<string> differences = [.. ChangedOptions(file, path, learner)];
        if (differences.Count == 0 && file.Metadata.TryGetValue(PlayersKey, out string? players))
        {
            Compare("players", players, learner.Topology.Description, differences);
        }

        if (differences.Count == 0)
        {
            Compare("number of actors", $"{ActorsIn(file.Names)}", $"{ActorsIn(NamesOf(learner))}", differences);
        }

        return differences.Count > 0 ? Mismatch(path, differences, sameWorld: true) : new CheckpointFormatException(
            $"'{path}' does not fit this run: its saved state is shorter or other than expected ({fault.Message.TrimEnd('.')}).");
    }

    private static CheckpointMismatchException Mismatch(string path, List<string> differences, bool sameWorld) => new(
        $"'{path}' was saved by a run that differs from this one in {string.Join("; ", differences)}. " +
        (sameWorld
            ? "Go on with the options that it was trained with; "
            : "Go on with the environment and the algorithm as they were; ") +
        "to train with the new ones, begin another run in another folder. What was learnt stays in the file.");

    private static void Compare(string what, string saved, string now, List<string> differences)
    {
        if (saved != now)
        {
            differences.Add($"the {what} ({saved}, now {now})");
        }
    }

    private static string TasksOf(TaskSpaces? tasks) => tasks is null ? "none" : string.Join(" + ", tasks.Names);

    // Spaces as people write them, unless two that differ would read alike.
    private static void Compare(string what, Space saved, Space now, List<string> differences)
    {
        if (!saved.Equals(now))
        {
            bool readAlike = $"{saved}" == $"{now}";
            string Words(Space space) => readAlike ? SpaceFormat.Write(space).ToJsonString() : $"{space}";
            Compare(what, Words(saved), Words(now), differences);
        }
    }

    private static IEnumerable<string> ChangedOptions(SafetensorsFile file, string path, Learner learner)
    {
        JsonObject saved = SavedOptions(file, path);
        foreach ((string key, string value) in OptionsOf(learner))
        {
            bool isFree = Free.Any(f => key.StartsWith(f, StringComparison.Ordinal));
            if (!isFree && saved[key] is { } before && (string?)before != value)
            {
                yield return $"{key} ({before}, now {value})";
            }
        }
    }

    private static JsonObject SavedOptions(SafetensorsFile file, string path)
    {
        try
        {
            return file.Metadata.TryGetValue(OptionsKey, out string? json) ? (JsonObject)JsonNode.Parse(json)! : [];
        }
        catch (Exception e) when (e is JsonException or InvalidCastException)
        {
            throw new CheckpointFormatException(
                $"'{path}' is damaged: its metadata '{OptionsKey}' is no JSON object ({e.Message})");
        }
    }

    private static IEnumerable<(string Key, string Value)> OptionsOf(Learner learner) =>
        learner.Algorithm.Options.Read.Select(o => (o.Key, o.Format(learner.Options)));

    private static int ActorsIn(IEnumerable<string> names) =>
        names.Count(n => n.Split('.') is ["state", "actor" or "stepping_actor", _]);

    private static IEnumerable<string> NamesOf(Learner learner) => learner.Topology.Parts.Select(p => $"state.{p.Name}");
}
