using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Benchmarking;

/// <summary>
/// Counts the steps of an environment where they are played: the counter of a run moves by whole segments in some
/// topologies, too coarse for a slow world.
/// </summary>
/// <remarks>Written by the thread that plays and read by any.</remarks>
/// <param name="inner">The environment.</param>
internal sealed class StepCounter(Environment inner) : Wrapper(inner)
{
    private long count;

    /// <summary>Steps that are played to their end.</summary>
    public long Count => Volatile.Read(ref count);

    /// <inheritdoc/>
    protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
    {
        StepResult result = Inner.Step(action, observation);
        Volatile.Write(ref count, count + 1);
        return result;
    }
}
