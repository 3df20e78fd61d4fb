namespace AsyncRL.Neural;

/// <summary>The weights of one convolution as the kernels read them: of windows, or of Winograd's products.</summary>
internal sealed unsafe class PackedConvolution
{
    private readonly int taps;
    private readonly int inputs;
    private readonly int outputs;
    private readonly AlignedFloats packed;

    /// <summary>Makes room.</summary>
    /// <param name="taps">Points of the window: 1 or 9.</param>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output; a multiple of 16.</param>
    /// <param name="isWinograd">Whether it is computed by Winograd's products.</param>
    public PackedConvolution(int taps, int inputs, int outputs, bool isWinograd)
    {
        this.taps = taps;
        this.inputs = inputs;
        this.outputs = outputs;
        IsWinograd = isWinograd;
        packed = new AlignedFloats((isWinograd ? WinogradShape.Elements : taps) * inputs * outputs);
    }

    public bool IsWinograd { get; }

    public int Inputs => inputs;

    public int Outputs => outputs;

    public float* Pointer => packed.Pointer;

    /// <summary>Floats of scratch that <see cref="Load"/> needs.</summary>
    public int ScratchLength => IsWinograd ? packed.Length : 0;

    /// <summary>Takes over weights [taps, inputs, outputs].</summary>
    public void Load(KernelSet kernels, float* w, float* scratch)
    {
        if (!IsWinograd)
        {
            kernels.PackPanels(taps * inputs, outputs, w, packed.Pointer);
            return;
        }

        kernels.WinogradWeights(inputs, outputs, w, scratch);
        int element = inputs * outputs;
        for (int e = 0; e < WinogradShape.Elements; e++)
        {
            kernels.PackPanels(inputs, outputs, scratch + (nint)e * element, packed.Pointer + (nint)e * element);
        }
    }
}
