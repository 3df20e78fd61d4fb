namespace AsyncRL.Evaluation;

/// <summary>An environment failed while a policy was evaluated on it. The message names the episode, the step and the last action.</summary>
public sealed class EvaluationFaultException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="environment">The environment's type.</param>
    /// <param name="episode">The evaluation's episode, from 1.</param>
    /// <param name="step">The episode's step, from 1; 0 for the reset.</param>
    /// <param name="inner">What was thrown.</param>
    public EvaluationFaultException(string environment, int episode, long step, Exception inner)
        : base($"Environment '{environment}' threw {inner.GetType().Name}: {inner.Message} (in evaluation, episode {episode}, step {step}).", inner)
    {
        Episode = episode;
        Step = step;
    }

    /// <summary>The evaluation's episode, from 1.</summary>
    public int Episode { get; }

    /// <summary>The episode's step, from 1; 0 for the reset.</summary>
    public long Step { get; }
}
