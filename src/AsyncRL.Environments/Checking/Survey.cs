using System.Diagnostics;

namespace AsyncRL.Environments.Checking;

/// <summary>
/// Plays whole episodes, in turn with fresh random actions and with actions held for a while, and looks
/// at everything the environment writes.
/// </summary>
internal sealed class Survey(CheckLog log, Environment environment)
{
    private const int FewestSteps = 1_000, FewestEpisodes = 12;
    private const int EnoughSteps = 5_000, EnoughEpisodes = 6;
    private const ulong Seed = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly RandomPlayer[] players = [new(environment, Seed), new(environment, Seed + 1, repeat: 0.75)];
    private readonly float[] first = new float[environment.ObservationSpace.Length];
    private readonly bool[] mask = new bool[environment.ActionSpace.MaskWidth];
    private readonly int[] choiceCounts = environment.ActionSpace.MaskWidth == 0
        ? []
        : ActionSpaces.ChoiceCounts(environment.ActionSpace);
    private bool observationIsWrong, rewardIsWrong, maskIsWrong, hasChanged;

    /// <summary>Length and end of each whole episode.</summary>
    public List<(int Length, StepResult Last)> Episodes { get; } = [];

    /// <summary>Steps played.</summary>
    public int Steps { get; private set; }

    /// <summary>Steps a second, checks included.</summary>
    public double Speed { get; private set; } = double.PositiveInfinity;

    /// <summary>Steps of an episode that was given up because it did not end; 0 where all did.</summary>
    public int Endless { get; private set; }

    public void Play(int mostStepsAnEpisode)
    {
        long start = Stopwatch.GetTimestamp();
        while ((Steps < FewestSteps || Episodes.Count < FewestEpisodes)
            && !(Steps >= EnoughSteps && Episodes.Count >= EnoughEpisodes))
        {
            RandomPlayer player = players[Episodes.Count % 2];
            player.Observation.AsSpan().Fill(float.NaN);
            player.Reset(Episodes.Count == 0 ? Seed : null);
            Look(player, "the reset", null);
            if (Episodes.Count == 0)
            {
                player.Observation.CopyTo(first.AsSpan());
            }

            StepResult result = default;
            int length = 0;
            while (!result.EpisodeEnded)
            {
                if (length == mostStepsAnEpisode || Stopwatch.GetElapsedTime(start) > Patience)
                {
                    Endless = Episodes.Count == 0 || length == mostStepsAnEpisode ? length : 0;
                    NeverChanged();
                    return;
                }

                if (!MaskIsValid())
                {
                    return;
                }

                player.Observation.AsSpan().Fill(float.NaN); // what is not written stays NaN and is found
                result = player.Step();
                Steps++;
                length++;
                Look(player, "step", result);
                if (Steps % 64 == 0)
                {
                    Speed = Steps / Stopwatch.GetElapsedTime(start).TotalSeconds;
                }
            }

            Episodes.Add((length, result));
        }

        NeverChanged();
    }

    private void NeverChanged()
    {
        if (!hasChanged && !observationIsWrong && Steps > 1)
        {
            log.Warn(
                $"no element of the observation changed in {Steps} steps, so the agent sees nothing of what it does; " +
                $"write the state into the observation at every step");
        }
    }

    private void Look(RandomPlayer player, string what, StepResult? result)
    {
        string Where() => result is null
            ? $"the reset of episode {Episodes.Count + 1}"
            : $"{what} {Steps} (in episode {Episodes.Count + 1}, after action {player.LastAction})";
        if (!rewardIsWrong && result is { } r && !double.IsFinite(r.Reward))
        {
            rewardIsWrong = true;
            log.Error(
                $"the reward of {Where()} is {r.Reward}; rewards must be finite numbers: look for a division by zero or a " +
                $"logarithm of nothing");
        }
        else if (!rewardIsWrong && result is { } paid && Math.Abs(paid.Reward) > Answers.GreatestLearned)
        {
            rewardIsWrong = true;
            log.Error(
                $"the reward of {Where()} is {paid.Reward}; networks learn from rewards up to " +
                $"{Answers.GreatestLearned}: pay less, best of the order of 1");
        }

        if (observationIsWrong)
        {
            return;
        }

        if (!hasChanged && Steps > 0)
        {
            hasChanged = !player.Observation.AsSpan().SequenceEqual(first);
        }

        int unwritten = FirstNonfinite(player.Observation);
        if (unwritten >= 0)
        {
            Wrong(
                $"element {unwritten} of the observation of {Where()} is {player.Observation[unwritten]}; " +
                $"every element must be written with a finite number at every step and reset");
        }
        else if (environment.ObservationSpace.FindViolation(player.Observation) is { } found)
        {
            Wrong(
                $"{found.Where} of the observation of {Where()} is {found.Value}, but {found.Expected}; " +
                $"widen the space or clip the value");
        }

        void Wrong(InvariantText message)
        {
            observationIsWrong = true;
            log.Error(message);
        }
    }

    // False when play cannot go on.
    private bool MaskIsValid()
    {
        if (mask.Length == 0 || maskIsWrong)
        {
            return true;
        }

        mask.AsSpan().Fill(true);
        environment.WriteActionMask(mask);
        if (!environment.HasActionMask)
        {
            if (mask.Contains(false))
            {
                maskIsWrong = true;
                log.Error(
                    $"before step {Steps + 1} WriteActionMask forbids action {Array.IndexOf(mask, false)}, " +
                    $"but HasActionMask is false, so it is never called; override HasActionMask to return true");
            }

            return true;
        }

        if (!ActionMask.LeavesEveryChoice(mask, choiceCounts))
        {
            log.Error(
                $"before step {Steps + 1} the mask allows none of the {mask.Length} actions; " +
                $"a state that goes on must leave at least one, or the episode end before it");
            return false;
        }

        bool[] once = [.. mask];
        mask.AsSpan().Clear();
        environment.WriteActionMask(mask);
        for (int i = 0; i < mask.Length && !maskIsWrong; i++)
        {
            if (mask[i] != once[i])
            {
                maskIsWrong = true;
                log.Error(
                    $"before step {Steps + 1} flag {i} of the mask keeps what stood in the buffer; " +
                    $"WriteActionMask must write every flag, true or false");
            }
        }

        return ActionMask.LeavesEveryChoice(mask, choiceCounts) || maskIsWrong;
    }

    private static int FirstNonfinite(ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
