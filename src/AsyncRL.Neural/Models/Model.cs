namespace AsyncRL.Neural;

/// <summary>
/// One thread's instance of a model: its networks, each with slots of its own, bound to one parameter vector, its towers, and
/// their gradients in one vector.
/// </summary>
/// <remarks>
/// Not safe for several threads. Nothing is allocated after construction, but for the memory of input gradients when a network is
/// first asked for them, and for the stretches of a parameter vector when it is first seen.
/// </remarks>
public sealed class Model
{
    private readonly KernelSet kernels;
    private readonly Network?[] networks;
    private readonly BoardTower?[] towers;
    private readonly Network? firstNetwork;
    private readonly ParameterVector? gradient;
    private readonly ParameterVector[] gradients;

    // Of the numbers; networks and towers know it themselves.
    private readonly bool[] hasGradient;
    private ParameterVector parameters;

    /// <summary>Makes an instance.</summary>
    /// <param name="description">The model.</param>
    /// <param name="parameters">The parameters it reads: a thread's own, or shared ones to read them live.</param>
    /// <param name="slots">Inputs that each of its networks holds at once; at least 1.</param>
    /// <param name="learns">Whether there will be backward passes; without, half the memory.</param>
    /// <param name="lanes">Sequences side by side, at least 1; only a recurrent network asks.</param>
    /// <exception cref="ArgumentException">The vector is of another model.</exception>
    public Model(ModelDescription description, ParameterVector parameters, int slots, bool learns = true, int lanes = 1)
        : this(description, parameters, slots, learns, lanes, KernelSet.Best)
    {
    }

    internal Model(ModelDescription description, ParameterVector parameters, int slots, bool learns, int lanes, KernelSet kernels)
    {
        ArgumentNullException.ThrowIfNull(description);
        Description = description;
        this.kernels = kernels;
        this.parameters = Checked(parameters);
        gradient = learns ? new ParameterVector(description.Parameters) : null;
        gradients = gradient is null ? [] : gradient.StretchesOf(description);
        hasGradient = new bool[description.Parts.Count];
        networks = new Network?[description.Parts.Count];
        ParameterVector[] stretches = parameters.StretchesOf(description);
        for (int i = 0; i < networks.Length; i++)
        {
            networks[i] = description.Parts[i] is NetworkPart part
                ? new Network(part.Network, slots, stretches[i], learns, lanes, kernels, learns ? gradients[i] : null)
                : null;
        }

        firstNetwork = networks[0];
        towers =
        [
            .. description.Parts.Select((part, i) => part is TowerPart tower
                ? new BoardTower(tower.Tower, learns, kernels, learns ? gradients[i] : null)
                : null),
        ];
        LoadTowers();
    }

    /// <summary>What the model is.</summary>
    public ModelDescription Description { get; }

    /// <summary>The first part's network.</summary>
    /// <exception cref="InvalidOperationException">The first part is a tower.</exception>
    public Network Network => firstNetwork ?? throw new InvalidOperationException(
        $"The first part of the model, '{Description.Parts[0].Name}', is a tower and no network; use Tower.");

    /// <summary>
    /// The first part's tower. It evaluates with the parameters as they were at the last <see cref="LoadTowers"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The first part is a network.</exception>
    public BoardTower Tower => TowerOf(0);

    /// <summary>The network of a part.</summary>
    /// <param name="part">Index of the part.</param>
    /// <exception cref="ArgumentException">The part is a number or a tower.</exception>
    public Network this[int part] => networks[part] ?? throw new ArgumentException(
        towers[part] is null
            ? $"The part '{Description.Parts[part].Name}' of the model is a number and no network; use Scalar and ScalarGradient."
            : $"The part '{Description.Parts[part].Name}' of the model is a tower and no network; use TowerOf.",
        nameof(part));

    /// <summary>The network of a part.</summary>
    /// <param name="part">Name of the part.</param>
    /// <exception cref="ArgumentException">There is no such part, or it is a number or a tower.</exception>
    public Network this[string part] => this[Description.IndexOf(part)];

    /// <summary>The tower of a part.</summary>
    /// <param name="part">Index of the part.</param>
    /// <returns>The tower; its gradient is the part's.</returns>
    /// <exception cref="ArgumentException">The part is no tower.</exception>
    public BoardTower TowerOf(int part) => towers[part] ?? throw new ArgumentException(
        $"The part '{Description.Parts[part].Name}' of the model is no tower.", nameof(part));

    /// <summary>
    /// Lets the towers take over <see cref="Parameters"/> as they now are: after an update, for networks read parameters live and
    /// towers do not.
    /// </summary>
    public void LoadTowers()
    {
        ParameterVector[] stretches = parameters.StretchesOf(Description);
        for (int i = 0; i < towers.Length; i++)
        {
            towers[i]?.Load(stretches[i]);
        }
    }

