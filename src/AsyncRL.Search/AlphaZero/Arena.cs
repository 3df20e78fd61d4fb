using System.Diagnostics;
using AsyncRL.Neural;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Runs;
using AsyncRL.Search.Games;
using AsyncRL.Search.Matches;
using AsyncRL.Serialization;

namespace AsyncRL.Search.AlphaZero;

/// <summary>
/// Games that measure: every so often the network as it is then is rated against opponents that do not learn and against itself
/// of earlier; with a gate, candidates play the network that self-play plays with. The threads of self-play play these games, one
/// whole game at a time.
/// </summary>
/// <remarks>
/// Which games are to be played and how they ended is shared by all threads under one lock, taken twice a game. Everything that a
/// game draws follows from the run's seed, the players and the game's number.
/// </remarks>
internal sealed class Arena : IDisposable
{
    // Earlier networks that a new one meets.
    private const int Earlier = 2;

    private readonly Lock gate = new();
    private readonly RunPlan plan;
    private readonly AlphaZeroOptions options;
    private readonly SharedParameters shared;
    private readonly PlayedParameters played;
    private readonly SelfPlayTime time;
    private readonly ArenaSeat[] seats;
    private readonly List<RatedPlayer> players;
    private readonly Dictionary<(int A, int B), (double Points, int Games)> results = [];
    private readonly LinkedList<ArenaGame> pending = [];
    private readonly ParameterVector? candidate;
    private readonly ParameterVector? defender;
    private long nextRating;
    private long nextCandidate;
    private bool isFinishing;
    private int gateGames;
    private double gatePoints;
    private long accepted;
    private long refused;

    /// <summary>Makes the arena of a run.</summary>
    /// <param name="plan">The run's options.</param>
    /// <param name="game">The game.</param>
    /// <param name="tower">The network.</param>
    /// <param name="shared">The steps, and the request to stop.</param>
    /// <param name="played">The parameters that are played with.</param>
    /// <param name="time">What threads spend their time on.</param>
    /// <param name="threads">Threads that play.</param>
    public Arena(
        RunPlan plan, Game game, BoardTowerDescription tower, SharedParameters shared, PlayedParameters played, SelfPlayTime time,
        int threads)
    {
        this.plan = plan;
        this.shared = shared;
        this.played = played;
        this.time = time;
        options = plan.Options.Group<AlphaZeroOptions>();
        seats = options.EloGames > 0 || options.GateGames > 0
            ? [.. Enumerable.Range(0, threads).Select(_ => new ArenaSeat(game, tower, options, shared))]
            : [];
        players = [.. options.EloOpponents.Select(o => new RatedPlayer(o, 0, null))];
        candidate = options.GateGames > 0 ? new ParameterVector(shared.Theta.Layout) : null;
        defender = options.GateGames > 0 ? new ParameterVector(shared.Theta.Layout) : null;
        nextRating = RatingInterval;
        nextCandidate = options.GateInterval;
    }

    private long RatingInterval =>
        options.EloInterval > 0 ? options.EloInterval : Math.Max(1, plan.Options.Steps / 10);

    /// <summary>Plays a game, if one is due.</summary>
    /// <param name="thread">The calling thread's number.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryPlay(int thread)
    {
        ArenaGame next;
        ParameterVector a;
        ParameterVector? b;
        lock (gate)
        {
            PlanGames();
            if (pending.First is not { } first)
            {
                return false;
            }

            next = first.Value;
            pending.RemoveFirst();
            a = next.A == ArenaGame.Candidate ? candidate! : players[next.A].Parameters!;
            b = next.A == ArenaGame.Candidate ? defender : players[next.B].Parameters;
        }

        long begin = Stopwatch.GetTimestamp();
        string opponent = next.B >= 0 ? players[next.B].Name : string.Empty;
        double? points = seats[thread].Play(
            a, b, opponent, isAFirst: next.Number % 2 == 0, SeedOf(next with { A = 0, B = 0, Number = next.Number / 2 }),
            SeedOf(next));
        if (next.A == ArenaGame.Candidate)
        {
            time.Gated(begin);
        }
        else
        {
            time.Rated(begin);
        }

        lock (gate)
        {
            if (points is { } won)
            {
                Note(next, won);
            }
            else
            {
                // To be played once the run goes on.
                pending.AddFirst(next);
            }
        }

        return true;
    }

