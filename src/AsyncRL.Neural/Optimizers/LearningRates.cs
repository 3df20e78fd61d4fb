namespace AsyncRL.Neural;

/// <summary>Evaluates learning-rate schedules.</summary>
public static class LearningRates
{
    /// <summary>The rate at a step.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="initial">The rate at step 0.</param>
    /// <param name="step">Steps done.</param>
    /// <param name="horizon">Steps at which a linear schedule reaches zero; it stays there. At least 1.</param>
    /// <returns>The rate.</returns>
    public static double At(LearningRateSchedule schedule, double initial, long step, long horizon) =>
        schedule == LearningRateSchedule.Constant ? initial : initial * Math.Max(0, 1 - (double)step / Math.Max(1, horizon));
}
