namespace AsyncRL.Search.Go;

/// <summary>Whose each point becomes, judged by playouts.</summary>
public static class GoOwnership
{
    /// <summary>Plays a position on many times and averages whose each point was at the end.</summary>
    /// <param name="state">The position.</param>
    /// <param name="playouts">How many times, at least 1.</param>
    /// <param name="seed">The seed of the moves.</param>
    /// <returns>A number a point, from 1, always Black's, to -1, always White's.</returns>
    public static float[] Estimate(GoState state, int playouts, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfLessThan(playouts, 1);
        var game = (GoGame)state.Game;
        var start = (GoState)state.Clone();
        if (start.IsOver)
        {
            start.Resume();
        }

        var playout = new GoPlayout(game, heavy: true, seed);
        var owners = new float[game.Pass];
        for (int i = 0; i < playouts; i++)
        {
            playout.Run(start, []);
            GoBoard board = playout.Board;
            for (int point = 0; point < owners.Length; point++)
            {
                int owner = board.OwnerOf(game.Points.Inside[point]);
                owners[point] += owner == GoBoard.Black ? 1 : owner == GoBoard.White ? -1 : 0;
            }
        }

        for (int point = 0; point < owners.Length; point++)
        {
            owners[point] /= playouts;
        }

        return owners;
    }
}
