using AsyncRL.Environments;
using AsyncRL.Search.Go;

namespace AsyncRL.Search.Games;

/// <summary>The games by the names that commands use.</summary>
public static class GameCatalog
{
    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["tic-tac-toe", "connect-four", "othello", "go"];

    /// <summary>Sets up a game.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="size">The board's size, for games that have several; null for the game's own: 8 in Othello, 9 in Go.</param>
    /// <param name="komi">White's points in Go; null for 7.</param>
    /// <exception cref="ArgumentException">There is no such game or board.</exception>
    public static Game Create(string name, int? size = null, float? komi = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        Game game = name switch
        {
            "tic-tac-toe" => new TicTacToe(),
            "connect-four" => new ConnectFour(),
            "othello" => new Othello(size ?? 8),
            "go" => new GoGame(GoRules.Chinese(size ?? 9, komi ?? 7)),
            _ => throw new ArgumentException(
                $"There is no game '{name}'" +
                (ClosestMatch.Find(name, Names) is { } closest ? $"; did you mean '{closest}'?" : ".") +
                $" There are {string.Join(", ", Names)}."),
        };
        if (size is { } given && game.Rows != given)
        {
            throw new ArgumentException($"{name} has one board, {game.Columns} x {game.Rows}; leave the size {given} out.");
        }

        return komi is null || game is GoGame
            ? game
            : throw new ArgumentException($"{name} has no komi; leave it out.");
    }
}