    /// <summary>The parameters that all networks read; towers take them over when they are set.</summary>
    /// <exception cref="ArgumentException">The vector is of another model.</exception>
    public ParameterVector Parameters
    {
        get => parameters;
        set
        {
            parameters = Checked(value);
            ParameterVector[] stretches = value.StretchesOf(Description);
            for (int i = 0; i < networks.Length; i++)
            {
                if (networks[i] is { } network)
                {
                    network.Parameters = stretches[i];
                }
            }

            LoadTowers();
        }
    }

    /// <summary>
    /// The gradient of the whole model, each part's where the part lies. Zero where one of several parts has none; of a model of
    /// one network <see cref="Network.Gradient"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The instance was made without learning.</exception>
    public ParameterVector Gradient
    {
        get
        {
            ParameterVector whole = gradient ?? throw NotLearning();
            if (networks.Length == 1 && firstNetwork is not null)
            {
                return firstNetwork.Gradient;
            }

            for (int i = 0; i < networks.Length; i++)
            {
                if (!HasGradient(i))
                {
                    Forget(i);
                }
                else if (networks[i] is { } network)
                {
                    _ = network.Gradient;
                }
            }

            return whole;
        }
    }

    /// <summary>A learnt number.</summary>
    /// <param name="part">Name of the part.</param>
    /// <returns>Its value in <see cref="Parameters"/>.</returns>
    /// <exception cref="ArgumentException">There is no such part, or it is a network.</exception>
    public float Scalar(string part) => Scalar(Description.IndexOf(part));

    /// <summary>A learnt number.</summary>
    /// <param name="part">Index of the part.</param>
    /// <returns>Its value in <see cref="Parameters"/>.</returns>
    /// <exception cref="ArgumentException">The part is a network.</exception>
    public float Scalar(int part) => parameters.Span[NumberAt(part)];

    /// <summary>
    /// Where the caller writes or adds to the gradient of a learnt number, which then has one; it starts from zero.
    /// </summary>
    /// <param name="part">Name of the part.</param>
    /// <returns>The gradient.</returns>
    /// <exception cref="ArgumentException">There is no such part, or it is a network.</exception>
    /// <exception cref="InvalidOperationException">The instance was made without learning.</exception>
    public ref float ScalarGradient(string part) => ref ScalarGradient(Description.IndexOf(part));

    /// <summary>
    /// Where the caller writes or adds to the gradient of a learnt number, which then has one; it starts from zero.
    /// </summary>
    /// <param name="part">Index of the part.</param>
    /// <returns>The gradient.</returns>
    /// <exception cref="ArgumentException">The part is a network.</exception>
    /// <exception cref="InvalidOperationException">The instance was made without learning.</exception>
    public ref float ScalarGradient(int part)
    {
        int place = NumberAt(part);
        ref float slope = ref (gradient ?? throw NotLearning()).Span[place];
        if (!hasGradient[part])
        {
            hasGradient[part] = true;
            slope = 0f;
        }

        return ref slope;
    }

    /// <summary>
    /// Whether a part has a gradient: there was a backward pass of its network, or the gradient of its number was asked for,
    /// since <see cref="Apply"/> or <see cref="ClearGradients"/>.
    /// </summary>
    /// <param name="part">Index of the part.</param>
    /// <returns>Whether it has.</returns>
    public bool HasGradient(int part) => networks[part]?.HasGradient ?? towers[part]?.HasGradient ?? hasGradient[part];

    /// <summary>
    /// The global L2 norm of the gradients of a group's parts, those without a gradient left out; not finite if any element is
    /// not. Of a model of one network <see cref="Network.GradientNorm"/>.
    /// </summary>
    /// <param name="group">Index of the group in <see cref="ModelDescription.Groups"/>.</param>
    /// <returns>The norm.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such group.</exception>
    public float GradientNorm(int group = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(group);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(group, Description.GroupCount);
        if (networks.Length == 1 && firstNetwork is not null && Description.GroupOf(0) == group)
        {
            return firstNetwork.GradientNorm;
        }

        double squares = 0;
        float only = 0f;
        int count = 0;
        for (int i = 0; i < networks.Length; i++)
        {
            if (Description.GroupOf(i) == group && HasGradient(i))
            {
                only = networks[i]?.GradientNorm ?? NormOf(i);
                squares += (double)only * only;
                count++;
            }
        }

        // The norm of one part is its own to the bit.
        return count == 1 ? only : (float)Math.Sqrt(squares);
    }

    /// <summary>The factors that clip the gradient of each group by its own norm.</summary>
    /// <param name="maxNorm">Greatest norm of a group's gradient; 0 switches clipping off.</param>
    /// <param name="scales">Receives one factor per group, for <see cref="Apply"/>.</param>
    /// <param name="norm">The norm of the whole gradient before clipping.</param>
    /// <returns>Whether the whole gradient is finite.</returns>
    /// <exception cref="ArgumentException">There are not as many factors as groups.</exception>
    public bool TryClip(float maxNorm, Span<float> scales, out float norm)
    {
        if (scales.Length != Description.GroupCount)
        {
            throw new ArgumentException(
                $"There are {scales.Length} scales for the {Description.GroupCount} groups of the model; give one each.",
                nameof(scales));
        }

        norm = 0f;
        for (int group = 0; group < scales.Length; group++)
        {
            float own = GradientNorm(group);
            scales[group] = GradientMath.ClipScale(own, maxNorm);
            norm = group == 0 ? own : MathF.Sqrt(norm * norm + own * own);
        }

        return float.IsFinite(norm);
    }

