using AsyncRL.Bundles;
using AsyncRL.Cluster.Wire;
using AsyncRL.Neural;

namespace AsyncRL.Cluster.Hub;

/// <summary>
/// Where the pieces of a bundle's gradient come together, so that a gradient is applied whole or not at all. Under the hub's
/// gate, but for the gradient while it is applied.
/// </summary>
/// <param name="bundle">The bundle's number.</param>
/// <param name="model">What is learnt.</param>
internal sealed class GradientAssembly(int bundle, ModelDescription model)
{
    private readonly bool[] has = new bool[GradientPieces.Count(model.Parameters.Length)];
    private long number;
    private int missing;
    private volatile bool applies;

    /// <summary>The gradient.</summary>
    public BundleGradient Gradient { get; } = new(bundle, model.Groups.Count) { Values = new ParameterVector(model.Parameters) };

    /// <summary>Takes a piece in.</summary>
    /// <param name="content">The piece.</param>
    /// <param name="reader">Reads the same bytes, from behind its numbers.</param>
    /// <param name="ofNumber">Number of its gradient: of a later one than those before, or it has come before.</param>
    /// <param name="piece">Its number.</param>
    /// <returns>Whether the gradient is complete now; <see cref="End"/> is called once it was applied.</returns>
    /// <exception cref="InvalidDataException">It does not fit.</exception>
    public bool Add(byte[] content, BinaryReader reader, long ofNumber, int piece)
    {
        if (ofNumber < number || (ofNumber == number && (missing == 0 || (piece >= 0 && piece < has.Length && has[piece]))))
        {
            return false;
        }

        if (piece < 0 || piece >= has.Length || applies)
        {
            throw new InvalidDataException(
                applies ? "a gradient before the one before was answered" : $"piece {piece} of a gradient of {has.Length}");
        }

        if (ofNumber > number)
        {
            number = ofNumber;
            missing = has.Length;
            Array.Clear(has);
        }

        GradientPieces.Read(content, reader, piece, Gradient);
        has[piece] = true;
        missing--;
        applies = missing == 0;
        return applies;
    }

    /// <summary>Says that the gradient was applied or dropped, so that the next may come.</summary>
    public void End() => applies = false;
}
