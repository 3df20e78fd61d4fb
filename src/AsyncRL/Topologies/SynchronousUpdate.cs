using AsyncRL.Neural;
using AsyncRL.Objectives;

namespace AsyncRL.Topologies;

/// <summary>
/// One update of theta from the gradients of all threads. Each thread sums and applies a slice of the vectors; the order of every sum is fixed, so that the result
/// depends on the number of threads and not on their timing.
/// </summary>
/// <remarks>Between <see cref="Sum"/>, <see cref="Decide"/> and <see cref="Apply"/> all threads must meet.</remarks>
/// <param name="plan">Gives the learning rate and the clipping.</param>
/// <param name="shared">Holds theta.</param>
/// <param name="statistics">The optimizer's statistics.</param>
/// <param name="players">The threads; the sum overwrites the first one's gradient.</param>
internal sealed class SynchronousUpdate(ActorPlan plan, SharedParameters shared, OptimizerState statistics, IReadOnlyList<LockstepPlayer> players)
{
    private readonly float[] squares = new float[players.Count];
    private bool accepted;
    private float learningRate;
    private float scale;
    private long number;

    /// <summary>What the reports know of the updates.</summary>
    public ActorStatistics Statistics { get; } = new();

    /// <summary>Sums a slice of the gradients, in the threads' order.</summary>
    /// <param name="q">Thread, which is also the slice.</param>
    public void Sum(int q)
    {
        (int first, int length) = Slice(q);
        for (int other = 1; other < players.Count; other++)
        {
            GradientMath.AddSlice(players[0].Gradient, players[other].Gradient, first, length);
        }

        squares[q] = GradientMath.SumOfSquares(players[0].Gradient, first, length);
    }

    /// <summary>Takes the norm, and clips the gradient or drops it. Done by one thread alone.</summary>
    /// <param name="loss">What the gradient is of.</param>
    /// <exception cref="DivergedException">Too many gradients in a row were not finite.</exception>
    public void Decide(in SegmentLoss loss)
    {
        double sum = 0;
        foreach (float square in squares)
        {
            sum += square;
        }

        float norm = (float)Math.Sqrt(sum);
        accepted = float.IsFinite(norm);
        learningRate = plan.LearningRate(shared.Steps);
        if (!accepted)
        {
            plan.DropNonfinite(shared);
            return;
        }

        scale = GradientMath.ClipScale(norm, (float)plan.Options.MaxGradNorm);
        number = shared.Optimizer.BeginUpdate(statistics);
        shared.CountUpdate();
        Statistics.AddUpdate(loss, norm, staleness: 0);
    }

    /// <summary>Lets this update be none. Done by one thread alone, instead of <see cref="Decide"/>.</summary>
    public void Refuse() => accepted = false;

    /// <summary>Applies a slice to theta, unless the update was refused.</summary>
    /// <param name="q">Thread, which is also the slice.</param>
    public void Apply(int q)
    {
        if (accepted)
        {
            (int first, int length) = Slice(q);
            shared.Optimizer.ApplySlice(shared.Theta, statistics, players[0].Gradient, first, length, number, learningRate, scale);
        }
    }

    private (int First, int Length) Slice(int q)
    {
        long units = shared.Theta.Layout.Length / ParameterVector.SliceUnit;
        int first = (int)(units * q / players.Count), end = (int)(units * (q + 1) / players.Count);
        return (first * ParameterVector.SliceUnit, (end - first) * ParameterVector.SliceUnit);
    }
}
