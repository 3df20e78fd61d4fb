using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using AsyncRL.Search.Games;
using AsyncRL.Search.Gtp;
using AsyncRL.Search.Players;

namespace AsyncRL.Search.Matches;

/// <summary>Matches between some of several players, and all their Elo on one scale (<see cref="EloTable"/>).</summary>
public static class Tournament
{
    /// <summary>Plays and rates.</summary>
    /// <param name="game">The game.</param>
    /// <param name="players">How many players there are.</param>
    /// <param name="create">Makes a player, by number from 0: anew for each of its matches, which dispose of it. Called by
    /// several threads at once.</param>
    /// <param name="pairs">Who meets whom.</param>
    /// <param name="settings">The games of each match; its openings are those of <see cref="MatchSettings.Seed"/> plus the
    /// match's number from 0. All defaults if null.</param>
    /// <param name="zero">The player whose Elo is 0; the next one with a game where it has none, because a program
    /// failed.</param>
    /// <param name="threads">Matches that are played at once, 1 unless given.</param>
    /// <param name="ended">Told of every match that has a game or failed, one at a time.</param>
    /// <param name="cancellation">Ends all matches after the present move; what was played counts.</param>
    /// <returns>Elo and standard error of each player; not a number for whom no games join to the one of 0.</returns>
    /// <exception cref="ArgumentException">There are fewer than two players, a pair is none of them, or a player does not play
    /// the game.</exception>
    public static (double Elo, double Error)[] Rate(
        Game game, int players, Func<int, IGamePlayer> create, IReadOnlyList<(int A, int B)> pairs,
        MatchSettings? settings = null, int zero = 0, int threads = 1, Action<(int A, int B), MatchResult>? ended = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentOutOfRangeException.ThrowIfLessThan(players, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(zero, players);
        foreach ((int a, int b) in pairs)
        {
            if (a == b || (uint)a >= (uint)players || (uint)b >= (uint)players)
            {
                throw new ArgumentException(
                    $"Players {a} and {b} are no pair; numbers are 0 to {players - 1}, and two.", nameof(pairs));
            }
        }

        settings ??= new MatchSettings();
        var points = new double[players, players];
        var games = new int[players, players];
        var gate = new Lock();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads };
        try
        {
            // One by one, in order: matches take minutes.
            Parallel.ForEach(
                Partitioner.Create(Enumerable.Range(0, pairs.Count), EnumerablePartitionerOptions.NoBuffering), options, Play);
        }
        catch (AggregateException e)
        {
            // The first of them says what went wrong.
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        bool hasPlayed(int player) => Enumerable.Range(0, players).Any(other => games[player, other] > 0);
        return EloTable.Rate(points, games, Enumerable.Range(zero, players - zero).FirstOrDefault(hasPlayed, zero));

        void Play(int number)
        {
            if (stop.IsCancellationRequested)
            {
                return;
            }

            (int a, int b) = pairs[number];
            try
            {
                using IGamePlayer first = create(a), second = create(b);
                MatchResult result = GameMatch.Play(
                    game, first, second, settings with { Seed = settings.Seed + (ulong)number }, cancellation: stop.Token);
                Note(a, b, result);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // A program was still starting.
            }
            catch (GtpProgramException e)
            {
                // A program that could not be started; Ctrl-C ends programs too, and may reach them first.
                if (!stop.Token.WaitHandle.WaitOne(GameMatch.Hearing))
                {
                    Note(a, b, new MatchResult(0, 0, 0, 0, 0) { Failure = e.Message });
                }
            }
            catch
            {
                // Other matches would take minutes to end before anybody heard.
                stop.Cancel();
                throw;
            }
        }

        void Note(int a, int b, MatchResult result)
        {
            lock (gate)
            {
                double won = result.Wins + (0.5 * result.Draws);
                points[a, b] += won;
                points[b, a] += result.Games - won;
                games[a, b] += result.Games;
                games[b, a] += result.Games;
                if (result.Games > 0 || result.Failure is not null)
                {
                    ended?.Invoke((a, b), result);
                }
            }
        }
    }
}
