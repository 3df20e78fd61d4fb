namespace AsyncRL.Search.AlphaZero;

/// <summary>AlphaZero (Silver et al. 2018) and its Gumbel form (Danihelka et al. 2022); read by alphazero alone.</summary>
public sealed record AlphaZeroOptions
{
    /// <summary>gumbel or puct. Default gumbel.</summary>
    [Option(
        "gumbel: sequential halving, which learns from few simulations; puct: AlphaZero's own search, which wants hundreds.",
        Source = "Danihelka et al. 2022; Silver et al. 2018")]
    public AlphaZeroSearch Search { get; init; } = AlphaZeroSearch.Gumbel;

    /// <summary>Simulations of a full search. Default 16.</summary>
    [Option("Simulations of a full search.", Source = "Danihelka et al. 2022; AlphaZero: 800", Min = 1, Max = 1_000_000)]
    public int Simulations { get; init; } = 16;

    /// <summary>
    /// Playout cap randomization: the chance that a move is searched in full and learned from; the others are played by
    /// <see cref="FastSimulations"/>. Default 1.
    /// </summary>
    [Option(
        "Playout cap randomization: chance that a move is searched in full and learned from; all others take " +
        "alphazero.fast_simulations.", Source = "Wu 2019: 0.25", Min = 0.01, Max = 1)]
    public double FullShare { get; init; } = 1;

    /// <summary>Simulations of a move that is not learned from. Default 8.</summary>
    [Option("Simulations of a move that is not learned from.", Source = "Wu 2019: a sixth of the full search", Min = 1,
        Max = 1_000_000)]
    public int FastSimulations { get; init; } = 8;

    /// <summary>gumbel: moves that sequential halving begins with. Default 8.</summary>
    [Option("gumbel: moves that sequential halving begins with.", Source = "Danihelka et al. 2022: 16", Min = 1, Max = 1_000)]
    public int Considered { get; init; } = 8;

    /// <summary>gumbel: c_visit, what visits add to the weight of values. Default 50.</summary>
    [Option("gumbel: c_visit, what visits add to the weight of values.", Source = "Danihelka et al. 2022", Min = 0, Max = 1e6)]
    public double CVisit { get; init; } = 50;

    /// <summary>gumbel: c_scale, the weight of values. Default 1.</summary>
    [Option("gumbel: c_scale, the weight of values.", Source = "Danihelka et al. 2022", Min = 0, Max = 1_000)]
    public double CScale { get; init; } = 1;

    /// <summary>puct: the constant of c(s). Default 1.25.</summary>
    [Option("puct: the constant of c(s).", Source = "Silver et al. 2018", Min = 0, Max = 100)]
    public double CPuct { get; init; } = 1.25;

    /// <summary>puct: the share of noise in the root's priors. Default 0.25.</summary>
    [Option("puct: share of noise in the priors at the root.", Source = "Silver et al. 2018", Min = 0, Max = 1)]
    public double NoiseShare { get; init; } = 0.25;

    /// <summary>puct: the sum of the noise's Dirichlet parameters over the legal moves. Default 10.</summary>
    [Option(
        "puct: sum of the Dirichlet parameters of that noise over the legal moves.",
        Source = "Silver et al. 2018: about 10 / moves each", Min = 0.01, Max = 10_000)]
    public double NoiseTotal { get; init; } = 10;

    /// <summary>
    /// puct: k of the forced playouts at the root, which are taken out of the target again; 0 for none. Default 2.
    /// </summary>
    [Option("puct: k of the playouts that are forced at the root and taken out of the target again; 0 for none.",
        Source = "Wu 2019, section 3.2", Min = 0, Max = 100)]
    public double ForcedPlayouts { get; init; } = 2;

    /// <summary>puct: the temperature of the first moves; 0 plays the most visits. Default 1.</summary>
    [Option("puct: temperature of the first moves; after them the most visits are played.", Source = "Silver et al. 2017",
        Min = 0, Max = 100)]
    public double Temperature { get; init; } = 1;

