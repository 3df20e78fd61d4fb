using System.Diagnostics;
using AsyncRL.Neural;
using AsyncRL.Search.Games;
using AsyncRL.Topologies;

namespace AsyncRL.Search.AlphaZero;

/// <summary>
/// The deterministic form of self-play: the actors make a move each, in a fixed order, on the coordinator's thread, which also
/// learns and measures. Bit for bit repeatable, for any number of actors.
/// </summary>
/// <param name="parts">What the actors are made of.</param>
/// <param name="game">The game.</param>
/// <param name="tower">The network.</param>
internal sealed class SelfPlayTurns(TopologyParts parts, Game game, BoardTowerDescription tower) : SelfPlay(parts, game, tower)
{
    private bool halted;
    private int turn;

    /// <inheritdoc/>
    public override int Threads => 1;

    /// <inheritdoc/>
    public override bool AllHalted => halted;

    /// <inheritdoc/>
    public override IEnumerable<SavedPart> Parts =>
    [
        .. base.Parts,
        SavedPart.Whole("turn", writer => writer.Write(turn), reader => turn = reader.ReadInt32()),
    ];

    /// <inheritdoc/>
    public override void RunUntil(Func<bool> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        try
        {
            while (!halted && !wanted())
            {
                halted = Shared.StopRequested || !Step();
            }
        }
        catch
        {
            halted = true;
            throw;
        }
    }

    /// <inheritdoc/>
    public override void WhileQuiet(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        action();
    }

    // A minibatch, a game that measures, or a move.
    private bool Step()
    {
        long begin = Stopwatch.GetTimestamp();
        if (Learner.TryLearn(0))
        {
            Learner.End();
            Time.Learned(begin);
            return true;
        }

        if (Arena.TryPlay(0))
        {
            return true;
        }

        if (!Actors[turn].PlayMove())
        {
            return false;
        }

        Time.Played(begin);
        turn = (turn + 1) % Actors.Count;
        return true;
    }
}
