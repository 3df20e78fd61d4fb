namespace AsyncRL.Neural;

/// <summary>
/// The layout of an LSTM layer. One weight matrix for the input [inputs, 4 padded units], one for the layer's own
/// last outputs [padded units, 4 padded units] right behind it, one bias; the columns are the gates input,
/// forget, cell, output, each padded to 16.
/// </summary>
internal sealed class LstmStage : Stage
{
    public const int Gates = 4;

    /// <summary>Numbers read, the padding of an image's channels included.</summary>
    public required int Inputs { get; init; }

    /// <summary>Numbers read, without padding.</summary>
    public required int TrueInputs { get; init; }

    /// <summary>Cells, without padding.</summary>
    public required int Units { get; init; }

    public int PaddedUnits => RoundUp(Units);

    /// <summary>Floats of all gates of one row.</summary>
    public int GateStride => Gates * PaddedUnits;

    /// <summary>Where the weights of the layer's own last outputs start in the flat vector.</summary>
    public int RecurrentOffset => WeightOffset + Inputs * GateStride;

    public override int WeightLength => (Inputs + PaddedUnits) * GateStride;

    public override int BiasLength => GateStride;

    public override int OutputStride => PaddedUnits;

    // Each of the two weight matrices is transposed once a backward pass.
    public override int ScratchLength(int rows) => GateStride * Math.Max(PaddedUnits, RoundUp(Inputs));

    public override long MultiplyAdds => (long)(TrueInputs + Units) * Gates * Units;
}
