namespace AsyncRL.Neural;

/// <summary>
/// A convolution of a board tower in one thread's instance: its weights from the inputs to the outputs and, to learn, from the
/// outputs' gradients to the inputs'.
/// </summary>
internal sealed unsafe class TowerConvolution
{
    private readonly TowerLayer layer;
    private readonly int taps;
    private readonly int inputs;
    private readonly AlignedFloats turned;
    private readonly AlignedFloats bias;
    private readonly PackedConvolution? backward;

    /// <summary>Makes room.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="taps">Points of its window: 1 or 9.</param>
    /// <param name="learns">Whether gradients flow back through it.</param>
    /// <param name="winogradPays">Whether the board is one for Winograd's products.</param>
    public TowerConvolution(TowerLayer layer, int taps, bool learns, bool winogradPays)
    {
        this.layer = layer;
        this.taps = taps;
        inputs = layer.Inputs / taps;
        int paddedInputs = NetworkDescription.RoundUp(inputs);

        // Their transform takes whole vectors of inputs.
        Forward = new PackedConvolution(taps, inputs, layer.Outputs, winogradPays && inputs == paddedInputs);
        backward = learns ? new PackedConvolution(taps, layer.Outputs, paddedInputs, winogradPays) : null;
        turned = new AlignedFloats(learns ? taps * layer.Outputs * paddedInputs : 0);
        bias = new AlignedFloats(layer.Outputs);
    }

    public float* Bias => bias.Pointer;

    public PackedConvolution Forward { get; }

    public PackedConvolution Backward => backward!;

    /// <summary>Floats of scratch that <see cref="Load"/> needs.</summary>
    public int ScratchLength => Math.Max(Forward.ScratchLength, backward?.ScratchLength ?? 0);

    public void Load(KernelSet kernels, float* parameters, float* scratch)
    {
        float* w = parameters + layer.Offset;
        int outputs = layer.Outputs;
        Forward.Load(kernels, w, scratch);
        new ReadOnlySpan<float>(parameters + layer.Bias, outputs).CopyTo(bias.Span);
        if (backward is null)
        {
            return;
        }

        // A point's gradient comes from the outputs round it, through the window turned about.
        for (int tap = 0; tap < taps; tap++)
        {
            kernels.Transpose(
                inputs, outputs, w + tap * inputs * outputs, outputs,
                turned.Pointer + (taps - 1 - tap) * outputs * backward.Outputs, backward.Outputs);
        }

        backward.Load(kernels, turned.Pointer, scratch);
    }
}
