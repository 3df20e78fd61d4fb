namespace AsyncRL.Neural;

/// <summary>
/// Puts the input's further numbers behind what the convolutions made of its image, for the layer that reads both. It has no
/// parameters.
/// </summary>
/// <remarks>
/// The numbers are laid out as further positions of the image: <see cref="Channels"/> of them, padded to
/// <see cref="PaddedChannels"/>, so that the weights that read the row are one evenly grouped matrix.
/// </remarks>
internal sealed unsafe class JoinStage : Stage
{
    /// <summary>Floats of a row of the image's features, padding included.</summary>
    public required int Features { get; init; }

    /// <summary>Where the further numbers start in a row of the network's input.</summary>
    public required int ExtraOffset { get; init; }

    /// <summary>How many there are.</summary>
    public required int Extras { get; init; }

    /// <summary>Channels of the image's features.</summary>
    public required int Channels { get; init; }

    /// <summary>The same with padding.</summary>
    public required int PaddedChannels { get; init; }

    /// <summary>Positions that the further numbers take up.</summary>
    public int Groups => (Extras + Channels - 1) / Channels;

    public override int WeightLength => 0;

    public override int BiasLength => 0;

    public override int OutputStride => Features + Groups * PaddedChannels;

    public override int ScratchLength(int rows) => 0;

    public override long MultiplyAdds => 0;

    /// <summary>Joins some rows.</summary>
    /// <param name="features">The image's features, rows <paramref name="featureStride"/> apart.</param>
    /// <param name="featureStride">Floats from row to row.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="inputStride">Floats from row to row.</param>
    /// <param name="output">Receives the rows, <see cref="OutputStride"/> apart; its padding is zero and stays so.</param>
    /// <param name="rows">How many.</param>
    public void Forward(float* features, int featureStride, float* input, int inputStride, float* output, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            float* y = output + (nint)row * OutputStride;
            new ReadOnlySpan<float>(features + (nint)row * featureStride, Features).CopyTo(new Span<float>(y, Features));
            float* extra = input + (nint)row * inputStride + ExtraOffset;
            for (int i = 0; i < Extras; i++)
            {
                y[Features + i / Channels * PaddedChannels + i % Channels] = extra[i];
            }
        }
    }

    /// <summary>Adds the gradient of the further numbers to that of the network's input.</summary>
    /// <param name="delta">The gradient of the rows.</param>
    /// <param name="inputDelta">The gradient of the input.</param>
    /// <param name="inputStride">Floats from row to row of it.</param>
    /// <param name="rows">How many.</param>
    public void AddExtraGradients(float* delta, float* inputDelta, int inputStride, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            float* d = delta + (nint)row * OutputStride + Features;
            float* extra = inputDelta + (nint)row * inputStride + ExtraOffset;
            for (int i = 0; i < Extras; i++)
            {
                extra[i] += d[i / Channels * PaddedChannels + i % Channels];
            }
        }
    }

    /// <summary>Passes the gradient on to the image's features.</summary>
    /// <param name="delta">The gradient of the rows.</param>
    /// <param name="featureDelta">Receives the features' part.</param>
    /// <param name="featureStride">Floats from row to row of it.</param>
    /// <param name="rows">How many.</param>
    public void Backward(float* delta, float* featureDelta, int featureStride, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            new ReadOnlySpan<float>(delta + (nint)row * OutputStride, Features)
                .CopyTo(new Span<float>(featureDelta + (nint)row * featureStride, Features));
        }
    }
}
