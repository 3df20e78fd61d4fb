using System.Runtime.InteropServices;
using AsyncRL.Cluster.Wire;
using AsyncRL.Neural;
using AsyncRL.Observations;
using AsyncRL.Parameters;

namespace AsyncRL.Cluster.Hub;

/// <summary>
/// The newest parameters in pieces, and a few versions before them for those who are in the middle of fetching. A version is cut
/// when it is first asked for, so that those that nobody asks for cost nothing.
/// </summary>
/// <remarks>Any thread may ask. Pieces are small enough to be collected young, and never change.</remarks>
/// <param name="published">What actors play with.</param>
/// <param name="layout">Of the parameters.</param>
/// <param name="normalizer">Statistics of the observations; null unless they are normalised.</param>
/// <param name="target">The target network's parameters; null where there are none.</param>
internal sealed class ParameterShelf(
    IParameterVersions published, ParameterLayout layout, ObservationNormalizer? normalizer, IParameterVersions? target)
{
    private const int Kept = 4;

    private readonly Lock gate = new();
    private readonly ParameterVector copy = new(layout);
    private readonly Queue<Piece[]> versions = new();
    private Piece[]? newest;

    /// <summary>A piece of a version.</summary>
    /// <param name="version">Updates that it holds; -1 for the newest.</param>
    /// <param name="index">Number of the piece.</param>
    /// <returns>The piece; without content where it is not kept.</returns>
    public Piece Find(long version, int index)
    {
        lock (gate)
        {
            Piece[]? pieces = version < 0 ? Newest() : versions.FirstOrDefault(v => v[0].Version == version);
            return pieces is not null && index >= 0 && index < pieces.Length
                ? pieces[index]
                : new Piece { Standing = Standing.In, Version = version };
        }
    }

    private Piece[] Newest()
    {
        // With a policy that is held back the published version is older than the newest.
        if (newest is not null && newest[0].Version == published.Version)
        {
            return newest;
        }

        long version = published.CopyTo(copy);
        if (newest is not null && newest[0].Version == version)
        {
            return newest;
        }

        ReadOnlySpan<float> all = copy.Span;
        var pieces = new Piece[(all.Length + Piece.Numbers - 1) / Piece.Numbers];
        for (int i = 0; i < pieces.Length; i++)
        {
            ReadOnlySpan<float> part = all.Slice(i * Piece.Numbers, Math.Min(Piece.Numbers, all.Length - i * Piece.Numbers));
            pieces[i] = new Piece
            {
                Standing = Standing.In,
                Version = version,
                Pieces = pieces.Length,
                Content = MemoryMarshal.AsBytes(part).ToArray(),
                Moments = i == 0 ? Moments() : [],
                Target = i == 0 ? target?.Version ?? 0 : 0,
            };
        }

        versions.Enqueue(pieces);
        if (versions.Count > Kept)
        {
            versions.Dequeue();
        }

        return newest = pieces;
    }

    private byte[] Moments()
    {
        if (normalizer is null)
        {
            return [];
        }

        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        normalizer.SaveWhole(writer);
        return stream.ToArray();
    }
}
