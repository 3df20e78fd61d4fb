using AsyncRL.Play;

namespace AsyncRL.Evaluation;

/// <summary>An environment, or the agent that played it, threw in an evaluation. The message says which, and when.</summary>
public sealed class EvaluationFaultException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="source">What threw: "Environment 'CartPole'".</param>
    /// <param name="episode">The evaluation's episode, from 1.</param>
    /// <param name="step">The episode's step, from 1; 0 for the reset.</param>
    /// <param name="inner">What was thrown.</param>
    public EvaluationFaultException(string source, int episode, long step, Exception inner)
        : base($"{source} threw {inner.GetType().Name}: {inner.Message} (in evaluation, episode {episode}, step {step}).", inner)
    {
        Episode = episode;
        Step = step;
    }

    /// <summary>Makes the exception for an environment that answered what cannot be.</summary>
    /// <param name="fault">What it answered.</param>
    /// <param name="episode">The evaluation's episode, from 1.</param>
    /// <param name="step">The episode's step, from 1; 0 for the reset.</param>
    public EvaluationFaultException(EnvironmentFaultException fault, int episode, long step)
        : base($"{fault.Message.TrimEnd('.')} (in evaluation, episode {episode}, step {step}).", fault)
    {
        Episode = episode;
        Step = step;
    }

    /// <summary>The evaluation's episode, from 1.</summary>
    public int Episode { get; }

    /// <summary>The episode's step, from 1; 0 for the reset.</summary>
    public long Step { get; }
}
