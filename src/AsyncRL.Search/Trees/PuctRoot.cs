using AsyncRL.Search.Games;

namespace AsyncRL.Search.Trees;

/// <summary>
/// The root of <see cref="Puct"/>: its policy with temperature and noise, and forced visits. Threads only read it.
/// </summary>
internal sealed class PuctRoot(Puct puct, Game game) : RootControl
{
    private readonly float[] priors = new float[game.Moves];
    private readonly float[] noise = new float[game.Moves];
    private FastRandom random;
    private float forced;

    public override void Begin(in Node root, ReadOnlySpan<Node> children, long simulations, bool explores)
    {
        forced = explores ? puct.ForcedPlayouts : 0;
        for (int i = 0; i < children.Length; i++)
        {
            priors[i] = children[i].Prior;
        }

        if (!explores)
        {
            return;
        }

        Span<float> mixed = priors.AsSpan(0, children.Length), drawn = noise.AsSpan(0, children.Length);
        SearchedPolicy.Temper(mixed, puct.RootTemperature);
        if (puct.NoiseShare > 0)
        {
            Chance.Dirichlet(ref random, puct.NoiseConcentration / children.Length, drawn);
            for (int i = 0; i < mixed.Length; i++)
            {
                mixed[i] = ((1 - puct.NoiseShare) * mixed[i]) + (puct.NoiseShare * drawn[i]);
            }
        }
    }

    public override int Select(in Node root, ReadOnlySpan<Node> children, float virtualLoss) => puct.Select(
        in root, children, priors.AsSpan(0, children.Length), virtualLoss, puct.RootFirstPlayReduction, forced);

    public override void WriteWeights(in Node root, ReadOnlySpan<Node> children, Span<float> weights)
    {
        Span<float> values = stackalloc float[children.Length];
        for (int i = 0; i < children.Length; i++)
        {
            weights[i] = children[i].Visits;
            values[i] = children[i].Worth;
        }

        if (forced > 0)
        {
            float visits = Math.Max(1, root.Visits);
            Puct.Prune(forced, puct.ExplorationRate(visits), visits, priors.AsSpan(0, children.Length), values, weights);
        }
    }

    public override void Reseed(ulong seed) => random = new FastRandom(seed);
}
