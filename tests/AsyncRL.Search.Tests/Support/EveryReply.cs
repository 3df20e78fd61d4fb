using AsyncRL.Search.Games;

namespace AsyncRL.Search.Tests.Support;

/// <summary>Plays a player against all replies there are.</summary>
internal static class EveryReply
{
    /// <summary>How many lines of play a player loses, on both sides, against every reply in every position.</summary>
    /// <param name="game">A small game.</param>
    /// <param name="choose">The player: its move in a position.</param>
    /// <returns>Lines that end lost for the player, and all lines.</returns>
    public static (int Lost, int Lines) Count(Game game, Func<GameState, int> choose)
    {
        (int lost, int lines) = (0, 0);
        for (int side = 0; side < 2; side++)
        {
            Follow(game.Start(), side);
        }

        return (lost, lines);

        void Follow(GameState state, int side)
        {
            if (state.IsOver)
            {
                lines++;
                lost += (side == 0 ? state.Outcome : -state.Outcome) < 0 ? 1 : 0;
                return;
            }

            foreach (int move in state.Player == side ? [choose(state)] : Positions.LegalMoves(state))
            {
                GameState next = state.Clone();
                next.PlayChecked(move);
                Follow(next, side);
            }
        }
    }
}