    /// <summary>puct: moves that are played with the temperature. Default 30.</summary>
    [Option("puct: moves that are played with that temperature.", Source = "Silver et al. 2017", Min = 0, Max = 1_000)]
    public int TemperatureMoves { get; init; } = 30;

    /// <summary>Share of games that begin with random moves. Default 0.25.</summary>
    [Option("Share of games that begin with random moves.", Source = "measured", Min = 0, Max = 1)]
    public double OpeningShare { get; init; } = 0.25;

    /// <summary>The most random moves that a game begins with; their number is uniform from 1. Default 8.</summary>
    [Option("The most random moves that such a game begins with; their number is uniform from 1.", Min = 1, Max = 1_000)]
    public int OpeningMoves { get; init; } = 8;

    /// <summary>
    /// A player resigns where its search expects less than this of -1 to 1; -1, the default, is never.
    /// </summary>
    [Option("A player resigns where its search expects less than this of -1 to 1; -1 for never.",
        Source = "Silver et al. 2017", Min = -1, Max = 0)]
    public double ResignBelow { get; init; } = -1;

    /// <summary>
    /// Share of games that are played to their end, so that wrong resignations are counted; above 0 where players may resign.
    /// Default 0.1.
    /// </summary>
    [Option("Share of games that are played out all the same, so that wrong resignations are counted.",
        Source = "Silver et al. 2017", Min = 0, Max = 1)]
    public double PlayedOut { get; init; } = 0.1;

    /// <summary>
    /// Nobody resigns while more than this share of the resignations that were checked would have been wrong, or fewer than 20
    /// were checked; all games are played out, and so checked, meanwhile. Default 0.05.
    /// </summary>
    [Option("Nobody resigns before 20 resignations were checked, or while more than this share of the last 100 were wrong.",
        Source = "Silver et al. 2017", Min = 0, Max = 1)]
    public double MostWrong { get; init; } = 0.05;

    /// <summary>Whether evaluation and learning turn and mirror positions at random. Default true.</summary>
    [Option("Whether positions are turned and mirrored at random, in evaluation and in learning.",
        Source = "Silver et al. 2017; AlphaZero: false")]
    public bool Symmetries { get; init; } = true;

    /// <summary>Share of what was played, the newest, that is learned from. Default 0.6.</summary>
    [Option("Share of the positions played, the newest, that minibatches are drawn from.", Source = "measured", Min = 0.001,
        Max = 1)]
    public double Window { get; init; } = 0.6;

    /// <summary>Positions that the window holds at least, as far as there are any. Default 8,000.</summary>
    [Option("Positions that this window holds at least.", Source = "measured", Min = 1, Max = 100_000_000)]
    public int WindowMin { get; init; } = 8_000;

    /// <summary>Positions that the window holds at most. Default 500,000.</summary>
    [Option("Positions that this window holds at most.", Source = "Silver et al. 2017: 500,000 games", Min = 1,
        Max = 100_000_000)]
    public int WindowMax { get; init; } = 500_000;

    /// <summary>How often each position is learned from, on average. Default 4.</summary>
    [Option("How often each position is learned from, on average.", Source = "measured", Min = 0.01, Max = 1_000)]
    public double ReplayRatio { get; init; } = 4;

    /// <summary>Positions of a minibatch. Default 128.</summary>
    [Option("Positions of a minibatch.", Source = "measured; AlphaZero: 4,096", Min = 1, Max = 65_536)]
    public int BatchSize { get; init; } = 128;

    /// <summary>Positions played before the first minibatch. Default 1,000.</summary>
    [Option("Positions played before the first minibatch.", Min = 1)]
    public long LearningStarts { get; init; } = 1_000;

    /// <summary>c of the loss's c / 2 |theta|^2. Default 1e-4.</summary>
    [Option("Weight decay: c of the loss's term c / 2 times the square of the norm of theta.", Source = "Silver et al. 2017",
        Min = 0, Max = 1)]
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>Weight of 0.5 (v - z)^2. Default 1.</summary>
    [Option("Weight of 0.5 (v - z)^2.", Source = "measured; AlphaZero: 2", Min = 0, Max = 1_000)]
    public double ValueCoef { get; init; } = 1;

