using AsyncRL.Models;
using AsyncRL.Neural;

namespace AsyncRL.Objectives;

/// <summary>
/// Values in units of their own task: "Learning values across many orders of magnitude" (van Hasselt et al. 2016), one pair of
/// statistics per task as in "Multi-task deep reinforcement learning with PopArt" (Hessel et al. 2018).
/// </summary>
/// <remarks>
/// <para>
/// The value head gives n_i for task i, and the value of a state is V = sigma_i n_i + mu_i. Each target v of the task moves
/// <c>mu &lt;- (1 - beta) mu + beta v</c> and <c>nu &lt;- (1 - beta) nu + beta v^2</c>, and sigma is <c>sqrt(nu - mu^2)</c>
/// within bounds; they start from mu = 0 and nu = 1. What is kept is the difference, <c>variance &lt;- (1 - beta) (variance +
/// beta (v - mu)^2)</c>: the same number, but it survives a mean that is much larger than the deviation.
/// </para>
/// <para>
/// When the statistics move, the head moves against them, <c>w &lt;- w sigma / sigma'</c> and <c>c &lt;- (sigma c + mu - mu') /
/// sigma'</c>, so that every V stays what it is. The optimizer's statistics are left alone: its gradients are those of the
/// normalised value, whose size does not depend on sigma.
/// </para>
/// <para>
/// The statistics are numbers of the model: whatever copies, publishes or saves parameters carries them along with the head that
/// they belong to.
/// </para>
/// </remarks>
internal sealed class PopArt
{
    /// <summary>Name of the statistics in the model: the means of all tasks, then their variances.</summary>
    public const string Part = "popart";

    private const string Frozen = "statistics";

    private readonly double beta;
    private readonly double least;
    private readonly double greatest;
    private readonly int tasks;

    /// <summary>Makes the normalisation.</summary>
    /// <param name="options">beta and the bounds of sigma.</param>
    /// <param name="tasks">How many tasks there are.</param>
    /// <exception cref="OptionException">The bounds are crossed.</exception>
    public PopArt(PopArtOptions options, int tasks)
    {
        (beta, least, greatest) = (options.Beta, options.MinDeviation, options.MaxDeviation);
        this.tasks = tasks;
        if (greatest < least)
        {
            throw new OptionException(FormattableString.Invariant(
                $"popart.max_deviation: {greatest} is less than popart.min_deviation, {least}; make it at least that."));
        }
    }

    /// <summary>The model of a network with a value head, and the statistics.</summary>
    /// <param name="network">The network.</param>
    /// <returns>The model.</returns>
    public ModelDescription Describe(NetworkDescription network) => new(
        [
            new NetworkPart("agent", network),
            new VectorPart(Part, [.. Enumerable.Repeat(0f, tasks), .. Enumerable.Repeat(1f, tasks)]) { Group = Frozen },
        ],
        [new ParameterGroup(Frozen) { Frozen = true }]);

    /// <summary>mu of a task.</summary>
    /// <param name="model">The description of the model.</param>
    /// <param name="parameters">The parameters that hold it.</param>
    /// <param name="task">The task.</param>
    public static float Mean(ModelDescription model, ParameterVector parameters, int task) => Statistics(model, parameters)[task];

    /// <summary>sigma of a task.</summary>
    /// <param name="model">The description of the model.</param>
    /// <param name="parameters">The parameters that hold it.</param>
    /// <param name="task">The task.</param>
    public float Deviation(ModelDescription model, ParameterVector parameters, int task) =>
        (float)Deviation(Statistics(model, parameters)[tasks + task]);

    /// <summary>Takes the statistics out of the parameters, to be moved.</summary>
    /// <param name="model">The description of the model.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="moving">Receives means and variances [2 x tasks].</param>
    public static void Begin(ModelDescription model, ParameterVector parameters, Span<double> moving)
    {
        Span<float> now = Statistics(model, parameters);
        for (int i = 0; i < now.Length; i++)
        {
            moving[i] = now[i];
        }
    }

    /// <summary>Moves the statistics of a task by one target.</summary>
    /// <param name="target">v, in the units of the rewards.</param>
    /// <param name="task">The task.</param>
    /// <param name="moving">Means and variances.</param>
    public void Add(double target, int task, Span<double> moving)
    {
        double distance = target - moving[task];
        moving[task] += beta * distance;
        moving[tasks + task] = (1 - beta) * (moving[tasks + task] + beta * distance * distance);
    }

    /// <summary>
    /// Puts the statistics back and moves the value head against them. A task whose statistics are not finite keeps what it had.
    /// </summary>
    /// <param name="model">The description of the model.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="moved">Means and variances.</param>
    public void End(ModelDescription model, ParameterVector parameters, ReadOnlySpan<double> moved)
    {
        Span<float> now = Statistics(model, parameters);
        ParameterView weight = ViewOf(model, NetworkFactory.ValueHead + ".weight");
        Span<float> all = parameters.Span, c = ViewOf(model, NetworkFactory.ValueHead + ".bias").Row(all, 0);
        for (int task = 0; task < tasks; task++)
        {
            float mean = (float)moved[task], variance = (float)moved[tasks + task];
            if (!float.IsFinite(mean) || !float.IsFinite(variance))
            {
                continue;
            }

            double before = Deviation(now[tasks + task]), after = Deviation(variance);
            double shift = (double)now[task] - mean;
            (now[task], now[tasks + task]) = (mean, variance);
            c[task] = (float)((before * c[task] + shift) / after);
            for (int row = 0; row < weight.Rows; row++)
            {
                ref float w = ref weight.Row(all, row)[task];
                w = (float)(w * before / after);
            }
        }
    }

    private double Deviation(double variance) => Math.Clamp(Math.Sqrt(variance), least, greatest);

    private static Span<float> Statistics(ModelDescription model, ParameterVector parameters) =>
        ((VectorPart)model[Part]).Of(parameters);

    private static ParameterView ViewOf(ModelDescription model, string name)
    {
        // By index: an enumerator behind an interface is an object each time.
        IReadOnlyList<ParameterView> views = model.Network.Parameters.Views;
        for (int i = 0; i < views.Count; i++)
        {
            if (views[i].Name == name)
            {
                return views[i];
            }
        }

        throw new ArgumentException($"The network has no '{name}'.", nameof(model));
    }
}
