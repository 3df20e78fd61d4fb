using AsyncRL.Search.Games;

namespace AsyncRL.Search.Players;

/// <summary>
/// Plays Connect Four without mistakes: the best score, the most central column among equals. With fewer than
/// <see cref="ExactFrom"/> stones on the board, where scores take minutes, any move with the best outcome and, where all moves
/// lose, the one that is found to last longest within some seconds. The first move it knows by heart.
/// </summary>
/// <param name="cancellation">Gives a move up: <see cref="Choose"/> throws.</param>
public sealed class PerfectConnectFour(CancellationToken cancellation = default) : IGamePlayer
{
    /// <summary>Stones from which the best score is played.</summary>
    public const int ExactFrom = 12;

    // Positions that are looked at to put a loss off: some five seconds.
    private const long Patience = 30_000_000;

    private readonly ConnectFourSolver solver = new();

    /// <inheritdoc/>
    public string Name => "perfect";

    /// <inheritdoc/>
    public void Begin(GameState start)
    {
        ArgumentNullException.ThrowIfNull(start);
        if (start.Game is not ConnectFour)
        {
            throw new ArgumentException($"perfect plays Connect Four, not {start.Game.Name}.", nameof(start));
        }
    }

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public int Choose(GameState state)
    {
        Begin(state);
        if (ConnectFourOpenings.Own.TryFind(state, out (int Column, int Outcome) opening))
        {
            return opening.Column;
        }

        if (state.MovesPlayed < ExactFrom)
        {
            (int column, int outcome) = solver.Best(state, cancellation);
            return outcome >= 0 ? column : solver.Longest(state, Patience, cancellation);
        }

        GameState after = state.Clone();
        int best = -1, most = int.MinValue;
        foreach (int column in ConnectFourSolver.FromCentre)
        {
            if (state.IsLegal(column))
            {
                after.CopyFrom(state);
                after.Play(column);
                int result = -solver.Score(after, cancellation);
                if (result > most)
                {
                    (best, most) = (column, result);
                }
            }
        }

        return best;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
