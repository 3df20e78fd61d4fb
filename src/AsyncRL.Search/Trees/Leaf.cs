using AsyncRL.Search.Games;

namespace AsyncRL.Search.Trees;

/// <summary>A position that a search asks an evaluator about, and the evaluator's answer.</summary>
public sealed class Leaf
{
    private readonly float[] policy;
    private readonly short[] trace;

    /// <summary>Makes room for a game's positions.</summary>
    /// <param name="game">The game.</param>
    public Leaf(Game game)
    {
        ArgumentNullException.ThrowIfNull(game);
        State = game.Start();
        policy = new float[game.Moves];
        trace = new short[2 * game.LongestGame];
    }

    /// <summary>The position, which is not over. Evaluators leave it as it is.</summary>
    public GameState State { get; }

    /// <summary>What player 0 may expect, -1 to 1, whoever is to move.</summary>
    public float Value { get; set; }

    /// <summary>
    /// The logits of a policy over all moves of the game, illegal ones too, whose numbers are not read [moves]; for evaluators
    /// that give one.
    /// </summary>
    public Span<float> Policy => policy;

    /// <summary>How many moves of the trace are filled.</summary>
    public int TraceLength { get; set; }

    /// <summary>
    /// Moves that were played on from the position, by the player to move, the other, and so on; for RAVE. What does not fit is
    /// left out.
    /// </summary>
    public Span<short> Trace => trace;
}
