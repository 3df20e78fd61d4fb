using AsyncRL.Environments;
using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Players;

/// <summary>
/// A game against a chosen opponent as an environment, for agents that know nothing of search. A class of one's own that derives
/// from it, with an <see cref="EnvironmentAttribute"/>, gives a game of one's own an id for the commands.
/// </summary>
/// <remarks>
/// <para>Observation: the game's features from the agent's view [rows, columns, planes]; after a game's last move, from the view
/// of whose turn it would be. Actions: the game's moves; the mask allows those that are legal. An illegal move loses the game.
/// Reward: 1 for a win, -1 for a loss, 0 for a draw and while the game goes on.</para>
/// </remarks>
public class GameEnvironment : DiscreteEnvironment, IDrawable, IDisposable
{
    private readonly Game game;
    private readonly GameState start;
    private readonly GameState state;
    private readonly GameSide side;
    private readonly RandomPlayer? random;
    private readonly UctPlayer? searcher;
    private readonly int[] played;
    private int count;
    private int agent;

    /// <summary>Creates the environment.</summary>
    /// <param name="game">The game, of two players.</param>
    /// <param name="opponent">Whom the agent meets.</param>
    /// <param name="simulations">Simulations a move of an opponent that searches.</param>
    /// <param name="side">Which side the agent plays.</param>
    /// <exception cref="ArgumentException">The game is for one player, or the simulations are below 1.</exception>
    public GameEnvironment(
        Game game, GameOpponent opponent = GameOpponent.Random, int simulations = 100, GameSide side = GameSide.Either)
        : base(SpaceOf(game), game.Moves)
    {
        if (game.Players != 2 || simulations < 1)
        {
            throw new ArgumentException(
                game.Players != 2 ? $"{game.Name} has no opponent; it is for one player."
                    : $"An opponent cannot search with {simulations} simulations; give at least 1.", nameof(game));
        }

        this.game = game;
        this.side = side;
        start = game.Start();
        state = game.Start();
        played = new int[game.LongestGame];
        random = opponent == GameOpponent.Random ? new RandomPlayer() : null;

        // A small tree, made anew for every move, so that a position alone decides what comes next.
        searcher = opponent == GameOpponent.Random ? null : new UctPlayer(
            SearchBudget.Of(simulations),
            new SearchSettings
            {
                ReusesTree = false,
                NodeCapacity = (int)Math.Clamp((long)simulations * game.Moves * 2, 1_000, 10_000_000),
            });
        ActionNames = [.. Enumerable.Range(0, game.Moves).Select(game.MoveText)];
    }

    /// <inheritdoc/>
    public override bool HasActionMask => true;

    /// <inheritdoc/>
    public override bool CanSaveState => true;

    /// <inheritdoc/>
    public (int Width, int Height) PreferredSize =>
        (game.Columns * BoardDrawing.PointSize, game.Rows * BoardDrawing.PointSize);

    /// <inheritdoc/>
    public double FramesPerSecond => 2;

    /// <inheritdoc/>
    public IReadOnlyList<string> ActionNames { get; }

    /// <summary>The game.</summary>
    public Game Game => game;

    /// <summary>The position.</summary>
    public GameState State => state;

    /// <inheritdoc/>
    public override void WriteActionMask(Span<bool> legal)
    {
        base.WriteActionMask(legal);
        if (!state.IsOver)
        {
            for (int move = 0; move < legal.Length; move++)
            {
                legal[move] = state.IsLegal(move);
            }
        }
    }

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(agent);
        writer.Write(count);
        foreach (int move in played.AsSpan(0, count))
        {
            writer.Write(move);
        }
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        agent = reader.ReadInt32();
        int moves = reader.ReadInt32();
        if (agent is < 0 or > 1 || moves < 0 || moves > played.Length)
        {
            throw new InvalidDataException($"The saved game of {game.Name} has {moves} moves of player {agent}; it is damaged.");
        }

        state.CopyFrom(start);
        for (count = 0; count < moves;)
        {
            int move = reader.ReadInt32();
            if (!state.IsLegal(move))
            {
                throw new InvalidDataException($"Move {count + 1} of the saved game of {game.Name} is not legal; it is damaged.");
            }

            Play(move);
        }
    }

    /// <inheritdoc/>
    public void Draw(PixelCanvas canvas) => game.Draw(state, canvas);

    /// <inheritdoc/>
    public void Dispose()
    {
        searcher?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void OnReset(Span<float> observation)
    {
        state.CopyFrom(start);
        count = 0;
        agent = side switch
        {
            GameSide.First => 0,
            GameSide.Second => 1,
            _ => Random.Integers(0, 2),
        };
        AnswerUntilTheAgentsTurn();
        state.WriteFeatures(observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(int action, Span<float> observation)
    {
        if (!state.IsLegal(action))
        {
            state.WriteFeatures(observation);
            return new StepResult(-1, Terminated: true);
        }

        Play(action);
        AnswerUntilTheAgentsTurn();
        state.WriteFeatures(observation);
        return state.IsOver
            ? new StepResult(agent == 0 ? state.Outcome : -state.Outcome, Terminated: true)
            : new StepResult(0, Terminated: false);
    }

    private static Box SpaceOf(Game game)
    {
        ArgumentNullException.ThrowIfNull(game);

        // All features are 0 or 1, except Go's plane of the komi over the board's points.
        float komi = game is GoGame go ? Math.Abs(((GoState)go.Start()).Compensation) / go.Pass : 0;
        return new Box(-komi, Math.Max(1, komi), game.Rows, game.Columns, game.Planes);
    }

    private void AnswerUntilTheAgentsTurn()
    {
        while (!state.IsOver && state.Player != agent)
        {
            // What the opponent draws follows from the environment's own generator.
            ulong seed = Random.NextUInt64();
            random?.Reseed(seed);
            Play(random?.Choose(state) ?? Search(seed));
        }
    }

    private int Search(ulong seed)
    {
        searcher!.Begin(state);
        searcher.Search!.Reseed(seed);
        return searcher.Choose(state);
    }

    private void Play(int move)
    {
        state.Play(move);
        played[count++] = move;
    }
}
