using AsyncRL.Neural;
using AsyncRL.Search.Games;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.AlphaZero;

/// <summary>
/// What a board tower says of positions. It reads a snapshot of the parameters, which stays as it is until <see cref="Load"/>: a
/// search never sees an update.
/// </summary>
/// <remarks>One position at a time: on a processor batches gain nothing.</remarks>
public sealed class TowerEvaluator : NetworkEvaluator
{
    private readonly BoardTower tower;

    /// <summary>Makes an evaluator, for one thread.</summary>
    /// <param name="game">The game.</param>
    /// <param name="description">The tower.</param>
    /// <param name="symmetries">Whether each position is turned and mirrored at random before the tower looks at it (Silver et
    /// al. 2017).</param>
    /// <param name="seed">The seed of these turns.</param>
    /// <exception cref="ArgumentException">The tower is for another board or game.</exception>
    public TowerEvaluator(Game game, BoardTowerDescription description, bool symmetries = true, ulong seed = 0)
        : base(game, batch: 1, symmetries, seed)
    {
        GameNetworks.RequireFit(description, game);
        tower = new BoardTower(description);
    }

    /// <summary>Positions that were evaluated.</summary>
    public long Evaluations { get; private set; }

    /// <summary>Whether the last evaluation gave numbers alone.</summary>
    internal bool IsFinite
    {
        get
        {
            bool isFinite = float.IsFinite(tower.Value);
            foreach (float logit in tower.Logits)
            {
                isFinite &= float.IsFinite(logit);
            }

            return isFinite;
        }
    }

    /// <summary>Takes a snapshot of parameters.</summary>
    /// <param name="parameters">The parameters; not changed meanwhile.</param>
    public void Load(ParameterVector parameters) => tower.Load(parameters);

    /// <inheritdoc/>
    protected override void Infer(ReadOnlySpan<float> features, Span<float> policies, Span<float> values)
    {
        tower.Evaluate(features);
        tower.Logits.CopyTo(policies);
        values[0] = tower.Value;
        Evaluations++;
    }
}
