using System.Reflection;

namespace AsyncRL.Environments;

/// <summary>The time limit that an environment's class says its ids have, where instances are made in code.</summary>
internal static class ClassLimit
{
    /// <summary>An environment within its class's limit.</summary>
    /// <param name="environment">The environment.</param>
    /// <returns>The same, where it comes with a <see cref="TimeLimit"/>, or its class has no limit or several.</returns>
    public static Environment Within(Environment environment) =>
        Of(environment) is { } limit ? new TimeLimit(environment, limit) : environment;

    // Ids of one class that differ in it leave open which is meant.
    private static int? Of(Environment environment)
    {
        for (Environment outer = environment; outer is Wrapper wrapper; outer = wrapper.Inner)
        {
            if (outer is TimeLimit)
            {
                return null;
            }
        }

        Type type = environment.Unwrapped.GetType();
        int[] limits = [.. type.GetCustomAttributes<EnvironmentAttribute>().Select(a => a.MaxEpisodeSteps).Distinct()];
        return limits switch
        {
            [> 0] when environment.Unwrapped is IEpisodeLimit world => world.EpisodeLimit,
            [> 0 and int limit] => limit,
            _ => null,
        };
    }
}
