namespace AsyncRL.Topologies;

/// <summary>One part of a topology's state in a checkpoint.</summary>
/// <param name="Name">Its name, such as <c>actor.0</c>; the checkpoint's entry is <c>state.</c> and the name.</param>
/// <param name="Save">Writes it, while nothing plays or learns.</param>
/// <param name="Load">Reads it, before anything plays; returns false where its environments cannot save their
/// state and begin new episodes.</param>
public sealed record SavedPart(string Name, Action<BinaryWriter> Save, Func<BinaryReader, bool> Load)
{
    /// <summary>
    /// What is too large to be copied, in pieces: written as it lies in memory, and read back into the same place, after
    /// <see cref="Load"/>. The entries are numbered <c>state.</c>, the name, <c>.0</c> and so on.
    /// </summary>
    public Func<IEnumerable<Memory<byte>>> Content { get; init; } = () => [];

    /// <summary>Whether a run can be taken up without it, from a checkpoint of another topology. Default false.</summary>
    internal bool MayBeMissing { get; init; }

    /// <summary>A part without environments, which is always read whole.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="save">Writes it.</param>
    /// <param name="load">Reads it.</param>
    internal static SavedPart Whole(string name, Action<BinaryWriter> save, Action<BinaryReader> load) => new(
        name, save, reader =>
        {
            load(reader);
            return true;
        });
}
