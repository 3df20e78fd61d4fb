using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Cli.Commands;

/// <summary>The environments of a training: <c>--env</c> may be given several times.</summary>
internal static class TaskList
{
    // Algorithms that can train several tasks at once.
    private static readonly string[] Several = [];

    /// <summary>Refuses tasks that cannot be trained together.</summary>
    /// <param name="algorithm">Name of the algorithm.</param>
    /// <param name="ids">Ids of the environments, at least one.</param>
    /// <param name="options">Options of all environments.</param>
    /// <exception cref="UsageException">Their spaces differ, or the algorithm trains one at a time.</exception>
    public static void Require(string algorithm, IReadOnlyList<string> ids, EnvironmentOptions options)
    {
        if (ids.Count == 1)
        {
            return;
        }

        Environment first = EnvironmentRegistry.Default.Make(ids[0], options);
        using var ownedFirst = first as IDisposable;
        foreach (string id in ids.Skip(1))
        {
            Environment environment = EnvironmentRegistry.Default.Make(id, options);
            using var owned = environment as IDisposable;
            if (!environment.ObservationSpace.Equals(first.ObservationSpace)
                || !environment.ActionSpace.Equals(first.ActionSpace))
            {
                throw new UsageException(
                    $"--env: tasks that are trained together must have the same spaces, but {ids[0]} has {Spaces(first)} and " +
                    $"{id} has {Spaces(environment)}.");
            }
        }

        if (!Several.Contains(algorithm))
        {
            throw new UsageException(
                $"--env: {algorithm} trains one environment at a time, but {ids.Count} are named ({string.Join(", ", ids)}); " +
                $"{(Several.Length == 0 ? "no algorithm" : $"only {string.Join(", ", Several)}")} can train several tasks " +
                "at once.");
        }
    }

    private static string Spaces(Environment environment) =>
        $"observations {environment.ObservationSpace} and actions {environment.ActionSpace}";
}
