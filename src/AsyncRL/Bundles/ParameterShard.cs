using AsyncRL.Neural;

namespace AsyncRL.Bundles;

/// <summary>A slice of the parameters and of the optimizer's statistics, which one thread at a time reads or writes.</summary>
/// <param name="first">Its first element.</param>
/// <param name="length">Its elements.</param>
internal sealed class ParameterShard(int first, int length)
{
    /// <summary>Held by whoever reads or writes the slice.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Its first element in the model's vector.</summary>
    public int First { get; } = first;

    /// <summary>Its elements.</summary>
    public int Length { get; } = length;

    /// <summary>Updates that it has got. Under its gate.</summary>
    public long Version { get; set; }

    /// <summary>Cuts a vector into slices as equal as they can be.</summary>
    /// <param name="length">Elements of the vector; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    /// <param name="shards">How many.</param>
    /// <returns>The shards, one after another; each begins at a multiple of that.</returns>
    /// <exception cref="OptionException">There are more shards than such units.</exception>
    public static ParameterShard[] Cut(int length, int shards)
    {
        long units = length / ParameterVector.SliceUnit;
        if (shards > units)
        {
            throw new OptionException(
                $"gorila.shards: {shards} shards are more than the {units} slices of {ParameterVector.SliceUnit} numbers that " +
                $"this network can be cut into; lower it to {units} or less.");
        }

        var cut = new ParameterShard[shards];
        for (int i = 0; i < shards; i++)
        {
            int from = (int)(units * i / shards), end = (int)(units * (i + 1) / shards);
            cut[i] = new ParameterShard(from * ParameterVector.SliceUnit, (end - from) * ParameterVector.SliceUnit);
        }

        return cut;
    }
}
