namespace AsyncRL.Neural;

/// <summary>
/// One thread's instance of a network: a workspace sized once, bound to a parameter vector.
/// </summary>
/// <remarks>
/// <para>
/// The workspace has slots, one an observation. <see cref="Forward"/> fills slots with activations and <see cref="Backward"/> reads them there, so that
/// learning from what was played needs no second forward pass, provided that the parameters have not changed in between.
/// </para>
/// <para>Not safe for several threads. Nothing is allocated after construction. One thread: kernels start none.</para>
/// </remarks>
public sealed unsafe class Network
{
    private readonly KernelSet kernels;
    private readonly int slots;
    private readonly int inputStride;
    private readonly AlignedFloats input;
    private readonly AlignedFloats[] outputs;
    private readonly AlignedFloats[] deltas;
    private readonly AlignedFloats scratch;
    private readonly ParameterVector? gradient;
    private readonly int[] indices;
    private ParameterVector parameters;

    /// <summary>Makes an instance.</summary>
    /// <param name="description">The network.</param>
    /// <param name="slots">Observations held at once; at least 1.</param>
    /// <param name="parameters">The parameters it reads: a thread's own theta', or the shared theta to read it live.</param>
    /// <param name="learns">Whether there will be backward passes; without, half the memory.</param>
    public Network(NetworkDescription description, int slots, ParameterVector parameters, bool learns = true)
        : this(description, slots, parameters, learns, KernelSet.Best)
    {
    }

    internal Network(NetworkDescription description, int slots, ParameterVector parameters, bool learns, KernelSet kernels)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        Description = description;
        this.kernels = kernels;
        this.slots = slots;
        this.parameters = Checked(parameters);
        inputStride = NetworkDescription.RoundUp(description.InputLength);
        input = new AlignedFloats(slots * inputStride);
        IReadOnlyList<Stage> stages = description.Stages;
        outputs = [.. stages.Select(s => new AlignedFloats(slots * s.OutputStride))];
        deltas = learns ? [.. stages.Select(s => new AlignedFloats(slots * s.OutputStride))] : [];
        scratch = new AlignedFloats(learns ? stages.Max(s => s.ScratchLength) : 0);
        gradient = learns ? new ParameterVector(description.Parameters) : null;
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
    public ParameterVector Gradient => gradient ?? throw NotLearning();

    /// <summary>The global L2 norm of <see cref="Gradient"/>, taken along while it was computed; not finite if any element is not.</summary>
    public float GradientNorm { get; private set; }

    /// <summary>Where the caller writes an observation.</summary>
    /// <param name="slot">Slot, 0 to slots - 1.</param>
    /// <returns>The slot's input [InputLength].</returns>
    public Span<float> Input(int slot) => input.Span.Slice(slot * inputStride, Description.InputLength);

    /// <summary>Computes the activations and outputs of some slots from their inputs. Rows do not influence one another.</summary>
    /// <param name="firstSlot">First slot.</param>
    /// <param name="count">How many.</param>
    public void Forward(int firstSlot, int count)
    {
        CheckSlots(firstSlot, count);
        float* x = input.Pointer + (nint)firstSlot * inputStride;
        int stride = inputStride;
        IReadOnlyList<Stage> stages = Description.Stages;
        fixed (int* nonzero = indices)
        {
            for (int i = 0; i < outputs.Length; i++)
            {
                Stage stage = stages[i];
                float* y = outputs[i].Pointer + (nint)firstSlot * stage.OutputStride;
                stage.Forward(kernels, parameters.Pointer, x, stride, y, count, nonzero);
                x = y;
                stride = stage.OutputStride;
            }
        }
    }

    /// <summary>The output of a head.</summary>
    /// <param name="slot">A slot that was forwarded.</param>
    /// <param name="head">Index of the head.</param>
    /// <returns>The head's width of floats.</returns>
    public ReadOnlySpan<float> Output(int slot, int head) => HeadRow(outputs[^1], slot, head);

    /// <summary>Where the caller writes dLoss/dOutput of a head before <see cref="Backward"/>, for every head and row.</summary>
    /// <param name="slot">Slot.</param>
    /// <param name="head">Index of the head.</param>
    /// <returns>The head's width of floats.</returns>
    /// <exception cref="InvalidOperationException">The instance was made without learning.</exception>
    public Span<float> OutputGradient(int slot, int head) =>
        HeadRow(deltas.Length > 0 ? deltas[^1] : throw NotLearning(), slot, head);

    /// <summary>
    /// Computes dLoss/dTheta, summed over some slots, from the activations that forwarding left and the output gradients that the caller wrote.
    /// </summary>
    /// <param name="firstSlot">First slot.</param>
    /// <param name="count">How many; at least 1.</param>
    /// <param name="accumulate">Whether to add to <see cref="Gradient"/> instead of overwriting it.</param>
    public void Backward(int firstSlot, int count, bool accumulate = false)
    {
        CheckSlots(firstSlot, count);
        float* g = Gradient.Pointer;
        IReadOnlyList<Stage> stages = Description.Stages;
        float squares = 0f;
        for (int i = stages.Count - 1; i >= 0; i--)
        {
            Stage stage = stages[i];
            int stride = i == 0 ? inputStride : stages[i - 1].OutputStride;
            float* x = (i == 0 ? input.Pointer : outputs[i - 1].Pointer) + (nint)firstSlot * stride;
            float* dx = i == 0 ? null : deltas[i - 1].Pointer + (nint)firstSlot * stride;
            nint row = (nint)firstSlot * stage.OutputStride;
            squares += stage.Backward(
                kernels, parameters.Pointer, g, x, stride, outputs[i].Pointer + row, deltas[i].Pointer + row, dx, count, scratch.Pointer, accumulate);
        }

        GradientNorm = MathF.Sqrt(squares);
    }

    /// <summary>
    /// Multiply-adds that the last forward pass of one slot really did in the layers that skip zero inputs, over those it would have done dense.
    /// For measuring only.
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
                int stride = i == 0 ? inputStride : Description.Stages[i - 1].OutputStride;
                ReadOnlySpan<float> x = (i == 0 ? input : outputs[i - 1]).Span.Slice(slot * stride, dense.Inputs);
                executed += 2L * (x.Length - x.Count(0f)) * dense.Outputs;
            }
            else
            {
                executed += 2 * stage.MultiplyAdds;
            }
        }

        return (executed, Description.ForwardFlops);
    }

    private Span<float> HeadRow(AlignedFloats rows, int slot, int head)
    {
        Stage heads = Description.Stages[^1];
        return rows.Span.Slice(slot * heads.OutputStride + Description.HeadOffsets[head], Description.Heads[head].Width);
    }

    private ParameterVector Checked(ParameterVector vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        return vector.Layout.Length == Description.Parameters.Length ? vector : throw new ArgumentException(
            $"The parameter vector has {vector.Layout.Length} floats, but this network needs {Description.Parameters.Length}.", nameof(vector));
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
