using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Parameters;
using AsyncRL.Play;

namespace AsyncRL.Topologies;

/// <summary>
/// One update of theta from the gradients of all threads. Each thread sums and applies a slice of every part; the order of every
/// sum is fixed, so that the result depends on the number of threads and not on their timing.
/// </summary>
/// <remarks>
/// Between <see cref="Sum"/>, <see cref="Decide"/>, <see cref="Apply"/> and <see cref="End"/> all threads must meet.
/// </remarks>
internal sealed class SynchronousUpdate
{
    private readonly RunPlan plan;
    private readonly SharedParameters shared;
    private readonly OptimizerState statistics;
    private readonly IGradientShare[] shares;
    private readonly float[][] squares; // [thread, group]
    private readonly bool[] hasGradient; // [part]
    private readonly long[] updates; // [part]
    private readonly float[] rates; // [group]
    private readonly float[] scales; // [group]

    /// <summary>Makes the update of a run.</summary>
    /// <param name="plan">Gives the learning rates and the clipping.</param>
    /// <param name="shared">Holds theta.</param>
    /// <param name="statistics">The optimizer's statistics.</param>
    /// <param name="shares">The threads' gradients; the sum overwrites the first one's gradient.</param>
    public SynchronousUpdate(RunPlan plan, SharedParameters shared, OptimizerState statistics, IGradientShare[] shares)
    {
        this.plan = plan;
        this.shared = shared;
        this.statistics = statistics;
        this.shares = shares;
        ModelDescription model = plan.Model;
        squares = [.. shares.Select(_ => new float[model.Groups.Count])];
        hasGradient = new bool[model.Parts.Count];
        updates = new long[hasGradient.Length];
        rates = new float[model.Groups.Count];
        scales = new float[rates.Length];
    }

    /// <summary>Whether the update that was decided on last is applied: its gradient was finite and not refused.</summary>
    public bool Accepted { get; private set; }

    /// <summary>What the reports know of the updates.</summary>
    public UpdateStatistics Statistics { get; init; } = new();

    /// <summary>Sums a thread's slices of the gradients, in the threads' order.</summary>
    /// <param name="q">Thread.</param>
    public void Sum(int q)
    {
        Array.Clear(squares[q]);
        ParameterVector sum = shares[0].Gradient;
        for (int part = 0; part < hasGradient.Length; part++)
        {
            (int first, int length) = Slice(q, part);
            if (length == 0 || !AnyHasGradient(part))
            {
                continue;
            }

            // The stretch of a thread that has no gradient of the part is zero.
            for (int other = 1; other < shares.Length; other++)
            {
                GradientMath.AddSlice(sum, shares[other].Gradient, first, length);
            }

            squares[q][plan.Model.GroupOf(part)] += GradientMath.SumOfSquares(sum, first, length);
        }
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
        Accepted = float.IsFinite(norm);
        if (!Accepted)
        {
            shared.DropNonfinite(plan.Options.MaxNonfinite, plan.LearningRate(shared.Steps));
            return;
        }

        plan.LearningRatesAt(shared.Steps, rates);
        for (int part = 0; part < hasGradient.Length; part++)
        {
            hasGradient[part] = AnyHasGradient(part);
        }

        plan.Model.BeginUpdate(shared.Optimizer, statistics, hasGradient, updates);
        shared.CountUpdate();
        Statistics.Add(loss, norm, staleness: 0, scales);
    }

    /// <summary>Drops the gradient that was summed; one thread does, while the others wait.</summary>
    /// <param name="loss">Sums over all threads.</param>
    public void Refuse(in LossSums loss)
    {
        Accepted = false;
        Statistics.AddDropped(loss);
    }

    /// <summary>Applies a thread's slices of the update.</summary>
    /// <param name="q">Thread.</param>
    public void Apply(int q)
    {
        for (int part = 0; Accepted && part < hasGradient.Length; part++)
        {
            (int first, int length) = Slice(q, part);
            if (length > 0 && hasGradient[part])
            {
                plan.Model.ApplySlice(
                    shared.Optimizer, shared.Theta, statistics, shares[0].Gradient, first, length, updates, rates, scales);
            }
        }
    }

    /// <summary>
    /// Forgets a thread's gradient, once all have met after <see cref="Apply"/>: not before, since others apply slices of the
    /// sum, which lies in the first thread's gradient.
    /// </summary>
    /// <param name="q">Thread.</param>
    public void End(int q)
    {
        // The gradient of a model's only network is overwritten by its next backward pass.
        if (hasGradient.Length > 1)
        {
            shares[q].Learning.ForgetGradients();
        }
    }

    /// <summary>
    /// The slice of a part that a thread sums and applies: each has its share of every part, so that all have as much to do
    /// whichever parts have a gradient.
    /// </summary>
    /// <param name="q">Thread.</param>
    /// <param name="part">Index of the part.</param>
    /// <returns>First element in the model's vector, and number of elements; there may be none.</returns>
    public (int First, int Length) Slice(int q, int part)
    {
        ModelPart whole = plan.Model.Parts[part];
        long units = whole.Layout.Length / ParameterVector.SliceUnit;
        int first = (int)(units * q / shares.Length), end = (int)(units * (q + 1) / shares.Length);
        return (whole.First + first * ParameterVector.SliceUnit, (end - first) * ParameterVector.SliceUnit);
    }

    private bool AnyHasGradient(int part)
    {
        foreach (IGradientShare share in shares)
        {
            if (share.Learning.HasGradient(part))
            {
                return true;
            }
        }

        return false;
    }
}
