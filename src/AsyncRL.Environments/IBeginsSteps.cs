namespace AsyncRL.Environments;

/// <summary>
/// An environment whose steps happen elsewhere, as in another process: where one thread plays several of them, it begins all
/// their steps before it waits for the first.
/// </summary>
public interface IBeginsSteps
{
    /// <summary>
    /// Begins the step that <see cref="Environment.Step"/> is then called for with the same action, and does not wait for it. A
    /// reset in place of that call drops the step. Called only where an episode is under way.
    /// </summary>
    /// <param name="action">The action; one of the action space.</param>
    void BeginStep(EnvironmentAction action);
}
