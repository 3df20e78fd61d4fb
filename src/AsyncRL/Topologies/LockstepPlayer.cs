using AsyncRL.Environments;
using AsyncRL.Exploration;
using AsyncRL.Neural;
using AsyncRL.Objectives;

namespace AsyncRL.Topologies;

/// <summary>
/// One thread's share of <see cref="Lockstep"/>: its own environments, played with the shared theta, which stands still meanwhile, and the gradient of its own rows.
/// </summary>
/// <remarks>Used by one thread at a time. Allocates nothing once constructed, besides what the environments do.</remarks>
internal sealed class LockstepPlayer
{
    private readonly ActorPlan plan;
    private readonly SharedParameters shared;
    private readonly int environments;
    private readonly Network network;
    private readonly ActionSelection selection;
    private readonly Pcg64 random;
    private readonly float[] memory;

    /// <summary>Makes a player and resets its environments.</summary>
    /// <param name="id">Player, from 0.</param>
    /// <param name="plan">What all players have in common.</param>
    /// <param name="shared">Holds theta.</param>
    /// <param name="environments">This player's own environments, at least one.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public LockstepPlayer(int id, ActorPlan plan, SharedParameters shared, Environments.Environment[] environments)
    {
        this.plan = plan;
        this.shared = shared;
        this.environments = environments.Length;
        TrainingOptions options = plan.Options;
        var objective = plan.Objective as MinibatchObjective;
        Rollout = PlayedEnvironments.CreateRollout(options.TMax, environments[0], environments.Length);
        network = new Network(plan.Network, Rollout.Capacity + environments.Length, shared.Theta, learns: objective is null, environments.Length);
        Minibatches = objective is null ? null : new Minibatches(objective, environments[0], Rollout, network, options.Topology.Threads);
        memory = new float[plan.Network.MemoryLength];
        selection = plan.CreateSelection(environments.Length, Seeds.Generator(options.Seed, id, Seeds.Purpose.Exploration));
        random = Seeds.Generator(options.Seed, id, Seeds.Purpose.Actions);
        Worlds = new PlayedEnvironments(id, plan, shared.Normalizer, environments, network, Rollout, Statistics);
    }

    /// <summary>Its environments.</summary>
    public PlayedEnvironments Worlds { get; }

    /// <summary>What it played of the present batch.</summary>
    public Rollout Rollout { get; }

    /// <summary>Its share of minibatches; null where the batch is learnt from at once.</summary>
    public Minibatches? Minibatches { get; }

    /// <summary>The gradient that it computed last.</summary>
    public ParameterVector Gradient => Minibatches?.Gradient ?? network.Gradient;

    /// <summary>The episodes it finished.</summary>
    public ActorStatistics Statistics { get; } = new();

    /// <summary>Tells the exploration how far the run is.</summary>
    /// <param name="step">Global steps.</param>
    public void Advance(long step) => selection.Advance(step);

    /// <summary>Plays until it has so many rows of the batch.</summary>
    /// <param name="rows">Rows to have.</param>
    /// <param name="stoppable">Whether a request to stop ends it earlier, between two ticks.</param>
    /// <exception cref="EnvironmentFaultException">An environment threw or returned a number that is not finite.</exception>
    public void Play(int rows, bool stoppable)
    {
        while (Rollout.Rows < rows)
        {
            if (Rollout.Rows % environments == 0)
            {
                if (stoppable && shared.StopRequested)
                {
                    return;
                }

                network.Forward(Rollout.Rows, environments);
                selection.Choose(network, Rollout.Rows, environments, Rollout, random);
            }

            PlayRow();
        }
    }

    /// <summary>The gradient of its rows, from the activations that acting left.</summary>
    /// <param name="weight">Factor of every row's loss.</param>
    /// <returns>Sums for the reports.</returns>
    public SegmentLoss WriteGradient(float weight)
    {
        if (Rollout.Rows == 0)
        {
            Gradient.Clear();
            return default;
        }

        network.Forward(Rollout.Rows, environments);
        Rollout.Weight = weight;
        SegmentLoss loss = plan.Objective.WriteGradients(Rollout, network);
        network.Backward(0, Rollout.Rows);
        return loss;
    }

    /// <summary>Notes what stays fixed over the epochs.</summary>
    public void PrepareEpochs()
    {
        network.Forward(Rollout.Rows, environments);
        Minibatches!.Prepare();
    }

    /// <summary>Shuffles its rows into the minibatches of an epoch.</summary>
    public void Shuffle() => Minibatches!.Shuffle(random);

    /// <summary>Turns to the next batch.</summary>
    public void EndBatch()
    {
        SegmentState.CarryOver(network, Rollout, memory);
        Rollout.Rows = 0;
    }

    /// <summary>Writes everything but the shared memory. It must not be playing.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        random.Save(writer);
        Statistics.Save(writer);
        if (Worlds.Save(writer))
        {
            writer.Write(Rollout.Rows);
            SegmentState.SaveSlots(writer, network, Rollout, memory);
            writer.WriteArray<int>(Rollout.Actions);
            SegmentState.SaveRows(writer, Rollout);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote, in a run with the same options; theta was read before.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <returns>False when the environments could not be saved, so that they begin new episodes and what was played of the batch is lost.</returns>
    public bool Load(BinaryReader reader)
    {
        random.Load(reader);
        Statistics.Load(reader);
        if (!Worlds.Load(reader))
        {
            return false;
        }

        Rollout.Rows = reader.ReadInt32();
        SegmentState.LoadSlots(reader, network, Rollout, memory);
        reader.ReadArray<int>(Rollout.Actions);
        SegmentState.LoadRows(reader, network, Rollout);
        return true;
    }

    private void PlayRow()
    {
        int row = Rollout.Rows;
        StepResult result = Worlds.Step(row);
        if (result.EpisodeEnded)
        {
            if (!result.Terminated)
            {
                int final = row + environments;
                network.Forward(final, 1);
                Rollout.FinalValues[row] = plan.Objective.StateValue(network, final, Rollout);
            }

            Worlds.BeginEpisode(row);
        }

        Rollout.Rows = row + 1;
    }
}
