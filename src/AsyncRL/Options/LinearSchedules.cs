using AsyncRL.Neural;

namespace AsyncRL;

/// <summary>Which quantities of a run fall linearly to 0 at its horizon.</summary>
public static class LinearSchedules
{
    /// <summary>Names them as they stand in a sentence, such as "the learning rate".</summary>
    /// <param name="options">The run's options.</param>
    public static IEnumerable<string> Of(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (LearningRateSchedule Schedule, string Name)[] all =
        [
            (options.LearningRateSchedule, "the learning rate"),
            (options.Group<RndOptions>().IntrinsicSchedule, "the weight of bonuses"),
            (options.Ppo.ClipRangeSchedule, "the clipping range"),
        ];
        return all.Where(s => s.Schedule == LearningRateSchedule.Linear).Select(s => s.Name);
    }
}
