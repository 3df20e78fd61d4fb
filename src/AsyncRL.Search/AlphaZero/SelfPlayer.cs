using System.Globalization;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Search.Games;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.AlphaZero;

/// <summary>An actor that plays against itself: its own game, its own search, its own snapshot of the parameters.</summary>
internal sealed class SelfPlayer : IDisposable
{
    private readonly RunPlan plan;
    private readonly Game game;
    private readonly AlphaZeroOptions options;
    private readonly SharedParameters shared;
    private readonly PlayedParameters played;
    private readonly SelfPlayReplay replay;
    private readonly Resignations resignations;
    private readonly ParameterVector parameters;
    private readonly TowerEvaluator evaluator;
    private readonly TreeSearch search;
    private readonly SelfPlayGame current;
    private readonly int[] moves;
    private readonly float[] policy;
    private readonly Pcg64 random;
    private readonly Lock gate = new();
    private SelfPlayCounts counts;      // under the lock, which only reports contend for
    private long version = -1;
    private bool isPlaying;

    /// <summary>Makes an actor.</summary>
    /// <param name="id">Its number, for its stream of random numbers.</param>
    /// <param name="plan">The run's options.</param>
    /// <param name="game">The game.</param>
    /// <param name="tower">The network.</param>
    /// <param name="shared">Grants steps.</param>
    /// <param name="played">The parameters to play with.</param>
    /// <param name="replay">Receives games.</param>
    /// <param name="resignations">Whether resignations are safe.</param>
    public SelfPlayer(
        int id, RunPlan plan, Game game, BoardTowerDescription tower, SharedParameters shared, PlayedParameters played,
        SelfPlayReplay replay, Resignations resignations)
    {
        this.plan = plan;
        this.game = game;
        this.shared = shared;
        this.played = played;
        this.replay = replay;
        this.resignations = resignations;
        options = plan.Options.Group<AlphaZeroOptions>();
        parameters = new ParameterVector(shared.Theta.Layout);
        evaluator = new TowerEvaluator(game, tower, options.Symmetries);
        search = new TreeSearch(game, NetworkSearch.PolicyOf(options), _ => evaluator, new SearchSettings
        {
            NodeCapacity = NetworkSearch.NodesFor(game, Math.Max(options.Simulations, options.FastSimulations)),
            ReusesTree = false,
            LcbDeviations = 0,
        })
        {
            SeesFinalPass = false,
        };
        current = new SelfPlayGame(game);
        moves = new int[game.Moves];
        policy = new float[game.Moves];
        random = plan.RandomOf(id);
    }

    /// <summary>Games that it ended: the return is the first player's.</summary>
    public PlayedEpisodes Episodes { get; } = new();

    /// <summary>Plays one move, which is one step of the run.</summary>
    /// <returns>False where the run's steps are used up.</returns>
    public bool PlayMove()
    {
        if (shared.Claim(1) == 0)
        {
            return false;
        }

        if (!isPlaying)
        {
            Begin();
        }

        // The same parameters for the whole of a search.
        if (version != played.Version)
        {
            version = played.CopyTo(parameters);
            evaluator.Load(parameters);
        }

        bool isFull = options.FullShare >= 1 || random.Chance(options.FullShare);
        int move = Search(isFull);
        if (Resigns())
        {
            current.Resign();
            End(hasResigned: true);
            return true;
        }

        current.Play(move, isFull ? policy : []);
        if (current.State.IsOver)
        {
            End(hasResigned: false);
        }

        return true;
    }

    /// <summary>What to throw where a network gives no numbers.</summary>
    /// <param name="plan">The run's options.</param>
    /// <param name="steps">The run's steps.</param>
    public static DivergedException Diverged(RunPlan plan, long steps) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"Training diverged: at step {steps} the network says of a position what is no number, though its parameters are all " +
        $"finite (learning rate {plan.LearningRate(steps):G4}). Lower learning_rate or max_grad_norm, and go on from an " +
        $"earlier checkpoint."));

    /// <summary>Moves out what is to be reported.</summary>
    public SelfPlayCounts Drain()
    {
        lock (gate)
        {
            SelfPlayCounts drained = counts;
            counts = default;
            return drained;
        }
    }

    /// <summary>Writes the open game, the generator and what was not reported.</summary>
    public void Save(BinaryWriter writer)
    {
        random.Save(writer);
        writer.Write(isPlaying);
        if (isPlaying)
        {
            current.Save(writer);
        }

        lock (gate)
        {
            counts.Save(writer);
        }

        Episodes.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public bool Load(BinaryReader reader)
    {
        random.Load(reader);
        isPlaying = reader.ReadBoolean();
        if (isPlaying)
        {
            current.Load(reader);
        }

        lock (gate)
        {
            counts = SelfPlayCounts.Load(reader);
        }

        Episodes.Load(reader);
        version = -1;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => search.Dispose();

    // Some games begin with random moves, so that self-play sees more than what it likes best.
    private void Begin()
    {
        do
        {
            current.Restart(options.ResignBelow > -1 && random.Chance(options.PlayedOut));
            int opening = random.Chance(options.OpeningShare) ? 1 + random.Integers(0, options.OpeningMoves) : 0;
            for (; opening > 0 && !current.State.IsOver; opening--)
            {
                current.PlayOpening(moves[random.Integers(0, current.State.WriteSearchMoves(moves))]);
            }
        }
        while (current.State.IsOver);
        isPlaying = true;
    }

    // Every search begins with nothing but a seed, so that nothing of it need be saved.
    private int Search(bool isFull)
    {
        ulong seed = random.NextUInt64();
        search.Forget();
        search.Reseed(seed);
        search.Explores = isFull;
        long before = evaluator.Evaluations;
        int move;
        try
        {
            move = search.Search(current.State, SearchBudget.Of(isFull ? options.Simulations : options.FastSimulations));
        }
        catch (InvalidOperationException) when (!evaluator.IsFinite)
        {
            throw Diverged(plan, shared.Steps);
        }

        lock (gate)
        {
            counts.Evaluations += evaluator.Evaluations - before;
        }

        if (isFull)
        {
            search.WritePolicy(policy);
        }

        if (options.Search == AlphaZeroSearch.Gumbel || !isFull)
        {
            return move;
        }

        var drawing = new FastRandom(seed + 1);
        bool isEarly = current.State.MovesPlayed < options.TemperatureMoves;
        return search.DrawMove(isEarly ? (float)options.Temperature : 0, ref drawing);
    }

    private bool Resigns()
    {
        if (options.ResignBelow <= -1 || search.Prospect >= options.ResignBelow)
        {
            return false;
        }

        if (!current.MustBePlayedOut && resignations.AreSafe(options.MostWrong))
        {
            return true;
        }

        // Where nobody may resign yet, every game is one that checks.
        current.MustBePlayedOut = true;
        current.WouldHaveResigned = current.WouldHaveResigned < 0 ? current.State.Player : current.WouldHaveResigned;
        return false;
    }

    private void End(bool hasResigned)
    {
        isPlaying = false;
        replay.Add(current);
        if (current.WouldHaveResigned >= 0)
        {
            resignations.Check(current.WouldHaveResigned == 0 ? current.Outcome : -current.Outcome);
        }

        Episodes.Add(new EpisodeRecord(current.Outcome, current.Moves.Length));
        lock (gate)
        {
            counts.Games++;
            counts.Moves += current.Moves.Length;
            counts.Resigned += hasResigned ? 1 : 0;
            counts.FirstPoints += (1 + current.Outcome) / 2;
        }
    }
}
