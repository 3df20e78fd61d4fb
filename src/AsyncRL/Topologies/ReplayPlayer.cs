using AsyncRL.Environments;
using AsyncRL.Exploration;
using AsyncRL.Neural;
using AsyncRL.Policies;
using AsyncRL.Replay;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Topologies;

/// <summary>The half of a replay learner that plays: it acts with theta as it is now and stores every step in the replay memory.</summary>
/// <remarks>Used by one thread at a time. Allocates nothing once constructed, besides what the environments do.</remarks>
public sealed class ReplayPlayer
{
    private readonly ActorPlan plan;
    private readonly SharedParameters shared;
    private readonly ReplayDraws replay;
    private readonly PlayedEnvironments played;
    private readonly Network network;
    private readonly ActionSelection selection;
    private readonly Rollout rollout;
    private readonly Pcg64 random;
    private readonly RunningMoments? observed;
    private readonly ObservationScaling? scaling;
    private readonly float[] observations; // as the environments gave them, one after another
    private readonly int observationLength;

    // The environment to be stepped next.
    private int next;

    /// <summary>Makes a player and resets its environments.</summary>
    /// <param name="plan">What all who play have in common.</param>
    /// <param name="shared">theta, and the counters.</param>
    /// <param name="replay">Receives every step.</param>
    /// <param name="environments">At least one; each fills a lane of the memory.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public ReplayPlayer(ActorPlan plan, SharedParameters shared, ReplayDraws replay, Environment[] environments)
    {
        this.plan = plan;
        this.shared = shared;
        this.replay = replay;
        rollout = PlayedEnvironments.CreateRollout(environments, ticks: 1);
        played = new PlayedEnvironments(0, plan, environments, rollout, Statistics);
        network = new Network(plan.Network, environments.Length, shared.Theta, learns: false);
        observationLength = environments[0].ObservationSpace.Length;
        observations = new float[environments.Length * observationLength];
        observed = shared.Normalizer is null ? null : new RunningMoments(plan.Network.InputLength);
        scaling = shared.Normalizer?.Snapshot();
        selection = plan.CreateSelection(environments.Length, Seeds.Generator(plan.Options.Seed, 0, Seeds.Purpose.Exploration));
        random = Seeds.Generator(plan.Options.Seed, 0, Seeds.Purpose.Actions);
        for (int b = 0; b < environments.Length; b++)
        {
            played.Reset(b, b, Seeds.Value(plan.Options.Seed, 0, Seeds.Purpose.Environment, b), Observation(b));
            TakeIn(b, begins: true);
        }
    }

    /// <summary>What was played.</summary>
    public ActorStatistics Statistics { get; } = new();

    /// <summary>Mean chance of a random action now.</summary>
    public double ExplorationRate => selection.ExplorationRate;

    /// <summary>Steps played so far.</summary>
    public long Steps => played.Steps;

    /// <summary>Plays one step of one environment, the environments taking turns; one forward pass acts for all of them.</summary>
    /// <returns>False when the run's limit was reached or it is asked to stop; nothing was played then.</returns>
    /// <exception cref="EnvironmentFaultException">An environment threw or returned what cannot be learnt from.</exception>
    public bool PlayStep()
    {
        if (shared.StopRequested || shared.Claim(1) == 0)
        {
            return false;
        }

        try
        {
            PlayClaimed();
            return true;
        }
        catch
        {
            shared.Return(1);
            throw;
        }
    }

    /// <summary>Writes everything but the replay memory. Nobody may be playing.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        random.Save(writer);
        Statistics.Save(writer);
        writer.Write(played.Steps);
        writer.Write(next);
        if (observed is not null)
        {
            observed.Save(writer);
            StateArrays.Write<float>(writer, scaling!.Mean);
            StateArrays.Write<float>(writer, scaling.Deviation);
        }

        writer.Write(played.CanSave);
        if (!played.CanSave)
        {
            return;
        }

        played.Save(writer);
        StateArrays.Write<float>(writer, observations);
        for (int b = 0; b < played.Count; b++)
        {
            StateArrays.Write<float>(writer, network.Input(b));
            StateArrays.Write<bool>(writer, rollout.Legal(b));
        }

        StateArrays.Write<int>(writer, rollout.Actions);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, after the replay memory was restored or cleared.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <param name="withReplay">Whether the replay memory was restored.</param>
    /// <returns>False when the environments could not be saved, so that new episodes begin.</returns>
    public bool Load(BinaryReader reader, bool withReplay)
    {
        random.Load(reader);
        Statistics.Load(reader);
        played.Steps = reader.ReadInt64();
        next = reader.ReadInt32();
        if (observed is not null)
        {
            observed.Load(reader);
            StateArrays.Read(reader, scaling!.Mean);
            StateArrays.Read(reader, scaling.Deviation);
        }

        bool environmentsToo = reader.ReadBoolean();
        if (environmentsToo)
        {
            played.Load(reader);
            StateArrays.Read<float>(reader, observations);
            for (int b = 0; b < played.Count; b++)
            {
                StateArrays.Read(reader, network.Input(b));
                StateArrays.Read(reader, rollout.Legal(b));
            }

            StateArrays.Read<int>(reader, rollout.Actions);

            // The schedule stands where the last round of steps began.
            selection.Advance(Math.Max(0, played.Steps - (next == 0 ? played.Count : next)));
        }
        else
        {
            next = 0;
        }

        // Where the memory does not know the states that the environments are in, what follows does not follow from anything.
        if (!environmentsToo || !withReplay)
        {
            for (int b = 0; b < played.Count; b++)
            {
                replay.Observe(b, Observation(b), rollout.Legal(b), begins: true);
            }
        }

        return environmentsToo;
    }

    private void PlayClaimed()
    {
        if (next == 0)
        {
            shared.Normalizer?.TryExchange(observed!, scaling!);
            selection.Advance(played.Steps);
            network.Forward(0, played.Count);
            selection.Choose(network, 0, played.Count, rollout, random);
        }

        int b = next;
        StepResult result = played.Step(b, b, b, Observation(b));
        replay.Complete(b, rollout.Actions[b], plan.LearnedReward(result.Reward), result.Terminated);
        next = (b + 1) % played.Count;
        if (!result.EpisodeEnded)
        {
            TakeIn(b, begins: false);
            return;
        }

        if (!result.Terminated)
        {
            // What a truncated episode would have gone on from.
            Store(b, begins: false);
        }

        played.Reset(b, b, null, Observation(b));
        TakeIn(b, begins: true);
    }

    // Stores an observation, and encodes and scales it to act upon.
    private void TakeIn(int b, bool begins)
    {
        Span<float> input = network.Input(b);
        Store(b, begins);
        played.Encode(Observation(b), input);
        observed?.Add(input);
        scaling?.Apply(input);
    }

    private void Store(int b, bool begins)
    {
        try
        {
            replay.Observe(b, Observation(b), rollout.Legal(b), begins);
        }
        catch (ArgumentException e)
        {
            throw played.OutsideSpace(e.Message, e);
        }
    }

    private Span<float> Observation(int b) => observations.AsSpan(b * observationLength, observationLength);
}
