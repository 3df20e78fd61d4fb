using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace OwnTrainingLoop;

/// <summary>
/// Plays an episode with each member of a generation, theta + sigma epsilon and theta - sigma epsilon for a number of random
/// epsilons, and moves theta by alpha / (n sigma) sum_i rank_i epsilon_i, with the ranks of the episodes' returns spread over
/// [-1/2, 1/2] (Salimans et al. 2017, algorithm 1 with antithetic sampling and rank-based shaping).
/// </summary>
/// <remarks>
/// An epsilon is never kept: its generator's seed is made of run, generation and pair. The generation is the number of updates.
/// </remarks>
public sealed class EvolutionLoop : SteppedTopology, IParameterSource, IExperienceSink
{
    private readonly RunPlan plan;
    private readonly EvolutionOptions options;
    private readonly Player player;
    private readonly ParameterVector candidate;
    private readonly ParameterVector epsilon;
    private readonly float[] dense;
    private readonly double[] returns; // of the members that have played: plus and minus of pair 0, of pair 1, ...
    private readonly int[] order;
    private int member;
    private bool episodeEnded;

    public EvolutionLoop(TopologyParts parts)
        : base(parts.Shared)
    {
        plan = parts.Plan;
        options = plan.Options.Group<EvolutionOptions>();
        candidate = new ParameterVector(plan.Model.Parameters);
        epsilon = new ParameterVector(plan.Model.Parameters);
        dense = new float[plan.Model.Parameters.Views.Max(v => v.Count)];
        returns = new double[2 * options.Pairs];
        order = new int[returns.Length];
        Perturb();

        var rollout = new Rollout(plan.Schema, ticks: 1, environments: 1);
        var model = new Model(plan.Model, candidate, slots: 2, learns: false);
        player = new Player(new PlayerParts
        {
            Id = 0,
            Plan = plan,
            Environments = parts.CreateEnvironments(0, 1),
            Slots = model.Network,
            Rollout = rollout,
            Policy = plan.PolicyOf(0, 1, model, plan.RandomOf(0)),
            Parameters = this,
            Sink = this,
            Steps = Shared,
            Normalizer = Shared.Normalizer,
        });
    }

    public override string Description => $"1 player, generations of {returns.Length}";

    public override IEnumerable<PlayedEpisodes> Episodes => [player.Episodes];

    public override IEnumerable<SavedPart> Parts => [new SavedPart("evolution", Save, Load)];

    long IParameterSource.Refresh() => Shared.Updates;

    void IExperienceSink.Stepped(Player who, int row, in StepResult result)
    {
        episodeEnded = result.EpisodeEnded;
        returns[member] = who.Worlds.EpisodeReturn(0);
    }

    protected override bool Step()
    {
        try
        {
            if (!player.Play())
            {
                return false;
            }
        }
        catch
        {
            player.GiveBackClaim();
            throw;
        }

        player.EndSegment();
        if (episodeEnded)
        {
            member++;
            if (member == returns.Length)
            {
                Update();
                member = 0;
            }

            Perturb();
        }

        return true;
    }

    // The candidate of the present member.
    private void Perturb()
    {
        Draw(member / 2);
        float scale = (float)options.Sigma * (member % 2 == 0 ? 1 : -1);
        Span<float> theta = Shared.Theta.Span, noise = epsilon.Span, to = candidate.Span;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = theta[i] + scale * noise[i];
        }
    }

    private void Update()
    {
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        // By the index where returns are equal: the order of a sort is not defined there.
        Array.Sort(order, (a, b) => returns[a] != returns[b] ? returns[a].CompareTo(returns[b]) : a.CompareTo(b));
        Span<float> theta = Shared.Theta.Span, noise = epsilon.Span;
        float rate = plan.LearningRate(Shared.Steps) / (float)(returns.Length * options.Sigma);
        for (int pair = 0; pair < options.Pairs; pair++)
        {
            Draw(pair);
            float weight = rate * (Array.IndexOf(order, 2 * pair) - Array.IndexOf(order, 2 * pair + 1)) / (returns.Length - 1f);
            for (int i = 0; i < theta.Length; i++)
            {
                theta[i] += weight * noise[i];
            }
        }

        Shared.CountUpdate();
    }

    // Tensor by tensor, because what lies between them for alignment must stay zero.
    private void Draw(int pair)
    {
        var random = new Pcg64(new SeedSequence(plan.Options.Seed, (uint)Shared.Updates, (uint)pair, 0x65766f6c, 0));
        foreach (ParameterView tensor in epsilon.Layout.Views)
        {
            Span<float> values = dense.AsSpan(0, tensor.Count);
            foreach (ref float value in values)
            {
                value = (float)random.Normal();
            }

            tensor.CopyFrom(epsilon.Span, values);
        }
    }

    private void Save(BinaryWriter writer)
    {
        writer.Write(member);
        foreach (double value in returns)
        {
            writer.Write(value);
        }

        player.Save(writer);
    }

    // theta and the number of updates were read before.
    private bool Load(BinaryReader reader)
    {
        member = reader.ReadInt32();
        for (int i = 0; i < returns.Length; i++)
        {
            returns[i] = reader.ReadDouble();
        }

        Perturb();
        return player.Load(reader);
    }
}
