using AsyncRL.Neural;

namespace AsyncRL.Benchmarks;

/// <summary>
/// One layer of a network by itself, on numbers such as it meets there: pixels for the first, half of them zero behind a ReLU.
/// </summary>
internal sealed unsafe class LayerWorkload
{
    private readonly KernelSet kernels;
    private readonly int[] indices;
    private readonly AlignedFloats scratch;

    public LayerWorkload(string layer, int rows, KernelSet kernels)
    {
        this.kernels = kernels;
        Rows = rows;
        string[] words = layer.Split(' ');
        NetworkDescription network = NeuralNetworks.Describe(words[0]);
        Stage = (FeedForwardStage)network.Stages[LayersOf(network).ToList().IndexOf(words[1])];
        IsFirst = Stage.Source < 0;
        InputStride = IsFirst ? NetworkDescription.RoundUp(network.InputLength) : network.Stages[Stage.Source].OutputStride;

        var random = new Random(1);
        Theta = new ParameterVector(network.Parameters);
        network.Initialize(Theta.Span, Initialization.FanInUniform, random.NextDouble);
        Gradient = new ParameterVector(network.Parameters);
        Input = new AlignedFloats(rows * InputStride);
        Output = new AlignedFloats(rows * Stage.OutputStride);
        Delta = new AlignedFloats(rows * Stage.OutputStride);
        InputDelta = new AlignedFloats(rows * InputStride);
        scratch = new AlignedFloats(Stage.ScratchLength(rows));
        indices = GC.AllocateArray<int>(InputStride + 1, pinned: true);
        int inputs = IsFirst ? network.InputLength : InputStride;
        for (int r = 0; r < rows; r++)
        {
            foreach (ref float x in Input.Span.Slice(r * InputStride, inputs))
            {
                x = IsFirst ? random.NextSingle() : Math.Max(0f, random.NextSingle() - 0.5f);
            }
        }

        Forward();
        for (int i = 0; i < Delta.Length; i++)
        {
            // Nothing comes back to padding.
            Delta.Span[i] = i % Stage.PaddedOutputs < Outputs ? random.NextSingle() - 0.5f : 0f;
        }
    }

    /// <summary>Every layer of every network, as "atari conv1".</summary>
    public static IEnumerable<string> Layers =>
        NeuralNetworks.Names.SelectMany(n => LayersOf(NeuralNetworks.Describe(n)).Select(l => $"{n} {l}"));

    public FeedForwardStage Stage { get; }

    public int Rows { get; }

    public int InputStride { get; }

    /// <summary>Units or filters, without padding.</summary>
    public int Outputs => Stage is DenseStage dense ? dense.Outputs : ((Conv2DStage)Stage).Filters;

    /// <summary>The first layer's inputs are no layer's outputs, so their gradient is never asked for.</summary>
    public bool IsFirst { get; }

    public ParameterVector Theta { get; }

    public ParameterVector Gradient { get; }

    public AlignedFloats Input { get; }

    public AlignedFloats Output { get; }

    public AlignedFloats Delta { get; }

    public AlignedFloats InputDelta { get; }

    public void Forward()
    {
        fixed (int* nonzero = indices)
        {
            Stage.Forward(kernels, Theta.Pointer, Input.Pointer, InputStride, Output.Pointer, Rows, nonzero);
        }
    }

    /// <returns>The sum of squares of the gradients.</returns>
    public float Backward() => Stage.Backward(
        kernels, Theta.Pointer, Gradient.Pointer, Input.Pointer, InputStride, Output.Pointer, Delta.Pointer,
        IsFirst ? null : InputDelta.Pointer, Rows, scratch.Pointer, accumulate: false);

    private static IEnumerable<string> LayersOf(NetworkDescription network)
    {
        int convolutions = 0, dense = 0;
        for (int i = 0; i < network.Stages.Count; i++)
        {
            yield return i == network.Stages.Count - 1 ? "heads"
                : network.Stages[i] is Conv2DStage ? $"conv{++convolutions}"
                : $"dense{++dense}";
        }
    }
}
