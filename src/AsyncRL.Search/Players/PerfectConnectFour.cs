using AsyncRL.Search.Games;

namespace AsyncRL.Search.Players;

/// <summary>Plays Connect Four without mistakes: the best score, the most central column among equals.</summary>
public sealed class PerfectConnectFour : IGamePlayer
{
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
    public int Choose(GameState state)
    {
        Begin(state);
        if (state.MovesPlayed == 0)
        {
            return ConnectFour.Width / 2;   // wins; solving the empty board takes minutes
        }

        Span<int> scores = stackalloc int[ConnectFour.Width];
        solver.WriteScores(state, scores);
        int best = -1;
        foreach (int column in (ReadOnlySpan<int>)[3, 2, 4, 1, 5, 0, 6])
        {
            if (state.IsLegal(column) && (best < 0 || scores[column] > scores[best]))
            {
                best = column;
            }
        }

        return best;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
