using AsyncRL.Environments;
using AsyncRL.Objectives;

namespace AsyncRL.Algorithms;

/// <summary>One-step Sarsa x asynchronous actors.</summary>
[Algorithm("async-sarsa", "Asynchronous one-step Sarsa: one-step Sarsa x asynchronous actors (Mnih et al. 2016, section 4).")]
internal sealed class AsyncSarsa : AsynchronousValueMethod
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Reads => [.. base.Reads, "read_live"];

    /// <inheritdoc/>
    protected override TargetedObjective CreateObjective(Space actionSpace, float gamma) => new OneStepSarsa(actionSpace, gamma);
}
