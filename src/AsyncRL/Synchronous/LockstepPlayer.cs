using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.Synchronous;

/// <summary>
/// One thread's share of <see cref="Lockstep"/>: its own environments, played with the shared theta, which stands still
/// meanwhile, and the gradient of its own rows.
/// </summary>
/// <remarks>Used by one thread at a time. Allocates nothing once constructed, besides what the environments do.</remarks>
internal sealed class LockstepPlayer : IParameterSource, IExperienceSink, IGradientShare
{
    private readonly OnlineObjective objective;
    private readonly Model model;
    private readonly IReadOnlyList<BatchShaping> batchShaping;
    private readonly Pcg64 random;

    /// <summary>Makes a player and resets its environments.</summary>
    /// <param name="id">Player, from 0.</param>
    /// <param name="plan">What all players have in common.</param>
    /// <param name="objective">What is learnt.</param>
    /// <param name="shared">Holds theta.</param>
    /// <param name="budget">Says when to listen to a request to stop.</param>
    /// <param name="environments">This player's own environments, at least one.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public LockstepPlayer(
        int id, RunPlan plan, OnlineObjective objective, SharedParameters shared, LockstepBudget budget,
        Environments.Environment[] environments)
    {
        this.objective = objective;
        TrainingOptions options = plan.Options;
        Rollout = new Rollout(plan.Schema, options.TMax, environments.Length);
        var epochs = objective as MinibatchObjective;
        model = new Model(
            plan.Model, shared.Theta, Rollout.Capacity + environments.Length, learns: epochs is null, environments.Length);
        Minibatches = epochs is null ? null : new Minibatches(epochs, Rollout, model, options.Topology.Threads);
        random = plan.RandomOf(id);
        Player = new Player(new PlayerParts
        {
            Id = id,
            Plan = plan,
            Environments = environments,
            Slots = model.Network,
            MemoryLength = plan.Network.MemoryLength,
            Rollout = Rollout,
            Policy = plan.PolicyOf(id, environments.Length, model, random),
            Parameters = this,
            Sink = this,
            Steps = budget,
            Normalizer = shared.Normalizer,
            MergesStatistics = false,
            StopsBetweenTicks = true,
            SeesBatches = true,
        });
        batchShaping = Player.BatchShaping;
    }

    /// <summary>The half that plays.</summary>
    public Player Player { get; }

    /// <summary>What it played of the present batch.</summary>
    public Rollout Rollout { get; }

    /// <summary>Its share of minibatches; null where the batch is learnt from at once.</summary>
    public Minibatches? Minibatches { get; }

    /// <summary>The gradient that it computed last.</summary>
    public ParameterVector Gradient { get; private set; } = null!;

    /// <summary>The instance whose gradients it computed last.</summary>
    public Model Learning => Minibatches?.Model ?? model;

    /// <summary>The gradient of its rows, from the activations that acting left.</summary>
    /// <param name="weight">Factor of every row's loss.</param>
    /// <returns>Sums for the reports.</returns>
    public LossSums WriteGradient(float weight)
    {
        if (Rollout.Rows == 0)
        {
            model.ClearGradients();
            Gradient = model.Gradient;
            return default;
        }

        model.Network.Forward(Rollout.Rows, Rollout.Environments);
        Rollout.Weight = weight;
        LossSums loss = objective.WriteGradients(Rollout, model);
        model.Network.Backward(0, Rollout.Rows);
        Gradient = model.Gradient;
        return loss;
    }

    /// <summary>The gradient of its share of a minibatch.</summary>
    /// <param name="k">Minibatch.</param>
    /// <param name="players">All threads, whose shares were shuffled.</param>
    /// <param name="remaining">How much of the horizon is still to come.</param>
    /// <returns>Sums for the reports.</returns>
    public LossSums WriteGradient(int k, IReadOnlyList<LockstepPlayer> players, float remaining)
    {
        LossSums loss = Minibatches!.WriteGradient(k, players, remaining);
        Gradient = Minibatches.Model.Gradient;
        return loss;
    }

    /// <summary>Measures, for shaping, what it played of a complete batch.</summary>
    public void MeasureBatch()
    {
        for (int i = 0; i < batchShaping.Count; i++)
        {
            batchShaping[i].Measure(Rollout, model);
        }
    }

    /// <summary>Shapes what it played, once what all players measured was combined.</summary>
    public void ShapeBatch()
    {
        for (int i = 0; i < batchShaping.Count; i++)
        {
            batchShaping[i].Shape(Rollout);
        }
    }

    /// <summary>Notes what stays fixed over the epochs.</summary>
    /// <param name="remaining">How much of the horizon is still to come.</param>
    public void PrepareEpochs(float remaining)
    {
        Rollout.Remaining = remaining;
        model.Network.Forward(Rollout.Rows, Rollout.Environments);
        Minibatches!.Prepare();
    }

    /// <summary>Shuffles its rows into the minibatches of an epoch.</summary>
    public void Shuffle() => Minibatches!.Shuffle(random);

    /// <summary>theta stands still while it plays.</summary>
    long IParameterSource.Refresh() => 0;

    void IExperienceSink.Stepped(Player player, int row, in StepResult result)
    {
        if (result is { EpisodeEnded: true, Terminated: false })
        {
            int final = row + Rollout.Environments;
            model.Network.Forward(final, 1);
            objective.NoteFinalValues(model, final, Rollout, row);
        }
    }
}
