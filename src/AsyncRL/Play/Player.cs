using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Observations;

namespace AsyncRL.Play;

/// <summary>
/// The loop that plays: environments x policy, within a step budget. What differs between the ways of training are its three
/// ports: where parameters come from, where experience goes, and what grants steps.
/// </summary>
/// <remarks>
/// <para>
/// It plays a segment row by row: row <c>t * environments + b</c> is step t of environment b, and one call of the policy acts for
/// a whole tick. An episode that ends in a segment is followed by the next one. A segment can be left open, when the run stops in
/// its middle, and be gone on with later, also by another process (<see cref="Save"/> and <see cref="Load"/>): the result is bit
/// for bit that of never having stopped.
/// </para>
/// <para>Used by one thread at a time. Allocates nothing once constructed, besides what the environments do.</para>
/// </remarks>
public sealed class Player
{
    private readonly Policy policy;
    private readonly IParameterSource parameters;
    private readonly IExperienceSink sink;
    private readonly IStepBudget steps;
    private readonly ObservationNormalizer? merged;
    private readonly PlayerParts parts;
    private readonly int environments;
    private readonly bool endsWithEpisode;
    private readonly bool stopsBetweenTicks;
    private readonly bool goesOn;
    private readonly float[] memory;
    private readonly Shaping[] shaping;
    private bool open;
    private long start;
    private int claimed;

    /// <summary>Makes a player and resets its environments.</summary>
    /// <param name="parts">What it is made of.</param>
    /// <exception cref="ArgumentException">The slots are those of a network that remembers another length, or there is shaping of
    /// whole batches where none are seen.</exception>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public Player(PlayerParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Slots is Network { Description.MemoryLength: var length } && length != parts.MemoryLength)
        {
            throw new ArgumentException(
                $"The network in whose slots a player plays remembers {length} numbers of a sequence, but MemoryLength is " +
                $"{parts.MemoryLength}; set MemoryLength to the network description's.",
                nameof(parts));
        }

        this.parts = parts;
        policy = parts.Policy;
        parameters = parts.Parameters;
        sink = parts.Sink;
        steps = parts.Steps;
        merged = parts.MergesStatistics ? parts.Normalizer : null;
        environments = parts.Environments.Length;
        endsWithEpisode = parts.EndsWithEpisode;
        stopsBetweenTicks = parts.StopsBetweenTicks;
        goesOn = parts.GoesOn;
        memory = new float[parts.MemoryLength];
        shaping = [.. parts.Plan.CreateShaping(parts.Id)];
        BatchShaping = [.. shaping.OfType<BatchShaping>()];
        if (BatchShaping.Count > 0 && !parts.SeesBatches)
        {
            throw new ArgumentException(
                $"{BatchShaping[0].GetType().Name} shapes whole batches, which only Lockstep plays; use Lockstep.Create, or " +
                "derive it from Shaping, which sees single steps.",
                nameof(parts));
        }

