using System.Diagnostics.CodeAnalysis;

namespace AsyncRL.Environments;

/// <summary>What the registry knows about an environment.</summary>
/// <param name="Id">
/// The name it is found by, as Gymnasium writes it: an optional namespace and a slash, a name in Pascal case, and a version
/// that rises whenever dynamics, rewards or limits change: <c>CartPole-v1</c>, <c>MinAtar/Breakout-v1</c>.
/// </param>
/// <param name="Create">
/// Makes a fresh instance with all options at their defaults, sharing nothing with others; called from several threads.
/// </param>
/// <param name="MaxEpisodeSteps">The time limit that <see cref="EnvironmentRegistry.Make(string)"/> adds; null for none.</param>
/// <param name="RewardThreshold">The mean return at which the task counts as solved; null where none is agreed.</param>
/// <param name="Description">One line for lists.</param>
public sealed record EnvironmentSpec(
    string Id, Func<Environment> Create, int? MaxEpisodeSteps = null, double? RewardThreshold = null, string Description = "")
{
    /// <summary>The key of the option that every id has.</summary>
    internal const string LimitKey = "max_episode_steps";

    private static readonly EnvironmentOptionAttribute Limit = new("Steps after which an episode is truncated: the time limit.")
    {
        Min = 1,
    };

    /// <summary>
    /// The options that the environment reads, the constructor's first; the last is the time limit, <c>max_episode_steps</c>,
    /// which every id has.
    /// </summary>
    public IReadOnlyList<EnvironmentOptionEntry> Options =>
        [.. Factory?.Options ?? [], new EnvironmentOptionEntry(LimitKey, typeof(int?), MaxEpisodeSteps, Limit)];

    /// <summary>
    /// Says why the environment cannot be played here with the options that were given, in one sentence that also says what to
    /// do, as where a file or a library is missing; null where it can. The function is null for those that always can.
    /// </summary>
    public Func<EnvironmentOptions, string?>? WhyUnavailable { get; init; }

    private EnvironmentFactory? Factory { get; init; }

    /// <summary>
    /// An environment made by its class's constructor, whose parameters marked with <see cref="EnvironmentOptionAttribute"/> are
    /// its options.
    /// </summary>
    /// <typeparam name="T">The class; its constructor's parameters all have defaults.</typeparam>
    /// <param name="id">As of <see cref="EnvironmentSpec"/>.</param>
    /// <param name="maxEpisodeSteps">The time limit; null for none.</param>
    /// <param name="rewardThreshold">As of <see cref="EnvironmentSpec"/>.</param>
    /// <param name="description">As of <see cref="EnvironmentSpec"/>.</param>
    /// <param name="defaults">Defaults of this id in place of the parameters'.</param>
    /// <returns>What to register.</returns>
    /// <exception cref="ArgumentException">
    /// The class has no such constructor, a parameter has a type that options cannot have, or a default does not fit.
    /// </exception>
    public static EnvironmentSpec Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        string id, int? maxEpisodeSteps = null, double? rewardThreshold = null, string description = "",
        EnvironmentOptions? defaults = null)
        where T : Environment => Of(id, typeof(T), maxEpisodeSteps, rewardThreshold, description, defaults);

    /// <summary>
    /// An environment made by a function, whose parameters marked with <see cref="EnvironmentOptionAttribute"/> are its options:
    /// <c>([EnvironmentOption("Frames that each action is repeated for.", Min = 1)] int repeat = 4) => new ActionRepeat(new
    /// Arena(), repeat)</c>. A parameter of type <see cref="EnvironmentOptions"/> takes all keys that no other reads, the time
    /// limit among them, which the environment then keeps itself.
    /// </summary>
    /// <param name="id">As of <see cref="EnvironmentSpec"/>.</param>
    /// <param name="create">Makes a fresh instance; called from several threads. Its parameters all have defaults.</param>
    /// <param name="maxEpisodeSteps">The time limit; null for none.</param>
    /// <param name="rewardThreshold">As of <see cref="EnvironmentSpec"/>.</param>
    /// <param name="description">As of <see cref="EnvironmentSpec"/>.</param>
    /// <param name="defaults">Defaults of this id in place of the parameters'.</param>
    /// <returns>What to register.</returns>
    /// <exception cref="ArgumentException">
    /// It returns no environment, a parameter has no default or a type that options cannot have, or a default does not fit.
    /// </exception>
    public static EnvironmentSpec Of(
        string id, Delegate create, int? maxEpisodeSteps = null, double? rewardThreshold = null, string description = "",
        EnvironmentOptions? defaults = null)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(create);
        var factory = EnvironmentFactory.Of(id, create, defaults ?? EnvironmentOptions.None);
        return By(factory, id, maxEpisodeSteps, rewardThreshold, description);
    }

    /// <summary>As <see cref="Of{T}"/>, by a type that is known only now.</summary>
    internal static EnvironmentSpec Of(
        string id, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type,
        int? maxEpisodeSteps, double? rewardThreshold,
        string description, EnvironmentOptions? defaults)
    {
        ArgumentNullException.ThrowIfNull(id);
        var factory = EnvironmentFactory.Of(id, type, defaults ?? EnvironmentOptions.None);
        return By(factory, id, maxEpisodeSteps, rewardThreshold, description);
    }

    /// <summary>Checks options against what the environment reads.</summary>
    /// <param name="options">The options.</param>
    /// <returns>The same, every value in its one way of writing: 2_0 is 20.</returns>
    /// <exception cref="EnvironmentOptionException">A key is unknown, or a value is of another kind or out of range.</exception>
    public EnvironmentOptions Check(EnvironmentOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Count == 0)
        {
            return options;
        }

        IReadOnlyList<EnvironmentOptionEntry> entries = Options;
        return new EnvironmentOptions([.. options.Values.Select(o =>
        {
            EnvironmentOptionEntry? entry = entries.FirstOrDefault(e => e.Key == o.Key);
            return entry is not null ? (o.Key, entry.Parse(Id, o.Value))
                : Factory is { TakesOthers: true } ? (o.Key, o.Value)
                : throw Unknown(o.Key, entries);
        })]);
    }

    /// <summary>Makes a fresh instance within its time limit, with options that <see cref="Check"/> has seen.</summary>
    internal Environment Make(EnvironmentOptions options)
    {
        bool limitsItself = Factory is { TakesOthers: true };
        EnvironmentOptions own = limitsItself ? options : options.Without(LimitKey);
        Environment environment = Make(() => own.Count == 0 || Factory is null ? Create() : Factory.Create(Id, own))
            ?? throw new InvalidOperationException(
                $"The function registered for '{Id}' made no environment; it must return a new instance.");
        int? limit = limitsItself ? null
            : options[LimitKey] is { } text ? (int?)Options[^1].Parse(Id, text)
            : own.Count > 0 && environment.Unwrapped is IEpisodeLimit world ? world.EpisodeLimit
            : MaxEpisodeSteps;
        return limit is { } steps ? new TimeLimit(environment, steps) : environment;
    }

    // What an environment's own code throws need not say whose it is.
    private Environment? Make(Func<Environment?> create)
    {
        try
        {
            return create();
        }
        catch (Exception e) when (e is not (OutOfMemoryException or EnvironmentOptionException
            or EnvironmentUnavailableException))
        {
            throw new EnvironmentMakeException(Id, e);
        }
    }

    private static EnvironmentSpec By(
        EnvironmentFactory factory, string id, int? maxEpisodeSteps, double? rewardThreshold, string description) =>
        new(id, () => factory.Create(id, EnvironmentOptions.None)!, maxEpisodeSteps, rewardThreshold, description)
        {
            Factory = factory,
        };

    private EnvironmentOptionException Unknown(string key, IReadOnlyList<EnvironmentOptionEntry> entries)
    {
        string[] known = [.. entries.Select(e => e.Key)];
        string hint = ClosestMatch.Find(key, known) is { } closest ? $"; did you mean '{closest}'?" : ".";
        return new EnvironmentOptionException($"{Id} has no option '{key}'{hint} It reads {string.Join(", ", known)}.");
    }
}
