using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AsyncRL.Environments;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Policies;
using AsyncRL.Serialization;

namespace AsyncRL.Agents;

/// <summary>What a model file says of itself besides its numbers: enough to act with it in another process.</summary>
/// <param name="Algorithm">Name of the algorithm that trained it.</param>
/// <param name="EnvironmentId">Id of the environment, or the type's name where it has none.</param>
/// <param name="Kind">What the first head means.</param>
/// <param name="ObservationSpace">What the network reads.</param>
/// <param name="ActionSpace">What it decides among.</param>
/// <param name="Network">The network; null where it is a tower for a board.</param>
/// <param name="Steps">Steps it was trained for.</param>
public sealed record PolicyDescription(
    string Algorithm,
    string EnvironmentId,
    PolicyKind Kind,
    Space ObservationSpace,
    Space ActionSpace,
    NetworkDescription? Network,
    long Steps)
{
    private const string Format = "asyncrl-model/1";
    private const string EnvironmentOptionsKey = "environment_options";
    private const string MaxEpisodeStepsKey = "max_episode_steps";
    private const string TasksKey = "tasks";

    /// <summary>Options of the environment, other than its defaults, that it was trained with.</summary>
    public EnvironmentOptions EnvironmentOptions { get; init; } = EnvironmentOptions.None;

    /// <summary>
    /// The step at which the run cut an episode, in training and evaluation (<c>max_episode_steps</c>); 0 for no limit of its
    /// own.
    /// </summary>
    public int MaxEpisodeSteps { get; init; }

    /// <summary>The tasks that it was trained on together, and the spaces they share; null for one environment.</summary>
    public TaskSpaces? Tasks { get; init; }

    /// <summary>The network of a board game; null where it is another.</summary>
    public BoardTowerDescription? Tower { get; init; }

    /// <summary>Where each of the network's tensors lies in its vector.</summary>
    public ParameterLayout Parameters => Network?.Parameters ?? Tower!.Parameters;

    /// <summary>Prefix of the network's tensors in a model file.</summary>
    internal const string TensorPrefix = "policy.";

    /// <summary>The description as safetensors metadata.</summary>
    /// <returns>String keys and values.</returns>
    internal Dictionary<string, string> ToMetadata()
    {
        Dictionary<string, string> metadata = new()
        {
            ["format"] = Format,
            ["algorithm"] = Algorithm,
            ["environment"] = EnvironmentId,
            ["policy"] = $"{Kind}",
            ["observation_space"] = SpaceFormat.Write(ObservationSpace).ToJsonString(),
            ["action_space"] = SpaceFormat.Write(ActionSpace).ToJsonString(),
            ["network"] = NetworkFormat.Write(Network, Tower).ToJsonString(),
            ["steps"] = Steps.ToString(CultureInfo.InvariantCulture),
            ["version"] = ProductVersion.Current,
        };

        // Models on an environment's defaults are written as they always were.
        if (EnvironmentOptions.Count > 0)
        {
            metadata[EnvironmentOptionsKey] = new JsonObject(
                EnvironmentOptions.Values.Select(o => KeyValuePair.Create(o.Key, (JsonNode?)o.Value))).ToJsonString();
        }

        if (Tasks is not null)
        {
            metadata[TasksKey] = TaskFormat.Write(Tasks).ToJsonString();
        }

        if (MaxEpisodeSteps > 0)
        {
            metadata[MaxEpisodeStepsKey] = MaxEpisodeSteps.ToString(CultureInfo.InvariantCulture);
        }

        return metadata;
    }

    /// <summary>An environment under the limit that the policy was trained under.</summary>
    /// <param name="environment">The environment.</param>
    /// <returns>The same, limited if need be.</returns>
    public Environments.Environment Limit(Environments.Environment environment) =>
        MaxEpisodeSteps == 0 || (environment is TimeLimit limited && limited.MaxEpisodeSteps <= MaxEpisodeSteps)
            ? environment
            : new TimeLimit(environment, MaxEpisodeSteps);

    /// <summary>
    /// An environment as the policy plays it: of a policy of several tasks, seen through the spaces that they share.
    /// </summary>
    /// <param name="environment">The environment, which then belongs to the result.</param>
    /// <param name="task">Which of the tasks it is; may be left out for a policy of one environment.</param>
    /// <returns>The environment, under the limit of <see cref="Limit"/>.</returns>
    /// <exception cref="ArgumentException">It is none of the policy's tasks, or not one of its environments.</exception>
    public Environments.Environment Enter(Environments.Environment environment, string? task = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return Limit(
            Tasks is null ? environment
            : task is not null ? Tasks.Enter(Tasks.IndexOf(task), environment)
            : throw new ArgumentException(
                $"The policy plays {Tasks.Count} tasks; say which: {string.Join(", ", Tasks.Names)}.", nameof(task)));
    }

    /// <summary>Reads the description from safetensors metadata.</summary>
    /// <param name="metadata">The metadata.</param>
    /// <param name="path">The file, for the error message.</param>
    /// <returns>The description.</returns>
    /// <exception cref="CheckpointFormatException">It is no AsyncRL model, or its description is damaged.</exception>
    internal static PolicyDescription FromMetadata(IReadOnlyDictionary<string, string> metadata, string path)
    {
        string Get(string key) => metadata.TryGetValue(key, out string? value)
            ? value
            : throw new CheckpointFormatException($"'{path}' is no AsyncRL model: its metadata has no '{key}'.");

        if (Get("format") != Format)
        {
            throw new CheckpointFormatException(
                $"'{path}' has the model format '{Get("format")}', but this version of AsyncRL reads '{Format}'; " +
                "use the version that wrote it.");
        }

        try
        {
            Space observationSpace = SpaceFormat.Read(JsonNode.Parse(Get("observation_space"))!),
                actionSpace = SpaceFormat.Read(JsonNode.Parse(Get("action_space"))!);
            JsonNode network = JsonNode.Parse(Get("network"))!;
            BoardTowerDescription? tower = NetworkFormat.IsTower(network) ? NetworkFormat.ReadTower(network) : null;
            if (tower is not null && (tower.InputLength != observationSpace.Length
                || actionSpace is not Discrete { Count: var actions } || actions != tower.Moves.Count))
            {
                throw new FormatException(
                    $"its network for {tower.Rows} x {tower.Columns} points of {tower.Planes} numbers and {tower.Moves.Count} " +
                    $"moves is none for observations {observationSpace} and actions {actionSpace}");
            }

            return new PolicyDescription(
                Get("algorithm"),
                Get("environment"),
                Enum.Parse<PolicyKind>(Get("policy")),
                observationSpace,
                actionSpace,
                tower is null ? NetworkFormat.Read(network) : null,
                long.Parse(Get("steps"), CultureInfo.InvariantCulture))
            {
                EnvironmentOptions = metadata.TryGetValue(EnvironmentOptionsKey, out string? options)
                    ? ReadOptions(options)
                    : EnvironmentOptions.None,
                Tasks = metadata.TryGetValue(TasksKey, out string? tasks)
                    ? TaskFormat.Read(JsonNode.Parse(tasks)!, observationSpace, actionSpace)
                    : null,
                Tower = tower,
                MaxEpisodeSteps = metadata.TryGetValue(MaxEpisodeStepsKey, out string? limit)
                    ? int.Parse(limit, NumberStyles.None, CultureInfo.InvariantCulture)
                    : 0,
            };
        }
        catch (Exception e) when (e is FormatException or JsonException or ArgumentException or InvalidOperationException
            or NullReferenceException or OverflowException)
        {
            throw new CheckpointFormatException($"'{path}' is damaged: its model description cannot be read ({e.Message}).");
        }
    }

    private static EnvironmentOptions ReadOptions(string json) =>
        new([.. JsonNode.Parse(json)!.AsObject().Select(o => (o.Key, (object?)(string?)o.Value))]);
}
