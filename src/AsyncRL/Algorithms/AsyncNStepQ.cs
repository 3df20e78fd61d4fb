using AsyncRL.Environments;
using AsyncRL.Objectives;

namespace AsyncRL.Algorithms;

/// <summary>n-step Q-learning x asynchronous actors.</summary>
[Algorithm("async-nstep-q", "Asynchronous n-step Q-learning: n-step Q x asynchronous actors (Mnih et al. 2016, algorithm S2).")]
internal sealed class AsyncNStepQ : AsynchronousValueMethod
{
    /// <inheritdoc/>
    protected override TargetedObjective CreateObjective(Space actionSpace, float gamma) => new NStepQ(actionSpace, gamma);
}
