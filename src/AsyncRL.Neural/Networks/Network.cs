namespace AsyncRL.Neural;

/// <summary>
/// One thread's instance of a network: a workspace sized once, bound to a parameter vector.
/// </summary>
/// <remarks>
/// <para>
/// The workspace has slots, one per input. <see cref="Forward"/> fills slots with activations and <see cref="Backward"/> reads
/// them there, so that learning from what was computed needs no second forward pass, provided that the parameters have not
/// changed in between.
/// </para>
/// <para>
/// A recurrent network runs in lanes: slot s holds the step that follows slot s - lanes in the same sequence, and starts from
/// what the network remembered there. <see cref="BeginSequence"/> marks the slots at which sequences begin.
/// </para>
/// <para>Not safe for several threads. Nothing is allocated after construction. One thread: kernels start none.</para>
/// </remarks>
public sealed unsafe partial class Network : ISequenceSlots
{
    private readonly KernelSet kernels;
    private readonly int slots;
    private readonly int inputStride;
    private readonly AlignedFloats input;
    private readonly AlignedFloats[] outputs;
    private readonly AlignedFloats[] deltas;
    private readonly LstmMemory?[] memories;
    private readonly bool[] begins;
    private readonly AlignedFloats scratch;
    private readonly ParameterVector? gradient;
    private readonly int[] indices;
    private readonly AlignedFloats block;
    private readonly AlignedFloats deviationWork;
    private ParameterVector parameters;

    // The rows of the last backward pass, while the weight gradients of large dense layers are still to be computed from them.
    private int deferredSlot;
    private int deferredRows;

    // The rows of the last backward pass if the gradient is that of them alone; 0 rows otherwise.
    private int lastSlot;
    private int lastRows;

    /// <summary>Makes an instance.</summary>
    /// <param name="description">The network.</param>
    /// <param name="slots">Inputs held at once; at least 1.</param>
    /// <param name="parameters">The parameters it reads: a thread's own theta', or the shared theta to read it live.</param>
    /// <param name="learns">Whether there will be backward passes; without, half the memory.</param>
    /// <param name="lanes">Sequences side by side, at least 1; only a recurrent network asks.</param>
    public Network(NetworkDescription description, int slots, ParameterVector parameters, bool learns = true, int lanes = 1)
        : this(description, slots, parameters, learns, lanes, KernelSet.Best)
    {
    }