        Rollout = parts.Rollout;
        Slots = parts.Slots;
        Worlds = new PlayedEnvironments(
            parts.Id, parts.Plan, parts.Normalizer, parts.Environments, Slots, Rollout, Episodes, parts.KeepsObservations);
        for (int b = 0; parts.BeginsAtOnce && b < environments; b++)
        {
            Worlds.Restart(b, b, Worlds.SeedOf(b));
            sink.Begun(this, b, b);
        }
    }

    /// <summary>Its environments.</summary>
    public PlayedEnvironments Worlds { get; }

    /// <summary>What it has played of the present segment.</summary>
    public Rollout Rollout { get; }

    /// <summary>Where its observations lie.</summary>
    public ISequenceSlots Slots { get; }

    /// <summary>The episodes it finished.</summary>
    public PlayedEpisodes Episodes { get; } = new();

    /// <summary>The part of its shaping that sees whole batches, in its order.</summary>
    internal IReadOnlyList<BatchShaping> BatchShaping { get; }

    /// <summary>Mean chance of a random action now; 0 for policies that explore by themselves.</summary>
    public double ExplorationRate => policy.ExplorationRate;

    /// <summary>How many updates the parameters have got that the present segment is played with.</summary>
    public long Version { get; private set; }

    /// <summary>Whether a segment was begun and not ended yet.</summary>
    public bool IsOpen => open;

    /// <summary>Whether it waits for actions that are chosen elsewhere.</summary>
    public bool AwaitsActions => Rollout.Rows < Rollout.Capacity && Rollout.Rows % environments == 0 && !policy.IsReady(Rollout);

    /// <summary>Whether the present segment is complete.</summary>
    public bool IsComplete => Rollout.Rows == Rollout.Capacity || (endsWithEpisode && EndsEpisode(Rollout.Rows - 1));

    /// <summary>
    /// Plays a segment to its end, unless the budget, a request to stop or actions that are not there yet come first.
    /// </summary>
    /// <returns>True when the segment is complete; false when it was left open.</returns>
    /// <exception cref="EnvironmentFaultException">An environment threw or returned a number that is not finite.</exception>
    public bool Play() => Play(Rollout.Capacity);

    /// <summary>Plays until the segment has so many rows, or as <see cref="Play()"/> says.</summary>
    /// <param name="rows">Rows to have, up to the rollout's capacity.</param>
    /// <returns>True when it has them, or the segment is complete.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for so many.</exception>
    /// <exception cref="EnvironmentFaultException">An environment threw or returned a number that is not finite.</exception>
    public bool Play(int rows)
    {
        Rollout rollout = Rollout;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, rollout.Capacity);
        int row;
        while ((row = rollout.Rows) < rows && !(endsWithEpisode && EndsEpisode(row - 1)))
        {
            bool tickBegins = environments == 1 || row % environments == 0;
            if (tickBegins && !policy.IsReady(rollout))
            {
                return false;
            }

            if ((tickBegins || !stopsBetweenTicks) && steps.StopRequested)
            {
                GiveBackClaim();
                return false;
            }

            if (claimed == 0 && !Claim(rows))
            {
                return false;
            }

            if (!open)
            {
                BeginSegment();
            }

            if (tickBegins)
            {
                policy.Act(rollout, row, environments);
                Worlds.BeginTick(row);
            }

            PlayRow(row);
        }

        return true;
    }

    /// <summary>
    /// Ends the segment, once it was learnt from or handed on: the states after it are those that the next one begins with.
    /// </summary>
    public void EndSegment()
    {
        SegmentState.CarryOver(Slots, Rollout, memory);
        Rollout.Rows = 0;
        open = false;
    }

    /// <summary>Ends the segment where its taker has carried its last states over.</summary>
    internal void EndSegmentTaken() => open = false;

    /// <summary>Begins episodes in all environments, whatever became of the last ones, and a new segment.</summary>
    /// <param name="seed">Seeds the environments again; null to let their generators go on.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public void BeginEpisodes(ulong? seed = null)
    {
        Rollout.Rows = 0;
        open = false;
        for (int b = 0; b < environments; b++)
        {
            Worlds.Restart(b, b, seed);
            sink.Begun(this, b, b);
        }
    }

    /// <summary>Gives back the steps that were claimed and not played, so that the run counts steps that happened.</summary>
    public void GiveBackClaim()
    {
        if (claimed > 0)
        {
            steps.Return(claimed);
            claimed = 0;
        }
    }

    /// <summary>Writes everything that decides how play goes on. It must not be playing.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        policy.Save(writer);
        Episodes.Save(writer);
        foreach (Shaping step in shaping)
        {
            step.Save(writer);
        }

        if (!Worlds.Save(writer))
        {
            return;
        }

        writer.Write(open);
        writer.Write(start);
        writer.Write(Version);
        SegmentState.Save(writer, Slots, Rollout, memory);
        sink.SaveSegment(writer);
        if (open)
        {
            parameters.SaveParameters(writer);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote, in a run with the same options; theta was read before.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <returns>False when the environments could not be saved, or do not take up what was saved of them, so that new episodes
    /// begin and the open segment is lost.</returns>
    public bool Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        policy.Load(reader);
        Episodes.Load(reader);
        foreach (Shaping step in shaping)
        {
            step.Load(reader);
        }

        if (!Worlds.Load(reader))
        {
            return false;
        }

        open = reader.ReadBoolean();
        start = reader.ReadInt64();
        Version = reader.ReadInt64();
        SegmentState.Load(reader, Slots, Rollout, memory);
        sink.LoadSegment(reader);
        policy.Advance(start);
        if (open)
        {
            parameters.LoadParameters(reader);
            policy.Restore(Rollout);
        }

        return true;
    }

    private bool Claim(int rows)
    {
        int tickEnd = (Rollout.Rows / environments + 1) * environments;
        claimed = steps.Claim((parts.ClaimsByTick ? tickEnd : rows) - Rollout.Rows + parts.StepsClaimedAhead);
        return claimed > 0;
    }

    private void BeginSegment()
    {
        Version = parameters.Refresh();
        merged?.TryMerge(Worlds.Observed!, Worlds.Scaling!);
        start = steps.Steps;
        policy.Advance(start);
        open = true;
    }

    // One step of one environment.
    private void PlayRow(int row)
    {
        StepResult result = Worlds.Step(row);
        policy.Stepped(Rollout, row);
        foreach (Shaping step in shaping)
        {
            step.Stepped(this, row, result);
            Worlds.CheckShaped(row, result.Reward);
        }

        sink.Stepped(this, row, result);
        if (result.EpisodeEnded && goesOn)
        {
            Worlds.BeginEpisode(row);
            sink.Begun(this, row % environments, row + environments);
        }

        claimed--;
        Rollout.Rows = row + 1;
        Worlds.EndStep();
    }

    private bool EndsEpisode(int row) => row >= 0 && (Rollout.Terminated[row] || Rollout.Truncated[row]);
}
