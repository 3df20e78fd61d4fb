using System.Globalization;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Environments.Checking;
using AsyncRL.Models;

namespace AsyncRL;

/// <summary>Chooses from the environment what nobody set: the network from its spaces, scales from a first look.</summary>
internal static class AutomaticOptions
{
    /// <summary>The beginning of every source that says why something was chosen.</summary>
    public const string Source = "auto: ";

    // Threads that the sections' topology.envs_per_actor is counted for, and the fewest batches that a training should have.
    private const int SectionThreads = 2, LeastBatches = 8;

    /// <summary>The kinds whose settings an environment takes, the general ones first.</summary>
    public static IEnumerable<string> KindsOf(EnvironmentPreview preview)
    {
        yield return NetworkChoice.For(preview.ObservationSpace).Conv.Count > 0 ? "images" : "numbers";
        if (preview.ActionSpace is Box)
        {
            yield return "continuous";
        }
    }

    /// <summary>Chooses what is still open.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="preview">The environment.</param>
    /// <param name="looks">Whether scales that nobody set are taken from a first look; those that were set to auto always
    /// are.</param>
    public static ResolvedConfiguration Complete(ResolvedConfiguration configuration, EnvironmentPreview preview, bool looks)
    {
        TrainingOptions options = configuration.Options;
        Dictionary<string, string> sources = new(configuration.Sources);
        if (looks && AlgorithmCatalog.OptionsOf(configuration.Algorithm).IsRead("topology.wait"))
        {
            options = FitBatch(options, sources);
        }

        options = ShareAmongTasks(options, sources, configuration.Tasks.Count);
        OptionEntry[] open = [.. AlgorithmCatalog.OptionsOf(configuration.Algorithm).Read.Where(e => e.IsOpen(options))];
        foreach (OptionEntry entry in open)
        {
            bool isLookedAt = looks || sources[entry.Key] != "default";
            (string value, string? reason) = entry.Key switch
            {
                "network.conv" or "network.hidden" => Network(entry, options, preview.ObservationSpace),
                "rnd.conv" => (OptionCatalog.Find("network.conv").Format(options), null),
                "reward_scale" when isLookedAt => RewardScale(preview, options),
                "reward_scale" => ("1", null),
                "normalize_observations" when isLookedAt => Normalization(preview.Profile),
                "normalize_observations" => ("false", null),
                _ => throw new InvalidOperationException($"Nothing chooses the option {entry.Key}."),
            };
            options = entry.With(options, value);
            if (reason is not null)
            {
                sources[entry.Key] = Source + reason;
            }
        }

        return configuration with { Options = options, Sources = sources };
    }

    // A synchronous method's batch is threads x environments x t_max. The sections' environments are counted for two threads;
    // with more of them each has fewer, so that neither the batch nor the number of updates depends on the machine.
    private static TrainingOptions FitBatch(TrainingOptions options, Dictionary<string, string> sources)
    {
        int threads = options.Topology.Threads, environments = options.Topology.EnvsPerActor;
        if (IsOwn("topology.envs_per_actor") && threads != SectionThreads)
        {
            environments = Math.Max(1, (SectionThreads * environments + threads - 1) / threads);
            int all = SectionThreads * options.Topology.EnvsPerActor;
            Set("topology.envs_per_actor", environments, $"{all} for {threads} threads");
        }

        long most = Math.Max(1, options.Steps / (LeastBatches * threads * environments));
        if (IsOwn("t_max") && options.TMax > most)
        {
            Set("t_max", most, $"{LeastBatches} batches in {options.Steps} steps");
        }

        return options;

        bool IsOwn(string key) => IsOurs(sources[key]);

        void Set(string key, long value, FormattableString reason)
        {
            options = OptionCatalog.Find(key).With(options, value.ToString(CultureInfo.InvariantCulture));
            sources[key] = Source + reason.ToString(CultureInfo.InvariantCulture);
        }
    }

    // Each task has as many of an actor's environments. What the user set is not changed, but refused where it does not divide.
    private static TrainingOptions ShareAmongTasks(TrainingOptions options, Dictionary<string, string> sources, int tasks)
    {
        const string Key = "topology.envs_per_actor";
        int wanted = options.Topology.EnvsPerActor;
        bool isOurs = IsOurs(sources[Key]) || sources[Key].StartsWith(Source, StringComparison.Ordinal);
        if (tasks < 2 || wanted % tasks == 0 || !isOurs)
        {
            return options;
        }

        int environments = Math.Max(1, (int)Math.Round((double)wanted / tasks)) * tasks;
        sources[Key] = string.Create(CultureInfo.InvariantCulture, $"{Source}{wanted}, in equal shares for {tasks} tasks");
        return OptionCatalog.Find(Key).With(options, environments.ToString(CultureInfo.InvariantCulture));
    }

    private static bool IsOurs(string source) =>
        source == "default" || source.StartsWith("preset ", StringComparison.Ordinal);

    private static (string Value, string? Reason) Network(OptionEntry entry, TrainingOptions options, Space space) => (
        entry.Format(options with { Network = NetworkChoice.Complete(options.Network, space) }), NetworkChoice.For(space).Reason);

    // PopArt scales by itself, and a bonus is weighed against rewards as they are: Chain50 pays 0.001 near the start, which a
    // scale of 1,000 makes ten times the bonus of 0.1 that leads away from it. A failed look is told of here, and here alone.
    private static (string Value, string? Reason) RewardScale(EnvironmentPreview preview, TrainingOptions options) =>
        options.Group<PopArtOptions>().Enabled || options.Group<CountBonusOptions>().Coef > 0 ? ("1", null)
        : preview.Profile?.SuggestedRewardScale() is { } scale
            ? (scale.ToString("R", CultureInfo.InvariantCulture), preview.Profile.ReasonToScaleRewards())
            : ("1", preview.Fault is { } fault
                ? $"the first look at random play failed, so scales were not chosen ({OwnWords(fault)})"
                : null);

    private static string OwnWords(Exception fault) => (fault.InnerException ?? fault).Message.TrimEnd('.');

    private static (string Value, string? Reason) Normalization(EnvironmentProfile? profile) =>
        profile?.ReasonToNormalize() is { } reason ? ("true", reason) : ("false", null);
}
