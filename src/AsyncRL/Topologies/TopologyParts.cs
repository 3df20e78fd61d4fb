using AsyncRL.Parameters;
using AsyncRL.Play;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Topologies;

/// <summary>What a topology is made of.</summary>
/// <param name="Plan">What all players and learners have in common.</param>
/// <param name="Shared">The parameters that are learnt, and the counters.</param>
/// <param name="CreateEnvironment">
/// Makes a fresh environment, given its number in the run: player x environments per player + its number at the player. A run of
/// several worlds gives each number its own.
/// </param>
public sealed record TopologyParts(RunPlan Plan, SharedParameters Shared, Func<int, Environment> CreateEnvironment)
{
    /// <summary>Makes the environments of one player.</summary>
    /// <param name="player">The player, from 0.</param>
    /// <param name="count">How many.</param>
    /// <returns>The environments.</returns>
    public Environment[] CreateEnvironments(int player, int count)
    {
        var environments = new Environment[count];
        for (int b = 0; b < count; b++)
        {
            environments[b] = CreateEnvironment(player * count + b);
        }

        return environments;
    }
}
