namespace AsyncRL.Play;

/// <summary>
/// An environment threw, or returned a number that is not finite. The message names the environment, the actor, its step and the
/// last action.
/// </summary>
public sealed class EnvironmentFaultException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="environment">The environment's id or type.</param>
    /// <param name="actor">Actor, from 0.</param>
    /// <param name="step">The actor's own step, from 1; for a reset the one after which it came, 0 for the first.</param>
    /// <param name="action">The last action, as text; "none (reset)" for a reset.</param>
    /// <param name="what">What went wrong.</param>
    /// <param name="inner">The environment's own exception, if it threw.</param>
    public EnvironmentFaultException(
        string environment, int actor, long step, string action, string what, Exception? inner = null)
        : base($"Environment '{environment}' {what} (actor {actor}, its step {step}, last action {action}).", inner)
    {
        Environment = environment;
        Actor = actor;
        Step = step;
        Action = action;
    }

    /// <summary>The environment's id or type.</summary>
    public string Environment { get; }

    /// <summary>The actor, from 0.</summary>
    public int Actor { get; }

    /// <summary>The actor's own step, from 1; for a reset the one after which it came, 0 for the first.</summary>
    public long Step { get; }

    /// <summary>The last action, as text.</summary>
    public string Action { get; }
}
