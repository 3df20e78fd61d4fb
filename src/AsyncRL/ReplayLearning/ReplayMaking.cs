using System.Globalization;
using AsyncRL.Play;
using AsyncRL.Replay;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.ReplayLearning;

/// <summary>Makes replay memories as the options say, and refuses options with which nothing would ever be learnt.</summary>
internal static class ReplayMaking
{
    /// <summary>Checks the options of a run before it makes environments.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="OptionException">Nothing would ever be learnt with them.</exception>
    public static void Check(TrainingOptions options)
    {
        if (options.WholeEpisodes)
        {
            throw new OptionException(
                "whole_episodes: a replay memory is learnt from in single transitions; leave whole_episodes at false.");
        }

        long environments = options.Topology.EnvsPerActor, steps = (options.Steps + environments - 1) / environments;
        if (steps < options.Replay.NStep)
        {
            throw new OptionException(string.Create(
                CultureInfo.InvariantCulture,
                $"replay.n_step: in a run of {options.Steps:N0} steps each of {environments} environments plays {steps:N0}, " +
                $"so no transition of {options.Replay.NStep} steps is ever complete; lower it, raise steps, or lower " +
                $"topology.envs_per_actor."));
        }
    }

    /// <summary>Makes a memory and what draws from it.</summary>
    /// <param name="plan">What all players have in common.</param>
    /// <param name="sample">One of the environments that fill it.</param>
    /// <param name="lanes">How many they are, a lane each.</param>
    /// <param name="reserve">Rows of a lane that are not read any more, given the frames of a stack: see
    /// <see cref="ReplayLayout"/>.</param>
    /// <param name="memories">Memories of this process that are to be as large.</param>
    /// <returns>The draws, and the bytes of one memory.</returns>
    /// <exception cref="OptionException">It is too large for the machine, or too small to be used.</exception>
    public static (ReplayDraws Replay, long Bytes) Create(
        RunPlan plan, Environment sample, int lanes, Func<int, int> reserve, int memories = 1)
    {
        (ReplayLayout layout, long bytes) = LayOut(plan, sample, lanes, reserve);
        layout.RequireRoom(bytes, ReplayLayout.AvailableMemory(), memories);
        ReplayDraws replay = CreateDraws(layout, plan.Options);
        CheckStart(plan.Options);
        return (replay, bytes);
    }

    /// <summary>Checks that memories which other processes of this machine are about to make fit together: none of these knows of
    /// the others.</summary>
    /// <param name="plan">What all players have in common.</param>
    /// <param name="sample">One of the environments that fill them.</param>
    /// <param name="lanes">Environments that fill each.</param>
    /// <param name="memories">How many they are.</param>
    /// <exception cref="OptionException">They are too large for the machine.</exception>
    public static void RequireRoom(RunPlan plan, Environment sample, int lanes, int memories)
    {
        (ReplayLayout layout, long bytes) = LayOut(plan, sample, lanes, _ => 0);
        layout.RequireRoom(bytes, ReplayLayout.AvailableMemory(), memories);
    }

    private static (ReplayLayout Layout, long Bytes) LayOut(RunPlan plan, Environment sample, int lanes, Func<int, int> reserve)
    {
        TrainingOptions options = plan.Options;
        int maskWidth = sample.ActionMaskWidth, stack = ReplayLayout.StackOf(sample);
        var layout = new ReplayLayout(
            sample.ObservationSpace, maskWidth, lanes, options.Replay.Capacity, stack, reserve(stack))
        {
            Actions = ReplayActions.For(sample.ActionSpace),
            Columns = ReplayColumns.Of(plan.Schema),
        };
        return (layout, layout.Bytes(layout.FrameCodec()) + (options.Replay.Prioritized ? SumTree.BytesFor(layout.Rows) : 0));
    }

    private static ReplayDraws CreateDraws(ReplayLayout layout, TrainingOptions options)
    {
        try
        {
            var memory = new ReplayMemory(layout);
            float gamma = (float)options.Gamma;
            return options.Replay.Prioritized
                ? new PrioritizedReplay(memory, options.Replay.NStep, gamma, options.Replay.Alpha)
                : new UniformReplay(memory, options.Replay.NStep, gamma);
        }
        catch (ArgumentException e)
        {
            throw new OptionException($"replay.capacity: {e.Message}");
        }
    }

    private static void CheckStart(TrainingOptions options)
    {
        (long starts, long capacity) = (options.Replay.LearningStarts, options.Replay.Capacity);
        if (starts > capacity)
        {
            throw new OptionException(string.Create(
                CultureInfo.InvariantCulture,
                $"replay.learning_starts: the replay memory holds {capacity:N0} steps (replay.capacity), so it never has " +
                $"{starts:N0} to begin with; lower it to {capacity:N0} or less, or raise replay.capacity."));
        }
    }
}
