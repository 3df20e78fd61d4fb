using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Play;

/// <summary>
/// Checks what an environment answers where no <see cref="Player"/> does: whoever plays it otherwise - to show it, to film it, to
/// learn a table - gets the same exception, which says what happened and when.
/// </summary>
public sealed class GuardedEnvironment : Wrapper
{
    private readonly int[] choiceCounts;
    private long steps;
    private bool goesOn;
    private string action = "none (reset)";

    /// <summary>Wraps an environment.</summary>
    /// <param name="inner">The environment.</param>
    public GuardedEnvironment(Environment inner)
        : base(inner) => choiceCounts = HasActionMask ? ActionSpaces.ChoiceCounts(ActionSpace) : [];

    /// <inheritdoc/>
    public override GoalContract? Goals => Inner.Goals;

    /// <inheritdoc/>
    /// <exception cref="EnvironmentFaultException">The environment threw, or no action is legal in a state that goes
    /// on.</exception>
    public override void WriteActionMask(Span<bool> legal)
    {
        try
        {
            base.WriteActionMask(legal);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Fault($"threw {e.GetType().Name}: {e.Message}", e);
        }

        if (goesOn && !ActionMask.LeavesEveryChoice(legal, choiceCounts))
        {
            throw Fault("gave a mask with no legal action; a state that goes on must leave at least one");
        }
    }

    /// <inheritdoc/>
    protected override void OnReset(ulong? seed, Span<float> observation)
    {
        action = "none (reset)";
        goesOn = false;
        try
        {
            Inner.Reset(seed, observation);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Fault($"threw {e.GetType().Name} on reset: {e.Message}", e);
        }

        if (Answers.FindFault(default, ObservationSpace, observation) is { } fault)
        {
            throw Fault(fault);
        }

        goesOn = true;
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
    {
        steps++;
        StepResult result;
        try
        {
            result = Inner.Step(action, observation);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            this.action = action.ToString();
            throw Fault($"threw {e.GetType().Name}: {e.Message}", e);
        }

        if (Answers.FindFault(result, ObservationSpace, observation) is { } fault)
        {
            this.action = action.ToString();
            throw Fault(fault);
        }

        goesOn = !result.EpisodeEnded;
        return result;
    }

    private EnvironmentFaultException Fault(string what, Exception? inner = null) =>
        new(Unwrapped.GetType().Name, 0, steps, action, what.TrimEnd('.'), inner);
}
