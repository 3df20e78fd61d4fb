using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Topologies;

/// <summary>What a topology is made of.</summary>
/// <param name="Plan">What all who play have in common.</param>
/// <param name="Shared">The parameters that are learnt, and the counters.</param>
/// <param name="CreateEnvironment">Makes a fresh environment.</param>
public sealed record TopologyParts(ActorPlan Plan, SharedParameters Shared, Func<Environment> CreateEnvironment)
{
    /// <summary>Makes several environments.</summary>
    /// <param name="count">How many.</param>
    public Environment[] CreateEnvironments(int count)
    {
        var environments = new Environment[count];
        for (int b = 0; b < count; b++)
        {
            environments[b] = CreateEnvironment();
        }

        return environments;
    }
}
