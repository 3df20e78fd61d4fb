using AsyncRL.Environments;
using AsyncRL.Objectives;

namespace AsyncRL.Algorithms;

/// <summary>One-step Q-learning x asynchronous actors.</summary>
[Algorithm("async-q", "Asynchronous one-step Q-learning: one-step Q x asynchronous actors (Mnih et al. 2016, algorithm 1).")]
internal sealed class AsyncQ : AsynchronousValueMethod
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Reads => [.. base.Reads, "read_live"];

    /// <inheritdoc/>
    protected override TargetedObjective CreateObjective(Space actionSpace, float gamma) => new OneStepQ(actionSpace, gamma);
}
