using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Objectives;

/// <summary>Learns from segments that an older copy of the parameters may have played.</summary>
public abstract class TrajectoryObjective : OnlineObjective
{
    /// <summary>Notes what learning needs of the policy that acted. The rows <c>[0, rollout.Rows)</c> are forwarded.</summary>
    /// <param name="rollout">The segment.</param>
    /// <param name="network">The network that played it.</param>
    public abstract void NoteBehaviour(Rollout rollout, Network network);
}