    /// <summary>Rates the network as the run leaves it.</summary>
    public void Finish()
    {
        lock (gate)
        {
            nextRating = players.Exists(p => p.Name.Length == 0 && p.Step == shared.Steps) ? long.MaxValue : 0;
            nextCandidate = long.MaxValue;
            isFinishing = true;
        }

        // A game that is asked to stop is still due, for whoever resumes the run.
        while (!shared.StopRequested && TryPlay(0))
        {
        }
    }

    /// <summary>Adds Elo of the newest network that has ended its games, and of the opponents.</summary>
    /// <param name="values">Receives tags and values.</param>
    public void Report(ICollection<(string Tag, double Value)> values)
    {
        lock (gate)
        {
            if (candidate is not null)
            {
                values.Add(("gate/accepted", accepted));
                values.Add(("gate/refused", refused));
            }

            if (results.Count == 0)
            {
                return;
            }

            (double Elo, double Error)[] ratings = Rate();
            int newest = players.FindLastIndex(p => p.Name.Length == 0);
            if (pending.Any(g => g.A == newest))
            {
                // Not all of its games are played yet.
                newest = players.FindLastIndex(newest - 1, p => p.Name.Length == 0);
            }

            if (newest >= 0 && double.IsFinite(ratings[newest].Elo))
            {
                values.Add(("elo/network", ratings[newest].Elo));
                values.Add(("elo/network_error", ratings[newest].Error));
                values.Add(("elo/network_step", players[newest].Step));
                for (int i = 0; i < options.EloOpponents.Count; i++)
                {
                    values.Add(($"elo/{players[i].Name}", ratings[i].Elo));
                    if (results.TryGetValue((newest, i), out (double Points, int Games) result))
                    {
                        values.Add(($"elo/rate_against_{players[i].Name}", result.Points / result.Games));
                    }
                }
            }
        }
    }

