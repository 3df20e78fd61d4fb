using System.Diagnostics;
using AsyncRL.Neural;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Runs;
using AsyncRL.Search.Games;
using AsyncRL.Search.Gtp;
using AsyncRL.Search.Matches;
using AsyncRL.Search.Players;
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

    // The stream of openings that all pairs of players share.
    private const int AnyPair = 10_001;

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
    private readonly GateMatch? match;
    private readonly int[] opponents;                   // numbers of the players that do not learn
    private readonly HashSet<int> failed = [];          // of these, programs that have failed in this process
    private readonly List<string> warnings = [];
    private long nextRating;
    private bool isFinishing;
    private (double Elo, double Error)[]? ratings;      // by the results so far; null where a game has ended since

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
            ? [.. Enumerable.Range(0, threads).Select(_ => new ArenaSeat(plan, game, tower, shared))]
            : [];
        players = [.. PlayerText.Join(options.EloOpponents).Select(o => new RatedPlayer(o, 0, null))];
        opponents = [.. Enumerable.Range(0, players.Count)];
        match = options.GateGames > 0 ? new GateMatch(options, played, shared.Theta.Layout) : null;
        nextRating = RatingInterval;
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
        string opponent;
        int opening, pair;
        lock (gate)
        {
            PlanGames();
            if (First() is not { } first)
            {
                return false;
            }

            next = first.Value;
            pending.Remove(first);
            a = next.IsOfGate ? match!.Candidate : players[next.A].Parameters!;
            b = next.IsOfGate ? match!.Defender : players[next.B].Parameters;
            opponent = next.IsOfGate ? string.Empty : players[next.B].Name;

            // Networks that are rated meet the openings that those before them met; each candidate meets others.
            int candidate = next.IsOfGate ? (int)(match!.Accepted + match.Refused) : 0;
            (opening, pair) = next.IsOfGate
                ? (-1 - (2 * candidate), -2 - (2 * candidate))
                : (AnyPair, ((next.A + 1) * 10_000) + next.B + 1);
        }

        long begin = Stopwatch.GetTimestamp();
        double? points = null;
        try
        {
            points = seats[thread].Play(
                a, b, opponent, SimulationsOf(next), isAFirst: next.Number % 2 == 0,
                SeedOf(next.Number / 2, opening), SeedOf(next.Number, pair));
        }
        catch (GtpProgramException e) when (!StopsSoon())
        {
            Leave(next.B, e.Message);
            return true;
        }
        catch (GtpProgramException)
        {
            // The key that stops the run has ended the program, too.
        }
        finally
        {
            if (next.IsOfGate)
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
                else if (!failed.Contains(next.B))
                {
                    // To be played once the run goes on.
                    pending.AddFirst(next);
                }
            }
        }

        return true;
    }

    /// <summary>Rates the network as the run leaves it. Games of a gate stay as they are, for whoever goes on with the
    /// run.</summary>
    public void Finish()
    {
        lock (gate)
        {
            isFinishing = true;
            if (options.EloGames > 0 && !players.Exists(p => p.Name.Length == 0 && p.Step == shared.Steps))
            {
                PlanRating(shared.Steps);
            }
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
        (double Elo, double Error)[] known = Rate();
        lock (gate)
        {
            if (match is not null)
            {
                values.Add(("gate/accepted", match.Accepted));
                values.Add(("gate/refused", match.Refused));
            }

            int newest = players.FindLastIndex(p => p.Name.Length == 0);
            if (newest > 0 && pending.Any(g => !g.IsOfGate && g.A == newest))
            {
                // Not all of its games are played yet.
                newest = players.FindLastIndex(newest - 1, p => p.Name.Length == 0);
            }

            if (newest >= 0 && newest < known.Length && double.IsFinite(known[newest].Elo))
            {
                values.Add(("elo/network", known[newest].Elo));
                values.Add(("elo/network_error", known[newest].Error));
                values.Add(("elo/network_step", players[newest].Step));
                foreach (int i in opponents.Where(i => i < known.Length && double.IsFinite(known[i].Elo)))
                {
                    values.Add(($"elo/{players[i].Name}", known[i].Elo));
                    if (results.TryGetValue((newest, i), out (double Points, int Games) result))
                    {
                        values.Add(($"elo/rate_against_{players[i].Name}", result.Points / result.Games));
                    }
                }
            }
        }
    }

    /// <summary>Moves out what went wrong without ending the run.</summary>
    public IReadOnlyList<string> TakeWarnings()
    {
        lock (gate)
        {
            string[] taken = [.. warnings];
            warnings.Clear();
            return taken;
        }
    }

    /// <summary>Writes players, results and games to be played.</summary>
    public void Save(BinaryWriter writer)
    {
        lock (gate)
        {
            writer.Write(nextRating);
            writer.Write(match?.Next ?? long.MaxValue);
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

            writer.Write(match is not null);
            match?.Save(writer);

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
            // A run that an earlier version completed says that nothing is due any more.
            nextRating = Math.Min(reader.ReadInt64(), RunClock.After(shared.Steps, RatingInterval));
            long nextCandidate = Math.Min(reader.ReadInt64(), RunClock.After(shared.Steps, options.GateInterval));
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

            if (reader.ReadBoolean())
            {
                (match ?? new GateMatch(options, played, shared.Theta.Layout)).Load(
                    reader, nextCandidate, pending.Count(static g => g.IsOfGate));
            }

            // Checkpoints of deterministic runs, and those from before time was counted, end here.
            if (reader.BaseStream.Position < reader.BaseStream.Length)
            {
                time.Load(reader);
            }

            TakeOver();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(seats, s => s.Dispose());

    // Whoever resumes a run may name other opponents, or none, and leave the gate out.
    private void TakeOver()
    {
        IReadOnlyList<string> names = PlayerText.Join(options.EloOpponents);
        for (int i = 0; i < opponents.Length; i++)
        {
            string name = names[i];
            opponents[i] = players.FindIndex(p => p.Name == name);
            if (opponents[i] < 0)
            {
                opponents[i] = players.Count;
                players.Add(new RatedPlayer(name, 0, null));
            }
        }

        foreach (ArenaGame game in pending.ToArray())
        {
            bool stays = game.IsOfGate ? match is not null
                : options.EloGames > 0 && (players[game.B].Parameters is not null || opponents.Contains(game.B));
            if (!stays)
            {
                pending.Remove(game);
            }
        }

        ratings = null;
    }

    private LinkedListNode<ArenaGame>? First()
    {
        LinkedListNode<ArenaGame>? first = pending.First;
        while (isFinishing && first is { Value.IsOfGate: true })
        {
            first = first.Next;
        }

        return first;
    }

    private int SimulationsOf(ArenaGame game) =>
        !game.IsOfGate && options.EloSimulations > 0 ? options.EloSimulations : options.Simulations;

    // Programs hear of the key that stops a run before the run does, or after.
    private bool StopsSoon()
    {
        Thread.Sleep(GameMatch.Hearing);
        return shared.StopRequested;
    }

    private void Leave(int opponent, string why)
    {
        lock (gate)
        {
            if (!failed.Add(opponent))
            {
                return;
            }

            foreach (ArenaGame game in pending.Where(g => g.B == opponent).ToArray())
            {
                pending.Remove(game);
            }

            warnings.Add(
                $"alphazero.elo_opponents: {why} Ratings go on without this opponent; a resumed run asks it again.");
        }
    }

    private void PlanGames()
    {
        if (isFinishing)
        {
            return;
        }

        long steps = shared.Steps;
        if (options.EloGames > 0 && steps >= nextRating && MayRate())
        {
            time.RatingBegins();
            PlanRating(steps);
        }

        for (int number = 0, games = match?.TryBegin(steps) ?? 0; number < games; number++)
        {
            pending.AddLast(new ArenaGame(ArenaGame.Candidate, ArenaGame.Candidate, number));
        }
    }

    // What is repeatable must not depend on the clock.
    private bool MayRate() => plan.Options.Deterministic
        || (time.AllowsRating(options.EloShare) && pending.All(static g => g.IsOfGate));

    private void PlanRating(long steps)
    {
        nextRating = RunClock.After(steps, RatingInterval);
        int[] earlier = [.. Enumerable.Range(0, players.Count).Where(i => players[i].Parameters is not null).TakeLast(Earlier)];
        var parameters = new ParameterVector(shared.Theta.Layout);
        played.CopyNewestTo(parameters);
        players.Add(new RatedPlayer(string.Empty, steps, parameters));
        int rated = players.Count - 1;
        for (int number = 0; number < options.EloGames; number++)
        {
            foreach (int opponent in (IEnumerable<int>)[.. opponents.Where(o => !failed.Contains(o)), .. earlier])
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
        if (game.IsOfGate)
        {
            match!.Note(points);
            return;
        }

        (double before, int games) = results.GetValueOrDefault((game.A, game.B));
        results[(game.A, game.B)] = (before + points, games + 1);
        ratings = null;
    }

    // Not under the lock, which self-play takes before every move: many players take their time.
    private (double Elo, double Error)[] Rate()
    {
        double[,] points;
        int[,] games;
        int zero;
        lock (gate)
        {
            if (ratings is { } known)
            {
                return known;
            }

            points = new double[players.Count, players.Count];
            games = new int[players.Count, players.Count];
            foreach (((int a, int b), (double won, int count)) in results)
            {
                points[a, b] += won;
                points[b, a] += count - won;
                games[a, b] += count;
                games[b, a] += count;
            }

            // The first opponent, unless it has met nobody: a program that failed at once.
            zero = opponents.FirstOrDefault(o => results.Keys.Any(k => k.A == o || k.B == o));
            ratings = [];   // unless a game ends meanwhile
        }

        (double Elo, double Error)[] rated = EloTable.Rate(points, games, zero);
        lock (gate)
        {
            ratings = ratings is null ? null : rated;
        }

        return rated;
    }

    private ulong SeedOf(int number, int pair) =>
        Seeds.Value(plan.Options.Seed, number, Seeds.Purpose.EvaluationActions, pair);
}
