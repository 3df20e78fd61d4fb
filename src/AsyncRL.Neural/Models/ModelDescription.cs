namespace AsyncRL.Neural;

/// <summary>
/// What is learnt: one flat vector, cut into named parts. Immutable; described once and bound many times, by one
/// <see cref="Model"/> a thread.
/// </summary>
/// <remarks>
/// Whatever shares, publishes, averages or saves parameters works on the whole vector and need not know the parts. A part says
/// which group it is trained in, and whether it has a target.
/// </remarks>
public sealed class ModelDescription
{
    private readonly int[] groupOf;

    // What an update looks at: a list behind an interface costs a call each time.
    private readonly ParameterGroup[] groupList;
    private readonly ModelPart[] partList;
    private readonly NetworkDescription? network;
    private readonly BoardTowerDescription? tower;

    /// <summary>Describes a model of one network: its vector is the network's own.</summary>
    /// <param name="network">The network; the part's name is "".</param>
    public ModelDescription(NetworkDescription network)
        : this([new NetworkPart(string.Empty, network)])
    {
    }

    /// <summary>Describes a model.</summary>
    /// <param name="parts">The parts, in the order of their stretches; at least one, and the first a network or a tower. An only
    /// part may have the name "".</param>
    /// <param name="groups">How parts are trained; a group "" of defaults comes first unless the list has one.</param>
    /// <exception cref="ArgumentException">There is no part, the first is neither network nor tower, a name is empty or given
    /// twice, or a part is of a group that there is not.</exception>
    public ModelDescription(IReadOnlyList<ModelPart> parts, IReadOnlyList<ParameterGroup>? groups = null)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0 || parts[0] is not (NetworkPart or TowerPart))
        {
            throw new ArgumentException(
                parts.Count == 0
                    ? "A model needs at least one part."
                    : $"The first part of the model, '{parts[0].Name}', is no network; put a network or a tower first.",
                nameof(parts));
        }

        if (parts.Count > 1 && parts.Any(p => p.Name.Length == 0))
        {
            throw new ArgumentException(
                "A part of a model of several has no name; only the part of a model of one may have none.", nameof(parts));
        }

        RefuseTwice(parts.Select(p => p.Name), "parts", nameof(parts));
        RefuseTwice((groups ?? []).Select(g => g.Name), "groups", nameof(groups));
        groups ??= [];
        groupList = groups.Any(g => g.Name.Length == 0) ? [.. groups] : [new ParameterGroup(string.Empty), .. groups];
        Groups = groupList;
        groupOf = [.. parts.Select(GroupNamedBy)];
        network = (parts[0] as NetworkPart)?.Network;
        tower = (parts[0] as TowerPart)?.Tower;
        Parts = partList = Placed(parts);
        Parameters = LayoutOf(Parts);
    }

    /// <summary>
    /// Where each tensor lies in the flat vector; its name is "part.tensor", or the tensor's own where the only part has no name.
    /// </summary>
    public ParameterLayout Parameters { get; }

    /// <summary>The parts, in the order of their stretches of the vector.</summary>
    public IReadOnlyList<ModelPart> Parts { get; }

    /// <summary>How parts are trained. Rates and scales of <see cref="Model.Apply"/> come in this order.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>The first part's network.</summary>
    /// <exception cref="InvalidOperationException">The first part is a tower.</exception>
    public NetworkDescription Network => network ?? throw new InvalidOperationException(
        $"The first part of the model, '{Parts[0].Name}', is a tower and no network; use Tower.");

    /// <summary>The first part's tower.</summary>
    /// <exception cref="InvalidOperationException">The first part is a network.</exception>
    public BoardTowerDescription Tower => tower ?? throw new InvalidOperationException(
        $"The first part of the model, '{Parts[0].Name}', is a network and no tower; use Network.");

    /// <summary>Finds a part.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public ModelPart this[string name] => Parts[IndexOf(name)];

    /// <summary>Index of a part.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its index in <see cref="Parts"/>.</returns>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public int IndexOf(string name)
    {
        for (int i = 0; i < Parts.Count; i++)
        {
            if (Parts[i].Name == name)
            {
                return i;
            }
        }

        throw new ArgumentException($"This model has no part '{name}'; it has {Names(Parts.Select(p => p.Name))}.", nameof(name));
    }

    internal int GroupCount => groupList.Length;

    /// <summary>Index of a part's group.</summary>
    /// <param name="part">Index of the part.</param>
    /// <returns>The group's index in <see cref="Groups"/>.</returns>
    public int GroupOf(int part) => groupOf[part];

    /// <summary>Draws new parameters, part after part.</summary>
    /// <param name="parameters">Receives them [<see cref="ParameterLayout.Length"/>]; padding becomes zero.</param>
    /// <param name="how">The distribution of the networks' parameters; numbers become their initial ones.</param>
    /// <param name="uniform">A generator of numbers in [0, 1).</param>
    public void Initialize(Span<float> parameters, Initialization how, Func<double> uniform)
    {
        foreach (ModelPart part in Parts)
        {
            part.Initialize(parameters.Slice(part.First, part.Layout.Length), how, uniform);
        }
    }

    /// <summary>The step size of every group at a step.</summary>
    /// <param name="schedule">The schedule of groups that have none of their own.</param>
    /// <param name="initial">The rate at step 0 of groups that have none of their own.</param>
    /// <param name="step">Steps done.</param>
    /// <param name="horizon">Steps at which a linear schedule reaches zero.</param>
    /// <param name="rates">Receives one per group; see <see cref="LearningRates.At"/>.</param>
    /// <exception cref="ArgumentException">There are not as many rates as groups.</exception>
    public void LearningRatesAt(LearningRateSchedule schedule, double initial, long step, long horizon, Span<float> rates)
    {
        RequireOneEach(rates.Length, groupList.Length, "rates", "groups");
        for (int i = 0; i < rates.Length; i++)
        {
            rates[i] = (float)LearningRates.At(
                groupList[i].Schedule ?? schedule, groupList[i].LearningRate ?? initial, step, horizon);
        }
    }

    /// <summary>
    /// Counts an update that several threads then apply a slice each of: an update of each part that is to change.
    /// </summary>
    /// <param name="optimizer">The update rule.</param>
    /// <param name="state">The statistics.</param>
    /// <param name="hasGradient">Which parts have a gradient; empty for all.</param>
    /// <param name="updates">Receives one number per part, for <see cref="ApplySlice"/>; -1 for one without a
    /// gradient or of a frozen group.</param>
    /// <exception cref="ArgumentException">There are not as many numbers as parts, or the statistics are of another
    /// model.</exception>
    public void BeginUpdate(Optimizer optimizer, OptimizerState state, ReadOnlySpan<bool> hasGradient, Span<long> updates)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        RequireParts(state);
        RequireOneEach(updates.Length, partList.Length, "updates", "parts");
        for (int i = 0; i < updates.Length; i++)
        {
            bool changes = !groupList[groupOf[i]].Frozen && (hasGradient.IsEmpty || hasGradient[i]);
            updates[i] = changes ? optimizer.BeginUpdate(state.Part(i)) : -1;
        }
    }

    /// <summary>
    /// Applies a slice of a gradient, each part with what is its group's. Slices that do not overlap may be applied by several
    /// threads at once; together they equal the whole bit for bit.
    /// </summary>
    /// <param name="optimizer">The update rule.</param>
    /// <param name="theta">The parameters to change, of the whole model.</param>
    /// <param name="state">The statistics of the whole model.</param>
    /// <param name="gradient">dLoss/dTheta of the whole model.</param>
    /// <param name="first">First element; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    /// <param name="length">Elements; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    /// <param name="updates">The number of each part's update: of <see cref="Optimizer.BeginUpdate"/> with its own statistics
    /// (<see cref="OptimizerState.Parts"/>); less than 0 leaves the part as it is. Those of frozen groups stay in any
    /// case.</param>
    /// <param name="rates">The step size of each group.</param>
    /// <param name="scales">The factor on the gradient of each group, for clipping by its norm.</param>
    /// <exception cref="ArgumentException">The vectors are of different models, the slice is none of them, or there are not as
    /// many updates as parts, or rates and scales as groups.</exception>
    public void ApplySlice(
        Optimizer optimizer, ParameterVector theta, OptimizerState state, ParameterVector gradient, int first, int length,
        ReadOnlySpan<long> updates, ReadOnlySpan<float> rates, ReadOnlySpan<float> scales)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(theta);
        theta.Require(Parameters, nameof(theta));
        theta.RequireSlice(first, length);
        RequireOneEach(updates.Length, partList.Length, "updates", "parts");
        RequireRates(rates, scales);
        for (int i = 0; i < updates.Length; i++)
        {
            (int from, int end) = Within(partList[i], first, length);
            int group = groupOf[i];
            if (from < end && updates[i] >= 0 && !groupList[group].Frozen)
            {
                optimizer.ApplySlice(theta, state, gradient, from, end - from, updates[i], rates[group], scales[group]);
            }
        }
    }

    /// <summary>
    /// Adds the sums of the squares of a slice of a gradient to those of the groups: together the squares of the groups' norms.
    /// </summary>
    /// <param name="gradient">The gradient, of the whole model.</param>
    /// <param name="first">First element; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    /// <param name="length">Elements; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    /// <param name="updates">As for <see cref="ApplySlice"/>: parts whose number is less than 0 are left out.</param>
    /// <param name="sums">One a group, added to.</param>
    /// <exception cref="ArgumentException">The vector is of another model, the slice is none of it, or there are not as many
    /// updates as parts, or sums as groups.</exception>
    public void AddSumsOfSquares(ParameterVector gradient, int first, int length, ReadOnlySpan<long> updates, Span<float> sums)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        gradient.Require(Parameters, nameof(gradient));
        gradient.RequireSlice(first, length);
        RequireOneEach(updates.Length, partList.Length, "updates", "parts");
        RequireOneEach(sums.Length, groupList.Length, "sums", "groups");
        for (int i = 0; i < updates.Length; i++)
        {
            (int from, int end) = Within(partList[i], first, length);
            if (from < end && updates[i] >= 0)
            {
                sums[groupOf[i]] += GradientMath.SumOfSquares(gradient, from, end - from);
            }
        }
    }

    internal bool IsFrozen(int group) => groupList[group].Frozen;

    internal void RequireRates(ReadOnlySpan<float> rates, ReadOnlySpan<float> scales)
    {
        RequireOneEach(rates.Length, groupList.Length, "rates", "groups");
        RequireOneEach(scales.Length, groupList.Length, "scales", "groups");
    }

    internal void RequireParts(OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.PartCount != partList.Length)
        {
            throw new ArgumentException(
                $"The statistics are of {state.PartCount} parts, but the model has {partList.Length}; use CreateState(model).",
                nameof(state));
        }
    }

    private int GroupNamedBy(ModelPart part)
    {
        for (int i = 0; i < groupList.Length; i++)
        {
            if (groupList[i].Name == part.Group)
            {
                return i;
            }
        }

        throw new ArgumentException(
            $"The part '{part.Name}' is in a group '{part.Group}' that the model does not have; " +
            $"it has {Names(Groups.Select(g => g.Name))}.");
    }

    private static (int From, int End) Within(ModelPart part, int first, int length) =>
        (Math.Max(first, part.First), Math.Min(first + length, part.End));

    private static ModelPart[] Placed(IReadOnlyList<ModelPart> parts)
    {
        var placed = new ModelPart[parts.Count];
        for (int i = 0, first = 0; i < placed.Length; first += parts[i].Layout.Length, i++)
        {
            placed[i] = parts[i] with { First = first };
        }

        return placed;
    }

    private static ParameterLayout LayoutOf(IReadOnlyList<ModelPart> parts) => parts[0].Name.Length == 0
        ? parts[0].Layout
        : new ParameterLayout(parts[^1].End, [.. parts.SelectMany(ViewsOf)]);

    private static IEnumerable<ParameterView> ViewsOf(ModelPart part) =>
        part.Layout.Views.Select(v => v with { Name = $"{part.Name}.{v.Name}", Offset = part.First + v.Offset });

    private static void RefuseTwice(IEnumerable<string> names, string what, string argument)
    {
        if (names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Two {what} of the model have the name '{twice.Key}'; rename one.", argument);
        }
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));

    private static void RequireOneEach(int count, int needed, string what, string of)
    {
        if (count != needed)
        {
            throw new ArgumentException($"There are {count} {what} for the {needed} {of} of the model; give one each.");
        }
    }
}
