using AsyncRL.Algorithms;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.Search.Games;
using AsyncRL.Search.Gtp;
using AsyncRL.Search.Players;
using AsyncRL.Serialization;

namespace AsyncRL.Search.AlphaZero;

/// <summary>AlphaZero: a network that plays itself, and a search that makes it better.</summary>
[Algorithm(
    "alphazero",
    "AlphaZero: learns a board game from self-play by PUCT or Gumbel search (Silver et al. 2018; Danihelka et al. 2022).")]
internal sealed class AlphaZero : Algorithm
{
    private const string Tower = "its network is a residual tower: set alphazero.blocks and alphazero.channels";
    private const string Outcome = "it learns who won, which is 1, 0 or -1";

    /// <inheritdoc/>
    public override IReadOnlyList<RefusedOption> Refuses { get; } =
    [
        .. new[] { "conv", "hidden", "lstm", "lstm_horizon", "shared", "variance", "activation" }.Select(
            o => new RefusedOption($"network.{o}", Tower)),
        new("gamma", $"{Outcome}, however long the game was"), new("reward_scale", Outcome), new("clip_rewards", Outcome),
        new("terminal_on_life_loss", Outcome), new("whole_episodes", "it learns from whole games always"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OwnOptions => [OptionGroup.Of<AlphaZeroOptions>("alphazero")];

    /// <summary>What is reported of updates, in the order of <see cref="SelfPlayShare"/>'s sums.</summary>
    public static IReadOnlyList<LossTerm> LossesOf(BoardTowerSettings settings) =>
    [
        new("train/policy_loss"), new("train/value_loss"),
        .. settings.Ownership || settings.Score ? [new LossTerm("train/ownership_loss")] : Array.Empty<LossTerm>(),
        .. settings.Score ? [new LossTerm("train/score_loss")] : Array.Empty<LossTerm>(),
    ];

    /// <inheritdoc/>
    public override AgentDesign Design(AlgorithmContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        TrainingOptions o = context.Options;
        AlphaZeroOptions own = o.Group<AlphaZeroOptions>();
        Game game = GameNetworks.GameOf(context.Sample) ?? throw new ArgumentException(
            "alphazero learns board games by playing itself, so it needs the environment of a game, such as " +
            "Search/ConnectFour-v0 or Search/Go-v0; for other environments use ppo or dqn.");
        Check(game, o, own);
        BoardTowerDescription tower = GameNetworks.Describe(game, own);
        var unused = new PolicySampling(context.PolicyDistribution());
        return new AgentDesign
        {
            CreateModel = _ => new ModelDescription([new TowerPart(string.Empty, tower)]),
            Policy = PolicyKind.Categorical,
            CreateSelection = (_, _) => unused,
            CreateTopology = parts => SelfPlay.Create(parts, game, tower),
            Losses = LossesOf(tower.Settings),
            JudgesReturns = false,
            CreateAgent = own.EvalSimulations > 0
                ? (policy, environment) => new SearchAgent(policy, environment, own.EvalSimulations, own)
                : null,
        };
    }

    private static void Check(Game game, TrainingOptions o, AlphaZeroOptions own)
    {
        if (game.Players != 2)
        {
            throw new ArgumentException($"alphazero plays games of two, but {game.Name} is for one player.");
        }

        if (o.NormalizeObservations == true)
        {
            throw new OptionException("normalize_observations: a board's features are of the order of 1; leave it at false.");
        }

        RequireMultiple("channels", own.Channels);
        if (own.WindowMin > own.WindowMax)
        {
            throw new OptionException(
                $"alphazero.window_min: {own.WindowMin} positions are more than alphazero.window_max, {own.WindowMax}; " +
                "lower it.");
        }

        if (own.OpeningMoves >= game.LongestGame)
        {
            throw new OptionException(
                $"alphazero.opening_moves: {own.OpeningMoves} random moves are more than a game of {game.Name} takes; " +
                $"give fewer than {game.LongestGame}.");
        }

        if (own.EloGames > 0 && own.EloOpponents.Count == 0)
        {
            throw new OptionException(
                "alphazero.elo_opponents: ratings need an opponent that does not learn; name one, such as random, or set " +
                "alphazero.elo_games=0.");
        }

        if (own.ResignBelow > -1 && own.PlayedOut == 0)
        {
            throw new OptionException(
                "alphazero.played_out: 0, so nobody would know whether resignations are right; give a share of the games such " +
                "as 0.1, or alphazero.resign_below=-1 for none.");
        }

        IReadOnlyList<string> opponents = own.EloGames > 0 ? PlayerText.Join(own.EloOpponents) : [];
        if (opponents.FirstOrDefault(o => opponents.Count(other => other == o) > 1) is { } twice)
        {
            throw new OptionException($"alphazero.elo_opponents: '{twice}' is there twice; name every opponent once.");
        }

        foreach (string opponent in opponents)
        {
            Check(opponent, game, o.Deterministic);
        }
    }

    // Before the run rather than at its first rating.
    private static void Check(string opponent, Game game, bool isRepeatable)
    {
        if (opponent is "perfect" or "perfect:")
        {
            throw new OptionException(
                "alphazero.elo_opponents: perfect takes minutes for a move in the opening; name others, and afterwards ask " +
                "'asyncrl mistakes RUN'.");
        }

        try
        {
            using IGamePlayer player = ArenaSeat.Create(opponent);
            player.Begin(game.Start());
        }
        catch (Exception e) when (e is ArgumentException or GtpProgramException or CheckpointFormatException)
        {
            throw new OptionException($"alphazero.elo_opponents: {e.Message}");
        }

        if (isRepeatable && !ArenaSeat.IsRepeatable(opponent))
        {
            throw new OptionException(
                $"alphazero.elo_opponents: what '{opponent}' plays is not repeatable, as --deterministic has it; name players " +
                "with a number of simulations, or set alphazero.elo_games=0.");
        }
    }

    private static void RequireMultiple(string key, int value)
    {
        if (value % 16 != 0)
        {
            int below = value / 16 * 16;
            throw new OptionException(
                $"alphazero.{key}: {value} is no multiple of 16; " +
                $"use {(below == 0 ? string.Empty : $"{below} or ")}{below + 16}.");
        }
    }
}
