using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using Examples.Hex;

namespace AsyncRL.Search.Tests.Support;

internal static class Positions
{
    public static readonly Game[] AllGames =
    [
        new TicTacToe(), new ConnectFour(), new Othello(6), new Othello(8),
        new GoGame(new GoRules { Size = 5 }), new GoGame(GoRules.TrompTaylor(9, 7.5f)), new HexGame(),
    ];

    public static int[] LegalMoves(GameState state)
    {
        var moves = new int[state.Game.Moves];
        return moves[..state.WriteLegalMoves(moves)];
    }

    /// <summary>A position after random moves that has not ended.</summary>
    public static GameState Unfinished(Game game, int moves, ref FastRandom random)
    {
        var scratch = new int[game.Moves];
        while (true)
        {
            GameState state = game.Start();
            while (!state.IsOver && state.MovesPlayed < moves)
            {
                state.PlayRandom(ref random, scratch);
            }

            if (!state.IsOver)
            {
                return state;
            }
        }
    }

    /// <summary>A position of Go from rows of text, . empty, X Black, O White.</summary>
    public static GoState Go(GoRules rules, int next, params string[] rows)
    {
        var state = (GoState)new GoGame(rules).Start();
        string stones = string.Concat(rows).Replace(" ", string.Empty, StringComparison.Ordinal);
        Assert.Equal(rules.Size * rules.Size, stones.Length);
        for (int point = 0; point < stones.Length; point++)
        {
            if (stones[point] != '.')
            {
                state.SetUp(point, stones[point] == 'X' ? 0 : 1, next);
            }
        }

        return state;
    }

    public static void Play(this GameState state, string moves)
    {
        foreach (string text in moves.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(state.Game.TryParseMove(text, out int move), text);
            state.PlayChecked(move);
        }
    }

    public static bool IsLegal(this GameState state, string text) =>
        state.Game.TryParseMove(text, out int move) && state.IsLegal(move);

    public static string Grid(GameState state) => string.Concat(
        Enumerable.Range(0, state.Game.Rows * state.Game.Columns).Select(p => ".XO"[state.Game.StoneAt(state, p)]));
}
