using AsyncRL.Objectives;
using AsyncRL.Topologies;

namespace AsyncRL.ReplayLearning;

/// <summary>
/// Plays and learns by turns on the coordinator's thread, as in Mnih et al. 2015, with more threads to share
/// minibatches if asked: always deterministic.
/// </summary>
/// <param name="parts">What it is made of.</param>
/// <param name="objective">What is learnt.</param>
internal sealed class SequentialReplay(TopologyParts parts, ReplayObjective objective) : ReplayLearner(parts, objective, _ => 0)
{
    private bool halted;

    /// <inheritdoc/>
    public override int Threads => Learner.Threads;

    /// <inheritdoc/>
    public override bool AllHalted => halted;

    /// <inheritdoc/>
    public override void RunUntil(Func<bool> wanted)
    {
        using IDisposable? threads = Learner.StartThreads();
        try
        {
            Learner.LearnOwed();
            while (!halted && !wanted())
            {
                halted = !Player.PlayStep();
                if (!halted && UpdateIsDue)
                {
                    Learner.LearnDue();
                }
            }
        }
        catch
        {
            halted = true;
            throw;
        }
    }

    /// <inheritdoc/>
    public override void WhileQuiet(Action action) => action();
}
