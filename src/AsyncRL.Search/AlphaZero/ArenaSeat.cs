using AsyncRL.Neural;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Search.Games;
using AsyncRL.Search.Gtp;
using AsyncRL.Search.Matches;
using AsyncRL.Search.Players;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.AlphaZero;

/// <summary>Where a thread plays games of the arena: two networks with their searches, and opponents that do not learn.</summary>
internal sealed class ArenaSeat : IDisposable
{
    private const int OpeningMoves = 2;

    // Enough for some thousand simulations a move, and little beside what the library takes for a player of its own.
    private const int OpponentNodes = 200_000;

    private readonly RunPlan plan;
    private readonly Game game;
    private readonly SharedParameters shared;
    private readonly TowerEvaluator[] evaluators;
    private readonly TreeSearch[] searches;
    private readonly Dictionary<string, IGamePlayer> opponents = [];

    /// <summary>Makes a seat.</summary>
    /// <param name="plan">The run's options.</param>
    /// <param name="game">The game.</param>
    /// <param name="tower">The network.</param>
    /// <param name="shared">Has the request to stop.</param>
    public ArenaSeat(RunPlan plan, Game game, BoardTowerDescription tower, SharedParameters shared)
    {
        this.plan = plan;
        this.game = game;
        this.shared = shared;
        AlphaZeroOptions options = plan.Options.Group<AlphaZeroOptions>();
        int simulations = Math.Max(options.EloSimulations, options.Simulations);
        evaluators = [.. Enumerable.Range(0, 2).Select(_ => new TowerEvaluator(game, tower, options.Symmetries))];
        searches = [.. evaluators.Select(e => new TreeSearch(game, NetworkSearch.PolicyOf(options), _ => e, new SearchSettings
        {
            NodeCapacity = NetworkSearch.NodesFor(game, 4L * simulations),
        }))];
    }

    /// <summary>Makes an opponent that does not learn.</summary>
    /// <param name="text">What commands call it.</param>
    /// <exception cref="ArgumentException">There is no such player.</exception>
    public static IGamePlayer Create(string text)
    {
        bool isUct = text == "uct" || text.StartsWith("uct:", StringComparison.Ordinal);
        return PlayerText.Create(
            isUct && !text.Contains("nodes=", StringComparison.Ordinal)
                ? $"{text}{(text == "uct" ? ":" : ",")}nodes={OpponentNodes}"
                : text);
    }

    /// <summary>Whether an opponent plays alike whenever its generators begin alike: none that the clock stops or that several
    /// threads search for, and no other program.</summary>
    /// <param name="text">What commands call it.</param>
    public static bool IsRepeatable(string text) => !text.StartsWith("gtp:", StringComparison.Ordinal)
        && !text[(PlayerText.RunOf(text)?.Length ?? 0)..].Split(':', ',').Any(static s =>
            s.StartsWith("time=", StringComparison.Ordinal)
            || (s.StartsWith("threads=", StringComparison.Ordinal) && s != "threads=1"));

    /// <summary>Plays a game from a random opening.</summary>
    /// <param name="a">The first network.</param>
    /// <param name="b">The second network; null for an opponent that does not learn.</param>
    /// <param name="opponent">What commands call that opponent.</param>
    /// <param name="simulations">Simulations a move of the networks.</param>
    /// <param name="isAFirst">Whether A begins.</param>
    /// <param name="openingSeed">The seed of the opening.</param>
    /// <param name="seed">The seed of both players.</param>
    /// <returns>A's points: 1, half or 0; null where the run is asked to stop first.</returns>
    /// <exception cref="GtpProgramException">The opponent is a program that failed; another is started for the next game.
    /// </exception>
    public double? Play(
        ParameterVector a, ParameterVector? b, string opponent, int simulations, bool isAFirst, ulong openingSeed, ulong seed)
    {
        try
        {
            return PlayGame(a, b, opponent, simulations, isAFirst, openingSeed, seed);
        }
        catch (GtpProgramException)
        {
            if (opponents.Remove(opponent, out IGamePlayer? failed))
            {
                failed.Dispose();
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(searches, s => s.Dispose());
        foreach (IGamePlayer opponent in opponents.Values)
        {
            opponent.Dispose();
        }
    }

    private static void Reseed(IGamePlayer? player, ulong seed)
    {
        (player as SearchPlayer)?.Search!.Reseed(seed);
        (player as RandomPlayer)?.Reseed(seed);
    }

    private double? PlayGame(
        ParameterVector a, ParameterVector? b, string opponent, int simulations, bool isAFirst, ulong openingSeed, ulong seed)
    {
        evaluators[0].Load(a);
        Begin(0, seed);
        IGamePlayer? fixedPlayer = null;
        GameState state = game.Start();
        if (b is not null)
        {
            evaluators[1].Load(b);
            Begin(1, seed + 1);
        }
        else if (!opponents.TryGetValue(opponent, out fixedPlayer))
        {
            opponents.Add(opponent, fixedPlayer = Create(opponent));
        }

        fixedPlayer?.Begin(state);
        Reseed(fixedPlayer, seed + 1);
        var random = new FastRandom(openingSeed);
        foreach (int move in GameMatch.Opening(game, Math.Min(OpeningMoves, (game.LongestGame / 2) - 1), ref random))
        {
            state.Play(move);
            fixedPlayer?.Played(state);
        }

        while (!state.IsOver)
        {
            if (shared.StopRequested)
            {
                return null;
            }

            bool isA = (state.Player == 0) == isAFirst;
            int move = isA ? Search(0, state, simulations) : fixedPlayer?.Choose(state) ?? Search(1, state, simulations);
            if (!state.IsLegal(move))
            {
                // Resigned, or against the rules.
                return isA ? 0 : 1;
            }

            state.Play(move);
            fixedPlayer?.Played(state);
        }

        return (1 + (isAFirst ? state.Outcome : -state.Outcome)) / 2;
    }

    private int Search(int side, GameState state, int simulations)
    {
        try
        {
            return searches[side].Search(state, SearchBudget.Of(simulations));
        }
        catch (InvalidOperationException) when (!evaluators[side].IsFinite)
        {
            throw SelfPlayer.Diverged(plan, shared.Steps);
        }
    }

    private void Begin(int side, ulong seed)
    {
        searches[side].Forget();
        searches[side].Reseed(seed);
    }
}
