using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Serialization;
using AsyncRL.Topologies;

namespace AsyncRL.Asynchronous;

/// <summary>
/// One actor-learner: algorithms S2 and S3 of Mnih et al. 2016 for a thread with its own environments. Segment by segment it
/// takes theta as it is, plays t_max steps with it, turns them into one gradient and applies it to theta, which it shares with
/// the others as its <see cref="ActorParameters"/> says.
/// </summary>
/// <remarks>
/// <para>
/// It differs from the pseudo-code in two ways. It may play several environments side by side (one forward pass then acts for all
/// of them, and the weights are read once); and a segment goes on after an episode's end, in the next episode, so that every
/// update sees t_max steps of every environment. Returns never cross an episode's end.
/// </para>
/// <para>
/// A segment can be left open, when the run stops in its middle, and be gone on with later, also by another process
/// (<see cref="Save"/> and <see cref="Load"/>): the result is bit for bit that of never having stopped.
/// </para>
/// <para>Used by one thread at a time. Allocates nothing once constructed, besides what the environments do.</para>
/// </remarks>
internal sealed class Actor : IParameterSource, IExperienceSink
{
    private readonly RunPlan plan;
    private readonly TrainingOptions options;
    private readonly SharedParameters shared;
    private readonly OnlineObjective objective;
    private readonly TargetedObjective? targeted;
    private readonly ParameterVector theta;
    private readonly bool playsOnTheta;
    private readonly bool needsNextAction;
    private readonly int environments;
    private readonly Model model;
    private readonly Model? target;
    private readonly NetworkPolicy? choosesAhead;
    private readonly Rollout rollout;
    private readonly float[] memory;
    private readonly float[] rates;
    private readonly float[] scales;

    private TargetNetwork.Copy? heldTarget;