    /// <summary>Sets all gradients to zero; no part has one then.</summary>
    /// <exception cref="InvalidOperationException">The instance was made without learning.</exception>
    public void ClearGradients()
    {
        _ = gradient ?? throw NotLearning();
        for (int i = 0; i < networks.Length; i++)
        {
            Forget(i);
        }
    }

    /// <summary>
    /// Drops all gradients: no part has one then. Unlike <see cref="ClearGradients"/> it leaves what networks have stored, which
    /// their next backward pass overwrites; <see cref="Gradient"/> clears those that have had none.
    /// </summary>
    /// <exception cref="InvalidOperationException">The instance was made without learning.</exception>
    public void ForgetGradients()
    {
        _ = gradient ?? throw NotLearning();
        if (networks.Length == 1 && firstNetwork is not null)
        {
            ClearGradients();
            return;
        }

        for (int i = 0; i < networks.Length; i++)
        {
            if (networks[i] is { } network)
            {
                network.ForgetGradient();
                SetHasNone(i);
            }
            else
            {
                Forget(i);
            }
        }
    }

    /// <summary>
    /// Applies the gradients of the parts that have one and whose group is not frozen; after it no part has one. Each part is
    /// applied as <see cref="Network.ApplyGradient"/> does, what was deferred just before.
    /// </summary>
    /// <param name="optimizer">The update rule.</param>
    /// <param name="theta">The parameters to change: this instance's own, or shared ones, racing as <see cref="Optimizer"/>
    /// says.</param>
    /// <param name="state">The statistics, of <see cref="Optimizer.CreateState(ModelDescription)"/>.</param>
    /// <param name="rates">The step size of each group.</param>
    /// <param name="scales">The factor on the gradient of each group, for clipping by its norm.</param>
    /// <exception cref="ArgumentException">The vectors are of another model, or there are not as many rates or scales as
    /// groups.</exception>
    /// <exception cref="InvalidOperationException">The instance was made without learning.</exception>
    public void Apply(
        Optimizer optimizer, ParameterVector theta, OptimizerState state, ReadOnlySpan<float> rates, ReadOnlySpan<float> scales)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        _ = gradient ?? throw NotLearning();
        ParameterVector[] stretches = Checked(theta).StretchesOf(Description);
        Description.RequireParts(state);
        Description.RequireRates(rates, scales);
        for (int i = 0; i < networks.Length; i++)
        {
            int group = Description.GroupOf(i);
            if (!HasGradient(i))
            {
                continue;
            }

            if (!Description.IsFrozen(group))
            {
                ApplyPart(i, optimizer, stretches[i], state.Part(i), rates[group], scales[group]);
            }

            SetHasNone(i);
        }
    }

    private void ApplyPart(int part, Optimizer optimizer, ParameterVector theta, OptimizerState state, float rate, float scale)
    {
        if (networks[part] is { } network)
        {
            network.ApplyGradient(optimizer, theta, state, rate, scale);
            return;
        }

        long update = optimizer.BeginUpdate(state);
        optimizer.Apply(kernels, theta, state, gradients[part], 0, theta.Layout.Length, update, rate, scale);
    }

    private void Forget(int part)
    {
        networks[part]?.ForgetGradient();
        gradients[part].Clear();
        SetHasNone(part);
    }

    private void SetHasNone(int part)
    {
        hasGradient[part] = false;
        if (networks[part] is { } network)
        {
            network.HasGradient = false;
        }
        else if (towers[part] is { } tower)
        {
            // It adds to its gradient, so that the next one must find zeros.
            tower.ClearGradient();
        }
    }

    // Of a number or a tower.
    private float NormOf(int part) => towers[part] is null
        ? MathF.Abs(gradient!.Span[Description.Parts[part].First])
        : MathF.Sqrt(GradientMath.SumOfSquares(gradients[part], 0, gradients[part].Layout.Length));

    private int NumberAt(int part) => Description.Parts[part] is ScalarPart number ? number.First : throw new ArgumentException(
        $"The part '{Description.Parts[part].Name}' of the model is a {(towers[part] is null ? "network" : "tower")} and no " +
        $"number; use {(towers[part] is null ? "the indexer" : "TowerOf")}.", nameof(part));

    private ParameterVector Checked(ParameterVector vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        return vector.Layout.Length == Description.Parameters.Length ? vector : throw new ArgumentException(
            $"The parameter vector has {vector.Layout.Length} floats, but this model needs {Description.Parameters.Length}.",
            nameof(vector));
    }

    private static InvalidOperationException NotLearning() =>
        new("This model instance was made with learns: false, so it has no gradients.");
}