    /// <summary>
    /// Weight of the squared error of whose each point becomes, in games that are won by points of the board; 0 for no such
    /// output. Default 1.
    /// </summary>
    [Option("Go and Othello: weight of the squared error of whose each point becomes; 0 for no such output.",
        Source = "measured; Wu 2019", Min = 0, Max = 1_000)]
    public double OwnershipCoef { get; init; } = 1;

    /// <summary>Weight of 0.5 (s - score / sqrt(points of the board))^2, in the same games; 0, the default, for no such
    /// output.</summary>
    [Option("Go and Othello: weight of 0.5 (s - score / sqrt(points of the board))^2; 0 for no such output.",
        Source = "Wu 2019", Min = 0, Max = 1_000)]
    public double ScoreCoef { get; init; }

    /// <summary>Residual blocks. Default 4.</summary>
    [Option("Residual blocks of the network.", Source = "measured; AlphaZero: 19", Min = 1, Max = 100)]
    public int Blocks { get; init; } = 4;

    /// <summary>Channels of the network. Default 32.</summary>
    [Option("Channels of the network.", Source = "measured; AlphaZero: 256", Min = 1, Max = 1_024)]
    public int Channels { get; init; } = 32;

    /// <summary>
    /// Games in which a candidate must win <see cref="GateShare"/> of the points against the network that plays before it takes
    /// its place; 0, the default, plays with the newest parameters always.
    /// </summary>
    [Option("Games of a candidate against the network that plays, before it takes its place; 0 plays with the newest always.",
        Source = "Silver et al. 2017: 400; AlphaZero: none", Min = 0, Max = 10_000)]
    public int GateGames { get; init; }

    /// <summary>Share of the points that a candidate must win. Default 0.55.</summary>
    [Option("Share of the points that a candidate must win.", Source = "Silver et al. 2017", Min = 0, Max = 1)]
    public double GateShare { get; init; } = 0.55;

    /// <summary>Steps from one candidate to the next. Default 10,000.</summary>
    [Option("Steps from one candidate to the next.", Min = 1)]
    public long GateInterval { get; init; } = 10_000;

    /// <summary>
    /// Games that the network plays against each opponent when it is rated; 0 rates nothing. Default 10.
    /// </summary>
    [Option("Games that the network plays against each opponent when it is rated; 0 rates nothing.", Min = 0, Max = 10_000)]
    public int EloGames { get; init; } = 10;

    /// <summary>
    /// The greatest share of the threads' time that ratings take: one that is due waits until it fits. The first and the last are
    /// exempt, and deterministic runs. Default 0.03.
    /// </summary>
    [Option(
        "Greatest share of the threads' time that ratings take; one that would take more waits, but for the first and the last.",
        Min = 0, Max = 1)]
    public double EloShare { get; init; } = 0.03;

    /// <summary>Steps from one rating to the next; 0, the default, for a tenth of the run.</summary>
    [Option("Steps from one rating to the next; 0 for a tenth of the run.", Min = 0)]
    public long EloInterval { get; init; }

    /// <summary>Opponents that do not learn, as asyncrl match names them; the first has 0 Elo. Default random, uct:100.</summary>
    [Option("Opponents that do not learn, as asyncrl match names players; the first has 0 Elo.")]
    public IReadOnlyList<string> EloOpponents { get; init; } = ["random", "uct:100"];

    /// <summary>Simulations a move of the network when it is rated; 0, the default, as many as in self-play.</summary>
    [Option("Simulations a move of the network when it is rated; 0 for as many as in self-play, which gate games have always.",
        Min = 0, Max = 1_000_000)]
    public int EloSimulations { get; init; }

    /// <summary>Simulations a move in evaluations during training; 0, the default, plays by the network alone.</summary>
    [Option("Simulations a move in evaluations during training; 0 for the network alone.", Min = 0, Max = 1_000_000)]
    public int EvalSimulations { get; init; }
}
