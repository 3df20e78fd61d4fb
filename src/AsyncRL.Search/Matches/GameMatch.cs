using System.Diagnostics;
using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Gtp;
using AsyncRL.Search.Players;
using AsyncRL.Search.Sgf;

namespace AsyncRL.Search.Matches;

/// <summary>
/// Two players' games from random openings, each opening twice with sides exchanged. In Go the final board is scored as it
/// stands, by Tromp and Taylor: what is dead must have been captured.
/// </summary>
public static class GameMatch
{
    // An opening takes a draw or two a move; one that is not found with these does not exist.
    private const int MostDraws = 1_000, MostTries = 100;

    // A key that ends this process ends its programs as well, and theirs may be heard of first.
    internal static readonly TimeSpan Hearing = TimeSpan.FromMilliseconds(200);

    /// <summary>Plays a match.</summary>
    /// <param name="game">The game.</param>
    /// <param name="a">Player A.</param>
    /// <param name="b">Player B.</param>
    /// <param name="settings">Games and openings; all defaults if null.</param>
    /// <param name="ended">Told of every game.</param>
    /// <param name="cancellation">Ends the match after the present move, or within it where a player was made with it.</param>
    /// <returns>The score of the games that have ended; with <see cref="MatchResult.Failure"/> where a program failed.</returns>
    /// <exception cref="ArgumentException">The game is for one player, or a number is out of range.</exception>
    public static MatchResult Play(
        Game game, IGamePlayer a, IGamePlayer b, MatchSettings? settings = null, Action<MatchGame>? ended = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        settings ??= new MatchSettings();
        if (game.Players != 2 || settings.Games < 1 || settings.OpeningMoves < 0 || settings.OpeningMoves >= game.LongestGame / 2)
        {
            throw new ArgumentException(
                game.Players != 2 ? $"{game.Name} is for one player; a match needs two."
                    : $"A match of {settings.Games} games with openings of {settings.OpeningMoves} moves cannot be played; " +
                    $"give at least 1 game, and 0 to {(game.LongestGame / 2) - 1} moves.");
        }

        var random = new FastRandom(settings.Seed);
        var tally = new Tally();
        int[] opening = [];
        for (int number = 1; number <= settings.Games && !cancellation.IsCancellationRequested; number++)
        {
            bool firstIsA = number % 2 == 1;
            opening = firstIsA ? Opening(game, settings.OpeningMoves, ref random) : opening;
            (float Value, string End, GameState State)? played;
            try
            {
                played = PlayGame(game, firstIsA ? a : b, firstIsA ? b : a, opening, firstIsA, tally, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                break;
            }
            catch (GtpProgramException e)
            {
                if (cancellation.WaitHandle.WaitOne(Hearing))
                {
                    break;
                }

                // What was played before counts.
                return tally.Result with { Failure = e.Message };
            }

            if (played is not { } outcome)
            {
                break;
            }

            double points = (1 + (firstIsA ? outcome.Value : -outcome.Value)) / 2;
            tally.Add(points);
            ended?.Invoke(new MatchGame(number, firstIsA, points, outcome.End, outcome.State));
        }

        return tally.Result;
    }

    /// <summary>Moves at random, after which nobody has won; in Go none on the edge, where the board is large enough.</summary>
    /// <exception cref="ArgumentException">There are hardly any so long.</exception>
    internal static int[] Opening(Game game, int moves, ref FastRandom random)
    {
        var legal = new int[game.Moves];
        for (int tries = 0; tries < MostTries; tries++)
        {
            GameState state = game.Start();
            var played = new List<int>();
            for (int draws = 0; draws < MostDraws && played.Count < moves && !state.IsOver; draws++)
            {
                int count = state.WriteLegalMoves(legal);
                int move = legal[random.Below(count)];
                if (game is not GoGame || !IsOnTheEdgeOrPass(game, move))
                {
                    state.Play(move);
                    played.Add(move);
                }
            }

            if (!state.IsOver && played.Count == moves)
            {
                return [.. played];
            }
        }

        throw new ArgumentException(
            $"Games of {game.Name} of {game.Rows} x {game.Columns} points have no room for openings of {moves} random moves; " +
            "give fewer.");
    }

    private static bool IsOnTheEdgeOrPass(Game game, int move)
    {
        (int row, int column) = Math.DivRem(move, game.Columns);
        return move == game.Pass
            || (game.Rows >= 5 && (row == 0 || column == 0 || row == game.Rows - 1 || column == game.Columns - 1));
    }

    private static (float Value, string End, GameState State)? PlayGame(
        Game game, IGamePlayer first, IGamePlayer second, int[] opening, bool firstIsA, Tally tally,
        CancellationToken cancellation)
    {
        GameState state = game.Start();
        first.Begin(state);
        second.Begin(state);
        foreach (int move in opening)
        {
            Make(move);
        }

        while (!state.IsOver)
        {
            if (cancellation.IsCancellationRequested)
            {
                return null;
            }

            IGamePlayer player = state.Player == 0 ? first : second;
            float lost = state.Player == 0 ? -1 : 1;
            long begin = Stopwatch.GetTimestamp();
            int move = player.Choose(state);
            if (cancellation.IsCancellationRequested)
            {
                return null;   // the move was cut short
            }

            tally.Moved((state.Player == 0) == firstIsA, Stopwatch.GetElapsedTime(begin));
            if (move == IGamePlayer.Resign)
            {
                return (lost, End(state, lost, "R"), state);
            }

            if (!state.IsLegal(move))
            {
                return (lost, End(state, lost, "F"), state);
            }

            Make(move);
        }

        return (state.Outcome, state is GoState ? GoRecord.ResultOf(state.Score) : End(state, state.Outcome, "W"), state);

        void Make(int move)
        {
            state.Play(move);
            first.Played(state);
            second.Played(state);
        }
    }

    // Resigned, forfeited by an illegal move, or won, in Go in the way of its records.
    private static string End(GameState state, float outcome, string how)
    {
        string winner = state.Game.PlayerNames[outcome > 0 ? 0 : 1];
        return state is GoState ? $"{char.ToUpperInvariant(winner[0])}+{how}" : outcome == 0 ? "draw" : how switch
        {
            "R" => $"{winner} wins by resignation",
            "F" => $"{winner} wins by an illegal move",
            _ => $"{winner} wins",
        };
    }

    private sealed class Tally
    {
        private readonly TimeSpan[] times = new TimeSpan[2];
        private readonly int[] moves = new int[2];
        private int wins;
        private int losses;
        private int draws;

        public MatchResult Result => new(wins, losses, draws, Seconds(0), Seconds(1));

        public void Add(double points)
        {
            wins += points == 1 ? 1 : 0;
            losses += points == 0 ? 1 : 0;
            draws += points == 0.5 ? 1 : 0;
        }

        public void Moved(bool isA, TimeSpan time)
        {
            times[isA ? 0 : 1] += time;
            moves[isA ? 0 : 1]++;
        }

        private double Seconds(int player) => moves[player] == 0 ? 0 : times[player].TotalSeconds / moves[player];
    }
}