    /// <summary>Makes an actor and resets its environments.</summary>
    /// <param name="id">Actor, from 0.</param>
    /// <param name="plan">What all actors have in common.</param>
    /// <param name="objective">What it learns from a segment.</param>
    /// <param name="shared">The memory they share.</param>
    /// <param name="environments">This actor's own environments, at least one.</param>
    /// <param name="parameters">What it plays on and applies its gradients to.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    internal Actor(
        int id, RunPlan plan, OnlineObjective objective, SharedParameters shared, Environments.Environment[] environments,
        ActorParameters parameters)
    {
        this.plan = plan;
        this.objective = objective;
        this.shared = shared;
        Parameters = parameters;
        this.environments = environments.Length;
        options = plan.Options;
        targeted = objective as TargetedObjective;
        needsNextAction = targeted is { NeedsNextAction: true };
        rollout = new Rollout(plan.Schema, options.TMax, environments.Length);
        int slots = rollout.Capacity + environments.Length;
        int lanes = environments.Length;

        // Where no other actor changes theta in the course of a segment, theta' is theta.
        theta = parameters.Theta;
        playsOnTheta = options.ReadLive || parameters.StandsStill;
        model = new Model(plan.Model, playsOnTheta ? theta : new ParameterVector(plan.Model.Parameters), slots, lanes: lanes);
        target = shared.Target is { } published ? new Model(plan.Model, published.Published, slots, learns: false, lanes) : null;
        memory = new float[plan.Network.MemoryLength];
        rates = new float[plan.Model.Groups.Count];
        scales = new float[rates.Length];
        EpisodeGradients = objective is EpisodeObjective ? new GradientMoments(plan.Network.Parameters) : null;
        Policy policy = plan.PolicyOf(id, environments.Length, model, plan.RandomOf(id));
        choosesAhead = !needsNextAction ? null : policy as NetworkPolicy ?? throw new ArgumentException(
            $"The objective {objective.GetType().Name} needs the next action, which only a policy that acts on a " +
            "network's outputs chooses ahead.");
        Player = new Player(new PlayerParts
        {
            Id = id,
            Plan = plan,
            Environments = environments,
            Slots = model.Network,
            MemoryLength = plan.Network.MemoryLength,
            Rollout = rollout,
            Policy = policy,
            Parameters = this,
            Sink = this,
            Steps = shared,
            Normalizer = shared.Normalizer,
            StepsClaimedAhead = StepsClaimedAhead,
            EndsWithEpisode = options.WholeEpisodes,
        });
    }

    /// <summary>The half that plays.</summary>
    public Player Player { get; }

    /// <summary>
    /// Gradients of this actor's episodes, for their variance; null unless the objective learns from whole episodes.
    /// </summary>
    public GradientMoments? EpisodeGradients { get; }

    /// <summary>The updates of this actor.</summary>
    public UpdateStatistics Statistics { get; } = new();

    /// <summary>What it plays on and applies its gradients to.</summary>
    internal ActorParameters Parameters { get; }

    // Actors in turns must not hold steps that another needs to reach the run's limit.
    private int StepsClaimedAhead => options.Deterministic ? 0 : Parameters.StepsClaimedAhead;

    /// <summary>
    /// Plays one segment to its end and learns from it, unless the run's limit or a request to stop comes first.
    /// </summary>
    /// <returns>True when the segment was finished; false when it was left open.</returns>
    /// <exception cref="EnvironmentFaultException">An environment threw or returned a number that is not finite.</exception>
    /// <exception cref="DivergedException">Too many gradients in a row were not finite.</exception>
    public bool PlaySegment()
    {
        if (!Player.Play())
        {
            SetAside();
            return false;
        }

        if (StepsClaimedAhead == 0)
        {
            // An episode may have ended before the steps claimed for its segment were played.
            Player.GiveBackClaim();
        }

        Learn();
        return true;
    }

    /// <summary>Learns from an open segment as it is: called once at the end of a run.</summary>
    public void FinishSegment()
    {
        if (Player.IsOpen && rollout.Rows > 0 && objective is not EpisodeObjective)
        {
            Learn();
        }
    }

    /// <summary>Writes everything but the shared memory and the optimizer's statistics. The actor must not be playing.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        Statistics.Save(writer);
        EpisodeGradients?.Save(writer);
        Player.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, in a run with the same options.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <returns>False when the environments could not be saved, so that this actor starts new episodes and its open segment is
    /// lost.</returns>
    public bool Load(BinaryReader reader)
    {
        Statistics.Load(reader);
        EpisodeGradients?.Load(reader);
        return Player.Load(reader);
    }

    long IParameterSource.Refresh()
    {
        long version = Parameters.BeginSegment();
        if (!playsOnTheta)
        {
            // theta' <- theta
            model.Parameters.CopyFrom(theta);
        }
        else if (!ReferenceEquals(model.Parameters, theta))
        {
            model.Parameters = theta;
        }

        HoldTarget();
        return version;
    }

    void IParameterSource.SaveParameters(BinaryWriter writer) => writer.WriteArray<float>(model.Parameters.Span);

    void IParameterSource.LoadParameters(BinaryReader reader)
    {
        HoldTarget();
        SetAside();
        reader.ReadArray(model.Parameters.Span);
    }

    void IExperienceSink.Stepped(Player player, int row, in StepResult result)
    {
        if (result is { EpisodeEnded: true, Terminated: false })
        {
            NoteFinalValues(row);
        }
    }

    /// <summary>
    /// Forward work of the actor's segment as it lies in the network: what was executed where inputs that are zero are skipped,
    /// and what dense arithmetic would have been. For measuring, while the actor rests.
    /// </summary>
    internal (long Executed, long Nominal) ForwardWork()
    {
        long executed = 0, nominal = 0;
        for (int slot = 0; slot < rollout.Capacity; slot++)
        {
            (long e, long n) = model.Network.ForwardWork(slot);
            executed += e;
            nominal += n;
        }

        return (executed, nominal);
    }

    // Where theta goes on changing while its actor stands in the middle of a segment, the rest of the segment belongs to theta'
    // as it is.
    private void SetAside()
    {
        if (Player.IsOpen && Parameters.MovesWhileStopped && !options.ReadLive && model.Parameters == theta)
        {
            ParameterVector copy = new(plan.Model.Parameters);
            copy.CopyFrom(theta);
            model.Parameters = copy;
        }
    }

    private void HoldTarget()
    {
        if (target is not null)
        {
            heldTarget = shared.Target!.Acquire();
            target.Parameters = heldTarget.Parameters;
        }
    }

    private void NoteFinalValues(int row)
    {
        if (options.WholeEpisodes)
        {
            rollout[Column.FinalValues][row] = 0f;
            return;
        }

        int slot = row + environments;
        ValueStates(slot, 1);
        objective.NoteFinalValues(target ?? model, slot, rollout, row);
    }

    private void Learn()
    {
        int rows = rollout.Rows;
        ValueSegment(rows);
        LossSums loss = objective.WriteGradients(rollout, model);
        model.Network.Backward(0, rows, defer: true);
        if (model.TryClip((float)options.MaxGradNorm, scales, out float norm))
        {
            plan.LearningRatesAt(shared.Steps, rates);
            long version = Parameters.Apply(model, rates, scales);
            Statistics.Add(loss, norm, version - 1 - Player.Version, scales);
            EpisodeGradients?.Add(model.Network.Gradient);
            shared.Target?.RefreshIfDue(shared.Steps, theta);
        }
        else
        {
            shared.DropNonfinite(options.MaxNonfinite, plan.LearningRate(shared.Steps));
        }

        Player.EndSegment();
        choosesAhead?.KeepChosen();

        heldTarget?.Release();
        heldTarget = null;
    }

    // The values that the objective's returns stop at: of the states after the segment, or with one-step targets of every next
    // state.
    private void ValueSegment(int rows)
    {
        if (targeted is null)
        {
            ValueStates(rows, environments);
            return;
        }

        int first = targeted.FirstValuedSlot(rollout);
        int end = rows + environments;
        if (needsNextAction)
        {
            model.Network.Forward(rows, environments);
            choosesAhead!.Choose(rollout, rows, environments);
        }

        ForwardTarget(first, end - first);
        Span<float> values = rollout[Column.Values];
        for (int slot = first; slot < end; slot++)
        {
            values[slot] = objective.StateValue(target!, slot, rollout);
        }
    }

    // Forwards states that no action is taken in, in the network that values them.
    private void ValueStates(int slot, int count)
    {
        if (target is null || needsNextAction)
        {
            model.Network.Forward(slot, count);
        }

        if (needsNextAction)
        {
            choosesAhead!.Choose(rollout, slot, count);
        }

        if (target is not null)
        {
            ForwardTarget(slot, count);
        }
    }

    private void ForwardTarget(int first, int count)
    {
        Network network = model.Network;
        for (int slot = first; slot < first + count; slot++)
        {
            network.Input(slot).CopyTo(target!.Network.Input(slot));

            // theta- values a state with the memory of the network that acted.
            SegmentState.CarryMemory(network, slot, target.Network, slot, memory);
        }

        target!.Network.Forward(first, count);
    }
}
