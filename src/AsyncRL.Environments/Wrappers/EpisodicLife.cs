namespace AsyncRL.Environments;

/// <summary>
/// Makes the loss of a life the end of an episode (Mnih et al. 2015). The next reset then goes on with the next life, by one step
/// of an action that does nothing; the game itself starts over only when it is over.
/// </summary>
public sealed class EpisodicLife : Wrapper
{
    private readonly IHasLives game;
    private readonly int noop;
    private int lives;
    private bool gameOver = true;

    /// <summary>Wraps a game.</summary>
    /// <param name="inner">The game, whose unwrapped environment has lives.</param>
    /// <param name="noop">The action that does nothing.</param>
    /// <exception cref="ArgumentException">The game has no lives.</exception>
    public EpisodicLife(Environment inner, int noop = 0)
        : base(inner)
    {
        game = inner.Unwrapped as IHasLives ?? throw new ArgumentException(
            $"EpisodicLife needs a game with lives, but {inner.Unwrapped.GetType().Name} does not implement IHasLives.",
            nameof(inner));
        this.noop = inner.ActionSpace is Discrete actions && actions.Contains(noop) ? noop : throw new ArgumentException(
            $"EpisodicLife needs discrete actions with an action {noop}, but {inner.GetType().Name} takes {inner.ActionSpace}.",
            nameof(noop));
    }

    /// <summary>Null: a lost life ends episodes, whatever the goal.</summary>
    public override GoalContract? Goals => null;

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(lives);
        writer.Write(gameOver);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        lives = reader.ReadInt32();
        gameOver = reader.ReadBoolean();
    }

    /// <inheritdoc/>
    protected override void OnReset(ulong? seed, Span<float> observation)
    {
        if (gameOver || seed is not null || Inner.Step(noop, observation).EpisodeEnded)
        {
            Inner.Reset(seed, observation);
        }

        gameOver = false;
        lives = game.Lives;
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
    {
        StepResult result = Inner.Step(action, observation);
        gameOver = result.EpisodeEnded;
        bool lost = game.Lives < lives;
        lives = game.Lives;
        return lost ? result with { Terminated = true } : result;
    }
}
