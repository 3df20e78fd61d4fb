using AsyncRL.Environments;
using AsyncRL.Exploration;
using AsyncRL.Neural;
using AsyncRL.Objectives;

namespace AsyncRL.Topologies;

/// <summary>
/// One actor-learner: algorithms S2 and S3 of Mnih et al. 2016 for a thread with its own environments. Segment by segment it takes theta as it is,
/// plays t_max steps with it, turns them into one gradient and applies it to theta, which it shares with the others as its <see cref="ActorParameters"/> says.
/// </summary>
/// <remarks>
/// <para>
/// It differs from the pseudo-code in two ways. It may play several environments side by side (one forward pass then acts for all of them,
/// and the weights are read once); and a segment goes on after an episode's end, in the next episode, so that every update sees
/// t_max steps of every environment. Returns never cross an episode's end.
/// </para>
/// <para>
/// A segment can be left open, when the run stops in its middle, and be gone on with later, also by another process
/// (<see cref="Save"/> and <see cref="Load"/>): the result is bit for bit that of never having stopped.
/// </para>
/// <para>Used by one thread at a time. Allocates nothing once constructed, besides what the environments do.</para>
/// </remarks>
public sealed partial class Actor
{
    private readonly ActorPlan plan;
    private readonly TrainingOptions options;
    private readonly SharedParameters shared;
    private readonly ActorParameters parameters;
    private readonly ParameterVector theta;
    private readonly bool playsOnTheta;
    private readonly int environments;
    private readonly PlayedEnvironments worlds;
    private readonly Network network;
    private readonly Network? targetNetwork;
    private readonly ActionSelection selection;
    private readonly Rollout rollout;
    private readonly Pcg64 random;
    private readonly float[] memory;

    private TargetNetwork.Copy? heldTarget;
    private bool segmentOpen;
    private bool nextActionsChosen;
    private long segmentStart;
    private int claimed;
    private long versionRead;

    /// <summary>Makes an actor and resets its environments.</summary>
    /// <param name="id">Actor, from 0.</param>
    /// <param name="plan">What all actors have in common.</param>
    /// <param name="shared">The memory they share.</param>
    /// <param name="environments">This actor's own environments, at least one.</param>
    /// <param name="parameters">What it plays on and applies its gradients to.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    internal Actor(int id, ActorPlan plan, SharedParameters shared, Environments.Environment[] environments, ActorParameters parameters)
    {
        this.plan = plan;
        this.shared = shared;
        this.parameters = parameters;
        this.environments = environments.Length;
        options = plan.Options;
        rollout = PlayedEnvironments.CreateRollout(options.TMax, environments[0], environments.Length);
        int slots = rollout.Capacity + environments.Length;
        int lanes = environments.Length;

        // Where nobody else changes theta in the course of a segment, theta' is theta.
        theta = parameters.Theta;
        playsOnTheta = options.ReadLive || parameters.StandsStill;
        network = new Network(plan.Network, slots, playsOnTheta ? theta : new ParameterVector(plan.Network.Parameters), lanes: lanes);
        targetNetwork = shared.Target is { } target ? new Network(plan.Network, slots, target.Published, learns: false, lanes) : null;
        memory = new float[plan.Network.MemoryLength];
        selection = plan.CreateSelection(environments.Length, Seeds.Generator(options.Seed, id, Seeds.Purpose.Exploration));
        EpisodeGradients = plan.Objective.LearnsFromWholeEpisodes ? new GradientMoments(plan.Network.Parameters) : null;
        random = Seeds.Generator(options.Seed, id, Seeds.Purpose.Actions);
        worlds = new PlayedEnvironments(id, plan, shared.Normalizer, environments, network, rollout, Statistics);
    }

    /// <summary>Mean chance of a random action now; 0 for policies that explore by themselves.</summary>
    public double ExplorationRate => selection.ExplorationRate;

    /// <summary>Gradients of this actor's episodes, for their variance; null unless the objective learns from whole episodes.</summary>
    public GradientMoments? EpisodeGradients { get; }

    /// <summary>What this actor has to report.</summary>
    public ActorStatistics Statistics { get; } = new();

    /// <summary>
    /// Plays one segment to its end and learns from it, unless the run's limit or a request to stop comes first.
    /// </summary>
    /// <returns>True when the segment was finished; false when it was left open.</returns>
    /// <exception cref="EnvironmentFaultException">An environment threw or returned a number that is not finite.</exception>
    /// <exception cref="DivergedException">Too many gradients in a row were not finite.</exception>
    public bool PlaySegment()
    {
        while (!SegmentComplete)
        {
            if (shared.StopRequested || !ClaimSteps())
            {
                GiveBackClaim();
                SetAside();
                return false;
            }

            if (!segmentOpen)
            {
                OpenSegment();
            }

            if (rollout.Rows % environments == 0)
            {
                Act();
            }

            PlayRow();
        }

        if (parameters.StepsClaimedAhead == 0)
        {
            // An episode may have ended before the steps claimed for its segment were played.
            GiveBackClaim();
        }

        Learn();
        return true;
    }

    /// <summary>Learns from an open segment as it is: called once at the end of a run.</summary>
    public void FinishSegment()
    {
        if (segmentOpen && rollout.Rows > 0 && !plan.Objective.LearnsFromWholeEpisodes)
        {
            Learn();
        }
    }

    /// <summary>Gives back the steps that were claimed and not played, so that T counts steps that happened.</summary>
    public void GiveBackClaim()
    {
        if (claimed > 0)
        {
            shared.Return(claimed);
            claimed = 0;
        }
    }