    /// <summary>Writes players, results and games to be played.</summary>
    public void Save(BinaryWriter writer)
    {
        lock (gate)
        {
            writer.Write(nextRating);
            writer.Write(nextCandidate);
            writer.Write(players.Count);
            foreach (RatedPlayer player in players)
            {
                writer.Write(player.Name);
                writer.Write(player.Step);
                writer.Write(player.Parameters is not null);
                if (player.Parameters is { } parameters)
                {
                    writer.WriteArray<float>(parameters.Span);
                }
            }

            writer.Write(results.Count);
            foreach (((int a, int b), (double points, int games)) in results)
            {
                writer.Write(a);
                writer.Write(b);
                writer.Write(points);
                writer.Write(games);
            }

            writer.Write(pending.Count);
            foreach (ArenaGame next in pending)
            {
                writer.Write(next.A);
                writer.Write(next.B);
                writer.Write(next.Number);
            }

            writer.Write(candidate is not null);
            if (candidate is not null)
            {
                writer.Write(gateGames);
                writer.Write(gatePoints);
                writer.Write(accepted);
                writer.Write(refused);
                writer.WriteArray<float>(candidate.Span);
                writer.WriteArray<float>(defender!.Span);
            }

            // What is repeatable holds nothing that the clock has told.
            if (!plan.Options.Deterministic)
            {
                time.Save(writer);
            }
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader reader)
    {
        lock (gate)
        {
            nextRating = reader.ReadInt64();
            nextCandidate = reader.ReadInt64();
            players.Clear();
            for (int left = reader.ReadInt32(); left > 0; left--)
            {
                string name = reader.ReadString();
                long step = reader.ReadInt64();
                ParameterVector? parameters = reader.ReadBoolean() ? new ParameterVector(shared.Theta.Layout) : null;
                if (parameters is not null)
                {
                    reader.ReadArray(parameters.Span);
                }

                players.Add(new RatedPlayer(name, step, parameters));
            }

            results.Clear();
            for (int left = reader.ReadInt32(); left > 0; left--)
            {
                results.Add((reader.ReadInt32(), reader.ReadInt32()), (reader.ReadDouble(), reader.ReadInt32()));
            }

            pending.Clear();
            for (int left = reader.ReadInt32(); left > 0; left--)
            {
                pending.AddLast(new ArenaGame(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32()));
            }

            if (reader.ReadBoolean() && candidate is not null)
            {
                gateGames = reader.ReadInt32();
                gatePoints = reader.ReadDouble();
                accepted = reader.ReadInt64();
                refused = reader.ReadInt64();
                reader.ReadArray(candidate.Span);
                reader.ReadArray(defender!.Span);
            }

            // Checkpoints of deterministic runs, and those from before time was counted, end here.
            if (reader.BaseStream.Position < reader.BaseStream.Length)
            {
                time.Load(reader);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(seats, s => s.Dispose());

    private void PlanGames()
    {
        long steps = shared.Steps;
        if (options.EloGames > 0 && steps >= nextRating && MayRate())
        {
            time.RatingBegins();
            nextRating = RunClock.After(steps, RatingInterval);
            PlanRating(steps);
        }

        bool isIdle = gateGames == 0 && !pending.Any(g => g.A == ArenaGame.Candidate);
        if (candidate is not null && isIdle && steps >= nextCandidate)
        {
            nextCandidate = RunClock.After(steps, options.GateInterval);
            played.CopyNewestTo(candidate);
            played.CopyTo(defender!);
            for (int number = 0; number < options.GateGames; number++)
            {
                pending.AddLast(new ArenaGame(ArenaGame.Candidate, ArenaGame.Candidate, number));
            }
        }
    }

    // What the run leaves is rated whatever it costs, and what is repeatable must not depend on the clock.
    private bool MayRate() => isFinishing || plan.Options.Deterministic
        || (time.AllowsRating(options.EloShare) && pending.All(static g => g.A == ArenaGame.Candidate));

    private void PlanRating(long steps)
    {
        int[] earlier = [.. Enumerable.Range(0, players.Count).Where(i => players[i].Parameters is not null).TakeLast(Earlier)];
        var parameters = new ParameterVector(shared.Theta.Layout);
        played.CopyNewestTo(parameters);
        players.Add(new RatedPlayer(string.Empty, steps, parameters));
        int rated = players.Count - 1;
        for (int number = 0; number < options.EloGames; number++)
        {
            foreach (int opponent in (IEnumerable<int>)[.. Enumerable.Range(0, options.EloOpponents.Count), .. earlier])
            {
                pending.AddLast(new ArenaGame(rated, opponent, number));
            }
        }

        for (int i = 0; i < rated; i++)
        {
            if (players[i].Parameters is not null && !earlier.Contains(i) && !pending.Any(g => g.A == i || g.B == i))
            {
                players[i] = players[i] with { Parameters = null };
            }
        }
    }

    private void Note(ArenaGame game, double points)
    {
        if (game.A != ArenaGame.Candidate)
        {
            (double before, int games) = results.GetValueOrDefault((game.A, game.B));
            results[(game.A, game.B)] = (before + points, games + 1);
            return;
        }

        gatePoints += points;
        if (++gateGames == options.GateGames)
        {
            bool wins = gatePoints >= options.GateShare * gateGames;
            (accepted, refused) = wins ? (accepted + 1, refused) : (accepted, refused + 1);
            if (wins)
            {
                played.Accept(candidate!);
            }

            (gateGames, gatePoints) = (0, 0);
        }
    }

    private (double Elo, double Error)[] Rate()
    {
        var points = new double[players.Count, players.Count];
        var games = new int[players.Count, players.Count];
        foreach (((int a, int b), (double won, int count)) in results)
        {
            points[a, b] += won;
            points[b, a] += count - won;
            games[a, b] += count;
            games[b, a] += count;
        }

        return EloTable.Rate(points, games);
    }

    private ulong SeedOf(ArenaGame game) => Seeds.Value(
        plan.Options.Seed, game.Number, Seeds.Purpose.EvaluationActions, (game.A + 1) * 10_000 + game.B + 1);
}
