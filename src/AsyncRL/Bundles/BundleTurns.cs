using AsyncRL.Objectives;
using AsyncRL.Topologies;

namespace AsyncRL.Bundles;

/// <summary>
/// The deterministic form of <see cref="BundleLearner"/>: bundles play one step each, in a fixed order, on the coordinator's
/// thread.
/// </summary>
internal sealed class BundleTurns : BundleLearner
{
    private bool halted;

    // Whose turn it is.
    private int turn;

    /// <summary>Makes the bundles.</summary>
    /// <param name="parts">What they are made of.</param>
    /// <param name="objective">What is learnt.</param>
    /// <exception cref="OptionException">Options contradict one another.</exception>
    /// <exception cref="Play.EnvironmentFaultException">An environment failed to reset.</exception>
    internal BundleTurns(TopologyParts parts, ReplayObjective objective)
        : base(parts, objective)
    {
    }

    /// <inheritdoc/>
    public override int Threads => 1;

    /// <inheritdoc/>
    public override bool AllHalted => halted;

    /// <inheritdoc/>
    public override IEnumerable<SavedPart> Parts =>
    [
        .. base.Parts, SavedPart.Whole("turn", writer => writer.Write(turn), reader => turn = reader.ReadInt32()) with
        {
            MayBeMissing = true,
        },
    ];

    /// <inheritdoc/>
    public override void RunUntil(Func<bool> wanted)
    {
        try
        {
            foreach (Bundle bundle in Bundles)
            {
                bundle.LearnOwed();
            }

            while (!halted && !wanted())
            {
                if (Bundles[turn].Step())
                {
                    turn = (turn + 1) % Bundles.Count;
                }
                else
                {
                    // The turn stays here, so that a resumed run goes on with this very step.
                    halted = true;
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
