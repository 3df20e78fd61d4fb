namespace AsyncRL.Neural;

/// <summary>
/// What a network is: its input, hidden layers and linear heads. Immutable; described once and bound many times, by one
/// <see cref="Network"/> a thread.
/// </summary>
public sealed class NetworkDescription
{
    private const int Alignment = 16;

    /// <summary>Describes a network of one tower.</summary>
    /// <param name="inputShape">[numbers], or [height, width, channels] where the first layer is a convolution.</param>
    /// <param name="layers">Hidden layers, convolutions first, at most one LSTM and that last; may be empty.</param>
    /// <param name="heads">Linear outputs on top of the last hidden layer; at least one.</param>
    /// <exception cref="ArgumentException">A size is not positive, a kernel does not fit its input, layers come in a wrong order,
    /// or two heads have one name.</exception>
    public NetworkDescription(IReadOnlyList<int> inputShape, IReadOnlyList<LayerDescription> layers, IReadOnlyList<Head> heads)
        : this(inputShape, [new Tower(string.Empty, layers, heads)])
    {
    }

    /// <summary>Describes a network of several towers, which share nothing but their input.</summary>
    /// <param name="inputShape">[numbers], or [height, width, channels] where the first layer is a convolution.</param>
    /// <param name="towers">At least one.</param>
    /// <param name="extraInputs">Numbers that follow an image in the input and are read, as they are, by the first layer after
    /// the convolutions.</param>
    /// <exception cref="ArgumentException">A size is not positive, a kernel does not fit its input, layers come in a wrong order,
    /// or two heads or layers have one name.</exception>
    public NetworkDescription(IReadOnlyList<int> inputShape, IReadOnlyList<Tower> towers, int extraInputs = 0)
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        ArgumentNullException.ThrowIfNull(towers);
        RequirePositive(inputShape.Count == 0 ? [0] : inputShape, "The input shape");
        InputShape = [.. inputShape];
        Towers = [.. towers];
        Heads = [.. towers.SelectMany(t => t.Heads)];
        ArgumentOutOfRangeException.ThrowIfNegative(extraInputs);
        if (extraInputs > 0 && inputShape.Count != 3)
        {
            throw new ArgumentException(
                $"{extraInputs} further inputs accompany an input of [{string.Join(", ", inputShape)}], but only an image of " +
                "[height, width, channels] has such; make them part of the one list.", nameof(extraInputs));
        }

        ExtraInputs = extraInputs;
        InputLength = inputShape.Aggregate(1, (product, d) => product * d) + extraInputs;

        var builder = new StageBuilder(InputShape, extraInputs);
        foreach (Tower tower in Towers)
        {
            builder.Add(tower);
        }

        HeadPlaces = builder.HeadPlaces;
        Stages = builder.Stages;
        Parameters = builder.Layout();
    }

    /// <summary>Shape of one input, or of its image where further numbers accompany it.</summary>
    public IReadOnlyList<int> InputShape { get; }

    /// <summary>Numbers that follow the image in one input; 0 where it is all there is.</summary>
    public int ExtraInputs { get; }

    /// <summary>Numbers in one input, further inputs included.</summary>
    public int InputLength { get; }

    /// <summary>Hidden layers with their heads; most networks have one tower.</summary>
    public IReadOnlyList<Tower> Towers { get; }

    /// <summary>Linear outputs of all towers.</summary>
    public IReadOnlyList<Head> Heads { get; }

    /// <summary>Where each tensor lies in the flat parameter vector.</summary>
    public ParameterLayout Parameters { get; }

    /// <summary>
    /// Nominal floating-point operations of the forward pass of one row: two a multiply-add, dense, biases and activations not
    /// counted.
    /// </summary>
    public long ForwardFlops => 2 * Stages.Sum(s => s.MultiplyAdds);

    /// <summary>
    /// Nominal floating-point operations of the backward pass of one row: those of the weight gradients (as many as forward) and
    /// of the input gradients (as many again, but for the first layer, whose inputs need none).
    /// </summary>
    public long BackwardFlops => ForwardFlops + 2 * Stages.Where(s => s.Source >= 0).Sum(s => s.MultiplyAdds);

    /// <summary>Whether it remembers from one step of a sequence to the next.</summary>
    public bool IsRecurrent => Stages.Any(s => s is LstmStage);

    /// <summary>Floats of memory that one sequence carries along; 0 without an LSTM.</summary>
    public int MemoryLength => Stages.OfType<LstmStage>().Sum(s => 2 * s.Units);

    internal IReadOnlyList<Stage> Stages { get; }

    /// <summary>Where each head's outputs lie: the stage, and the column at which the head starts.</summary>
    internal IReadOnlyList<(int Stage, int Column)> HeadPlaces { get; }

    /// <summary>Index of a head.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its index.</returns>
    /// <exception cref="ArgumentException">There is no head of that name.</exception>
    public int HeadIndex(string name)
    {
        for (int i = 0; i < Heads.Count; i++)
        {
            if (Heads[i].Name == name)
            {
                return i;
            }
        }

        throw new ArgumentException(
            $"This network has no head '{name}'; it has {string.Join(", ", Heads.Select(h => h.Name))}.", nameof(name));
    }

    /// <summary>Standard normal numbers that <see cref="Network.WriteNoise"/> makes noise of.</summary>
    /// <param name="head">Index of a <see cref="HeadKind.LogDeviation"/> head.</param>
    /// <returns>How many.</returns>
    /// <exception cref="ArgumentException">The head is linear.</exception>
    public int NoiseDraws(int head) => DeviationStage(head).Inputs * Heads[head].Width;

    /// <summary>Draws new parameters.</summary>
    /// <param name="parameters">Receives them [<see cref="ParameterLayout.Length"/>]; padding becomes zero.</param>
    /// <param name="how">The distribution.</param>
    /// <param name="uniform">A generator of numbers in [0, 1).</param>
    public void Initialize(Span<float> parameters, Initialization how, Func<double> uniform) =>
        ParameterInitializer.Fill(this, parameters, how, uniform);

    internal LogDeviationStage DeviationStage(int head) => Stages[HeadPlaces[head].Stage] as LogDeviationStage
        ?? throw new ArgumentException(
            $"The head '{Heads[head].Name}' is linear; only a LogDeviation head makes noise.", nameof(head));

    internal static int RoundUp(int n) => (n + Alignment - 1) / Alignment * Alignment;

    internal static void RequirePositive(IReadOnlyList<int> sizes, string what)
    {
        if (sizes.Any(d => d < 1))
        {
            throw new ArgumentException($"{what} is [{string.Join(", ", sizes)}], but every size must be at least 1.");
        }
    }
}
