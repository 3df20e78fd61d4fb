using AsyncRL.Neural;
using AsyncRL.Search.Games;
using AsyncRL.Topologies;

namespace AsyncRL.Search.AlphaZero;

/// <summary>Self-play with a thread for each actor, none of which ever waits for another.</summary>
/// <remarks>
/// What they share: the replay, the learner, the parameters that are played with, the arena, and how safe it is to resign, each
/// under the contract of its class.
/// </remarks>
internal sealed class SelfPlayThreads : SelfPlay
{
    private readonly WorkerThreads threads;

    /// <summary>Makes the threads; they start with the first <see cref="RunUntil"/>.</summary>
    /// <param name="parts">What the actors are made of.</param>
    /// <param name="game">The game.</param>
    /// <param name="tower">The network.</param>
    public SelfPlayThreads(TopologyParts parts, Game game, BoardTowerDescription tower)
        : base(parts, game, tower) =>
        threads = new WorkerThreads(Shared, [.. Actors.Select((_, id) => ($"actor {id}", (Action)(() => Work(id))))]);

    /// <inheritdoc/>
    public override int Threads => Actors.Count;

    /// <inheritdoc/>
    public override bool AllHalted => threads.AllEnded;

    /// <summary>A minibatch that is open when the threads have ended is learned from, so that none of its updates is
    /// lost.</summary>
    /// <inheritdoc/>
    public override void RunUntil(Func<bool> wanted)
    {
        try
        {
            threads.RunUntil(wanted);
        }
        finally
        {
            if (threads.AllEnded)
            {
                Learner.Settle();
            }
        }
    }

    /// <inheritdoc/>
    public override void WhileQuiet(Action action) => threads.WhileQuiet(() =>
    {
        Learner.Settle();
        action();
    });

    private void Work(int id)
    {
        while (!Shared.StopRequested && Act(id, Actors[id]))
        {
            threads.ParkIfAsked();
        }
    }
}