    /// <summary>Makes an instance whose gradient is a given vector, such as a stretch of the gradient of a model.</summary>
    internal Network(
        NetworkDescription description, int slots, ParameterVector parameters, bool learns, int lanes, KernelSet kernels,
        ParameterVector? gradient = null)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        Description = description;
        this.kernels = kernels;
        this.slots = slots;
        this.parameters = Checked(parameters);
        inputStride = NetworkDescription.RoundUp(description.InputLength);
        input = new AlignedFloats(slots * inputStride);
        IReadOnlyList<Stage> stages = description.Stages;
        outputs = [.. stages.Select(s => new AlignedFloats(slots * s.OutputStride))];
        deltas = learns ? [.. stages.Select(s => new AlignedFloats(slots * s.OutputStride))] : [];
        scratch = new AlignedFloats(learns ? stages.Max(s => s.ScratchLength(slots)) : 0);
        memories = [.. stages.Select(s => s is LstmStage lstm ? new LstmMemory(lstm, slots, lanes, learns) : null)];
        begins = new bool[slots + lanes];
        this.gradient = learns ? gradient ?? new ParameterVector(description.Parameters) : null;
        block = new AlignedFloats(learns ? stages.Max(s => s is DenseStage dense ? dense.BlockLength : 0) : 0);
        deviationWork = new AlignedFloats(stages.Max(s => s is LogDeviationStage deviation ? deviation.WorkLength : 0));
        indices = GC.AllocateArray<int>(Math.Max(inputStride, stages.Max(s => s.OutputStride)) + 1, pinned: true);
    }

    /// <summary>What the network is.</summary>
    public NetworkDescription Description { get; }

    /// <summary>The parameters that forward and backward passes read.</summary>
    /// <exception cref="ArgumentException">The vector has another layout.</exception>
    public ParameterVector Parameters
    {
        get => parameters;
        set => parameters = Checked(value);
    }

    /// <summary>What <see cref="Backward"/> computed: the sum of the gradients of its rows.</summary>
    /// <exception cref="InvalidOperationException">The instance was made without learning.</exception>
    public ParameterVector Gradient
    {
        get
        {
            ParameterVector whole = gradient ?? throw NotLearning();
            ComputeDeferred();
            return whole;
        }
    }

    /// <summary>
    /// The global L2 norm of <see cref="Gradient"/>, taken along while it was computed; not finite if any element is not.
    /// </summary>
    public float GradientNorm { get; private set; }

    /// <summary>Whether there was a backward pass since <see cref="ApplyGradient"/>.</summary>
    internal bool HasGradient { get; set; }

    /// <summary>Where the caller writes an input.</summary>
    /// <param name="slot">Slot, 0 to slots - 1.</param>
    /// <returns>The slot's input [InputLength].</returns>
    public Span<float> Input(int slot) => input.Span.Slice(slot * inputStride, Description.InputLength);

    /// <summary>
    /// Says whether a sequence begins in a slot: the slot then starts from an empty memory, and no gradient flows back beyond it.
    /// </summary>
    /// <param name="slot">Slot, 0 to slots + lanes - 1.</param>
    /// <param name="begins">False when the slot goes on with the sequence of slot - lanes.</param>
    public void BeginSequence(int slot, bool begins) => this.begins[slot] = begins;

    /// <summary>Whether a sequence begins in a slot.</summary>
    /// <param name="slot">Slot.</param>
    /// <returns>What <see cref="BeginSequence"/> was told last; false at first.</returns>
    public bool BeginsSequence(int slot) => begins[slot];

    /// <summary>Copies the memory that a slot starts from.</summary>
    /// <param name="slot">Slot, 0 to slots + lanes - 1: one whose predecessor was forwarded, or one of the first lanes.</param>
    /// <param name="memory">Receives it [<see cref="NetworkDescription.MemoryLength"/>].</param>
    public void CopyMemoryTo(int slot, Span<float> memory)
    {
        foreach (LstmMemory? part in memories)
        {
            if (part is not null)
            {
                part.CopyTo(slot, memory);
                memory = memory[part.Length..];
            }
        }
    }

    /// <summary>Sets the memory that a slot starts from, unless a sequence begins there.</summary>
    /// <param name="slot">Slot.</param>
    /// <param name="memory">The memory [<see cref="NetworkDescription.MemoryLength"/>].</param>
    public void CopyMemoryFrom(int slot, ReadOnlySpan<float> memory)
    {
        foreach (LstmMemory? part in memories)
        {
            if (part is not null)
            {
                part.CopyFrom(slot, memory);
                memory = memory[part.Length..];
            }
        }
    }

    /// <summary>
    /// Computes the activations and outputs of some slots from their inputs. Rows do not influence one another, but for the
    /// memory of a recurrent network, which passes from slot to slot + lanes.
    /// </summary>
    /// <param name="firstSlot">First slot.</param>
    /// <param name="count">How many.</param>
    public void Forward(int firstSlot, int count)
    {
        CheckSlots(firstSlot, count);
        IReadOnlyList<Stage> stages = Description.Stages;
        fixed (int* nonzero = indices)
        {
            for (int i = 0; i < outputs.Length; i++)
            {
                Stage stage = stages[i];
                float* x = InputOf(stage, firstSlot);
                int stride = InputStride(stage);
                float* y = outputs[i].Pointer + (nint)firstSlot * stage.OutputStride;
                if (memories[i] is { } memory)
                {
                    memory.Forward(kernels, parameters.Pointer, x, stride, y, firstSlot, count, begins, nonzero);
                }
                else if (stage is JoinStage join)
                {
                    join.Forward(x, stride, input.Pointer + (nint)firstSlot * inputStride, inputStride, y, count);
                }
                else if (stage is LogDeviationStage deviation)
                {
                    deviation.Forward(kernels, parameters.Pointer, x, stride, y, count, deviationWork.Pointer);
                }
                else
                {
                    ((FeedForwardStage)stage).Forward(kernels, parameters.Pointer, x, stride, y, count, nonzero);
                }
            }
        }
    }

    /// <summary>The output of a head.</summary>
    /// <param name="slot">A slot that was forwarded.</param>
    /// <param name="head">Index of the head.</param>
    /// <returns>The head's width of floats.</returns>
    public ReadOnlySpan<float> Output(int slot, int head) => HeadRow(outputs, slot, head);

    /// <summary>
    /// Noise of a <see cref="HeadKind.LogDeviation"/> head: <c>sum_j h_j exp(w_ja) z_ja</c>,
    /// whose standard deviation over z is the exponential of the head's output, but for the 1e-6.
    /// </summary>
    /// <param name="slot">A slot that was forwarded.</param>
    /// <param name="head">Index of the head.</param>
    /// <param name="draws">z: standard normal numbers, kept for as long as the noise is to stay a function of the state
    /// [<see cref="NetworkDescription.NoiseDraws"/>].</param>
    /// <param name="noise">Receives it [the head's width].</param>
    /// <exception cref="ArgumentException">The head is linear.</exception>
    public void WriteNoise(int slot, int head, ReadOnlySpan<float> draws, Span<float> noise)
    {
        LogDeviationStage stage = Description.DeviationStage(head);
        stage.Noise(parameters.Pointer, InputOf(stage, slot), draws, noise);
        GC.KeepAlive(parameters);
    }

    /// <summary>Where the caller writes dLoss/dOutput of a head before <see cref="Backward"/>, for every head and row.</summary>
    /// <param name="slot">Slot.</param>
    /// <param name="head">Index of the head.</param>
    /// <returns>The head's width of floats.</returns>
    /// <exception cref="InvalidOperationException">The instance was made without learning.</exception>
    public Span<float> OutputGradient(int slot, int head) =>
        HeadRow(deltas.Length > 0 ? deltas : throw NotLearning(), slot, head);

    /// <summary>
    /// Computes dLoss/dTheta, summed over some slots, from the activations that forwarding left and the output gradients that the
    /// caller wrote.
    /// </summary>
    /// <param name="firstSlot">First slot.</param>
    /// <param name="count">How many; at least 1.</param>
    /// <param name="accumulate">Whether to add to <see cref="Gradient"/> instead of overwriting it.</param>
    /// <param name="defer">
    /// Whether the gradients of large dense layers may wait for <see cref="ApplyGradient"/>, which then need not read them back
    /// from memory; the slots must not be forwarded nor their output gradients be written before. <see cref="GradientNorm"/>
    /// includes them, and
    /// <see cref="Gradient"/> computes them when it is asked for.
    /// </param>
    /// <param name="inputGradients">
    /// Whether to compute the gradients of the inputs too; see <see cref="InputGradient"/>. The first time makes memory for them.
    /// </param>
    public void Backward(int firstSlot, int count, bool accumulate = false, bool defer = false, bool inputGradients = false)
    {
        CheckSlots(firstSlot, count);
        float* g = accumulate ? Gradient.Pointer : (gradient ?? throw NotLearning()).Pointer;
        defer &= !accumulate;
        (deferredSlot, deferredRows) = (firstSlot, defer ? count : 0);
        (lastSlot, lastRows) = (firstSlot, accumulate ? 0 : count);
        HasGradient = true;
        InputDeltas? toInput = inputGradients ? BeginInputGradients(firstSlot, count) : null;
        IReadOnlyList<Stage> stages = Description.Stages;
        float squares = 0f;
        for (int i = stages.Count - 1; i >= 0; i--)
        {
            Stage stage = stages[i];
            float* x = InputOf(stage, firstSlot);
            int stride = InputStride(stage);
            float* dx = SourceDelta(stage, firstSlot, toInput);
            nint row = (nint)firstSlot * stage.OutputStride;
            float* dy = deltas[i].Pointer + row;
            if (stage is JoinStage join)
            {
                join.Backward(dy, dx, stride, count);
                toInput?.AddExtras(join, dy, firstSlot, count);
                continue;
            }

            if (stage is LogDeviationStage deviation)
            {
                squares += deviation.Backward(
                    kernels, parameters.Pointer, g, x, stride, outputs[i].Pointer + row, dy, count,
                    deviationWork.Pointer, accumulate);
                continue;
            }

            if (defer && stage is DenseStage dense && dense.CanDefer(count))
            {
                squares += dense.BackwardDeferred(
                    kernels, parameters.Pointer, g, x, stride, outputs[i].Pointer + row, dy, dx, count);
            }
            else
            {
                squares += memories[i] is { } memory
                    ? memory.Backward(kernels, parameters.Pointer, g, x, stride, dy, dx, firstSlot, count, begins,
                        scratch.Pointer, accumulate)
                    : ((FeedForwardStage)stage).Backward(
                        kernels, parameters.Pointer, g, x, stride, outputs[i].Pointer + row, dy, dx, count, scratch.Pointer,
                        accumulate);
            }

            if (stage.Source < 0)
            {
                toInput?.Add(kernels, firstSlot, count);
            }
        }

        GradientNorm = MathF.Sqrt(squares);
    }

    /// <summary>Applies <see cref="Gradient"/>, computing what was deferred just before it is applied.</summary>
    /// <param name="optimizer">The update rule.</param>
    /// <param name="theta">The parameters to change: this instance's own, or shared ones; racing as
    /// <see cref="Optimizer.Apply(ParameterVector, OptimizerState, ParameterVector, float, float)"/> says.</param>
    /// <param name="state">The statistics.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="gradientScale">Factor on the gradient, for clipping by its norm.</param>
    public void ApplyGradient(
        Optimizer optimizer, ParameterVector theta, OptimizerState state, float learningRate, float gradientScale = 1f)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        theta.Require(Description.Parameters, nameof(theta));
        ParameterVector stored = gradient ?? throw NotLearning();
        long update = optimizer.BeginUpdate(state);
        int applied = 0;
        for (int i = 0; i < Description.Stages.Count; i++)
        {
            if (IsDeferred(i) is not { } dense)
            {
                continue;
            }

            optimizer.Apply(
                kernels, theta, state, stored, applied, dense.WeightOffset - applied, update, learningRate, gradientScale);
            dense.ApplyDeferred(
                kernels, optimizer, theta.Pointer, state, update, learningRate, gradientScale,
                InputOf(dense, deferredSlot), InputStride(dense), deltas[i].Pointer + (nint)deferredSlot * dense.OutputStride,
                deferredRows, block.Pointer);
            applied = dense.BiasOffset;
        }

        optimizer.Apply(
            kernels, theta, state, stored, applied, theta.Layout.Length - applied, update, learningRate, gradientScale);
        HasGradient = false;
        GC.KeepAlive(theta);
    }

    /// <summary>Packs the gradient of the last backward pass, whose slots must not have been forwarded since.</summary>
    /// <param name="packed">Receives it.</param>
    /// <param name="learningRate">Step size that it is to be applied with.</param>
    /// <param name="gradientScale">Factor that it is to be applied with, for clipping by its norm.</param>
    /// <exception cref="ArgumentException">The gradient is packed for another network.</exception>
    /// <exception cref="InvalidOperationException">There was no backward pass, it had more rows than the packing allows, it was
    /// added to an earlier one, or <see cref="BackwardToInput"/> has passed through its slots since.</exception>
    public void PackGradient(PackedGradient packed, float learningRate, float gradientScale = 1f)
    {
        ArgumentNullException.ThrowIfNull(packed);
        GradientPacking packing = packed.Packing;
        if (!ReferenceEquals(packing.Description, Description))
        {
            throw new ArgumentException("The packed gradient was made for another network.", nameof(packed));
        }

        if (lastRows == 0 || lastRows > packing.MaxRows)
        {
            throw new InvalidOperationException(
                $"The gradient of one backward pass of 1 to {packing.MaxRows} rows can be packed, but there is one " +
                $"of {lastRows} rows (0: none, one that was added up, or one whose slots were used again).");
        }

        for (int i = 0; i < Description.Stages.Count; i++)
        {
            if (IsDeferred(i) is not null && !packing.IsFactored[i])
            {
                ComputeDeferred();
            }
        }

        packed.Begin(learningRate, gradientScale, lastRows);
        packed.CopyPlain(gradient!.Pointer);
        for (int i = 0; i < packing.Layers.Length; i++)
        {
            PackedLayer layer = packing.Layers[i];
            packed.CopyFactors(
                i, InputOf(layer.Dense, lastSlot), InputStride(layer.Dense),
                deltas[layer.Stage].Pointer + (nint)lastSlot * layer.Dense.OutputStride);
        }
    }

    /// <summary>
    /// Multiply-adds that the last forward pass of one slot really did in the layers that skip zero inputs, over those it would
    /// have done dense. For measuring only.
    /// </summary>
    /// <param name="slot">A slot that was forwarded alone.</param>
    /// <returns>Executed and nominal floating-point operations of one forward pass of one row.</returns>
    public (long Executed, long Nominal) ForwardWork(int slot)
    {
        long executed = 0;
        for (int i = 0; i < outputs.Length; i++)
        {
            Stage stage = Description.Stages[i];
            if (stage is DenseStage dense)
            {
                var x = new ReadOnlySpan<float>(InputOf(stage, slot), dense.Inputs);
                executed += 2L * (x.Length - x.Count(0f)) * dense.Outputs;
            }
            else
            {
                executed += 2 * stage.MultiplyAdds;
            }
        }

        return (executed, Description.ForwardFlops);
    }

    /// <summary>
    /// Drops a gradient of which nothing is to be used, what was put off included; what is stored stays in memory.
    /// </summary>
    internal void ForgetGradient()
    {
        (deferredRows, lastRows, GradientNorm, HasGradient) = (0, 0, 0f, false);
    }

    private DenseStage? IsDeferred(int stage) =>
        deferredRows > 0 && Description.Stages[stage] is DenseStage dense && dense.CanDefer(deferredRows) ? dense : null;

    private void ComputeDeferred()
    {
        for (int i = 0; i < Description.Stages.Count; i++)
        {
            IsDeferred(i)?.WeightGradient(
                kernels, gradient!.Pointer, InputOf(Description.Stages[i], deferredSlot), InputStride(Description.Stages[i]),
                deltas[i].Pointer + (nint)deferredSlot * Description.Stages[i].OutputStride, deferredRows);
        }

        deferredRows = 0;
    }

    private int InputStride(Stage stage) => stage.Source < 0 ? inputStride : Description.Stages[stage.Source].OutputStride;

    private float* InputOf(Stage stage, int slot) =>
        (stage.Source < 0 ? input : outputs[stage.Source]).Pointer + (nint)slot * InputStride(stage);

    private Span<float> HeadRow(AlignedFloats[] rows, int slot, int head)
    {
        (int stage, int column) = Description.HeadPlaces[head];
        return rows[stage].Span.Slice(slot * Description.Stages[stage].OutputStride + column, Description.Heads[head].Width);
    }

    private ParameterVector Checked(ParameterVector vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        return vector.Layout.Length == Description.Parameters.Length ? vector : throw new ArgumentException(
            $"The parameter vector has {vector.Layout.Length} floats, but this network needs {Description.Parameters.Length}.",
            nameof(vector));
    }

    private static InvalidOperationException NotLearning() =>
        new("This network instance was made with learns: false, so it has no gradients.");

    private void CheckSlots(int firstSlot, int count)
    {
        if (firstSlot < 0 || count < 1 || count > slots - firstSlot)
        {
            throw new ArgumentOutOfRangeException(
                nameof(firstSlot), $"{count} slots from {firstSlot} on are not all among the {slots} of this network instance.");
        }
    }
}