    /// <summary>
    /// Forward work of the actor's segment as it lies in the network: what was executed where inputs that are zero are skipped, and what dense
    /// arithmetic would have been. For measuring, while the actor rests.
    /// </summary>
    internal (long Executed, long Nominal) ForwardWork()
    {
        long executed = 0, nominal = 0;
        for (int slot = 0; slot < rollout.Capacity; slot++)
        {
            (long e, long n) = network.ForwardWork(slot);
            executed += e;
            nominal += n;
        }

        return (executed, nominal);
    }

    private bool SegmentComplete => rollout.Rows == rollout.Capacity || (options.WholeEpisodes && rollout.Rows > 0 && EpisodeEnded(rollout.Rows - 1));

    private bool EpisodeEnded(int row) => rollout.Terminated[row] || rollout.Truncated[row];

    private bool ClaimSteps()
    {
        if (claimed == 0)
        {
            claimed = shared.Claim(rollout.Capacity - rollout.Rows + parameters.StepsClaimedAhead);
        }

        return claimed > 0;
    }

    private void OpenSegment()
    {
        versionRead = parameters.BeginSegment();
        if (playsOnTheta)
        {
            network.Parameters = theta;
        }
        else
        {
            // theta' <- theta
            network.Parameters.CopyFrom(theta);
        }

        shared.Normalizer?.TryExchange(worlds.Observed!, worlds.Scaling!);
        segmentStart = shared.Steps;
        PrepareSegment();
        segmentOpen = true;
    }

    // Where theta goes on changing while its actor stands in the middle of a segment, the rest of the segment belongs to theta' as it is.
    private void SetAside()
    {
        if (segmentOpen && parameters.MovesWhileStopped && !options.ReadLive && network.Parameters == theta)
        {
            ParameterVector copy = new(plan.Network.Parameters);
            copy.CopyFrom(theta);
            network.Parameters = copy;
        }
    }

    private void PrepareSegment()
    {
        selection.Advance(segmentStart);
        if (targetNetwork is not null)
        {
            heldTarget = shared.Target!.Acquire();
            targetNetwork.Parameters = heldTarget.Parameters;
        }
    }

    private void Act()
    {
        int first = rollout.Rows;
        network.Forward(first, environments);
        if (!nextActionsChosen)
        {
            selection.Choose(network, first, environments, rollout, random);
        }

        nextActionsChosen = false;
    }

    // One step of one environment.
    private void PlayRow()
    {
        int row = rollout.Rows;
        StepResult result = worlds.Step(row);
        if (result.EpisodeEnded)
        {
            if (!result.Terminated)
            {
                rollout.FinalValues[row] = options.WholeEpisodes ? 0f : FinalValue(row + environments);
            }

            worlds.BeginEpisode(row);
        }

        claimed--;
        rollout.Rows = row + 1;
    }

    private float FinalValue(int slot)
    {
        ValueStates(slot, 1);
        return plan.Objective.StateValue(targetNetwork ?? network, slot, rollout);
    }

    private void Learn()
    {
        int rows = rollout.Rows;
        ValueSegment(rows);
        SegmentLoss loss = plan.Objective.WriteGradients(rollout, network);
        network.Backward(0, rows, defer: true);
        float norm = network.GradientNorm;
        if (float.IsFinite(norm))
        {
            float scale = GradientMath.ClipScale(norm, (float)options.MaxGradNorm);
            float learningRate = plan.LearningRate(shared.Steps);
            long version = parameters.Apply(network, learningRate, scale);
            Statistics.AddUpdate(loss, norm, version - 1 - versionRead);
            EpisodeGradients?.Add(network.Gradient);
            shared.Target?.RefreshIfDue(shared.Steps, theta);
        }
        else
        {
            plan.DropNonfinite(shared);
        }

        SegmentState.CarryOver(network, rollout, memory);
        nextActionsChosen = plan.Objective.NeedsNextAction;
        heldTarget?.Release();
        heldTarget = null;
        rollout.Rows = 0;
        segmentOpen = false;
    }

    // The values that the objective's returns stop at: of the states after the segment, or with one-step targets of every next state.
    private void ValueSegment(int rows)
    {
        if (targetNetwork is null)
        {
            ValueStates(rows, environments);
            return;
        }

        int first = plan.Objective.FirstValuedSlot(rollout);
        int end = rows + environments;
        if (plan.Objective.NeedsNextAction)
        {
            network.Forward(rows, environments);
            selection.Choose(network, rows, environments, rollout, random);
        }

        ForwardTarget(first, end - first);
        for (int slot = first; slot < end; slot++)
        {
            rollout.Values[slot] = plan.Objective.StateValue(targetNetwork, slot, rollout);
        }
    }

    // Forwards states that no action is taken in, in the network that values them.
    private void ValueStates(int slot, int count)
    {
        if (targetNetwork is null || plan.Objective.NeedsNextAction)
        {
            network.Forward(slot, count);
        }

        if (plan.Objective.NeedsNextAction)
        {
            selection.Choose(network, slot, count, rollout, random);
        }

        if (targetNetwork is not null)
        {
            ForwardTarget(slot, count);
        }
    }

    private void ForwardTarget(int first, int count)
    {
        for (int slot = first; slot < first + count; slot++)
        {
            network.Input(slot).CopyTo(targetNetwork!.Input(slot));
            // theta- values a state with the memory of the network that acted.
            SegmentState.CarryMemory(network, slot, targetNetwork, slot, memory);
        }

        targetNetwork!.Forward(first, count);
    }
}
