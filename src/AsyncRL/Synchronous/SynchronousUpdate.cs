using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.Synchronous;

/// <summary>
/// One update of theta from the gradients of all threads. Each thread sums and applies a slice of the vectors; the order of every
/// sum is fixed, so that the result depends on the number of threads and not on their timing.
/// </summary>
/// <remarks>Between <see cref="Sum"/>, <see cref="Decide"/> and <see cref="Apply"/> all threads must meet.</remarks>
internal sealed class SynchronousUpdate
{
    private readonly RunPlan plan;
    private readonly SharedParameters shared;
    private readonly OptimizerState statistics;
    private readonly LockstepPlayer[] players;
    private readonly float[][] squares; // [thread, group]
    private readonly bool[] hasGradient; // [part]
    private readonly long[] updates; // [part]
    private readonly float[] rates; // [group]
    private readonly float[] scales; // [group]
    private bool accepted;

    /// <summary>Makes the update of a run.</summary>
    /// <param name="plan">Gives the learning rates and the clipping.</param>
    /// <param name="shared">Holds theta.</param>
    /// <param name="statistics">The optimizer's statistics.</param>
    /// <param name="players">The threads; the sum overwrites the first one's gradient.</param>
    public SynchronousUpdate(RunPlan plan, SharedParameters shared, OptimizerState statistics, LockstepPlayer[] players)
    {
        this.plan = plan;
        this.shared = shared;
        this.statistics = statistics;
        this.players = players;
        ModelDescription model = plan.Model;
        squares = [.. players.Select(_ => new float[model.Groups.Count])];
        hasGradient = new bool[model.Parts.Count];
        updates = new long[hasGradient.Length];
        rates = new float[model.Groups.Count];
        scales = new float[rates.Length];
    }

    /// <summary>What the reports know of the updates.</summary>
    public UpdateStatistics Statistics { get; } = new();

    /// <summary>Sums a slice of the gradients, in the threads' order.</summary>
    /// <param name="q">Thread, which is also the slice.</param>
    public void Sum(int q)
    {
        (int first, int length) = Slice(q);
        for (int other = 1; other < players.Length; other++)
        {
            GradientMath.AddSlice(players[0].Gradient, players[other].Gradient, first, length);
        }

        // Every part counts here: those without a gradient are zero.
        Array.Clear(squares[q]);
        Span<long> all = stackalloc long[updates.Length];
        plan.Model.AddSumsOfSquares(players[0].Gradient, first, length, all, squares[q]);
    }

    /// <summary>Decides on the update; one thread does, while the others wait.</summary>
    /// <param name="loss">Sums over all threads.</param>
    public void Decide(in LossSums loss)
    {
        double whole = 0;
        for (int group = 0; group < scales.Length; group++)
        {
            double sum = 0;
            foreach (float[] square in squares)
            {
                sum += square[group];
            }

            scales[group] = GradientMath.ClipScale((float)Math.Sqrt(sum), (float)plan.Options.MaxGradNorm);
            whole += sum;
        }

        float norm = (float)Math.Sqrt(whole);
        accepted = float.IsFinite(norm);
        if (!accepted)
        {
            shared.DropNonfinite(plan.Options.MaxNonfinite, plan.LearningRate(shared.Steps));
            return;
        }

        plan.LearningRatesAt(shared.Steps, rates);
        for (int part = 0; part < hasGradient.Length; part++)
        {
            hasGradient[part] = false;
            foreach (LockstepPlayer player in players)
            {
                hasGradient[part] |= player.Learning.HasGradient(part);
            }
        }

        plan.Model.BeginUpdate(shared.Optimizer, statistics, hasGradient, updates);
        shared.CountUpdate();
        Statistics.Add(loss, norm, staleness: 0);
    }

    /// <summary>Drops the gradient that was summed; one thread does, while the others wait.</summary>
    /// <param name="loss">Sums over all threads.</param>
    public void Refuse(in LossSums loss)
    {
        accepted = false;
        Statistics.AddDropped(loss);
    }

    /// <summary>Applies a slice of the update.</summary>
    /// <param name="q">Thread, which is also the slice.</param>
    public void Apply(int q)
    {
        if (accepted)
        {
            (int first, int length) = Slice(q);
            plan.Model.ApplySlice(shared.Optimizer, shared.Theta, statistics, players[0].Gradient, first, length, updates, rates, scales);
        }
    }

    private (int First, int Length) Slice(int q)
    {
        long units = shared.Theta.Layout.Length / ParameterVector.SliceUnit;
        int first = (int)(units * q / players.Length), end = (int)(units * (q + 1) / players.Length);
        return (first * ParameterVector.SliceUnit, (end - first) * ParameterVector.SliceUnit);
    }
}
