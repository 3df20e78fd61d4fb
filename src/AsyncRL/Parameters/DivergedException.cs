namespace AsyncRL.Parameters;

/// <summary>
/// Too many gradients in a row were not finite: the run has diverged. The shared parameters hold the last finite values.
/// </summary>
public sealed class DivergedException : Exception
{
    /// <summary>Gradients were not finite.</summary>
    /// <param name="inRow">Gradients dropped in a row.</param>
    /// <param name="steps">Global step at which the run stopped.</param>
    /// <param name="learningRate">Learning rate in force.</param>
    public DivergedException(long inRow, long steps, double learningRate)
        : base(
        $"Training diverged: {inRow} gradients in a row were not finite at step {steps} (learning rate {learningRate:G4}); " +
        "the parameters keep their last finite values. If rewards or observations are far larger than 1, scale them first " +
        "(reward_scale, normalize_observations); if not, lower learning_rate or max_grad_norm, or raise max_nonfinite.")
    {
    }

    /// <summary>It shows elsewhere.</summary>
    /// <param name="message">Where, and what to do.</param>
    internal DivergedException(string message)
        : base(message)
    {
    }
}
